#pragma once

#include <osteon/densitometry/display_regions.hpp>
#include <osteon/densitometry/grey_density.hpp>
#include <osteon/imaging/reported_dxa.hpp>

#include <optional>
#include <string>
#include <vector>

// A display picture with the table of the same scan: densities within our own regions, as estimates. Pure.

namespace osteon {

struct RemeasuredRegion {
  std::string region;                ///< as the table names it
  Measured<ArealDensity> estimated;  ///< within our own region; the sd is the curve's
  ArealDensity reported;
  /// Our area by the reported one, for the median of all regions, which takes the scale of the picture and
  /// the width of outlines out. Absent where the table has no areas.
  std::optional<double> area_ratio;
  bool drawn_otherwise = false;  ///< its area says that the operator's region is another one
};

struct RemeasuredDisplay {
  GreyCurve curve;
  std::vector<RemeasuredRegion> regions;  ///< in the order of the table's regions; L1-L4 or total last
};

/// `rows`: of one examination of one scan, of a hip those of its side. `vendor` says whose box a neck is.
///
/// Regions whose area is off by more than 15 % from the others' (25 % at the hip, whose boxes makers place
/// otherwise) were drawn otherwise and make no curve. Two neighbours of a wrong line between them make one:
/// their sum is right.
/// Errors: density.grey-cut-off (a fifth of a region is as bright or as dark as the display can), those of
/// grey_curve.
[[nodiscard]] Result<RemeasuredDisplay> remeasure(const DisplayedBone& bone,
                                                  const std::vector<ReportedRow>& rows,
                                                  const std::string& vendor);

}  // namespace osteon
