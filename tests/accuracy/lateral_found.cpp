#include "lateral_found.hpp"

#include <osteon/segmentation/unscaled_picture.hpp>

#include <utility>

namespace osteon {
namespace {

LateralSpine in_own_millimetres(LateralSpine spine, double taken_for) {
  for (LateralVertebra& v : spine.found) {
    for (Eigen::Vector2d& p : v.points) p /= taken_for;
    for (double& sd : v.sd_mm) sd /= taken_for;
  }
  return spine;
}

}  // namespace

Result<LateralSpine> spine_in(const DxaPicture& picture, double pixels_taken_for) {
  Grid<2> grid = picture.grey.grid();
  if (pixels_taken_for <= 0) {
    auto found = find_unscaled_lateral_spine(picture);
    if (!found) return found.error();
    return in_own_millimetres(std::move(found->found), found->assumed_mm / grid.spacing_mm.x());
  }
  grid.spacing_mm *= pixels_taken_for;
  grid.origin_mm *= pixels_taken_for;
  auto found = find_lateral_spine({Image2D<float>(grid, picture.grey.pixels())});
  if (!found) return found;
  return in_own_millimetres(*std::move(found), pixels_taken_for);
}

}  // namespace osteon
