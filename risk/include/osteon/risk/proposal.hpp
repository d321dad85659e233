#pragma once

#include <osteon/risk/advice.hpp>
#include <osteon/risk/calculations.hpp>
#include <osteon/risk/examinations.hpp>

#include <vector>

namespace osteon {

/// A person's data together with what examinations measured, and what calculators and rules say of both.
struct Proposal {
  Person person;                   ///< with what the examinations added
  std::vector<FieldFault> faults;  ///< of the data and of the examinations: left out
  std::vector<Examination> examinations;
  TakenIn taken;
  PackChoice chosen;
  std::vector<Calculation> calculations;
  std::vector<Recommendation> advice;  ///< in the order of `advise`
};

/// `faults` and `left_out` are what was found and passed over when the data were read. Pure.
[[nodiscard]] Proposal propose(Person person, std::vector<FieldFault> faults = {},
                               std::vector<Examination> examinations = {}, PackChoice chosen = {},
                               std::vector<std::string> left_out = {});

/// What images alone suggest, then what their person's own data add. An image's rule that can only ask (about
/// symptoms, falls, tests, treatment) gives way to the person's rules on the same, which ask and answer.
[[nodiscard]] std::vector<Recommendation> joined(std::vector<Recommendation> of_images,
                                                 const Proposal& proposal);

/// For one of several examinations: what its images suggest, and where the rest stands.
[[nodiscard]] std::vector<Recommendation> of_images_alone(std::vector<Recommendation> of_images);

/// For images without a person's data: which inputs the safety rules and the category would need. Blocked, so
/// that nothing is taken for cleared.
[[nodiscard]] Recommendation person_to_ask(const Proposal& of_images_alone);

}  // namespace osteon
