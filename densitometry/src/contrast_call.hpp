#pragma once

#include <osteon/densitometry/ct_acquisition.hpp>

#include <optional>
#include <string>

namespace osteon {

struct ContrastCall {
  ContrastState state;
  std::string evidence;
  std::optional<Warning> warning;  ///< image and header do not agree
};

/// By blood, then by the liver, then by the header.
[[nodiscard]] ContrastCall contrast_call(const ConditionEvidence& evidence);

}  // namespace osteon
