#pragma once

#include <osteon/imaging/image.hpp>
#include <osteon/imaging/study.hpp>

#include <Eigen/Core>

#include <vector>

namespace osteon::phantom {

/// A spine made of ellipses and tubes, of which every measure is known: bodies with shells and endplates,
/// discs, canal, pedicles, laminae, processes, ribs on the thoracic levels, lungs beside them. It goes on
/// beyond the volume at both ends.
struct SpinePhantomOptions {
  int lowest_place = 3;  ///< of the lowest whole vertebra: 1 = L5, 5 = L1, 6 = T12 ...
  int vertebrae = 6;     ///< whole ones in the volume
  bool ribs = true;      ///< and lungs
  double bow_mm = 6;     ///< the column bows forwards by this much in its middle
  double marrow_hu = 170;
  double canal_hu = 25;
  Eigen::Vector3d spacing_mm{1.1, 1.3, 2.0};
  Eigen::Matrix3d direction =
      Eigen::Matrix3d::Identity();           ///< of the lattice; the patient does not turn with it
  Eigen::Vector3d centre_mm{23, -160, 412};  ///< the middle of the volume, patient axes
};

struct PhantomVertebra {
  int place;                  ///< 1 = L5, 2 = L4, ... 6 = T12 ...
  Eigen::Vector3d centre_mm;  ///< of the body, patient axes
  double height_mm;           ///< between the outer surfaces of its endplates
  double depth_mm, width_mm;  ///< of the elliptic body
};

struct SpinePhantom {
  CtScan scan;
  std::vector<PhantomVertebra> whole;  ///< from the feet to the head
  LabelMap<3> bodies;                  ///< place numbers
};

[[nodiscard]] SpinePhantom make_spine_phantom(const SpinePhantomOptions& options);

/// The same size, everything `hu`.
[[nodiscard]] CtScan make_flat_scan(std::array<int, 3> size, const Eigen::Vector3d& spacing_mm,
                                    std::int16_t hu);

}  // namespace osteon::phantom
