#include "../advice/derived.hpp"
#include "parts.hpp"

#include <osteon/densitometry/rounding.hpp>
#include <osteon/qfracture/qfracture.hpp>
#include <osteon/risk/person_answers.hpp>

#include <array>

namespace osteon {
namespace {

constexpr int kYears = 10;

constexpr Citation kCockcroft1976{"cockcroft1976",
                                  "Cockcroft DW, Gault MH. Prediction of creatinine clearance from serum "
                                  "creatinine. Nephron 1976;16:31"};
constexpr Citation kHippisley2012{"hippisley2012",
                                  "Hippisley-Cox J, Coupland C. Derivation and validation of updated "
                                  "QFracture algorithm. BMJ 2012;344:e3427"};
constexpr Citation kBlack2001{
    "black2001",
    "Black DM et al. An assessment tool for predicting fracture risk in postmenopausal "
    "women. Osteoporos Int 2001;12:519-528"};
constexpr std::string_view kScreeningNote =
    "In women of 50 to 64 it tells osteoporosis of the femoral neck fairly, of any site poorly (Crandall "
    "2025).";

struct Formula {
  Derived number;
  std::string_view tool;
  const Citation* source;
};
constexpr std::array kFormulas{
    Formula{Derived::bmi, "Body mass index", nullptr},
    Formula{Derived::height_lost, "Height lost", nullptr},
    Formula{Derived::creatinine_clearance, "Cockcroft-Gault", &kCockcroft1976},
    Formula{Derived::calcium_corrected, "Corrected calcium", nullptr},
    Formula{Derived::bmd_loss_in_lsc, "Change of density", nullptr},
};

/// What a calculator calls an input that the person's data call otherwise.
struct OtherName {
  std::string_view calculators, persons;
};
constexpr std::array kOtherNames{
    OtherName{"black", "ethnicity"},
    OtherName{"cardiovascular", "cardiovascular_disease"},
    OtherName{"current_smoker", "smoking"},
    OtherName{"endocrine", "thyrotoxicosis, hyperparathyroidism and cushing"},
    OtherName{"falls", "falls_history"},
    OtherName{"glucocorticoids", "glucocorticoids_repeated"},
    OtherName{"kidney", "kidney_disease"},
    OtherName{"liver", "liver_disease"},
    OtherName{"low_impact_fracture", "fractures_after_50"},
    OtherName{"parental", "parental_hip_fracture and parental_osteoporosis"},
    OtherName{"previous_fracture", "wrist_fracture, hip_fracture, vertebral_fracture and humerus_fracture"},
    OtherName{"rheumatoid_or_lupus", "rheumatoid_arthritis and lupus"},
};
std::vector<std::string> as_the_person_has_them(std::vector<std::string> names) {
  for (std::string& name : names)
    for (const OtherName& other : kOtherNames)
      if (name == other.calculators) {
        name = other.persons;
        break;
      }
  return names;
}

Calculation percent(const qfracture::Risk& risk, std::string_view outcome) {
  return {.tool = "QFracture-2012",
          .outcome = std::string(outcome),
          .unit = "%",
          .value = risk.as_absent,
          .lowest = risk.lowest,
          .highest = risk.highest,
          .years = kYears,
          .disclaimer = std::string(qfracture::kDisclaimer),
          .sources = {kHippisley2012}};
}

Calculation without_value(std::string note, std::vector<std::string> missing) {
  return {.tool = "QFracture-2012",
          .outcome = "hip and major osteoporotic fracture",
          .unit = "%",
          .years = kYears,
          .inputs_missing = std::move(missing),
          .note = std::move(note),
          .disclaimer = std::string(qfracture::kDisclaimer),
          .sources = {kHippisley2012}};
}

}  // namespace

void add_formulas(const Person& person, std::vector<Calculation>& result) {
  for (const Formula& formula : kFormulas) {
    const DerivedField& at = field(formula.number);
    const Bounds bounds = bounds_of(person, formula.number);
    Calculation one{
        .tool = std::string(formula.tool), .outcome = std::string(at.words), .unit = std::string(at.unit)};
    if (bounds.exact())
      one.value = one.lowest = one.highest = bounds.low;
    else
      one.inputs_missing.emplace_back(at.needs);
    if (formula.source != nullptr) one.sources.push_back(*formula.source);
    result.push_back(std::move(one));
  }
}

void add_screening_scores(const Person& person, std::vector<Calculation>& result) {
  const ScreeningAnswers answers = screening_answers(person);
  const auto scores = screening_scores(answers);
  if (scores.empty())
    result.push_back({.tool = "Screening scores",
                      .outcome = "points",
                      .inputs_missing = {"sex, age and weight"},
                      .note = "OST, ORAI, SCORE, OSIRIS, ABONE and SOFSURF begin with sex, age and weight."});
  for (const ScreeningScore& score : scores) {
    Calculation one{.tool = std::string(score.tool),
                    .outcome = score.tool == "body weight" ? "body weight" : "points",
                    .unit = score.tool == "body weight" ? "kg" : "points",
                    .lowest = score.lowest,
                    .highest = score.highest,
                    .group = std::string(score.group.value_or("")),
                    .inputs_missing = as_the_person_has_them(score.missing),
                    .note = std::string(kScreeningNote),
                    .sources = {score.source}};
    if (score.lowest == score.highest) one.value = score.lowest;
    result.push_back(std::move(one));
  }
  if (answers.sex == Sex::male)
    result.push_back({.tool = "ORAI, SCORE, OSIRIS, ABONE, SOFSURF, FRACTURE Index",
                      .outcome = "points",
                      .note = "Made for women: not computed for men. OST has cuts for men."});
  if (const auto index = fracture_index(answers)) {
    Calculation one{.tool = "FRACTURE Index",
                    .outcome = "points",
                    .unit = "points",
                    .lowest = index->lowest,
                    .highest = index->highest,
                    .group = std::string(index->group.value_or("")),
                    .inputs_missing = as_the_person_has_them(index->missing),
                    .note = index->with_density ? "With density of the hip."
                                                : "Without density: no five-year risk is published.",
                    .sources = {kBlack2001}};
    if (index->lowest == index->highest) one.value = index->lowest;
    if (index->risk)
      one.note += " Over five years: hip " + number_text(index->risk->hip, 1) + " %, vertebra " +
                  number_text(index->risk->vertebral, 1) + " %, other " +
                  number_text(index->risk->non_vertebral, 1) + " %.";
    result.push_back(std::move(one));
  }
}

void add_qfracture(const Person& person, std::vector<Calculation>& result) {
  constexpr int kDescribedTo = 84;
  const auto asked = qfracture_person(person);
  if (!asked || person.sex == Sex::other) {
    std::vector<std::string> missing;
    if (person.sex == Sex::other) missing.emplace_back("sex");
    for (const Number needed : {Number::age, Number::height, Number::weight})
      if (!person[needed]) missing.emplace_back(field(needed).key);
    return result.push_back(without_value("Needs sex, age, height and weight.", std::move(missing)));
  }
  std::string out_of_range;
  for (const qfracture::Fault& fault : qfracture::faults(*asked, kYears))
    out_of_range +=
        "Outside of the models' range: " + fault.field + " " + fault.value + " (" + fault.limit + "). ";
  if (!out_of_range.empty())
    return result.push_back(without_value(out_of_range + "Not forced to the nearest limit.", {}));
  const qfracture::Prediction risks = qfracture::predict(*asked, kYears);
  for (Calculation one : {percent(risks.major_osteoporotic, "major osteoporotic fracture"),
                          percent(risks.hip, "hip fracture")}) {
    one.inputs_missing = as_the_person_has_them(risks.unknown);
    one.note = risks.unknown.empty()
                   ? "All inputs known."
                   : std::to_string(risks.unknown.size()) +
                         " inputs unknown, counted as absent in the value; the range covers all they may be.";
    if (asked->age_years > kDescribedTo) one.note += " NICE describes the tool to 84 years.";
    if (risks.hip.as_absent > risks.major_osteoporotic.as_absent)
      one.note += " The hip's risk may be above the other: the models were fitted apart.";
    if (!person.suspected.empty())
      one.note +=
          " A vertebral fracture that an image alone suggests is not counted: the model means a coded one.";
    one.note += " Bone density is no input.";
    result.push_back(std::move(one));
  }
}

}  // namespace osteon
