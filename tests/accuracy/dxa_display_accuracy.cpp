// Densities from the grey of simulated displays and the table of the same scan, against what the densitometer
// measures over the true regions. Prints the tables of docs/dxa-display.md:
//   dxa_display_accuracy DATA [--only NAME] [--setting NAME]

#include "dxa_tables.hpp"
#include "dxa_taken.hpp"

#include <osteon/densitometry/display_density.hpp>
#include <osteon/pipeline/measured_pictures.hpp>
#include <osteon/segmentation/dxa_hip.hpp>
#include <osteon/segmentation/dxa_spine.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace osteon {
namespace {

/// The curve of a display that is no straight line of density.
struct Display {
  std::string words;
  double exponent, gain;
};
const std::vector<Display>& displays() {
  static const std::vector<Display> all = {{"as made", 1, 1},
                                           {"bent, exponent 0.7", 0.7, 1},
                                           {"bent, exponent 1.5", 1.5, 1},
                                           {"1.4 times as bright", 1, 1.4}};
  return all;
}

DxaPicture on(const Display& display, DxaPicture picture) {
  constexpr double kWhite = 252;
  for (float& v : picture.grey.pixels())
    v = static_cast<float>(
        2 *
        std::lround(0.5 * std::min(kWhite, kWhite * display.gain * std::pow(v / kWhite, display.exponent))));
  return picture;
}

/// Estimates held against numbers that are right.
struct Score {
  int pictures = 0, answered = 0, told = 0, told_wrongly = 0;
  double curve = 0, worst_curve = 0, square = 0, worst = 0, whole = 0, reported_square = 0,
         worst_reported = 0;
  int regions = 0, wholes = 0;
  std::map<std::string, int> refusals;
};

double right_value(const std::vector<ReportedRow>& right, const std::string& region) {
  for (const ReportedRow& one : right)
    if (one.region == region) return one.bmd.value;
  return 0;
}

bool is_whole(const std::string& region) { return region == "L1-L4" || region == "total"; }

/// `touched`: the regions that were drawn wrong; where there are any they alone are held against what is
/// right.
void add(Score& score, const Result<RemeasuredDisplay>& found, const std::vector<ReportedRow>& right,
         const std::vector<std::string>& touched) {
  ++score.pictures;
  if (!found) {
    ++score.refusals[found.error().code];
    return;
  }
  ++score.answered;
  double mean = 0;
  for (const RemeasuredRegion& one : found->regions)
    mean += in_g_per_cm2(one.reported) / static_cast<double>(found->regions.size());
  const double error = in_g_per_cm2(found->curve.error) / mean;
  score.curve += error;
  score.worst_curve = std::max(score.worst_curve, error);
  bool all_told = true;
  for (const RemeasuredRegion& one : found->regions) {
    const double truth = right_value(right, one.region);
    const double off = in_g_per_cm2(one.estimated.value) / truth - 1;
    const bool wrong = std::find(touched.begin(), touched.end(), one.region) != touched.end();
    if (is_whole(one.region)) {
      score.whole += std::abs(off), ++score.wholes;
      continue;
    }
    all_told = all_told && (!wrong || one.drawn_otherwise);
    score.told_wrongly += !wrong && one.drawn_otherwise;
    if (!touched.empty() && !wrong) continue;
    const double reported = in_g_per_cm2(one.reported) / truth - 1;
    score.square += off * off, score.reported_square += reported * reported, ++score.regions;
    score.worst = std::max(score.worst, std::abs(off));
    score.worst_reported = std::max(score.worst_reported, std::abs(reported));
  }
  score.told += all_told;
}

std::string per_cent(double value) { return fmt::format("{:.1f} %", 100 * value); }
double rms(double square, int count) { return count > 0 ? std::sqrt(square / count) : 0; }

void print(const std::string& subject, const std::string& words, const Score& score, bool with_wrong) {
  std::string refused;
  for (const auto& [code, count] : score.refusals) refused += fmt::format("{} {} ", count, code);
  fmt::print("| {} | {} | {} of {} | {} |", subject, words, score.answered, score.pictures,
             refused.empty() ? "-" : refused);
  if (score.answered == 0) {
    fmt::print("{}\n", with_wrong ? " | | | | | |" : " | | | | |");
    return;
  }
  const auto errors = [&](double square, double worst) {
    return score.regions > 0 ? per_cent(rms(square, score.regions)) + " / " + per_cent(worst) : "-";
  };
  if (with_wrong)
    fmt::print(" {} | {} | {} | {} | {} |\n", score.told, score.told_wrongly,
               errors(score.reported_square, score.worst_reported), errors(score.square, score.worst),
               score.wholes > 0 ? per_cent(score.whole / score.wholes) : "-");
  else
    fmt::print(" {} / {} | {} | {} | {} |\n", per_cent(score.curve / score.answered),
               per_cent(score.worst_curve), errors(score.square, score.worst),
               score.wholes > 0 ? per_cent(score.whole / score.wholes) : "-", score.told_wrongly);
  std::fflush(stdout);
}

/// All rows of one subject: the displays with a right table, then the wrong tables.
struct Rows {
  std::vector<Score> right = std::vector<Score>(displays().size() + 2);
  std::map<std::string, Score> wrong;
};

void take_spine(const DxaSubject& subject, const Setting& setting, const TakingOptions& options, Rows& rows) {
  const auto scan = taken(subject, setting, options);
  if (!scan) return;
  const SpineTruth truth = spine_truth(subject.scan, *subject.spine, subject.line, scan->view, scan->picture);
  const Image2D<float>& measured = scan->map.bone.g_per_cm2;
  const auto right = table_of(measured, truth.levels);
  const auto by_ct = table_of(scan->picture.mineral.g_per_cm2, truth.levels);
  for (std::size_t k = 0; k < displays().size(); ++k) {
    const DxaPicture picture = on(displays()[k], shown(*scan));
    const auto found = find_dxa_spine(picture);
    if (!found) continue;
    const auto regions = displayed_bone(picture, found->vertebrae, found->field);
    add(rows.right[k], remeasure(regions, right, "GE"), right, {});
    if (k > 0) continue;
    add(rows.right[displays().size()], remeasure(regions, by_ct, "GE"), by_ct, {});
    add(rows.right.back(), remeasure(displayed_bone(picture, truth.levels, found->field), right, "GE"), right,
        {});
    for (const WrongTable& wrong : wrong_tables())
      add(rows.wrong[wrong.words], remeasure(regions, table_of(measured, wrong.drawn(truth.levels)), "GE"),
          right, wrong.touched);
  }
}

void take_hip(const DxaSubject& subject, const Setting& setting, const TakingOptions& options, Rows& rows) {
  const auto scan = taken(subject, setting, options);
  if (!scan) return;
  const HipTruth truth = hip_truth(subject.scan, *subject.femurs, *subject.femur, subject.hip, subject.line,
                                   scan->view, scan->picture);
  if (!truth.layout) return;
  const auto right = table_of(scan->map.bone.g_per_cm2, truth);
  const auto by_ct = table_of(scan->picture.mineral.g_per_cm2, truth);
  for (std::size_t k = 0; k < displays().size(); ++k) {
    const DxaPicture picture = on(displays()[k], shown(*scan));
    const auto found = find_dxa_hip(picture);
    if (!found) continue;
    const auto regions = displayed_bone(picture, found->femur, found->field, places_of(*found));
    add(rows.right[k], remeasure(regions, right, "Hologic"), right, {});
    if (k > 0) continue;
    add(rows.right[displays().size()], remeasure(regions, by_ct, "Hologic"), by_ct, {});
    for (const auto& [words, by_mm] :
         {std::pair{"box of the neck 8 mm outwards", 8.0}, std::pair{"box of the neck 8 mm inwards", -8.0}})
      add(rows.wrong[words], remeasure(regions, table_of(scan->map.bone.g_per_cm2, truth, by_mm), "Hologic"),
          right, {"neck"});
  }
}

std::map<std::string, Rows> taken_all(const std::string& data, const TakingOptions& options) {
  std::map<std::string, Rows> all;
  for (const DxaSource& source : dxa_sources(data)) {
    if (!options.only.empty() && source.name != options.only) continue;
    for (const DxaSubject& subject : dxa_subjects(source))
      for (const Setting& setting : settings(options))
        (source.spine ? take_spine : take_hip)(subject, setting, options, all[subject.name]);
  }
  return all;
}

void print_all(const std::map<std::string, Rows>& all) {
  fmt::print(
      "| subject | display | estimated | refused | error of regions left out: mean / worst | estimate "
      "against "
      "the table: rms / worst | L1-L4 or total: mean | told drawn otherwise "
      "|\n|---|---|---|---|---|---|---|---|\n");
  for (const auto& [subject, rows] : all)
    for (std::size_t k = 0; k < rows.right.size(); ++k)
      if (rows.right[k].pictures > 0)
        print(subject,
              k < displays().size()    ? displays()[k].words
              : k == displays().size() ? "as made, true mineral in the table"
                                       : "as made, true regions",
              rows.right[k], false);
  fmt::print(
      "\n| subject | drawn wrong | estimated | refused | told, all of them | told, others | reported against "
      "the right value: rms / worst | estimate against it: rms / worst | L1-L4, mean |\n"
      "|---|---|---|---|---|---|---|---|---|\n");
  for (const auto& [subject, rows] : all)
    for (const auto& [words, score] : rows.wrong) print(subject, words, score, true);
}

}  // namespace
}  // namespace osteon

int main(int count, char** arguments) {
  CLI::App command("What do displays with their tables tell of density?");
  std::string data;
  osteon::TakingOptions options;
  command.add_option("data", data)->required();
  command.add_option("--only", options.only, "one scan by its name");
  command.add_option("--setting", options.setting, "one way to take a picture by its name");
  CLI11_PARSE(command, count, arguments);
  osteon::print_all(osteon::taken_all(data, options));
  return 0;
}
