#pragma once

#include <osteon/imaging/result.hpp>
#include <osteon/simulate/simulated_fracture.hpp>

#include <string_view>

namespace osteon {

/// One body that is to collapse before the exposure.
struct AskedCollapse {
  BoneRegion level;
  Collapse kind;
  double loss;  ///< of the height that the kind takes, 0...0.6
};

/// "L1:wedge:0.3"; kinds: wedge, biconcave, crush. Errors: radiograph.collapse.
[[nodiscard]] Result<AskedCollapse> collapse_from_words(std::string_view words);
[[nodiscard]] std::string_view name(Collapse kind);

struct DoneCollapse {
  AskedCollapse asked;
  CollapseMap map;
  ThreeHeights true_loss;
};

/// A CT some of whose bodies were made to collapse.
struct CollapsedScan {
  CtScan scan;
  LabelMap<3> vertebrae;           ///< on its lattice
  std::vector<DoneCollapse> done;  ///< from the head down

  /// Where a place of the untouched CT has gone.
  [[nodiscard]] Eigen::Vector3d moved(Eigen::Vector3d place_mm) const;
};

/// Each level once. Errors: radiograph.collapse (asked for twice); anatomy.level-not-whole.
[[nodiscard]] Result<CollapsedScan> collapsed(CtScan scan, const SpineSegmentation& spine,
                                              std::vector<AskedCollapse> asked);

}  // namespace osteon
