#pragma once

#include <osteon/densitometry/ct_calibration.hpp>
#include <osteon/densitometry/ct_conditions.hpp>
#include <osteon/densitometry/measurements.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/display_estimates.hpp>
#include <osteon/pipeline/dxa_numbers.hpp>
#include <osteon/pipeline/label_shift.hpp>
#include <osteon/pipeline/measured_femurs.hpp>
#include <osteon/pipeline/measured_pictures.hpp>
#include <osteon/pipeline/measured_scans.hpp>
#include <osteon/pipeline/printed_pictures.hpp>
#include <osteon/risk/proposal.hpp>
#include <osteon/risk/recommendation.hpp>
#include <osteon/segmentation/tissue_finder.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace osteon {

/// One series in the report: its outline (headers, warnings, refusal) and how it was analysed.
struct ReportedSeries {
  std::string uid, source;
  int part = 0;
  SeriesKind kind;
  std::string description;
  std::optional<Error> refusal;  ///< absent = analysed
  std::vector<Warning> warnings;
  std::optional<Grid<3>> grid;
  std::optional<Grid<2>> picture_grid = {};  ///< of a densitometer's picture or a film: what
                                             ///< `spacing_source` states, not always the patient's
  std::string spacing_source;
  CtAcquisition acquisition;
  std::size_t file_count = 0;
  std::string method;                                   ///< what segmented it; empty = nothing did
  std::optional<CtConditions> conditions = {};          ///< as it shows itself; absent = not looked at
  std::vector<TissueRegion> tissues = {};               ///< that were found in it
  std::optional<Measured<Length>> water_diameter = {};  ///< of the patient about the spine
  std::optional<CtCalibration> calibration = {};        ///< of its CT numbers; absent = Hounsfield units only
};

/// One study, whole: what every front end shows. The values of the report contract, in its order.
struct Report {
  Patient patient;
  std::vector<ReportedSeries> series;
  std::vector<IgnoredFile> ignored;
  std::vector<VertebraMeasurement> vertebrae;
  std::vector<SpineCurvature> curvatures;  ///< one for each series with vertebrae
  std::vector<LabelShift> label_shifts;    ///< one for each series with vertebrae
  std::vector<LabelStatistics> labels;
  std::vector<FemurMeasurement> femurs;  ///< left before right; without pictures
  std::vector<SpinePicture> spine_pictures;
  std::vector<HipPicture> hip_pictures;
  std::vector<LateralPicture> lateral_pictures;
  std::vector<MeasuredScan> scans;
  std::vector<DxaReading> dxa_readings;
  std::vector<PrintedPicture> printed_pictures;  ///< of report pages
  std::vector<DisplayEstimate> display_estimates;
  std::vector<DxaFinding> dxa_between;  ///< of the auditor, between the study's objects
  Assessment assessment;  ///< its recommendations include the person's where there is a proposal
  std::optional<Proposal> proposal = {};     ///< where a person's data were given
  std::map<std::string, double> timings_ms;  ///< load, segment, measure, report, total
  std::uint64_t peak_memory_bytes = 0;
};

}  // namespace osteon
