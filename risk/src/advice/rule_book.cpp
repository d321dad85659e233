#include "rule.hpp"

#include <osteon/risk/calculations.hpp>
#include <osteon/risk/rule_book.hpp>

#include <array>
#include <map>

namespace osteon {
namespace {

/// The articles of the checklist and how many rows each has.
struct Article {
  std::string_view prefix, words;
  int rows;
};
constexpr std::array kArticles{
    Article{"S0", "Osteoporosis: symptoms, tests, treatment", 35},
    Article{"S1", "Fracture risk, exercise, nutrition, medicines", 148},
    Article{"S2", "Osteoporosis of the spine", 50},
    Article{"S3", "Secondary osteoporosis", 63},
    Article{"S4", "Osteoporosis and back pain", 44},
};

/// Rows that nothing here acts on, and why.
struct Exclusion {
  std::string_view rows, why;
};
constexpr std::array kExclusions{
    Exclusion{"S4-031 S4-032 S4-033 S4-034 S4-035",
              "excluded: prices hold for one country and time, and never enter a decision"},
};

std::string row_name(std::string_view prefix, int number) {
  std::string digits = std::to_string(number);
  digits.insert(0, 3 - digits.size(), '0');
  return std::string(prefix) + "-" + digits;
}

struct Cover {
  std::string kind, by, words;
};
using Covers = std::map<std::string, std::vector<Cover>>;

void cover(Covers& covers, std::string_view rows, const Cover& by) {
  while (!rows.empty()) {
    const std::size_t end = std::min(rows.find(' '), rows.size());
    if (end > 0) covers[std::string(rows.substr(0, end))].push_back(by);
    rows.remove_prefix(std::min(end + 1, rows.size()));
  }
}

Covers all_covers() {
  Covers covers;
  for (const Pack& pack : all_packs())
    for (const Rule& rule : pack.rules)
      if (rule.evidence != Evidence::memory)
        cover(covers, rule.rows,
              {pack.key == "explanations" ? "explanation" : "rule", std::string(rule.id),
               std::string(pack.key == "explanations" ? rule.plain : rule.summary)});
  for (const CalculatorInfo& one : calculators())
    cover(covers, one.rows, {"calculator", std::string(one.name), std::string(one.what)});
  for (const Exclusion& one : kExclusions) cover(covers, one.rows, {"exclusion", "-", std::string(one.why)});
  return covers;
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : between) + part;
  return all;
}

/// What a rule asks and compares, read off by asking nobody.
std::string asks(const Rule& rule) {
  const Person nobody;
  Consultation asked(nobody, false);
  (void)rule.when(asked);
  std::vector<std::string> limits;
  for (std::string limit : asked.thresholds()) {
    const std::size_t at = limit.rfind(" (");
    limits.push_back(limit.substr(0, at));
  }
  return (asked.missing().empty() ? "everybody" : joined(asked.missing(), "; ")) +
         (limits.empty() ? "" : ". Limits: " + joined(limits, "; "));
}

std::string sources_of(const Rule& rule) {
  std::vector<std::string> keys;
  for (const Citation* source : rule.sources)
    if (source != nullptr) keys.emplace_back(source->key);
  return joined(keys, ", ");
}

}  // namespace

std::string rule_book() {
  std::string page =
      "# Rules\n\nMade by `osteon risk --rules`; every rule stands in one place of `risk/src/advice`. A rule "
      "whose status is *memory* "
      "is off. Decision support: the clinician decides.\n";
  std::map<std::string_view, std::string_view> cited;
  for (const Pack& pack : all_packs()) {
    page += "\n## " + std::string(pack.body) +
            (pack.country.empty() ? "" : ", " + std::string(pack.country)) + " (`" + std::string(pack.key) +
            "`, " + std::string(pack.id) + (pack.always ? ", always on" : "") + ")\n\n";
    page += "| Rule | Says | Asks | Class | Source | Status |\n|---|---|---|---|---|---|\n";
    for (const Rule& rule : pack.rules) {
      page += "| " + std::string(rule.id) + " | " +
              std::string(pack.key == "explanations" ? rule.plain : rule.summary) + " | " + asks(rule) +
              " | " + std::string(rule.rule_class) + " | " + sources_of(rule) + " | " +
              std::string(word(rule.evidence)) + " |\n";
      for (const Citation* source : rule.sources)
        if (source != nullptr) cited.emplace(source->key, source->text);
    }
  }
  page += "\n## Sources\n\n";
  for (const auto& [key, text] : cited) page += "* " + std::string(key) + ": " + std::string(text) + "\n";
  return page;
}

std::string coverage_table() {
  const Covers covers = all_covers();
  std::string page =
      "# What covers the source articles\n\nMade by `osteon risk --coverage` from the rules' own references. "
      "Five articles for patients "
      "were read row by row; every row is covered by a rule, a calculator, an explanation, or a stated "
      "exclusion.\n";
  for (const Article& article : kArticles) {
    page += "\n## " + std::string(article.prefix) + ": " + std::string(article.words) + " (" +
            std::to_string(article.rows) + " rows)\n\n| Row | Covered by | What it says |\n|---|---|---|\n";
    for (int n = 1; n <= article.rows; ++n) {
      const std::string row = row_name(article.prefix, n);
      const auto found = covers.find(row);
      std::vector<std::string> by;
      if (found != covers.end())
        for (const Cover& one : found->second) by.push_back(one.kind + " " + one.by);
      page += "| " + row + " | " + joined(by, ", ") + " | " +
              (found == covers.end() ? "" : found->second.front().words) + " |\n";
    }
  }
  return page;
}

CoverageFaults coverage_faults() {
  Covers covers = all_covers();
  CoverageFaults result;
  for (const Article& article : kArticles)
    for (int n = 1; n <= article.rows; ++n)
      if (covers.erase(row_name(article.prefix, n)) == 0)
        result.uncovered.push_back(row_name(article.prefix, n));
  for (const auto& [row, by] : covers) result.unknown.push_back(row + " of " + by.front().by);
  return result;
}

}  // namespace osteon
