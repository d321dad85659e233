#include "spine/plate_model.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace osteon {
namespace {

constexpr int kSamples = PlateProfile::kSamples;
constexpr double kPlateMm = 1.0;                 // bony endplate
constexpr double kZoneMm = 4.0, kZoneSdHu = 40;  // marrow beside it that may be denser
constexpr double kMarrowSdHu = 60;
constexpr double kDiscHu = 85, kDiscSdHu = 60;  // vacuum and lime, contrast in its rim
constexpr double kPlateOverMarrowHu = 250, kPlateSdHu = 150, kPlatesDifferSdHu = 150;
constexpr double kLeastGapMm = 0.7;

// The parts from below; edge n lies between part n and part n + 1.
enum Part : std::uint8_t {
  kMarrowBelow,
  kZoneBelow,
  kPlateBelow,
  kDisc,
  kPlateAbove,
  kZoneAbove,
  kMarrowAbove
};
constexpr int kEdges = 6;
constexpr std::array<double, kEdges> kEdgeOffsetMm{-kPlateMm - kZoneMm, -kPlateMm, 0, 0, kPlateMm,
                                                   kPlateMm + kZoneMm};
constexpr bool belongs_to_upper(int edge) { return edge >= 3; }

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

/// The blurred steps of one edge: a column per place.
Eigen::Map<const Eigen::Matrix<float, kSamples, PlateModel::kPlaces>> steps_at(
    const std::vector<float>& steps, int edge) {
  return Eigen::Map<const Eigen::Matrix<float, kSamples, PlateModel::kPlaces>>(
      &steps[static_cast<std::size_t>(edge) * kSamples * PlateModel::kPlaces]);
}

}  // namespace

double blur_along(const VolumeSampler& scan, const Eigen::Vector3d& direction) {
  constexpr double kKernelVarianceMm2 = 0.3;  // a soft-tissue kernel resolves about 1.3 mm
  const Eigen::Vector3d along = scan.lattice_components(direction).cwiseProduct(scan.blur_mm());
  return std::sqrt(kKernelVarianceMm2 + along.squaredNorm());
}

PlateModel::PlateModel(const PlateExpectation& expected)
    : expected_(expected),
      weight_(expected.independent_share / (expected.noise_hu * expected.noise_hu)),
      prior_(Matrix::Zero()),
      prior_right_(Vector::Zero()),
      prior_constant_(0) {
  const auto expect = [&](const Vector& direction, double hu, double sd) {
    prior_ += direction * direction.transpose() / (sd * sd);
    prior_right_ += direction * hu / (sd * sd);
    prior_constant_ += hu * hu / (sd * sd);
  };
  const Matrix unit = Matrix::Identity();
  expect(unit.col(kMarrowBelow), expected.marrow_below_hu, kMarrowSdHu);
  expect(unit.col(kMarrowAbove), expected.marrow_above_hu, kMarrowSdHu);
  expect(unit.col(kDisc), kDiscHu, kDiscSdHu);
  expect(unit.col(kPlateBelow) - unit.col(kZoneBelow), kPlateOverMarrowHu, kPlateSdHu);
  expect(unit.col(kPlateAbove) - unit.col(kZoneAbove), kPlateOverMarrowHu, kPlateSdHu);
  expect(unit.col(kPlateBelow) - unit.col(kPlateAbove), 0, kPlatesDifferSdHu);
  expect(unit.col(kZoneBelow) - unit.col(kMarrowBelow), 0, kZoneSdHu);
  expect(unit.col(kZoneAbove) - unit.col(kMarrowAbove), 0, kZoneSdHu);

  for (int edge = 0; edge < kEdges; ++edge) {
    const double first = belongs_to_upper(edge) ? above_mm(0) : below_mm(0);
    const auto table = step_table(first + kEdgeOffsetMm[static_cast<std::size_t>(edge)], expected.blur_mm);
    steps_.insert(steps_.end(), table.begin(), table.end());
  }
  whitening_.resize(kStates);
  for (int b = 0; b < kPlaces; ++b)
    for (int a = 0; a < kPlaces; ++a) {
      if (above_mm(a) - below_mm(b) < kLeastGapMm) continue;
      Eigen::Matrix<float, kSamples, kParts> share;
      share.col(0).setOnes();
      for (int edge = 0; edge < kEdges; ++edge) {
        share.col(edge + 1) = steps_at(steps_, edge).col(belongs_to_upper(edge) ? a : b);
        share.col(edge) -= share.col(edge + 1);
      }
      const Matrix normal =
          weight_ * (share.transpose() * share).cast<double>() + prior_ + 1e-9 * Matrix::Identity();
      const Matrix factor = normal.llt().matrixL();
      whitening_[static_cast<std::size_t>(b * kPlaces + a)] =
          factor.triangularView<Eigen::Lower>().solve(Matrix::Identity()).cast<float>();
    }
}

void PlateModel::costs(const PlateProfile& profile, float* cost) const {
  const auto weight = static_cast<float>(weight_);
  std::array<Eigen::Matrix<float, kPlaces, 1>, kEdges> beyond;  // weighted sum of HU beyond an edge
  for (int edge = 0; edge < kEdges; ++edge)
    beyond[static_cast<std::size_t>(edge)] = weight * (steps_at(steps_, edge).transpose() * profile.hu);
  const float all = weight * profile.hu.sum();
  const float constant = weight * profile.hu.squaredNorm() + static_cast<float>(prior_constant_);
  const Eigen::Matrix<float, kParts, 1> prior = prior_right_.cast<float>();
  for (int b = 0; b < kPlaces; ++b)
    for (int a = 0; a < kPlaces; ++a) {
      float& value = cost[b * kPlaces + a];
      if (above_mm(a) - below_mm(b) < kLeastGapMm) {
        value = kImpossible;
        continue;
      }
      Eigen::Matrix<float, kParts, 1> right = prior;
      float rest = all;
      for (int edge = 0; edge < kEdges; ++edge) {
        const float further = beyond[static_cast<std::size_t>(edge)][belongs_to_upper(edge) ? a : b];
        right[edge] += rest - further;
        rest = further;
      }
      right[kParts - 1] += rest;
      const auto& w = whitening_[static_cast<std::size_t>(b * kPlaces + a)];
      float explained = 0;
      for (int n = 0; n < kParts; ++n) {
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
    Eigen::Matrix<double, kSamples, kParts> share;
    Eigen::Matrix<double, kSamples, kEdges> slope;  // of the steps, by the place of their edge
    share.col(0).setOnes();
    for (int edge = 0; edge < kEdges; ++edge) {
      const double at = place[belongs_to_upper(edge) ? 1 : 0] + kEdgeOffsetMm[static_cast<std::size_t>(edge)];
      for (int n = 0; n < kSamples; ++n) {
        const double z = (PlateProfile::mm(n) - at) / blur;
        share(n, edge + 1) = std::abs(z) > 6 ? (z > 0 ? 1.0 : 0.0) : blurred_step(z);
        slope(n, edge) = std::abs(z) > 6 ? 0.0 : -bell(z) / blur;
      }
      share.col(edge) -= share.col(edge + 1);
    }
    const Eigen::Matrix<double, kSamples, 1> hu = profile.hu.cast<double>();
    const Matrix normal = weight_ * share.transpose() * share + prior_;
    const auto factor = normal.ldlt();
    const Vector part = factor.solve(weight_ * share.transpose() * hu + prior_right_);
    Eigen::Matrix<double, kSamples, 2> change;
    change.setZero();
    for (int edge = 0; edge < kEdges; ++edge)
      change.col(belongs_to_upper(edge) ? 1 : 0) += slope.col(edge) * (part[edge + 1] - part[edge]);
    // The brightnesses follow the places: only what they cannot explain counts.
    const Eigen::Matrix<double, kParts, 2> mixed = weight_ * share.transpose() * change;
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
