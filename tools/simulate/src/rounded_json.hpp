#pragma once

#include <Eigen/Core>
#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>

namespace osteon {

/// Micrometres and milligrams are enough; more would differ between machines.
inline double rounded(double value) { return std::round(1e4 * value) / 1e4; }
inline nlohmann::ordered_json place(const Eigen::Vector2d& p) { return {rounded(p[0]), rounded(p[1])}; }
inline nlohmann::ordered_json place(const Eigen::Vector3d& p) {
  return {rounded(p[0]), rounded(p[1]), rounded(p[2])};
}
inline nlohmann::ordered_json place(const std::optional<Eigen::Vector2d>& p) {
  return p ? place(*p) : nlohmann::ordered_json(nullptr);
}

}  // namespace osteon
