// Prints, as Markdown, what scans whose making is known are taken for: `acquisition_accuracy [DATA]`. Without
// DATA only the sample scans; DATA is a folder of further scans laid out as named below, absent ones are
// said. The header is read where there is one; every DICOM series is judged a second time by its image alone.

#include "../support/disturbed_scan.hpp"
#include "../support/loaded.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/pipeline/acquisition.hpp>
#include <osteon/segmentation/femur_segmenter.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace osteon {
namespace {

namespace fs = std::filesystem;

struct Scan {
  std::string name;
  fs::path image;
  std::string contrast;  ///< truth: "native", "intravenous", "bowel and bladder"
  bool sharp;            ///< truth
};

std::vector<Scan> scans(const fs::path& data) {
  const fs::path samples = OSTEON_SAMPLE_DATA;
  std::vector<Scan> all{
      {"sample example_ct", samples / "totalsegmentator/example_ct.nii.gz", "native", false},
      {"sample example_ct_dicom", samples / "totalsegmentator/example_ct_dicom", "intravenous", false},
      {"sample STS_036", samples / "sts/STS_036", "native", false},
      {"sample tptbox-l3", samples / "tptbox-l3/sub-ct_label-22_ct.nii.gz", "native", false}};
  if (data.empty()) return all;
  const fs::path ct = data / "ct";
  for (const char* name : {"STS_012", "STS_015", "STS_044"})
    all.push_back({name, ct / "sts" / name, "native", false});
  all.push_back({"nlst-101287", ct / "nlst-101287", "native", true});
  all.push_back({"lidc-idri-0001", ct / "lidc-idri-0001", "intravenous", false});
  all.push_back({"aorta_report_ct_cropped", ct / "totalsegmentator/aorta_report_ct_cropped.nii.gz",
                 "intravenous", false});
  for (const char* name : {"sagittal", "coronal"})
    all.push_back({std::string("acrin-flt-breast-013 ") + name, ct / "acrin-flt-breast-013" / name,
                   "bowel and bladder", false});
  return all;
}

/// "right", "wrong" or "not told".
std::string verdict(const Scan& scan, const CtConditions& c) {
  const auto carries = carries_contrast(c.contrast);
  if (!carries) return "not told";
  return *carries == (scan.contrast == "intravenous") ? "right" : "**wrong**";
}

std::string kernel_verdict(const Scan& scan, const CtConditions& c) {
  if (c.kernel == KernelClass::unknown) return "not told";
  return (c.kernel == KernelClass::sharp) == scan.sharp ? "right" : "**wrong**";
}

std::string call_row(const std::string& title, const Scan& scan, const CtConditions& c) {
  return fmt::format("| {} | {} | {} | {}: {} | {} | {}: {} | {} | {} |\n", title, scan.contrast,
                     verdict(scan, c), name(c.contrast), c.contrast_evidence, kernel_verdict(scan, c),
                     name(c.kernel), c.kernel_evidence, c.noise_hu ? fmt::format("{:.0f}", *c.noise_hu) : "-",
                     c.low_dose ? "low" : "-");
}

std::string tissue_row(const Scan& scan, const TissueRegions& tissues, double milliseconds) {
  std::string row = fmt::format("| {} |", scan.name);
  for (int n = 1; n <= static_cast<int>(BodyTissue::front_strand); ++n) {
    const auto at = std::find_if(tissues.found.begin(), tissues.found.end(),
                                 [n](const TissueRegion& r) { return static_cast<int>(r.tissue) == n; });
    row += at == tissues.found.end()
               ? " - |"
               : fmt::format(" {:.0f} ± {:.1f} ({:.0f} ml){} |", at->mean_hu, at->standard_error_hu,
                             at->volume_mm3 / 1000, at->cut_off ? " cut off" : "");
  }
  return row + fmt::format(" {:.0f} |\n", milliseconds);
}

struct Rows {
  std::string calls, tissues, copies, absent;
};

/// The scan in more noise and in narrower fields of view; the spine lies where it lay.
void add_copies(const Scan& scan, const CtScan& original, const SpineSegmentation& spine,
                const SeriesOutline& outline, Rows& rows) {
  rows.copies += fmt::format("| {} |", scan.name);
  const auto add = [&](const CtScan& copy) {
    const AcquisitionFindings findings = describe_acquisition(copy, &spine, outline);
    rows.copies += fmt::format(" {} ({}: {}) |", verdict(scan, findings.conditions),
                               name(findings.conditions.contrast), findings.conditions.contrast_evidence);
  };
  add(testing::noisy(original, 30));
  for (const double margin_mm : {80.0, 55.0, 40.0}) add(testing::near_spine(original, spine, margin_mm));
  rows.copies += "\n";
}

void add_scan(const Scan& scan, Rows& rows) {
  if (!fs::exists(scan.image)) {
    rows.absent += scan.name + " is not there.\n";
    return;
  }
  const Survey found = survey({scan.image});
  const auto usable = testing::usable_cts(found);
  if (usable.empty()) return;
  const SeriesOutline& outline = *usable.front();
  const auto loaded = load_ct(outline);
  if (!loaded) return;
  const auto spine = make_classical_spine_segmenter()->segment(loaded->scan);
  const SpineSegmentation* place = spine ? &*spine : nullptr;
  const auto hips = find_femurs(loaded->scan);
  const auto* femurs = hips ? &hips->found : nullptr;
  const auto start = std::chrono::steady_clock::now();
  const auto findings = describe_acquisition(loaded->scan, place, outline, femurs);
  const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - start;
  rows.tissues += tissue_row(scan, findings.tissues, passed.count());
  rows.calls += call_row(scan.name, scan, findings.conditions);
  SeriesOutline silent = outline;
  silent.acquisition = {};
  if (place != nullptr) add_copies(scan, loaded->scan, *place, silent, rows);
  if (outline.acquisition == CtAcquisition{}) return;
  rows.calls += call_row(scan.name + ", header unread", scan,
                         describe_acquisition(loaded->scan, place, silent, femurs).conditions);
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  using namespace osteon;  // NOLINT(google-build-using-namespace): a program of one page
  Rows rows;
  for (const Scan& scan : scans(argc > 1 ? argv[1] : "")) add_scan(scan, rows);
  fmt::print(
      "| Scan | contrast medium, truth | call | taken for, and why | kernel | taken for, and why | noise, HU "
      "| dose |\n"
      "|---|---|---|---|---|---|---|---|\n{}\n",
      rows.calls);
  fmt::print(
      "Mean ± standard error, HU, and volume of each region:\n\n"
      "| Scan | air | fat | muscle | aorta | vena cava | liver | dense bone | opacified | heart | strand "
      "before the hip | before the column | ms |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n{}\n",
      rows.tissues);
  fmt::print(
      "Copies of these scans, without the header:\n\n"
      "| Scan | noise of 30 HU more | 80 mm about the spine | 55 mm | 40 mm |\n|---|---|---|---|---|\n{}\n{}",
      rows.copies, rows.absent);
}
