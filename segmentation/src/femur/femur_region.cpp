#include "femur/femur_region.hpp"

#include "femur/bone_edge.hpp"
#include "femur/femur_marrow.hpp"
#include "femur/femur_surface.hpp"
#include "femur/voxel_mask.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon {
namespace {

constexpr double kSpacingMm = 1.5;
// Head centre to the end of what is looked at: a trochanter lies 70 mm to the side; thighs on a cushion are
// bent by 40 degrees; neck, trochanters and 70 mm of shaft take 170 mm.
constexpr double kSidewaysMm = 110, kBeforeMm = 150, kBehindMm = 110, kBelowMm = 190, kAboveMm = 70;
constexpr double kJointFromMm = 0.75,
                 kJointToMm = 9;      // beyond the sphere: cartilage, then the socket's plate
constexpr double kNeckCosine = 0.64;  // 50 degrees: necks are at most 0.77 head radii wide
constexpr double kFlareCosine = 0.26,
                 kFlareMm = 3;  // up to 75 degrees the neck may rise beyond its cartilage

/// Part of the box round the head that the scan covers.
Grid<3> box_round(const Grid<3>& extent, const Eigen::Vector3d& head) {
  Eigen::Vector3d low = Eigen::Vector3d::Constant(1e30), high = -low;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int n = 0; n < 3; ++n)
      index[n] = (corner >> n & 1) != 0 ? extent.size[static_cast<std::size_t>(n)] - 1 : 0;
    const Eigen::Vector3d place = extent.patient_from_index({index}).mm;
    low = low.cwiseMin(place);
    high = high.cwiseMax(place);
  }
  low = low.cwiseMax(head - Eigen::Vector3d(kSidewaysMm, kBeforeMm, kBelowMm));
  high = high.cwiseMin(head + Eigen::Vector3d(kSidewaysMm, kBehindMm, kAboveMm));
  Grid<3> grid{{}, Eigen::Vector3d::Constant(kSpacingMm), low, Eigen::Matrix3d::Identity()};
  for (std::size_t n = 0; n < 3; ++n) {
    const int axis = static_cast<int>(n);
    grid.size[n] = std::max(1, static_cast<int>(std::max(0.0, high[axis] - low[axis]) / kSpacingMm) + 1);
  }
  return grid;
}

/// Attenuation on the lattice; kOutsideHu where the image shows nothing, and beside padding, which
/// interpolation mixes with what it borders on.
Image3D<std::int16_t> sampled(const VolumeSampler& scan, const Grid<3>& grid) {
  constexpr double kMixedMm = 2.5;
  Image3D<std::int16_t> result(grid);
  LabelMap<3> padding(grid);
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const Eigen::Vector3d place = grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm;
        result.at(i, j, k) = static_cast<std::int16_t>(std::lround(scan.at(place)));
        padding.at(i, j, k) = shown(scan, place) ? 0 : 1;
      }
  });
  if (std::none_of(padding.pixels().begin(), padding.pixels().end(), [](auto v) { return v != 0; }))
    return result;
  padding = dilated(padding, kMixedMm);
  for (std::size_t n = 0; n < padding.pixels().size(); ++n)
    if (padding.pixels()[n] != 0) result.pixels()[n] = kOutsideHu;
  return result;
}

/// What the geometry of head and neck says of a voxel before its attenuation does.
enum class Zone : std::uint8_t { open, ball, joint };

Image3D<Zone> zones(const Grid<3>& grid, const HeadSphere& head, const NeckCourse& neck) {
  Image3D<Zone> result(grid, Zone::open);
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const Eigen::Vector3d arm = grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm - head.center_mm;
        const double r = arm.norm() - head.radius_mm;
        const double cosine = arm.dot(neck.direction) / std::max(arm.norm(), 1e-6);
        const double to = cosine < kFlareCosine ? kJointToMm : cosine < kNeckCosine ? kFlareMm : 0;
        if (r <= 0) result.at(i, j, k) = Zone::ball;
        if (r > kJointFromMm && r <= to) result.at(i, j, k) = Zone::joint;
      }
  });
  return result;
}

/// Volume that was reached behind the head, where no femur is: the pelvis, in ml.
double leaked_ml(const LabelMap<3>& mask, const HeadSphere& head, const NeckCourse& neck) {
  const Grid<3>& grid = mask.grid();
  std::size_t count = 0;
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        if (mask.at(i, j, k) == 0) continue;
        const Eigen::Vector3d arm = grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm - head.center_mm;
        if (arm.dot(neck.direction) < -head.radius_mm - 2) ++count;
      }
  return static_cast<double>(count) * grid.pixel_volume_mm() / 1000;
}

/// Mean of 3 x 3 x 3 voxels: a quarter of the noise, for telling faint bone from muscle.
Image3D<std::int16_t> smoothed(const Image3D<std::int16_t>& hu) {
  const auto& size = hu.grid().size;
  Image3D<std::int16_t> result = hu;
  tbb::parallel_for(1, std::max(1, size[2] - 1), [&](int k) {
    for (int j = 1; j + 1 < size[1]; ++j)
      for (int i = 1; i + 1 < size[0]; ++i) {
        int sum = 0;
        for (int n = 0; n < 27; ++n) sum += hu.at(i + n % 3 - 1, j + n / 3 % 3 - 1, k + n / 9 - 1);
        result.at(i, j, k) = static_cast<std::int16_t>(sum / 27);
      }
  });
  return result;
}

/// Half-way between the brightest and the darkest within about 3 mm of a voxel: where a surface of bone
/// stands.
double half_way(const Image3D<std::int16_t>& hu, int i, int j, int k) {
  constexpr int kReach = 2;
  const auto& size = hu.grid().size;
  double low = 1e9, high = -1e9;
  for (int z = std::max(0, k - kReach); z <= std::min(size[2] - 1, k + kReach); ++z)
    for (int y = std::max(0, j - kReach); y <= std::min(size[1] - 1, j + kReach); ++y)
      for (int x = std::max(0, i - kReach); x <= std::min(size[0] - 1, i + kReach); ++x) {
        const double here = hu.at(x, y, z);
        if (here == kOutsideHu) continue;
        low = std::min(low, here);
        high = std::max(high, here);
      }
  return 0.5 * (std::max(low, -50.0) + std::min(high, 1500.0));
}

/// Takes what is no bone off the outside, to the depth by which a low threshold may be too wide.
LabelMap<3> peeled(const Image3D<std::int16_t>& hu, const Image3D<Zone>& zone, const LabelMap<3>& mask) {
  constexpr double kDepthMm = 2.6, kSmoothMm = 1.5;
  const LabelMap<3> core = eroded(mask, kDepthMm);
  LabelMap<3> outside(hu.grid());
  for (std::size_t n = 0; n < mask.pixels().size(); ++n) outside.pixels()[n] = mask.pixels()[n] == 0 ? 1 : 0;
  const auto plane =
      static_cast<std::size_t>(hu.grid().size[0]) * static_cast<std::size_t>(hu.grid().size[1]);
  const auto row = static_cast<std::size_t>(hu.grid().size[0]);
  LabelMap<3> result = flooded(outside, [&](std::size_t n) {
    if (core.pixels()[n] != 0 || zone.pixels()[n] == Zone::ball) return false;
    const auto k = static_cast<int>(n / plane), j = static_cast<int>(n % plane / row);
    return hu.pixels()[n] < half_way(hu, static_cast<int>(n % row), j, k);
  });
  for (auto& v : result.pixels()) v = v == 0 ? 1 : 0;
  result = dilated(eroded(result, kSmoothMm), kSmoothMm);
  return eroded(dilated(result, kSmoothMm), kSmoothMm);
}

/// A part of the box.
struct Crop {
  std::array<int, 3> low, size;
};

Crop crop_round(const LabelMap<3>& mask, double margin_mm) {
  const auto& size = mask.grid().size;
  std::array<int, 3> low = size, high{-1, -1, -1};
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i) {
        if (mask.at(i, j, k) == 0) continue;
        const std::array<int, 3> p{i, j, k};
        for (std::size_t n = 0; n < 3; ++n)
          low[n] = std::min(low[n], p[n]), high[n] = std::max(high[n], p[n]);
      }
  Crop crop{};
  const int margin = static_cast<int>(margin_mm / mask.grid().spacing_mm[0]);
  for (std::size_t n = 0; n < 3; ++n) {
    crop.low[n] = std::max(0, low[n] - margin);
    crop.size[n] = std::max(1, std::min(size[n], high[n] + 1 + margin) - crop.low[n]);
  }
  return crop;
}

template <class Pixel>
Image3D<Pixel> cropped(const Image3D<Pixel>& image, const Crop& crop) {
  Grid<3> grid = image.grid();
  grid.size = crop.size;
  grid.origin_mm =
      image.grid().patient_from_index({Eigen::Vector3d(crop.low[0], crop.low[1], crop.low[2])}).mm;
  Image3D<Pixel> result(grid);
  for (int k = 0; k < crop.size[2]; ++k)
    for (int j = 0; j < crop.size[1]; ++j)
      for (int i = 0; i < crop.size[0]; ++i)
        result.at(i, j, k) = image.at(i + crop.low[0], j + crop.low[1], k + crop.low[2]);
  return result;
}

/// What is known of the box before its attenuation is asked.
struct Surroundings {
  Image3D<std::int16_t> hu;
  Image3D<Zone> zone;

  [[nodiscard]] bool open_to_femur(std::size_t n) const {
    return zone.pixels()[n] != Zone::joint && hu.pixels()[n] != kOutsideHu;
  }
  [[nodiscard]] LabelMap<3> ball() const {
    LabelMap<3> result(hu.grid());
    for (std::size_t n = 0; n < result.pixels().size(); ++n)
      result.pixels()[n] = zone.pixels()[n] == Zone::ball && hu.pixels()[n] != kOutsideHu ? 1 : 0;
    return result;
  }
};

/// Bone that is reached from the head with its faint parts, marrow and a surface half-way.
LabelMap<3> completed(const Surroundings& box, LabelMap<3> bone) {
  constexpr double kFaintMm = 4.5;        // faint bone stands beside clear bone
  constexpr std::int16_t kFaintHu = 100;  // above muscle, 40 to 80 HU with contrast
  constexpr double kVesselMm = 2;         // half of the thickest vessel or rim of bone that is cut off again
  const Image3D<std::int16_t> smooth = smoothed(box.hu);
  const LabelMap<3> near = dilated(bone, kFaintMm);
  for (std::size_t n = 0; n < bone.pixels().size(); ++n)
    if (near.pixels()[n] != 0 && box.open_to_femur(n) && smooth.pixels()[n] >= kFaintHu) bone.pixels()[n] = 1;
  bone = with_marrow(box.hu, bone);
  for (std::size_t n = 0; n < bone.pixels().size(); ++n)
    if (!box.open_to_femur(n)) bone.pixels()[n] = 0;
  const LabelMap<3> clean = peeled(box.hu, box.zone, bone), thick = eroded(clean, kVesselMm);
  const LabelMap<3> core =
      flooded(eroded(box.ball(), kVesselMm), [&](std::size_t n) { return thick.pixels()[n] != 0; });
  LabelMap<3> result = dilated(core, kVesselMm + kSpacingMm);
  for (std::size_t n = 0; n < bone.pixels().size(); ++n)
    if (clean.pixels()[n] == 0 || !box.open_to_femur(n)) result.pixels()[n] = 0;
  return result;
}

FemurRegion with_surface(const VolumeSampler& scan, Image3D<std::int16_t> hu, LabelMap<3> mask) {
  Image3D<float> depth = depth_below_surface(scan, hu, mask);
  for (std::size_t n = 0; n < mask.pixels().size(); ++n) mask.pixels()[n] = depth.pixels()[n] >= 0 ? 1 : 0;
  return {std::move(hu), std::move(mask), std::move(depth)};
}

}  // namespace

std::optional<FemurRegion> grow_femur(const VolumeSampler& scan, const Grid<3>& extent,
                                      const HeadSphere& head, const NeckCourse& neck) {
  constexpr double kMostLeakedMl = 1.0, kMarginMm = 12;
  constexpr std::array<std::int16_t, 4> kThresholdsHu{150, 190, 240, 300};  // clear bone; higher if it leaks
  const Grid<3> grid = box_round(extent, head.center_mm);
  Image3D<std::int16_t> hu = sampled(scan, grid);
  const Surroundings whole{std::move(hu), zones(grid, head, neck)};
  for (const std::int16_t threshold : kThresholdsHu) {
    const LabelMap<3> bone = flooded(whole.ball(), [&](std::size_t n) {
      return whole.open_to_femur(n) && whole.hu.pixels()[n] >= threshold;
    });
    if (leaked_ml(bone, head, neck) > kMostLeakedMl) continue;
    const Crop crop = crop_round(bone, kMarginMm);
    Surroundings near{cropped(whole.hu, crop), cropped(whole.zone, crop)};
    LabelMap<3> mask = completed(near, cropped(bone, crop));
    if (leaked_ml(mask, head, neck) > kMostLeakedMl) continue;
    return with_surface(scan, std::move(near.hu), std::move(mask));
  }
  return std::nullopt;
}

FemurRegion given_femur(const VolumeSampler& scan, const VolumeSampler& mask, const Grid<3>& extent,
                        const HeadSphere& head) {
  constexpr double kMarginMm = 12;
  const Grid<3> grid = box_round(extent, head.center_mm);
  LabelMap<3> bone(grid);
  tbb::parallel_for(0, grid.size[2], [&](int k) {
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i)
        bone.at(i, j, k) =
            mask.at(grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm) >= 0.5 * kBoneShare;
  });
  const Crop crop = crop_round(bone, kMarginMm);
  LabelMap<3> near = cropped(bone, crop);
  Image3D<std::int16_t> hu = sampled(scan, near.grid());
  return with_surface(scan, std::move(hu), std::move(near));
}

}  // namespace osteon
