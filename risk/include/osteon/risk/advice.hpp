#pragma once

#include <osteon/risk/person.hpp>
#include <osteon/risk/recommendation.hpp>

#include <vector>

namespace osteon {

/// What has to be heeded before any treatment, by rules that are always on. Pure; decision support, the
/// clinician decides.
///
/// A rule that holds is `active`; one that holds only if an unconfirmed finding of an image is true is
/// `pending_confirmation`; one that cannot be judged is `blocked_missing_input` and names what it needs:
/// nothing is cleared by missing data. One that does not hold is silent. Critical first, then by id.
[[nodiscard]] std::vector<Recommendation> safety_advice(const Person& person);

}  // namespace osteon
