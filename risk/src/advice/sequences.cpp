#include "citations.hpp"
#include "rule.hpp"

// The order of medicines, and their ends. Always on.

namespace osteon {
namespace {

constexpr Citation kNogg2024Denosumab{
    "nogg2024", "National Osteoporosis Guideline Group. Clinical guideline, 2021, revised 2024: denosumab"};
constexpr Citation kEndocrine{"endocrine-society-2020",
                              "Shoback D et al. Pharmacological management of osteoporosis in postmenopausal "
                              "women: Endocrine Society guideline update. "
                              "J Clin Endocrinol Metab 2020;105:587-594"};
constexpr Citation kTeriparatideLabel{"teriparatide-label",
                                      "Teriparatide and abaloparatide, prescribing information: duration"};

using enum Answer;
using enum Derived;
using enum Event;
using enum Number;
using enum Priority;
using enum Evidence;

// clang-format off
constexpr Rule kRules[]{
    {"safety.denosumab.overdue", kMonitor, critical, "the next dose of denosumab",
     "Denosumab is overdue: more than seven months since the last dose.",
     "Its effect ends and vertebral fractures may follow in number: arrange the dose, or another antiresorptive in its place, now.",
     "Your injection is overdue. Arrange it at once: without it vertebrae can break.",
     secondary, {&kNogg2024Denosumab, &kEcts2021}, "S1-049",
     [](Consultation& c) { return c.is(on_denosumab) && c.longer_ago_than_months(last_denosumab, 7); }},
    {"safety.denosumab.exit", kTreat, warning, "denosumab's end",
     "Denosumab is never stopped without another antiresorptive from six months after the last dose on.",
     "Bone turnover rebounds, density is lost within months, and several vertebrae may break. A bisphosphonate, zoledronate by "
     "preference, guided by a marker of resorption.",
     "Never stop or delay this injection without a plan for the next medicine.",
     verified, {&kEcts2021}, "S0-032 S1-049 S1-106 S1-146",
     [](Consultation& c) { return c.is(on_denosumab); }},
    {"safety.denosumab.stop-many-doses", kReferral, critical, "",
     "Denosumab is to end after more than four doses: a specialist plans what follows.",
     "The longer it was given, the stronger the rebound, and one year of a bisphosphonate may not hold it.",
     "Before this injection is stopped, a specialist should plan what comes next.",
     secondary, {&kEcts2021, &kCanada2023}, "S1-049 S1-106",
     [](Consultation& c) { return c.is(denosumab_to_stop) && c[denosumab_doses] > 4; }},
    {"safety.denosumab.stop-few-doses", kTreat, critical, "",
     "Denosumab is to end after up to four doses: a bisphosphonate six months after the last dose, for a year.",
     "Then density and markers again.",
     "When this injection is stopped, another medicine follows without a gap.",
     secondary, {&kCanada2023, &kEcts2021}, "S1-106",
     [](Consultation& c) { return c.is(denosumab_to_stop) && c[denosumab_doses] <= 4; }},
    {"safety.anabolic.next", kTreat, critical, "what follows an anabolic medicine",
     "A course of an anabolic medicine has ended: an antiresorptive has to follow at once.",
     "Else the gain of density is lost.",
     "After the bone-building course another medicine keeps what was won.",
     secondary, {&kEndocrine, &kAace2020}, "S1-052 S1-105",
     [](Consultation& c) { return c.is(anabolic_finished) && !c.is(antiresorptive_after_anabolic); }},
    {"safety.anabolic.plan", kTreat, info, "",
     "Anabolic medicine: plan the antiresorptive that follows it from the start.",
     "Romosozumab lasts twelve months, teriparatide and abaloparatide up to 24.",
     "The bone-building medicine is for a limited time; another follows.",
     secondary, {&kEndocrine, &kAace2020}, "S0-028 S1-105",
     [](Consultation& c) { return c.is(on_anabolic); }},
    {"safety.anabolic.duration", kMonitor, warning, "",
     "Teriparatide or abaloparatide has reached 24 months: end it, and go on with an antiresorptive.",
     "The labels' limit.",
     "The bone-building course has reached its end.",
     secondary, {&kTeriparatideLabel}, "S0-033",
     [](Consultation& c) { return c.is(on_anabolic) && c[anabolic_months] >= 24; }},
    {"safety.review.oral", kMonitor, warning, "",
     "Five years of an oral bisphosphonate: review; a pause can be considered if the risk is no longer high.",
     "With density, fractures and markers. Where the risk stays very high, up to ten years.",
     "After some years your doctor checks whether a pause from the tablets makes sense.",
     secondary, {&kAsbmr2016, &kNoggGuideline}, "S1-050 S1-118 S1-146",
     [](Consultation& c) { return c[oral_bisphosphonate_years] >= 5; }},
    {"safety.review.zoledronate", kMonitor, warning, "",
     "Three years of zoledronate: review; a pause can be considered if the risk is no longer high.",
     "With density, fractures and markers. Where the risk stays very high, up to six years.",
     "After some years your doctor checks whether a pause from the infusions makes sense.",
     secondary, {&kAsbmr2016, &kNoggGuideline}, "S1-118 S1-146",
     [](Consultation& c) { return c[zoledronate_years] >= 3; }},
    {"safety.no-pause.denosumab", kStop, warning, "",
     "There is no drug holiday from denosumab.",
     "Only bisphosphonates stay in bone so that a pause is possible.",
     "With this injection there are no pauses.",
     secondary, {&kAace2020, &kEcts2021}, "S1-146",
     [](Consultation& c) { return c.is(on_denosumab); }},
    {"safety.poor-response", kReferral, warning, "",
     "Fracture, or real loss of density, on treatment: doses taken? absorbed? secondary cause? Then change, with a specialist.",
     "Bone density and fractures are both looked at; one fracture alone may happen under the best treatment.",
     "If a bone breaks or density falls in spite of treatment, the treatment is looked at again.",
     secondary, {&kCanada2023}, "S0-035 S1-014 S3-063",
     [](Consultation& c) { return c.is(fracture_on_treatment) || (treated(c) && c[bmd_loss_in_lsc] >= 1); }},
    {"safety.adherence", kMonitor, warning, "",
     "Doses are often missed: look for the reason, then for a route or class that suits better.",
     "Missed denosumab is a danger, missed tablets are a treatment that does not take place.",
     "If you miss doses often, say so: there may be something that suits you better.",
     secondary, {&kNoggGuideline}, "S1-132",
     [](Consultation& c) { return c.is(adherence_poor); }},
};
// clang-format on

}  // namespace

std::span<const Rule> sequence_rules() { return kRules; }

}  // namespace osteon
