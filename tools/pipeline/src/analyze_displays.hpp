#pragma once

#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/report.hpp>

namespace osteon {

/// Once all numbers are judged: every display picture of `study` with the table of its scan, where there is
/// one.
void estimate_displays(const StudyOutline& study, Report& report);

}  // namespace osteon
