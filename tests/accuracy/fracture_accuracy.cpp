// Vertebrae of real CTs are made to collapse by known amounts; the whole chain from the CT to the grade is
// run on each. Prints, as Markdown, how right losses, flags and stated uncertainties are:
// docs/spine-fractures.md.
//
//   fracture_accuracy [DATA]                    everything; without DATA the sample scan alone
//   fracture_accuracy DATA --scan=nlst --level=T12 --kind=wedge --loss=30 --rows   one case, its numbers
//   fracture_accuracy DATA --every=10           every tenth case
//   fracture_accuracy DATA --scan=masks         the experts' masks with real fractures alone
//   ... --pictures=FOLDER                       sagittal cuts before and after, PPM, 4 pixels a millimetre
//
// Scans are cut to the surroundings of the spine, the untouched ones too, where that does not change the
// names.

#include "fracture_accuracy.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

int main(int argc, char** argv) {
  using namespace osteon::accuracy;  // NOLINT(google-build-using-namespace): a program of one page
  Selection wanted;
  std::string data;
  bool rows = false;
  CLI::App app("How right are height losses and fracture flags?");
  app.add_option("data", data, "Folder of further scans");
  app.add_option("--scan", wanted.scan, "Scans whose name contains this");
  app.add_option("--level", wanted.level, "One level, T8 to L4");
  app.add_option("--kind", wanted.kind, "wedge, biconcave or crush");
  app.add_option("--loss", wanted.loss_percent, "One loss in per cent");
  app.add_option("--every", wanted.every, "Every n-th case")->check(CLI::PositiveNumber);
  app.add_option("--pictures", wanted.pictures, "Folder for sagittal cuts");
  app.add_flag("--rows", rows, "One row for each case");
  CLI11_PARSE(app, argc, argv);

  if (wanted.scan.empty() || wanted.scan == "masks") fmt::print("{}", mask_rows(data));
  std::vector<ScanOutcome> outcomes;
  for (const Scan& scan : scans(data)) {
    if (scan.name.find(wanted.scan) == std::string::npos) continue;
    auto outcome = run(scan, wanted);
    if (outcome) {
      outcomes.push_back(std::move(*outcome));
    } else {
      fmt::print("{} is not there, or shows no spine.\n\n", scan.name);
    }
  }
  if (rows) fmt::print("{}\n", case_rows(outcomes));
  fmt::print("{}", tables(outcomes));
}
