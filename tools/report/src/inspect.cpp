#include "json_parts.hpp"

#include <osteon/report/inspect.hpp>

#include <fmt/format.h>

namespace osteon {
namespace {

Json series_json(const SeriesOutline& s) {
  Json series{
      {"uid", s.uid},           {"source", s.source},           {"part", s.part},
      {"kind", name(s.kind)},   {"description", s.description}, {"status", s.refusal ? "refused" : "usable"},
      {"files", s.files.size()}};
  if (s.refusal) series["reason"] = reason(*s.refusal);
  series["warnings"] = warnings(s.warnings);
  if (s.grid) {
    const auto& g = *s.grid;
    series["geometry"] = {{"size", g.size},
                          {"spacing_mm", {g.spacing_mm.x(), g.spacing_mm.y(), g.spacing_mm.z()}},
                          {"spacing_source", s.spacing_source}};
  }
  return series;
}

std::string geometry_text(const Grid<3>& g) {
  return fmt::format("{} x {} x {}, {:.3f} x {:.3f} x {:.3f} mm", g.size[0], g.size[1], g.size[2],
                     g.spacing_mm.x(), g.spacing_mm.y(), g.spacing_mm.z());
}

}  // namespace

std::string inspect_text(const Survey& survey) {
  std::string text;
  for (const StudyOutline& study : survey.studies) {
    text += fmt::format("study {}\n", study.uid);
    for (const SeriesOutline& s : study.series) {
      text += fmt::format("  {:<8} {}  [{}, {} file{}]\n", s.refusal ? "refused" : "usable", s.source,
                          s.description, s.files.size(), s.files.size() == 1 ? "" : "s");
      if (s.grid) text += fmt::format("           {}\n", geometry_text(*s.grid));
      if (s.refusal)
        text += fmt::format("           {}: {} {}\n", s.refusal->code, s.refusal->message, s.refusal->remedy);
      for (const Warning& w : s.warnings)
        text += fmt::format("           warning {}: {}\n", w.code, w.message);
    }
  }
  if (!survey.ignored.empty()) text += "ignored\n";
  for (const IgnoredFile& file : survey.ignored)
    text += fmt::format("  {}  {}: {}\n", file.source, file.reason.code, file.reason.message);
  return text;
}

std::string inspect_json(const Survey& survey) {
  Json json{{"schema", "osteon-inspection/1"},
            {"studies", Json::array()},
            {"ignored", ignored_files(survey.ignored)}};
  for (const StudyOutline& study : survey.studies) {
    Json series = Json::array();
    for (const SeriesOutline& s : study.series) series.push_back(series_json(s));
    json["studies"].push_back({{"uid", study.uid}, {"series", std::move(series)}});
  }
  return json.dump(2) + "\n";
}

}  // namespace osteon
