// Prints, as Markdown, what is found in lateral pictures against what they hold:
//
//   lateral_accuracy DATA                      the real picture, marked in lateral_marks_by_eye.csv
//   ... --copies                               copies of it, with collapses drawn into them, or disturbed
//   ... --simulated FOLDER [--mirrored] [--upside-down] [--inverted]
//                                              drawn by tools/train/lateral/write_lateral_pictures.py
//   ... --films FOLDER                         of `osteon simulate radiograph`
//   ... --pixels-taken-for TIMES               as if pixels were so many times as large; 0: of unknown size
//   ... --pictures FOLDER                      draws what is found
//
// `lateral_accuracy_other_half` is the same with networks of the other half of the subjects.

#include "lateral_copies.hpp"
#include "lateral_errors.hpp"
#include "lateral_films.hpp"
#include "lateral_flags.hpp"
#include "lateral_found.hpp"
#include "lateral_overlay.hpp"

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/segmentation/lateral_spine.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace osteon {
namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path data, pictures, simulated, films, marks = "tests/accuracy/lateral_marks_by_eye.csv";
  LateralPose how;              ///< drawn pictures are held
  double pixels_taken_for = 1;  ///< lateral_found.hpp
  bool copies = false;          ///< of the real picture, with collapses drawn into them, or disturbed
};

/// A densitometer's picture, whether or not `analyze` would take it; the field is its ExposedArea.
Result<DxaPicture> loaded(const fs::path& file, const Eigen::Vector2d& field_mm) {
  SeriesOutline outline = survey({file}).studies.at(0).series.at(0);
  outline.files = {file};
  outline.picture = PictureOutline{};
  const auto picture = load_dxa_picture(outline, Eigen::Vector2d(1, 1));
  if (!picture) return picture;
  const auto [columns, rows] = picture->grey.grid().size;
  return load_dxa_picture(outline, field_mm.cwiseQuotient(Eigen::Vector2d(columns, rows)));
}

/// What shows no spine from the side.
void other_pictures(const Options& options) {
  const std::map<std::string, Eigen::Vector2d> fields_mm{{"left-femur.dcm", {170, 150}},
                                                         {"left-knee.dcm", {160, 212}}};
  for (const auto& [file, field_mm] : fields_mm) {
    const auto picture = loaded(options.data / "dxa/lunar-idxa" / file, field_mm);
    const auto spine = picture ? find_lateral_spine(*picture) : Result<LateralSpine>(picture.error());
    fmt::print("\n`{}`: {}\n", file,
               spine ? fmt::format("{} bodies", spine->found.size()) : spine.error().message);
  }
}

Result<MarkedPicture> real_picture(const Options& options) {
  auto picture = loaded(options.data / "dxa/lunar-idxa/lateral-vertebral-assessment.dcm", {200, 438});
  if (!picture) return picture.error();
  LateralTruth truth = lateral_truth(options.marks, picture->grey.grid());
  return MarkedPicture{std::move(*picture), std::move(truth)};
}

LateralErrors errors_in(const MarkedPicture& marked, const Options& options) {
  LateralErrors errors;
  const auto spine = spine_in(marked.picture, options.pixels_taken_for);
  if (!options.pictures.empty())
    draw_lateral(marked.picture, spine ? &*spine : nullptr, marked.truth,
                 options.pictures / "lateral-vertebral-assessment.png");
  if (!spine) {
    fmt::print("| LVA | refused: {} |\n", spine.error().message);
    return errors;
  }
  compare(&*spine, marked.truth, {}, errors);
  print_row("`lateral-vertebral-assessment.dcm`", errors);
  return errors;
}

cv::Mat1b held(cv::Mat1b picture, const LateralPose& how) {
  if (how.anterior_is_left) cv::flip(picture, picture, 1);
  if (how.upside_down) cv::flip(picture, picture, 0);
  return how.bone_is_dark ? cv::Mat1b(255 - picture) : picture;
}

LateralTruth held(LateralTruth truth, const LateralPose& how, const Grid<2>& grid) {
  for (auto& [level, points] : truth)
    for (auto& p : points) {
      if (!p) continue;
      if (how.anterior_is_left) p->x() = grid.size[0] - 1 - p->x();
      if (how.upside_down) p->y() = grid.size[1] - 1 - p->y();
    }
  return truth;
}

struct Subject {
  LateralErrors errors;
  LateralFlags flags;
  int pictures = 0, refused = 0, held_otherwise = 0;
};

/// Pictures by what their names are counted from, and how surely.
struct Named {
  int right = 0, all = 0;
};
using ByEvidence = std::map<std::pair<std::string, double>, Named>;

/// NAME.png, 8 bits, 1 mm pixels, with NAME.csv and NAME.bodies beside it.
void look_at(const fs::path& file, const Options& options, Subject& subject, ByEvidence& names) {
  const LateralPose& how = options.how;
  const cv::Mat1b grey = held(cv::imread(file.string(), cv::IMREAD_GRAYSCALE), how);
  const Grid<2> grid{{grey.cols, grey.rows}, {1, 1}, Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()};
  const DxaPicture picture{Image2D<float>(grid, std::vector<float>(grey.begin(), grey.end()))};
  const auto truth = held(lateral_truth(fs::path(file).replace_extension(".csv"), grid), how, grid);
  const auto drawn = drawn_bodies(fs::path(file).replace_extension(".bodies"));
  const auto spine = spine_in(picture, options.pixels_taken_for);
  if (!options.pictures.empty())
    draw_lateral(picture, spine ? &*spine : nullptr, truth, options.pictures / file.filename());
  judge(spine ? &*spine : nullptr, truth, drawn, grid, subject.flags);
  ++subject.pictures;
  subject.held_otherwise += spine && !(spine->pose == how);
  LateralErrors& errors = subject.errors;
  const int before = errors.misnamed + errors.misnamed_for_certain;
  compare(spine ? &*spine : nullptr, truth, drawn, errors);
  if (!spine) {
    ++subject.refused;
    return;
  }
  Named& alike = names[{spine->named_by, spine->name_confidence}];
  ++alike.all;
  alike.right += errors.misnamed + errors.misnamed_for_certain == before;
}

void print_names(const ByEvidence& names) {
  fmt::print(
      "\n| names are counted from | at a confidence of | pictures | all names right |\n|---|---|---|---|\n");
  for (const auto& [how, pictures] : names)
    fmt::print("| {} | {:.1f} | {} | {} |\n", how.first, how.second, pictures.all, pictures.right);
}

void simulated(const Options& options) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(options.simulated))
    if (entry.path().extension() == ".png") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::map<std::string, Subject> subjects;
  ByEvidence names;
  for (const fs::path& file : files) {
    const std::string subject = file.stem().string().substr(0, file.stem().string().rfind('_'));
    look_at(file, options, subjects[subject], names);
  }
  for (const auto& [title, subject] : subjects)
    print_row(fmt::format("{} ({} of {} refused, {} turned wrongly)", title, subject.refused,
                          subject.pictures, subject.held_otherwise),
              subject.errors);
  print_names(names);
  print_heading_of_flags();
  std::vector<LateralErrors> all_errors;
  for (const auto& [title, subject] : subjects) {
    print_row(title, subject.flags);
    all_errors.push_back(subject.errors);
  }
  print_clearness(all_errors);
  print_confirmed(all_errors);
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  osteon::Options options;
  CLI::App app("Accuracy of lateral pictures");
  app.add_option("data", options.data)->required();
  app.add_option("--pictures", options.pictures);
  app.add_option("--simulated", options.simulated);
  app.add_option("--films", options.films);
  app.add_option("--marks", options.marks);
  app.add_option("--pixels-taken-for", options.pixels_taken_for,
                 "The size of a pixel is taken for so many times what it is; 0: nobody states it");
  app.add_flag("--copies", options.copies);
  app.add_flag("--mirrored", options.how.anterior_is_left);
  app.add_flag("--upside-down", options.how.upside_down);
  app.add_flag("--inverted", options.how.bone_is_dark);
  CLI11_PARSE(app, argc, argv);
  osteon::print_heading();
  const auto real = osteon::real_picture(options);
  if (!real) fmt::print("{}\n", real.error().message);
  const auto errors = real ? osteon::errors_in(*real, options) : osteon::LateralErrors{};
  if (!options.simulated.empty()) osteon::simulated(options);
  if (!options.films.empty()) osteon::print_films(options.films, options.pictures, options.pixels_taken_for);
  osteon::print_points(errors);
  if (options.copies && real) osteon::print_copies(*real, options.pictures);
  osteon::other_pictures(options);
  return 0;
}
