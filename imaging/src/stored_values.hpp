#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <type_traits>

namespace osteon {

/// How a value is stored in a NIfTI or NRRD file.
enum class ValueType { int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64 };

[[nodiscard]] constexpr std::size_t size_of(ValueType type) {
  switch (type) {
    case ValueType::int8:
    case ValueType::uint8:
      return 1;
    case ValueType::int16:
    case ValueType::uint16:
      return 2;
    case ValueType::int32:
    case ValueType::uint32:
    case ValueType::float32:
      return 4;
    default:
      return 8;
  }
}

/// Lowest and highest value the engine keeps of a CT: air, and the end of 16 bits.
constexpr double kLowestHu = -1024;
constexpr double kHighestHu = 32767;

/// Every CT of a body holds fat or air; an image that is nowhere below this is none, or carries an offset.
constexpr double kFatIsBelowHu = -30;

/// Hounsfield units as they are kept: rounded, padding below air raised to air, not-a-number = air.
[[nodiscard]] inline std::int16_t kept_hounsfield(double value) {
  if (!(value > kLowestHu)) return static_cast<std::int16_t>(kLowestHu);
  if (value >= kHighestHu) return static_cast<std::int16_t>(kHighestHu);
  return static_cast<std::int16_t>(std::lround(value));
}

template <class T, class Visit>
void visit_as(std::span<const std::byte> bytes, bool swap, const Visit& visit) {
  const std::size_t count = bytes.size() / sizeof(T);
  for (std::size_t n = 0; n < count; ++n) {
    std::byte raw[sizeof(T)];
    for (std::size_t b = 0; b < sizeof(T); ++b) raw[swap ? sizeof(T) - 1 - b : b] = bytes[n * sizeof(T) + b];
    T value;
    std::memcpy(&value, raw, sizeof(T));
    visit(n, static_cast<double>(value));
  }
}

/// Calls visit(index, value) for every stored value. `swap`: the file has the other byte order.
template <class Visit>
void visit_values(std::span<const std::byte> bytes, ValueType type, bool swap, const Visit& visit) {
  switch (type) {
    case ValueType::int8:
      return visit_as<std::int8_t>(bytes, swap, visit);
    case ValueType::uint8:
      return visit_as<std::uint8_t>(bytes, swap, visit);
    case ValueType::int16:
      return visit_as<std::int16_t>(bytes, swap, visit);
    case ValueType::uint16:
      return visit_as<std::uint16_t>(bytes, swap, visit);
    case ValueType::int32:
      return visit_as<std::int32_t>(bytes, swap, visit);
    case ValueType::uint32:
      return visit_as<std::uint32_t>(bytes, swap, visit);
    case ValueType::int64:
      return visit_as<std::int64_t>(bytes, swap, visit);
    case ValueType::uint64:
      return visit_as<std::uint64_t>(bytes, swap, visit);
    case ValueType::float32:
      return visit_as<float>(bytes, swap, visit);
    case ValueType::float64:
      return visit_as<double>(bytes, swap, visit);
  }
}

}  // namespace osteon
