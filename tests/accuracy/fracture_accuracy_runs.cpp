#include "../../tools/pipeline/src/measured_vertebrae.hpp"
#include "../support/loaded.hpp"
#include "fracture_accuracy.hpp"

#include <osteon/imaging/load.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace osteon::accuracy {
namespace {

constexpr std::array kLosses{10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0};

struct Spine {
  SpineSegmentation segmentation;
  std::vector<VertebraMeasurement> measured;
};

std::optional<Spine> analysed(const CtScan& scan) {
  auto spine = make_classical_spine_segmenter()->segment(scan);
  if (!spine) return std::nullopt;
  auto measured = measured_vertebrae(*spine, nullptr, {}, {});
  return Spine{std::move(*spine), std::move(measured)};
}

/// The part of the scan round the spine: ribs and sacrum stay in it, arms and belly do not.
CtScan surroundings(const CtScan& scan, const SpineSegmentation& spine) {
  constexpr double kSideMm = 80, kBehindMm = 80, kInFrontMm = 130;  // what lies above turns forwards
  const Grid<3>& grid = scan.hounsfield.grid();
  Eigen::Vector3d low = Eigen::Vector3d::Constant(1e9), high = -low;
  const auto take = [&](const Eigen::Vector3d& place) {
    const Eigen::Vector3d index = grid.index_from_patient({place}).ijk;
    low = low.cwiseMin(index);
    high = high.cwiseMax(index);
  };
  for (const auto& v : spine.found)
    for (const double side : {-kSideMm, kSideMm})
      for (const double front : {-kBehindMm, kInFrontMm})
        for (const double up : {-400.0, 400.0})  // never cut along the spine
          take(v.axes.center.mm + Eigen::Vector3d(side, -front, up));
  Grid<3> part = grid;
  std::array<int, 3> from{};
  for (std::size_t n = 0; n < 3; ++n) {
    const int last = grid.size[n] - 1, axis = static_cast<int>(n);
    from[n] = std::clamp(static_cast<int>(low[axis]), 0, last);
    part.size[n] = std::clamp(static_cast<int>(high[axis]), 0, last) - from[n] + 1;
  }
  part.origin_mm = grid.patient_from_index({Eigen::Vector3d(from[0], from[1], from[2])}).mm;
  CtScan result{Image3D<std::int16_t>(part)};
  for (int k = 0; k < part.size[2]; ++k)
    for (int j = 0; j < part.size[1]; ++j)
      for (int i = 0; i < part.size[0]; ++i)
        result.hounsfield.at(i, j, k) = scan.hounsfield.at(i + from[0], j + from[1], k + from[2]);
  return result;
}

bool same_names(const Spine& a, const Spine& b) {
  return std::equal(a.measured.begin(), a.measured.end(), b.measured.begin(), b.measured.end(),
                    [](const auto& one, const auto& other) { return one.level == other.level; });
}

std::optional<CtScan> load(const Scan& scan) {
  const Survey found = survey({scan.image});
  const auto usable = testing::usable_cts(found);
  if (usable.empty()) return std::nullopt;
  auto loaded = load_ct(*usable.front());
  if (!loaded) return std::nullopt;
  return std::move(loaded->scan);
}

std::array<Measured<Length>, 3> listed(const VertebralHeights& h) {
  return {h.anterior, h.middle, h.posterior};
}

/// Signed losses against what the level was expected to measure.
std::optional<std::array<double, 3>> losses(const VertebraMeasurement& v) {
  if (!v.deformity) return std::nullopt;
  const auto& all = v.deformity->losses;
  return std::array{in_percent(all[0].value), in_percent(all[1].value), in_percent(all[2].value)};
}

bool flagged(const VertebraMeasurement& v) { return v.deformity && v.deformity->suspected; }

bool in_range(BoneRegion level) { return level >= BoneRegion::t8 && level <= BoneRegion::l4; }

/// The vertebra found nearest to a place; the map moved it there.
const VertebraMeasurement* nearest(const Spine& spine, const Eigen::Vector3d& place) {
  constexpr double kSameMm = 10;
  const VertebraMeasurement* best = nullptr;
  double least = kSameMm;
  for (std::size_t n = 0; n < spine.measured.size(); ++n) {
    const double distance = (spine.segmentation.found[n].axes.center.mm - place).norm();
    if (distance >= least) continue;
    least = distance;
    best = &spine.measured[n];
  }
  return best;
}

void judge_others(const Spine& before, std::size_t target, const Spine& after, const CollapseMap& map,
                  const Grid<3>& grid, Case& result) {
  for (std::size_t n = 0; n < before.measured.size(); ++n) {
    const auto& v = before.segmentation.found[n];
    if (n == target || !v.complete || v.level == BoneRegion::s1) continue;
    const Eigen::Vector3d place = map.image_of(v.axes.center.mm);
    const Eigen::Vector3d index = grid.index_from_patient({place}).ijk;
    const double margin_mm = 25;  // otherwise the collapse moved it out of view
    bool in_view = true;
    for (int k = 0; k < 3; ++k)
      in_view = in_view && index[k] * grid.spacing_mm[k] > margin_mm &&
                (grid.size[static_cast<std::size_t>(k)] - 1 - index[k]) * grid.spacing_mm[k] > margin_mm;
    if (!in_view) continue;
    const VertebraMeasurement* now = nearest(after, place);
    result.other_levels[1] += 1;
    result.other_levels[0] += now != nullptr && now->level == v.level;
    result.false_flags += now != nullptr && flagged(*now) && !flagged(before.measured[n]);
  }
}

Case judged(const Spine& before, std::size_t target, Collapse kind, double loss, const IntactVertebra& intact,
            const SimulatedFracture& fracture, const std::optional<Spine>& after) {
  const VertebraMeasurement& untouched = before.measured[target];
  Case result{};
  result.level = untouched.level;
  result.kind = kind;
  result.nominal = loss;
  for (std::size_t n = 0; n < 3; ++n) result.made[n] = 100 * fracture.true_loss[n];
  result.before = *losses(untouched);
  if (!after) return result;
  const CollapseMap map(intact, kind, loss / 100, {});
  const VertebraMeasurement* now = nearest(*after, map.image_of(intact.axes.center.mm));
  judge_others(before, target, *after, map, fracture.scan.hounsfield.grid(), result);
  result.found = now != nullptr;
  if (now == nullptr) return result;
  result.named = now->level == untouched.level;
  const auto measured = losses(*now);
  result.measured = measured.has_value();
  result.suspected = flagged(*now);
  if (!measured) return result;
  result.after = *measured;
  const auto& deformity = *now->deformity;
  result.loss_sd = deformity.height_loss.sd ? in_percent(*deformity.height_loss.sd) : 0;
  if (deformity.range_95) result.range_95 = {deformity.range_95->low, deformity.range_95->high};
  result.probability = deformity.grade_probability ? 1 - (*deformity.grade_probability)[0] : 0;
  const auto h0 = listed(*untouched.heights), h1 = listed(*now->heights);
  for (std::size_t n = 0; n < 3; ++n) {
    const double left = 1 - fracture.true_loss[n];
    result.height_off_mm[n] = in_mm(h1[n].value) - left * in_mm(h0[n].value);
    if (!h0[n].sd || !h1[n].sd) continue;
    const Measured<Length> both{h1[n].value, mm(std::hypot(in_mm(*h1[n].sd), left * in_mm(*h0[n].sd)))};
    result.height_z[n] = result.height_off_mm[n] / in_mm(*both.sd);
    result.height_in_95[n] =
        std::abs(result.height_off_mm[n]) <= in_mm(*half_range_95(both, deformity.misreading_share));
  }
  return result;
}

}  // namespace

std::string name_of(Collapse kind) {
  return kind == Collapse::wedge ? "wedge" : kind == Collapse::biconcave ? "biconcave" : "crush";
}

double Case::expected_loss() const {
  double worst = -1e9;
  for (std::size_t n = 0; n < 3; ++n) worst = std::max(worst, 100 - (1 - made[n] / 100) * (100 - before[n]));
  return worst;
}

double Case::made_loss() const { return *std::max_element(made.begin(), made.end()); }

double Case::measured_loss() const { return *std::max_element(after.begin(), after.end()); }

std::vector<Scan> scans(const std::filesystem::path& data) {
  std::vector<Scan> all{{"sample example_ct", std::filesystem::path(OSTEON_SAMPLE_DATA) / "totalsegmentator" /
                                                  "example_ct.nii.gz"}};
  if (data.empty()) return all;
  all.push_back({"lidc-idri-0001", data / "ct/lidc-idri-0001"});
  all.push_back({"nlst-101287", data / "ct/nlst-101287"});
  all.push_back({"acrin-flt-breast-013 sagittal", data / "ct/acrin-flt-breast-013/sagittal",
                 "header implausible: its lateral distance is about half the true one"});
  all.push_back({"aorta crop", data / "ct/totalsegmentator/aorta_report_ct_cropped.nii.gz",
                 "mid-thoracic bodies, arterial contrast", false});
  all.push_back({"tptbox-l3", data / "ct/tptbox-l3/sub-ct_label-22_ct.nii.gz", "one whole vertebra", false});
  all.push_back({"qrm-thorax-phantom", data / "ct/qrm-thorax-phantom", "no spine: a surrogate", false});
  return all;
}

std::optional<ScanOutcome> run(const Scan& scan, const Selection& wanted) {
  const auto start = std::chrono::steady_clock::now();
  auto whole = std::filesystem::exists(scan.image) ? load(scan) : std::nullopt;
  if (!whole) return std::nullopt;
  const auto first_look = analysed(*whole);
  if (!first_look) return std::nullopt;
  // Only a part that is read as the whole is may stand for it.
  CtScan part = surroundings(*whole, first_look->segmentation);
  auto before = analysed(part);
  if (!before || !same_names(*before, *first_look)) {
    part = std::move(*whole);
    before = first_look;
  }
  whole.reset();
  ScanOutcome outcome{scan.name, scan.remark, 0, 0, 0, {}, 0};
  for (const auto& v : before->measured) {
    outcome.untouched_levels += v.deformity.has_value();
    outcome.untouched_flags += flagged(v);
    outcome.untouched_implausible += std::any_of(v.warnings.begin(), v.warnings.end(), [](const Warning& w) {
      return w.code == "deformity.implausible-height";
    });
  }
  if (!scan.collapsed) return outcome;
  const FractureSimulator simulator(part);
  int count = 0;
  for (std::size_t n = 0; n < before->measured.size(); ++n) {
    const VertebraMeasurement& v = before->measured[n];
    if (!in_range(v.level) || (!wanted.level.empty() && name(v.level) != wanted.level) || !losses(v))
      continue;
    const auto intact = intact_vertebra(before->segmentation.found, n);
    for (const Collapse kind : {Collapse::wedge, Collapse::biconcave, Collapse::crush})
      for (const double loss : kLosses) {
        if (!wanted.kind.empty() && name_of(kind) != wanted.kind) continue;
        if (wanted.loss_percent > 0 && loss != wanted.loss_percent) continue;
        if (count++ % wanted.every != 0) continue;
        const auto fracture = simulator.collapse(*intact, kind, loss / 100);
        const auto after = analysed(fracture.scan);
        if (!wanted.pictures.empty())
          draw_fracture(
              wanted.pictures / fmt::format("{}-{}-{}-{}.ppm", scan.name, name(v.level), name_of(kind), loss),
              {part, &before->segmentation}, {fracture.scan, after ? &after->segmentation : nullptr},
              CollapseMap(*intact, kind, loss / 100, {}), intact->axes);
        outcome.cases.push_back(judged(*before, n, kind, loss, *intact, fracture, after));
      }
  }
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return outcome;
}

}  // namespace osteon::accuracy
