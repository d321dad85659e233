#pragma once

#include "truth.hpp"

#include <osteon/risk/person.hpp>

#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace osteon {

/// A number that follows from others.
enum class Derived {
  lowest_t,          ///< of lumbar spine, femoral neck, total hip, a third of the radius
  lowest_central_t,  ///< without the radius
  lowest_z,
  bmi,
  height_lost,  ///< since the greatest, cm
  creatinine_clearance,
  calcium_corrected,
  calcium_total,  ///< from food and supplements, mg a day
  years_since_menopause,
  bmd_loss_in_lsc,  ///< loss between two DXA, in least significant changes
  ost,
  orai
};

/// What is known of a number: the ends coincide where it is known, are infinite where nothing is. A lowest
/// T-score with a site still to measure has only an upper end.
struct Bounds {
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  [[nodiscard]] bool exact() const { return low == high; }
};
[[nodiscard]] Bounds bounds_of(const Person& person, Derived number);

/// Whether the risk that a tool gave was computed with bone density.
enum class WithBmd { no, yes, either };
enum class Outcome { major, hip };

class Consultation;

/// A number being asked: compared with a limit it gives a Truth, and notes the comparison.
class Asked {
 public:
  Asked(Consultation& by, std::string_view words, std::string_view unit, Bounds bounds)
      : by_(by), words_(words), unit_(unit), bounds_(bounds) {}
  /// A limit that is itself not known leaves the answer open.
  [[nodiscard]] Truth operator<(std::optional<double> limit) const;
  [[nodiscard]] Truth operator<=(std::optional<double> limit) const;
  [[nodiscard]] Truth operator>(std::optional<double> limit) const;
  [[nodiscard]] Truth operator>=(std::optional<double> limit) const;
  /// The same number times one that lies between the two factors.
  [[nodiscard]] Asked times(double least, double most, std::string_view words) const {
    return {by_, words, unit_, {bounds_.low * least, bounds_.high * most}};
  }

 private:
  Truth said(std::string_view sign, double limit, bool yes, bool no) const;
  Consultation& by_;
  std::string_view words_, unit_;
  Bounds bounds_;
};

/// What one rule asks of a person. Every question is noted: what was known, what was not, which limit it met.
class Consultation {
 public:
  /// `believe_images`: a vertebral fracture that an image alone suggests counts as one.
  /// `noting`: false when only the answer matters.
  Consultation(const Person& person, bool believe_images, bool noting = true)
      : person_(person), believe_images_(believe_images), noting_(noting) {}

  [[nodiscard]] Truth is(Answer answer);
  [[nodiscard]] Truth is(Sex sex);
  [[nodiscard]] Truth any_of(std::initializer_list<Answer> answers);
  [[nodiscard]] Asked count_of(std::initializer_list<Answer> answers, std::string_view words);
  /// One of the words from `first` to `last` of the field's list.
  [[nodiscard]] Truth among(Choice choice, int first, int last);
  [[nodiscard]] Asked operator[](Number number);
  [[nodiscard]] Asked operator[](Derived number);
  /// Ten-year probability in percent that FRAX gave elsewhere with this country's model ("" = any).
  [[nodiscard]] Asked frax(Outcome outcome, std::string_view country, WithBmd with_bmd = WithBmd::either);
  [[nodiscard]] Truth ever(Event event);
  [[nodiscard]] Truth within_months(Event event, double months);
  [[nodiscard]] Truth longer_ago_than_months(Event event, double months);
  /// The number itself where a table is read by it.
  [[nodiscard]] std::optional<double> exactly(Number number);

  [[nodiscard]] const std::vector<std::string>& used() const { return used_; }
  [[nodiscard]] const std::vector<std::string>& missing() const { return missing_; }
  [[nodiscard]] const std::vector<std::string>& thresholds() const { return thresholds_; }

 private:
  friend class Asked;
  [[nodiscard]] Asked months_since(Event event);
  [[nodiscard]] std::optional<double> suspected(Number number) const;
  void use(std::string_view words, const std::string& value, const std::string& origin = {},
           const std::optional<Day>& day = {});
  void miss(std::string_view key);

  const Person& person_;
  bool believe_images_, noting_;
  std::vector<std::string> used_, missing_, thresholds_;
};

}  // namespace osteon
