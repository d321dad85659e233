#include "tissue/block_volume.hpp"
#include "tissue/column_front.hpp"
#include "tissue/column_planes.hpp"
#include "tissue/groin.hpp"
#include "tissue/heart.hpp"
#include "tissue/tissue_core.hpp"
#include "tissue/tissue_places.hpp"
#include "tissue/vessel_track.hpp"

#include <osteon/segmentation/tissue_finder.hpp>

#include <algorithm>
#include <utility>

namespace osteon {
namespace {

constexpr double kVesselStepMm = 4.0;
constexpr float kCavaAboveAortaHu = 50.0F;       // more is contrast medium in bowel or a kidney
constexpr TissueWindow kAirWindow{-1100, -940};  // emphysema -950, lung -850; air is -1000 but for scatter
// The usual windows of body composition: Sci Rep 2025, s41598-025-96238-6, table 1.
constexpr TissueWindow kFatWindow{-190, -30}, kMuscleWindow{-29, 150};
constexpr double kLeastMl = 1.0;      // some tens of blocks
constexpr double kLeastBoneMl = 0.3;  // shells of vertebrae are thin

float mean_of(const BlockVolume& volume, const std::vector<std::size_t>& blocks) {
  double sum = 0;
  for (const std::size_t b : blocks) sum += volume.means()[b];
  return static_cast<float>(sum / static_cast<double>(blocks.size()));
}

class Finder {
 public:
  explicit Finder(const BlockVolume& volume) : volume_(volume), map_(volume.grid()) {}

  void take(BodyTissue tissue, const std::vector<std::size_t>& blocks, std::string why_not,
            double least_ml = kLeastMl) {
    const double ml = static_cast<double>(blocks.size()) * volume_.grid().pixel_volume_mm() / 1000;
    if (blocks.empty() || ml < least_ml) {
      missing_.push_back({tissue, std::move(why_not)});
      return;
    }
    for (const std::size_t b : blocks) map_.pixels()[b] = static_cast<std::uint8_t>(tissue);
    found_.push_back(describe_region(volume_, tissue, blocks));
  }
  [[nodiscard]] bool has(BodyTissue tissue) const {
    return std::any_of(found_.begin(), found_.end(), [&](const auto& r) { return r.tissue == tissue; });
  }
  [[nodiscard]] TissueRegions regions() && {
    return {std::move(map_), std::move(found_), std::move(missing_)};
  }

 private:
  const BlockVolume& volume_;
  LabelMap<3> map_;
  std::vector<TissueRegion> found_;
  std::vector<MissingTissue> missing_;
};

/// Whether one was found.
bool find_vessels(const BlockVolume& volume, const SpineSegmentation* spine, Finder& finder) {
  const auto planes = spine != nullptr ? column_planes(*spine, kVesselStepMm) : std::vector<ColumnPlane>{};
  const auto images = plane_images(volume, planes);
  const auto aorta = track_vessel(images, planes, {Vessel::aorta});
  const auto lumen = about_mode(volume, vessel_places(volume, planes, aorta));
  finder.take(BodyTissue::aorta, lumen, "no round vessel is seen before the column over 25 mm");
  VesselSearch search{Vessel::vena_cava, aorta};
  if (!lumen.empty()) search.most_hu = mean_of(volume, lumen) + kCavaAboveAortaHu;
  const auto cava = track_vessel(images, planes, search);
  finder.take(BodyTissue::vena_cava, about_mode(volume, vessel_places(volume, planes, cava)),
              "no second round vessel is seen on the right before the column over 25 mm");
  return finder.has(BodyTissue::aorta) || finder.has(BodyTissue::vena_cava);
}

/// Where no vessel before the spine is seen.
void find_other_blood(const BlockVolume& volume, const SpineSegmentation* spine,
                      const std::vector<SegmentedFemur>* femurs, Finder& finder) {
  finder.take(BodyTissue::heart, about_mode(volume, heart_places(volume)),
              "no large even tissue between two lungs");
  if (femurs != nullptr)
    finder.take(BodyTissue::groin_strand, about_mode(volume, groin_strand_places(volume, *femurs)),
                "the place before a hip where femoral vessels run is not wholly in view");
  if (spine != nullptr)
    finder.take(BodyTissue::front_strand, about_mode(volume, front_strand_places(volume, *spine)),
                "no even strand of soft tissue goes on before the column from L2 to L4");
}

void find_air(const BlockVolume& volume, const BlockFlags& outside, Finder& finder) {
  auto air = tissue_core(volume, outer_air_places(volume, outside), kAirWindow);
  if (air.empty()) air = tissue_core(volume, inner_air_places(volume, outside), kAirWindow);
  finder.take(BodyTissue::air, air, "no air outside the body and no pocket of gas in it");
}

}  // namespace

std::string_view name(BodyTissue tissue) {
  switch (tissue) {
    case BodyTissue::air:
      return "air";
    case BodyTissue::adipose:
      return "adipose";
    case BodyTissue::muscle:
      return "muscle";
    case BodyTissue::aorta:
      return "aorta";
    case BodyTissue::vena_cava:
      return "vena cava";
    case BodyTissue::liver:
      return "liver";
    case BodyTissue::cortical_bone:
      return "cortical bone";
    case BodyTissue::opacified:
      return "opacified contents";
    case BodyTissue::heart:
      return "heart";
    case BodyTissue::groin_strand:
      return "brightest strand before the hip";
    case BodyTissue::front_strand:
      return "brightest strand before the column";
  }
  return "";
}

TissueRegions find_tissues(const CtScan& scan, const SpineSegmentation* spine,
                           const std::vector<SegmentedFemur>* femurs) {
  const BlockVolume volume(scan.hounsfield);
  const auto planes =
      spine != nullptr ? column_planes(*spine, paint_step_mm(volume)) : std::vector<ColumnPlane>{};
  const auto outside = outside_of_body(volume);
  Finder finder(volume);
  find_air(volume, outside, finder);
  finder.take(BodyTissue::adipose, tissue_core(volume, body_places(volume, outside, planes), kFatWindow),
              "no even piece of fat");
  finder.take(BodyTissue::muscle, tissue_core(volume, muscle_places(volume, planes), kMuscleWindow),
              planes.empty() ? "no spine is in view" : "no even piece of muscle beside the spine");
  const bool blood_seen = find_vessels(volume, spine, finder);
  const auto liver = liver_places(volume, planes);
  finder.take(BodyTissue::liver, about_mode(volume, liver), "no large even organ to the right of the column");
  finder.take(BodyTissue::cortical_bone, dense_bone_places(volume), "no bone above 600 HU away from metal",
              kLeastBoneMl);
  finder.take(BodyTissue::opacified, opacified_places(volume), "no contents as dense as contrast medium");
  if (!blood_seen) find_other_blood(volume, spine, femurs, finder);
  return std::move(finder).regions();
}

LabelMap<3> even_soft_tissue(const TissueRegions& regions) {
  LabelMap<3> map = regions.map;
  for (std::uint8_t& label : map.pixels())
    if (label < static_cast<std::uint8_t>(BodyTissue::adipose) ||
        label > static_cast<std::uint8_t>(BodyTissue::liver))
      label = 0;
  return map;
}

}  // namespace osteon
