#pragma once

#include <osteon/densitometry/measurements.hpp>
#include <osteon/simulate/simulated_fracture.hpp>

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace osteon::accuracy {

struct Scan {
  std::string name;
  std::filesystem::path image;
  std::string remark = {};  ///< why its numbers are to be read with care
  bool collapsed = true;    ///< false: only judged as it is
};

[[nodiscard]] std::vector<Scan> scans(const std::filesystem::path& data);

/// Which cases are run; empty = all.
struct Selection {
  std::string scan, level, kind;
  double loss_percent = 0;
  int every = 1;
  std::filesystem::path pictures;
};

/// One collapsed vertebra, as measured. Losses in per cent, anterior, middle, posterior.
struct Case {
  BoneRegion level;
  Collapse kind;
  double nominal;                  ///< what was asked for
  std::array<double, 3> made;      ///< by the map
  std::array<double, 3> before;    ///< measured on the untouched scan against its neighbours; signed
  std::array<double, 3> after;     ///< measured on the collapsed one
  std::array<double, 3> height_z;  ///< error of a height in its stated standard uncertainties
  std::array<double, 3> height_off_mm;
  std::array<bool, 3> height_in_95;  ///< within the stated ranges of 95 %, of both readings
  double loss_sd;                    ///< stated, of the largest loss
  std::array<double, 2> range_95;    ///< stated
  bool found, named, measured;
  bool suspected;
  double probability;               ///< of grade 1 or more, as stated
  int false_flags;                  ///< at other levels
  std::array<int, 2> other_levels;  ///< found as before, of those there were

  /// What the largest loss would be, if the untouched measurement and the map were right.
  [[nodiscard]] double expected_loss() const;
  /// What the map took: it leaves out how far the untouched body was from its neighbours' line.
  [[nodiscard]] double made_loss() const;
  [[nodiscard]] double measured_loss() const;
};

struct ScanOutcome {
  std::string name;
  std::string remark;
  int untouched_levels, untouched_flags, untouched_implausible;
  std::vector<Case> cases;
  double seconds;
};

[[nodiscard]] std::optional<ScanOutcome> run(const Scan& scan, const Selection& wanted);

/// Real fractures: experts' masks of two spines, measured.
[[nodiscard]] std::string mask_rows(const std::filesystem::path& data);

/// A scan with what was found on it.
struct Look {
  const CtScan& scan;
  const SpineSegmentation* spine;
};

/// Sagittal cuts before and after, PPM, with the plates found in red and, after, those that the map carried
/// there in green.
void draw_fracture(const std::filesystem::path& file, const Look& before, const Look& after,
                   const CollapseMap& map, const VertebraAxes& axes);

[[nodiscard]] std::string name_of(Collapse kind);
[[nodiscard]] std::string tables(const std::vector<ScanOutcome>& outcomes);
[[nodiscard]] std::string case_rows(const std::vector<ScanOutcome>& outcomes);

}  // namespace osteon::accuracy
