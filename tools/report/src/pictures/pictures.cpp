#include "views.hpp"

#include <osteon/report/pictures.hpp>

#include <stdexcept>

namespace osteon {

std::vector<Picture> spine_pictures(const SpineScene& scene, const PictureOptions& options) {
  if (scene.found.empty()) return {empty_view(scene, options)};
  std::vector<Eigen::Vector3d> centers;
  for (const auto& vertebra : scene.found) centers.emplace_back(vertebra.center_mm.data());
  const SpineLine spine(centers);
  std::vector<Picture> result{sagittal_view(scene, spine, options), coronal_view(scene, spine, options)};
  for (const auto& vertebra : scene.found)
    if (options.axial && !vertebra.density.empty()) result.push_back(axial_view(scene, vertebra, options));
  for (Picture& picture : result) picture.series_part = scene.found.front().series_part;
  return result;
}

}  // namespace osteon
