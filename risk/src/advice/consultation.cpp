#include "consultation.hpp"

#include "derived.hpp"

#include <osteon/densitometry/rounding.hpp>

#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

constexpr double kDaysPerMonth = 365.25 / 12;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

std::string day_text(const Day& day) {
  const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(static_cast<int>(day.year())) + "-" + two(static_cast<unsigned>(day.month())) + "-" +
         two(static_cast<unsigned>(day.day()));
}

Truth truth_of(bool known) { return known ? Truth::yes : Truth::no; }

std::string in_words(const Bounds& bounds) {
  if (bounds.exact()) return "is " + number_text(bounds.low, 2);
  const bool from = std::isfinite(bounds.low), to = std::isfinite(bounds.high);
  if (from && to) return "is " + number_text(bounds.low, 2) + " to " + number_text(bounds.high, 2);
  if (to) return "is at most " + number_text(bounds.high, 2);
  return from ? "is at least " + number_text(bounds.low, 2) : "not known";
}

}  // namespace

Truth Asked::said(std::string_view sign, double limit, bool yes, bool no) const {
  if (by_.noting_)
    by_.thresholds_.push_back(std::string(words_) + " " + std::string(sign) + " " +
                              (std::isnan(limit) ? "a limit that is not known" : number_text(limit, 2)) +
                              " " + std::string(unit_) + " (" + in_words(bounds_) + ")");
  return yes ? Truth::yes : no ? Truth::no : Truth::unknown;
}

// A comparison with NaN, the unknown limit, is false either way: so the answer stays open.
Truth Asked::operator<(std::optional<double> limit) const {
  const double at = limit.value_or(NAN);
  return said("<", at, bounds_.high < at, bounds_.low >= at);
}
Truth Asked::operator<=(std::optional<double> limit) const {
  const double at = limit.value_or(NAN);
  return said("<=", at, bounds_.high <= at, bounds_.low > at);
}
Truth Asked::operator>(std::optional<double> limit) const {
  const double at = limit.value_or(NAN);
  return said(">", at, bounds_.low > at, bounds_.high <= at);
}
Truth Asked::operator>=(std::optional<double> limit) const {
  const double at = limit.value_or(NAN);
  return said(">=", at, bounds_.low >= at, bounds_.high < at);
}

void Consultation::use(std::string_view words, const std::string& value, const std::string& origin,
                       const std::optional<Day>& day) {
  if (!noting_) return;
  std::string said = std::string(words) + ": " + value;
  if (!origin.empty()) said += ", " + origin;
  if (day) said += ", " + day_text(*day);
  if (std::find(used_.begin(), used_.end(), said) == used_.end()) used_.push_back(std::move(said));
}

void Consultation::miss(std::string_view key) {
  if (noting_ && std::find(missing_.begin(), missing_.end(), key) == missing_.end())
    missing_.emplace_back(key);
}

Truth Consultation::is(Answer answer) {
  const auto& known = person_[answer];
  const AnswerField& at = field(answer);
  if (known) {
    if (noting_) use(at.words, known->value ? "yes" : "no", known->origin, known->day);
    return truth_of(known->value);
  }
  if (answer == Answer::vertebral_fracture && !person_.suspected.empty() && believe_images_) {
    use(at.words, "suspected by an image, not confirmed");
    return Truth::yes;
  }
  miss(at.key);
  return Truth::unknown;
}

Truth Consultation::is(Sex sex) {
  if (person_.sex == Sex::other) {
    miss("sex");
    return Truth::unknown;
  }
  if (noting_) use("Sex", person_.sex == Sex::female ? "female" : "male");
  return truth_of(person_.sex == sex);
}

Truth Consultation::any_of(std::initializer_list<Answer> answers) {
  Truth any = Truth::no;
  for (const Answer answer : answers) any = any || is(answer);
  return any;
}

Asked Consultation::count_of(std::initializer_list<Answer> answers, std::string_view words) {
  Bounds count{0, 0};
  for (const Answer answer : answers) {
    const Truth truth = is(answer);
    count.low += truth == Truth::yes ? 1 : 0;
    count.high += truth == Truth::no ? 0 : 1;
  }
  return {*this, words, "", count};
}

Truth Consultation::among(Choice choice, int first, int last) {
  const auto& known = person_[choice];
  const ChoiceField& at = field(choice);
  if (!known) {
    miss(at.key);
    return Truth::unknown;
  }
  if (noting_)
    use(at.words, std::string(at.options[static_cast<std::size_t>(known->value)]), known->origin, known->day);
  return truth_of(known->value >= first && known->value <= last);
}

/// What the suspected vertebrae come to, where nobody has counted or graded confirmed ones.
std::optional<double> Consultation::suspected(Number number) const {
  if (!believe_images_ || person_.suspected.empty() || person_[Answer::vertebral_fracture])
    return std::nullopt;
  if (number == Number::vertebral_fractures) return static_cast<double>(person_.suspected.size());
  if (number != Number::worst_vertebral_grade) return std::nullopt;
  int worst = 0;
  for (const SuspectedFracture& one : person_.suspected) worst = std::max(worst, one.grade.value_or(0));
  return worst;
}

Asked Consultation::operator[](Number number) {
  const NumberField& at = field(number);
  if (const auto& known = person_[number]) {
    if (noting_)
      use(at.words, number_text(known->value, 2) + " " + std::string(at.unit), known->origin, known->day);
    return {*this, at.words, at.unit, {known->value, known->value}};
  }
  if (const auto by_image = suspected(number)) {
    use(at.words, "suspected by an image, not confirmed");
    return {*this, at.words, at.unit, {*by_image, *by_image}};
  }
  miss(at.key);
  return {*this, at.words, at.unit, {}};
}

Asked Consultation::operator[](Derived number) {
  const DerivedField& at = field(number);
  const Bounds bounds = bounds_of(person_, number);
  if (noting_) {
    if (!bounds.exact()) miss(at.needs);
    if (std::isfinite(bounds.low) || std::isfinite(bounds.high)) use(at.words, in_words(bounds));
  }
  return {*this, at.words, at.unit, bounds};
}

Asked Consultation::frax(Outcome outcome, std::string_view country, WithBmd with_bmd) {
  const std::string_view words = outcome == Outcome::major ? "FRAX, major osteoporotic fracture in 10 years"
                                                           : "FRAX, hip fracture in 10 years";
  const auto fits = [&](const ExternalRisk& risk) {
    const auto& percent = outcome == Outcome::major ? risk.major_percent : risk.hip_percent;
    return risk.tool == "FRAX" && risk.years == 10 && percent &&
           (country.empty() || risk.country == country) &&
           (with_bmd == WithBmd::either || risk.with_bmd == (with_bmd == WithBmd::yes));
  };
  // The last of those that fit: the file lists them as they were entered.
  const auto& all = person_.external_risks;
  const auto found = std::find_if(all.rbegin(), all.rend(), fits);
  if (found == all.rend()) {
    if (noting_)
      miss("external_risks: FRAX" + (country.empty() ? "" : ", model " + std::string(country)) +
           (with_bmd == WithBmd::yes  ? ", with bone density"
            : with_bmd == WithBmd::no ? ", without bone density"
                                      : ""));
    return {*this, words, "%", {}};
  }
  const double percent = outcome == Outcome::major ? *found->major_percent : *found->hip_percent;
  if (noting_)
    use(words,
        number_text(percent, 2) + " %, model " + found->country +
            (found->with_bmd ? *found->with_bmd ? ", with bone density" : ", without bone density" : ""),
        found->origin, found->day);
  return {*this, words, "%", {percent, percent}};
}

Truth Consultation::ever(Event event) {
  const auto& known = person_[event];
  const EventField& at = field(event);
  if (known) {
    if (noting_) use(at.words, day_text(known->value), known->origin);
    return Truth::yes;
  }
  if (const auto& ever = person_.ever[static_cast<std::size_t>(event)]) {
    if (noting_) use(at.words, *ever ? "yes, day not known" : "never");
    return truth_of(*ever);
  }
  miss(at.key);
  return Truth::unknown;
}

Asked Consultation::months_since(Event event) {
  const EventField& at = field(event);
  const std::string_view words = at.words;
  const auto& known = person_[event];
  if (!known) miss(at.key);
  if (!person_.assessed_on) miss("assessed_on");
  if (!known || !person_.assessed_on) return {*this, words, "months ago", {0, kInfinite}};
  const auto days = std::chrono::sys_days(*person_.assessed_on) - std::chrono::sys_days(known->value);
  const double months = static_cast<double>(days.count()) / kDaysPerMonth;
  return {*this, words, "months ago", {months, months}};
}

Truth Consultation::within_months(Event event, double months) {
  const Truth happened = ever(event);
  return happened && (happened == Truth::no ? Truth::no : months_since(event) <= months);
}

Truth Consultation::longer_ago_than_months(Event event, double months) {
  const Truth happened = ever(event);
  return happened && (happened == Truth::no ? Truth::no : months_since(event) > months);
}

std::optional<double> Consultation::exactly(Number number) {
  (void)(*this)[number];
  if (!person_[number]) return std::nullopt;
  return person_[number]->value;
}

}  // namespace osteon
