#pragma once

#include "header.hpp"

#include <osteon/imaging/survey.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace osteon {

/// g/cm2 for what an object stores, where it says so: by the units code (UCUM) of its Real World Value
/// Mapping (PS3.3 C.7.6.16.2.11), of the functional groups or of the object itself, or by a Rescale Type with
/// a slope. g/cm2, mg/cm2 and kg/m2 are known.
[[nodiscard]] std::optional<DensityScale> density_scale_of(DcmItem& dataset);

/// The densities of such an object: floats, doubles or whole numbers. Errors: dxa.map-unusable (several
/// frames, no pixels), pixels.undecodable, dxa.no-scale.
[[nodiscard]] Result<DxaScan> load_density_map(const SeriesOutline& outline,
                                               const std::optional<Eigen::Vector2d>& operator_spacing_mm);

}  // namespace osteon
