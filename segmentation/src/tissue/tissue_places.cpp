#include "tissue/tissue_places.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace osteon {
namespace {

// Muscle, mm from the middle of the vertebral body: the canal lies 25 to 30 mm behind it, laminae 20 mm
// further.
constexpr double kErectorBackMm = -85, kErectorFrontMm = -30, kErectorInnerMm = 8, kErectorOuterMm = 65;
constexpr double kPsoasBackMm = -20, kPsoasFrontMm = 15, kPsoasInnerMm = 26, kPsoasOuterMm = 55;
constexpr double kFirstPsoasRank = 20.5;  // below L2: above it lie crura and kidneys

constexpr double kVesselCore = 0.6;  // of the radius: calcium and the blurred wall lie outside

// The liver: to the right of the column, not behind it.
constexpr double kLiverInnerMm = 25, kLiverOuterMm = 170, kLiverBackMm = -25, kLiverFrontMm = 130;
constexpr double kLeastLiverMl = 60;  // of the core; kidneys hold 150 ml, but not 10 mm from their surface
constexpr float kLiverLowHu = -10.0F, kLiverHighHu = 200.0F;

// Contrast medium in bowel and bladder: 150 HU and more, nowhere much denser below the surface than inside;
// marrow has its cortex around it.
constexpr float kLeastOpacifiedHu = 150.0F, kMostOpacifiedHu = 1500.0F;
constexpr double kLeastOpacifiedMl = 0.5;  // more than 6 mm from the surface of one loop
constexpr double kUnevenShare = 0.3;
constexpr double kShellRatio = 1.25;  // medium settles in layers; cortex holds twice the marrow and more

constexpr float kLeastCorticalHu = 600.0F, kMostCorticalHu = 2000.0F, kMetalHu = 2500.0F;
constexpr double kMetalReachMm = 25.0;
constexpr float kOfDensest = 0.85F;

/// No block of the smallest width is skipped.
constexpr double kOfBlock = 0.95;

/// Blocks of a sheet u0...u1 x v0...v1 across every plane, once each.
class Painter {
 public:
  explicit Painter(const BlockVolume& volume)
      : grid_(volume.grid()),
        step_mm_(paint_step_mm(volume)),
        to_index_(grid_.spacing_mm.cwiseInverse().asDiagonal() * grid_.direction.transpose()) {}
  void paint(const ColumnPlane& plane, double u0, double u1, double v0, double v1) {
    const Eigen::Vector3d along = to_index_ * plane.left * step_mm_;
    for (double u = u0; u <= u1; u += step_mm_) {
      Eigen::Vector3d p = grid_.index_from_patient({plane.place_mm(u, v0)}).ijk;
      for (double v = v0; v <= v1; v += step_mm_, p += along) add(p);
    }
  }
  void paint_disc(const ColumnPlane& plane, double u0, double v0, double radius_mm) {
    const double step = std::min(1.0, step_mm_);
    for (double u = -radius_mm; u <= radius_mm; u += step)
      for (double v = -radius_mm; v <= radius_mm; v += step)
        if (std::hypot(u, v) <= radius_mm)
          add(grid_.index_from_patient({plane.place_mm(u0 + u, v0 + v)}).ijk);
  }
  [[nodiscard]] std::vector<std::size_t> blocks() && {
    std::sort(offsets_.begin(), offsets_.end());
    offsets_.erase(std::unique(offsets_.begin(), offsets_.end()), offsets_.end());
    return std::move(offsets_);
  }

 private:
  void add(const Eigen::Vector3d& p) {
    std::size_t offset = 0;
    for (std::size_t n = 3; n-- > 0;) {
      const double x = p[static_cast<int>(n)] + 0.5;
      if (!(x >= 0 && x < grid_.size[n])) return;
      offset = offset * static_cast<std::size_t>(grid_.size[n]) + static_cast<std::size_t>(x);
    }
    if (offsets_.empty() || offsets_.back() != offset) offsets_.push_back(offset);
  }

  const Grid<3>& grid_;
  double step_mm_;
  Eigen::Matrix3d to_index_;
  std::vector<std::size_t> offsets_;
};

/// Blocks with a voxel as dense as metal alone is.
std::vector<std::size_t> metal_blocks(const BlockVolume& volume) {
  std::vector<std::size_t> metal;
  if (volume.highest() < kMetalHu) return metal;
  for (std::size_t b = 0; b < volume.means().size(); ++b) {
    if (volume.means()[b] < kLeastCorticalHu) continue;
    std::int16_t highest = std::numeric_limits<std::int16_t>::min();
    volume.for_each_voxel(volume.index(b), [&](std::int16_t hu) { highest = std::max(highest, hu); });
    if (static_cast<float>(highest) >= kMetalHu) metal.push_back(b);
  }
  return metal;
}

}  // namespace

double paint_step_mm(const BlockVolume& volume) { return kOfBlock * volume.grid().spacing_mm.minCoeff(); }

std::vector<std::size_t> outer_air_places(const BlockVolume& volume, const BlockFlags& outside) {
  std::vector<std::size_t> places;
  for (std::size_t b = 0; b < outside.size(); ++b)
    if (outside[b] != 0 && !volume.is_void(volume.index(b))) places.push_back(b);
  return places;
}

std::vector<std::size_t> inner_air_places(const BlockVolume& volume, const BlockFlags& outside) {
  std::vector<std::size_t> places;
  for (std::size_t b = 0; b < outside.size(); ++b)
    if (outside[b] == 0 && volume.means()[b] < kAirToBodyHu) places.push_back(b);
  return places;
}

std::vector<std::size_t> body_places(const BlockVolume& volume, const BlockFlags& outside,
                                     const std::vector<ColumnPlane>& planes) {
  int low = 0, high = volume.grid().size[2] - 1;
  if (!planes.empty()) {
    const auto height = [&](const ColumnPlane& plane) {
      return static_cast<int>(std::lround(volume.grid().index_from_patient({plane.origin_mm}).ijk[2]));
    };
    low = std::clamp(height(planes.back()), 0, high);
    high = std::clamp(height(planes.front()), low, high);
  }
  std::vector<std::size_t> places;
  for (std::size_t b = volume.offset({0, 0, low}); b < outside.size(); ++b) {
    if (volume.index(b)[2] > high) break;
    if (outside[b] == 0) places.push_back(b);
  }
  return places;
}

std::vector<std::size_t> muscle_places(const BlockVolume& volume, const std::vector<ColumnPlane>& planes) {
  Painter painter(volume);
  for (const ColumnPlane& plane : planes)
    for (const double side : {-1.0, 1.0}) {
      const auto paint = [&](double u0, double u1, double v0, double v1) {
        painter.paint(plane, u0, u1, side > 0 ? v0 : -v1, side > 0 ? v1 : -v0);
      };
      paint(kErectorBackMm, kErectorFrontMm, kErectorInnerMm, kErectorOuterMm);
      if (plane.rank >= kFirstPsoasRank) paint(kPsoasBackMm, kPsoasFrontMm, kPsoasInnerMm, kPsoasOuterMm);
    }
  return std::move(painter).blocks();
}

std::vector<std::size_t> vessel_places(const BlockVolume& volume, const std::vector<ColumnPlane>& planes,
                                       const std::vector<VesselSection>& sections) {
  Painter painter(volume);
  for (const VesselSection& s : sections)
    painter.paint_disc(planes[s.plane], s.u_mm, s.v_mm, kVesselCore * s.radius_mm);
  return std::move(painter).blocks();
}

std::vector<std::size_t> liver_places(const BlockVolume& volume, const std::vector<ColumnPlane>& planes) {
  Painter painter(volume);
  for (const ColumnPlane& plane : planes)
    painter.paint(plane, kLiverBackMm, kLiverFrontMm, -kLiverOuterMm, -kLiverInnerMm);
  std::vector<std::size_t> places = std::move(painter).blocks();
  std::vector<std::pair<std::size_t, float>> even;
  std::vector<float> sds;
  for (const std::size_t b : places) {
    const float centre = volume.means()[b];
    if (centre < kLiverLowHu - 60 || centre > kLiverHighHu + 60) continue;
    const auto around = neighbourhood(volume, volume.index(b));
    if (!around || around->mean < kLiverLowHu || around->mean > kLiverHighHu) continue;
    even.emplace_back(b, around->sd);
    sds.push_back(around->sd);
  }
  if (even.empty()) return {};
  const auto median = sds.begin() + static_cast<std::ptrdiff_t>(sds.size() / 2);
  std::nth_element(sds.begin(), median, sds.end());
  BlockFlags marked(volume.means().size());
  for (const auto& [b, sd] : even) marked[b] = sd <= 1.5F * *median ? 1 : 0;
  auto all = pieces(volume, eroded(volume, eroded(volume, marked)));
  if (all.empty()) return {};
  const auto piece = *std::max_element(all.begin(), all.end(),
                                       [](const auto& x, const auto& y) { return x.size() < y.size(); });
  const double ml = static_cast<double>(piece.size()) * volume.grid().pixel_volume_mm() / 1000;
  return ml >= kLeastLiverMl ? piece : std::vector<std::size_t>{};
}

std::vector<std::size_t> dense_bone_places(const BlockVolume& volume) {
  const BlockFlags near_metal = surroundings(volume, metal_blocks(volume), kMetalReachMm);
  std::vector<std::size_t> dense;
  for (std::size_t b = 0; b < volume.means().size(); ++b)
    if (volume.means()[b] >= kLeastCorticalHu && volume.means()[b] <= kMostCorticalHu && near_metal[b] == 0)
      dense.push_back(b);
  if (dense.empty()) return {};
  std::vector<float> values;
  values.reserve(dense.size());
  for (const std::size_t b : dense) values.push_back(volume.means()[b]);
  const auto top = values.begin() + static_cast<std::ptrdiff_t>(values.size() - 1 - values.size() / 100);
  std::nth_element(values.begin(), top, values.end());
  std::erase_if(dense, [&, limit = kOfDensest * *top](std::size_t b) { return volume.means()[b] < limit; });
  return dense;
}

std::vector<std::size_t> opacified_places(const BlockVolume& volume) {
  const auto& means = volume.means();
  BlockFlags bright(means.size());
  for (std::size_t b = 0; b < bright.size(); ++b) bright[b] = means[b] >= kLeastOpacifiedHu ? 1 : 0;
  std::vector<std::size_t> places;
  const BlockFlags near_metal = surroundings(volume, metal_blocks(volume), kMetalReachMm);
  for (const auto& piece : pieces(volume, eroded(volume, eroded(volume, bright)))) {
    const double ml = static_cast<double>(piece.size()) * volume.grid().pixel_volume_mm() / 1000;
    const bool metal =
        std::any_of(piece.begin(), piece.end(), [&](std::size_t b) { return near_metal[b] != 0; });
    if (ml < kLeastOpacifiedMl || metal) continue;
    double sum = 0, squares = 0;
    for (const std::size_t b : piece) {
      sum += means[b];
      squares += static_cast<double>(means[b]) * means[b];
    }
    const double n = static_cast<double>(piece.size()), inside = sum / n;
    const double sd = std::sqrt(std::max(0.0, squares / n - inside * inside));
    if (inside <= kMostOpacifiedHu && sd <= kUnevenShare * inside &&
        densest_around(volume, piece, bright) <= kShellRatio * inside)
      places.insert(places.end(), piece.begin(), piece.end());
  }
  std::sort(places.begin(), places.end());
  return places;
}

}  // namespace osteon
