#include "tissue/plane_image.hpp"

#include <cstddef>
#include <limits>

namespace osteon {
namespace {

constexpr double kStepMm = 2.0, kFirstU = -36, kFirstV = -96;
constexpr int kCountU = 77, kCountV = 97;  // u to 116, v to 96: 36 mm around every middle that is tried

constexpr double kAlongMm = 3.0;  // vessels run along the column: noise is averaged along it, edges stay

}  // namespace

PlaneImage::PlaneImage(const BlockVolume& volume, const ColumnPlane& plane) {
  hu_.reserve(static_cast<std::size_t>(kCountU) * kCountV);
  const Eigen::Vector3d along = kAlongMm * plane.superior;
  for (int iu = 0; iu < kCountU; ++iu)
    for (int iv = 0; iv < kCountV; ++iv) {
      const Eigen::Vector3d place = plane.place_mm(kFirstU + kStepMm * iu, kFirstV + kStepMm * iv);
      hu_.push_back((volume.sample(place - along) + volume.sample(place) + volume.sample(place + along)) / 3);
    }
}

float PlaneImage::at(double u_mm, double v_mm) const {
  const double x = (u_mm - kFirstU) / kStepMm, y = (v_mm - kFirstV) / kStepMm;
  if (hu_.empty() || !(x >= 0 && y >= 0 && x < kCountU - 1 && y < kCountV - 1))
    return std::numeric_limits<float>::quiet_NaN();
  const auto iu = static_cast<std::size_t>(x), iv = static_cast<std::size_t>(y);
  const auto f = static_cast<float>(x - static_cast<double>(iu)),
             g = static_cast<float>(y - static_cast<double>(iv));
  const float* corner = hu_.data() + iu * kCountV + iv;
  return (1 - f) * ((1 - g) * corner[0] + g * corner[1]) +
         f * ((1 - g) * corner[kCountV] + g * corner[kCountV + 1]);
}

}  // namespace osteon
