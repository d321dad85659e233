#pragma once

#include <osteon/pipeline/report.hpp>
#include <osteon/report/conclusion.hpp>
#include <osteon/report/pictures.hpp>

#include <optional>
#include <string>
#include <vector>

namespace osteon {

/// One line of the index over several studies; small, so that a large batch need not keep its reports.
struct IndexEntry {
  std::string study;   ///< StudyInstanceUID or another stable name
  std::string folder;  ///< of report.json and report.html, relative to the index
  std::string patient_id;
  std::size_t series_analysed = 0, series_refused = 0, files_ignored = 0;
  std::vector<BoneRegion> levels;
  std::vector<BoneRegion> suspected_fractures;
  std::optional<int> spine_deformity_index;
  std::vector<std::string> findings;  ///< what else warns, in sentences, the most urgent first
  int critical = 0, warnings = 0;     ///< recommendations that hold or wait for confirmation
  std::vector<Picture> views;         ///< to show; empty where many studies are listed
  bool doubtful = false;              ///< a level's name or a warning asks for a look
  std::vector<std::string> reasons;   ///< codes of refusals and warnings, each once, sorted
};

[[nodiscard]] IndexEntry make_index_entry(const Report& report, std::string study, std::string folder);

/// {"schema": "osteon-index/1", "studies": [...], "ignored": [...]} in the order given; `ignored` are the
/// files of the whole input that belong to no series of any study. `together`: what is proposed where all of
/// them are of one person.
[[nodiscard]] std::string index_json(const std::vector<IndexEntry>& entries,
                                     const std::vector<IgnoredFile>& ignored = {},
                                     const std::optional<Together>& together = {});
/// The same as a page, the worst first: by critical recommendations, suspected fractures, their index,
/// warnings, doubts.
[[nodiscard]] std::string index_html(const std::vector<IndexEntry>& entries,
                                     const std::vector<IgnoredFile>& ignored = {},
                                     const std::optional<Together>& together = {});

}  // namespace osteon
