#include "disturbed_content.hpp"

#include <osteon/imaging/resample.hpp>

#include <Eigen/Geometry>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace osteon::testing {
namespace {

using Volume = Image3D<std::int16_t>;
using Place = Eigen::Vector3d;

Place unmoved(const Place& place) { return place; }
double unchanged(double hu) { return hu; }
std::int16_t stored(double hu) {
  return static_cast<std::int16_t>(std::lround(std::clamp(hu, -1024.0, 32767.0)));
}

/// Every voxel through `change(place, hu)`.
template <class Change>
CtScan repainted(const CtScan& scan, const Change& change) {
  CtScan result = scan;
  const Grid<3>& grid = scan.hounsfield.grid();
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        std::int16_t& hu = result.hounsfield.at(i, j, k);
        hu = stored(change(grid.patient_from_index({Place(i, j, k)}).mm, static_cast<double>(hu)));
      }
  });
  return result;
}

/// A place as a vertebra sees it.
struct Local {
  double left, anterior, superior;
};
Local local(const VertebraAxes& axes, const Place& place) {
  const Place d = place - axes.center.mm;
  return {d.dot(axes.left), d.dot(axes.anterior), d.dot(axes.superior)};
}

double distance_to_line(const Place& place, const Place& a, const Place& b) {
  const Place along = b - a;
  const double t = std::clamp((place - a).dot(along) / along.squaredNorm(), 0.0, 1.0);
  return (place - a - t * along).norm();
}

double distance_to_path(const Place& place, const std::vector<PatientPoint<3>>& path) {
  double nearest = 1e30;
  for (const auto& p : path) nearest = std::min(nearest, (p.mm - place).squaredNorm());
  return std::sqrt(nearest);
}

/// Two whole neighbours in the middle of what was found; `shift` levels further up.
std::vector<const SegmentedVertebra*> middle_pair(const SpineSegmentation& spine, int shift = 0) {
  std::vector<const SegmentedVertebra*> whole;
  for (const SegmentedVertebra& v : spine.found)
    if (v.complete && v.landmarks) whole.push_back(&v);
  if (whole.size() < 2) return {};
  const int middle = static_cast<int>(whole.size()) / 2 - shift;
  const auto n = static_cast<std::size_t>(std::clamp(middle, 1, static_cast<int>(whole.size()) - 1));
  return {whole[n - 1], whole[n]};
}

double half_depth(const SegmentedVertebra& v) {
  const auto& p = v.landmarks->points;
  return 0.5 * (p[0].mm - p[2].mm).norm() / 0.66;
}

double half_height(const SegmentedVertebra& v) {
  const auto& p = v.landmarks->points;
  return 0.5 * (p[1].mm - p[4].mm).norm();
}

/// Pedicle screws at two levels with rods behind, and the bright and dark bands that they cast in their
/// slices.
Disturbed with_metal(const CtScan& scan, const SpineSegmentation& spine) {
  const auto pair = middle_pair(spine);
  std::vector<std::pair<Place, Place>> bars;
  std::vector<Place> heads;
  for (const double side : {-1.0, 1.0}) {
    for (const SegmentedVertebra* v : pair) {
      const auto at = [&](double l, double a, double s) -> Place {
        return v->axes.center.mm + l * v->axes.left + a * v->axes.anterior + s * v->axes.superior;
      };
      const double d = half_depth(*v);
      bars.emplace_back(at(side * 17, -d - 26, 5), at(side * 9, 0.5 * d, 3));
      heads.push_back(at(side * 17, -d - 26, 5));
    }
    const std::size_t n = heads.size();
    bars.emplace_back(heads[n - 2] + Place(0, 0, 8), heads[n - 1] - Place(0, 0, 8));
  }
  CtScan copy = repainted(scan, [&](const Place& place, double hu) {
    for (const auto& [a, b] : bars)
      if (distance_to_line(place, a, b) < 2.75) return 3000.0;
    double cast = 0;
    for (const auto& [a, b] : bars) {
      const Place middle = 0.5 * (a + b);
      const double reach = std::max(4.0, 0.5 * std::abs(a.z() - b.z()) + 3);
      const double off = std::abs(place.z() - middle.z());
      if (off > reach) continue;
      const double dx = place.x() - middle.x(), dy = place.y() - middle.y();
      const double r = std::max(6.0, std::hypot(dx, dy));
      cast += 900.0 / r * std::cos(6 * std::atan2(dy, dx)) * (1 - off / reach);
    }
    return hu > -900 ? std::max(-1000.0, hu + cast) : hu;
  });
  Disturbed result{std::move(copy), unmoved, unchanged, {}};
  for (const SegmentedVertebra* v : pair) result.touched.push_back(v->level);
  return result;
}

Disturbed with_contrast(const CtScan& scan, const SpineSegmentation& spine) {
  std::vector<std::pair<Place, double>> vessel;
  for (const SegmentedVertebra& v : spine.found) {
    const double d = v.landmarks ? half_depth(v) : 16;
    vessel.emplace_back(v.axes.center.mm + (d + 12) * v.axes.anterior + 11 * v.axes.left, 10.5);
  }
  return {repainted(scan,
                    [&](const Place& place, double hu) {
                      if (hu < -250 || hu > 150) return hu;
                      for (std::size_t n = 0; n + 1 < vessel.size(); ++n)
                        if (distance_to_line(place, vessel[n].first, vessel[n + 1].first) < vessel[n].second)
                          return 350.0;
                      return hu;
                    }),
          unmoved, unchanged};
}

/// Contrast in the dural sac: brighter than marrow.
Disturbed with_myelogram(const CtScan& scan, const SpineSegmentation& spine) {
  return {repainted(scan,
                    [&](const Place& place, double hu) {
                      if (hu < -100 || hu > 130 || distance_to_path(place, spine.canal) > 7.5) return hu;
                      return 450.0;
                    }),
          unmoved, unchanged};
}

/// Arches and spinous processes of two levels taken away.
Disturbed with_laminectomy(const CtScan& scan, const SpineSegmentation& spine) {
  const auto pair = middle_pair(spine);
  return {repainted(scan,
                    [&](const Place& place, double hu) {
                      for (const SegmentedVertebra* v : pair) {
                        const Local p = local(v->axes, place);
                        if (std::abs(p.superior) < 1.4 * half_height(*v) && std::abs(p.left) < 13 &&
                            p.anterior < -half_depth(*v) - 9 && p.anterior > -half_depth(*v) - 50 && hu > 60)
                          return 45.0;
                      }
                      return hu;
                    }),
          unmoved, unchanged};
}

/// One body as dense as a metastasis or a block of cement, `hu` more than before.
Disturbed with_changed_body(const CtScan& scan, const SpineSegmentation& spine, double more_hu) {
  const auto pair = middle_pair(spine);
  const SegmentedVertebra& v = *pair.front();
  Disturbed result{scan, unmoved, unchanged, {v.level}};
  for (std::size_t n = 0; n < spine.bodies.pixels().size(); ++n)
    if (spine.bodies.pixels()[n] == static_cast<std::uint8_t>(v.level)) {
      std::int16_t& hu = result.scan.hounsfield.pixels()[n];
      hu = stored(hu + more_hu);
    }
  return result;
}

/// Something else in the discs between `pairs` of neighbours: gas, or the bone of a fusion.
Disturbed with_filled_discs(const CtScan& scan, const SpineSegmentation& spine, double fill_hu, int discs) {
  Disturbed result{scan, unmoved, unchanged, {}};
  for (int n = 0; n < discs; ++n) {
    const auto pair = middle_pair(spine, n - 1);
    const auto& above = pair.front()->landmarks->points;
    const auto& below = pair.back()->landmarks->points;
    const double depth = half_depth(*pair.back());
    const Place middle = 0.5 * (above[4].mm + below[1].mm);
    const Place up = (pair.front()->axes.superior + pair.back()->axes.superior).normalized();
    const double gap = std::max(1.5, 0.5 * (above[4].mm - below[1].mm).dot(up));
    result.scan = repainted(result.scan, [&](const Place& place, double hu) {
      const Place d = place - middle;
      const double r = std::hypot(d.dot(pair.back()->axes.left) / (1.2 * depth),
                                  d.dot(pair.back()->axes.anterior) / (0.9 * depth));
      return r < 1 && std::abs(d.dot(up)) < gap ? fill_hu : hu;
    });
    for (const SegmentedVertebra* v : pair) result.touched.push_back(v->level);
  }
  return result;
}

/// The patient bent in a plane: the lateral (axis 0) or sagittal (axis 1) way of a wave as long as the spine,
/// with this angle between its steepest parts (Cobb). Sections stay normal to the bent line.
class Bend {
 public:
  Bend(const SpineSegmentation& spine, int axis, double cobb_deg) : axis_(axis) {
    double low = 1e30, high = -1e30, sum = 0;
    for (const auto& p : spine.canal) {
      low = std::min(low, p.mm.z());
      high = std::max(high, p.mm.z());
      sum += p.mm[axis];
    }
    middle_ = sum / static_cast<double>(spine.canal.size());
    start_ = low;
    wave_ = 2 * std::numbers::pi / std::max(200.0, high - low);
    height_ = std::tan(0.5 * cobb_deg * std::numbers::pi / 180) / wave_;
  }
  /// Where a place of the straight patient comes to lie.
  [[nodiscard]] Place moved(const Place& place) const {
    const double slope = height_ * wave_ * std::cos(wave_ * (place.z() - start_));
    const double length = std::hypot(1.0, slope), off = place[axis_] - middle_;
    Place result = place;
    result[axis_] = middle_ + height_ * std::sin(wave_ * (place.z() - start_)) + off / length;
    result.z() = place.z() - off * slope / length;
    return result;
  }
  /// Where it came from.
  [[nodiscard]] Place origin_of(const Place& place) const {
    Place guess = place;
    guess[axis_] -= height_ * std::sin(wave_ * (place.z() - start_));
    for (int round = 0; round < 12; ++round) {
      const Place miss = place - moved(guess);
      guess += 0.8 * miss;
    }
    return guess;
  }

 private:
  int axis_;
  double middle_ = 0, start_ = 0, wave_ = 0, height_ = 0;
};

Disturbed bent(const CtScan& scan, const SpineSegmentation& spine, int axis, double cobb_deg) {
  const Bend bend(spine, axis, cobb_deg);
  const Grid<3>& grid = scan.hounsfield.grid();
  Volume copy(grid, -1024);
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const Place from = bend.origin_of(grid.patient_from_index({Place(i, j, k)}).mm);
        copy.at(i, j, k) = stored(sample_linear(scan.hounsfield, {from}));
      }
  });
  return {{std::move(copy)}, [bend](const Place& p) { return bend.moved(p); }, unchanged};
}

/// A header that says the opposite of two axes: the patient turned by 180 degrees in the file.
Disturbed misdeclared(const CtScan& scan, int about) {
  return turned_patient(scan, Eigen::AngleAxisd(std::numbers::pi, Place::Unit(about)).matrix());
}

Volume blurred_along(const Volume& volume, int axis, double sigma_mm) {
  const auto& size = volume.grid().size;
  const double sigma = sigma_mm / volume.grid().spacing_mm[axis];
  const int reach = static_cast<int>(std::ceil(3 * sigma));
  Volume result(volume.grid());
  tbb::parallel_for(0, size[2], [&](int k) {
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i) {
        double sum = 0, total = 0;
        for (int n = -reach; n <= reach; ++n) {
          std::array<int, 3> p{i, j, k};
          auto& q = p[static_cast<std::size_t>(axis)];
          q = std::clamp(q + n, 0, size[static_cast<std::size_t>(axis)] - 1);
          const double w = std::exp(-0.5 * n * n / (sigma * sigma));
          sum += w * volume.at(p[0], p[1], p[2]);
          total += w;
        }
        result.at(i, j, k) = stored(sum / total);
      }
  });
  return result;
}

}  // namespace

CtScan unsharp(const CtScan& scan, double sigma_mm, double amount) {
  Volume blurred = scan.hounsfield;
  for (int axis = 0; axis < 3; ++axis) blurred = blurred_along(blurred, axis, sigma_mm);
  CtScan result = scan;
  for (std::size_t n = 0; n < blurred.pixels().size(); ++n) {
    const double hu = scan.hounsfield.pixels()[n];
    result.hounsfield.pixels()[n] = stored(hu + amount * (hu - blurred.pixels()[n]));
  }
  return result;
}

CtScan narrow_field(const CtScan& scan, const SpineSegmentation& spine, double radius_mm) {
  double x = 0, y = 0;
  for (const SegmentedVertebra& v : spine.found) {
    x += v.axes.center.mm.x() / static_cast<double>(spine.found.size());
    y += v.axes.center.mm.y() / static_cast<double>(spine.found.size());
  }
  return repainted(scan, [&](const Place& place, double hu) {
    return std::hypot(place.x() - x, place.y() - y) > radius_mm ? -1024.0 : hu;
  });
}

std::vector<Disturbance> content_disturbances(const SpineSegmentation& spine) {
  if (middle_pair(spine).empty()) return {};
  using Scan = const CtScan&;
  using Spine = const SpineSegmentation&;
  return {
      {"metal", "screws at two levels", with_metal},
      {"contrast and fluids", "aorta of 350 HU", with_contrast},
      {"contrast and fluids", "myelogram", with_myelogram},
      {"laminectomy", "two levels", with_laminectomy},
      {"one body changed", "+250 HU", [](Scan s, Spine p) { return with_changed_body(s, p, 250); }},
      {"one body changed", "-100 HU", [](Scan s, Spine p) { return with_changed_body(s, p, -100); }},
      {"discs changed", "vacuum", [](Scan s, Spine p) { return with_filled_discs(s, p, -300, 1); }},
      {"discs changed", "one fused", [](Scan s, Spine p) { return with_filled_discs(s, p, 230, 1); }},
      {"discs changed", "three fused", [](Scan s, Spine p) { return with_filled_discs(s, p, 230, 3); }},
      {"scoliosis", "Cobb 25", [](Scan s, Spine p) { return bent(s, p, 0, 25); }},
      {"scoliosis", "Cobb 45", [](Scan s, Spine p) { return bent(s, p, 0, 45); }},
      {"sagittal bend", "25 degrees", [](Scan s, Spine p) { return bent(s, p, 1, 25); }},
      {"sagittal bend", "-25 degrees", [](Scan s, Spine p) { return bent(s, p, 1, -25); }},
      {"header lies", "front and left are back and right", [](Scan s, Spine) { return misdeclared(s, 2); }},
      {"header lies", "head and left are feet and right", [](Scan s, Spine) { return misdeclared(s, 1); }},
      {"header lies", "head and front are feet and back", [](Scan s, Spine) { return misdeclared(s, 0); }},
  };
}

}  // namespace osteon::testing
