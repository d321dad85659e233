#pragma once

#include <opencv2/core.hpp>

#include <vector>

namespace osteon {

/// What says "disc" at each row of a straightened picture, for the tilt that says so best.
struct DiscSignature {
  std::vector<double> score;
  std::vector<double> tilt_deg;  ///< right end (larger column) lower: positive
};
[[nodiscard]] DiscSignature disc_signature(const cv::Mat1f& straight);

/// A row of discs: working pixels along the spine, from above.
struct DiscRow {
  std::vector<double> at;
  double total;        ///< with what is usual of distances taken into account
  double mean_score;   ///< of the signature
  double pitch_mm;     ///< the patient's own
  double periodicity;  ///< autocorrelation of the signature at its best lag
};
struct DiscRows {
  DiscRow best;
  double margin;  ///< by which the best other row falls short; large where there is none
};
/// Empty best row where fewer than two discs fit.
[[nodiscard]] DiscRows disc_rows(const DiscSignature& signature);

}  // namespace osteon
