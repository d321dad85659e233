#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace osteon {

enum class Sex { female, male, other };
enum class Side { left, right };

/// The words for bones. The number is the label in every map that we write:
/// vertebrae as in VerSe (anjany/verse README: C1-C7 = 1-7, T1-T12 = 8-19, L1-L6 = 20-25, sacrum 26, T13 28).
enum class BoneRegion : std::uint8_t {
  none = 0,
  c1 = 1,
  c2,
  c3,
  c4,
  c5,
  c6,
  c7,
  t1 = 8,
  t2,
  t3,
  t4,
  t5,
  t6,
  t7,
  t8,
  t9,
  t10,
  t11,
  t12,
  l1 = 20,
  l2,
  l3,
  l4,
  l5,
  l6,
  s1 = 26,
  coccyx = 27,
  t13 = 28,
};

/// "L1", "T13", "S1"; "" for none.
[[nodiscard]] std::string name(BoneRegion region);
[[nodiscard]] std::optional<BoneRegion> vertebra_from_name(std::string_view name);
[[nodiscard]] bool is_vertebra(BoneRegion region);

/// Place in the column from the head down: C1 = 0, ... T12 = 18, [T13], L1 = 19 ...; T13 shares none (18.5).
[[nodiscard]] double craniocaudal_rank(BoneRegion region);

}  // namespace osteon
