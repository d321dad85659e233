#include "radiograph_scale.hpp"

#include <cmath>

namespace osteon {
namespace {

/// Width, height; nothing where no detector has such pixels.
std::optional<Eigen::Vector2d> usable(const std::optional<Eigen::Vector2d>& rows_first) {
  constexpr double kFinestMm = 0.02, kCoarsestMm = 2;
  if (!rows_first || *rows_first == Eigen::Vector2d(1, 1)) return std::nullopt;
  if (rows_first->minCoeff() < kFinestMm || rows_first->maxCoeff() > kCoarsestMm) return std::nullopt;
  return Eigen::Vector2d(rows_first->reverse());
}

bool differ(const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
  constexpr double kRounding = 0.01;
  return ((a - b).cwiseAbs().array() > kRounding * b.array()).any();
}

/// A patient stands before the detector: never nearer than it, and not half-way to the source.
std::optional<double> believed(const std::optional<double>& magnification) {
  constexpr double kLargest = 2;
  return magnification && *magnification > 1 && *magnification <= kLargest ? magnification : std::nullopt;
}

std::optional<double> by_distances(const RadiographHeader& header) {
  if (!header.source_to_detector_mm || !header.source_to_patient_mm || !(*header.source_to_patient_mm > 0))
    return std::nullopt;
  return believed(*header.source_to_detector_mm / *header.source_to_patient_mm);
}

/// The stated factor, else that of the distances.
std::optional<double> magnification_of(const RadiographHeader& header, std::vector<Warning>& warnings) {
  constexpr double kAgree = 0.05;
  const auto stated = believed(header.magnification), computed = by_distances(header);
  if (stated && computed && std::abs(*stated - *computed) > kAgree * *stated) {
    warnings.push_back(
        {"radiograph.magnification-conflict",
         "The stated magnification does not fit the distances from the source: neither is used."});
    return std::nullopt;
  }
  return stated ? stated : computed;
}

}  // namespace

DescribedRadiograph described_radiograph(const DicomHeader& header) {
  DescribedRadiograph result{{{header.columns, header.rows}, std::nullopt, false, std::nullopt, 1}, {}, {}};
  RadiographOutline& film = result.outline;
  const RadiographHeader& made = header.radiograph;
  if (made.aspect && made.aspect->minCoeff() > 0) film.aspect = (*made.aspect)[0] / (*made.aspect)[1];
  const auto imager = usable(header.imager_spacing_mm);
  const auto pixel = usable(header.planes.empty() ? std::nullopt : header.planes.front().pixel_spacing_mm);
  const bool calibrated = made.calibration_type == "GEOMETRY" || made.calibration_type == "FIDUCIAL";
  if (pixel && (calibrated || (imager && differ(*pixel, *imager)))) {
    film.spacing_mm = pixel;
    film.is_patient_scale = true;
    result.spacing_source = "PixelSpacing";
  } else if (const auto detector = imager ? imager : pixel ? pixel : usable(made.scanned_spacing_mm)) {
    result.spacing_source = imager  ? "ImagerPixelSpacing"
                            : pixel ? "PixelSpacing"
                                    : "NominalScannedPixelSpacing";
    film.magnification = magnification_of(made, result.warnings);
    film.is_patient_scale = film.magnification.has_value();
    film.spacing_mm = *detector / film.magnification.value_or(1);
    if (!film.is_patient_scale)
      result.warnings.push_back(
          {"radiograph.detector-scale",
           "The pixel size is that at the detector, and the header does not credibly tell how much "
           "the patient is magnified there: no millimetres are given, ratios and angles "
           "are."});
  } else {
    result.warnings.push_back({"radiograph.no-scale",
                               "The header states no usable pixel size: no millimetres are given, ratios and "
                               "angles are."});
  }
  if (film.spacing_mm) film.aspect = film.spacing_mm->y() / film.spacing_mm->x();
  constexpr double kFlattest = 0.2, kTallest = 5;
  if (!(film.aspect >= kFlattest && film.aspect <= kTallest)) film.aspect = 1;
  return result;
}

}  // namespace osteon
