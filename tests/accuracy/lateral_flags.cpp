#include "lateral_flags.hpp"

#include "lateral_errors.hpp"
#include "measured_lateral.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace osteon {
namespace {

/// The true points as if they had been found: a subject may have fractures of its own.
LateralSpine true_spine(const LateralTruth& truth) {
  constexpr double kSureMm = 0.3;
  LateralSpine spine;
  for (const auto& [level, points] : truth) {
    if (std::any_of(points.begin(), points.end(), [](const auto& p) { return !p; })) continue;
    LateralVertebra v{level, {}, {}, 1, true};
    for (std::size_t k = 0; k < 6; ++k) v.points[k] = *points[k];
    v.sd_mm.fill(kSureMm);
    spine.found.push_back(v);
  }
  return spine;
}

std::map<BoneRegion, VertebraMeasurement> by_level(std::vector<VertebraMeasurement> vertebrae) {
  std::map<BoneRegion, VertebraMeasurement> result;
  for (auto& v : vertebrae) result.emplace(v.level, std::move(v));
  return result;
}

void count(const VertebraMeasurement* found, bool collapsed, LateralFlags& flags) {
  ++(collapsed ? flags.collapsed : flags.sound);
  const bool evaluable = found != nullptr && found->deformity.has_value();
  if (collapsed && !evaluable) ++flags.not_evaluable;
  if (!evaluable) return;
  flags.sound_evaluable += !collapsed;
  if (found->deformity->suspected) ++(collapsed ? flags.suspected : flags.falsely_suspected);
  if (found->deformity->possible) ++(collapsed ? flags.possible : flags.falsely_possible);
}

}  // namespace

void judge(const LateralSpine* spine, const LateralTruth& truth, const std::map<BoneRegion, DrawnBody>& drawn,
           const Grid<2>& stored, LateralFlags& flags) {
  constexpr double kCollapsed = 0.25, kSound = 0.15;
  const auto of = [&](BoneRegion level) {
    return drawn.contains(level) ? drawn.at(level) : DrawnBody{0, true};
  };
  if (spine == nullptr) {
    for (const auto& [level, points] : truth)
      flags.refused += of(level).shows && of(level).loss >= kCollapsed;
    return;
  }
  ++flags.pictures;
  const auto known = by_level(measured_lateral({{}, 0, true_spine(truth), true}, stored, {}));
  const auto measured = measured_lateral({{}, 0, *spine, true}, stored, {});
  const auto found = matched(*spine, truth);
  auto at = found.begin();
  for (const auto& [level, points] : truth) {
    const auto index = *at++;
    const auto [loss, shows] = of(level);
    const bool collapsed = shows && loss >= kCollapsed;
    const auto* of_truth =
        known.contains(level) && known.at(level).deformity ? &*known.at(level).deformity : nullptr;
    const bool plain = of_truth != nullptr && of_truth->genant_grade == 0 && !of_truth->possible;
    if (collapsed && of_truth != nullptr) {
      flags.truly_suspected += of_truth->suspected;
      flags.truly_possible += of_truth->possible;
    }
    if (collapsed || (loss < kSound && plain)) count(index ? &measured[*index] : nullptr, collapsed, flags);
  }
}

void print_heading_of_flags() {
  fmt::print(
      "\n| subject | pictures | drawn collapses of 25 % and more that show | suspected, possible by their "
      "true points "
      "| suspected | possible | not evaluable | in "
      "refused pictures | sound bodies | evaluable | suspected, per picture | possible, per picture "
      "|\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
}

void print_row(const std::string& title, const LateralFlags& f) {
  const double pictures = std::max(f.pictures, 1);
  fmt::print("| {} | {} | {} | {}, {} | {} | {} | {} | {} | {} | {} | {:.2f} | {:.2f} |\n", title, f.pictures,
             f.collapsed, f.truly_suspected, f.truly_possible, f.suspected, f.possible, f.not_evaluable,
             f.refused, f.sound, f.sound_evaluable, f.falsely_suspected / pictures,
             f.falsely_possible / pictures);
}

}  // namespace osteon
