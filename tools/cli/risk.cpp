#include "commands.hpp"

#include <osteon/report/advice_file.hpp>
#include <osteon/risk/rule_book.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <limits>

namespace osteon::cli {
namespace {

using Writer = std::string (*)(const PersonFile&, const PackChoice&);

Writer writer_of(const std::string& format) {
  if (format == "html") return advice_page;
  if (format == "cds-hooks") return advice_cards;
  if (format == "fhir") return advice_fhir;
  return advice_json;
}

/// One person a line in, one line out; a line that is no person's gives a line that says so.
int run_lines(std::istream& in, const PackChoice& chosen, bool worst_first) {
  struct Answer {
    Urgency urgency;
    std::string line;
  };
  constexpr Urgency kFirstOfAll{std::numeric_limits<int>::max(),
                                0};  // nobody knows how ill an unread person is
  std::vector<Answer> kept;
  bool all_well = true;
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) continue;
    const auto file = read_person(line);
    all_well = all_well && file && file->faults.empty();
    std::string answer =
        file ? advice_line(*file, chosen)
             : "{\"schema\":\"osteon-risk-line/1\",\"refused\":\"" + file.error().code + "\"}\n";
    if (worst_first)
      kept.push_back({file ? urgency(*file, chosen) : kFirstOfAll, std::move(answer)});
    else
      std::fwrite(answer.data(), 1, answer.size(), stdout);
  }
  std::stable_sort(kept.begin(), kept.end(),
                   [](const Answer& a, const Answer& b) { return a.urgency > b.urgency; });
  for (const Answer& one : kept) std::fwrite(one.line.data(), 1, one.line.size(), stdout);
  return all_well ? kAllAnalysed : kRefused;
}

std::string whole(std::istream& in) { return {std::istreambuf_iterator<char>(in), {}}; }

/// The person's data, if there are any, and what the examinations measured.
Result<PersonFile> person_of(const Settings& settings) {
  PersonFile file;
  if (!settings.inputs.empty()) {
    std::ifstream in(settings.inputs.front(), std::ios::binary);
    auto read = read_person(whole(in));
    if (!read) return read;
    file = std::move(*read);
  }
  for (const auto& report : settings.reports) {
    std::ifstream in(report, std::ios::binary);
    auto read = read_examination(whole(in), static_cast<int>(file.examinations.size()) + 1);
    if (!read) return read.error();
    file.examinations.push_back(std::move(*read));
  }
  file.taken = take_in(file.person, file.examinations);
  file.faults.insert(file.faults.end(), file.taken.faults.begin(), file.taken.faults.end());
  return file;
}

int run_person(const Settings& settings, const PackChoice& chosen) {
  const auto file = person_of(settings);
  if (!file) {
    spdlog::error("{}: {} {}", file.error().code, file.error().message, file.error().remedy);
    return kRefused;
  }
  for (const FieldFault& fault : file->faults)
    spdlog::warn("{}: \"{}\" is left out; it may be: {}", fault.field, fault.value, fault.limit);
  std::fputs(writer_of(settings.format)(*file, chosen).c_str(), stdout);
  return file->faults.empty() ? kAllAnalysed : kRefused;
}

}  // namespace

int run_risk(const Settings& settings) {
  if (settings.new_questionnaire || settings.rule_book || settings.coverage) {
    std::fputs((settings.new_questionnaire ? empty_questionnaire()
                : settings.rule_book       ? rule_book()
                                           : coverage_table())
                   .c_str(),
               stdout);
    return kAllAnalysed;
  }
  const auto chosen = choose_packs(settings.pack);
  if (!chosen) {
    std::string keys;
    for (const PackInfo& pack : packs())
      if (!pack.always) keys += (keys.empty() ? "" : ", ") + std::string(pack.key);
    spdlog::error("No such guideline in \"{}\"; there are: {}.", settings.pack, keys);
    return kUsage;
  }
  if (settings.lines) {
    std::ifstream file;
    if (!settings.inputs.empty()) file.open(settings.inputs.front(), std::ios::binary);
    return run_lines(settings.inputs.empty() ? std::cin : file, *chosen, settings.worst_first);
  }
  if (settings.inputs.empty() && settings.reports.empty()) {
    spdlog::error(
        "Name a person's data, or a --report of osteon analyze, or --new for an empty questionnaire.");
    return kUsage;
  }
  return run_person(settings, *chosen);
}

}  // namespace osteon::cli
