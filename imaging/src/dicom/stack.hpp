#pragma once

#include "header.hpp"

#include <osteon/imaging/survey.hpp>

#include <memory>
#include <vector>

namespace osteon {

/// One plane of a CT with the header of its file.
struct CtPlane {
  std::shared_ptr<const DicomHeader> header;
  const PlaneHeader* plane;  ///< within *header
};

/// One volume, or planes that make none, and why.
struct CtStack {
  std::vector<CtPlane> planes;  ///< in stacking order
  std::optional<Error> refusal;
  std::vector<Warning> warnings;
  std::optional<Grid<3>> grid;
  std::vector<StoredPlane> stored;  ///< one per plane, same order
};

/// Sorts the CT planes of one series into right-angled, evenly spaced volumes. What does not fit is split
/// off, repaired or refused, and each time said. Pure but for duplicate positions, where the stored pixels
/// are compared. The largest volume comes first.
[[nodiscard]] std::vector<CtStack> stack_planes(std::vector<CtPlane> planes);

/// The same file twice under one series: kept once. Removes them from `planes` and returns the removed.
[[nodiscard]] std::vector<CtPlane> take_repeated_objects(std::vector<CtPlane>& planes);

}  // namespace osteon
