// Prints, as Markdown, what is found in lateral pictures against what they hold:
// `lateral_accuracy DATA [--pictures FOLDER] [--simulated FOLDER]`. The real picture's marks are
// lateral_marks_by_eye.csv; simulated pictures are written by
// tools/train/lateral/write_lateral_pictures.py with their truth.

#include <osteon/imaging/load.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/segmentation/lateral_spine.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace osteon {
namespace {

namespace fs = std::filesystem;

constexpr std::array kPoints{"superior-anterior", "superior-middle", "superior-posterior",
                             "inferior-anterior", "inferior-middle", "inferior-posterior"};

/// Of one level; absent points were not evaluable. Picture millimetres.
using TruePoints = std::array<std::optional<Eigen::Vector2d>, 6>;
using Truth = std::map<BoneRegion, TruePoints>;

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> result;
  std::stringstream in(line);
  for (std::string cell; std::getline(in, cell, ',');) result.push_back(cell);
  return result;
}

/// level,point,column,row[,...]; lines that begin with # are skipped.
Truth truth_of(const fs::path& table, const Grid<2>& grid) {
  Truth truth;
  std::ifstream in(table);
  for (std::string line; std::getline(in, line);) {
    const auto row = cells(line);
    if (row.size() < 4 || line.front() == '#' || row[0] == "level") continue;
    const auto level = vertebra_from_name(row[0]);
    const auto point = std::find(kPoints.begin(), kPoints.end(), row[1]);
    if (!level || point == kPoints.end()) continue;
    truth[*level][static_cast<std::size_t>(point - kPoints.begin())] =
        grid.origin_mm + grid.spacing_mm.cwiseProduct(Eigen::Vector2d(std::stod(row[2]), std::stod(row[3])));
  }
  return truth;
}

void draw(const DxaPicture& picture, const LateralSpine* spine, const Truth& truth, const fs::path& file) {
  const Grid<2>& grid = picture.grey.grid();
  cv::Mat1f grey(grid.size[1], grid.size[0]);
  std::copy(picture.grey.pixels().begin(), picture.grey.pixels().end(), grey.begin());
  cv::normalize(grey, grey, 0, 255, cv::NORM_MINMAX);
  cv::Mat3b shown;
  cv::Mat1b bytes;
  grey.convertTo(bytes, CV_8U);
  cv::cvtColor(bytes, shown, cv::COLOR_GRAY2BGR);
  const double zoom = 4 * grid.spacing_mm[0];
  cv::resize(shown, shown, {}, zoom, 4 * grid.spacing_mm[1], cv::INTER_LINEAR);
  const auto at = [&](const Eigen::Vector2d& mm) {
    return cv::Point(static_cast<int>(std::lround(4 * (mm.x() + 0.5 * grid.spacing_mm[0]))),
                     static_cast<int>(std::lround(4 * (mm.y() + 0.5 * grid.spacing_mm[1]))));
  };
  for (const auto& [level, points] : truth)
    for (const auto& p : points)
      if (p) cv::circle(shown, at(*p), 4, {0, 255, 0}, 1, cv::LINE_AA);
  if (spine != nullptr) {
    for (const LateralVertebra& v : spine->found) {
      const std::array<std::size_t, 7> ring{0, 1, 2, 5, 4, 3, 0};
      for (std::size_t k = 0; k < 6; ++k)
        cv::line(shown, at(v.points[ring[k]]), at(v.points[ring[k + 1]]), {0, 200, 255}, 1, cv::LINE_AA);
      for (const auto& p : v.points) cv::circle(shown, at(p), 2, {0, 0, 255}, -1, cv::LINE_AA);
      cv::putText(shown, name(v.level), at(v.points[0]) + cv::Point(8, 14), cv::FONT_HERSHEY_SIMPLEX, 0.5,
                  {255, 255, 0}, 1, cv::LINE_AA);
    }
  }
  fs::create_directories(file.parent_path());
  cv::imwrite(file.string(), shown);
}

struct Errors {
  std::vector<double> points_mm, heights_mm, ap, mp;
  std::array<std::vector<double>, 6> by_point;
  int found = 0, missed = 0, extra = 0, misnamed = 0, misnamed_above_sacrum = 0;
};

double mean(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return v.empty() ? std::nan("") : sum / static_cast<double>(v.size());
}

double quantile(std::vector<double> v, double share) {
  if (v.empty()) return std::nan("");
  std::sort(v.begin(), v.end());
  return v[std::min(v.size() - 1, static_cast<std::size_t>(share * static_cast<double>(v.size())))];
}

/// Each true body with the nearest found one.
void compare(const LateralSpine& spine, const Truth& truth, Errors& errors) {
  constexpr double kSame = 8;
  std::vector<bool> used(spine.found.size());
  for (const auto& [level, points] : truth) {
    const LateralVertebra* nearest = nullptr;
    double least = kSame;
    for (std::size_t n = 0; n < spine.found.size(); ++n) {
      double sum = 0;
      int count = 0;
      Eigen::Vector2d off = Eigen::Vector2d::Zero();
      for (std::size_t k = 0; k < 6; ++k)
        if (points[k]) off += spine.found[n].points[k] - *points[k], ++count;
      sum = off.norm() / std::max(count, 1);
      if (count == 0 || sum >= least) continue;
      least = sum;
      nearest = &spine.found[n];
    }
    if (nearest == nullptr) {
      ++errors.missed;
      continue;
    }
    ++errors.found;
    used[static_cast<std::size_t>(nearest - spine.found.data())] = true;
    if (nearest->level != level) ++(spine.sacrum_seen ? errors.misnamed_above_sacrum : errors.misnamed);
    std::array<std::optional<double>, 3> h{}, t{};
    for (std::size_t k = 0; k < 6; ++k) {
      if (!points[k]) continue;
      const double e = (nearest->points[k] - *points[k]).norm();
      errors.points_mm.push_back(e);
      errors.by_point[k].push_back(e);
    }
    for (std::size_t k = 0; k < 3; ++k)
      if (points[k] && points[k + 3]) {
        t[k] = (*points[k] - *points[k + 3]).norm();
        h[k] = (nearest->points[k] - nearest->points[k + 3]).norm();
        errors.heights_mm.push_back(*h[k] - *t[k]);
      }
    if (t[0] && t[2]) errors.ap.push_back(*h[0] / *h[2] - *t[0] / *t[2]);
    if (t[1] && t[2]) errors.mp.push_back(*h[1] / *h[2] - *t[1] / *t[2]);
  }
  errors.extra += static_cast<int>(std::count(used.begin(), used.end(), false));
}

std::vector<double> magnitudes(std::vector<double> v) {
  for (double& x : v) x = std::abs(x);
  return v;
}

void print(const std::string& title, const Errors& e) {
  fmt::print(
      "| {} | {}/{} | {} | {} | {} | {:.1f} / {:.1f} / {:.1f} | {:+.1f} ({:.1f}) | {:.3f} | {:.3f} |\n",
      title, e.found, e.found + e.missed, e.misnamed, e.misnamed_above_sacrum, e.extra, mean(e.points_mm),
      quantile(e.points_mm, 0.5), quantile(e.points_mm, 0.9), mean(e.heights_mm),
      mean(magnitudes(e.heights_mm)), mean(magnitudes(e.ap)), mean(magnitudes(e.mp)));
}

struct Options {
  fs::path data, pictures, simulated, marks = "tests/accuracy/lateral_marks_by_eye.csv";
};

void heading() {
  fmt::print(
      "| picture | bodies found | wrong name | wrong name, sacrum seen | besides | points, mm: mean / median "
      "/ p90 | heights, mm: mean (mean size) | "
      "ant/post | mid/post |\n|---|---|---|---|---|---|---|---|---|\n");
}

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

/// Errors by kind of point.
void print_points(const Errors& errors) {
  for (std::size_t k = 0; k < 6; ++k)
    fmt::print("{}{} {:.1f}", k > 0 ? ", " : "\n", kPoints[k], mean(errors.by_point[k]));
  fmt::print(" mm\n");
}

Errors real_picture(const Options& options) {
  Errors errors;
  const auto picture = loaded(options.data / "dxa/lunar-idxa/lateral-vertebral-assessment.dcm", {200, 438});
  if (!picture) {
    fmt::print("{}\n", picture.error().message);
    return errors;
  }
  const Truth truth = truth_of(options.marks, picture->grey.grid());
  const auto spine = find_lateral_spine(*picture);
  if (!options.pictures.empty())
    draw(*picture, spine ? &*spine : nullptr, truth, options.pictures / "lateral-vertebral-assessment.png");
  if (!spine) {
    fmt::print("| LVA | refused: {} |\n", spine.error().message);
    return errors;
  }
  compare(*spine, truth, errors);
  print("`lateral-vertebral-assessment.dcm`", errors);
  return errors;
}

/// NAME.png, 8 bits, 1 mm pixels, with NAME.csv beside it.
void simulated(const Options& options) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(options.simulated))
    if (entry.path().extension() == ".png") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::map<std::string, Errors> by_subject;
  std::map<std::string, int> refused;
  std::array<int, 2> right{}, all{};  // pictures by whether a sacrum is seen
  for (const fs::path& file : files) {
    const cv::Mat1b grey = cv::imread(file.string(), cv::IMREAD_GRAYSCALE);
    const Grid<2> grid{{grey.cols, grey.rows}, {1, 1}, Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()};
    const DxaPicture picture{Image2D<float>(grid, std::vector<float>(grey.begin(), grey.end()))};
    const auto truth = truth_of(fs::path(file).replace_extension(".csv"), grid);
    const std::string subject = file.stem().string().substr(0, file.stem().string().rfind('_'));
    const auto spine = find_lateral_spine(picture);
    if (!options.pictures.empty())
      draw(picture, spine ? &*spine : nullptr, truth, options.pictures / file.filename());
    if (!spine) {
      ++refused[subject];
      by_subject[subject].missed += static_cast<int>(truth.size());
      continue;
    }
    Errors& errors = by_subject[subject];
    const int before = errors.misnamed + errors.misnamed_above_sacrum;
    compare(*spine, truth, errors);
    ++all[spine->sacrum_seen];
    right[spine->sacrum_seen] += errors.misnamed + errors.misnamed_above_sacrum == before;
  }
  for (const auto& [subject, errors] : by_subject)
    print(fmt::format("{} ({} refused)", subject, refused[subject]), errors);
  fmt::print("\nAll names right in {} of {} pictures where a sacrum is seen, in {} of {} others.\n", right[1],
             all[1], right[0], all[0]);
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  osteon::Options options;
  CLI::App app("Accuracy of lateral pictures");
  app.add_option("data", options.data)->required();
  app.add_option("--pictures", options.pictures);
  app.add_option("--simulated", options.simulated);
  app.add_option("--marks", options.marks);
  CLI11_PARSE(app, argc, argv);
  osteon::heading();
  const osteon::Errors real = osteon::real_picture(options);
  if (!options.simulated.empty()) osteon::simulated(options);
  osteon::print_points(real);
  osteon::other_pictures(options);
  return 0;
}
