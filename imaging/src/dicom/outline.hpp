#pragma once

#include "header.hpp"

#include <osteon/imaging/survey.hpp>

#include <memory>
#include <vector>

namespace osteon {

/// Studies and their series from the headers of DICOM files; files that belong to none go to `ignored`.
[[nodiscard]] std::vector<StudyOutline> outline_studies(
    const std::vector<std::shared_ptr<const DicomHeader>>& headers, std::vector<IgnoredFile>& ignored);

}  // namespace osteon
