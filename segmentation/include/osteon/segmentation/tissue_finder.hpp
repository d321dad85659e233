#pragma once

#include <osteon/imaging/image.hpp>
#include <osteon/imaging/study.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace osteon {

struct SegmentedFemur;

/// Tissues that tell how a CT was made; the number is the label in TissueRegions::map.
enum class BodyTissue : std::uint8_t {
  air = 1,    ///< outside the body; in a crop without outside, gas in bowel or airways
  adipose,    ///< anywhere in the body
  muscle,     ///< beside the spine: erector spinae, psoas
  aorta,      ///< its lumen, descending and abdominal
  vena_cava,  ///< its lumen
  liver,
  cortical_bone,  ///< the densest bone in view
  opacified,      ///< bowel or urine with contrast medium; where blood carries it, vessels and organs too
  heart,          ///< with the great vessels: even tissue between the lungs; sought where no aorta is seen
  groin_strand,  ///< the brightest strand before a hip: a femoral vessel where blood carries contrast medium,
                 ///< else muscle; sought where hips are given and no aorta is seen
  front_strand   ///< the brightest strand right before the lumbar column: a part of a vessel where the border
                 ///< cuts them; bright, it may be bowel. Sought where no aorta is seen
};
[[nodiscard]] std::string_view name(BodyTissue tissue);

/// One tissue in one scan.
struct TissueRegion {
  BodyTissue tissue;
  double mean_hu;            ///< of the voxels in the region; their median where they are cut off
  double sd_hu;              ///< of those voxels: noise and texture
  double standard_error_hu;  ///< of the mean, from how parts of 10 mm along the body differ
  std::size_t voxels;        ///< of the scan
  double volume_mm3;
  bool cut_off;  ///< more than a twentieth of the voxels hold the least or greatest value of the scan
  std::string mask_sha256;  ///< of (i, j, k) in `map` as little-endian int32, i fastest
  PatientPoint<3> center;
};

struct MissingTissue {
  BodyTissue tissue;
  std::string why;
};

struct TissueRegions {
  LabelMap<3>
      map;  ///< BodyTissue numbers on blocks of voxels of about 3 mm, axes nearest to L, P, S; 0 = none
  std::vector<TissueRegion> found;     ///< in the order of BodyTissue
  std::vector<MissingTissue> missing;  ///< in the order of BodyTissue
};

/// Air, fat, muscle, blood, liver, dense bone and opacified contents near the spine, each as a core away from
/// its edges whose values agree about their mode, so that fat in muscle, calcium in a wall or noise do not
/// move it. Pure; the same for every storage order and number of threads.
///
/// `spine`: where it lies; null = no spine is in view: then muscle, aorta, vena cava and liver are not
/// sought. `femurs`: null = none is known.
[[nodiscard]] TissueRegions find_tissues(const CtScan& scan, const SpineSegmentation* spine,
                                         const std::vector<SegmentedFemur>* femurs = nullptr);

/// The map without air, bone and opacified contents: even soft tissue, where the scatter of voxels is noise.
[[nodiscard]] LabelMap<3> even_soft_tissue(const TissueRegions& regions);

}  // namespace osteon
