#include <osteon/densitometry/ct_conditions.hpp>

namespace osteon {

std::string_view name(ContrastState state) {
  switch (state) {
    case ContrastState::unknown:
      return "unknown";
    case ContrastState::native:
      return "native";
    case ContrastState::enteric_only:
      return "enteric only";
    case ContrastState::arterial:
      return "arterial";
    case ContrastState::portal_venous:
      return "portal venous";
    case ContrastState::delayed:
      return "delayed";
    case ContrastState::iv_unknown_phase:
      return "intravenous, phase unknown";
  }
  return "";
}

std::optional<bool> carries_contrast(ContrastState state) {
  if (state == ContrastState::unknown) return std::nullopt;
  return state != ContrastState::native && state != ContrastState::enteric_only;
}

std::optional<ContrastPhase> published_phase(ContrastState state) {
  if (state == ContrastState::arterial) return ContrastPhase::arterial;
  if (state == ContrastState::portal_venous) return ContrastPhase::venous;
  return std::nullopt;
}

std::string_view name(KernelClass kernel) {
  switch (kernel) {
    case KernelClass::unknown:
      return "unknown";
    case KernelClass::soft:
      return "soft";
    case KernelClass::standard:
      return "standard";
    case KernelClass::sharp:
      return "sharp";
  }
  return "";
}

}  // namespace osteon
