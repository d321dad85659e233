#include "consultation.hpp"

#include <osteon/densitometry/rounding.hpp>
#include <osteon/risk/clinical_formulas.hpp>

#include <algorithm>
#include <initializer_list>

namespace osteon {
namespace {

constexpr double kDaysPerMonth = 365.25 / 12;

std::string day_text(const Day& day) {
  const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(static_cast<int>(day.year())) + "-" + two(static_cast<unsigned>(day.month())) + "-" +
         two(static_cast<unsigned>(day.day()));
}

std::string with_origin(std::string words, const std::string& origin, const std::optional<Day>& day) {
  if (!origin.empty()) words += ", " + origin;
  if (day) words += ", " + day_text(*day);
  return words;
}

Truth truth_of(bool known) { return known ? Truth::yes : Truth::no; }

}  // namespace

void Consultation::miss(std::string_view key) {
  if (std::find(missing_.begin(), missing_.end(), key) == missing_.end()) missing_.emplace_back(key);
}

Truth Consultation::is(Answer answer) {
  const auto& known = person_[answer];
  const AnswerField& at = field(answer);
  if (known) {
    used_.push_back(
        with_origin(std::string(at.words) + (known->value ? ": yes" : ": no"), known->origin, known->day));
    return truth_of(known->value);
  }
  if (answer == Answer::vertebral_fracture && person_.vertebral_fracture_suspected && believe_images_) {
    used_.emplace_back("Vertebral fracture: suspected by an image, not confirmed");
    return Truth::yes;
  }
  miss(at.key);
  return Truth::unknown;
}

Consultation::Value Consultation::value_of(Number number) {
  const NumberField& at = field(number);
  const auto& known = person_[number];
  if (!known) {
    miss(at.key);
    return {std::string(at.words), std::string(at.unit), std::nullopt};
  }
  used_.push_back(
      with_origin(std::string(at.words) + ": " + number_text(known->value, 2) + " " + std::string(at.unit),
                  known->origin, known->day));
  return {std::string(at.words), std::string(at.unit), known->value};
}

Consultation::Value Consultation::value_of(Derived number) {
  const auto all = [&](std::initializer_list<Number> of) {
    return std::all_of(of.begin(), of.end(), [&](Number n) { return value_of(n).value.has_value(); });
  };
  const auto at = [&](Number n) { return person_[n]->value; };
  switch (number) {
    case Derived::lowest_t: {
      Value lowest{"Lowest T-score", "SD", std::nullopt};
      constexpr std::array kSites{Number::t_lumbar_spine, Number::t_femoral_neck, Number::t_total_hip,
                                  Number::t_radius};
      for (const Number site : kSites)
        if (person_[site] && (!lowest.value || at(site) < *lowest.value)) lowest.value = value_of(site).value;
      if (!lowest.value) miss("t_lumbar_spine, t_femoral_neck or t_total_hip");
      return lowest;
    }
    case Derived::creatinine_clearance: {
      Value clearance{"Creatinine clearance (Cockcroft-Gault)", "ml/min", std::nullopt};
      if (person_.sex == Sex::other) miss("sex");
      if (all({Number::age, Number::weight, Number::creatinine}))
        clearance.value =
            creatinine_clearance(person_.sex, at(Number::age), at(Number::weight), at(Number::creatinine));
      return clearance;
    }
  }
  return {};
}

Truth Consultation::compared(const Value& value, bool holds, const std::string& sign, double limit) {
  const std::string said = value.words + " " + sign + " " + number_text(limit, 2) + " " + value.unit;
  if (!value.value) {
    thresholds_.push_back(said + " (not known)");
    return Truth::unknown;
  }
  thresholds_.push_back(said + " (is " + number_text(*value.value, 2) + ")");
  return truth_of(holds);
}

Truth Consultation::below(Number number, double limit) {
  const Value value = value_of(number);
  return compared(value, value.value && *value.value < limit, "<", limit);
}

Truth Consultation::below(Derived number, double limit) {
  const Value value = value_of(number);
  return compared(value, value.value && *value.value < limit, "<", limit);
}

Truth Consultation::at_most(Derived number, double limit) {
  const Value value = value_of(number);
  return compared(value, value.value && *value.value <= limit, "<=", limit);
}

Truth Consultation::at_least(Number number, double limit) {
  const Value value = value_of(number);
  return compared(value, value.value && *value.value >= limit, ">=", limit);
}

Truth Consultation::is(Sex sex) {
  if (person_.sex == Sex::other) {
    miss("sex");
    return Truth::unknown;
  }
  used_.emplace_back(person_.sex == Sex::female ? "Sex: female" : "Sex: male");
  return truth_of(person_.sex == sex);
}

Truth Consultation::ever(Event event) {
  const auto& known = person_[event];
  const EventField& at = field(event);
  if (known) {
    used_.push_back(with_origin(std::string(at.words) + " on " + day_text(known->value), known->origin, {}));
    return Truth::yes;
  }
  if (const auto& ever = person_.ever[static_cast<std::size_t>(event)]) {
    used_.push_back(std::string(at.words) + (*ever ? ": yes, day not known" : ": never"));
    return truth_of(*ever);
  }
  miss(at.key);
  return Truth::unknown;
}

std::optional<double> Consultation::months_since(Event event) {
  const auto& known = person_[event];
  if (!known) {
    miss(std::string(field(event).key) + " (day)");
    return std::nullopt;
  }
  if (!person_.assessed_on) {
    miss("assessed_on");
    return std::nullopt;
  }
  const auto days = std::chrono::sys_days(*person_.assessed_on) - std::chrono::sys_days(known->value);
  return static_cast<double>(days.count()) / kDaysPerMonth;
}

Truth Consultation::within_months(Event event, double months) {
  const Truth happened = ever(event);
  if (happened != Truth::yes) return happened;
  const Value since{"Months since: " + std::string(field(event).words), "months", months_since(event)};
  return compared(since, since.value && *since.value <= months, "<=", months);
}

Truth Consultation::longer_ago_than_months(Event event, double months) {
  const Truth happened = ever(event);
  if (happened != Truth::yes) return happened;
  const Value since{"Months since: " + std::string(field(event).words), "months", months_since(event)};
  return compared(since, since.value && *since.value > months, ">", months);
}

}  // namespace osteon
