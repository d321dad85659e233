#pragma once

#include <osteon/imaging/result.hpp>
#include <osteon/risk/advice.hpp>
#include <osteon/risk/examinations.hpp>

#include <string>
#include <string_view>
#include <vector>

// A person's data as a file: one JSON object, one key for each input (`empty_questionnaire` lists them).

namespace osteon {

struct PersonFile {
  Person person;
  std::vector<FieldFault> faults;  ///< entries that cannot be; they are left out, the rest counts
  std::vector<Examination> examinations = {};
  TakenIn taken = {};  ///< of the examinations
};

/// A number is given bare in the field's own unit, or as {"value", "unit", "day", "origin"}; a question as
/// "yes", "no" or true, false; a day as "2026-05-31", or "never"; a choice by one of its words. null, "" and
/// "unknown" say that it is not known. What was computed elsewhere comes as "external_risks":
/// [{"tool": "FRAX", "country": "UK", "version", "major_percent", "hip_percent", "with_bmd", "years", "day",
/// "origin"}]. Errors: person.not-a-questionnaire.
[[nodiscard]] Result<PersonFile> read_person(std::string_view json);

/// What a report.json of `osteon analyze` measured; `place` counts the reports given, from 1, and names this
/// one. Errors: person.not-a-report.
[[nodiscard]] Result<Examination> read_examination(std::string_view report_json, int place);

/// All inputs with their questions, units and limits, none of them answered.
[[nodiscard]] std::string empty_questionnaire();

}  // namespace osteon
