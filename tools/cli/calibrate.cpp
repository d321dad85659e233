#include "commands.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/pipeline/phantom_calibration.hpp>
#include <osteon/report/site_table.hpp>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <optional>

namespace osteon::cli {
namespace {

int refuse(const std::string& source, const Error& error) {
  spdlog::error("{}: {}: {} {}", source, error.code, error.message, error.remedy);
  return error.code.starts_with("output.") ? kFailure : kRefused;
}

void tell(const SeriesOutline& outline, const PhantomCalibration& found) {
  const DensityLine& line = found.calibration.line;
  spdlog::info("{}: {}, {:.0f} mm of steady rods (drift {:.1f} HU)", outline.source, found.phantom,
               found.steady_mm, found.drift_hu);
  for (const CalibratedRod& rod : found.rods)
    spdlog::info("  rod {:7.2f} mg/cm3: {:7.2f} HU (sd {:.2f}), diameter {:.1f} mm", rod.mineral_mg_per_cm3,
                 in_hu(rod.mean.value), rod.mean.sd ? in_hu(*rod.mean.sd) : 0.0, 2 * rod.radius_mm);
  spdlog::info("  {} = {:.4f} HU {:+.2f} mg/cm3, R2 {:.5f}, sd of a rod {:.2f} mg/cm3, {:.1f} keV",
               name(line.mineral), line.slope, line.intercept, line.r_squared, line.residual_sd,
               line.effective_kev);
  for (const Warning& w : found.calibration.warnings) spdlog::info("  {}: {}", w.code, w.message);
}

/// The entry that one series gives.
Result<SiteEntry> calibrated(const SeriesOutline& outline, PhantomChoice choice) {
  const auto loaded = load_ct(outline);
  if (!loaded) return loaded.error();
  choice.tube_voltage_kv = outline.acquisition.tube_voltage_kv;
  const auto found = calibrate_by_phantom(loaded->scan, choice);
  if (!found) return found.error();
  tell(outline, *found);
  return site_entry(*found, loaded->scan, outline.acquisition);
}

PhantomChoice choice_of(const Settings& settings) {
  PhantomChoice choice{settings.phantom, {}, {}};
  if (!settings.rod_densities.empty())
    choice.certified =
        CertifiedRods{settings.mineral == "HA" ? Mineral::hydroxyapatite : Mineral::dipotassium_phosphate,
                      settings.rod_densities};
  return choice;
}

}  // namespace

int run_calibrate(const Settings& settings) {
  SiteTable table;
  if (std::filesystem::exists(settings.output)) {
    auto present = load_site_table(settings.output);
    if (!present) return refuse(settings.output.string(), present.error());
    table = *std::move(present);
  }
  const Survey found = survey(settings.inputs);
  bool refused = left_out(found);
  std::size_t added = 0;
  for (const StudyOutline& study : found.studies)
    for (const SeriesOutline& outline : study.series) {
      if (!outline.refusal && outline.kind != SeriesKind::ct) continue;
      auto entry =
          outline.refusal ? Result<SiteEntry>(*outline.refusal) : calibrated(outline, choice_of(settings));
      if (!entry) {
        refuse(outline.source, entry.error());
        refused = true;
        continue;
      }
      table = with_entry(std::move(table), *std::move(entry));
      ++added;
    }
  if (added == 0) {
    if (!refused) spdlog::error("image.none: The input holds no CT. Give a CT of a phantom.");
    return kRefused;
  }
  if (const auto saved = save_site_table(table, settings.output); !saved)
    return refuse(settings.output.string(), saved.error());
  if (settings.json) std::fputs(to_json(table).c_str(), stdout);
  spdlog::info("{} phantom scan(s) added, {} in {}", added, table.entries.size(), settings.output.string());
  return refused ? kRefused : kAllAnalysed;
}

}  // namespace osteon::cli
