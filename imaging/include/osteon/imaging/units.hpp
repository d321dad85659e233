#pragma once

#include <compare>
#include <optional>

namespace osteon {

/// A number with a physical meaning. It is made by naming its unit and read by naming its unit:
///   Length w = mm(12.5);   double x = in_mm(w);   w + mm(1) is a Length;   w + g_per_cm2(1) does not
///   compile.
/// There is no default value, so a forgotten field is a compile error, not a zero.
template <class Meaning>
class Quantity {
 public:
  static constexpr Quantity from_base(double value) { return Quantity(value); }
  [[nodiscard]] constexpr double in_base() const { return value_; }

  friend constexpr auto operator<=>(Quantity, Quantity) = default;
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.value_ + b.value_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.value_ - b.value_); }
  friend constexpr Quantity operator*(double k, Quantity a) { return Quantity(k * a.value_); }
  friend constexpr double operator/(Quantity a, Quantity b) { return a.value_ / b.value_; }

 private:
  constexpr explicit Quantity(double value) : value_(value) {}
  double value_;
};

using Length = Quantity<struct LengthMeaning>;                        // base: millimetre
using Volume = Quantity<struct VolumeMeaning>;                        // base: cubic millimetre
using Attenuation = Quantity<struct AttenuationMeaning>;              // base: Hounsfield unit
using VolumetricDensity = Quantity<struct VolumetricDensityMeaning>;  // base: milligram per cubic centimetre
using ArealDensity = Quantity<struct ArealDensityMeaning>;            // base: gram per square centimetre
using Area = Quantity<struct AreaMeaning>;                            // base: square centimetre
using MineralMass = Quantity<struct MineralMassMeaning>;              // base: gram
using Percentage = Quantity<struct PercentageMeaning>;                // base: one hundredth

constexpr Length mm(double v) { return Length::from_base(v); }
constexpr double in_mm(Length q) { return q.in_base(); }
constexpr Volume mm3(double v) { return Volume::from_base(v); }
constexpr double in_mm3(Volume q) { return q.in_base(); }
constexpr double in_ml(Volume q) { return q.in_base() / 1000.0; }
constexpr Attenuation hu(double v) { return Attenuation::from_base(v); }
constexpr double in_hu(Attenuation q) { return q.in_base(); }
constexpr ArealDensity g_per_cm2(double v) { return ArealDensity::from_base(v); }
constexpr double in_g_per_cm2(ArealDensity q) { return q.in_base(); }
constexpr Area cm2(double v) { return Area::from_base(v); }
constexpr double in_cm2(Area q) { return q.in_base(); }
constexpr MineralMass grams(double v) { return MineralMass::from_base(v); }
constexpr double in_grams(MineralMass q) { return q.in_base(); }
constexpr Percentage percent(double v) { return Percentage::from_base(v); }
constexpr double in_percent(Percentage q) { return q.in_base(); }

/// A measured number. `sd` is one standard uncertainty in the same unit; absent when it is not known.
template <class Q>
struct Measured {
  Q value;
  std::optional<Q> sd;
  friend bool operator==(const Measured&, const Measured&) = default;
};

}  // namespace osteon
