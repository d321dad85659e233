#pragma once

#include <osteon/densitometry/ct_acquisition.hpp>
#include <osteon/densitometry/ct_density.hpp>

#include <optional>
#include <vector>

namespace osteon {

/// Scatter of voxels within even regions, from differences of voxels up to 4 mm apart in the plane of the
/// slices: slow changes of the tissue do not count, edges hardly (medians). Pure.
///
/// Shape:  `regions` lies where the scan does, on whatever lattice; 0 = not even.
/// Errors: none; nothing where too few voxels are in regions.
/// Source: mean radial frequency f of noise of spectrum near one frequency from its autocorrelation
///         J0(2 pi f h), which is 1/2 at f h = 0.242.
[[nodiscard]] std::optional<ImageNoise> measure_noise(const CtScan& scan, const LabelMap<3>& regions);

/// Lowest and highest value of a scan, and whether the file was cut off there. Pure.
[[nodiscard]] ValueRange value_range(const CtScan& scan);

/// Levels with at least 30 mm3 of 2500 HU and more within 20 mm of the body. Pure. Enamel reaches 2500 HU,
/// cortical bone 2000, iodine in a vessel hardly 1500.
[[nodiscard]] std::vector<BoneRegion> levels_near_metal(const CtScan& scan,
                                                        const std::vector<VertebraFrame>& frames);

}  // namespace osteon
