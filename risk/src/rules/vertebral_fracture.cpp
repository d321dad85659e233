#include "../sources.hpp"
#include "rules.hpp"

#include <osteon/densitometry/rounding.hpp>

namespace osteon {
namespace {

/// BHOF speaks of postmenopausal women and of men from 50 on.
constexpr double kAdultPathwayFromYears = 50.0;
/// Criteria of adults fail in the young: two semi-automatic tools saw 26 to 41 % of the fractures of
/// children.
constexpr double kAdultCriteriaFromYears = 20.0;
constexpr double kNameDoubtfulBelow = 0.8;

std::vector<std::string> evidence(const std::vector<GradedLevelFinding>& levels) {
  std::vector<std::string> result;
  for (const auto& one : levels) {
    const auto& deformity = *one.vertebra->deformity;
    std::string text =
        name(one.level) + ": height loss " + number_text(in_percent(deformity.height_loss.value), 1) + " %";
    if (deformity.height_loss.sd)
      text += " (sd " + number_text(in_percent(*deformity.height_loss.sd), 1) + ")";
    text += ", Genant grade " + std::to_string(one.grade());
    if (deformity.grade_probability)
      text += ", probability of grade 1 or more " + number_text(1.0 - (*deformity.grade_probability)[0], 2);
    for (const auto& mimic : deformity.mimics) text += ", possible mimic: " + mimic;
    if (one.vertebra->in_picture) text += ", in a picture from the side";
    if (one.vertebra->label_confidence < kNameDoubtfulBelow) text += ", the level's name is uncertain";
    result.push_back(text + ", from the image, not confirmed");
  }
  return result;
}

/// The limit that the levels were graded with: it is a setting.
std::string threshold(const std::vector<GradedLevelFinding>& levels) {
  const GenantLimits& limits = levels.front().vertebra->deformity->limits;
  return "height loss >= " + number_text(limits.mild, 0) + " % (" +
         (limits == GenantLimits{} ? std::string(kGenant1993.key) : std::string("set by the user")) + ")";
}

Recommendation about_fracture(std::string_view id, std::string_view rule_class, Priority priority,
                              const std::vector<GradedLevelFinding>& levels) {
  return {std::string(id),
          std::string(kPack),
          std::string(rule_class),
          priority,
          RuleStatus::pending_confirmation,
          {},
          {},
          evidence(levels),
          {"confirmation by a reader"},
          {threshold(levels)},
          {}};
}

Recommendation confirm(const std::vector<GradedLevelFinding>& levels) {
  auto rule = about_fracture("vertebral-fracture.confirm", "diagnosis", Priority::warning, levels);
  rule.summary = "Suspected vertebral fracture: " + std::to_string(levels.size()) +
                 (levels.size() == 1 ? " level" : " levels") + ". Please confirm.";
  rule.detail = "The measured heights of " + names(levels) +
                " suggest a vertebral fracture. A reader should confirm it on the images, tell it from what "
                "looks alike "
                "(Schmorl's node, Scheuermann's disease, a body that was always short, degenerative "
                "remodelling, tumour), and judge "
                "its age from earlier images or, where it matters, from MRI. Readers themselves differ by "
                "about 12 percentage "
                "points in height loss.";
  rule.patient_text =
      "A bone of your spine looks lower on the picture than it should. It may be broken, also without pain "
      "or a "
      "fall. A radiologist looks at the pictures to say whether it is.";
  rule.sources = {kGenant1993, kBuckens2013};
  return rule;
}

/// Age and sex decide whether the pathway applies; without them it waits for them.
void apply_patient(const Patient& patient, Recommendation& rule) {
  if (patient.age_years)
    rule.inputs_used.push_back("age " + number_text(*patient.age_years, 0) + " years");
  else
    rule.inputs_missing.emplace_back("age");
  if (!patient.sex) rule.inputs_missing.emplace_back("sex");
  rule.thresholds.emplace_back("age >= 50 years; in women after menopause (bhof2022)");
  if (!patient.age_years || !patient.sex) {
    rule.status = RuleStatus::blocked_missing_input;
    return;
  }
  if (*patient.sex != Sex::male) rule.inputs_missing.emplace_back("menopausal status");
  if (*patient.age_years < kAdultPathwayFromYears) {
    rule.status = RuleStatus::not_applicable;
    rule.detail += " Below 50 years this rule does not apply as it stands: look for a secondary cause first.";
  }
}

Recommendation clinical_osteoporosis(const Patient& patient, const std::vector<GradedLevelFinding>& levels) {
  auto rule =
      about_fracture("vertebral-fracture.clinical-osteoporosis", "diagnosis", Priority::warning, levels);
  rule.summary =
      "If confirmed and without adequate trauma, the fracture suggests osteoporosis whatever the bone "
      "density.";
  rule.detail =
      "A low-trauma vertebral fracture, clinical or found on an image, counts as osteoporosis in "
      "postmenopausal women and "
      "in men from 50 years on, at any T-score. The injury and other causes have to be asked for.";
  rule.inputs_missing.emplace_back("trauma");
  rule.sources = {kBhof2022};
  apply_patient(patient, rule);
  return rule;
}

Recommendation consider_treatment(const Patient& patient, const std::vector<GradedLevelFinding>& levels) {
  auto rule =
      about_fracture("vertebral-fracture.consider-treatment", "treat_consider", Priority::info, levels);
  rule.summary = "If confirmed: a clinician may consider drug treatment; contraindications were not checked.";
  rule.detail =
      "Guidelines advise to consider treatment after a vertebral fracture regardless of bone density. "
      "Classes in use: "
      "bisphosphonates, RANK-ligand antibody, anabolic agents, selective oestrogen-receptor modulators, "
      "menopausal "
      "hormones. Kidney function, calcium, vitamin D and other contraindications are not known here; choice "
      "and timing "
      "belong to the treating clinician.";
  for (const char* what :
       {"kidney function", "calcium", "25-hydroxyvitamin D", "medicines", "date of the fracture"})
    rule.inputs_missing.emplace_back(what);
  rule.sources = {kBhof2022, kNogg2024};
  apply_patient(patient, rule);
  return rule;
}

Recommendation dxa(const std::vector<GradedLevelFinding>& levels) {
  auto rule = about_fracture("vertebral-fracture.dxa", "test", Priority::info, levels);
  rule.summary = "If confirmed: DXA of hip and spine, as a baseline, unless done lately.";
  rule.detail = "This image gives no T-score. Fractured vertebrae (" + names(levels) +
                ") are left out of a spinal DXA; at least two of L1 to L4 have to remain.";
  rule.thresholds.emplace_back("two or more evaluable vertebrae of L1-L4 (iscd2023)");
  rule.sources = {kIscd2023, kBhof2022};
  return rule;
}

Recommendation secondary_causes(const std::vector<GradedLevelFinding>& levels) {
  auto rule = about_fracture("vertebral-fracture.secondary-causes", "test", Priority::info, levels);
  rule.summary = "If confirmed: laboratory tests for secondary causes and for what limits treatment.";
  rule.detail =
      "For all: blood count, ESR or CRP; calcium, albumin, phosphate, magnesium; alkaline phosphatase, "
      "transaminases; "
      "creatinine with eGFR; 25-hydroxyvitamin D; PTH; TSH; HbA1c. With a vertebral fracture also serum "
      "protein "
      "electrophoresis and free light chains. By history: coeliac antibodies, testosterone in men, urinary "
      "calcium, tests "
      "for Cushing's syndrome, tryptase, ferritin, HIV.";
  rule.sources = {kBhof2022, kNogg2024};
  return rule;
}

Recommendation falls(const std::vector<GradedLevelFinding>& levels) {
  auto rule = about_fracture("vertebral-fracture.falls", "lifestyle", Priority::info, levels);
  rule.summary =
      "If confirmed: ask about falls, pain and height loss; spine-safe exercise; calcium and vitamin D.";
  rule.detail =
      "Falls of the last year, gait, vision, feet, medicines that sedate, the home. Muscle and balance "
      "training without "
      "loaded or rapid bending of the spine. Food first for calcium.";
  rule.inputs_missing.emplace_back("falls of the last 12 months");
  rule.sources = {kBhof2022, kNogg2024};
  return rule;
}

Recommendation red_flags(const std::vector<GradedLevelFinding>& levels) {
  auto rule = about_fracture("vertebral-fracture.red-flags", "referral", Priority::warning, levels);
  rule.summary = "Ask for red flags: weakness, numbness, bladder or bowel change need same-day care.";
  rule.detail =
      "Same-day referral and MRI for radiating pain with weakness or numbness, saddle anaesthesia, bladder "
      "or bowel "
      "disturbance. Exclude malignancy and infection with pain at night or at rest, weight loss, fever, a "
      "history of "
      "cancer, collapse at a young age, a fracture in the upper thoracic spine, a mass, or destroyed "
      "posterior elements.";
  rule.inputs_missing = {"symptoms", "history of cancer"};
  rule.sources = {kNogg2024, kBhof2022};
  return rule;
}

}  // namespace

std::vector<Recommendation> vertebral_fracture_rules(const Findings& findings,
                                                     const std::vector<GradedLevelFinding>& graded) {
  const auto levels = suspected(graded);
  if (levels.empty()) return {};
  const auto& patient = findings.patient;
  std::vector<Recommendation> rules{confirm(levels),
                                    clinical_osteoporosis(patient, levels),
                                    consider_treatment(patient, levels),
                                    dxa(levels),
                                    secondary_causes(levels),
                                    falls(levels),
                                    red_flags(levels)};
  if (patient.age_years && *patient.age_years < kAdultCriteriaFromYears) {
    for (auto& rule : rules) {
      rule.status = RuleStatus::not_applicable;
      rule.detail += " The grades are those of adults and do not hold below 20 years.";
    }
  }
  return rules;
}

}  // namespace osteon
