// Times and memory of one CT study at 512 x 512, from files to report. Without --series=FOLDER the slices are
// made from the sample scan, resampled to 512 x 512 x 133 and x 400 and written as uncompressed DICOM; with
// it, that series is used.

#include "../support/loaded.hpp"
#include "../support/synthetic_ct.hpp"
#include "itk_reference.hpp"
#include "process_memory.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/resample.hpp>
#include <osteon/pipeline/analyze.hpp>
#include <osteon/report/write_study.hpp>

#include <benchmark/benchmark.h>
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <cmath>
#include <map>
#include <memory>
#include <string>

namespace osteon::benchmark {
namespace {

namespace fs = std::filesystem;

/// The sample scan as `slices` uncompressed DICOM files of 512 x 512.
void write_slices(const fs::path& folder, int slices) {
  const Survey found = survey({fs::path(OSTEON_SAMPLE_DATA) / "totalsegmentator/example_ct.nii.gz"});
  const auto loaded = load_ct(*osteon::testing::usable_cts(found).at(0));
  const auto& image = loaded.value().scan.hounsfield;
  const auto& grid = image.grid();
  const Eigen::Vector3d middle =
      grid.patient_from_index({Eigen::Vector3d(grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1) / 2}).mm;
  osteon::testing::SyntheticCt ct;
  ct.columns = ct.rows = 512;
  ct.slices = slices;
  ct.column_spacing_mm = ct.row_spacing_mm = 0.703125;
  ct.slice_spacing_mm = grid.spacing_mm.z() * (grid.size[2] - 1) / (slices - 1);
  ct.origin_mm =
      middle - Eigen::Vector3d(255.5 * 0.703125, 255.5 * 0.703125, ct.slice_spacing_mm * (slices - 1) / 2);
  ct.change = [&](DcmDataset& d, int k) {
    const Grid<3> slice{{512, 512, 1},
                        {0.703125, 0.703125, 1},
                        osteon::testing::place_of(ct, 0, 0, k),
                        Eigen::Matrix3d::Identity()};
    const auto plane = resample_linear(image, slice);
    std::vector<Uint16> stored;
    for (std::int16_t v : plane.pixels()) stored.push_back(static_cast<Uint16>(v + 1024));
    d.putAndInsertUint16Array(DCM_PixelData, stored.data(), stored.size());
    return true;
  };
  osteon::testing::write_ct(ct, folder);
}

/// A study's files, made once and kept for all benchmarks.
class Series {
 public:
  explicit Series(fs::path folder) : folder_(std::move(folder)) {}
  explicit Series(int slices)
      : temporary_(std::make_unique<osteon::testing::TemporaryFolder>()), folder_(temporary_->path()) {
    write_slices(folder_, slices);
  }
  [[nodiscard]] const fs::path& folder() const { return folder_; }

 private:
  std::unique_ptr<osteon::testing::TemporaryFolder> temporary_;
  fs::path folder_;
};

void survey_headers(::benchmark::State& state, const Series& series) {
  for (auto _ : state) ::benchmark::DoNotOptimize(survey({series.folder()}));
}

void load(::benchmark::State& state, const Series& series) {
  const Survey found = survey({series.folder()});
  reset_peak_memory();
  for (auto _ : state) ::benchmark::DoNotOptimize(load_ct(*osteon::testing::usable_cts(found).at(0)));
  state.counters["peak_MiB"] = peak_memory_mib();
}

void whole_study(::benchmark::State& state, const Series& series) {
  const auto segmenter = make_classical_spine_segmenter();
  const osteon::testing::TemporaryFolder out;
  std::map<std::string, double> stages;
  reset_peak_memory();
  for (auto _ : state) {
    const Survey found = survey({series.folder()});
    const auto report = write_study(found.studies.at(0), found.ignored, *segmenter, out.path());
    for (const auto& [stage, ms] : report.value().report.timings_ms) stages[stage] += ms;
  }
  for (const auto& [stage, ms] : stages)
    state.counters[stage + "_ms"] = ms / static_cast<double>(state.iterations());
  state.counters["peak_MiB"] = peak_memory_mib();
}

void itk_reader(::benchmark::State& state, const Series& series) {
  reset_peak_memory();
  for (auto _ : state) ::benchmark::DoNotOptimize(itk_read_series(series.folder().string()));
  state.counters["peak_MiB"] = peak_memory_mib();
}

void itk_gaussian(::benchmark::State& state, const Series& series) {
  itk_keep_series(series.folder().string());
  for (auto _ : state) ::benchmark::DoNotOptimize(itk_smooth(1.5));
}

void add(const std::string& name, const Series& series) {
  const std::pair<const char*, void (*)(::benchmark::State&, const Series&)> jobs[] = {
      {"survey", survey_headers},
      {"load", load},
      {"itk_series_reader", itk_reader},
      {"whole_study", whole_study},
      {"itk_recursive_gaussian", itk_gaussian}};
  for (const auto& [job, function] : jobs)
    ::benchmark::RegisterBenchmark((name + "/" + job).c_str(), function, std::cref(series))
        ->Unit(::benchmark::kMillisecond)
        ->UseRealTime()
        ->Iterations(1)
        ->Repetitions(5)
        ->ReportAggregatesOnly();
}

}  // namespace
}  // namespace osteon::benchmark

/// The values of "--name=value" on the command line, in order.
static std::vector<std::string> values_of(const std::string& name, int argc, char** argv) {
  std::vector<std::string> values;
  for (int n = 1; n < argc; ++n) {
    const std::string word = argv[n];
    if (word.starts_with("--" + name + "=")) values.push_back(word.substr(name.size() + 3));
  }
  return values;
}

int main(int argc, char** argv) {
  using osteon::benchmark::Series;
  const auto folders = values_of("series", argc, argv);
  auto slice_counts = values_of("slices", argc, argv);
  benchmark::Initialize(&argc, argv);
  std::vector<std::unique_ptr<Series>> series;
  for (const std::string& folder : folders) {
    series.push_back(std::make_unique<Series>(std::filesystem::path(folder)));
    osteon::benchmark::add(series.back()->folder().filename().string(), *series.back());
  }
  if (folders.empty() && slice_counts.empty()) slice_counts = {"133", "400"};
  for (const std::string& count : slice_counts) {
    series.push_back(std::make_unique<Series>(std::stoi(count)));
    osteon::benchmark::add("512x512x" + count, *series.back());
  }
  benchmark::RunSpecifiedBenchmarks();
}
