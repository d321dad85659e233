#include <osteon/densitometry/object_calibration.hpp>

#include <Eigen/QR>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace osteon {
namespace {

constexpr double kMostBend = 0.02;        // of the densest place
constexpr double kLeastBend = 0.01;       // g/cm2: what noise may do
constexpr double kReferenceAlike = 0.15;  // plastics attenuate up to 10 % unlike water, bone twice as much

Error bad_places(const std::string& what) {
  return {"dual-energy.object-places", "The calibration object does not calibrate: " + what + ".",
          "State at least five places with three amounts of mineral and two of soft tissue."};
}

Error contradicts(const std::string& what) {
  return {
      "dual-energy.object-contradicts",
      "The calibration object contradicts what is known of it: " + what + ".",
      "Check which file is which energy, the places, and that the object was scanned as the patient was."};
}

/// Mean over the pixels whose centres lie in a rectangle; nothing where there are too few.
std::optional<double> mean_in(const Image2D<float>& image, const KnownPlace& place) {
  constexpr int kFewestPixels = 9;
  const Eigen::Array2d a = image.grid().index_from_patient({place.from_mm}).ijk.array().ceil(),
                       b = image.grid().index_from_patient({place.to_mm}).ijk.array().floor();
  const auto [columns, rows] = image.grid().size;
  if (!(a.minCoeff() >= 0 && b[0] < columns && b[1] < rows)) return std::nullopt;
  double sum = 0;
  int count = 0;
  for (int y = static_cast<int>(a[1]); y <= static_cast<int>(b[1]); ++y)
    for (int x = static_cast<int>(a[0]); x <= static_cast<int>(b[0]); ++x, ++count) sum += image.at(x, y);
  return count < kFewestPixels ? std::nullopt : std::optional(sum / count);
}

template <class Of>
std::size_t amounts(const std::vector<KnownPlace>& places, const Of& of) {
  std::set<long> different;
  for (const KnownPlace& place : places) different.insert(std::lround(1000 * of(place)));
  return different.size();
}

/// Nothing, soft tissue and mineral: what each adds to the attenuation at both energies.
using Contents = Eigen::Matrix<double, Eigen::Dynamic, 3>;
using Readings = Eigen::Matrix<double, Eigen::Dynamic, 2>;

struct ObjectReadings {
  Contents contents;
  Readings attenuation;
};

Result<ObjectReadings> readings_of(const CalibrationObject& object) {
  const auto count = static_cast<Eigen::Index>(object.places.size());
  ObjectReadings readings{Contents(count, 3), Readings(count, 2)};
  for (Eigen::Index n = 0; n < count; ++n) {
    const KnownPlace& place = object.places[static_cast<std::size_t>(n)];
    const auto low = mean_in(object.scan.low, place), high = mean_in(object.scan.high, place);
    if (!low || !high) return bad_places(fmt::format("place {} is beside the picture or too small", n + 1));
    readings.contents.row(n) << 1, place.soft_tissue, place.mineral;
    readings.attenuation.row(n) << *low, *high;
  }
  return readings;
}

/// Rows: nothing, a unit of soft tissue, a unit of mineral; columns: low and high energy.
using Fit = Eigen::Matrix<double, 3, 2>;

/// Nothing where the contents do not tell mineral from soft tissue.
std::optional<Fit> fitted(const ObjectReadings& readings) {
  Eigen::ColPivHouseholderQR<Contents> solver(readings.contents);
  solver.setThreshold(1e-3);
  if (solver.rank() < 3) return std::nullopt;
  return Fit(solver.solve(readings.attenuation));
}

ObjectReadings without(const ObjectReadings& readings, Eigen::Index place) {
  const Eigen::Index count = readings.contents.rows() - 1;
  ObjectReadings others{Contents(count, 3), Readings(count, 2)};
  for (Eigen::Index n = 0; n < count; ++n) {
    others.contents.row(n) = readings.contents.row(n < place ? n : n + 1);
    others.attenuation.row(n) = readings.attenuation.row(n < place ? n : n + 1);
  }
  return others;
}

DualEnergyCalibration scale_of(const Fit& fit) {
  const double k = fit(1, 0) / fit(1, 1);
  return {k, 1 / (fit(2, 0) - k * fit(2, 1)), fit(2, 1)};
}

/// Soft tissue attenuates the lower of two X-ray energies more, and mineral more so still.
bool is_two_energies(const Fit& fit) {
  const DualEnergyCalibration scale = scale_of(fit);
  return fit(1, 1) > 0 && scale.k > 1 && fit(2, 1) > 0 && scale.g_per_cm2 > 0 &&
         std::isfinite(scale.g_per_cm2);
}

double mineral_by(const Fit& fit, const Eigen::RowVector2d& attenuation) {
  const DualEnergyCalibration scale = scale_of(fit);
  return scale.g_per_cm2 * ((attenuation[0] - fit(0, 0)) - scale.k * (attenuation[1] - fit(0, 1)));
}

double median(std::vector<float> values) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

/// What a reference adds to the attenuation, over all places.
double added(const Image2D<float>& with, const Image2D<float>& without) {
  std::vector<float> difference(with.pixels().size());
  std::transform(with.pixels().begin(), with.pixels().end(), without.pixels().begin(), difference.begin(),
                 std::minus<>());
  return median(std::move(difference));
}

}  // namespace

Result<ObjectCalibration> calibration_by_object(const CalibrationObject& object) {
  const auto& places = object.places;
  constexpr std::size_t kFewestPlaces = 5, kFewestMinerals = 3, kFewestTissues = 2;
  if (places.size() < kFewestPlaces ||
      amounts(places, [](const KnownPlace& p) { return p.mineral; }) < kFewestMinerals ||
      amounts(places, [](const KnownPlace& p) { return p.soft_tissue; }) < kFewestTissues)
    return bad_places("there are too few places, or they hold the same");
  const auto readings = readings_of(object);
  if (!readings) return readings.error();
  const auto fit = fitted(*readings);
  if (!fit) return bad_places("mineral and soft tissue change in step from place to place");
  if (!is_two_energies(*fit)) return contradicts("the two energies are exchanged, or do not differ");
  double worst = 0, squares = 0;
  for (Eigen::Index n = 0; n < readings->contents.rows(); ++n) {
    const auto others = fitted(without(*readings, n));
    if (!others) return bad_places(fmt::format("place {} is borne out by no others", n + 1));
    const double known = readings->contents(n, 2);
    worst = std::max(worst, std::abs(mineral_by(*others, readings->attenuation.row(n)) - known));
    squares += std::pow(mineral_by(*fit, readings->attenuation.row(n)) - known, 2);
  }
  const Eigen::VectorXd mineral = readings->contents.col(2);
  if (!(worst <= std::max(kLeastBend, kMostBend * mineral.maxCoeff())))
    return contradicts(
        fmt::format("by the others a place is found {:.3f} g/cm2 away from what it holds", worst));
  const double spread = std::sqrt((mineral.array() - mineral.mean()).square().sum());
  const double scale_sd = std::sqrt(squares / static_cast<double>(places.size() - 3)) / spread;
  return ObjectCalibration{scale_of(*fit), (*fit)(0, 0), (*fit)(0, 1), worst, scale_sd};
}

std::optional<Error> contradiction_of(const DualEnergyScan& scan, const ReferenceScans& references,
                                      const ObjectCalibration& calibration) {
  const auto not_confirmed = [](const std::string& what) {
    return Error{"raw-dxa.meaning-not-confirmed",
                 "The samples of the raw scan do not mean what they are supposed to: " + what + ".",
                 "State the order of the samples that this densitometer uses."};
  };
  constexpr double kLeastAdded = 0.01, kLeastMineral = 0.05, kMostMineral = 5;
  const double tissue_low = added(references.tissue.low, scan.low),
               tissue_high = added(references.tissue.high, scan.high);
  const double bone_low = added(references.bone.low, scan.low),
               bone_high = added(references.bone.high, scan.high);
  if (std::min({tissue_low, tissue_high, bone_low, bone_high}) < kLeastAdded)
    return not_confirmed("a reference attenuates nothing");
  const double k = calibration.scale.k, of_reference = tissue_low / tissue_high;
  if (std::abs(of_reference - k) > kReferenceAlike * k)
    return not_confirmed(
        fmt::format("the tissue reference attenuates the low energy {:.2f} times as much as "
                    "the high one, the object's soft tissue {:.2f} times",
                    of_reference, k));
  const double mineral = calibration.scale.g_per_cm2 * (bone_low - k * bone_high);
  if (!(mineral > kLeastMineral && mineral < kMostMineral))
    return not_confirmed(fmt::format("the bone reference would hold {:.2f} g/cm2", mineral));
  return std::nullopt;
}

DualEnergyScan without_offsets(DualEnergyScan scan, const ObjectCalibration& calibration) {
  for (float& value : scan.low.pixels()) value -= static_cast<float>(calibration.low_offset);
  for (float& value : scan.high.pixels()) value -= static_cast<float>(calibration.high_offset);
  return scan;
}

}  // namespace osteon
