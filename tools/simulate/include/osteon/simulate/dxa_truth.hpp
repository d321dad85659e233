#pragma once

#include <osteon/densitometry/dxa_simulation.hpp>
#include <osteon/densitometry/hip_density.hpp>
#include <osteon/imaging/anatomy.hpp>
#include <osteon/segmentation/femur_segmenter.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <optional>
#include <string>
#include <vector>

// What a simulated picture really shows. Places are picture millimetres.

namespace osteon {

/// Mineral of one region of the true map. Bone is where the bone in question holds 0.2 g/cm2 and more.
struct TrueRegion {
  double area_cm2, bmc_g;
  bool whole;  ///< neither the picture nor the CT ends in it
  [[nodiscard]] double bmd() const { return bmc_g / area_cm2; }
};

/// In the middle between neighbouring endplates; tilted as the disc is where X-rays cross it.
struct TrueLine {
  BoneRegion above, below;
  Eigen::Vector2d left, right;  ///< as wide as the bodies; left = smaller x
  bool by_next_disc =
      false;  ///< the vertebra above is cut: half as far from the lower one as the next disc is thick
  [[nodiscard]] Eigen::Vector2d middle() const { return 0.5 * (left + right); }
};

struct TrueLevel {
  BoneRegion level;
  TrueRegion region;
};

struct SpineTruth {
  std::vector<TrueLine> lines;  ///< from above; those that the picture shows
  LabelMap<2> levels;           ///< BoneRegion numbers: the column of bodies between two lines
  std::vector<TrueLevel> densities;
  std::optional<TrueRegion> l1_l4;  ///< where all four are whole
};

/// `mineral`: of everything, as simulate_dxa gives it.
[[nodiscard]] SpineTruth spine_truth(const CtScan& scan, const SpineSegmentation& spine,
                                     const DensityLine& line, const DxaView& view,
                                     const SimulatedDxa& picture);

struct TrueHipRegion {
  HipRegion region;
  TrueRegion all;    ///< of everything along the rays, pelvis included
  TrueRegion femur;  ///< of the femur alone
};

struct HipTruth {
  Side side;
  Eigen::Vector2d head_center;
  double head_radius_mm;
  Eigen::Vector2d neck_center;  ///< middle of the narrowest section
  Eigen::Vector2d neck;         ///< away from the head; unit
  Eigen::Vector2d shaft;        ///< towards the hip; unit
  Eigen::Vector2d shaft_point;
  std::optional<Eigen::Vector2d> greater_trochanter, lesser_trochanter, notch;
  std::optional<HipLayout> layout;  ///< millimetres from the head's centre: lateral, proximal, in the picture
  LabelMap<2> femur;                ///< 1 = femur
  std::vector<TrueHipRegion> densities;

  /// A place of the picture as `layout` counts.
  [[nodiscard]] Eigen::Vector2d in_layout(const Eigen::Vector2d& picture_mm) const {
    const Eigen::Vector2d d = picture_mm - head_center;
    return {side == Side::left ? d[0] : -d[0], -d[1]};
  }
};

/// `layout`: as measure_hip_density found it on the CT, in its plane.
[[nodiscard]] HipTruth hip_truth(const CtScan& scan, const LabelMap<3>& femurs, const SegmentedFemur& femur,
                                 const std::optional<HipDensity>& density, const DensityLine& line,
                                 const DxaView& view, const SimulatedDxa& picture);

[[nodiscard]] std::string truth_json(const SpineTruth& truth, const DxaView& view, const DxaBeams& beams);
[[nodiscard]] std::string truth_json(const HipTruth& truth, const DxaView& view, const DxaBeams& beams);

}  // namespace osteon
