#pragma once

#include <osteon/densitometry/measurements.hpp>
#include <osteon/imaging/patient.hpp>

#include <optional>
#include <string>
#include <vector>

namespace osteon {

enum class Contrast { unknown, native, enhanced };

/// How the scan behind a measurement was made, as far as a cut-off in Hounsfield units depends on it.
struct ScanConditions {
  std::string series_uid;
  Contrast contrast = Contrast::unknown;  ///< attenuation may carry contrast agent
  std::optional<double> tube_voltage_kv;
  int series_part = 0;  ///< > 0 where one stored series was split
};

/// A T-score of one region of one hip by CT.
struct HipFinding {
  Side side;
  std::string site;  ///< "femoral-neck", "total-hip"
  double t_score;    ///< rounded as printed
  std::optional<double> sd;
  std::string reference;  ///< population and scale
  bool verified;          ///< whether the way from CT to the scale of the reference is
  friend bool operator==(const HipFinding&, const HipFinding&) = default;
};

/// What the numbers of one densitometer's page or object come to by the rules of ISCD.
struct DensitometerFinding {
  std::string category;            ///< the report contract's words
  std::vector<std::string> basis;  ///< "T-score -2.7 of left femoral neck against ...", or why there is none
  std::string date;                ///< YYYY-MM-DD; empty = unknown
  int findings = 0;                ///< of the auditor
  bool doubtful = false;           ///< one of them says that a number or the person may be wrong
  friend bool operator==(const DensitometerFinding&, const DensitometerFinding&) = default;
};

/// What the rules are given: numbers only.
struct Findings {
  Patient patient;
  std::vector<VertebraMeasurement> vertebrae;
  std::vector<ScanConditions> scans;  ///< one for each series that has vertebrae; a missing one is unknown
  std::vector<HipFinding> hips = {};
  std::vector<DensitometerFinding> densitometers = {};
};

struct Classification {
  std::string category;            ///< the report contract's words
  std::vector<std::string> basis;  ///< why, in sentences
  struct Excluded {
    BoneRegion level;
    std::string why;
  };
  std::vector<Excluded> excluded_vertebrae;
};

struct FractureSummary {
  std::optional<bool> vertebral_fracture_suspected;  ///< absent when no level could be graded
  std::vector<BoneRegion> levels;
  std::optional<int> spine_deformity_index;  ///< sum of the suspected levels' grades, T4-L4; absent unless at
                                             ///< least one of them was graded
  std::vector<BoneRegion> uncertain_levels = {};  ///< the measurement does not tell fracture from none
  std::vector<BoneRegion> ungraded_levels = {};   ///< of T4-L4: the index says nothing about them
};

enum class Priority { critical, warning, info };
enum class RuleStatus { active, pending_confirmation, blocked, blocked_missing_input, not_applicable };

struct Recommendation {
  std::string rule_id;
  std::string pack;
  std::string rule_class;  ///< diagnosis | risk | test | referral | contraindication | treat_consider |
                           ///< procedure | monitor | lifestyle | falls | info
  Priority priority;
  RuleStatus status;
  std::string summary;  ///< below 140 characters
  std::string detail;
  std::vector<std::string> inputs_used, inputs_missing, thresholds;
  std::vector<Citation> sources;
  std::string patient_text = {};  ///< plain words; may be empty
  std::string evidence = {};      ///< how the rule's numbers were checked: verified | secondary
};

struct Assessment {
  Classification classification;
  FractureSummary fractures;
  std::vector<Recommendation> recommendations;  ///< critical first, then by rule id
};

/// The region whose attenuation screening reads; nothing where neither oval nor core was measured.
[[nodiscard]] const VertebralDensity* screening_region(const VertebraMeasurement& vertebra);

/// Judges the findings by the rules that a CT of the spine allows. Pure.
[[nodiscard]] Assessment assess(const Findings& findings);

}  // namespace osteon
