#include "femur/bone_gap.hpp"
#include "femur/femur_axes.hpp"
#include "femur/femur_record.hpp"
#include "femur/femur_region.hpp"
#include "femur/hip_candidate.hpp"
#include "femur/metal.hpp"
#include "femur/refined_volume.hpp"
#include "spine/patient_lattice.hpp"
#include "spine/working_volume.hpp"

#include <osteon/segmentation/femur_segmenter.hpp>

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace osteon {
namespace {

constexpr double kSearchSpacingMm = 3, kWorkingSpacingMm = 1.5;
constexpr double kRefinedSpacingMm = 2.1;  // voxels of 3 mm and more are divided
constexpr double kThickestVoxelMm = 5;     // a joint space of 4 mm beside plates is no longer seen
constexpr double kClearVoxelMm = 3;        // a narrow joint space is lost in coarser cubes
constexpr double kSmallestExtentMm = 50;   // a head with its neck
constexpr double kLargestExtentMm = 3000;

Error no_hip(const char* why) {
  return {"anatomy.no-hip", std::string("No hip was found: ") + why + ".",
          "Use a CT that shows the whole head and neck of a femur, better with the trochanters."};
}

Error no_head() {
  return {"femur.no-head", "No head with a neck is seen in the mask of this femur.",
          "Use a CT and a mask that show the whole head and neck of the femur."};
}

Error other_side() {
  return {"femur.other-side", "The neck of this femur points to the other side than its mask is named for.",
          "Check the names of the masks and the orientation of the image."};
}

bool can_show_a_hip(const Grid<3>& grid) {
  for (std::size_t n = 0; n < 3; ++n) {
    const double spacing = grid.spacing_mm[static_cast<int>(n)], extent = spacing * grid.size[n];
    if (!(spacing <= kThickestVoxelMm && extent >= kSmallestExtentMm && extent <= kLargestExtentMm))
      return false;
  }
  return true;
}

/// Whether the rest of the bone is a femur's: a shaft at a living neck's angle, or else a head beyond doubt.
bool borne_out(const SegmentedFemur& femur, const HipCandidate& hip) {
  constexpr double kLeastDeg = 95, kMostDeg = 160;  // coxa vara and valga of adults, with room
  if (!femur.neck_shaft_angle) return hip.likeness() >= kSurelyAHip;
  return femur.neck_shaft_angle->deg >= kLeastDeg && femur.neck_shaft_angle->deg <= kMostDeg;
}

/// An open growth plate or a neck that is broken through, if there is one.
std::optional<Error> parted(const VolumeSampler& scan, const HeadSphere& head, const Eigen::Vector3d& axis) {
  // Four adults with their turned, coarse and noisy copies reach 0.08 and 0.23; sheets of 1.2 to 3 mm in
  // digital femurs of 1 to 3 mm voxels have 0.31 and more.
  constexpr double kPlateDip = 0.2, kBreakDip = 0.28;
  const auto plate = darkest_plate(scan, head, axis);
  if (plate && std::min(plate->cortex_dip, plate->marrow_dip) >= kPlateDip)
    return Error{"femur.growth-plate",
                 "The growth plate of the femur's head is open: this person still grows.",
                 "Measure children by DXA of the spine and of the whole body without the head."};
  const auto gap = widest_break(scan, head, axis);
  if (gap && gap->cortex_dip >= kBreakDip)
    return Error{"femur.fracture",
                 "A gap runs through the cortex of the femur's neck: it seems to be broken.",
                 "Look at the images; measure the other hip or the spine."};
  return std::nullopt;
}

struct Judged {
  std::optional<MeasuredFemur> femur;
  std::optional<Error> refusal;
};

/// What the bone says: its neck and shaft, metal and gaps.
Judged described(FemurRegion region, const VolumeSampler& sampler, const Image3D<std::int16_t>& scan,
                 const HipCandidate& hip) {
  const auto neck = find_neck_axis(region, sampler, hip.head, hip.course);
  // What has no neck is no hip: a vertebra, a shaft.
  if (!neck && neck.error().code == "femur.no-neck") return {};
  if (metal_ml(scan, hip.head.center_mm, kHipReachMm) >= kLeastMetalMl)
    return {{}, metal_refusal(hip.side())};
  // A cut neck is only believed of a head beyond doubt: a condyle of a knee is a ball on a tube as well.
  if (!neck) return hip.likeness() >= kSurelyAHip ? Judged{{}, neck.error()} : Judged{};
  MeasuredFemur femur = describe_femur(std::move(region), sampler, hip.head, *neck, hip.side());
  if (!borne_out(femur.femur, hip)) return {};
  if (auto reason = parted(sampler, hip.head, neck->direction)) return {{}, std::move(reason)};
  return {std::move(femur), {}};
}

Judged judged(const VolumeSampler& sampler, const Image3D<std::int16_t>& scan, const HipCandidate& hip) {
  auto region = grow_femur(sampler, scan.grid(), hip.head, hip.course);
  if (region) return described(std::move(*region), sampler, scan, hip);
  if (hip.likeness() < kSurelyAHip) return {};
  return {{},
          Error{"femur.runs-into-others", "The head of the femur could not be told from the pelvis.",
                "Use a CT with thinner slices; a joint that has grown together cannot be measured."}};
}

/// Whether an implant stands where a hip of this side is to be expected: at a head too spoilt to be measured,
/// or opposite to the hip of the other side.
bool implant_at(Side side, const std::vector<HipCandidate>& hips, const Image3D<std::int16_t>& scan,
                const Image3D<std::int16_t>& coarse) {
  constexpr double kLeastSocket = 0.5, kFromMiddleMm = 50;  // screws of a spine stand nearer to the middle
  return std::any_of(hips.begin(), hips.end(), [&](const HipCandidate& hip) {
    Eigen::Vector3d place = hip.head.center_mm;
    const double middle = body_middle_mm(coarse, place);
    const bool spoilt = hip.side() == side && hip.course.socket_share >= kLeastSocket;
    const bool opposite = hip.side() != side && like_a_hip(hip);
    if (opposite) place[0] = 2 * middle - place[0];
    const double outwards = side == Side::left ? place[0] - middle : middle - place[0];
    return (spoilt || opposite) && outwards >= kFromMiddleMm &&
           metal_ml(scan, place, kHipReachMm) >= kLeastMetalMl;
  });
}

std::uint8_t label_of(Side side) { return side == Side::left ? kLeftFemurLabel : kRightFemurLabel; }

/// The bone of one label, to be read between its voxels.
Image3D<std::int16_t> share_of(const LabelMap<3>& map, std::uint8_t label) {
  Image3D<std::int16_t> share(map.grid());
  std::ranges::transform(map.pixels(), share.pixels().begin(),
                         [&](std::uint8_t v) { return v == label ? kBoneShare : std::int16_t{0}; });
  return share;
}

void paint(const FemurRegion& region, std::uint8_t label, LabelMap<3>& map) {
  const Grid<3>& grid = map.grid();
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i)
        if (holds(region, grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm)) map.at(i, j, k) = label;
  });
}

/// The bone on cubes of 1 mm.
LabelMap<3> fine_bone(const FemurRegion& region, std::uint8_t label) {
  Grid<3> grid = region.mask.grid();
  for (std::size_t n = 0; n < 3; ++n)
    grid.size[n] = static_cast<int>((grid.size[n] - 1) * grid.spacing_mm[static_cast<int>(n)]) + 1;
  grid.spacing_mm.setOnes();
  LabelMap<3> bone(grid);
  paint(region, label, bone);
  return bone;
}

/// A scan as hips are looked for in it.
class Views {
 public:
  explicit Views(const Image3D<std::int16_t>& scan)
      : reordered_(in_patient_order(scan)),
        patient_(reordered_ ? *reordered_ : scan),
        reduced_(reduced_volume(patient_, kWorkingSpacingMm)),
        refined_(refined_volume(unrefined(), kRefinedSpacingMm)),
        coarse_(
            coarse_volume(refined_ ? *refined_ : patient_, kSearchSpacingMm, Eigen::Matrix3d::Identity())),
        sampler_(refined_ ? *refined_ : unrefined(),
                 refined_blur_mm(unrefined().grid().spacing_mm, kRefinedSpacingMm)) {}
  Views(const Views&) = delete;
  Views& operator=(const Views&) = delete;

  [[nodiscard]] const Image3D<std::int16_t>& patient() const { return patient_; }  ///< axes along L, P, S
  [[nodiscard]] const Image3D<std::int16_t>& coarse() const { return coarse_; }
  [[nodiscard]] const VolumeSampler& sampler() const { return sampler_; }
  [[nodiscard]] std::vector<HipCandidate> heads() const {
    return heads_in(coarse_, sampler_, patient_.grid().spacing_mm.maxCoeff());
  }

 private:
  [[nodiscard]] const Image3D<std::int16_t>& unrefined() const { return reduced_ ? *reduced_ : patient_; }

  std::optional<Image3D<std::int16_t>> reordered_;
  const Image3D<std::int16_t>& patient_;
  std::optional<Image3D<std::int16_t>> reduced_, refined_;
  Image3D<std::int16_t> coarse_;
  VolumeSampler sampler_;
};

/// The head in a given mask, with the bone of that mask.
Judged judged_in_mask(const Views& views, const std::vector<HipCandidate>& hips,
                      const Image3D<std::int16_t>& bone, Side side) {
  const VolumeSampler mask(bone);
  const auto hip = std::ranges::find_if(
      hips, [&](const HipCandidate& one) { return mask.at(one.head.center_mm) >= 0.5 * kBoneShare; });
  if (hip == hips.end()) return {{}, no_head()};
  if (hip->side() != side) return {{}, other_side()};
  Judged judgement = described(given_femur(views.sampler(), mask, views.patient().grid(), hip->head),
                               views.sampler(), views.patient(), *hip);
  if (!judgement.femur && !judgement.refusal) judgement.refusal = no_head();
  return judgement;
}

/// What was found and refused of both sides.
struct BothSides {
  std::array<std::optional<MeasuredFemur>, 2> femurs;
  std::array<std::optional<Error>, 2> refusals;
};
constexpr std::array kSides{Side::left, Side::right};

FemurSegmentation painted(BothSides sides, const Grid<3>& patient, const Grid<3>& scan) {
  LabelMap<3> labels(patient);
  FemurSegmentation result{LabelMap<3>(scan), {}, {}, {}};
  for (std::size_t n = 0; n < kSides.size(); ++n) {
    if (auto& found = sides.femurs[n]) {
      paint(found->region, label_of(kSides[n]), labels);
      result.bones.push_back(fine_bone(found->region, label_of(kSides[n])));
      result.found.push_back(std::move(found->femur));
    } else if (sides.refusals[n]) {
      result.refused.push_back({kSides[n], std::move(*sides.refusals[n])});
    }
  }
  result.femurs = in_order_of(scan, std::move(labels));
  return result;
}

}  // namespace

Result<FemurSegmentation> find_femurs(const CtScan& scan) {
  if (!can_show_a_hip(scan.hounsfield.grid()))
    return no_hip("the image is too small, too large or too coarse");
  const Views views(scan.hounsfield);
  const std::vector<HipCandidate> hips = views.heads();
  BothSides sides;
  // The likeliest first: what lies in its bone, or on its side, is no other hip.
  for (const HipCandidate& hip : hips) {
    const bool taken = std::ranges::any_of(sides.femurs, [&](const auto& found) {
      return found && (found->femur.side == hip.side() || holds(found->region, hip.head.center_mm));
    });
    if (taken || !like_a_hip(hip)) continue;
    Judged judgement = judged(views.sampler(), views.patient(), hip);
    const auto side = static_cast<std::size_t>(hip.side() == Side::right);
    if (judgement.femur) sides.femurs[side] = std::move(*judgement.femur);
    if (judgement.refusal && !sides.refusals[side]) sides.refusals[side] = std::move(judgement.refusal);
  }
  for (std::size_t n = 0; n < kSides.size(); ++n)
    if (!sides.femurs[n] && !sides.refusals[n] &&
        implant_at(kSides[n], hips, views.patient(), views.coarse()))
      sides.refusals[n] = metal_refusal(kSides[n]);
  FemurSegmentation result = painted(std::move(sides), views.patient().grid(), scan.hounsfield.grid());
  if (result.found.empty() && result.refused.empty())
    return scan.hounsfield.grid().spacing_mm.minCoeff() > kClearVoxelMm
               ? no_hip("voxels of more than 3 mm may hide the joint between head and socket")
               : no_hip("no head of a femur in its socket, with a neck, is seen");
  return result;
}

FemurSegmentation femurs_from_labels(const CtScan& scan, const LabelMap<3>& femurs) {
  const Grid<3>& grid = scan.hounsfield.grid();
  if (!same_place(grid, femurs.grid())) throw std::invalid_argument("femurs_from_labels: grids differ");
  const Views views(scan.hounsfield);
  const std::vector<HipCandidate> hips = can_show_a_hip(grid) ? views.heads() : std::vector<HipCandidate>{};
  BothSides sides;
  for (std::size_t n = 0; n < kSides.size(); ++n) {
    if (std::ranges::find(femurs.pixels(), label_of(kSides[n])) == femurs.pixels().end()) continue;
    Judged judgement = judged_in_mask(views, hips, share_of(femurs, label_of(kSides[n])), kSides[n]);
    sides.femurs[n] = std::move(judgement.femur);
    sides.refusals[n] = std::move(judgement.refusal);
  }
  return painted(std::move(sides), views.patient().grid(), grid);
}

}  // namespace osteon
