#pragma once

#include "../walk.hpp"

#include <osteon/imaging/raw_dxa.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/imaging/weighable_scan.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace osteon::dxa {

/// Where the attenuations of one scan are: two maps, or one file of several samples for each place.
struct DualEnergyFiles {
  std::filesystem::path low, high, raw;  ///< low and high, or raw
  Eigen::Vector2d pixel_mm = {0, 0};     ///< of raw
  std::array<RawSample, kSamplesOfAPlace> order{};
};

/// The document that goes with files which do not say themselves what they are: JSON of the schema
/// osteon-dxa-scan/1 beside them. `density` with unit g/cm2, or `low` and `high` as ln(I0/I), or `raw` with
/// `pixel_mm` and the supposed order of its `samples`; then `calibration` with the same files of a
/// calibration object and its `places`. File names are plain names in the document's own folder.
struct ScanDescription {
  SeriesKind kind = SeriesKind::unsupported;
  std::optional<Side> side;
  Patient patient;
  std::string maker;
  std::filesystem::path density;  ///< empty: dual energy
  DualEnergyFiles scan;
  std::optional<DualEnergyFiles> object;
  std::vector<KnownPlace> places;
  [[nodiscard]] std::vector<std::filesystem::path> files() const;
};

[[nodiscard]] bool is_scan_description(std::string_view beginning);

/// Errors: dxa.scan-description, with what is wrong.
[[nodiscard]] Result<ScanDescription> read_scan_description(const std::filesystem::path& file);

/// As a series with all the files that it names; a description that cannot be used is a refused one.
[[nodiscard]] SeriesOutline outline_scan_description(const FoundFile& file);

}  // namespace osteon::dxa
