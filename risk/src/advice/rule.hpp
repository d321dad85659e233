#pragma once

#include "consultation.hpp"

#include <osteon/risk/recommendation.hpp>

#include <array>
#include <span>
#include <string_view>

namespace osteon {

/// How far somebody has checked a rule's numbers: against the document itself, or against somebody's account
/// of it. What rests on memory alone does not act.
enum class Evidence { verified, secondary, memory };

/// One rule, one place: its sentence, what it asks, its limit, its source.
struct Rule {
  std::string_view id, pack, rule_class;
  Priority priority;
  std::string_view topic;    ///< what stays open while an input is missing
  std::string_view summary;  ///< below 140 characters
  std::string_view detail;
  Evidence evidence;
  std::array<const Citation*, 2> sources;  ///< the second may be null
  Truth (*when)(Consultation&);
};

// One pack, one file; packs of different bodies are never mixed.
[[nodiscard]] std::span<const Rule> safety_rules();
[[nodiscard]] std::span<const Rule> bhof_rules();

}  // namespace osteon
