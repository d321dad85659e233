#include "spine/canal_likelihood.hpp"
#include "spine/canal_path.hpp"
#include "spine/canal_refinement.hpp"
#include "spine/label_maps.hpp"
#include "spine/level_evidence.hpp"
#include "spine/level_names.hpp"
#include "spine/orientation_check.hpp"
#include "spine/patient_lattice.hpp"
#include "spine/posterior_elements.hpp"
#include "spine/proportions.hpp"
#include "spine/spine_anatomy.hpp"
#include "spine/vertebra_record.hpp"
#include "spine/working_volume.hpp"

#include <osteon/segmentation/spine_segmenter.hpp>

#include <tbb/parallel_for.h>

#include <optional>
#include <utility>

namespace osteon {
namespace {

constexpr double kWorkingSpacingMm = 1.5, kCoarseSpacingMm = 3.0;
constexpr double kThickestVoxelMm = 6.0;    // discs are 2 to 12 mm: thicker slices do not show them
constexpr double kSmallestExtentMm = 30.0;  // a canal with its ring
constexpr double kLargestExtentMm = 3000.0;
constexpr double kPathExtensionMm = 30.0;  // the last whole vertebra beyond the last closed ring
constexpr double kBeyondBorderMm = 46.0;   // the tallest vertebra
constexpr double kLeastCanalLikelihood = 0.25;
// Six scans 0.45 to 0.70, and by faint bone at most 1.2 times as much; one with its contrast cut to 0.6:
// 0.36, and 1.6 times.
constexpr double kFaintLikelihood = 0.42, kMuchBetter = 1.3;

Error no_spine(const char* why) {
  return {"anatomy.no-spine", std::string("No spine was found: ") + why + ".",
          "Use a CT that shows whole vertebrae with their canal."};
}

/// Seen on real scans: 0.2 to 0.7 where the header is right, 1.35 to 3.0 where it is not; on a phantom of
/// porotic bodies 1.1.
constexpr double kOtherWayRound = 1.2;

Error orientation_doubtful(const char* exchanged) {
  return {"anatomy.orientation-doubtful",
          std::string("The spine fits the images only if ") + exchanged +
              " are exchanged: the orientation in the header cannot be right.",
          "Correct the orientation of the images, or send them again from the scanner."};
}

bool can_show_a_spine(const Grid<3>& grid) {
  for (std::size_t n = 0; n < 3; ++n) {
    const double spacing = grid.spacing_mm[static_cast<int>(n)], extent = spacing * grid.size[n];
    if (!(spacing <= kThickestVoxelMm && extent >= kSmallestExtentMm && extent <= kLargestExtentMm))
      return false;
  }
  return true;
}

class ClassicalSpineSegmenter final : public SpineSegmenter {
 public:
  [[nodiscard]] Result<SpineSegmentation> segment(const CtScan& scan,
                                                  const Progress& progress) const override;
  [[nodiscard]] std::string provenance() const override { return "classical CT spine 1"; }
};

/// Whether any member of the chain is beyond doubt and has a neighbour, cut as it may be: tubes of other
/// bones also have rings and ridges.
bool has_clear_vertebra(const DiscChain& chain) {
  constexpr double kLeastMeanScore = 0.9;  // spines 1.2 to 2.3; a femur's 0.6
  double sum = 0;
  for (const double score : chain.vertebra_score) sum += score;
  const auto count = static_cast<double>(chain.vertebra_score.size());
  if (count < 2 || sum < kLeastMeanScore * count) return false;
  constexpr double kClearScore = 1.5, kClearPedicles = 0.3;
  for (std::size_t n = 0; n < chain.vertebra_score.size(); ++n)
    if (chain.vertebra_score[n] >= kClearScore && chain.pedicle_contrast[n] >= kClearPedicles) return true;
  return false;
}

std::vector<PatientPoint<3>> canal_places(const SpineFrame& frame) {
  constexpr int kStepMm = 3;
  std::vector<PatientPoint<3>> places;
  for (int s = frame.measured_to; s >= frame.measured_from; s -= kStepMm)
    places.push_back({frame.origin_mm[static_cast<std::size_t>(s)]});
  return places;
}

/// Names, side walls and endplates of a chain.
SpineAnatomy find_anatomy(SpineFrame frame, ColumnWalls walls, DiscChain chain,
                          const StraightVolume& straight, const VolumeSampler& working,
                          const VolumeSampler& scan) {
  constexpr int kBeyondMm = 15;  // tilted end plates reach beyond the middle of their disc
  SideWall side = find_side_wall(scan, frame, walls, static_cast<int>(chain.discs.front().s_mm) - kBeyondMm,
                                 static_cast<int>(chain.discs.back().s_mm) + kBeyondMm);
  std::vector<EndplatePair> endplates = find_endplates(scan, frame, side, chain);
  std::vector<BackWall> back_walls = find_back_walls(scan, frame, side, chain);
  std::vector<NamedLevel> names =
      name_levels(find_level_evidence(straight, working, frame, walls, chain), chain);
  return {std::move(frame), std::move(walls),      std::move(chain), std::move(endplates),
          std::move(side),  std::move(back_walls), std::move(names)};
}

/// Every named vertebra, from the head down.
std::vector<SegmentedVertebra> describe_vertebrae(const SpineAnatomy& spine, const VolumeSampler& scan) {
  std::vector<std::optional<SegmentedVertebra>> records(spine.names.size());
  tbb::parallel_for(std::size_t{0}, records.size(), [&](std::size_t n) {
    if (spine.names[n].level != BoneRegion::none) records[n] = describe_vertebra(spine, n, scan);
  });
  std::vector<SegmentedVertebra> found;
  for (std::size_t n = records.size(); n-- > 0;)
    if (records[n]) found.push_back(std::move(*records[n]));
  return found;
}

/// What a reader has to know besides.
std::vector<Warning> notes_on(const std::vector<SegmentedVertebra>& found, const StraightVolume& straight) {
  constexpr int kLeastFilledMm = 30;
  std::vector<Warning> notes;
  if (straight.filled_mm() >= kLeastFilledMm)
    notes.push_back(
        {"anatomy.filled-canal",
         "The spinal canal is as dense as bone, as after a myelogram: the backs of the bodies and the "
         "arches are less certain than usual."});
  if (auto doubt = doubtful_distance(found)) notes.push_back(std::move(*doubt));
  return notes;
}

/// The canal, sought twice: along the body's axis, then along itself. Nothing where there is none.
std::optional<CanalPath> seek_canal(const Image3D<std::int16_t>& coarse, const Grid<3>& scan,
                                    const VolumeSampler& working) {
  RingBone bone = RingBone::usual;
  CanalPath path = find_canal(canal_likelihood(coarse, bone));
  if (path.mean_likelihood < kFaintLikelihood) {
    CanalPath faint = find_canal(canal_likelihood(coarse, RingBone::faint));
    if (faint.mean_likelihood > kMuchBetter * path.mean_likelihood) {
      path = std::move(faint);
      bone = RingBone::faint;
    }
  }
  if (path.place_mm.empty() || path.mean_likelihood < kLeastCanalLikelihood) return std::nullopt;
  return refined(path, scan, working, bone);
}

/// The answer for a volume in the patient's order.
Result<SpineSegmentation> segment_ordered(const Image3D<std::int16_t>& volume, const Progress& progress) {
  const auto report = [&](double done) {
    if (progress) progress(done);
  };
  const auto reduced = reduced_volume(volume, kWorkingSpacingMm);
  const Image3D<std::int16_t>& working = reduced ? *reduced : volume;
  const auto coarse = coarse_volume(working, kCoarseSpacingMm, Eigen::Matrix3d::Identity());
  const auto path = seek_canal(coarse, volume.grid(), VolumeSampler(working));
  if (!path) return no_spine("nothing in the volume looks like a spinal canal");
  report(0.4);
  SpineFrame frame = make_spine_frame(extended(*path, volume.grid(), kPathExtensionMm, kBeyondBorderMm),
                                      VolumeSampler(coarse));
  const StraightVolume straight(frame, VolumeSampler(working));
  ColumnWalls walls = find_column_walls(straight, frame);
  DiscChain chain = find_discs(find_disc_evidence(straight, walls), walls);
  if (!has_clear_vertebra(chain)) return no_spine("no vertebra was found along the canal");
  if (front_behind_ratio(coarse, VolumeSampler(working), *path, chain) > kOtherWayRound)
    return orientation_doubtful("front and back");
  if (head_below_ratio(frame, VolumeSampler(working), chain) > kOtherWayRound)
    return orientation_doubtful("head and feet");
  report(0.5);
  const SpineAnatomy spine = find_anatomy(std::move(frame), std::move(walls), std::move(chain), straight,
                                          VolumeSampler(working), VolumeSampler(volume));
  SpineMaps maps = draw_labels(volume, spine, find_posterior_elements(straight, spine));
  report(0.9);
  SpineSegmentation result{
      std::move(maps.vertebrae), std::move(maps.bodies), {}, canal_places(spine.frame), {}};
  result.found = describe_vertebrae(spine, VolumeSampler(volume));
  result.warnings = notes_on(result.found, straight);
  report(1.0);
  return result;
}

Result<SpineSegmentation> ClassicalSpineSegmenter::segment(const CtScan& scan,
                                                           const Progress& progress) const {
  const Grid<3>& grid = scan.hounsfield.grid();
  if (!can_show_a_spine(grid)) return no_spine("the volume is too small or its voxels are too large");
  const auto ordered = in_patient_order(scan.hounsfield);
  auto result = segment_ordered(ordered ? *ordered : scan.hounsfield, progress);
  if (result && ordered) {
    result->vertebrae = in_order_of(grid, std::move(result->vertebrae));
    result->bodies = in_order_of(grid, std::move(result->bodies));
  }
  return result;
}

}  // namespace

std::unique_ptr<SpineSegmenter> make_classical_spine_segmenter() {
  return std::make_unique<ClassicalSpineSegmenter>();
}

}  // namespace osteon
