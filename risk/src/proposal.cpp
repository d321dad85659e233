#include <osteon/risk/proposal.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace osteon {
namespace {

/// Rules of images that a person's own rules answer: `plan.classes` and the packs, `workup.density-after-ct`,
/// `workup.basic`, `falls.*` and `exercise.*`, the red flags, `class.*`.
constexpr std::array<std::string_view, 6> kAnsweredByPerson{
    "vertebral-fracture.consider-treatment", "vertebral-fracture.dxa",
    "vertebral-fracture.secondary-causes",   "vertebral-fracture.falls",
    "vertebral-fracture.red-flags",          "densitometer.category"};

bool answered_by_person(const Recommendation& of_image) {
  return std::find(kAnsweredByPerson.begin(), kAnsweredByPerson.end(), of_image.rule_id) !=
         kAnsweredByPerson.end();
}

bool gives_way(const Recommendation& of_image, const std::vector<Recommendation>& advice) {
  if (!answered_by_person(of_image)) return false;
  // A densitometer's category stands where the person's data do not come to one.
  return of_image.rule_id != "densitometer.category" ||
         std::any_of(advice.begin(), advice.end(), [](const Recommendation& one) {
           return one.rule_id.starts_with("class.") && one.rule_class == "diagnosis" &&
                  one.status == RuleStatus::active;
         });
}

}  // namespace

Proposal propose(Person person, std::vector<FieldFault> faults, std::vector<Examination> examinations,
                 PackChoice chosen, std::vector<std::string> left_out) {
  Proposal result{
      std::move(person), std::move(faults), std::move(examinations), {}, std::move(chosen), {}, {}};
  result.taken = take_in(result.person, result.examinations);
  result.taken.left_out.insert(result.taken.left_out.begin(), left_out.begin(), left_out.end());
  result.faults.insert(result.faults.end(), result.taken.faults.begin(), result.taken.faults.end());
  result.calculations = calculate(result.person);
  result.advice = advise(result.person, result.chosen);
  return result;
}

std::vector<Recommendation> joined(std::vector<Recommendation> of_images, const Proposal& proposal) {
  std::erase_if(of_images, [&](const Recommendation& one) { return gives_way(one, proposal.advice); });
  of_images.insert(of_images.end(), proposal.advice.begin(), proposal.advice.end());
  return of_images;
}

std::vector<Recommendation> of_images_alone(std::vector<Recommendation> of_images) {
  std::erase_if(of_images, [](const Recommendation& one) {
    return answered_by_person(one) && one.rule_id != "densitometer.category";
  });
  of_images.push_back(
      {.rule_id = "person.together",
       .pack = "plan/1",
       .rule_class = "info",
       .priority = Priority::info,
       .status = RuleStatus::active,
       .summary = "What to do for this person stands in the page over all examinations (index.html).",
       .detail = "One of several examinations: together they are judged there.",
       .inputs_used = {},
       .inputs_missing = {},
       .thresholds = {},
       .sources = {}});
  return of_images;
}

Recommendation person_to_ask(const Proposal& of_images_alone) {
  std::set<std::string> missing;
  for (const Recommendation& one : of_images_alone.advice)
    if (one.status == RuleStatus::blocked_missing_input && one.rule_id != "inputs.to-ask")
      missing.insert(one.inputs_missing.begin(), one.inputs_missing.end());
  return {
      .rule_id = "person.not-given",
      .pack = "plan/1",
      .rule_class = "info",
      .priority = Priority::info,
      .status = RuleStatus::blocked_missing_input,
      .summary = "Only the images are known: what to do for this person cannot be judged from them alone.",
      .detail =
          "Warning signs, reasons against medicines, the category of bone density and the risk of "
          "fracture need what the person says. `osteon risk --new` writes the questions; osteon analyze "
          "--person "
          "takes the answers in. Nothing is guessed, age and sex neither, and nothing is cleared.",
      .inputs_used = {},
      .inputs_missing = {missing.begin(), missing.end()},
      .thresholds = {},
      .sources = {}};
}

}  // namespace osteon
