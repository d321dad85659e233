#include "spine/rib_course.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

namespace osteon {
namespace {

constexpr double kRibHu = 150;
constexpr float kMetalHu = 2500;    // the densest cortex stays below 2000
constexpr float kUnseenHu = -1015;  // outside the scan: -1024 and less; air measures -1000, lung more
constexpr double kFromMm = 24;
constexpr double kHeadMm = 15;                      // the head of a rib lies against the body
constexpr double kFreeFromMm = 30, kFreeToMm = 42;  // where its course tells how steeply it comes
constexpr double kReachesMm = 58;  // transverse processes of L3 have been seen to reach 54 mm
// A short last rib falls steeply; transverse processes stay level. From the neck on it is still 27 mm long: 4
// cm in all.
constexpr double kShortRibMm = 27, kShortRibFallsMm = 10;
constexpr int kFallMm = 45, kRiseMm = 10;  // how far a rib may fall or rise on its way
constexpr int kHangsDownMm = 4;  // more than the 2 mm of a touch: ribs may fall three times as far as they go
constexpr double kUFromMm = -49, kUToMm = 40;  // where it may run
/// Where its neck lies: behind the front of the body. A vein full of contrast runs in front of it, a
/// table behind.
constexpr double kNeckFromMm = -34, kNeckToMm = 28;
constexpr double kThickestRibMm2 =
    600;  // section of a rib cut askew; kidneys and bowel with contrast are larger
constexpr double kClearOfNeckMm = 36;  // nearer to the middle the transverse process adds to the section

/// The (s, u) cells of one sagittal layer.
class Layer {
 public:
  Layer(int s_from, int s_to)
      : s_from_(s_from), rows_(s_to - s_from + 1), cells_(static_cast<std::size_t>(rows_) * kColumns, 0) {}
  static constexpr int kColumns = StraightVolume::kCountU;

  [[nodiscard]] int first_s() const { return s_from_; }
  [[nodiscard]] int rows() const { return rows_; }
  [[nodiscard]] bool has(int row, int iu) const {
    return row >= 0 && row < rows_ && iu >= 0 && iu < kColumns && cells_[index(row, iu)] != 0;
  }
  void add(int row, int iu) { cells_[index(row, iu)] = 1; }
  [[nodiscard]] double area_mm2() const {
    return static_cast<double>(std::count(cells_.begin(), cells_.end(), 1)) * StraightVolume::kStepMm;
  }
  /// Mean (s, u) of the cells, in mm.
  [[nodiscard]] std::pair<double, double> centre() const {
    double s = 0, u = 0, count = 0;
    for (int row = 0; row < rows_; ++row)
      for (int iu = 0; iu < kColumns; ++iu)
        if (has(row, iu)) {
          s += s_from_ + row;
          u += StraightVolume::u_mm(iu);
          ++count;
        }
    return {s / std::max(1.0, count), u / std::max(1.0, count)};
  }
  [[nodiscard]] bool overlaps(const Layer& other) const {
    for (int row = 0; row < rows_; ++row)
      for (int iu = 0; iu < kColumns; ++iu)
        if (has(row, iu) && other.has(row + s_from_ - other.s_from_, iu)) return true;
    return false;
  }
  /// Whether a place is in the layer or touches it: ribs fall towards the side, by up to 2 mm in a step
  /// of 1.5 mm.
  [[nodiscard]] bool touches(int row, int iu) const {
    for (int dr = -2; dr <= 2; ++dr)
      for (int du = -1; du <= 1; ++du)
        if (has(row + dr, iu + du)) return true;
    return false;
  }

 private:
  [[nodiscard]] static std::size_t index(int row, int iu) {
    return static_cast<std::size_t>(row) * kColumns + static_cast<std::size_t>(iu);
  }
  int s_from_, rows_;
  std::vector<char> cells_;
};

struct NextLayer {
  Layer bone;
  bool at_edge;  ///< the place touches the edge of what is seen
  bool metal;
};

/// Bone of the layer at `iv` that touches `previous`, and what hangs down from it: the section of a steep rib
/// is long.
NextLayer next_layer(const StraightVolume& volume, const Layer& previous, int iv) {
  NextLayer next{Layer(previous.first_s(), previous.first_s() + previous.rows() - 1), false, false};
  const int first = StraightVolume::u_index(kUFromMm), last = StraightVolume::u_index(kUToMm);
  const auto hu = [&](int row, int iu) { return volume.at(previous.first_s() + row, iu, iv); };
  for (int row = 0; row < next.bone.rows(); ++row)
    for (int iu = first; iu <= last; ++iu) {
      if (!previous.touches(row, iu)) continue;
      if (static_cast<double>(hu(row, iu)) > kRibHu) next.bone.add(row, iu);
      const int s = previous.first_s() + row;
      next.at_edge = next.at_edge || hu(row, iu) < kUnseenHu || s == 0 || s == volume.length() - 1;
      next.metal = next.metal || hu(row, iu) > kMetalHu;
    }
  for (int step = 0; step < kHangsDownMm; ++step)
    for (int row = 0; row + 1 < next.bone.rows(); ++row)  // upwards: a step adds one row at most
      for (int iu = first; iu <= last; ++iu)
        if (next.bone.has(row + 1, iu) && static_cast<double>(hu(row, iu)) > kRibHu) next.bone.add(row, iu);
  return next;
}

/// The pieces of bone in the layer at `iv`, each on its own, with room to fall and rise.
std::vector<Layer> pieces_of(const StraightVolume& volume, int iv) {
  const int first = StraightVolume::u_index(kUFromMm), last = StraightVolume::u_index(kUToMm);
  Layer seen(0, volume.length() - 1);
  const auto fresh = [&](int s, int iu) {
    return s >= 0 && s < volume.length() && iu >= first && iu <= last && !seen.has(s, iu) &&
           static_cast<double>(volume.at(s, iu, iv)) > kRibHu;
  };
  std::vector<Layer> pieces;
  for (int s = 0; s < volume.length(); ++s)
    for (int iu = first; iu <= last; ++iu) {
      if (!fresh(s, iu)) continue;
      std::vector<std::pair<int, int>> cells{{s, iu}};
      seen.add(s, iu);
      for (std::size_t n = 0; n < cells.size(); ++n) {
        const auto [cs, cu] = cells[n];
        for (const auto& [ds, du] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}})
          if (fresh(cs + ds, cu + du)) {
            seen.add(cs + ds, cu + du);
            cells.emplace_back(cs + ds, cu + du);
          }
      }
      int low = s, high = s;
      for (const auto& [cs, cu] : cells) {
        low = std::min(low, cs);
        high = std::max(high, cs);
      }
      Layer piece(std::max(0, low - kFallMm), std::min(volume.length() - 1, high + kRiseMm));
      for (const auto& [cs, cu] : cells) piece.add(cs - piece.first_s(), cu);
      pieces.push_back(std::move(piece));
    }
  return pieces;
}

struct Followed {
  BoneCourse course;
  double u_mm;  ///< where it begins
  Layer last;   ///< where it was seen last
};

/// How much higher than at 24 mm the rib's head lies, if the rib comes as steeply from it as it goes on.
std::optional<double> head_above(const std::vector<std::pair<double, double>>& free_part) {
  constexpr double kLeastSpanMm = 6, kSteepest = 3;
  if (free_part.empty() || free_part.back().first - free_part.front().first < kLeastSpanMm)
    return std::nullopt;
  const double span = free_part.back().first - free_part.front().first;
  const double fall = (free_part.front().second - free_part.back().second) / span;
  return (kFromMm - kHeadMm) * std::clamp(fall, 0.0, kSteepest);
}

Followed followed(const StraightVolume& volume, const Layer& piece, int iv, int step) {
  const auto [s_mm, u_mm] = piece.centre();
  Layer last = piece;
  double reach = kFromMm;
  std::vector<std::pair<double, double>> free_part;  // (v, s) beyond the transverse process
  CourseEnd end = CourseEnd::rib;
  for (int n = iv + step; reach < kReachesMm; n += step) {
    NextLayer next = next_layer(volume, last, n);
    const double v = std::abs(StraightVolume::v_mm(n)), area = next.bone.area_mm2();
    if (next.metal || area == 0 || (v > kClearOfNeckMm && area > kThickestRibMm2)) {
      end = next.metal || next.at_edge ? CourseEnd::lost : CourseEnd::ended;
      break;
    }
    reach = v;
    last = std::move(next.bone);
    if (v >= kFreeFromMm && v <= kFreeToMm) free_part.emplace_back(v, last.centre().first);
  }
  const double fall = s_mm - last.centre().first;
  if (fall >= kShortRibFallsMm && std::hypot(fall, reach - kFromMm) >= kShortRibMm) end = CourseEnd::rib;
  const auto above = head_above(free_part);
  return {{s_mm + above.value_or(0), reach, end, above.has_value()}, u_mm, std::move(last)};
}

/// Of two pieces that run into one rib: which one is where it begins? Its neck is the foremost piece; but
/// what lies far below is the transverse process of the next vertebra, which a steep rib passes.
bool is_origin_of(const Followed& a, const Followed& b) {
  constexpr double kOneVertebraMm = 10;
  const double higher = a.course.s_mm - b.course.s_mm;
  if (std::abs(higher) > kOneVertebraMm) return higher > 0;
  return a.u_mm != b.u_mm ? a.u_mm > b.u_mm : higher > 0;
}

}  // namespace

std::vector<BoneCourse> bone_courses(const StraightVolume& volume, double side) {
  const int iv = StraightVolume::v_index(side * kFromMm), step = side > 0 ? 1 : -1;
  std::vector<Followed> all;
  for (const Layer& piece : pieces_of(volume, iv)) {
    const double u = piece.centre().second;
    if (u >= kNeckFromMm && u <= kNeckToMm) all.push_back(followed(volume, piece, iv, step));
  }
  std::vector<BoneCourse> courses;
  for (const Followed& one : all) {
    const bool runs_into_another = std::any_of(all.begin(), all.end(), [&](const Followed& other) {
      return other.course.reach_mm == one.course.reach_mm && other.last.overlaps(one.last) &&
             is_origin_of(other, one);
    });
    courses.push_back(one.course);
    if (runs_into_another) courses.back().end = CourseEnd::ended;
  }
  return courses;
}

bool shows_rib_necks(const StraightVolume& volume, double from_s_mm, double to_s_mm, double side) {
  constexpr double kMarginMm = 5, kFurtherMm = 15;
  const int from = static_cast<int>(from_s_mm - kMarginMm), to = static_cast<int>(to_s_mm + kMarginMm);
  if (from < 0 || to >= volume.length()) return false;
  for (const int s : {from, (from + to) / 2, to})
    for (const double u : {kNeckFromMm, 0.0})
      for (const double v : {kFromMm, kFromMm + kFurtherMm})
        if (volume.at(s, StraightVolume::u_index(u), StraightVolume::v_index(side * v)) < kUnseenHu)
          return false;
  return true;
}

}  // namespace osteon
