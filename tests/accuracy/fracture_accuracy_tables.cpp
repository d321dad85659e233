#include "fracture_accuracy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace osteon::accuracy {
namespace {

using Chosen = std::vector<const Case*>;

struct Spread {
  double mean = 0, sd = 0;
};

Spread spread(const std::vector<double>& values) {
  if (values.empty()) return {};
  Spread result;
  for (const double v : values) result.mean += v / static_cast<double>(values.size());
  for (const double v : values) result.sd += (v - result.mean) * (v - result.mean);
  if (values.size() > 1) result.sd = std::sqrt(result.sd / static_cast<double>(values.size() - 1));
  return result;
}

std::string percentage(int part, int all) {
  return all == 0 ? "-" : fmt::format("{:.1f} % ({}/{})", 100.0 * part / all, part, all);
}

/// One row: errors of the loss against the untouched measurement and the map, and against the asked loss.
std::string error_row(const std::string& title, const Chosen& cases) {
  std::vector<double> own, nominal;
  int within = 0, missed = 0;
  for (const Case* c : cases) {
    if (!c->measured) {
      ++missed;
      continue;
    }
    own.push_back(c->measured_loss() - c->expected_loss());
    nominal.push_back(c->measured_loss() - c->nominal);
    within += std::abs(own.back()) <= 8;
  }
  const Spread a = spread(own), b = spread(nominal);
  return fmt::format("| {} | {} | {} | {:+.1f} | {:.1f} | {:+.1f}...{:+.1f} | {} | {:+.1f} | {:.1f} |\n",
                     title, cases.size(), missed, a.mean, a.sd, a.mean - 1.96 * a.sd, a.mean + 1.96 * a.sd,
                     percentage(within, static_cast<int>(own.size())), b.mean, b.sd);
}

std::string flag_row(const std::string& title, const Chosen& cases) {
  int fractured = 0, flagged = 0, whole = 0, flagged_whole = 0, named = 0, false_flags = 0, others = 0,
      others_named = 0;
  for (const Case* c : cases) {
    named += c->named;
    false_flags += c->false_flags;
    others_named += c->other_levels[0];
    others += c->other_levels[1];
    const double loss = c->expected_loss();
    fractured += loss >= 25;
    flagged += loss >= 25 && c->suspected;
    whole += loss < 15;
    flagged_whole += loss < 15 && c->suspected;
  }
  return fmt::format("| {} | {} | {} | {} | {} | {} |\n", title, percentage(flagged, fractured),
                     percentage(flagged_whole, whole), percentage(named, static_cast<int>(cases.size())),
                     percentage(others_named, others), percentage(false_flags, others));
}

struct Group {
  std::string title;
  std::function<bool(const std::string&, const Case&)> holds;
};

std::vector<Group> groups(const std::vector<ScanOutcome>& outcomes) {
  std::vector<Group> all{{"all", [](const auto&, const Case&) { return true; }}};
  for (const auto& o : outcomes)
    all.push_back({o.name, [name = o.name](const auto& scan, const Case&) { return scan == name; }});
  for (const Collapse kind : {Collapse::wedge, Collapse::biconcave, Collapse::crush})
    all.push_back({name_of(kind), [kind](const auto&, const Case& c) { return c.kind == kind; }});
  for (const double loss : {10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0})
    all.push_back(
        {fmt::format("{} %", loss), [loss](const auto&, const Case& c) { return c.nominal == loss; }});
  return all;
}

Chosen chosen(const std::vector<ScanOutcome>& outcomes, const Group& group) {
  Chosen result;
  for (const auto& o : outcomes)
    for (const auto& c : o.cases)
      if (group.holds(o.name, c)) result.push_back(&c);
  return result;
}

/// Of the measured cases.
std::string coverage_row(const std::string& title, const Chosen& cases) {
  std::array<int, 6> inside{};
  int heights = 0, losses = 0;
  double widths = 0;
  for (const Case* c : cases) {
    if (!c->measured) continue;
    for (std::size_t n = 0; n < 3; ++n) {
      ++heights;
      inside[0] += std::abs(c->height_z[n]) <= 1;
      inside[1] += c->height_in_95[n];
    }
    if (c->loss_sd <= 0) continue;
    ++losses;
    const double expected = c->expected_loss();
    inside[2] += std::abs(c->measured_loss() - expected) <= c->loss_sd;
    inside[3] += expected >= c->range_95[0] && expected <= c->range_95[1];
    const double made = c->made_loss();
    inside[4] += std::abs(c->measured_loss() - made) <= c->loss_sd;
    inside[5] += made >= c->range_95[0] && made <= c->range_95[1];
    widths += 0.5 * (c->range_95[1] - c->range_95[0]);
  }
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", title, percentage(inside[0], heights),
                     percentage(inside[1], heights), percentage(inside[4], losses),
                     percentage(inside[5], losses), percentage(inside[2], losses),
                     percentage(inside[3], losses),
                     losses > 0 ? fmt::format("±{:.0f}", widths / losses) : "-");
}

std::string reliability_table(const Chosen& cases) {
  constexpr std::array kBounds{0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0001};
  std::string rows =
      "| Stated probability of grade 1 or more | cases | mean stated | loss is 20 % or more "
      "|\n|---|---|---|---|\n";
  for (std::size_t n = 0; n + 1 < kBounds.size(); ++n) {
    int count = 0, real = 0;
    double stated = 0;
    for (const Case* c : cases) {
      if (!c->measured || c->probability < kBounds[n] || c->probability >= kBounds[n + 1]) continue;
      ++count;
      stated += c->probability;
      real += c->expected_loss() >= 20;
    }
    if (count > 0)
      rows += fmt::format("| {:.2f}...{:.2f} | {} | {:.2f} | {:.2f} |\n", kBounds[n],
                          std::min(1.0, kBounds[n + 1]), count, stated / count,
                          static_cast<double>(real) / count);
  }
  return rows;
}

/// What is said of spines that nobody touched.
std::string untouched_table(const std::vector<ScanOutcome>& outcomes) {
  std::string text =
      "| Scan | levels judged, untouched | suspected | not graded: implausible | cases | seconds | to be "
      "read "
      "with |\n|---|---|---|---|---|---|---|\n";
  int flags = 0, spines = 0;
  for (const auto& o : outcomes) {
    text += fmt::format("| {} | {} | {} | {} | {} | {:.0f} | {} |\n", o.name, o.untouched_levels,
                        o.untouched_flags, o.untouched_implausible, o.cases.size(), o.seconds, o.remark);
    flags += o.untouched_flags;
    spines += o.untouched_levels > 0;
  }
  if (spines > 0)
    text += fmt::format("\nFalse flags per untouched spine: {:.2f} ({} on {}).\n",
                        static_cast<double>(flags) / spines, flags, spines);
  return text;
}

}  // namespace

std::string tables(const std::vector<ScanOutcome>& outcomes) {
  std::string text = untouched_table(outcomes);
  text +=
      "\n| Cases | n | not measured | mean error | sd | 95 % limits | within 8 points | mean against asked | "
      "sd "
      "|\n|---|---|---|---|---|---|---|---|---|\n";
  const auto all = groups(outcomes);
  for (const auto& group : all) text += error_row(group.title, chosen(outcomes, group));
  text +=
      "\n| Cases | flagged, of losses from 25 % on | flagged, of losses below 15 % | named as before | other "
      "levels named as before | other "
      "levels newly flagged |\n|---|---|---|---|---|---|\n";
  for (const auto& group : all) text += flag_row(group.title, chosen(outcomes, group));
  text +=
      "\n| Covered by what was stated | heights, 68 % | heights, 95 % | loss made, 68 % | loss made, 95 % | "
      "loss less what was off before, 68 % | the same, 95 % | mean range of 95 % "
      "|\n|---|---|---|---|---|---|---|---|\n";
  for (const auto& group : all) text += coverage_row(group.title, chosen(outcomes, group));
  return text + "\n" + reliability_table(chosen(outcomes, all.front()));
}

std::string case_rows(const std::vector<ScanOutcome>& outcomes) {
  std::string text =
      "| Scan | Level | Kind | asked | made a/m/p | before a/m/p | after a/m/p | loss should be | is | sd | "
      "P | "
      "height error a/m/p mm | state |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";
  for (const auto& o : outcomes)
    for (const auto& c : o.cases)
      text += fmt::format(
          "| {} | {} | {} | {:.0f} | {:.0f} {:.0f} {:.0f} | {:.0f} {:.0f} {:.0f} | {:.0f} {:.0f} {:.0f} | "
          "{:.1f} | "
          "{:.1f} | {:.1f} | {:.2f} | {:+.1f} {:+.1f} {:+.1f} | {}{}{}, {} false |\n",
          o.name, name(c.level), name_of(c.kind), c.nominal, c.made[0], c.made[1], c.made[2], c.before[0],
          c.before[1], c.before[2], c.after[0], c.after[1], c.after[2], c.expected_loss(), c.measured_loss(),
          c.loss_sd, c.probability, c.height_off_mm[0], c.height_off_mm[1], c.height_off_mm[2],
          c.found ? "found" : "lost", c.named ? "" : ", misnamed", c.suspected ? ", suspected" : "",
          c.false_flags);
  return text;
}

}  // namespace osteon::accuracy
