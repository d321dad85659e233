// Prints, as Markdown, what is found in simulated DXA pictures of the scans below DATA against what they hold:
// `dxa_picture_accuracy DATA [--only NAME] [--pictures FOLDER]`.

#include "dxa_subjects.hpp"

#include <osteon/densitometry/dual_energy.hpp>
#include <osteon/pipeline/measured_femurs.hpp>
#include <osteon/simulate/dxa_display.hpp>
#include <osteon/simulate/dxa_plan.hpp>
#include <osteon/simulate/dxa_truth.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace osteon {
namespace {

namespace fs = std::filesystem;

struct Setting {
  std::string name;
  Eigen::Vector2d pixel_mm;
  DxaPose pose;
  std::uint32_t seed;
};

std::vector<Setting> settings(bool spine) {
  const Eigen::Vector2d prodigy(0.6, 1.05), idxa(0.25, 0.30), hologic(1, 1);
  std::vector<Setting> all{{"plain", prodigy, {}, 1}, {"again", prodigy, {}, 2}, {"third", prodigy, {}, 3}};
  if (!spine) all[0].pixel_mm = all[1].pixel_mm = all[2].pixel_mm = {0.6, 1.05};
  all.push_back({"fine", idxa, {}, 4});
  all.push_back({"coarse", hologic, {}, 5});
  all.push_back({"tilt+5", prodigy, {5, 0, 0, 0, 0}, 6});
  all.push_back({"tilt-5", prodigy, {-5, 0, 0, 0, 0}, 7});
  all.push_back({"roll+5", prodigy, {0, 5, 0, 0, 0}, 8});
  all.push_back({"roll-5", prodigy, {0, -5, 0, 0, 0}, 9});
  all.push_back({"turn+5", prodigy, {0, 0, 5, 0, 0}, 10});
  all.push_back({"turn-5", prodigy, {0, 0, -5, 0, 0}, 11});
  all.push_back({"move+5", prodigy, {0, 0, 0, 5, 5}, 12});
  all.push_back({"move-5", prodigy, {0, 0, 0, -5, -5}, 13});
  return all;
}

void save_nrrd(const Image2D<float>& image, const fs::path& file) {
  std::ofstream out(file, std::ios::binary);
  const Grid<2>& grid = image.grid();
  out << fmt::format(
      "NRRD0004\ntype: float\ndimension: 2\nsizes: {} {}\nspacings: {} {}\nendian: little\nencoding: raw\n\n",
      grid.size[0], grid.size[1], grid.spacing_mm[0], grid.spacing_mm[1]);
  out.write(reinterpret_cast<const char*>(image.pixels().data()),
            static_cast<std::streamsize>(image.pixels().size() * sizeof(float)));
}

/// Drawn at square pixels of a third of a millimetre.
class Overlay {
 public:
  explicit Overlay(const Image2D<std::uint8_t>& grey) : spacing_(grey.grid().spacing_mm) {
    const cv::Mat_<std::uint8_t> image(grey.grid().size[1], grey.grid().size[0],
                                       const_cast<std::uint8_t*>(grey.pixels().data()));
    cv::resize(image, canvas_, {}, spacing_[0] * kPerMm, spacing_[1] * kPerMm, cv::INTER_LINEAR);
    cv::cvtColor(canvas_, canvas_, cv::COLOR_GRAY2BGR);
  }
  void line(const Eigen::Vector2d& a, const Eigen::Vector2d& b, const cv::Scalar& colour) {
    cv::line(canvas_, at(a), at(b), colour, 1, cv::LINE_AA);
  }
  void circle(const Eigen::Vector2d& centre, double radius, const cv::Scalar& colour) {
    cv::circle(canvas_, at(centre), static_cast<int>(radius * kPerMm), colour, 1, cv::LINE_AA);
  }
  void text(const Eigen::Vector2d& place, const std::string& words, const cv::Scalar& colour) {
    cv::putText(canvas_, words, at(place), cv::FONT_HERSHEY_SIMPLEX, 0.4, colour, 1, cv::LINE_AA);
  }
  void save(const fs::path& file) const { cv::imwrite(file.string(), canvas_); }

 private:
  static constexpr double kPerMm = 3;
  [[nodiscard]] cv::Point at(const Eigen::Vector2d& mm) const {
    return {static_cast<int>((mm[0] + 0.5 * spacing_[0]) * kPerMm), static_cast<int>((mm[1] + 0.5 * spacing_[1]) * kPerMm)};
  }
  Eigen::Vector2d spacing_;
  cv::Mat canvas_;
};

const cv::Scalar kGreen(80, 255, 80), kYellow(60, 220, 255), kBlue(255, 160, 60);

void draw(const SpineTruth& truth, Overlay& overlay) {
  for (const TrueLine& line : truth.lines) {
    overlay.line(line.left, line.right, kGreen);
    overlay.text(line.right, name(line.above) + "/" + name(line.below), kGreen);
  }
}

void draw(const HipTruth& truth, Overlay& overlay) {
  overlay.circle(truth.head_center, truth.head_radius_mm, kGreen);
  overlay.line(truth.head_center, truth.head_center + 90 * truth.neck, kGreen);
  overlay.line(truth.shaft_point, truth.shaft_point - 120 * truth.shaft, kGreen);
  overlay.circle(truth.neck_center, 1.5, kYellow);
  for (const auto& place : {truth.greater_trochanter, truth.lesser_trochanter, truth.notch})
    if (place) overlay.circle(*place, 1.5, kBlue);
  if (!truth.layout) return;
  const auto back = [&](double s, double t) -> Eigen::Vector2d {
    const Eigen::Vector2d p = s * truth.layout->axis + t * Eigen::Vector2d(-truth.layout->axis[1], truth.layout->axis[0]);
    return truth.head_center + Eigen::Vector2d(truth.side == Side::left ? p[0] : -p[0], -p[1]);
  };
  const double to = truth.layout->notch_s(), from = to - kNeckBoxAlongMm, half = 0.5 * kNeckBoxAcrossMm;
  const Eigen::Vector2d corners[] = {back(from, -half), back(from, half), back(to, half), back(to, -half)};
  for (std::size_t n = 0; n < 4; ++n) overlay.line(corners[n], corners[(n + 1) % 4], kYellow);
}

struct Options {
  fs::path pictures;
  std::string only, setting;
  double photons = DxaBeams{}.photons_per_mm2;
  bool even = false;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <class Truth>
void save_all(const std::string& stem, const SimulatedDxa& picture, const BoneMap& map, const Truth& truth,
              const DxaView& view, const DxaBeams& beams, const fs::path& folder) {
  const auto grey = dxa_display(map.bone.g_per_cm2, picture.seen);
  const cv::Mat image(grey.grid().size[1], grey.grid().size[0], CV_8U, const_cast<std::uint8_t*>(grey.pixels().data()));
  cv::imwrite((folder / (stem + ".png")).string(), image);
  Overlay overlay(grey);
  overlay.save(folder / (stem + "-square.png"));
  draw(truth, overlay);
  overlay.save(folder / (stem + "-truth.png"));
  Image2D<float> display(grey.grid(), std::vector<float>(grey.pixels().begin(), grey.pixels().end()));
  save_nrrd(display, folder / (stem + "-grey.nrrd"));
  save_nrrd(map.bone.g_per_cm2, folder / (stem + "-bmd.nrrd"));
  save_nrrd(picture.mineral.g_per_cm2, folder / (stem + "-true.nrrd"));
  std::ofstream(folder / (stem + "-truth.json")) << truth_json(truth, view, beams);
}

/// The measured map over the pixels of the true region: what the X-rays alone change.
double bmd_over(const Image2D<float>& map, const LabelMap<2>& labels, std::uint8_t from, std::uint8_t to) {
  double sum = 0, count = 0;
  for (std::size_t n = 0; n < labels.pixels().size(); ++n)
    if (labels.pixels()[n] >= from && labels.pixels()[n] <= to) sum += map.pixels()[n], ++count;
  return sum / count;
}

void run(const DxaSubject& subject, const Options& options) {
  for (const Setting& setting : settings(subject.spine.has_value())) {
    if (!options.setting.empty() && options.setting != setting.name) continue;
    const auto plan = subject.spine ? plan_spine(subject.scan, *subject.spine, setting.pixel_mm)
                                    : Result<DxaPlan>(plan_hip(subject.scan, *placement_of(*subject.femur), setting.pixel_mm));
    if (!plan) {
      fmt::print("{}: {}\n", subject.name, plan.error().code);
      continue;
    }
    const DxaView view = posed(plan->view, plan->pivot, setting.pose);
    DxaBeams beams;
    beams.seed = setting.seed;
    beams.photons_per_mm2 = options.photons;
    if (options.even) beams.soft_tissue = SoftTissueModel::even;
    const auto start = std::chrono::steady_clock::now();
    const SimulatedDxa picture = simulate_dxa(subject.scan, subject.bone, subject.line, view, beams);
    const double seconds = seconds_since(start);
    const auto map = bone_map(picture.scan, calibration_by_energies(beams.low_kev, beams.high_kev));
    if (!map) {
      fmt::print("{} {}: {}\n", subject.name, setting.name, map.error().code);
      continue;
    }
    const std::string stem = subject.name + "-" + setting.name;
    fmt::print("{:28} {:4}x{:4} {:.2f} s noise {:.3f}", stem, view.size[0], view.size[1], seconds,
               in_g_per_cm2(map->noise_sd));
    if (subject.spine) {
      const SpineTruth truth = spine_truth(subject.scan, *subject.spine, subject.line, view, picture);
      fmt::print(" lines {}", truth.lines.size());
      for (const auto& level : truth.densities)
        fmt::print(" {}{} {:.3f}/{:.3f} ({:.1f})", name(level.level), level.region.whole ? "" : "*", level.region.bmd(),
                   bmd_over(map->bone.g_per_cm2, truth.levels, static_cast<std::uint8_t>(level.level),
                            static_cast<std::uint8_t>(level.level)), level.region.area_cm2);
      if (truth.l1_l4)
        fmt::print(" L1-L4 {:.4f}/{:.4f}", truth.l1_l4->bmd(), bmd_over(map->bone.g_per_cm2, truth.levels, 20, 23));
      fmt::print("\n");
      if (!options.pictures.empty()) save_all(stem, picture, *map, truth, view, beams, options.pictures);
    } else {
      const HipTruth truth =
          hip_truth(subject.scan, *subject.femurs, *subject.femur, subject.hip, subject.line, view, picture);
      for (const auto& one : truth.densities)
        fmt::print(" {} {:.3f}/{:.3f}{}", name(one.region), one.all.bmd(), one.femur.bmd(), one.all.whole ? "" : "*");
      fmt::print("\n");
      if (!options.pictures.empty()) save_all(stem, picture, *map, truth, view, beams, options.pictures);
    }
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace osteon

int main(int argc, char** argv) {
  CLI::App app{"Are spine and hip of simulated DXA pictures found, and is their density right?"};
  std::string data;
  osteon::Options options;
  app.add_option("data", data)->required();
  app.add_option("--only", options.only, "one scan by its name");
  app.add_option("--setting", options.setting, "one way to take a picture by its name");
  app.add_option("--photons", options.photons, "of each energy over 1 mm2");
  app.add_flag("--even", options.even, "all soft tissue is water");
  app.add_option("--pictures", options.pictures, "folder for the pictures");
  CLI11_PARSE(app, argc, argv);
  for (const auto& source : osteon::dxa_sources(data)) {
    if (!options.only.empty() && source.name != options.only) continue;
    for (const auto& subject : osteon::dxa_subjects(source)) osteon::run(subject, options);
  }
  return 0;
}
