#pragma once

#include "consultation.hpp"

namespace osteon {

struct DerivedField {
  Derived number;
  std::string_view words, unit;
  std::string_view needs;  ///< the inputs, for the list of what is missing
};
[[nodiscard]] const DerivedField& field(Derived number);

}  // namespace osteon
