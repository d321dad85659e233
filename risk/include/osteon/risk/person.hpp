#pragma once

#include <osteon/imaging/anatomy.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What is known of a person beside the images. Three-valued: yes, no, and not known.

namespace osteon {

/// A numerical input; its unit and limits stand in the table of fields (person_fields.cpp).
enum class Number {
  age,
  weight,
  t_lumbar_spine,
  t_femoral_neck,
  t_total_hip,
  t_radius,
  creatinine,
  egfr,
  count_
};

/// A question with the answers yes and no.
enum class Answer {
  postmenopausal,
  vertebral_fracture,
  hip_fracture,
  oesophageal_disorder,
  unable_to_stay_upright,
  leg_weakness_or_numbness,
  saddle_numbness,
  bladder_or_bowel_change,
  thigh_or_groin_pain,
  exposed_jaw_bone,
  on_denosumab,
  on_antiresorptive,
  count_
};

/// A day that matters.
enum class Event { myocardial_infarction, stroke, last_denosumab, count_ };

using Day = std::chrono::year_month_day;

/// A value with where it came from ("report", "laboratory", "questionnaire", ...) and of which day it is.
template <class T>
struct Known {
  T value;
  std::string origin = {};
  std::optional<Day> day = {};
};
template <class T>
using Maybe = std::optional<Known<T>>;

/// Empty: not known, which is never "no".
struct Person {
  Sex sex = Sex::other;
  std::optional<Day> assessed_on;  ///< what "months ago" counts from
  std::array<Maybe<double>, static_cast<std::size_t>(Number::count_)> numbers = {};
  std::array<Maybe<bool>, static_cast<std::size_t>(Answer::count_)> answers = {};
  std::array<Maybe<Day>, static_cast<std::size_t>(Event::count_)> events = {};  ///< the last of its kind
  std::array<std::optional<bool>, static_cast<std::size_t>(Event::count_)> ever =
      {};                                     ///< no = never happened
  bool vertebral_fracture_suspected = false;  ///< by an image, not confirmed

  [[nodiscard]] const Maybe<double>& operator[](Number n) const {
    return numbers[static_cast<std::size_t>(n)];
  }
  [[nodiscard]] Maybe<double>& operator[](Number n) { return numbers[static_cast<std::size_t>(n)]; }
  [[nodiscard]] const Maybe<bool>& operator[](Answer a) const { return answers[static_cast<std::size_t>(a)]; }
  [[nodiscard]] Maybe<bool>& operator[](Answer a) { return answers[static_cast<std::size_t>(a)]; }
  [[nodiscard]] const Maybe<Day>& operator[](Event e) const { return events[static_cast<std::size_t>(e)]; }
  [[nodiscard]] Maybe<Day>& operator[](Event e) { return events[static_cast<std::size_t>(e)]; }
};

/// Another unit in which a number may be given: value in the field's own unit = factor x value.
struct OtherUnit {
  std::string_view unit;
  double factor;
};

struct NumberField {
  Number number;
  std::string_view key, unit, words;
  double least, most;  ///< of a living person; beyond, the entry is a mistake
  std::array<OtherUnit, 2> other_units = {};
};
struct AnswerField {
  Answer answer;
  std::string_view key, words;
};
struct EventField {
  Event event;
  std::string_view key, words;
};
[[nodiscard]] const NumberField& field(Number number);
[[nodiscard]] const AnswerField& field(Answer answer);
[[nodiscard]] const EventField& field(Event event);

/// An entry that cannot be: which field, what it says, what it may be.
struct FieldFault {
  std::string field, value, limit;
  friend bool operator==(const FieldFault&, const FieldFault&) = default;
};

/// Sets the number, converted to the field's own unit (empty `unit`: it is in that already). A fault instead
/// where the unit is not one of the field's or the value lies outside its limits: then nothing is set.
[[nodiscard]] std::optional<FieldFault> set(Person& person, Number number, double value,
                                            std::string_view unit = "", std::string origin = "",
                                            std::optional<Day> day = {});

}  // namespace osteon
