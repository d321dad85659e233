#include <osteon/report/conclusion.hpp>
#include <osteon/report/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace osteon {

// By way of the report contract: one reader for reports of this run and of earlier ones.
Examination examination_of(const Report& report, int place) {
  auto examination = read_examination(to_json(report), place);
  if (!examination) throw std::logic_error("a report of ours cannot be read");
  return *std::move(examination);
}

void conclude(Report& report, const PersonFile& person, const PackChoice& chosen) {
  report.proposal =
      propose(person.person, person.faults, {examination_of(report, 1)}, chosen, person.left_out);
  report.assessment.recommendations = joined(std::move(report.assessment.recommendations), *report.proposal);
}

Together conclude_together(const std::vector<Examination>& examinations,
                           const std::vector<Recommendation>& of_images, const PersonFile& person,
                           const PackChoice& chosen) {
  Together result{propose(person.person, person.faults, examinations, chosen, person.left_out), {}};
  // Where examinations cannot be of one person, what they suggest is nobody's here.
  const bool of_one = std::ranges::find(result.proposal.taken.faults, "sex", &FieldFault::field) ==
                      result.proposal.taken.faults.end();
  result.all = of_one ? joined(of_images, result.proposal) : result.proposal.advice;
  return result;
}

void conclude_without_person(Report& report) {
  report.assessment.recommendations.push_back(
      person_to_ask(propose(Person{}, {}, {examination_of(report, 1)})));
}

Patient completed(Patient patient, const Person& person) {
  const auto known = [&](Number number) -> std::optional<double> {
    if (!person[number]) return std::nullopt;
    return person[number]->value;
  };
  if (!patient.sex && person.sex != Sex::other) patient.sex = person.sex;
  if (!patient.age_years) patient.age_years = known(Number::age);
  if (!patient.height_cm) patient.height_cm = known(Number::height);
  if (!patient.weight_kg) patient.weight_kg = known(Number::weight);
  return patient;
}

}  // namespace osteon
