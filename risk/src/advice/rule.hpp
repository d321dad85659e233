#pragma once

#include "consultation.hpp"

#include <osteon/risk/recommendation.hpp>

#include <array>
#include <span>
#include <string_view>

namespace osteon {

/// How far somebody has checked a rule's numbers: against the document itself, or against somebody's account
/// of it. What rests on memory alone does not act.
enum class Evidence { verified, secondary, memory };
[[nodiscard]] std::string_view word(Evidence evidence);

/// One rule, one place: its sentence, what it asks, its limit, its source.
struct Rule {
  std::string_view id, rule_class;
  Priority priority;
  /// What stays open while an input is missing ("the next dose of denosumab"): the rule then says so. Empty:
  /// the rule is about something found, and only asks (its open inputs join one list).
  std::string_view topic;
  std::string_view summary;  ///< for the clinician, below 140 characters
  std::string_view detail;   ///< for the clinician
  std::string_view plain;    ///< for the patient; may be empty
  Evidence evidence;
  std::array<const Citation*, 2> sources;  ///< the second may be null
  std::string_view rows;                   ///< of the source checklist, "S0-001 S1-004"
  Truth (*when)(Consultation&);
};

/// The rules of one body, or of this program's own always-on layers; packs are never mixed.
struct Pack {
  std::string_view key;  ///< as chosen: "bhof"
  std::string_view id;   ///< with its version: "bhof/2022"
  std::string_view body, country;
  bool always;  ///< on without being chosen
  std::span<const Rule> rules;
};
[[nodiscard]] std::span<const Pack> all_packs();

// The words of rule classes, in the order in which they are shown (advice.cpp).
inline constexpr std::string_view kDiagnosis = "diagnosis", kRisk = "risk", kTest = "test",
                                  kReferral = "referral", kTreat = "treat_consider",
                                  kStop = "contraindication", kProcedure = "procedure", kMonitor = "monitor",
                                  kLifestyle = "lifestyle", kFalls = "falls", kInfo = "info";

// One topic or body, one file.
[[nodiscard]] std::span<const Rule> red_flag_rules();
[[nodiscard]] std::span<const Rule> medicine_rules();
[[nodiscard]] std::span<const Rule> sequence_rules();
[[nodiscard]] std::span<const Rule> diagnosis_rules();
[[nodiscard]] std::span<const Rule> risk_factor_rules();
[[nodiscard]] std::span<const Rule> work_up_rules();
[[nodiscard]] std::span<const Rule> nutrition_rules();
[[nodiscard]] std::span<const Rule> exercise_rules();
[[nodiscard]] std::span<const Rule> falls_rules();
[[nodiscard]] std::span<const Rule> plan_rules();
[[nodiscard]] std::span<const Rule> explanations();
[[nodiscard]] std::span<const Rule> iscd_rules();
[[nodiscard]] std::span<const Rule> bhof_rules();
[[nodiscard]] std::span<const Rule> aace_rules();
[[nodiscard]] std::span<const Rule> uspstf_rules();
[[nodiscard]] std::span<const Rule> nogg_rules();
[[nodiscard]] std::span<const Rule> nice_rules();
[[nodiscard]] std::span<const Rule> canada_rules();
[[nodiscard]] std::span<const Rule> esceo_rules();
[[nodiscard]] std::span<const Rule> acr_rules();

// Conditions that several rules share.

/// Whom T-scores and most guidelines are made for: women after the menopause and men from 50 on (ISCD 2023).
[[nodiscard]] Truth of_t_score_age(Consultation& c);
[[nodiscard]] Truth hip_or_vertebral_fracture(Consultation& c);
[[nodiscard]] Truth any_fragility_fracture(Consultation& c);
/// Fractures beside hip and vertebra.
[[nodiscard]] Truth non_vertebral_fracture(Consultation& c);
[[nodiscard]] Truth smokes(Consultation& c);
/// Three units a day or more.
[[nodiscard]] Truth drinks(Consultation& c);
/// T-score below -1.0, yet above -2.5 (WHO).
[[nodiscard]] Truth low_bone_mass(Consultation& c);
[[nodiscard]] Truth long_glucocorticoids(Consultation& c, double least_mg_per_day);
/// On any medicine against osteoporosis.
[[nodiscard]] Truth treated(Consultation& c);
/// Always: for what everybody should be told or asked.
[[nodiscard]] inline Truth everybody(Consultation&) { return Truth::yes; }

}  // namespace osteon
