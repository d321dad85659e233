#include <osteon/risk/consequences.hpp>

#include <string>

namespace osteon {
namespace {

using enum Answer;

/// Each of `part` is a kind of `whole`: a no to the whole is a no to the part, a yes to the part one to the
/// whole.
struct Kind {
  Answer part, whole;
};
constexpr Kind kKinds[]{{on_denosumab, on_antiresorptive},
                        {on_oral_bisphosphonate, on_antiresorptive},
                        {on_zoledronate, on_antiresorptive},
                        {denosumab_to_stop, on_denosumab},
                        {breast_cancer, cancer},
                        {skeletal_malignancy, cancer},
                        {oestrogen_alone, oestrogen_now},
                        {oestrogen_now, oestrogen_ever},
                        {injurious_fall, falls_history},
                        {mother_hip_fracture, parental_hip_fracture}};

void follow(Person& person, Answer from, bool what, Answer to) {
  if (person[from] && person[from]->value == what && !person[to])
    person[to] = Known<bool>{what, "follows from " + std::string(field(from).key), person[from]->day};
}

}  // namespace

void add_consequences(Person& person) {
  // Kinds of kinds: as often as they nest.
  for (int round = 0; round < 2; ++round)
    for (const Kind& kind : kKinds) {
      follow(person, kind.whole, false, kind.part);
      follow(person, kind.part, true, kind.whole);
    }
}

}  // namespace osteon
