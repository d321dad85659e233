#pragma once

#include <osteon/densitometry/measurements.hpp>
#include <osteon/imaging/image.hpp>
#include <osteon/imaging/study.hpp>

#include <Eigen/Core>

#include <vector>

namespace osteon {

/// Where a vertebral body stands: what the regions of density are laid out by.
struct VertebraFrame {
  BoneRegion level;
  PatientPoint<3> body_center;
  Eigen::Vector3d left, anterior, superior;  ///< unit axes of the vertebra, in patient axes
};

/// How the edge of the trabecular core follows that of the body.
enum class CoreEdge {
  distance,    ///< so many millimetres inside the outline: the same for a turned patient or another grid
  voxel_steps  ///< eroded by the 6-neighbour element, round(erosion / spacing) times along each axis, once at
               ///< least: as other tools treat a mask that they are given
};

struct DensityOptions {
  CoreEdge core_edge = CoreEdge::distance;
  double erosion_mm = 3.0;  ///< cortex, endplates and their blur stay outside the core: the shell
  double central_height_fraction = 0.5;  ///< part of the body's height, about its middle
  double edge_shift_mm = 0.5;            ///< how well an edge is placed, one sd, where voxels are not coarser
  friend bool operator==(const DensityOptions&, const DensityOptions&) = default;
};

/// Options for a scan with these warnings: where a distance in the header cannot be true
/// (geometry.doubtful-distance), no edge is known better than to half of the erosion.
[[nodiscard]] DensityOptions heeding(const std::vector<Warning>& warnings, DensityOptions options);

struct LevelDensity {
  BoneRegion level;
  std::vector<VertebralDensity> density;  ///< trabecular core, oval, body, cortical shell, whole vertebra
  std::vector<Warning> warnings;
};

/// Mean attenuation of the regions of every vertebra in `frames`, in parallel. Pure.
///
/// Shape:  scan and maps on one grid, else std::invalid_argument. The answer has the order of `frames`; a
/// region
///         without voxels is absent and a warning says so.
/// Units:  with CoreEdge::distance a voxel belongs to the core when its centre lies at least `erosion_mm`
/// inside the outline of the
///         body, which runs along the faces of its voxels (half a voxel beyond the outermost centres).
///         `mask_sha256` is that of (i, j, k) as little-endian int32 of every voxel of the region, in the
///         order of memory (i fastest).
[[nodiscard]] std::vector<LevelDensity> measure_densities(const CtScan& scan, const LabelMap<3>& vertebrae,
                                                          const LabelMap<3>& bodies,
                                                          const std::vector<VertebraFrame>& frames,
                                                          const DensityOptions& options = {});

/// One region of every body as a map of BoneRegion numbers, the very voxels that `measure_densities` reads
/// and hashes: for pictures and export. Pure. Shape:  `part` is core, oval or shell, else
/// std::invalid_argument; the answer has the grid of `bodies`.
[[nodiscard]] LabelMap<3> regions_of_bodies(DensityRegion part, const LabelMap<3>& bodies,
                                            const std::vector<VertebraFrame>& frames,
                                            const DensityOptions& options = {});

}  // namespace osteon
