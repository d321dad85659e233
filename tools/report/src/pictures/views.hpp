#pragma once

#include "canvas.hpp"

#include <osteon/report/pictures.hpp>

namespace osteon {

[[nodiscard]] Picture sagittal_view(const SpineScene& scene, const SpineLine& spine,
                                    const PictureOptions& options);
[[nodiscard]] Picture coronal_view(const SpineScene& scene, const SpineLine& spine,
                                   const PictureOptions& options);
[[nodiscard]] Picture axial_view(const SpineScene& scene, const VertebraMeasurement& vertebra,
                                 const PictureOptions& options);
/// The middle sagittal plane, with the word that nothing was found.
[[nodiscard]] Picture empty_view(const SpineScene& scene, const PictureOptions& options);

/// The axes of a vertebra (left, anterior, superior) from its landmarks; without them the patient's own.
[[nodiscard]] Eigen::Matrix3d axes_of(const VertebraMeasurement& vertebra);

}  // namespace osteon
