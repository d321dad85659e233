#pragma once

#include <osteon/risk/person.hpp>
#include <osteon/risk/recommendation.hpp>

#include <vector>

namespace osteon {

/// Whose thresholds: one body at a time, since they are never mixed.
enum class GuidelinePack { none, bhof };

/// What has to be heeded before any treatment, by rules that are always on, and what one guideline says.
/// Pure; decision support, the clinician decides.
///
/// A rule that holds is `active`; one that holds only if an unconfirmed finding of an image is true is
/// `pending_confirmation`; one that cannot be judged is `blocked_missing_input` and names what it needs:
/// nothing is cleared by missing data. One that does not hold is silent. Critical first, then by id.
[[nodiscard]] std::vector<Recommendation> advise(const Person& person,
                                                 GuidelinePack pack = GuidelinePack::none);

}  // namespace osteon
