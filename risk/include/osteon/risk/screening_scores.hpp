#pragma once

#include <osteon/densitometry/measurements.hpp>
#include <osteon/imaging/anatomy.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osteon {

/// What the scores ask. Whatever is not known is absent; nothing counts as "no" unless somebody said so.
struct ScreeningAnswers {
  Sex sex = Sex::other;
  std::optional<double> age_years, weight_kg;
  std::optional<bool> black;  ///< as SCORE asks it
  std::optional<bool> rheumatoid_arthritis;
  std::optional<int> fractures_after_45;    ///< of wrist, hip and rib, each counted once
  std::optional<bool> low_impact_fracture;  ///< after the menopause or after 50
  std::optional<bool> oestrogen_now, oestrogen_ever;
  std::optional<bool> current_smoker;
  std::optional<bool> mother_hip_fracture;  ///< after 50
  std::optional<bool> arms_to_stand;        ///< needs them to rise from a chair
  std::optional<double> hip_t_score;
};

/// Points of one tool. `lowest` and `highest` differ where answers are missing that may change them.
struct ScreeningScore {
  std::string_view tool;
  double lowest, highest;
  std::optional<std::string_view> group;  ///< absent while the missing answers leave it open
  std::vector<std::string> missing;
  Citation source;
};

/// Of all tools that are made for this person (ORAI, SCORE, OSIRIS, ABONE and SOFSURF for women alone), those
/// whose age and weight are known. Pure. Points are not rounded: OST's published tables cut towards zero.
///
/// In women of 50 to 64 these scores tell femoral-neck osteoporosis fairly (AUC about 0.8) and osteoporosis
/// at any site poorly (Crandall, JAMA Netw Open 2025).
[[nodiscard]] std::vector<ScreeningScore> screening_scores(const ScreeningAnswers& answers);

/// FRACTURE Index of women from 65 on (Black 2001), with its risks over five years.
struct FractureIndex {
  int lowest, highest;  ///< points
  bool with_density;    ///< the hip's T-score counted
  struct FiveYears {
    double non_vertebral, hip, vertebral;  ///< percent
  };
  std::optional<FiveYears> risk;          ///< published with density alone, from one point on
  std::optional<std::string_view> group;  ///< from 4 points without density, 6 with it
  std::vector<std::string> missing;
};
/// Nothing for men, or without age and weight. Pure.
[[nodiscard]] std::optional<FractureIndex> fracture_index(const ScreeningAnswers& answers);

}  // namespace osteon
