#pragma once

#include <osteon/imaging/result.hpp>
#include <osteon/risk/examinations.hpp>

#include <string>
#include <string_view>
#include <vector>

// A person's data as a file: one JSON object, one key for each input (`empty_questionnaire` lists them); the
// same as YAML; or FHIR R4: Patient, Observation, Condition, MedicationStatement, QuestionnaireResponse,
// Bundle.

namespace osteon {

struct PersonFile {
  Person person = {};
  std::vector<FieldFault> faults = {};     ///< entries that cannot be; they are left out, the rest counts
  std::vector<std::string> left_out = {};  ///< what is not understood (FHIR), and why
};

/// A number is given bare in the field's own unit, or as {"value", "unit", "day", "origin"}; a question as
/// "yes", "no" or true, false; a day as "2026-05-31", or "never"; a choice by one of its words. null, "" and
/// "unknown" say that it is not known. What was computed elsewhere comes as "external_risks":
/// [{"tool": "FRAX", "country": "UK", "version", "major_percent", "hip_percent", "with_bmd", "years", "day",
/// "origin"}]. What a laboratory judges by its own range (low_tsh, ...) may come as {"measured", "range_low"
/// or "range_high"}. Errors: person.not-a-questionnaire, person.not-one-patient.
[[nodiscard]] Result<PersonFile> read_person(std::string_view text);

/// What a report.json of `osteon analyze` measured; `place` counts the reports given, from 1, and names this
/// one. Errors: person.not-a-report.
[[nodiscard]] Result<Examination> read_examination(std::string_view report_json, int place);

/// All inputs with their questions, units and limits, none of them answered.
[[nodiscard]] std::string empty_questionnaire();
/// The same as YAML, each question as a comment above its key.
[[nodiscard]] std::string empty_questionnaire_yaml();

}  // namespace osteon
