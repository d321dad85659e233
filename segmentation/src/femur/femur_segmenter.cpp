#include "femur/bone_gap.hpp"
#include "femur/femur_axes.hpp"
#include "femur/femur_record.hpp"
#include "femur/femur_region.hpp"
#include "femur/head_search.hpp"
#include "femur/head_sphere.hpp"
#include "femur/metal.hpp"
#include "femur/neck_search.hpp"
#include "femur/refined_volume.hpp"
#include "spine/patient_lattice.hpp"
#include "spine/working_volume.hpp"

#include <osteon/segmentation/femur_segmenter.hpp>

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace osteon {
namespace {

constexpr double kSearchSpacingMm = 3, kWorkingSpacingMm = 1.5;
constexpr double kRefinedSpacingMm = 2.1;  // voxels of 3 mm and more are divided
constexpr double kThickestVoxelMm = 5;     // a joint space of 4 mm beside plates is no longer seen
constexpr double kSmallestExtentMm = 50;   // a head with its neck
constexpr double kLargestExtentMm = 3000;

Error no_hip(const char* why) {
  return {"anatomy.no-hip", std::string("No hip was found: ") + why + ".",
          "Use a CT that shows the whole head and neck of a femur, better with the trochanters."};
}

bool can_show_a_hip(const Grid<3>& grid) {
  for (std::size_t n = 0; n < 3; ++n) {
    const double spacing = grid.spacing_mm[static_cast<int>(n)], extent = spacing * grid.size[n];
    if (!(spacing <= kThickestVoxelMm && extent >= kSmallestExtentMm && extent <= kLargestExtentMm))
      return false;
  }
  return true;
}

/// A head with the beginning of its neck.
struct Hip {
  HeadSphere head;
  NeckCourse course;
  double voxel_mm;  ///< longest side of the scan's voxels

  [[nodiscard]] Side side() const { return course.direction[0] > 0 ? Side::left : Side::right; }
  /// How much like a hip: of seven false ones the best has 0.37, of five true ones the worst 0.27 (3 mm).
  [[nodiscard]] double likeness() const {
    return course.ball_share * course.socket_share * course.open_share * course.tube_share / head.rms_mm;
  }
};

/// A ball in a socket with a tube on the other side. True hips of 1 to 3 mm: distance from the sphere 0.69 to
/// 0.85 mm, socket 0.6 to 0.8; vertebrae, hearts and shafts mostly above 0.9 and below 0.5.
bool like_a_hip(const Hip& hip) {
  constexpr double kRmsPerVoxel = 0.1;
  constexpr double kMostRmsMm = 0.9, kLeastBall = 0.42, kLeastSocket = 0.5, kThinnest = 0.5, kThickest = 0.9;
  const double neck = hip.course.radius_mm / hip.head.radius_mm;
  return hip.head.rms_mm <= std::hypot(kMostRmsMm, kRmsPerVoxel * hip.voxel_mm) &&
         hip.course.ball_share >= kLeastBall && hip.course.socket_share >= kLeastSocket &&
         neck >= kThinnest && neck <= kThickest;
}

/// Every head with a course of its neck, most alike first.
std::vector<Hip> heads_in(const Image3D<std::int16_t>& coarse, const VolumeSampler& sampler,
                          double voxel_mm) {
  std::vector<std::optional<Hip>> each;
  const std::vector<HeadCandidate> candidates = search_heads(coarse);
  each.resize(candidates.size());
  tbb::parallel_for(std::size_t{0}, candidates.size(), [&](std::size_t n) {
    auto head = fit_head(sampler, candidates[n].center_mm);
    if (!head) return;
    const auto course = find_neck_course(sampler, *head);
    if (course) each[n] = Hip{std::move(*head), *course, voxel_mm};
  });
  std::vector<Hip> hips;
  for (auto& hip : each)
    if (hip) hips.push_back(std::move(*hip));
  std::stable_sort(hips.begin(), hips.end(),
                   [](const Hip& a, const Hip& b) { return a.likeness() > b.likeness(); });
  return hips;
}

constexpr double kSurelyAHip = 0.45;

/// Whether the rest of the bone is a femur's: a shaft at a living neck's angle, or else a head beyond doubt.
bool borne_out(const SegmentedFemur& femur, const Hip& hip) {
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

Judged judged(const VolumeSampler& sampler, const Image3D<std::int16_t>& scan, const Hip& hip) {
  auto region = grow_femur(sampler, scan.grid(), hip.head, hip.course);
  if (!region) {
    if (hip.likeness() < kSurelyAHip) return {};
    return {{},
            Error{"femur.runs-into-others", "The head of the femur could not be told from the pelvis.",
                  "Use a CT with thinner slices; a joint that has grown together cannot be measured."}};
  }
  const auto neck = find_neck_axis(*region, sampler, hip.head, hip.course);
  // What has no neck is no hip: a vertebra, a shaft.
  if (!neck && neck.error().code == "femur.no-neck") return {};
  if (metal_ml(scan, hip.head.center_mm, kHipReachMm) >= kLeastMetalMl)
    return {{}, metal_refusal(hip.side())};
  if (!neck) return {{}, neck.error()};
  MeasuredFemur femur = describe_femur(std::move(*region), sampler, hip.head, *neck, hip.side());
  if (!borne_out(femur.femur, hip)) return {};
  if (auto reason = parted(sampler, hip.head, neck->direction)) return {{}, std::move(reason)};
  return {std::move(femur), {}};
}

/// Whether an implant stands where a hip of this side is to be expected: at a head too spoilt to be measured,
/// or opposite to the hip of the other side.
bool implant_at(Side side, const std::vector<Hip>& hips, const Image3D<std::int16_t>& scan,
                const Image3D<std::int16_t>& coarse) {
  constexpr double kLeastSocket = 0.5, kFromMiddleMm = 50;  // screws of a spine stand nearer to the middle
  return std::any_of(hips.begin(), hips.end(), [&](const Hip& hip) {
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

std::optional<Error>& of(Side side, std::array<std::optional<Error>, 2>& errors) {
  return errors[side == Side::left ? 0 : 1];
}

void paint(const FemurRegion& region, std::uint8_t label, LabelMap<3>& map) {
  const Grid<3>& grid = map.grid();
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i)
        if (holds(region, grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm)) map.at(i, j, k) = label;
  });
}

}  // namespace

Result<FemurSegmentation> find_femurs(const CtScan& scan) {
  if (!can_show_a_hip(scan.hounsfield.grid()))
    return no_hip("the image is too small, too large or too coarse");
  const auto reordered = in_patient_order(scan.hounsfield);
  const Image3D<std::int16_t>& patient = reordered ? *reordered : scan.hounsfield;
  const auto reduced = reduced_volume(patient, kWorkingSpacingMm);
  const auto refined = refined_volume(reduced ? *reduced : patient, kRefinedSpacingMm);
  const auto coarse =
      coarse_volume(refined ? *refined : patient, kSearchSpacingMm, Eigen::Matrix3d::Identity());
  const VolumeSampler sampler(refined ? *refined : reduced ? *reduced : patient);

  const std::vector<Hip> hips = heads_in(coarse, sampler, patient.grid().spacing_mm.maxCoeff());
  std::array<std::optional<Error>, 2> refusals;  // left, right
  std::vector<MeasuredFemur> femurs;
  for (const Hip& hip :
       hips) {  // the likeliest first: what lies in its bone, or on its side, is no other hip
    const bool taken = std::any_of(femurs.begin(), femurs.end(), [&](const MeasuredFemur& f) {
      return f.femur.side == hip.side() || holds(f.region, hip.head.center_mm);
    });
    if (taken || !like_a_hip(hip)) continue;
    Judged judgement = judged(sampler, patient, hip);
    if (judgement.femur) femurs.push_back(std::move(*judgement.femur));
    if (judgement.refusal && !of(hip.side(), refusals))
      of(hip.side(), refusals) = std::move(judgement.refusal);
  }

  LabelMap<3> labels(patient.grid());
  FemurSegmentation result{LabelMap<3>(scan.hounsfield.grid()), {}, {}};
  for (const Side side : {Side::left, Side::right}) {
    const auto found = std::find_if(femurs.begin(), femurs.end(),
                                    [&](const MeasuredFemur& f) { return f.femur.side == side; });
    if (found != femurs.end()) {
      paint(found->region, side == Side::left ? kLeftFemurLabel : kRightFemurLabel, labels);
      result.found.push_back(std::move(found->femur));
    } else if (of(side, refusals)) {
      result.refused.push_back({side, std::move(*of(side, refusals))});
    } else if (implant_at(side, hips, patient, coarse)) {
      result.refused.push_back({side, metal_refusal(side)});
    }
  }
  result.femurs = in_order_of(scan.hounsfield.grid(), std::move(labels));
  if (result.found.empty() && result.refused.empty())
    return no_hip("no head of a femur in its socket, with a neck, is seen");
  return result;
}

}  // namespace osteon
