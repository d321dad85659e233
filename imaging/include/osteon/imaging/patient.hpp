#pragma once

#include <osteon/imaging/anatomy.hpp>

#include <optional>
#include <string>

namespace osteon {

/// What is known of the person. What is missing stays missing; names are not read at all.
struct Patient {
  std::string id;  ///< PatientID; empty = unknown
  std::optional<Sex> sex;
  std::optional<double> age_years;  ///< at the examination
  std::optional<double> height_cm;
  std::optional<double> weight_kg;
  friend bool operator==(const Patient&, const Patient&) = default;
};

}  // namespace osteon
