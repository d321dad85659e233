#include "dxa_subjects.hpp"

#include "../support/loaded.hpp"

#include <osteon/densitometry/dxa_simulation.hpp>
#include <osteon/densitometry/label_statistics.hpp>
#include <osteon/densitometry/photon_attenuation.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/imaging/resample.hpp>
#include <osteon/pipeline/ct_reading.hpp>
#include <osteon/pipeline/measured_femurs.hpp>
#include <osteon/segmentation/given_masks.hpp>
#include <osteon/simulate/bone_threshold.hpp>

#include <tbb/parallel_for.h>

#include <cmath>
#include <utility>

namespace osteon {
namespace {

namespace fs = std::filesystem;

LabelScheme scheme_of(const DxaSource& source) {
  if (source.tptbox) return LabelScheme::tptbox;
  return source.scan.empty() ? LabelScheme::verse : LabelScheme::totalsegmentator;
}

std::optional<SpineSegmentation> spine_of_masks(const DxaSource& source) {
  const auto labels = load_labels(source.vertebrae);
  if (!labels) return std::nullopt;
  const LabelMap<3> vertebrae = bone_regions(*labels, scheme_of(source));
  std::optional<LabelMap<3>> bodies;
  if (!source.bodies.empty()) {
    const auto regions = load_labels(source.bodies);
    if (!regions) return std::nullopt;
    bodies = vertebrae;
    for (std::size_t n = 0; n < bodies->pixels().size(); ++n)
      if (!is_vertebral_body(scheme_of(source), regions->pixels()[n])) bodies->pixels()[n] = 0;
  }
  auto spine = spine_from_labels(vertebrae, bodies);
  return spine ? std::optional(std::move(*spine)) : std::nullopt;
}

/// Depth of at least 2 mm below the mask's surface.
LabelMap<3> core_of(const LabelMap<3>& mask) {
  constexpr double kShellMm = 2;
  const Grid<3>& grid = mask.grid();
  std::vector<Eigen::Vector3i> ball;
  Eigen::Vector3i reach;
  for (int n = 0; n < 3; ++n) reach[n] = static_cast<int>(std::ceil(kShellMm / grid.spacing_mm[n]));
  for (int k = -reach[2]; k <= reach[2]; ++k)
    for (int j = -reach[1]; j <= reach[1]; ++j)
      for (int i = -reach[0]; i <= reach[0]; ++i)
        if (Eigen::Vector3d(i, j, k).cwiseProduct(grid.spacing_mm).norm() <= kShellMm)
          ball.emplace_back(i, j, k);
  LabelMap<3> core(grid);
  const auto in_mask = [&](int i, int j, int k) {
    return i >= 0 && j >= 0 && k >= 0 && i < grid.size[0] && j < grid.size[1] && k < grid.size[2] &&
           mask.at(i, j, k) != 0;
  };
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        if (mask.at(i, j, k) == 0) continue;
        bool inside = true;
        for (const auto& d : ball) inside = inside && in_mask(i + d[0], j + d[1], k + d[2]);
        core.at(i, j, k) = inside;
      }
  });
  return core;
}

DensityLine line_at(double kev) {
  const double slope = 1 / hu_per_mg_per_cm3(Material::hydroxyapatite, kev);
  return {Mineral::hydroxyapatite, slope, 0, 0, 0, 0, 0, 0, 1, kev, {"", ""}, {}};
}

/// As wide and as deep as a body about the mask.
Grid<3> body_about(const Grid<3>& mask) {
  constexpr double kBodyMm = 240;
  Grid<3> grid = mask;
  for (int n = 0; n < 3; ++n) {
    if (std::abs(mask.direction(2, n)) > 0.7) continue;
    const auto axis = static_cast<std::size_t>(n);
    const double missing = kBodyMm - mask.size[axis] * mask.spacing_mm[n];
    const int each_side = std::max(0, static_cast<int>(0.5 * missing / mask.spacing_mm[n]));
    grid.size[axis] += 2 * each_side;
    grid.origin_mm -= each_side * mask.spacing_mm[n] * mask.direction.col(n);
  }
  return grid;
}

/// The mask as bone of a body of muscle with more and more fat towards its sides.
DxaSubject filled(const DxaSource& source, SpineSegmentation spine) {
  constexpr std::int16_t kShellHu = 420, kCoreHu = 170;
  constexpr double kCtKev = 75, kMuscleHu = 50, kFatHuAtSides = 60;
  const Grid<3> grid = body_about(spine.vertebrae.grid());
  spine.vertebrae = resample_nearest(spine.vertebrae, grid);
  spine.bodies = resample_nearest(spine.bodies, grid);
  const LabelMap<3> core = core_of(spine.vertebrae);
  Image3D<std::int16_t> hu(grid);
  const Eigen::Vector3d size(grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1);
  const double middle = grid.patient_from_index({0.5 * size}).mm[0];
  const double half = 0.5 * (grid.direction * size.cwiseProduct(grid.spacing_mm)).cwiseAbs()[0];
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const double x = (grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm[0] - middle) / half;
        hu.at(i, j, k) = core.at(i, j, k) != 0 ? kCoreHu
                         : spine.vertebrae.at(i, j, k) != 0
                             ? kShellHu
                             : static_cast<std::int16_t>(kMuscleHu - kFatHuAtSides * x * x);
      }
  });
  LabelMap<3> bone = spine.vertebrae;
  return {source.name, {std::move(hu)}, std::move(bone), line_at(kCtKev), std::move(spine)};
}

struct OpenedCt {
  SeriesOutline outline;
  CtScan scan;
};

std::optional<OpenedCt> opened(const fs::path& path) {
  const Survey found = survey({path});
  const auto usable = testing::usable_cts(found);
  if (usable.empty()) return std::nullopt;
  auto scan = load_ct(*usable.front());
  if (!scan) return std::nullopt;
  return OpenedCt{*usable.front(), std::move(scan->scan)};
}

std::vector<DxaSubject> spine_subject(const DxaSource& source) {
  std::optional<SpineSegmentation> spine;
  if (!source.vertebrae.empty()) {
    spine = spine_of_masks(source);
    if (!spine) return {};
  }
  if (source.scan.empty()) return {filled(source, std::move(*spine))};
  auto ct = opened(source.scan);
  if (!ct) return {};
  if (!spine) {
    auto own = make_classical_spine_segmenter()->segment(ct->scan);
    if (!own) return {};
    spine = std::move(*own);
  }
  spine->vertebrae = resample_nearest(spine->vertebrae, ct->scan.hounsfield.grid());
  spine->bodies = resample_nearest(spine->bodies, ct->scan.hounsfield.grid());
  const CtReading reading = read_ct(ct->scan, *spine, ct->outline);
  if (!reading.calibration) return {};
  DensityLine line = as_hydroxyapatite(reading.calibration->line);
  LabelMap<3> bone = all_bone(ct->scan, spine->vertebrae, clear_bone_hu(reading.acquisition));
  return {{source.name, std::move(ct->scan), std::move(bone), std::move(line), std::move(spine)}};
}

std::vector<DxaSubject> hip_subjects(const DxaSource& source) {
  const auto ct = opened(source.scan);
  if (!ct) return {};
  const auto femurs = find_femurs(ct->scan);
  if (!femurs) return {};
  const CtReading reading = read_ct_of_hips(ct->scan, femurs->found, ct->outline);
  if (!reading.calibration) return {};
  const DensityLine line = as_hydroxyapatite(reading.calibration->line);
  const LabelMap<3> bone = all_bone(ct->scan, femurs->femurs, clear_bone_hu(reading.acquisition));
  std::vector<DxaSubject> subjects;
  for (const SegmentedFemur& femur : femurs->found) {
    auto hip = hip_density(ct->scan, *femurs, femur, line);
    if (!hip) continue;
    subjects.push_back({source.name + (femur.side == Side::left ? "-left" : "-right"),
                        ct->scan,
                        bone,
                        line,
                        {},
                        femurs->femurs,
                        femur,
                        std::move(*hip)});
  }
  return subjects;
}

}  // namespace

std::vector<DxaSource> dxa_sources(const fs::path& data) {
  const fs::path samples = OSTEON_SAMPLE_DATA, total = samples / "totalsegmentator",
                 crush = samples / "l2-crush-sample001";
  return {{"example_ct", true, total / "example_ct.nii.gz", total / "example_vertebrae_whole.nii.gz",
           total / "example_vertebrae_body.nii.gz"},
          {"lidc-idri-0001", true, data / "ct/lidc-idri-0001"},
          {"nlst-101287", true, data / "ct/nlst-101287"},
          {"verse004", true, {}, samples / "verse004/sub-verse004_seg-vert_msk.nii.gz"},
          {"l2-crush",
           true,
           {},
           crush / "sub-sample001_seg-vert_msk.nii.gz",
           crush / "sub-sample001_seg-subreg_msk.nii.gz",
           true},
          {"STS_036", false, data / "ct/sts/STS_036"},
          {"STS_044", false, data / "ct/sts/STS_044"}};
}

std::vector<DxaSubject> dxa_subjects(const DxaSource& source) {
  return source.spine ? spine_subject(source) : hip_subjects(source);
}

}  // namespace osteon
