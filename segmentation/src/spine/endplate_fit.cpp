#include "spine/endplate_fit.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr double kSampleMm = 0.5;
constexpr double kPlateMm = 1.0;  // bony endplate with the dense marrow beside it: about 1 mm
constexpr double kFurthestShiftMm = 2.5, kCoarseStepMm = 0.25, kFineStepMm = 0.05;
constexpr double kGuessSdMm = 0.8;  // of the first guess, against masks of other makers
constexpr double kNoiseHu = 40;     // of a mean over several columns, with the texture of marrow
constexpr double kDiscHu = 85, kDiscSdHu = 50;
constexpr double kPlatesDifferSdHu = 150;
constexpr double kLeastGapMm = 0.8;

/// Share of a step from 0 to 1, blurred by one standard deviation, at `z` of them: a table, for it is asked
/// for often.
class BlurredStep {
 public:
  BlurredStep() {
    for (std::size_t n = 0; n < kEntries; ++n)
      share_[n] = 0.5 * std::erfc(-(static_cast<double>(n) * kStep - kReach) / std::numbers::sqrt2);
  }
  [[nodiscard]] double operator()(double z) const {
    const double at = std::clamp((z + kReach) / kStep, 0.0, kEntries - 1.001);
    const auto n = static_cast<std::size_t>(at);
    const double f = at - static_cast<double>(n);
    return (1 - f) * share_[n] + f * share_[n + 1];
  }

 private:
  static constexpr double kReach = 5, kStep = 0.01;
  static constexpr std::size_t kEntries = 1001;
  std::array<double, kEntries> share_{};
};

double step(double x, double sigma) {
  static const BlurredStep blurred;
  return blurred(x / sigma);
}

struct Samples {
  std::vector<double> x_mm;  ///< along the line; 0 = first guess below
  Eigen::VectorXd hu;
};

/// Mean of the lines, as far as all of them stay in the scan; nothing where a plate or its surroundings are
/// cut off.
std::optional<Samples> mean_profile(const VolumeSampler& scan, const std::vector<DiscLine>& lines,
                                    const Eigen::Vector3d& superior, double gap_mm, double reach_mm) {
  constexpr double kLeastReachMm = 3;
  Samples samples;
  std::vector<double> means;
  for (double x = -reach_mm; x <= gap_mm + reach_mm; x += kSampleMm) {
    double sum = 0;
    bool inside = true;
    for (const DiscLine& line : lines) {
      const Eigen::Vector3d place = 0.5 * (line.below_mm + line.above_mm) + (x - 0.5 * gap_mm) * superior;
      inside = inside && scan.inside(place);
      sum += std::clamp(static_cast<double>(scan.at(place)), -150.0, 1200.0);
    }
    if (!inside) continue;
    samples.x_mm.push_back(x);
    means.push_back(sum / static_cast<double>(lines.size()));
  }
  if (samples.x_mm.empty() || samples.x_mm.front() > -kLeastReachMm ||
      samples.x_mm.back() < gap_mm + kLeastReachMm)
    return std::nullopt;
  samples.hu = Eigen::Map<const Eigen::VectorXd>(means.data(), static_cast<Eigen::Index>(means.size()));
  return samples;
}

/// The least cost of a profile with its plates' outer surfaces at `below` and `above`: everything else is
/// linear.
double cost_of(const Samples& samples, double below, double above, double sigma) {
  const auto count = static_cast<Eigen::Index>(samples.x_mm.size());
  Eigen::Matrix<double, 5, 5> normal = Eigen::Matrix<double, 5, 5>::Zero();
  Eigen::Matrix<double, 5, 1> right = Eigen::Matrix<double, 5, 1>::Zero();
  for (Eigen::Index n = 0; n < count; ++n) {
    const double x = samples.x_mm[static_cast<std::size_t>(n)];
    const double at_below = step(x - below, sigma), at_above = step(x - above, sigma);
    const Eigen::Matrix<double, 5, 1> share{1 - at_below, step(x - below + kPlateMm, sigma) - at_below,
                                            at_below - at_above, at_above - step(x - above - kPlateMm, sigma),
                                            at_above};
    normal.noalias() += share * share.transpose();
    right.noalias() += share * samples.hu[n];
  }
  normal /= kNoiseHu * kNoiseHu;
  right /= kNoiseHu * kNoiseHu;
  double constant = samples.hu.squaredNorm() / (kNoiseHu * kNoiseHu);
  constexpr double kDiscWeight = 1 / (kDiscSdHu * kDiscSdHu);
  constexpr double kPlateWeight = 1 / (kPlatesDifferSdHu * kPlatesDifferSdHu);
  normal(2, 2) += kDiscWeight;
  right[2] += kDiscWeight * kDiscHu;
  constant += kDiscWeight * kDiscHu * kDiscHu;
  normal(1, 1) += kPlateWeight;
  normal(3, 3) += kPlateWeight;
  normal(1, 3) -= kPlateWeight;
  normal(3, 1) -= kPlateWeight;
  for (int n = 0; n < 5; ++n) normal(n, n) += 1e-9;
  return constant - right.dot(normal.ldlt().solve(right));
}

}  // namespace

double blur_along(const VolumeSampler& scan, const Eigen::Vector3d& direction) {
  constexpr double kKernelVarianceMm2 = 0.3;  // a soft-tissue kernel resolves about 1.3 mm
  // A voxel is a box (1/12 of its square); linear interpolation adds a triangle's mean 1/6.
  const Eigen::Vector3d along = scan.lattice_components(direction).cwiseProduct(scan.spacing_mm());
  return std::sqrt(kKernelVarianceMm2 + along.squaredNorm() * (1.0 / 12 + 1.0 / 6));
}

std::optional<EndplateShift> fit_endplates(const VolumeSampler& scan, const std::vector<DiscLine>& lines,
                                           const Eigen::Vector3d& superior, double reach_mm, double sigma) {
  double gap = 0;
  for (const DiscLine& line : lines) gap += (line.above_mm - line.below_mm).dot(superior);
  gap = std::max(kLeastGapMm, gap / static_cast<double>(lines.size()));
  const auto samples = mean_profile(scan, lines, superior, gap, reach_mm);
  if (!samples) return std::nullopt;
  EndplateShift best{0, 0, 0};
  double lowest = 1e300;
  const auto search = [&](EndplateShift centre, double reach, double step_mm) {
    const int steps = static_cast<int>(std::lround(reach / step_mm));
    for (int a = -steps; a <= steps; ++a)
      for (int b = -steps; b <= steps; ++b) {
        const EndplateShift shift{centre.below_mm + a * step_mm, centre.above_mm + b * step_mm, 0};
        if (gap + shift.above_mm - shift.below_mm < kLeastGapMm) continue;
        const double guess =
            (shift.below_mm * shift.below_mm + shift.above_mm * shift.above_mm) / (kGuessSdMm * kGuessSdMm);
        const double cost = cost_of(*samples, shift.below_mm, gap + shift.above_mm, sigma) + guess;
        if (cost < lowest) {
          lowest = cost;
          best = shift;
          best.misfit = cost;
        }
      }
  };
  search({0, 0, 0}, kFurthestShiftMm, kCoarseStepMm);
  search(best, kCoarseStepMm, kFineStepMm);
  return best;
}

}  // namespace osteon
