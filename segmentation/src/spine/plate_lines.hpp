#pragma once

#include "spine/disc_chain.hpp"
#include "spine/endplates.hpp"
#include "spine/plate_model.hpp"
#include "spine/side_wall.hpp"
#include "spine/spine_frame.hpp"
#include "spine/working_volume.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace osteon {

/// A disc as a plane with a thickness: half of it lies on either side.
struct DiscSlab {
  DiscFrame frame;
  double gap_mm;
};

/// The column of discs that lines are read through; holds references.
struct DiscColumn {
  const VolumeSampler& scan;
  const SpineFrame& frame;
  const SideWall& side;
  const DiscChain& chain;
  const std::vector<DiscSlab>& discs;  ///< one per disc of the chain
};

/// A line across a disc, along its `superior`, at a cell of the EndplatePair's lattice.
struct PlateLine {
  PlateProfile profile;
  int cell;
  int first, last;               ///< samples that show this disc and its two vertebrae, in the scan
  double lowest_mm, highest_mm;  ///< where its plates may lie
};

/// The lines across disc `n`, at every `every`-th cell each way.
[[nodiscard]] std::vector<PlateLine> lines_across(const DiscColumn& column, std::size_t n, int every = 1);

/// What the lines of disc `n` should look like, before any is looked at; noise as usual.
[[nodiscard]] PlateExpectation expectation(const DiscColumn& column, std::size_t n,
                                           const std::vector<PlateLine>& lines, double blur_share);

/// What it costs that a disc is thin: a thin one can follow any bump.
[[nodiscard]] double thin_disc_cost(double gap_mm);

/// The noise that explains what is left of most lines, HU; every `every`-th is looked at.
[[nodiscard]] double measured_noise(const PlateExpectation& expected, const std::vector<PlateLine>& lines,
                                    std::size_t every);

/// Of each line the least cost over all places, as a mean per independent sample; the median of every
/// `every`-th line: 1 where the noise is right.
[[nodiscard]] double typical_misfit(const PlateExpectation& expected, const std::vector<PlateLine>& lines,
                                    std::size_t every);

struct LineCosts {
  std::vector<float> cost;    ///< PlateModel::kStates per line, the least of a line 0, bounded
  std::vector<double> trust;  ///< per line, 1 = as good as most
};

/// Cost of every pair of places of every line. A line that no places explain as well as most lines are
/// explained (along a cortex, through an osteophyte, metal) says less; and no line decides alone.
[[nodiscard]] LineCosts line_costs(const PlateModel& model, const std::vector<PlateLine>& lines);

}  // namespace osteon
