#pragma once

#include <osteon/imaging/anatomy.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osteon::qfracture {

/// What has to stand beside every number of this library.
inline constexpr std::string_view kDisclaimer =
    "This implements QFracture-2012 from its published coefficients (ClinRisk Ltd, LGPL-3.0-or-later). It is "
    "neither "
    "QFracture-2016 nor the calculator at qfracture.org, and not endorsed by their makers. Whoever uses it "
    "must check "
    "that it gives the same results as the original code: wrong results can lead to wrong treatment.";

/// Yes or no. In brackets what counts as yes in the model.
enum class Factor {
  antidepressant,  ///< (two prescriptions within six months)
  cancer,          ///< any
  asthma_or_copd,
  care_home,        ///< men's models only
  glucocorticoids,  ///< (two prescriptions within six months)
  cardiovascular,   ///< (heart attack, angina, stroke, transient ischaemic attack)
  dementia,
  endocrine,  ///< (thyrotoxicosis, hyperparathyroidism, Cushing); women's models only
  epilepsy,   ///< (or anticonvulsants)
  falls,
  previous_fracture,  ///< (wrist, hip, spine, shoulder)
  oestrogen_alone,    ///< hormone replacement without progestogen; women's models only
  liver,              ///< chronic
  malabsorption,      ///< (Crohn, ulcerative colitis, coeliac, steatorrhoea, blind loop)
  parkinson,
  rheumatoid_or_lupus,
  kidney,  ///< chronic
  diabetes_type_1,
  diabetes_type_2,
  parental  ///< osteoporosis or hip fracture of a parent
};
inline constexpr std::size_t kFactorCount = 20;
enum class Alcohol { none, below_1, from_1_to_2, from_3_to_6, from_7_to_9, above_9 };  ///< units a day
enum class Smoking { never, former, below_10, from_10_to_19, from_20 };                ///< cigarettes a day
enum class Ethnicity {
  white_or_not_stated,
  indian,
  pakistani,
  bangladeshi,
  other_asian,
  black_caribbean,
  black_african,
  chinese,
  other
};

/// Whatever is unknown is absent: std::nullopt, never "no".
struct Person {
  Sex sex;
  int age_years;         ///< 30 to 100; NICE CG146 describes the tool for 30 to 84
  double bmi_kg_per_m2;  ///< 20 to 40
  std::optional<Alcohol> alcohol = {};
  std::optional<Smoking> smoking = {};
  Ethnicity ethnicity = Ethnicity::white_or_not_stated;
  std::array<std::optional<bool>, kFactorCount> factors = {};  ///< in the order of Factor

  [[nodiscard]] std::optional<bool>& operator[](Factor f) { return factors[static_cast<std::size_t>(f)]; }
};

/// What of a person the models cannot take. `value` and `limit` as text, to be shown beside the field.
struct Fault {
  std::string field, value, limit;
  friend bool operator==(const Fault&, const Fault&) = default;
};
[[nodiscard]] std::vector<Fault> faults(const Person& person, int years);

/// Percent, over the years asked for.
struct Risk {
  double as_absent;        ///< what is unknown counted as absent, as the original does
  double lowest, highest;  ///< over everything that the unknown may be
};

struct Prediction {
  Risk major_osteoporotic;           ///< hip, spine, wrist, shoulder
  Risk hip;                          ///< may be above the other: the four models were fitted apart
  std::vector<std::string> unknown;  ///< names of the inputs that were not known and count in one of the two
};

/// Hippisley-Cox J, Coupland C. BMJ 2012;344:e3427. Pure.
/// Shape:  years from 1 to 18, no faults; else std::invalid_argument.
[[nodiscard]] Prediction predict(const Person& person, int years = 10);

[[nodiscard]] std::string_view name(Factor factor);

}  // namespace osteon::qfracture
