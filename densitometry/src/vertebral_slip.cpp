#include <osteon/densitometry/vertebral_slip.hpp>

#include <cmath>

namespace osteon {

std::vector<VertebralSlip> vertebral_slips(const std::vector<PlacedVertebra>& column) {
  constexpr std::size_t kUpperFront = 0, kUpperBack = 2, kLowerBack = 5;
  std::vector<VertebralSlip> slips;
  for (std::size_t n = 1; n < column.size(); ++n) {
    const PlacedVertebra &above = column[n - 1], &below = column[n];
    constexpr double kNext = 1.01;  // T12 and L1 are next to each other, whether there is a T13 or not
    if (craniocaudal_rank(below.level) - craniocaudal_rank(above.level) > kNext) continue;
    const Eigen::Vector3d plate = below.points[kUpperFront].mm - below.points[kUpperBack].mm;
    const double length = plate.norm();
    if (!(length > 0)) continue;
    const Eigen::Vector3d between = above.points[kLowerBack].mm - below.points[kUpperBack].mm;
    const double share = between.dot(plate) / (length * length);
    const double sd_mm = std::hypot(above.sd_mm[kLowerBack], below.sd_mm[kUpperBack]);
    const double length_sd_mm = std::hypot(below.sd_mm[kUpperFront], below.sd_mm[kUpperBack]);
    slips.push_back({above.level, below.level, percent(100 * share),
                     percent(100 * std::hypot(sd_mm, share * length_sd_mm) / length)});
  }
  return slips;
}

}  // namespace osteon
