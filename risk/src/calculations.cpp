#include "calculations/parts.hpp"

#include <osteon/risk/calculations.hpp>

namespace osteon {

std::vector<Calculation> calculate(const Person& person) {
  std::vector<Calculation> result;
  add_formulas(person, result);
  add_screening_scores(person, result);
  add_qfracture(person, result);
  add_external(person, result);
  return result;
}

std::vector<CalculatorInfo> calculators() {
  return {
      {"Body mass index", "weight over the square of height", "S1-017 S2-019"},
      {"Height lost", "the greatest height as an adult less the height now", "S0-008 S2-013 S3-032 S4-017"},
      {"Cockcroft-Gault", "creatinine clearance", "S1-021 S1-045"},
      {"Corrected calcium", "calcium as it would be with 40 g/l of albumin", "S3-026 S3-040"},
      {"Change of density", "loss in least significant changes", "S0-005 S1-131 S1-132"},
      {"OST", "screening score", "S2-019 S2-031"},
      {"ORAI", "screening score", "S2-019"},
      {"SCORE", "screening score", "S2-031 S3-006"},
      {"OSIRIS", "screening score", "S0-010"},
      {"ABONE", "screening score", "S2-019"},
      {"SOFSURF", "screening score", "S0-016"},
      {"Body weight", "screening criterion", "S2-019"},
      {"FRACTURE Index", "five-year risk of women from 65 on", "S0-016 S1-126"},
      {"QFracture-2012", "risk of hip and major osteoporotic fracture over 1 to 18 years",
       "S0-011 S0-013 S0-015 S1-113 S2-016 S2-020 S2-026 S2-031 S3-014 S3-020"},
      {"FRAX, computed elsewhere", "taken in, with published adjustments beside it",
       "S1-057 S1-058 S1-102 S3-013"},
  };
}

}  // namespace osteon
