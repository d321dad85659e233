#pragma once

#include <osteon/imaging/reported_dxa.hpp>

namespace osteon {

/// The picture of a scan on a report page. Paper says nothing of its scale.
struct PrintedScan {
  PageBox box;              ///< its place on the page
  PageCut grey;             ///< bone is brighter; what was drawn over it is painted out
  PageCut drawn;            ///< 255 = drawn over: lines of regions, outlines, letters
  double page_pixels = 1;   ///< of the page along one pixel of `grey`
  bool in_colours = false;  ///< its brightness was printed as a scale of colours
  friend bool operator==(const PrintedScan&, const PrintedScan&) = default;
};

}  // namespace osteon
