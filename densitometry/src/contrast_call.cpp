#include "contrast_call.hpp"

#include "words.hpp"

namespace osteon {
namespace {

// Blood without contrast medium: 20 +- 40 HU (window of kMichalski2020); descending aorta 39 to 50 HU, with
// anaemia 25 to 37 (quartiles of 325 patients, doi 10.21203/rs.3.rs-1420003). With it, 3 minutes
// and more after the injection, hardly below 80.
constexpr double kLeastBloodHu = 10, kNativeBloodMostHu = 60, kEnhancedBloodLeastHu = 80, kUsualBloodHu = 40;
// A strand of muscle, chosen as the brightest: 50 to 70 HU; with tendon to 100 (tendons of 100 HU are
// thinner).
constexpr double kEnhancedStrandLeastHu = 100;
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

/// What the series description says: a person's word, so it never goes against a named agent.
std::optional<ContrastState> described(const CtAcquisition& ct) {
  if (ct.contrast_words == "NATIVE") return ContrastState::native;
  if (ct.contrast_words == "ARTERIAL") return ContrastState::arterial;
  if (ct.contrast_words == "VENOUS") return ContrastState::portal_venous;
  if (ct.contrast_words == "DELAYED") return ContrastState::delayed;
  if (ct.contrast_words == "ENHANCED") return ContrastState::iv_unknown_phase;
  return std::nullopt;
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
  const auto told = described(e.acquisition);
  if (agent == NamedAgent::other || (told && *told != ContrastState::native))
    call.warning =
        Warning{"ct.contrast-contradicts-header",
                "The header names a contrast agent, but blood is as dense as without one (" + text + ")."};
  return call;
}

ContrastCall by_header(const ConditionEvidence& e, const std::string& why) {
  const NamedAgent agent = named_agent(e.acquisition);
  const auto told = described(e.acquisition);
  const std::string says = told ? "the series description says " + std::string(name(*told)) + "; " : "";
  const bool says_enhanced = told && *told != ContrastState::native;
  switch (agent) {
    case NamedAgent::enteric:
      if (says_enhanced) break;
      return {ContrastState::enteric_only, "the header names an agent in bowel; " + why, {}};
    case NamedAgent::other:
      if (told == ContrastState::native)
        return {ContrastState::unknown, says + "the header names a contrast agent; " + why, {}};
      return {told.value_or(ContrastState::iv_unknown_phase),
              says + "the header names a contrast agent; " + why,
              {}};
    case NamedAgent::none:
      break;
  }
  if (told) return {*told, says + why, {}};
  return {ContrastState::unknown, "the header names no agent, which proves nothing; " + why, {}};
}

/// The brightest strand before a hip. Femoral vessels always run there, so blood is no brighter.
std::optional<ContrastCall> by_groin(const ConditionEvidence& e) {
  if (!e.groin_strand) return std::nullopt;
  const double doubt = 2 * e.groin_strand->standard_error_hu, mean = e.groin_strand->mean_hu;
  if (mean + doubt < kEnhancedBloodLeastHu)
    return native(e, "brightest strand before the hip", *e.groin_strand);
  const std::string text = hu("a strand before the hip", *e.groin_strand);
  if (mean - doubt < kEnhancedStrandLeastHu) return by_header(e, text + " may be muscle, tendon or vessel");
  return ContrastCall{ContrastState::iv_unknown_phase, text, {}};
}

/// The brightest strand before the lumbar column, where the border cuts the vessels that run there: dark as
/// blood without contrast medium, it tells if the header does not gainsay it; bright, it may be bowel.
std::optional<ContrastCall> by_column_front(const ConditionEvidence& e) {
  if (!e.front_strand) return std::nullopt;
  const double doubt = 2 * e.front_strand->standard_error_hu, mean = e.front_strand->mean_hu;
  const auto told = described(e.acquisition);
  const bool said_enhanced =
      named_agent(e.acquisition) == NamedAgent::other || (told && *told != ContrastState::native);
  if (mean - doubt > kLeastBloodHu && mean + doubt < kEnhancedBloodLeastHu && !said_enhanced)
    return native(e, "brightest strand before the column", *e.front_strand);
  return by_header(e, hu("a strand before the column", *e.front_strand) + " may be no vessel");
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
  if (auto call = by_blood(evidence, "heart", evidence.heart)) return *call;
  if (auto call = by_groin(evidence)) return *call;
  if (auto call = by_column_front(evidence)) return *call;
  if (evidence.liver && evidence.liver->mean_hu >= kEnhancedLiverLeastHu)
    return {ContrastState::iv_unknown_phase, hu("liver", *evidence.liver), {}};
  return by_header(
      evidence, evidence.no_blood.empty() ? "no vessel is seen" : "no vessel is seen: " + evidence.no_blood);
}

}  // namespace osteon
