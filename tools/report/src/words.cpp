#include "words.hpp"

namespace osteon {

std::string word(Sex sex) {
  switch (sex) {
    case Sex::female:
      return "F";
    case Sex::male:
      return "M";
    case Sex::other:
      return "O";
  }
  return "";
}

std::string word(HeightReference reference) {
  switch (reference) {
    case HeightReference::neighbours:
      return "neighbours";
    case HeightReference::own_posterior:
      return "own-posterior";
  }
  return "";
}

std::string word(DeformityShape shape) {
  switch (shape) {
    case DeformityShape::none:
      return "none";
    case DeformityShape::wedge:
      return "wedge";
    case DeformityShape::biconcave:
      return "biconcave";
    case DeformityShape::crush:
      return "crush";
  }
  return "";
}

std::string word(DensityRegion region) {
  switch (region) {
    case DensityRegion::trabecular_core:
      return "trabecular-core";
    case DensityRegion::trabecular_oval:
      return "trabecular-oval";
    case DensityRegion::body:
      return "body";
    case DensityRegion::cortical_shell:
      return "cortical-shell";
    case DensityRegion::whole_vertebra:
      return "whole-vertebra";
  }
  return "";
}

std::string word(Calibration calibration) {
  switch (calibration) {
    case Calibration::none:
      return "none";
    case Calibration::phantom:
      return "phantom";
    case Calibration::asynchronous:
      return "asynchronous";
    case Calibration::internal:
      return "internal";
  }
  return "";
}

std::string word(Priority priority) {
  switch (priority) {
    case Priority::critical:
      return "critical";
    case Priority::warning:
      return "warning";
    case Priority::info:
      return "info";
  }
  return "";
}

std::string word(RuleStatus status) {
  switch (status) {
    case RuleStatus::active:
      return "active";
    case RuleStatus::pending_confirmation:
      return "pending_confirmation";
    case RuleStatus::blocked:
      return "blocked";
    case RuleStatus::blocked_missing_input:
      return "blocked_missing_input";
    case RuleStatus::not_applicable:
      return "not_applicable";
  }
  return "";
}

std::string mimic_words(const std::string& mimic) {
  if (mimic == "schmorl") return "a Schmorl&#8217;s node";
  if (mimic == "scheuermann") return "Scheuermann&#8217;s disease";
  if (mimic == "cupids-bow") return "a cupid&#8217;s bow";
  if (mimic == "osteophytes") return "osteophytes of the rim";
  if (mimic == "physiologic-wedge") return "the level&#8217;s natural wedging";
  if (mimic == "short-height") return "a body that was always short";
  return "something else";
}

}  // namespace osteon
