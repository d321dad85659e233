#pragma once

#include <osteon/densitometry/density_calibration.hpp>

#include <string>
#include <vector>

// How the CT numbers of one series become mineral density, wherever that knowledge came from.

namespace osteon {

/// One value for all ways to calibrate. `origin` says in words where it came from: phantom and rods, entry of
/// a site table, tissues. `warnings` holds all that a reader has to know, those of the fit included.
struct CtCalibration {
  Calibration kind;  ///< never none
  DensityLine line;
  std::string origin;
  std::vector<Warning> warnings;
};

}  // namespace osteon
