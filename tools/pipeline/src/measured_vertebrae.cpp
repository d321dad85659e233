#include "measured_vertebrae.hpp"

#include <osteon/densitometry/vertebral_height.hpp>

namespace osteon {
namespace {

/// The name, the place and the certainty of a vertebra; no measurement yet.
VertebraMeasurement named(const SegmentedVertebra& v, const SeriesOutline& outline) {
  VertebraMeasurement m{};
  m.series_uid = outline.uid;
  m.series_part = outline.part;
  m.level = v.level;
  m.label_confidence = v.label_confidence;
  for (const auto& other : v.alternatives) m.alternatives.push_back({other.level, other.probability});
  m.label_evidence = v.label_evidence;
  m.complete = v.complete;
  const Eigen::Vector3d& center = v.axes.center.mm;
  m.center_mm = {center.x(), center.y(), center.z()};
  return m;
}

void add_heights(const std::vector<SegmentedVertebra>& found, const std::optional<Sex>& sex,
                 std::vector<VertebraMeasurement>& vertebrae) {
  std::vector<LevelHeights> column;
  std::vector<std::size_t> owner;
  for (std::size_t n = 0; n < found.size(); ++n) {
    // The sacrum has no lower endplate: no heights.
    if (!found[n].complete || !found[n].landmarks || found[n].level == BoneRegion::s1) continue;
    const SixPoints& points = found[n].landmarks->points;
    std::array<std::array<double, 3>, 6> plain{};
    for (std::size_t p = 0; p < 6; ++p) plain[p] = {points[p].mm.x(), points[p].mm.y(), points[p].mm.z()};
    vertebrae[n].landmarks_mm = plain;
    const auto& sd = found[n].landmarks->sd_mm;
    const std::array point_sd{mm(sd[0]), mm(sd[1]), mm(sd[2]), mm(sd[3]), mm(sd[4]), mm(sd[5])};
    vertebrae[n].heights = vertebral_heights(points, point_sd);
    column.push_back({found[n].level, true, *vertebrae[n].heights, body_depth(points)});
    owner.push_back(n);
  }
  DeformityOptions options;
  options.sex = sex;
  const auto graded = grade_deformities(column, options);
  for (std::size_t k = 0; k < graded.size(); ++k) {
    VertebraMeasurement& v = vertebrae[owner[k]];
    v.deformity = graded[k].deformity;
    v.warnings.insert(v.warnings.end(), graded[k].warnings.begin(), graded[k].warnings.end());
  }
}

void add_densities(const CtScan& scan, const SpineSegmentation& spine,
                   std::vector<VertebraMeasurement>& vertebrae) {
  for (const auto& measured :
       measure_densities(scan, spine.vertebrae, spine.bodies, measured_frames(spine))) {
    for (auto& v : vertebrae) {
      if (v.level != measured.level) continue;
      v.density = measured.density;
      v.warnings.insert(v.warnings.end(), measured.warnings.begin(), measured.warnings.end());
    }
  }
}

}  // namespace

std::vector<VertebraFrame> measured_frames(const SpineSegmentation& spine) {
  std::vector<VertebraFrame> frames;
  for (const auto& v : spine.found)
    if (v.complete && v.level != BoneRegion::s1)
      frames.push_back({v.level, v.axes.center, v.axes.left, v.axes.anterior, v.axes.superior});
  return frames;
}

std::vector<VertebraMeasurement> measured_vertebrae(const SpineSegmentation& spine, const CtScan* scan,
                                                    const SeriesOutline& outline,
                                                    const std::optional<Sex>& sex) {
  std::vector<VertebraMeasurement> vertebrae;
  for (const auto& v : spine.found) vertebrae.push_back(named(v, outline));
  add_heights(spine.found, sex, vertebrae);
  if (scan != nullptr) add_densities(*scan, spine, vertebrae);
  return vertebrae;
}

}  // namespace osteon
