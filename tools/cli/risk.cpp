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

using Writer = std::string (*)(const Proposal&);

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

void tell(const FieldFault& fault) {
  spdlog::warn("{}: \"{}\" is left out; it may be: {}", fault.field, fault.value, fault.limit);
}

/// The examinations that were given. Errors: as read_examination.
Result<std::vector<Examination>> examinations_of(const Settings& settings) {
  std::vector<Examination> result;
  for (const auto& report : settings.reports) {
    std::ifstream in(report, std::ios::binary);
    auto read = read_examination(whole(in), static_cast<int>(result.size()) + 1);
    if (!read) return read.error();
    result.push_back(std::move(*read));
  }
  return result;
}

int refused(const Error& error) {
  spdlog::error("{}: {} {}", error.code, error.message, error.remedy);
  return kRefused;
}

int run_person(const Settings& settings, const PackChoice& chosen) {
  const auto file = settings.inputs.empty() ? PersonFile{} : load_person(settings.inputs.front());
  if (!file) return refused(file.error());
  auto examinations = examinations_of(settings);
  if (!examinations) return refused(examinations.error());
  const Proposal proposal =
      propose(file->person, file->faults, *std::move(examinations), chosen, file->left_out);
  for (const FieldFault& fault : proposal.taken.faults) tell(fault);
  std::fputs(writer_of(settings.format)(proposal).c_str(), stdout);
  return proposal.faults.empty() ? kAllAnalysed : kRefused;
}

}  // namespace

Result<PersonFile> load_person(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  auto read = read_person(whole(in));
  if (read)
    for (const FieldFault& fault : read->faults) tell(fault);
  return read;
}

std::optional<PackChoice> chosen_packs(const std::string& named) {
  auto chosen = choose_packs(named);
  if (chosen) return chosen;
  std::string keys;
  for (const PackInfo& pack : packs())
    if (!pack.always) keys += (keys.empty() ? "" : ", ") + std::string(pack.key);
  spdlog::error("No such guideline in \"{}\"; there are: {}.", named, keys);
  return std::nullopt;
}

int run_risk(const Settings& settings) {
  if (settings.new_questionnaire || settings.rule_book || settings.coverage) {
    std::fputs((settings.new_questionnaire
                    ? (settings.format == "yaml" ? empty_questionnaire_yaml() : empty_questionnaire())
                : settings.rule_book ? rule_book()
                                     : coverage_table())
                   .c_str(),
               stdout);
    return kAllAnalysed;
  }
  if (settings.format == "yaml") {
    spdlog::error("yaml is the form of --new; answers come as json, html, cds-hooks or fhir.");
    return kUsage;
  }
  const auto chosen = chosen_packs(settings.pack);
  if (!chosen) return kUsage;
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
