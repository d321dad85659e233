#include "commands.hpp"

#include <osteon/report/advice_file.hpp>
#include <osteon/risk/rule_book.hpp>

#include <spdlog/spdlog.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

namespace osteon::cli {
namespace {

using Writer = std::string (*)(const PersonFile&, const PackChoice&);

Writer writer_of(const std::string& format) {
  if (format == "cds-hooks") return advice_cards;
  if (format == "fhir") return advice_fhir;
  return advice_json;
}

/// One person a line in, one line out; a line that is no person's gives a line that says so.
int run_lines(std::istream& in, const PackChoice& chosen) {
  bool all_well = true;
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) continue;
    const auto file = read_person(line);
    all_well = all_well && file && file->faults.empty();
    const std::string answer =
        file ? advice_line(*file, chosen)
             : "{\"schema\":\"osteon-risk-line/1\",\"refused\":\"" + file.error().code + "\"}\n";
    std::fwrite(answer.data(), 1, answer.size(), stdout);
  }
  return all_well ? kAllAnalysed : kRefused;
}

int run_person(std::istream& in, Writer write, const PackChoice& chosen) {
  const auto file = read_person(std::string{std::istreambuf_iterator<char>(in), {}});
  if (!file) {
    spdlog::error("{}: {} {}", file.error().code, file.error().message, file.error().remedy);
    return kRefused;
  }
  for (const FieldFault& fault : file->faults)
    spdlog::warn("{}: \"{}\" is left out; it may be: {}", fault.field, fault.value, fault.limit);
  std::fputs(write(*file, chosen).c_str(), stdout);
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
  std::ifstream file;
  if (!settings.inputs.empty()) file.open(settings.inputs.front(), std::ios::binary);
  if (settings.inputs.empty() && !settings.lines) {
    spdlog::error("Name a person's data, or --new for an empty questionnaire.");
    return kUsage;
  }
  std::istream& in = settings.inputs.empty() ? std::cin : file;
  return settings.lines ? run_lines(in, *chosen) : run_person(in, writer_of(settings.format), *chosen);
}

}  // namespace osteon::cli
