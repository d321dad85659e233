#pragma once

#include <osteon/imaging/result.hpp>
#include <osteon/imaging/units.hpp>

#include <optional>
#include <string>
#include <vector>

// Densities of regions of a display picture whose densitometer reported some of them: always an estimate.

namespace osteon {

/// The mean grey of a reported region, as it was drawn.
struct GreyRegion {
  std::string region;
  double mean_grey;
  ArealDensity bmd;
};

/// Brighter is denser, along a straight line. A display's own curve is bent and cut off: the line serves
/// between the darkest and the brightest region, and a little beyond.
struct GreyCurve {
  ArealDensity at_zero, per_grey;
  ArealDensity error;         ///< rms of regions left out one at a time
  double darkest, brightest;  ///< mean greys that it was drawn through
  double margin;              ///< how far beyond them it serves
  int regions;
};

/// `soft_tissue_grey`: where no mineral lies. The line through it is taken where regions left out fit it
/// better than a line of their own: levels of one spine differ too little to tell a slope. Three regions then
/// do. Errors: density.grey-too-few (fewer than four regions or one grey), density.grey-falls (brighter is
/// not denser), density.grey-uncertain (a region left out is missed by more than 5 %, or by more than the
/// other regions' mean).
[[nodiscard]] Result<GreyCurve> grey_curve(const std::vector<GreyRegion>& regions,
                                           std::optional<double> soft_tissue_grey = {});

/// Errors: density.grey-beyond, for greys that no reported region has.
[[nodiscard]] Result<Measured<ArealDensity>> density_of_grey(const GreyCurve& curve, double mean_grey);

}  // namespace osteon
