// Time and memory of one picture on one core, from the file to the report. Without --picture=FILE they are a
// densitometer's picture of a spine simulated from the sample, in pixels of 0.25 mm, the finest that is known
// of such objects; and films from the side: one of the sample, one of noise, both also without a pixel size.

#include "../support/loaded.hpp"
#include "../support/synthetic_ct.hpp"
#include "film_files.hpp"
#include "process_memory.hpp"

#include <osteon/imaging/save_dxa.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/analyze.hpp>
#include <osteon/report/write_study.hpp>
#include <osteon/simulate/simulated_examination.hpp>

#include <benchmark/benchmark.h>

#include <functional>
#include <sched.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace osteon::benchmark {
namespace {

namespace fs = std::filesystem;

fs::path simulated_spine(const fs::path& file) {
  const Survey found = survey({fs::path(OSTEON_SAMPLE_DATA) / "totalsegmentator/example_ct.nii.gz"});
  DxaRequest request;
  request.pixel_mm = {0.25, 0.25};
  const auto examination = simulate_examination(*osteon::testing::usable_cts(found).at(0), request);
  if (!examination) throw std::runtime_error(examination.error().message);
  return save_simulated_dxa(examination->display, DxaProtocol::ap_spine, DxaObjectStyle::ge_lunar, file)
      .value();
}

/// Everything between the file and the numbers.
void analysis(::benchmark::State& state, const fs::path& file) {
  const auto segmenter = make_classical_spine_segmenter();
  reset_peak_memory();
  for (auto _ : state) {
    const Survey found = survey({file});
    ::benchmark::DoNotOptimize(analyze(found.studies.at(0), *segmenter));
  }
  state.counters["peak_MiB"] = peak_memory_mib();
}

/// With overlay, report.json and report.html.
void whole_report(::benchmark::State& state, const fs::path& file) {
  const auto segmenter = make_classical_spine_segmenter();
  const osteon::testing::TemporaryFolder out;
  reset_peak_memory();
  for (auto _ : state) {
    const Survey found = survey({file});
    if (!write_study(found.studies.at(0), found.ignored, *segmenter, out.path()))
      state.SkipWithError("not written");
  }
  state.counters["peak_MiB"] = peak_memory_mib();
}

void add(const std::string& name, const fs::path& file) {
  const std::pair<const char*, void (*)(::benchmark::State&, const fs::path&)> jobs[] = {
      {"analysis", analysis}, {"whole_report", whole_report}};
  for (const auto& [job, function] : jobs)
    ::benchmark::RegisterBenchmark((name + "/" + job).c_str(), function, file)
        ->Unit(::benchmark::kMillisecond)
        ->UseRealTime()
        ->Iterations(5)
        ->Repetitions(5)
        ->ReportAggregatesOnly();
}

std::vector<std::string> simulated_pictures(const fs::path& folder) {
  const fs::path spine = simulated_spine(folder / "dxa-spine.dcm");
  const fs::path film = simulated_film(folder / "film.dcm"),
                 noise = film_of_noise(folder / "film-of-noise.dcm");
  const fs::path unscaled = without_pixel_size(film, folder / "film-without-pixel-size.dcm");
  const fs::path unscaled_noise = without_pixel_size(noise, folder / "film-of-noise-without-pixel-size.dcm");
  return {spine, film, unscaled, noise, unscaled_noise};
}

void stay_on_one_core() {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  sched_setaffinity(0, sizeof one, &one);
}

}  // namespace
}  // namespace osteon::benchmark

int main(int argc, char** argv) {
  using namespace osteon::benchmark;
  std::vector<std::string> files;
  for (int n = 1; n < argc; ++n)
    if (std::string word = argv[n]; word.starts_with("--picture=")) files.push_back(word.substr(10));
  ::benchmark::Initialize(&argc, argv);
  const osteon::testing::TemporaryFolder folder;
  if (files.empty()) files = simulated_pictures(folder.path());
  stay_on_one_core();
  for (const std::string& file : files) add(std::filesystem::path(file).stem().string(), file);
  ::benchmark::RunSpecifiedBenchmarks();
}
