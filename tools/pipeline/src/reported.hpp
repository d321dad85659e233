#pragma once

#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/ct_reading.hpp>
#include <osteon/pipeline/report.hpp>
#include <osteon/risk/recommendation.hpp>

#include <chrono>
#include <string>

namespace osteon {

/// A series as the report shows it before anything was measured.
[[nodiscard]] ReportedSeries reported_series(const SeriesOutline& outline);

/// What a cut-off in Hounsfield units has to know of a scan.
[[nodiscard]] ScanConditions conditions_of(const SeriesOutline& outline, const CtConditions& conditions);

/// Puts what was found of the scan's making and its calibration into the report.
void keep_reading(CtReading reading, ReportedSeries& series);

/// The greatest memory this process has held so far.
[[nodiscard]] std::uint64_t peak_memory_bytes();

/// Adds the time it lives to one entry of a report's timings.
class Stopwatch {
 public:
  Stopwatch(Report& report, std::string stage)
      : report_(report), stage_(std::move(stage)), start_(std::chrono::steady_clock::now()) {}
  ~Stopwatch() {
    const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - start_;
    report_.timings_ms[stage_] += passed.count();
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  Report& report_;
  std::string stage_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace osteon
