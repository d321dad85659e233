#include <osteon/imaging/anatomy.hpp>

#include <charconv>

namespace osteon {

bool is_vertebra(BoneRegion region) {
  const int n = static_cast<int>(region);
  return (n >= 1 && n <= 26) || region == BoneRegion::t13;
}

std::string name(BoneRegion region) {
  const int n = static_cast<int>(region);
  if (region == BoneRegion::t13) return "T13";
  if (region == BoneRegion::s1) return "S1";
  if (region == BoneRegion::coccyx) return "coccyx";
  if (n >= 20 && n <= 25) return "L" + std::to_string(n - 19);
  if (n >= 8 && n <= 19) return "T" + std::to_string(n - 7);
  if (n >= 1 && n <= 7) return "C" + std::to_string(n);
  return "";
}

std::optional<BoneRegion> vertebra_from_name(std::string_view text) {
  for (int n = 1; n <= 28; ++n) {
    const auto region = static_cast<BoneRegion>(n);
    if (is_vertebra(region) && name(region) == text) return region;
  }
  return std::nullopt;
}

double craniocaudal_rank(BoneRegion region) {
  if (region == BoneRegion::t13) return 18.5;
  return static_cast<double>(region) - 1.0;
}

}  // namespace osteon
