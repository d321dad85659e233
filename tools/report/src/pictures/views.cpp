#include "views.hpp"

#include <osteon/densitometry/rounding.hpp>

#include <Eigen/Geometry>

#include <algorithm>

namespace osteon {
namespace {

constexpr double kSlabMm = 4.0;
constexpr int kNamesMargin = 170;

bool is_doubtful(const VertebraMeasurement& vertebra, const PictureOptions& options) {
  return vertebra.label_confidence < options.doubtful_below;
}

/// 0 where no fracture is suspected.
int grade(const VertebraMeasurement& vertebra) {
  return vertebra.deformity && vertebra.deformity->suspected ? vertebra.deformity->genant_grade : 0;
}

const cv::Scalar& color_of(const VertebraMeasurement& vertebra, const PictureOptions& options) {
  if (!vertebra.complete) return kQuiet;
  if (grade(vertebra) >= 1) return kSuspected;
  return is_doubtful(vertebra, options) ? kDoubtful : kSure;
}

std::string percent_text(double part) { return number_text(100.0 * part, 0) + "%"; }

/// "L1", "L1? 55%"; nobody should read a doubtful name without its doubt.
std::string name_text(const VertebraMeasurement& vertebra, const PictureOptions& options) {
  std::string words = name(vertebra.level);
  if (is_doubtful(vertebra, options)) words += "? " + percent_text(vertebra.label_confidence);
  return words;
}

std::string finding_text(const VertebraMeasurement& vertebra) {
  if (!vertebra.complete) return "cut by the image";
  if (!vertebra.deformity) return "";
  const auto& deformity = *vertebra.deformity;
  const std::string loss = "-" + number_text(in_percent(deformity.height_loss.value), 0) + "% height";
  return grade(vertebra) == 0 ? "" : "grade " + std::to_string(grade(vertebra)) + "?  " + loss;
}

void draw_names(Canvas& canvas, const SpineScene& scene, const PictureLattice& lattice,
                const PictureOptions& options) {
  double lowest_row = 0;  // names never overlap: one that would is moved down
  for (const auto& vertebra : scene.found) {
    const auto& center = vertebra.center_mm;
    const cv::Point2d body = lattice.pixel(Eigen::Vector3d(center[0], center[1], center[2]));
    const std::string finding = finding_text(vertebra);
    const double row = std::clamp(std::max(body.y + 5.0, lowest_row), 14.0, canvas.rows() - 20.0);
    const double x = canvas.image_columns() + 10.0;
    canvas.text(name_text(vertebra, options), {x, row}, color_of(vertebra, options), 0.5);
    if (!finding.empty()) canvas.text(finding, {x, row + 15.0}, color_of(vertebra, options), 0.38);
    lowest_row = row + (finding.empty() ? 16.0 : 31.0);
  }
}

void draw_outlines(Canvas& canvas, const SpineScene& scene, const PictureLattice& lattice,
                   const PictureOptions& options) {
  const cv::Mat bodies = reformat(scene.bodies, lattice);
  for (const auto& vertebra : scene.found)
    canvas.outline(bodies, static_cast<int>(vertebra.level), color_of(vertebra, options));
}

void draw_landmarks(Canvas& canvas, const SpineScene& scene, const PictureLattice& lattice) {
  for (const auto& vertebra : scene.found) {
    if (!vertebra.landmarks_mm) continue;
    std::vector<cv::Point2d> pixels;
    for (const auto& p : *vertebra.landmarks_mm)
      pixels.push_back(lattice.pixel(Eigen::Vector3d(p[0], p[1], p[2])));
    for (std::size_t n = 0; n < 3; ++n) canvas.line(pixels[n], pixels[n + 3], kQuiet);
    for (const auto& pixel : pixels) canvas.dot(pixel, kText);
  }
}

std::string doubt_sentence(const SpineScene& scene, const PictureOptions& options) {
  std::string levels;
  for (const auto& vertebra : scene.found)
    if (is_doubtful(vertebra, options)) levels += (levels.empty() ? "" : ", ") + name(vertebra.level);
  return levels.empty() ? "" : " Low confidence in the level of: " + levels + ".";
}

std::string series_uid(const SpineScene& scene) {
  return scene.found.empty() ? std::string() : scene.found.front().series_uid;
}

}  // namespace

Eigen::Matrix3d axes_of(const VertebraMeasurement& vertebra) {
  Eigen::Matrix3d axes;
  axes << 1, 0, 0, 0, -1, 0, 0, 0, 1;  // LPS: anterior is -y
  if (!vertebra.landmarks_mm) return axes;
  std::array<Eigen::Vector3d, 6> p;
  for (std::size_t n = 0; n < 6; ++n) p[n] = Eigen::Vector3d((*vertebra.landmarks_mm)[n].data());
  const Eigen::Vector3d up = p[0] + p[1] + p[2] - p[3] - p[4] - p[5];
  const Eigen::Vector3d front = p[0] + p[3] - p[2] - p[5];
  if (!(up.norm() > 0.0) || !(up.normalized().cross(front).norm() > 0.0)) return axes;
  axes.col(2) = up.normalized();
  axes.col(0) = axes.col(2).cross(front).normalized();
  axes.col(1) = axes.col(2).cross(axes.col(0)) * -1.0;
  return axes;
}

Picture sagittal_view(const SpineScene& scene, const SpineLine& spine, const PictureOptions& options) {
  const auto lattice = sagittal_lattice(scene.scan.hounsfield.grid(), spine, options.mm_per_pixel);
  Canvas canvas(reformat(scene.scan, lattice, kSlabMm), options, kNamesMargin);
  draw_outlines(canvas, scene, lattice, options);
  draw_landmarks(canvas, scene, lattice);
  draw_names(canvas, scene, lattice, options);
  canvas.frame("A", "P", "H", options.mm_per_pixel);
  return canvas.picture(
      series_uid(scene), "sagittal",
      "Sagittal plane that follows the spine sideways, 4 mm thick, with the outlines of the bodies "
      "and the six points of each height measurement." +
          doubt_sentence(scene, options));
}

Picture coronal_view(const SpineScene& scene, const SpineLine& spine, const PictureOptions& options) {
  const auto lattice = coronal_lattice(scene.scan.hounsfield.grid(), spine, options.mm_per_pixel);
  Canvas canvas(reformat(scene.scan, lattice, kSlabMm), options, kNamesMargin);
  draw_outlines(canvas, scene, lattice, options);
  draw_names(canvas, scene, lattice, options);
  canvas.frame("R", "L", "H", options.mm_per_pixel);
  return canvas.picture(series_uid(scene), "coronal",
                        "Coronal plane through the bodies that follows the spine forwards and backwards." +
                            doubt_sentence(scene, options));
}

Picture axial_view(const SpineScene& scene, const VertebraMeasurement& vertebra,
                   const PictureOptions& options) {
  const Eigen::Vector3d center(vertebra.center_mm.data());
  const auto lattice = axial_lattice(center, axes_of(vertebra), options.mm_per_pixel);
  Canvas canvas(reformat(scene.scan, lattice, 0.0), options, 0);
  const int label = static_cast<int>(vertebra.level);
  canvas.outline(reformat(scene.vertebrae, lattice), label, kQuiet);
  canvas.outline(reformat(scene.bodies, lattice), label, color_of(vertebra, options));
  const cv::Mat cores = reformat(scene.cores, lattice);
  canvas.tint(cores, label, kSure, 0.18);
  canvas.outline(cores, label, kSure);
  canvas.text(name_text(vertebra, options), {8.0, 20.0}, color_of(vertebra, options), 0.55);
  for (const auto& density : vertebra.density) {
    if (density.region != DensityRegion::trabecular_core) continue;
    canvas.text(number_text(in_hu(density.mean.value), 0) + " HU core", {8.0, 38.0}, kText, 0.42);
  }
  canvas.frame("R", "L", "A", options.mm_per_pixel);
  return canvas.picture(vertebra.series_uid, "axial-" + name(vertebra.level),
                        name(vertebra.level) + " across its own axis");
}

Picture empty_view(const SpineScene& scene, const PictureOptions& options) {
  const auto& grid = scene.scan.hounsfield.grid();
  Eigen::Vector3d ijk;
  for (int n = 0; n < 3; ++n) ijk[n] = 0.5 * (grid.size[static_cast<std::size_t>(n)] - 1);
  const Eigen::Vector3d middle = grid.patient_from_index({ijk}).mm;
  constexpr double kWholeVolumeMm = 1e6;
  const SpineLine straight({middle + Eigen::Vector3d(0, kWholeVolumeMm, kWholeVolumeMm),
                            middle - Eigen::Vector3d(0, kWholeVolumeMm, kWholeVolumeMm)});
  const auto lattice = sagittal_lattice(grid, straight, options.mm_per_pixel);
  Canvas canvas(reformat(scene.scan, lattice, kSlabMm), options, 0);
  canvas.text("no vertebra found", {8.0, 20.0}, kDoubtful, 0.5);
  canvas.frame("A", "P", "H", options.mm_per_pixel);
  return canvas.picture("", "sagittal", "Middle sagittal plane. No vertebra was found.");
}

}  // namespace osteon
