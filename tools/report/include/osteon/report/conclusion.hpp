#pragma once

#include <osteon/pipeline/report.hpp>
#include <osteon/report/person_file.hpp>

#include <vector>

// From what images measured and what a person says to what to do.

namespace osteon {

/// What the report measured, as one examination of its person; `place` counts them, from 1, and names it.
[[nodiscard]] Examination examination_of(const Report& report, int place);

/// Adds what calculators and rules say of this person to the report.
void conclude(Report& report, const PersonFile& person, const PackChoice& chosen);

/// One person's studies, judged together.
struct Together {
  Proposal proposal;
  std::vector<Recommendation> all;  ///< of the images and of the person
};
[[nodiscard]] Together conclude_together(const std::vector<Examination>& examinations,
                                         const std::vector<Recommendation>& of_images,
                                         const PersonFile& person, const PackChoice& chosen);

/// Says in the report what would have to be asked of its person.
void conclude_without_person(Report& report);

/// What the images' headers leave open, from the person's own data; what they state stands.
[[nodiscard]] Patient completed(Patient patient, const Person& person);

}  // namespace osteon
