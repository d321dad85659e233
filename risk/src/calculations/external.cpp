#include "parts.hpp"

#include <osteon/densitometry/rounding.hpp>

#include <array>
#include <cmath>

// What was computed elsewhere, and the published adjustments of FRAX: each from the raw value, since there is
// no validated way to combine them.

namespace osteon {
namespace {

constexpr Citation kKanis2011{"kanis2011",
                              "Kanis JA et al. Guidance for the adjustment of FRAX according to the dose of "
                              "glucocorticoids. Osteoporos Int 2011;22:809-816"};
constexpr Citation kLeslieOffset{
    "leslie-offset",
    "Leslie WD et al. Spine-hip discordance and fracture risk assessment (the offset "
    "rule; NOGG, frequently asked questions, December 2024)"};
constexpr Citation kAcr{
    "acr2022", "American College of Rheumatology. Guideline on glucocorticoid-induced osteoporosis, 2022"};
constexpr Citation kNoggFalls{"nogg2024-falls",
                              "NOGG 2024, table 2 (secondary transcription): two falls or more, 1.30 times"};

struct Percents {
  std::optional<double> major, hip;
};

Calculation taken_in(const ExternalRisk& risk, std::string outcome, double percent) {
  std::string note = "Computed elsewhere, model " + (risk.country.empty() ? "not stated" : risk.country);
  if (!risk.version.empty()) note += ", version " + risk.version;
  note += risk.with_bmd ? *risk.with_bmd ? ", with bone density." : ", without bone density."
                        : ", bone density not stated.";
  if (risk.tool == "FRAX") note += " FRAX counts as absent what is not entered.";
  return {.tool = risk.tool,
          .outcome = std::move(outcome),
          .unit = "%",
          .value = percent,
          .lowest = percent,
          .highest = percent,
          .years = risk.years,
          .note = std::move(note),
          .external = true};
}

void adjust(const ExternalRisk& risk, double major, double hip, const std::string& why,
            const Citation& source, std::vector<Calculation>& result) {
  const auto add = [&](const std::optional<double>& raw, double factor, const char* outcome) {
    if (!raw || factor == 1) return;
    Calculation one = taken_in(risk, outcome, *raw * factor);
    one.tool = "FRAX, adjusted";
    one.note = why + " Raw value " + number_text(*raw, 2) + " %, times " + number_text(factor, 2) +
               ". One adjustment at a time: they are not validated together.";
    one.sources = {source};
    result.push_back(std::move(one));
  };
  add(risk.major_percent, major, "major osteoporotic fracture");
  add(risk.hip_percent, hip, "hip fracture");
}

/// Kanis 2011: change in percent by decade of age at below 2.5 and at 7.5 mg a day and more; none between.
void adjust_by_dose(const Person& person, const ExternalRisk& risk, std::vector<Calculation>& result) {
  constexpr int kFirst = 40, kLast = 90;
  constexpr std::array<double, 6> kHipLow{-40, -40, -40, -40, -30, -30}, kHipHigh{25, 25, 25, 20, 10, 10},
      kMajorLow{-20, -20, -15, -20, -20, -20}, kMajorHigh{20, 20, 15, 15, 10, 10};
  const auto& dose = person[Number::glucocorticoid_dose];
  const auto& age = person[Number::age];
  if (!dose || dose->value <= 0) return;
  if (age && age->value >= kFirst && age->value < kLast + 10) {
    const auto decade = static_cast<std::size_t>((age->value - kFirst) / 10);
    const bool low = dose->value < 2.5, high = dose->value >= 7.5;
    const double major = low ? kMajorLow[decade] : high ? kMajorHigh[decade] : 0;
    const double hip = low ? kHipLow[decade] : high ? kHipHigh[decade] : 0;
    adjust(risk, 1 + major / 100, 1 + hip / 100,
           "For the dose of glucocorticoid, in the band of the decade of age.", kKanis2011, result);
  }
  if (dose->value > 7.5)
    adjust(risk, 1.15, 1.20, "For a dose above 7.5 mg a day, as the college of rheumatology does.", kAcr,
           result);
}

}  // namespace

void add_external(const Person& person, std::vector<Calculation>& result) {
  if (person.external_risks.empty())
    result.push_back(
        {.tool = "FRAX",
         .outcome = "major osteoporotic and hip fracture",
         .unit = "%",
         .years = 10,
         .inputs_missing = {"external_risks"},
         .note = "Not computed here: its formulas are not public. Enter what its own page gives.",
         .external = true});
  for (const ExternalRisk& risk : person.external_risks) {
    if (risk.major_percent)
      result.push_back(taken_in(risk, "major osteoporotic fracture", *risk.major_percent));
    if (risk.hip_percent) result.push_back(taken_in(risk, "hip fracture", *risk.hip_percent));
    if (risk.tool != "FRAX") continue;
    adjust_by_dose(person, risk, result);
    const auto& neck = person[Number::t_femoral_neck];
    const auto& spine = person[Number::t_lumbar_spine];
    if (neck && spine && risk.with_bmd == true)
      adjust(risk, 1 + 0.10 * (neck->value - spine->value), 1,
             "For the difference between the T-scores of femoral neck and spine.", kLeslieOffset, result);
    const auto& falls = person[Number::falls_last_year];
    if (falls && falls->value >= 2)
      adjust(risk, 1.30, 1.30, "For two falls or more within a year.", kNoggFalls, result);
  }
}

}  // namespace osteon
