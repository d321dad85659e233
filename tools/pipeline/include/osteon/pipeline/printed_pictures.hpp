#pragma once

#include <osteon/densitometry/grey_density.hpp>
#include <osteon/imaging/read_dxa.hpp>
#include <osteon/segmentation/drawn_lines.hpp>
#include <osteon/segmentation/unscaled_picture.hpp>

#include <optional>
#include <string>
#include <vector>

// Pictures of scans on report pages: what is found in them, beside what the densitometer drew.

namespace osteon {

/// How far a drawn line is from the nearest of ours, at the column's middle. Downwards is positive.
struct LineOffset {
  std::string between;  ///< "L1/L2", as ours is named
  double heights;       ///< of a vertebra: the mean distance between our lines
  std::optional<double> mm;
  double tilt_deg;  ///< ours less the drawn one's
};

/// Our neck beside the drawn box.
struct NeckOffset {
  double along_radii,
      across_radii;  ///< of the head: our neck's narrowest place less the box's centre, by its axis
  double axis_deg;   ///< between both axes
};

/// A region of a spine measured again by grey values, as an estimate.
struct EstimatedRegion {
  std::string region;
  Measured<ArealDensity> bmd;  ///< within our own lines
  ArealDensity reported;
};

struct PrintedPicture {
  std::string series_uid;
  int series_part = 0;
  std::string source;
  PrintedScan scan;
  std::optional<Unscaled<DxaSpine>> spine;
  std::optional<Unscaled<DxaHip>> hip;
  std::optional<Error> refusal;  ///< neither was found
  std::vector<DrawnLine> drawn_lines;
  std::optional<DrawnNeckBox> drawn_box;
  std::optional<double> mm_per_pixel;  ///< from areas that the report states; absent = nothing tells it
  bool names_agree = false;            ///< drawn lines and reported levels give the names
  std::vector<LineOffset> lines;
  std::optional<NeckOffset> neck;
  std::optional<GreyCurve> curve;
  std::vector<EstimatedRegion> estimates;
  std::vector<Warning> warnings;
};

/// One picture of a page. `rows`: what is reported of the same scan. Pure; never throws for what it sees.
[[nodiscard]] PrintedPicture understand_printed(PrintedScan scan, const std::vector<ReportedRow>& rows);

/// The rows of a page, and those of other pages of the same file that are of the same scan: the same
/// examination on the same day with a row in common.
[[nodiscard]] std::vector<ReportedRow> rows_of_scan(const std::vector<DxaPage>& pages, const DxaPage& page);

}  // namespace osteon
