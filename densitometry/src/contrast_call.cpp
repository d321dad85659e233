#include "contrast_call.hpp"

#include "words.hpp"

namespace osteon {
namespace {

// Blood without contrast medium: 20 +- 40 HU (window of kMichalski2020); descending aorta 39 to 50 HU, with
// anaemia 25 to 37 (quartiles of 325 patients, doi 10.21203/rs.3.rs-1420003). With it, 3 minutes
// and more after the injection, hardly below 80.
constexpr double kNativeBloodMostHu = 60, kEnhancedBloodLeastHu = 80, kUsualBloodHu = 40;
// Liver 55 +- 10 HU; with contrast medium at 45 s 55 + 60 (kGoshima2006). Iron and amiodarone raise it to 90.
constexpr double kUsualLiverHu = 55, kEnhancedLiverLeastHu = 95, kLiverRiseHu = 15;
// Rise of the aorta by that of the liver (kGoshima2006): about 16 in the arterial phase, 2 at 45 to 55 s; 1
// when the medium has spread.
constexpr double kArterialRatio = 4.0, kDelayedRatio = 1.4;
constexpr double kArterialRiseHu = 180;  // between 125 at 45 s and 300 at 15 s
constexpr double kOpacifiedMl = 2.0;

std::string hu(const char* what, const TissueAttenuation& tissue) {
  return std::string(what) + " " + rounded(tissue.mean_hu, 0) + " HU";
}

/// What the header names: nothing, something by mouth or rectum alone, or something else.
enum class NamedAgent { none, enteric, other };

NamedAgent named_agent(const CtAcquisition& ct) {
  const std::string words = upper(ct.contrast_agent + " " + ct.contrast_route);
  if (ct.contrast_agent.empty() && ct.contrast_route.empty()) return NamedAgent::none;
  const bool vein =
      contains(words, "IV") || contains(words, "I.V") || contains(words, "VEN") || contains(words, "VASC");
  const bool bowel = contains(words, "ORAL") || contains(words, "RECT") || contains(words, "ENTER") ||
                     contains(words, "MOUTH");
  return bowel && !vein ? NamedAgent::enteric : NamedAgent::other;
}

ContrastCall enhanced(const ConditionEvidence& e) {
  const double rise = e.aorta->mean_hu - kUsualBloodHu;
  std::string text = hu("aorta", *e.aorta);
  if (e.liver) {
    text += ", " + hu("liver", *e.liver);
    const double liver_rise = e.liver->mean_hu - kUsualLiverHu;
    if (liver_rise >= kLiverRiseHu) {
      const double ratio = rise / liver_rise;
      const auto state = ratio >= kArterialRatio  ? ContrastState::arterial
                         : ratio >= kDelayedRatio ? ContrastState::portal_venous
                                                  : ContrastState::delayed;
      return {state, text, {}};
    }
  }
  return {rise >= kArterialRiseHu ? ContrastState::arterial : ContrastState::iv_unknown_phase, text, {}};
}

ContrastCall native(const ConditionEvidence& e, const char* vessel, const TissueAttenuation& blood) {
  std::string text = hu(vessel, blood);
  const NamedAgent agent = named_agent(e.acquisition);
  ContrastCall call{ContrastState::native, text, {}};
  if (e.opacified_ml >= kOpacifiedMl) {
    call = {ContrastState::enteric_only,
            text + ", " + rounded(e.opacified_ml, 0) + " ml of bowel or bladder with contrast medium",
            {}};
  }
  if (agent == NamedAgent::other)
    call.warning =
        Warning{"ct.contrast-contradicts-header",
                "The header names a contrast agent, but blood is as dense as without one (" + text + ")."};
  return call;
}

ContrastCall by_header(const ConditionEvidence& e, const std::string& why) {
  switch (named_agent(e.acquisition)) {
    case NamedAgent::enteric:
      return {ContrastState::enteric_only, "the header names an agent in bowel; " + why, {}};
    case NamedAgent::other:
      return {ContrastState::iv_unknown_phase, "the header names a contrast agent; " + why, {}};
    case NamedAgent::none:
      break;
  }
  return {ContrastState::unknown, "the header names no agent, which proves nothing; " + why, {}};
}

/// What blood says by itself.
std::optional<ContrastCall> by_blood(const ConditionEvidence& e, const char* vessel,
                                     const std::optional<TissueAttenuation>& blood) {
  if (!blood) return std::nullopt;
  const double doubt = 2 * blood->standard_error_hu;
  if (blood->mean_hu - doubt <= kNativeBloodMostHu && blood->mean_hu + doubt < kEnhancedBloodLeastHu)
    return native(e, vessel, *blood);
  if (blood->mean_hu - doubt < kEnhancedBloodLeastHu)
    return by_header(e, hu(vessel, *blood) + " is between native and enhanced blood");
  if (e.aorta) return enhanced(e);
  return ContrastCall{ContrastState::iv_unknown_phase, hu(vessel, *blood), {}};
}

}  // namespace

ContrastCall contrast_call(const ConditionEvidence& evidence) {
  if (auto call = by_blood(evidence, "aorta", evidence.aorta)) return *call;
  if (auto call = by_blood(evidence, "vena cava", evidence.vena_cava)) return *call;
  if (evidence.liver && evidence.liver->mean_hu >= kEnhancedLiverLeastHu)
    return {ContrastState::iv_unknown_phase, hu("liver", *evidence.liver), {}};
  return by_header(evidence, "no vessel is seen");
}

}  // namespace osteon
