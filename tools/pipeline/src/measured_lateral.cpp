#include "measured_lateral.hpp"

#include <osteon/densitometry/spine_curvature.hpp>
#include <osteon/densitometry/vertebral_slip.hpp>

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

namespace osteon {
namespace {

// Of a height's sd against the body's depth, which no collapse takes away. Beyond the first a level is only
// told when it is low beyond doubt, beyond the second not at all.
constexpr double kUnsure = 0.12, kHopeless = 0.3;

/// The picture as the mid-sagittal plane of a patient who stands upright (LPS).
struct Upright {
  LateralPose pose;
  [[nodiscard]] PatientPoint<3> operator()(const Eigen::Vector2d& mm) const {
    return {{0, pose.anterior_is_left ? mm.x() : -mm.x(), pose.upside_down ? mm.y() : -mm.y()}};
  }
};

SixPoints in_patient(const LateralVertebra& v, const Upright& upright) {
  SixPoints points;
  for (std::size_t k = 0; k < 6; ++k) points[k] = upright(v.points[k]);
  return points;
}

VertebralHeights heights_of(const LateralVertebra& v, const Upright& upright) {
  const auto& sd = v.sd_mm;
  return vertebral_heights(in_patient(v, upright),
                           std::array{mm(sd[0]), mm(sd[1]), mm(sd[2]), mm(sd[3]), mm(sd[4]), mm(sd[5])});
}

/// Of the three heights, the largest sd against the body's depth.
double unsureness(const VertebralHeights& heights, Length depth) {
  double most = 0;
  for (const auto* height : {&heights.anterior, &heights.middle, &heights.posterior})
    most = std::max(most, in_mm(*height->sd) / in_mm(depth));
  return most;
}

Warning unsure() {
  return {"vertebra.unsure-points", "Not evaluable: where the plates of this vertebra lie is too uncertain."};
}

/// Front to back, of the four complete bodies that lie nearest.
std::vector<Length> depths_beside(const std::vector<LateralVertebra>& row, std::size_t at,
                                  const Upright& upright) {
  constexpr std::size_t kFive = 5;
  const std::size_t last = std::min(std::max(at + kFive / 2 + 1, kFive), row.size());
  std::vector<Length> depths;
  for (std::size_t n = last - std::min(last, kFive); n < last; ++n)
    if (n != at && row[n].complete) depths.push_back(body_depth(in_patient(row[n], upright)));
  return depths;
}

/// Whether a body is less or more deep than both middle ones of its neighbours, beyond what grows and
/// collapses.
bool is_unlike(Length depth, std::vector<Length> others) {
  // True bodies of the drawn spines, collapsed ones among them: 0.79 to 1.12 in 99 of 100 (docs/lateral.md).
  constexpr double kShallow = 0.8, kDeep = 1.25;
  if (others.empty()) return false;
  std::sort(others.begin(), others.end());
  return depth < kShallow * others[(others.size() - 1) / 2] || depth > kDeep * others[others.size() / 2];
}

/// Why a level cannot be measured; nothing where it can.
std::optional<Warning> not_evaluable(const std::vector<LateralVertebra>& row, std::size_t at,
                                     const Upright& upright, double limit) {
  const Length depth = body_depth(in_patient(row[at], upright));
  if (!row[at].complete) return Warning{"vertebra.cut", "Not evaluable: the picture ends at this vertebra."};
  if (unsureness(heights_of(row[at], upright), depth) > limit) return unsure();
  if (is_unlike(depth, depths_beside(row, at, upright)))
    return Warning{
        "vertebra.unlike-neighbours",
        "Not evaluable: from front to back it is not as deep as its neighbours, so that its outline "
        "was probably misread."};
  return std::nullopt;
}

std::array<double, 2> plain(const Eigen::Vector2d& v) { return {v.x(), v.y()}; }

Eigen::Vector2d middle_of(const LateralVertebra& v) {
  return 0.25 * (v.points[0] + v.points[2] + v.points[3] + v.points[5]);
}

PictureVertebra placed(const LateralVertebra& v, const Grid<2>& stored, bool lengths_known) {
  const auto pixel = [&](const Eigen::Vector2d& mm) { return plain(stored.index_from_patient({mm}).ijk); };
  PictureVertebra result{pixel(middle_of(v)), {}, {}, true, lengths_known};
  for (std::size_t k = 0; k < 6; ++k) {
    result.landmarks_px[k] = pixel(v.points[k]);
    result.landmark_sd_px[k] = v.sd_mm[k] / stored.spacing_mm.mean();
  }
  return result;
}

VertebraMeasurement named(const LateralVertebra& v, const LateralPicture& picture, const Grid<2>& stored) {
  VertebraMeasurement m{};
  m.series_uid = picture.series_uid;
  m.series_part = picture.series_part;
  m.level = v.level;
  m.label_confidence = picture.spine.name_confidence;
  m.label_evidence = {picture.spine.named_by};
  if (!v.confirmed)
    m.warnings.push_back(
        {"vertebra.not-confirmed",
         "A second look at the discs, which knows no network, does not confirm where this vertebra lies."});
  m.complete = v.complete;
  const Eigen::Vector2d middle = middle_of(v);
  m.center_mm = {middle.x(), middle.y(), 0};
  std::array<std::array<double, 3>, 6> landmarks{};
  for (std::size_t k = 0; k < 6; ++k) landmarks[k] = {v.points[k].x(), v.points[k].y(), 0};
  m.landmarks_mm = landmarks;
  m.in_picture = placed(v, stored, picture.lengths_known);
  return m;
}

/// A level that can be graded, and where it stands among all that were found.
struct Candidate {
  std::size_t at;
  LevelHeights heights;
};

std::vector<LevelHeights> levels_of(const std::vector<Candidate>& candidates) {
  std::vector<LevelHeights> levels;
  for (const Candidate& one : candidates) levels.push_back(one.heights);
  return levels;
}

/// One whose plates are not sure, against its sure neighbours.
GradedLevel graded_among(const Candidate& one, std::vector<Candidate> sure, const DeformityOptions& options) {
  const auto behind =
      std::find_if(sure.begin(), sure.end(), [&](const Candidate& other) { return other.at > one.at; });
  const auto place = static_cast<std::size_t>(behind - sure.begin());
  sure.insert(behind, one);
  return grade_deformities(levels_of(sure), options)[place];
}

void keep(GradedLevel graded, const Candidate& of, std::vector<VertebraMeasurement>& vertebrae) {
  VertebraMeasurement& v = vertebrae[of.at];
  v.heights = of.heights.heights;
  v.warnings.insert(v.warnings.end(), graded.warnings.begin(), graded.warnings.end());
  v.deformity = std::move(graded.deformity);
}

void leave_out(Warning why, VertebraMeasurement& v) {
  v.in_picture->evaluable = false;
  v.warnings.push_back(std::move(why));
}

double angle_sd_deg(double a_mm, double b_mm, double length_mm) {
  return 180.0 / std::numbers::pi * std::hypot(a_mm, b_mm) / length_mm;
}

/// A plate's plane through its outer points; across, pictures show nothing.
EndplatePlane plane_of(const SixPoints& points, const std::array<double, 6>& sd_mm, std::size_t first) {
  constexpr double kAcrossSdDeg = 90;
  const Eigen::Vector3d along = points[first].mm - points[first + 2].mm, left(1, 0, 0);
  return {along.cross(left).normalized(), angle_sd_deg(sd_mm[first], sd_mm[first + 2], along.norm()),
          kAcrossSdDeg};
}

}  // namespace

std::vector<VertebraMeasurement> measured_lateral(const LateralPicture& picture, const Grid<2>& stored,
                                                  const DeformityOptions& deformity) {
  const Upright upright{picture.spine.pose};
  std::vector<VertebraMeasurement> vertebrae;
  std::vector<Candidate> sure, doubtful;
  const std::vector<LateralVertebra>& row = picture.spine.found;
  for (std::size_t n = 0; n < row.size(); ++n) {
    const LateralVertebra& found = row[n];
    vertebrae.push_back(named(found, picture, stored));
    const SixPoints points = in_patient(found, upright);
    const LevelHeights heights{found.level, true, heights_of(found, upright), body_depth(points)};
    const double off = unsureness(heights.heights, heights.depth);
    if (auto why = not_evaluable(row, n, upright, kHopeless))
      leave_out(*std::move(why), vertebrae.back());
    else
      (off > kUnsure ? doubtful : sure).push_back({n, heights});
  }
  const DeformityOptions options = of_pictures(deformity);
  auto graded = grade_deformities(levels_of(sure), options);
  for (std::size_t k = 0; k < graded.size(); ++k) keep(std::move(graded[k]), sure[k], vertebrae);
  for (const Candidate& one : doubtful) {
    auto alone = graded_among(one, sure, options);
    if (alone.deformity && alone.deformity->suspected)
      keep(std::move(alone), one, vertebrae);
    else
      leave_out(unsure(), vertebrae[one.at]);
  }
  return vertebrae;
}

SpineCurvature measured_curvature(const LateralPicture& picture) {
  const Upright upright{picture.spine.pose};
  std::vector<VertebraPlanes> planes;
  std::vector<PlacedVertebra> column;
  for (std::size_t n = 0; n < picture.spine.found.size(); ++n) {
    const LateralVertebra& v = picture.spine.found[n];
    const SixPoints points = in_patient(v, upright);
    if (not_evaluable(picture.spine.found, n, upright, kUnsure)) continue;
    const Eigen::Vector3d forwards = points[0].mm + points[3].mm - points[2].mm - points[5].mm;
    planes.push_back({v.level, Eigen::Vector3d(1, 0, 0), forwards.normalized(), plane_of(points, v.sd_mm, 0),
                      plane_of(points, v.sd_mm, 3)});
    column.push_back({v.level, points, v.sd_mm});
  }
  SpineCurvature curvature = spine_curvature(planes);
  curvature.coronal.reset();
  curvature.series_uid = picture.series_uid;
  curvature.series_part = picture.series_part;
  curvature.slips = vertebral_slips(column);
  return curvature;
}

}  // namespace osteon
