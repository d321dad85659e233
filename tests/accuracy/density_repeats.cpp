#include "density_repeats.hpp"

#include "../support/disturbed_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace osteon {
namespace {

/// How far copies are from the original.
struct Repeat {
  int count = 0, lost = 0;
  int within_one = 0, within_two = 0;                  ///< the whole stated sd of the copy
  int hu_within_one = 0, hu_within_two = 0;            ///< without that of the calibration
  double squares = 0, largest = 0, squares_in_sd = 0;  ///< the last in HU

  void add(double change, double sd, double hu_change, double hu_sd) {
    ++count;
    within_one += std::abs(change) <= sd;
    within_two += std::abs(change) <= 2 * sd;
    hu_within_one += std::abs(hu_change) <= hu_sd;
    hu_within_two += std::abs(hu_change) <= 2 * hu_sd;
    squares += change * change;
    squares_in_sd += hu_change * hu_change / (hu_sd * hu_sd);
    largest = std::max(largest, std::abs(change));
  }
  void add(const Repeat& other) {
    count += other.count;
    lost += other.lost;
    within_one += other.within_one;
    within_two += other.within_two;
    hu_within_one += other.hu_within_one;
    hu_within_two += other.hu_within_two;
    squares += other.squares;
    squares_in_sd += other.squares_in_sd;
    largest = std::max(largest, other.largest);
  }
};

double doubt_hu(const VertebralDensity& density) {
  return std::hypot(density.doubt.edge_hu, density.doubt.noise_hu);
}

void print_row(const std::string& kind, const Repeat& r) {
  const auto share = [&](int n) { return 100.0 * n / r.count; };
  fmt::print("| {} | {} | {} | {:.1f} | {:.1f} | {:.0f} / {:.0f} % | {:.0f} / {:.0f} % | {:.1f} |\n", kind,
             r.count, r.lost, std::sqrt(r.squares / r.count), r.largest, share(r.within_one),
             share(r.within_two), share(r.hu_within_one), share(r.hu_within_two),
             std::sqrt(r.squares_in_sd / r.count));
}

void print_table(const std::map<std::string, Repeat>& kinds) {
  fmt::print(
      "\n| Change | cores | not measured | RMS change, mg/cm3 | largest | within 1 / 2 sd | HU alone: within "
      "1 / 2 sd "
      "| RMS in sd |\n|---|---|---|---|---|---|---|---|\n");
  Repeat all;
  for (const auto& [kind, repeat] : kinds) {
    if (repeat.count == 0) continue;
    print_row(kind, repeat);
    all.add(repeat);
  }
  if (all.count > 0) print_row("all", all);
}

bool is_repeat(const std::string& kind) {
  for (const char* one : {"patient turned", "lattice turned", "slices of 0.7", "slices of 5", "in plane",
                          "field of 150", "noise of"})
    if (kind.starts_with(one)) return true;
  return kind.find("vertebrae in view") != std::string::npos;
}

void print_rows_head() {
  fmt::print(
      "\n| Copy | level | core | HU | mg/cm3 | level | core | HU | mg/cm3 | edge / noise, HU "
      "|\n|---|---|---|---|---|---|---|---|---|---|\n");
}

/// One core before and after, with what its sd is made of.
void print_core(const std::string& copy, const Core& before, const Core& after) {
  const auto text = [](const Core& c) {
    const auto& density = c.density.vbmd_uncorrected->value;
    return fmt::format("{} | {:.1f} ml | {:.1f} | {:.0f} ± {:.0f}", name(c.vertebra.level),
                       in_mm3(c.density.volume.value) / 1000, in_hu(c.density.mean.value),
                       in_mg_per_cm3(density.value), in_mg_per_cm3(*density.sd));
  };
  fmt::print("| {} | {} | {} | {:.1f} / {:.1f} |\n", copy, text(before), text(after),
             after.density.doubt.edge_hu, after.density.doubt.noise_hu);
}

/// Whether the copy shows the place with a vertebra's reach about it.
bool in_view(const Grid<3>& grid, const Eigen::Vector3d& place) {
  constexpr double kReachMm = 22;
  const auto index = grid.index_from_patient({place}).ijk;
  for (int n = 0; n < 3; ++n)
    if (index[n] * grid.spacing_mm[n] <= kReachMm ||
        (grid.size[static_cast<std::size_t>(n)] - 1 - index[n]) * grid.spacing_mm[n] <= kReachMm)
      return false;
  return true;
}

const Core* core_at(const std::optional<Weighed>& weighed, const Eigen::Vector3d& place) {
  constexpr double kSamePlaceMm = 8;
  const Core* found = nullptr;
  if (weighed)
    for (const Core& core : weighed->cores)
      if ((core.vertebra.axes.center.mm - place).norm() < kSamePlaceMm) found = &core;
  return found != nullptr && found->density.vbmd_uncorrected ? found : nullptr;
}

void compare(const Weighed& before, const std::optional<Weighed>& after, const testing::Disturbed& copy,
             const std::string& title, bool rows, Repeat& repeat) {
  for (const Core& core : before.cores) {
    const Eigen::Vector3d place = copy.moved(core.vertebra.axes.center.mm);
    if (!in_view(copy.scan.hounsfield.grid(), place) || !core.density.vbmd_uncorrected) continue;
    const Core* found = core_at(after, place);
    if (found == nullptr) {
      ++repeat.lost;
      continue;
    }
    if (rows) print_core(title, core, *found);
    const auto value = [](const Core& c) { return in_mg_per_cm3(c.density.vbmd_uncorrected->value.value); };
    repeat.add(value(*found) - value(core), in_mg_per_cm3(*found->density.vbmd_uncorrected->value.sd),
               in_hu(found->density.mean.value) - in_hu(core.density.mean.value), doubt_hu(found->density));
  }
}

/// The core of one labelled body, by its own axes.
std::optional<VertebralDensity> core_of(const CtScan& scan, const LabelMap<3>& body,
                                        const VertebraFrame& frame) {
  const auto levels = measure_densities(scan, body, body, {frame});
  for (const VertebralDensity& density : levels.front().density)
    if (density.region == DensityRegion::trabecular_core) return density;
  return std::nullopt;
}

/// The label as an image that changes as a scan does, and back.
CtScan image_of(const LabelMap<3>& body) {
  CtScan image{Image3D<std::int16_t>(body.grid())};
  for (std::size_t n = 0; n < body.pixels().size(); ++n)
    image.hounsfield.pixels()[n] = body.pixels()[n] != 0 ? 1000 : 0;
  return image;
}

LabelMap<3> label_of(const CtScan& image, BoneRegion level) {
  LabelMap<3> body(image.hounsfield.grid());
  for (std::size_t n = 0; n < body.pixels().size(); ++n)
    body.pixels()[n] = image.hounsfield.pixels()[n] > 500 ? static_cast<std::uint8_t>(level) : 0;
  return body;
}

VertebraFrame moved(const VertebraFrame& frame, const testing::Disturbed& copy) {
  const Eigen::Vector3d center = copy.moved(frame.body_center.mm);
  const auto turned = [&](const Eigen::Vector3d& axis) -> Eigen::Vector3d {
    return (copy.moved(frame.body_center.mm + axis) - center).normalized();
  };
  return {frame.level, {center}, turned(frame.left), turned(frame.anterior), turned(frame.superior)};
}

VertebraFrame upright_frame(const LabelMap<3>& body, BoneRegion level) {
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  double count = 0;
  const auto& size = body.grid().size;
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i)
        if (body.at(i, j, k) != 0) {
          sum += body.grid().patient_from_index({Eigen::Vector3d(i, j, k)}).mm;
          ++count;
        }
  return {
      level, {sum / count}, Eigen::Vector3d::UnitX(), -Eigen::Vector3d::UnitY(), Eigen::Vector3d::UnitZ()};
}

}  // namespace

std::optional<Weighed> weigh(const CtScan& scan, const SeriesOutline& outline) {
  auto spine = make_classical_spine_segmenter()->segment(scan);
  if (!spine) return std::nullopt;
  CtReading reading = read_ct(scan, *spine, outline);
  Weighed result{std::move(*spine), std::move(reading), {}};
  const ScanScale scale = scale_of(result.reading, outline, std::nullopt);
  std::vector<VertebraFrame> frames;
  for (const SegmentedVertebra& v : result.spine.found)
    if (v.complete && v.level != BoneRegion::s1)
      frames.push_back({v.level, v.axes.center, v.axes.left, v.axes.anterior, v.axes.superior});
  const auto levels = measure_densities(scan, result.spine.vertebrae, result.spine.bodies, frames,
                                        heeding(result.spine.warnings, {}));
  for (const SegmentedVertebra& v : result.spine.found)
    for (const LevelDensity& level : levels)
      for (const VertebralDensity& density : level.density)
        if (level.level == v.level && density.region == DensityRegion::trabecular_core)
          result.cores.push_back({v, calibrated(density, v.level, scale)});
  return result;
}

std::string calibration_words(const CtReading& reading) {
  if (!reading.calibration) return "none";
  const DensityLine& line = reading.calibration->line;
  return fmt::format("{:.0f} keV, {:.3f} mg/cm3 per HU ± {:.0f} %", line.effective_kev, line.slope,
                     100 * std::sqrt(line.slope_variance) / line.slope);
}

void print_repeats(const CtScan& scan, const SeriesOutline& outline, const Weighed& before,
                   const RepeatOptions& options) {
  std::map<std::string, Repeat> kinds;
  std::map<std::string, int> seen;
  if (options.rows) print_rows_head();
  for (const testing::Disturbance& d : testing::all_disturbances(scan, before.spine)) {
    if (!is_repeat(d.kind) || seen[d.kind]++ % 2 != 0 || !d.kind.starts_with(options.kind)) continue;
    const testing::Disturbed copy = d.apply(scan, before.spine);
    const auto after = weigh(copy.scan, outline);
    if (options.rows && after)
      fmt::print("| {}, {} | | | | {} |\n", d.kind, d.name, calibration_words(after->reading));
    compare(before, after, copy, d.name, options.rows, kinds[d.kind]);
  }
  print_table(kinds);
}

void print_mask_repeats(const CtScan& scan, const LabelMap<3>& body, BoneRegion level,
                        const RepeatOptions& options) {
  const VertebraFrame frame = upright_frame(body, level);
  const auto before = core_of(scan, body, frame);
  if (!before) return;
  std::map<std::string, Repeat> kinds;
  const SpineSegmentation none{body, body, {}, {}, {}};
  for (const testing::Disturbance& d : testing::all_disturbances(scan, none)) {
    const bool needs_spine = d.kind.find("field") != std::string::npos || d.name == "in plane 0.5 mm";
    if (!is_repeat(d.kind) || needs_spine || !d.kind.starts_with(options.kind)) continue;
    const testing::Disturbed copy = d.apply(scan, none);
    const bool noise = d.kind.starts_with("noise");
    const LabelMap<3> label = noise ? body : label_of(d.apply(image_of(body), none).scan, level);
    const auto after = core_of(copy.scan, label, moved(frame, copy));
    Repeat& repeat = kinds[d.kind];
    if (!after) {
      ++repeat.lost;
      continue;
    }
    const double change = in_hu(after->mean.value) - in_hu(before->mean.value);
    repeat.add(change, in_hu(*after->mean.sd), change, doubt_hu(*after));
  }
  print_table(kinds);
}

}  // namespace osteon
