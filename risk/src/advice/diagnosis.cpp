#include "citations.hpp"
#include "rule.hpp"

// What the numbers are called: WHO 1994 and the official positions of ISCD 2023. Always on, since the packs
// build on it.

namespace osteon {
namespace {

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

// clang-format off
constexpr Rule kRules[]{
    {"class.osteoporosis", kDiagnosis, warning, "the category of bone density",
     "T-score in the range of osteoporosis (WHO).",
     "Lowest of lumbar spine, femoral neck, total hip and a third of the radius. The density alone is not the risk of fracture: "
     "age, earlier fractures, medicines and falls weigh beside it.",
     "Your bone density is in the range that is called osteoporosis. How likely a fracture is depends on more than this number.",
     verified, {&kWho1994, &kIscd2023}, "S0-002 S1-004 S1-056 S4-025",
     [](Consultation& c) { return of_t_score_age(c) && c[lowest_t] <= -2.5; }},
    {"class.low-bone-mass", kDiagnosis, info, "the category of bone density",
     "T-score in the range of low bone mass, also called osteopenia (WHO).",
     "A T-score of this range neither becomes osteoporosis of necessity nor excludes a high risk of fracture.",
     "Your bone density is lower than that of young adults, but not in the range of osteoporosis. This is a warning sign, not a "
     "certainty.",
     verified, {&kWho1994, &kIscd2023}, "S0-002 S0-003 S1-060 S1-142 S4-025",
     [](Consultation& c) { return of_t_score_age(c) && low_bone_mass(c); }},
    {"class.normal", kDiagnosis, info, "the category of bone density",
     "T-scores in the normal range (WHO).",
     "Spine and hip are both known. A fracture without great force counts whatever the density is.",
     "Your bone density is in the normal range.",
     verified, {&kWho1994, &kIscd2023}, "S4-025",
     [](Consultation& c) { return of_t_score_age(c) && c[lowest_t] >= -1.0; }},
    {"class.established", kDiagnosis, warning, "established osteoporosis",
     "T-score in the range of osteoporosis with a fracture: established osteoporosis.", "", "",
     memory, {&kWho1994}, "",
     [](Consultation& c) { return of_t_score_age(c) && c[lowest_t] <= -2.5 && any_fragility_fracture(c); }},
    {"class.below-expected", kDiagnosis, warning, "the density expected at this age",
     "Z-score below the range expected at this age: look for a secondary cause.",
     "Before the menopause and in men below 50 no category of WHO is given; the Z-score decides.",
     "Your bone density is lower than usual at your age. That is a reason to look for a cause.",
     verified, {&kIscd2023}, "S1-023 S3-003",
     [](Consultation& c) { return !of_t_score_age(c) && c[lowest_z] <= -2.0; }},
    {"class.within-expected", kDiagnosis, info, "the density expected at this age",
     "Z-score within the range expected at this age.",
     "Before the menopause and in men below 50 no category of WHO is given; the Z-score decides.",
     "Your bone density is as usual at your age.",
     verified, {&kIscd2023}, "",
     [](Consultation& c) { return !of_t_score_age(c) && c[lowest_z] > -2.0; }},
    {"class.primary-or-secondary", kDiagnosis, info, "",
     "Call osteoporosis primary only after a secondary cause was looked for.",
     "A disease, a lack of hormones or a medicine behind it changes the treatment, and may be reversible.",
     "Bone loss can have a cause that can be treated. Blood tests look for one.",
     secondary, {&kAace2020, &kPatientArticles}, "S1-015 S1-024 S3-001 S3-005 S3-050",
     [](Consultation& c) { return c[lowest_t] <= -2.5 || any_fragility_fracture(c) || c[lowest_z] <= -2.0; }},
    {"class.density-and-risk", kDiagnosis, info, "",
     "Read the T-score and the risk of fracture side by side; neither replaces the other.",
     "People with low bone mass may be at high risk and others with a low T-score at low risk: the guideline that is chosen says "
     "which of both decides.",
     "Bone density and the risk of breaking a bone are two things. Your doctor looks at both.",
     secondary, {&kOwnSynthesis, &kPatientArticles}, "S1-005 S1-007 S1-059 S1-061 S1-062 S1-137",
     [](Consultation& c) { return c[lowest_t] < -1.0; }},
    {"class.change-real", kMonitor, warning, "a change of bone density",
     "The loss of bone density is beyond the error of measurement.",
     "Loss of at least one least significant change (2.77 times the precision error), same site and machine.",
     "Your bone density has fallen by more than the measurement's error.",
     verified, {&kIscd2023}, "S0-005 S1-014 S1-131",
     [](Consultation& c) { return c[bmd_loss_in_lsc] >= 1; }},
    {"class.change-none", kMonitor, info, "",
     "No loss of bone density beyond the error of measurement.",
     "A difference within one least significant change (2.77 times the precision error) is not a change.",
     "The difference between your two measurements is within the measurement's error.",
     verified, {&kIscd2023}, "S1-131",
     [](Consultation& c) { return c[bmd_loss_in_lsc] < 1; }},
    {"class.rapid-loss", kTest, warning, "",
     "Rapid loss of bone density: look for a secondary cause and for missed doses.",
     "At least one least significant change within about a year.",
     "Your bone density has fallen quickly. Your doctor will look for the reason.",
     secondary, {&kOwnSynthesis}, "S0-005 S1-023",
     [](Consultation& c) { return c[bmd_loss_in_lsc] >= 1 && c[bmd_years] <= 1; }},
};
// clang-format on

}  // namespace

std::span<const Rule> diagnosis_rules() { return kRules; }

}  // namespace osteon
