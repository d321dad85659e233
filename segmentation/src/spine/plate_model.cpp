#include "spine/plate_model.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr int kSamples = PlateProfile::kSamples;
constexpr double kPlateMm = 1.0;  // bony endplate with the dense marrow beside it
constexpr double kMarrowSdHu = 60, kDiscHu = 85, kDiscSdHu = 40;
constexpr double kPlateOverMarrowHu = 250, kPlateSdHu = 200, kPlatesDifferSdHu = 150;
constexpr double kLeastGapMm = 0.7;

enum Part : std::uint8_t { kMarrowBelow, kPlateBelow, kDisc, kPlateAbove, kMarrowAbove };

/// Share of a step from 0 to 1, blurred by one standard deviation, at `z` of them.
double blurred_step(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double bell(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi); }

std::vector<float> step_table(double first_mm, double blur_mm) {
  std::vector<float> table;
  for (int place = 0; place < PlateModel::kPlaces; ++place)
    for (int n = 0; n < kSamples; ++n)
      table.push_back(static_cast<float>(
          blurred_step((PlateProfile::mm(n) - first_mm - place * PlateProfile::kStepMm) / blur_mm)));
  return table;
}

using Steps = Eigen::Map<const Eigen::Matrix<float, kSamples, PlateModel::kPlaces>>;

}  // namespace

double blur_along(const VolumeSampler& scan, const Eigen::Vector3d& direction) {
  constexpr double kKernelVarianceMm2 = 0.3;  // a soft-tissue kernel resolves about 1.3 mm
  // A voxel is a box (1/12 of its square); linear interpolation adds a triangle's mean 1/6.
  const Eigen::Vector3d along = scan.lattice_components(direction).cwiseProduct(scan.spacing_mm());
  return std::sqrt(kKernelVarianceMm2 + along.squaredNorm() * (1.0 / 12 + 1.0 / 6));
}

PlateModel::PlateModel(const PlateExpectation& expected)
    : expected_(expected),
      weight_(expected.independent_share / (expected.noise_hu * expected.noise_hu)),
      prior_(Matrix5::Zero()),
      prior_right_(Vector5::Zero()),
      prior_constant_(0) {
  const auto expect = [&](const Vector5& direction, double hu, double sd) {
    prior_ += direction * direction.transpose() / (sd * sd);
    prior_right_ += direction * hu / (sd * sd);
    prior_constant_ += hu * hu / (sd * sd);
  };
  const Matrix5 unit = Matrix5::Identity();
  expect(unit.col(kMarrowBelow), expected.marrow_below_hu, kMarrowSdHu);
  expect(unit.col(kMarrowAbove), expected.marrow_above_hu, kMarrowSdHu);
  expect(unit.col(kDisc), kDiscHu, kDiscSdHu);
  expect(unit.col(kPlateBelow) - unit.col(kMarrowBelow), kPlateOverMarrowHu, kPlateSdHu);
  expect(unit.col(kPlateAbove) - unit.col(kMarrowAbove), kPlateOverMarrowHu, kPlateSdHu);
  expect(unit.col(kPlateBelow) - unit.col(kPlateAbove), 0, kPlatesDifferSdHu);

  const double blur = expected.blur_mm;
  for (const double first : {below_mm(0), below_mm(0) - kPlateMm, above_mm(0), above_mm(0) + kPlateMm}) {
    const auto table = step_table(first, blur);
    steps_.insert(steps_.end(), table.begin(), table.end());
  }
  constexpr std::ptrdiff_t kTable = static_cast<std::ptrdiff_t>(kSamples) * kPlaces;
  const Steps below(&steps_[0]), inner_below(&steps_[kTable]), above(&steps_[2 * kTable]),
      inner_above(&steps_[3 * kTable]);
  whitening_.resize(kStates);
  for (int b = 0; b < kPlaces; ++b)
    for (int a = 0; a < kPlaces; ++a) {
      Eigen::Matrix<float, kSamples, 5> share;
      share.col(kMarrowBelow) = 1 - inner_below.col(b).array();
      share.col(kPlateBelow) = inner_below.col(b) - below.col(b);
      share.col(kDisc) = below.col(b) - above.col(a);
      share.col(kPlateAbove) = above.col(a) - inner_above.col(a);
      share.col(kMarrowAbove) = inner_above.col(a);
      const Matrix5 normal =
          weight_ * (share.transpose() * share).cast<double>() + prior_ + 1e-9 * Matrix5::Identity();
      const Matrix5 factor = normal.llt().matrixL();
      whitening_[static_cast<std::size_t>(b * kPlaces + a)] =
          factor.triangularView<Eigen::Lower>().solve(Matrix5::Identity()).cast<float>();
    }
}

void PlateModel::costs(const PlateProfile& profile, float* cost) const {
  constexpr std::ptrdiff_t kTable = static_cast<std::ptrdiff_t>(kSamples) * kPlaces;
  using Sums = Eigen::Matrix<float, kPlaces, 1>;
  const auto weight = static_cast<float>(weight_);
  const auto sums = [&](int table) -> Sums {
    return weight * (Steps(&steps_[static_cast<std::size_t>(table * kTable)]).transpose() * profile.hu);
  };
  const Sums below = sums(0), inner_below = sums(1), above = sums(2), inner_above = sums(3);
  const float all = weight * profile.hu.sum();
  const float constant = weight * profile.hu.squaredNorm() + static_cast<float>(prior_constant_);
  const Eigen::Matrix<float, 5, 1> prior = prior_right_.cast<float>();
  for (int b = 0; b < kPlaces; ++b)
    for (int a = 0; a < kPlaces; ++a) {
      float& value = cost[b * kPlaces + a];
      if (above_mm(a) - below_mm(b) < kLeastGapMm) {
        value = kImpossible;
        continue;
      }
      Eigen::Matrix<float, 5, 1> right(all - inner_below[b], inner_below[b] - below[b], below[b] - above[a],
                                       above[a] - inner_above[a], inner_above[a]);
      right += prior;
      const auto& w = whitening_[static_cast<std::size_t>(b * kPlaces + a)];
      float explained = 0;
      for (int n = 0; n < 5; ++n) {
        float sum = 0;
        for (int m = 0; m <= n; ++m) sum += w(n, m) * right[m];
        explained += sum * sum;
      }
      value = constant - explained;
    }
}

PlatePlaces PlateModel::refined(const PlateProfile& profile, PlatePlaces start) const {
  constexpr int kRounds = 4;
  constexpr double kLongestStepMm = 0.6, kMostShiftMm = 1.5;
  const double blur = expected_.blur_mm;
  Eigen::Vector2d place(start.below_mm, start.above_mm);
  Eigen::Matrix2d covariance = Eigen::Matrix2d::Identity();
  for (int round = 0; round < kRounds; ++round) {
    Eigen::Matrix<double, kSamples, 5> share;
    Eigen::Matrix<double, kSamples, 4> slope;  // of the steps at inner below, below, above, inner above
    const std::array<double, 4> edges{place[0] - kPlateMm, place[0], place[1], place[1] + kPlateMm};
    for (int n = 0; n < kSamples; ++n) {
      std::array<double, 4> step{};
      for (std::size_t e = 0; e < 4; ++e) {
        const double z = (PlateProfile::mm(n) - edges[e]) / blur;
        step[e] = std::abs(z) > 6 ? (z > 0 ? 1.0 : 0.0) : blurred_step(z);
        slope(n, static_cast<int>(e)) = std::abs(z) > 6 ? 0.0 : -bell(z) / blur;
      }
      share.row(n) << 1 - step[0], step[0] - step[1], step[1] - step[2], step[2] - step[3], step[3];
    }
    const Eigen::Matrix<double, kSamples, 1> hu = profile.hu.cast<double>();
    const Matrix5 normal = weight_ * share.transpose() * share + prior_;
    const auto factor = normal.ldlt();
    const Vector5 part = factor.solve(weight_ * share.transpose() * hu + prior_right_);
    Eigen::Matrix<double, kSamples, 2> change;
    change.col(0) = slope.col(0) * (part[kPlateBelow] - part[kMarrowBelow]) +
                    slope.col(1) * (part[kDisc] - part[kPlateBelow]);
    change.col(1) = slope.col(2) * (part[kPlateAbove] - part[kDisc]) +
                    slope.col(3) * (part[kMarrowAbove] - part[kPlateAbove]);
    // The brightnesses follow the places: only what they cannot explain counts.
    const Eigen::Matrix<double, 5, 2> mixed = weight_ * share.transpose() * change;
    Eigen::Matrix2d curvature =
        weight_ * change.transpose() * change - mixed.transpose() * factor.solve(mixed);
    curvature += 0.25 * Eigen::Matrix2d::Identity();  // a place without any edge is known to 2 mm
    const Eigen::Vector2d gradient = weight_ * change.transpose() * (hu - share * part);
    covariance = curvature.inverse();
    Eigen::Vector2d move = covariance * gradient;
    move = move.cwiseMax(-kLongestStepMm).cwiseMin(kLongestStepMm);
    place += move;
    place[0] = std::clamp(place[0], start.below_mm - kMostShiftMm, start.below_mm + kMostShiftMm);
    place[1] = std::clamp(place[1], start.above_mm - kMostShiftMm, start.above_mm + kMostShiftMm);
    const double overlap = kLeastGapMm - (place[1] - place[0]);
    if (overlap > 0) place += Eigen::Vector2d(-0.5, 0.5) * overlap;
  }
  return {place[0], place[1], std::sqrt(covariance(0, 0)), std::sqrt(covariance(1, 1))};
}

}  // namespace osteon
