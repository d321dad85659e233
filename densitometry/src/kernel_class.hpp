#pragma once

#include <osteon/densitometry/ct_acquisition.hpp>

#include <string>

namespace osteon {

struct KernelCall {
  KernelClass kernel;
  std::string evidence;
};

/// By the header's name; where it says nothing, by the noise.
[[nodiscard]] KernelCall kernel_call(const ConditionEvidence& evidence);

}  // namespace osteon
