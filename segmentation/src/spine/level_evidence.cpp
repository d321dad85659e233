#include "spine/level_evidence.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr double kRibHu = 150;
constexpr double kRibFromMm = 24, kRibReachesMm = 51;  // transverse processes end before 51 mm
constexpr double kRibBelowDisc = 0.65,
                 kRibAboveDisc = 0.35;     // where a rib begins about the disc above, in pitches
constexpr int kFallMm = 45, kRiseMm = 10;  // how far a rib may fall or rise on its way to 51 mm
constexpr double kRibUFromMm = -49, kRibUToMm = 40;
constexpr double kThickestRibMm2 =
    600;                            // section of a rib cut askew; kidneys and bowel with contrast are larger
constexpr float kUnseenHu = -1000;  // lung is lighter than that; outside the scan is air

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
  [[nodiscard]] double centre_s() const {
    double sum = 0, count = 0;
    for (int row = 0; row < rows_; ++row)
      for (int iu = 0; iu < kColumns; ++iu)
        if (has(row, iu)) {
          sum += s_from_ + row;
          ++count;
        }
    return sum / std::max(1.0, count);
  }

 private:
  [[nodiscard]] static std::size_t index(int row, int iu) {
    return static_cast<std::size_t>(row) * kColumns + static_cast<std::size_t>(iu);
  }
  int s_from_, rows_;
  std::vector<char> cells_;
};

/// Bone of the layer at `iv` that touches `previous`.
Layer next_layer(const StraightVolume& volume, const Layer& previous, int iv) {
  Layer layer(previous.first_s(), previous.first_s() + previous.rows() - 1);
  const int first = StraightVolume::u_index(kRibUFromMm), last = StraightVolume::u_index(kRibUToMm);
  const auto bone = [&](int row, int iu) {
    return static_cast<double>(volume.at(previous.first_s() + row, iu, iv)) > kRibHu;
  };
  const auto touches = [&](int row, int iu) {
    for (int dr = -2; dr <= 2; ++dr)  // ribs fall towards the side: a step of 1.5 mm may drop by 2 mm
      for (int du = -1; du <= 1; ++du)
        if (previous.has(row + dr, iu + du)) return true;
    return false;
  };
  for (int row = 0; row < layer.rows(); ++row)
    for (int iu = first; iu <= last; ++iu)
      if (bone(row, iu) && touches(row, iu)) layer.add(row, iu);
  return layer;
}

/// The pieces of bone in the layer at `iv`, each on its own.
std::vector<Layer> pieces_of(const StraightVolume& volume, int iv) {
  const int first = StraightVolume::u_index(kRibUFromMm), last = StraightVolume::u_index(kRibUToMm);
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

/// Whether the piece, followed to the side, stays bone as thin as a rib up to 51 mm.
bool reaches_as_rib(const StraightVolume& volume, const Layer& piece, int iv, int step) {
  Layer reached = piece;
  for (int n = iv + step; std::abs(StraightVolume::v_mm(n)) <= kRibReachesMm; n += step) {
    reached = next_layer(volume, reached, n);
    const double area = reached.area_mm2();
    if (area == 0 || (std::abs(StraightVolume::v_mm(n)) > 36 && area > kThickestRibMm2)) return false;
  }
  return true;
}

/// Where along s the ribs of one side begin.
std::vector<double> rib_origins(const StraightVolume& volume, double side) {
  const int iv = StraightVolume::v_index(side * kRibFromMm), step = side > 0 ? 1 : -1;
  std::vector<double> origins;
  for (const Layer& piece : pieces_of(volume, iv))
    if (reaches_as_rib(volume, piece, iv, step)) origins.push_back(piece.centre_s());
  return origins;
}

/// Whether the volume shows the place of a rib of the vertebra whose upper disc is at `upper_mm`.
bool rib_place_is_seen(const StraightVolume& volume, double upper_mm, double pitch_mm, double side) {
  const int from = static_cast<int>(upper_mm - kRibBelowDisc * pitch_mm) - 5;
  const int to = static_cast<int>(upper_mm + kRibAboveDisc * pitch_mm) + 5;
  if (from < 0 || to >= volume.length()) return false;
  for (const int s : {from, to})
    for (const double u : {-40.0, -20.0, 0.0})
      if (volume.at(s, StraightVolume::u_index(u), StraightVolume::v_index(side * (kRibReachesMm + 3))) <
          kUnseenHu)
        return false;
  return true;
}

std::optional<bool> has_rib(const StraightVolume& volume, const std::vector<double>& origins, double upper_mm,
                            double pitch_mm, double side) {
  const bool found = std::any_of(origins.begin(), origins.end(), [&](double s) {
    return s >= upper_mm - kRibBelowDisc * pitch_mm && s < upper_mm + kRibAboveDisc * pitch_mm;
  });
  if (!found && !rib_place_is_seen(volume, upper_mm, pitch_mm, side)) return std::nullopt;
  return found;
}

/// Share of lateral rays that stay in bone from 18 to 36 mm, on the poorer side.
double ala_share(const StraightVolume& volume, double lower_mm, double upper_mm) {
  constexpr double kFromMm = 18, kToMm = 36, kSpongyHu = 70;
  double poorer = 1;
  for (const double side : {-1.0, 1.0}) {
    int solid = 0, rays = 0;
    for (int s = static_cast<int>(lower_mm); s <= static_cast<int>(upper_mm); ++s)
      for (double u = 0; u <= 24; u += StraightVolume::kStepMm, ++rays) {
        bool whole = true;
        for (double v = kFromMm; whole && v <= kToMm; v += StraightVolume::kStepMm)
          whole = static_cast<double>(volume.at(s, StraightVolume::u_index(u),
                                                StraightVolume::v_index(side * v))) > kSpongyHu;
        if (whole) ++solid;
      }
    poorer = std::min(poorer, rays > 0 ? static_cast<double>(solid) / rays : 0.0);
  }
  return poorer;
}

double backward_deg(const SpineFrame& frame, double s_mm) {
  const Eigen::Vector3d down = -frame.axes_at(s_mm).superior;
  return std::atan2(down.y(), -down.z()) * 180 / std::numbers::pi;  // y = posterior, z = superior
}

}  // namespace

std::vector<LevelEvidence> find_level_evidence(const StraightVolume& volume, const SpineFrame& frame,
                                               const ColumnWalls& walls, const DiscChain& chain) {
  const std::vector<double> left_ribs = rib_origins(volume, 1), right_ribs = rib_origins(volume, -1);
  std::vector<LevelEvidence> evidence;
  for (std::size_t n = 0; n + 1 < chain.discs.size(); ++n) {
    const double lower = chain.discs[n].s_mm, upper = chain.discs[n + 1].s_mm, pitch = upper - lower;
    const double middle = 0.5 * (lower + upper);
    const double higher = std::min(middle + 2 * pitch, static_cast<double>(volume.length() - 1));
    evidence.push_back({pitch, walls.depth(middle), has_rib(volume, left_ribs, upper, pitch, 1),
                        has_rib(volume, right_ribs, upper, pitch, -1),
                        ala_share(volume, lower + 0.2 * pitch, upper - 0.1 * pitch),
                        backward_deg(frame, middle),
                        backward_deg(frame, middle) - backward_deg(frame, higher)});
  }
  return evidence;
}

}  // namespace osteon
