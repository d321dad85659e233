#include <osteon/simulate/bone_threshold.hpp>

#include <algorithm>

namespace osteon {
namespace {

constexpr double kAboveBloodHu = 200;

}  // namespace

double clear_bone_hu(const AcquisitionFindings& findings) {
  double threshold = carries_contrast(findings.conditions.contrast).value_or(true) ? 300 : 150;
  for (const TissueRegion& region : findings.tissues.found)
    if (region.tissue == BodyTissue::aorta || region.tissue == BodyTissue::vena_cava ||
        region.tissue == BodyTissue::heart)
      threshold = std::max(threshold, region.mean_hu + kAboveBloodHu);
  return threshold;
}

}  // namespace osteon
