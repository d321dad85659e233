#pragma once

#include <osteon/risk/person.hpp>

#include <string>
#include <vector>

namespace osteon {

/// Kleene's logic: what is not known stays so unless the rest decides.
enum class Truth { no, unknown, yes };
[[nodiscard]] constexpr Truth operator&&(Truth a, Truth b) { return a < b ? a : b; }
[[nodiscard]] constexpr Truth operator||(Truth a, Truth b) { return a < b ? b : a; }
[[nodiscard]] constexpr Truth operator!(Truth a) {
  return a == Truth::unknown ? a : a == Truth::yes ? Truth::no : Truth::yes;
}

/// A number that follows from others.
enum class Derived { lowest_t, creatinine_clearance };

/// What one rule asks of a person. Every question is noted: what was known, what was not, which limit it met.
/// Both sides of && and || are asked.
class Consultation {
 public:
  /// `believe_images`: a vertebral fracture that an image alone suggests counts as one.
  Consultation(const Person& person, bool believe_images)
      : person_(person), believe_images_(believe_images) {}

  [[nodiscard]] Truth is(Answer answer);
  [[nodiscard]] Truth below(Number number, double limit);
  [[nodiscard]] Truth below(Derived number, double limit);
  [[nodiscard]] Truth at_most(Derived number, double limit);
  [[nodiscard]] Truth at_least(Number number, double limit);
  [[nodiscard]] Truth is(Sex sex);
  [[nodiscard]] Truth ever(Event event);
  [[nodiscard]] Truth within_months(Event event, double months);
  [[nodiscard]] Truth longer_ago_than_months(Event event, double months);

  [[nodiscard]] const std::vector<std::string>& used() const { return used_; }
  [[nodiscard]] const std::vector<std::string>& missing() const { return missing_; }
  [[nodiscard]] const std::vector<std::string>& thresholds() const { return thresholds_; }

 private:
  struct Value {
    std::string words, unit;
    std::optional<double> value;
  };
  [[nodiscard]] Value value_of(Number number);
  [[nodiscard]] Value value_of(Derived number);
  [[nodiscard]] std::optional<double> months_since(Event event);
  Truth compared(const Value& value, bool holds, const std::string& sign, double limit);
  void miss(std::string_view key);

  const Person& person_;
  bool believe_images_;
  std::vector<std::string> used_, missing_, thresholds_;
};

}  // namespace osteon
