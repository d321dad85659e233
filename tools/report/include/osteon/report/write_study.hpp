#pragma once

#include <osteon/pipeline/analyze.hpp>
#include <osteon/pipeline/measure.hpp>
#include <osteon/pipeline/report.hpp>
#include <osteon/report/output_folder.hpp>
#include <osteon/report/pictures.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace osteon {

/// What is left of a study when its files are written.
struct WrittenStudy {
  Report report;
  std::vector<Picture> pictures;
};

/// What is added to a study's report before it is written.
using Conclude = std::function<void(Report&)>;

/// Analyses a study and writes report.json, report.html, the pictures (PNG) and the label maps (NIfTI, one
/// set for each analysed CT) into `folder`, all at once at the end. `ignored` are the files that belong to no
/// series. Errors: output.unwritable, output.in-the-way.
[[nodiscard]] Result<WrittenStudy> write_study(
    const StudyOutline& study, const std::vector<IgnoredFile>& ignored, const SpineSegmenter& segmenter,
    const std::filesystem::path& folder, const StageProgress& progress = {},
    const AnalysisOptions& options = {}, const Conclude& conclude = {});

/// Measures under given masks and writes the same files: the maps are the masks as they were measured, with
/// the numbers and on the grid of ours. Errors: as measure; output.unwritable, output.in-the-way.
[[nodiscard]] Result<Report> write_measurement(const Survey& image, const SeriesOutline& ct,
                                               const GivenMasks& given, const std::filesystem::path& folder);

/// Writes report.json and report.html alone. Errors: output.unwritable, output.in-the-way.
[[nodiscard]] Result<bool> write_report(const Report& report, const std::filesystem::path& folder,
                                        Stale stale = Stale::remove);

/// A folder name for each study, from where it came; distinct, and the same for the same studies.
[[nodiscard]] std::vector<std::string> study_folder_names(const std::vector<StudyOutline>& studies);

}  // namespace osteon
