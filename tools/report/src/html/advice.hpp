#pragma once

#include <osteon/risk/recommendation.hpp>

#include <string>
#include <vector>

namespace osteon {

/// One recommendation: what to do stands open; why folds away.
[[nodiscard]] std::string recommendation_card(const Recommendation& rule);

/// The sources of all of them, each once.
[[nodiscard]] std::string recommendation_sources(const std::vector<Recommendation>& rules);

}  // namespace osteon
