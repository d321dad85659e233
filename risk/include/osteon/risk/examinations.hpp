#pragma once

#include <osteon/risk/person.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

// Several examinations of one person, taken together: which agree, which do not and why that may be, which
// value decides.

namespace osteon {

/// A T-score of one site, as an examination has it.
struct ExaminedScore {
  std::string site;  ///< "lumbar-spine", "femoral-neck", "total-hip", "forearm-33"
  std::string side;  ///< "L", "R" or empty
  double t_score;
  std::optional<double> z_score = {};
  bool by_densitometer =
      true;                ///< false: by CT or from a picture, whose way to the scale of DXA is not verified
  std::string doubt = {};  ///< of the auditor: then it does not enter
};

/// A vertebra as an examination grades it.
struct ExaminedVertebra {
  std::string level;         ///< "T12"
  bool suspected;            ///< of a fracture
  std::optional<int> grade;  ///< Genant 0 to 3
};

struct Examination {
  std::string name;             ///< "CT", "DXA report", with the file's place in the order given
  std::string patient_id = {};  ///< as the images state it; empty = unknown
  std::optional<Day> day = {};
  std::optional<Sex> sex = {};
  std::optional<double> age_years = {}, height_cm = {}, weight_kg = {};
  std::vector<ExaminedScore> scores = {};
  std::vector<ExaminedVertebra> vertebrae = {};
};

/// One thing that two or more examinations, or an examination and the questionnaire, speak of.
struct Comparison {
  std::string of;  ///< "T-score of the femoral neck", "T12"
  bool agree;
  std::vector<std::string> values;  ///< "CT 1: grade 2"
  std::string decides;              ///< which value counts and why, and the likely reason of a disagreement
  friend bool operator==(const Comparison&, const Comparison&) = default;
};

struct TakenIn {
  std::vector<Comparison> comparisons;
  std::vector<std::string> left_out;  ///< values that do not enter, with the reason
  std::vector<FieldFault> faults;     ///< where examinations cannot be of one person
};

/// Adds what examinations measured to the person. What the person's own data say already stands. T-scores of
/// a densitometer alone enter: of the latest day, the lower of both hips and of equal days. Vertebrae enter
/// as suspected by an image, never as confirmed. Examinations of both sexes are of two persons: none of them
/// enters. Other identifiers, or ages that do not fit, are said: they may be a mix-up or two registers.
[[nodiscard]] TakenIn take_in(Person& person, std::span<const Examination> examinations);

}  // namespace osteon
