#include "analyze_scan.hpp"

#include "analyze_picture.hpp"
#include "reported.hpp"

#include <osteon/densitometry/dxa_display.hpp>
#include <osteon/densitometry/scan_artefacts.hpp>
#include <osteon/imaging/weighable_scan.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace osteon {
namespace {

/// Bone with the densities in it, and what made them.
struct WeighedScan {
  BoneMap map;
  std::optional<ObjectCalibration> calibration;
  bool may_be_weighed = true;
};

/// A usual beam shows bone, whatever the beam was; it weighs nothing.
Result<WeighedScan> without_object(const DualEnergyExamination& examination) {
  if (examination.references)
    return Error{"dual-energy.not-calibrated",
                 "No calibration object confirms what the samples of the raw scan mean: no density.",
                 "Scan a calibration object in the same way and name it in the description."};
  constexpr double kUsualLowKev = 40, kUsualHighKev = 70;
  auto map = bone_map(examination.scan, calibration_by_energies(kUsualLowKev, kUsualHighKev));
  if (!map) return map.error();
  return WeighedScan{std::move(map).value(), {}, false};
}

Result<WeighedScan> weighed(const DualEnergyExamination& examination) {
  if (!examination.object) return without_object(examination);
  const auto calibration = calibration_by_object(*examination.object);
  if (!calibration) return calibration.error();
  if (examination.references)
    if (const auto error = contradiction_of(examination.scan, *examination.references, *calibration))
      return *error;
  auto map = bone_map(without_offsets(examination.scan, *calibration), calibration->scale);
  if (!map) return map.error();
  return WeighedScan{std::move(map).value(), *calibration, true};
}

Result<WeighedScan> weighed(const WeighableScan& scan) {
  if (const auto* densities = std::get_if<DxaScan>(&scan)) {
    auto map = bone_map(*densities);
    if (!map) return map.error();
    return WeighedScan{std::move(map).value(), {}, true};
  }
  return weighed(std::get<DualEnergyExamination>(scan));
}

/// As a densitometer would show it: bone is sought in what its makers' pictures look like.
DxaPicture picture_of(const Image2D<float>& g_per_cm2) {
  LabelMap<2> seen(g_per_cm2.grid());
  std::fill(seen.pixels().begin(), seen.pixels().end(), std::uint8_t{1});
  const Image2D<std::uint8_t> display = dxa_display(g_per_cm2, seen);
  DxaPicture picture{Image2D<float>(g_per_cm2.grid())};
  std::copy(display.pixels().begin(), display.pixels().end(), picture.grey.pixels().begin());
  return picture;
}

std::optional<BmdSite> site_of_name(const std::string& region) {
  if (region == "L1-L4") return BmdSite::lumbar_spine;
  for (const HipRegion one : {HipRegion::neck, HipRegion::total_hip, HipRegion::trochanter,
                              HipRegion::intertrochanter, HipRegion::wards})
    if (region == name(one)) return site_of(one);
  return std::nullopt;
}

/// What the scatter of the calibration object adds to a density.
DxaRegionDensity with_scale_doubt(DxaRegionDensity region,
                                  const std::optional<ObjectCalibration>& calibration) {
  if (!calibration) return region;
  const double share = calibration->scale_sd;
  region.bmd.sd = g_per_cm2(std::hypot(in_g_per_cm2(*region.bmd.sd), share * in_g_per_cm2(region.bmd.value)));
  region.bmc.sd = grams(std::hypot(in_grams(*region.bmc.sd), share * in_grams(region.bmc.value)));
  return region;
}

void add(std::vector<Warning>& to, const std::vector<Warning>& warnings) {
  to.insert(to.end(), warnings.begin(), warnings.end());
}

void keep(std::vector<DxaRegionDensity> regions, MeasuredScan& scan) {
  for (DxaRegionDensity& region : regions)
    scan.regions.push_back({with_scale_doubt(std::move(region), scan.calibration), {}, {}});
}

void weigh_spine(const BoneMap& map, const DxaSpine& spine, MeasuredScan& scan,
                 std::vector<Warning>& warnings) {
  auto regions = spine_densities(map, spine.vertebrae);
  add(warnings, artefacts_of(map, spine.vertebrae));
  add(warnings, density_jumps(regions));
  scan.texture = spine_texture(map, spine.vertebrae);
  keep(std::move(regions), scan);
}

void weigh_hip(const BoneMap& map, const DxaHip& hip, MeasuredScan& scan, std::vector<Warning>& warnings) {
  auto density = hip_densities(map, hip.femur, places_of(hip));
  add(warnings, artefacts_of(map, hip.femur));
  add(warnings, density.warnings);
  scan.side = hip.side;
  scan.section = density.section;
  keep(std::move(density.regions), scan);
}

/// A place, a name or a density may be wrong; what merely should have been scanned better does not count.
bool casts_doubt(const Warning& warning) {
  return warning.code.ends_with("-doubtful") || warning.code == "dxa-hip.unsteady" ||
         warning.code == "dxa-hip.side-conflict" || warning.code == "dxa.metal";
}

std::string words_of(BmdSite site, std::optional<Side> side) {
  if (!side) return "L1-L4";
  return std::string(*side == Side::left ? "left " : "right ") +
         (site == BmdSite::femoral_neck ? "femoral neck" : "total hip");
}

void score(MeasuredScan& scan, const Patient& patient, const std::vector<SiteReference>& references) {
  const ScoredPerson person{patient.sex, patient.age_years, std::nullopt};
  const auto scale = scale_of_vendor(scan.maker);
  std::vector<CandidateScore> candidates;
  for (ScanRegion& region : scan.regions) {
    region.site = site_of_name(region.density.region);
    region.scores = score_density(region.density.bmd, region.site, scale, person, references);
    if (region.site == BmdSite::lumbar_spine || region.site == BmdSite::femoral_neck ||
        region.site == BmdSite::total_hip)
      candidates.push_back({words_of(*region.site, scan.side), region.scores});
  }
  scan.classification = classify(person, candidates);
}

}  // namespace

std::optional<Error> analyze_scan(const SeriesOutline& outline,
                                  const std::optional<Eigen::Vector2d>& operator_spacing_mm,
                                  const std::vector<SiteReference>& references, const TakePicture& take,
                                  ReportedSeries& series, Report& report) {
  const auto loaded = [&] {
    const Stopwatch watch(report, "load");
    return load_weighable_scan(outline, operator_spacing_mm);
  }();
  if (!loaded) return loaded.error();
  if (operator_spacing_mm && outline.format == FileFormat::dicom) series.spacing_source = "operator";
  const auto made = weighed(*loaded);
  if (!made) return made.error();
  add(series.warnings, made->map.warnings);
  if (const auto error = find_in_picture(outline, picture_of(made->map.bone.g_per_cm2), take, series, report))
    return error;
  if (!made->may_be_weighed) {
    series.warnings.push_back({"dual-energy.not-calibrated",
                               "Without a calibration object two energies give no density: places alone are "
                               "measured."});
    return std::nullopt;
  }
  const Stopwatch watch(report, "measure");
  MeasuredScan scan{};
  scan.series_uid = outline.uid;
  scan.series_part = outline.part;
  scan.maker = outline.weighable->maker;
  scan.calibration = made->calibration;
  if (outline.kind == SeriesKind::dxa_hip)
    weigh_hip(made->map, report.hip_pictures.back().hip, scan, series.warnings);
  else
    weigh_spine(made->map, report.spine_pictures.back().spine, scan, series.warnings);
  score(scan, report.patient, references);
  scan.doubtful = std::any_of(series.warnings.begin(), series.warnings.end(), casts_doubt);
  report.scans.push_back(std::move(scan));
  return std::nullopt;
}

void add_categories(const std::vector<MeasuredScan>& scans, std::vector<DensitometerFinding>& findings) {
  for (const MeasuredScan& scan : scans)
    findings.push_back(
        {std::string(name(scan.classification.category)), scan.classification.basis, "", 0, scan.doubtful});
}

}  // namespace osteon
