#pragma once

#include <Eigen/Core>
#include <opencv2/core.hpp>

namespace osteon {

/// How soft tissue attenuates the low energy for the high one, everywhere: as measured where it is bare, and
/// below bone what joins all that is bare around it most evenly (a membrane). The ratio tells of what kind
/// the tissue is, fat or muscle, however thick it is. `hidden`: 255 where bone is or may be. `even_mm`: what
/// changes within this length is noise. Empty where nothing is bare.
[[nodiscard]] cv::Mat_<float> tissue_ratio(const cv::Mat_<float>& low, const cv::Mat_<float>& high,
                                           const cv::Mat_<std::uint8_t>& hidden,
                                           const Eigen::Vector2d& spacing_mm, double even_mm);

/// Where a ray meets too little to tell of what kind it is: 1 cm of water attenuates 70 keV by 0.19.
inline constexpr float kLeastAttenuation = 0.1F;

}  // namespace osteon
