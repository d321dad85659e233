#include <osteon/densitometry/calibrated_density.hpp>
#include <osteon/pipeline/label_shift.hpp>

#include <algorithm>

namespace osteon {
namespace {

/// Towards the feet for positive steps, in a spine of 12 thoracic and 5 lumbar vertebrae; none beyond its
/// ends. What would come after L5 is another lumbar vertebra: its discs are seen.
BoneRegion moved(BoneRegion level, int steps) {
  constexpr int kT12 = static_cast<int>(BoneRegion::t12);
  if (level == BoneRegion::s1) return steps == 0 ? level : steps == -1 ? BoneRegion::l5 : BoneRegion::none;
  if (steps == 0) return level;
  constexpr int kFirst = static_cast<int>(BoneRegion::c1), kLast = static_cast<int>(BoneRegion::l6);
  const int from = level == BoneRegion::t13 ? kT12 + 1 : static_cast<int>(level), to = from + steps;
  return to >= kFirst && to <= kLast ? static_cast<BoneRegion>(to) : BoneRegion::none;
}

LevelHeights heights_of(const VertebraMeasurement& v) {
  SixPoints points;
  for (std::size_t p = 0; p < points.size(); ++p)
    points[p].mm = Eigen::Vector3d((*v.landmarks_mm)[p][0], (*v.landmarks_mm)[p][1], (*v.landmarks_mm)[p][2]);
  return {v.level, v.complete, *v.heights, body_depth(points)};
}

/// The measurements under other names, their deformity judged anew: what a height should be depends on the
/// name.
std::vector<VertebraMeasurement> renamed(const std::vector<VertebraMeasurement>& vertebrae, int steps,
                                         const DeformityOptions& options) {
  std::vector<VertebraMeasurement> result;
  std::vector<LevelHeights> column;
  std::vector<std::size_t> owner;
  for (VertebraMeasurement v : vertebrae) {
    v.level = moved(v.level, steps);
    if (v.level == BoneRegion::none) continue;
    v.deformity.reset();
    if (v.complete && v.heights && v.landmarks_mm) {
      column.push_back(heights_of(v));
      owner.push_back(result.size());
    }
    result.push_back(std::move(v));
  }
  const bool of_picture = !vertebrae.empty() && vertebrae.front().in_picture;
  const auto graded = grade_deformities(column, of_picture ? of_pictures(options) : options);
  for (std::size_t n = 0; n < graded.size(); ++n) result[owner[n]].deformity = graded[n].deformity;
  return with_exclusions(std::move(result));
}

/// Mean probability of the names that are `steps` further down.
double probability_of(const std::vector<VertebraMeasurement>& vertebrae, int steps) {
  double sum = 0;
  for (const VertebraMeasurement& v : vertebrae) {
    if (steps == 0) sum += v.label_confidence;
    for (const LevelProbability& other : v.alternatives)
      if (steps != 0 && other.level == moved(v.level, steps)) sum += other.probability;
  }
  return vertebrae.empty() ? 0 : sum / static_cast<double>(vertebrae.size());
}

void read_lumbar(const std::vector<VertebraMeasurement>& vertebrae, ShiftedReading& reading) {
  double sum_hu = 0;
  for (const VertebraMeasurement& v : vertebrae) {
    if (v.level < BoneRegion::l1 || v.level > BoneRegion::l4 || !v.complete) continue;
    const VertebralDensity* region = screening_region(v);
    if (region == nullptr) continue;
    if (v.level == BoneRegion::l1) reading.l1 = region->mean_at_120_kv.value_or(region->mean);
    if (!v.density_excluded.empty()) continue;
    reading.lumbar_levels.push_back(v.level);
    sum_hu += in_hu(region->mean_at_120_kv.value_or(region->mean).value);
  }
  if (!reading.lumbar_levels.empty())
    reading.lumbar_mean = hu(sum_hu / static_cast<double>(reading.lumbar_levels.size()));
}

ShiftedReading reading(const std::vector<VertebraMeasurement>& vertebrae, int steps, Findings findings,
                       const DeformityOptions& options) {
  findings.vertebrae = renamed(vertebrae, steps, options);
  const Assessment assessment = assess(findings);
  ShiftedReading result{steps, probability_of(vertebrae, steps), {}, {}, {}, {}, assessment.fractures};
  read_lumbar(findings.vertebrae, result);
  for (const Recommendation& rule : assessment.recommendations)
    if (rule.rule_id == "attenuation.l1") result.screening = rule.summary;
  return result;
}

bool same_series(const VertebraMeasurement& a, const VertebraMeasurement& b) {
  return a.series_uid == b.series_uid && a.series_part == b.series_part;
}

/// `findings` tells patient and scans; its vertebrae are not used.
LabelShift shift_of(const std::vector<VertebraMeasurement>& vertebrae, const Findings& findings,
                    const DeformityOptions& options) {
  LabelShift shift{vertebrae.front().series_uid, vertebrae.front().series_part, {}};
  for (const int steps : {0, 1, -1})
    shift.readings.push_back(reading(vertebrae, steps, {findings.patient, {}, findings.scans}, options));
  return shift;
}

}  // namespace

std::vector<LabelShift> label_shifts(const Findings& findings, const DeformityOptions& options) {
  std::vector<std::vector<VertebraMeasurement>> series;
  for (const VertebraMeasurement& v : findings.vertebrae) {
    const auto own = std::find_if(series.begin(), series.end(),
                                  [&](const auto& one) { return same_series(one.front(), v); });
    if (own == series.end())
      series.push_back({v});
    else
      own->push_back(v);
  }
  std::vector<LabelShift> shifts;
  for (const auto& vertebrae : series) shifts.push_back(shift_of(vertebrae, findings, options));
  return shifts;
}

}  // namespace osteon
