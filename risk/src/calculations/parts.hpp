#pragma once

#include <osteon/risk/calculations.hpp>

namespace osteon {

void add_formulas(const Person& person, std::vector<Calculation>& result);
void add_screening_scores(const Person& person, std::vector<Calculation>& result);
void add_qfracture(const Person& person, std::vector<Calculation>& result);
void add_external(const Person& person, std::vector<Calculation>& result);

}  // namespace osteon
