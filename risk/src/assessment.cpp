#include <osteon/risk/recommendation.hpp>

namespace osteon {

Assessment assess(const Findings&) { return {{"not-classifiable", {}, {}}, {false, {}, std::nullopt}, {}}; }

}  // namespace osteon
