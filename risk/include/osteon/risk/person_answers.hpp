#pragma once

#include <osteon/qfracture/qfracture.hpp>
#include <osteon/risk/person.hpp>
#include <osteon/risk/screening_scores.hpp>

// The same person as the calculators ask for it. What their definitions differ in is settled here, once.

namespace osteon {

/// "Black" is said of the Caribbean and African groups; a low-impact fracture of any site after 50 or the
/// menopause.
[[nodiscard]] ScreeningAnswers screening_answers(const Person& person);

/// Age in whole years. A vertebral fracture counts as a previous one only if confirmed. Nothing without age,
/// height and weight.
[[nodiscard]] std::optional<qfracture::Person> qfracture_person(const Person& person);

}  // namespace osteon
