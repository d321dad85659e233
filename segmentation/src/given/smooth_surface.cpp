#include "given/smooth_surface.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <utility>

namespace osteon {
namespace {

constexpr double kScaleMm = 15;  // keeps powers near 1
constexpr double kNotAskedShare = 0.1;
constexpr int kLeastOrder = 2;
constexpr double kStepsUnexplained = 0.15;  // of a step, rms: structure that a staircase makes by itself
constexpr int kRounds = 60;
constexpr double kSettled = 1e-3;

Eigen::RowVectorXd basis(double x, double y, int order) {
  Eigen::RowVectorXd row((order + 1) * (order + 2) / 2);
  Eigen::Index n = 0;
  for (int degree = 0; degree <= order; ++degree)
    for (int m = 0; m <= degree; ++m) row[n++] = std::pow(x, degree - m) * std::pow(y, m);
  return row;
}

Eigen::MatrixXd design(const std::vector<Eigen::Vector3d>& places, int order) {
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(places.size()), (order + 1) * (order + 2) / 2);
  for (std::size_t n = 0; n < places.size(); ++n)
    rows.row(static_cast<Eigen::Index>(n)) = basis(places[n].x() / kScaleMm, places[n].y() / kScaleMm, order);
  return rows;
}

Eigen::VectorXd heights_of(const std::vector<Eigen::Vector3d>& places) {
  Eigen::VectorXd heights(static_cast<Eigen::Index>(places.size()));
  for (std::size_t n = 0; n < places.size(); ++n) heights[static_cast<Eigen::Index>(n)] = places[n].z();
  return heights;
}

/// Least squares with a little resistance against powers that the places do not settle.
class Fit {
 public:
  explicit Fit(const Eigen::MatrixXd& rows) : rows_(rows) {
    Eigen::MatrixXd normal = rows.transpose() * rows;
    normal.diagonal().array() += 1e-6 * static_cast<double>(rows.rows());
    solver_.compute(normal);
  }
  [[nodiscard]] Eigen::VectorXd operator()(const Eigen::VectorXd& heights) const {
    return solver_.solve(rows_.transpose() * heights);
  }

 private:
  const Eigen::MatrixXd& rows_;
  Eigen::LDLT<Eigen::MatrixXd> solver_;
};

void drop_worst(std::vector<Eigen::Vector3d>& places, int order) {
  const Eigen::MatrixXd rows = design(places, order);
  const Eigen::VectorXd heights = heights_of(places);
  const Eigen::VectorXd misfit = (rows * Fit(rows)(heights) - heights).cwiseAbs();
  std::vector<std::size_t> by_misfit(places.size());
  for (std::size_t n = 0; n < places.size(); ++n) by_misfit[n] = n;
  std::stable_sort(by_misfit.begin(), by_misfit.end(), [&](std::size_t a, std::size_t b) {
    return misfit[static_cast<Eigen::Index>(a)] < misfit[static_cast<Eigen::Index>(b)];
  });
  by_misfit.resize(static_cast<std::size_t>((1 - kNotAskedShare) * static_cast<double>(places.size())));
  std::vector<Eigen::Vector3d> kept;
  for (const std::size_t n : by_misfit) kept.push_back(places[n]);
  places = std::move(kept);
}

struct Parting {
  SmoothSurface surface;
  double cost;  ///< twice the number of coefficients less twice the logarithm of the likelihood
};

/// The surface of one order that parts the places best: logistic regression by Newton's steps.
Parting parted(const SmoothSurface& start, const std::vector<SidedPlace>& places, double step_mm, int order) {
  constexpr double kSoftness = 0.12;  // of a step
  constexpr double kHold = 0.5;       // resistance against powers that the places do not settle
  constexpr int kMostSteps = 25;
  const double softness = kSoftness * step_mm, hold = kHold / (softness * softness);
  const Eigen::Index count = (order + 1) * (order + 2) / 2;
  Eigen::VectorXd first = Eigen::VectorXd::Zero(count);
  const Eigen::Index shared = std::min(count, start.coefficients.size());
  first.head(shared) = start.coefficients.head(shared);
  Parting result{{order, kScaleMm, first}, 0};
  Eigen::VectorXd& coefficients = result.surface.coefficients;
  for (int n = 0; n < kMostSteps; ++n) {
    Eigen::MatrixXd curvature = hold * Eigen::MatrixXd::Identity(count, count);
    Eigen::VectorXd pull = -hold * (coefficients - first);
    result.cost = 2.0 * static_cast<double>(count);
    for (const SidedPlace& place : places) {
      const Eigen::VectorXd row = basis(place.at_mm.x() / kScaleMm, place.at_mm.y() / kScaleMm, order);
      const double under = (row.dot(coefficients) - place.at_mm.z()) / softness;
      const double p = 1 / (1 + std::exp(-under));  // that a place so far under the surface is below it
      pull += ((place.below ? 1.0 : 0.0) - p) / softness * row;
      curvature.noalias() += p * (1 - p) / (softness * softness) * row * row.transpose();
      result.cost += 2 * std::log1p(std::exp(place.below ? -under : under));
    }
    Eigen::VectorXd step = curvature.ldlt().solve(pull);
    const double longest = step.cwiseAbs().maxCoeff();
    if (longest < 1e-3 * step_mm) break;
    coefficients += step * std::min(1.0, step_mm / longest);  // Newton's step is too long far from the answer
  }
  return result;
}

}  // namespace

double SmoothSurface::at(double x_mm, double y_mm) const {
  return basis(x_mm / scale_mm, y_mm / scale_mm, order) * coefficients;
}

Eigen::Vector3d SmoothSurface::mean_normal(const std::vector<Eigen::Vector3d>& places) const {
  Eigen::Matrix3d normal = 1e-9 * Eigen::Matrix3d::Identity();
  Eigen::Vector3d right = Eigen::Vector3d::Zero();
  for (const auto& p : places) {
    const Eigen::Vector3d row(1, p[0], p[1]);
    normal += row * row.transpose();
    right += at(p[0], p[1]) * row;
  }
  const Eigen::Vector3d plane = normal.ldlt().solve(right);
  return Eigen::Vector3d(-plane[1], -plane[2], 1).normalized();
}

SmoothSurface smooth_surface(std::vector<Eigen::Vector3d> places, double half_step_mm, int highest_order) {
  if (places.size() < 15) throw std::invalid_argument("smooth_surface: too few places");
  drop_worst(places, highest_order);
  const Eigen::VectorXd heights = heights_of(places);
  const auto misfit = [&](int order) {
    const Eigen::MatrixXd rows = design(places, order);
    return (rows * Fit(rows)(heights) - heights).squaredNorm() / static_cast<double>(places.size());
  };
  int order = std::min(kLeastOrder, highest_order);
  const double best = misfit(highest_order);
  while (order < highest_order && misfit(order) - best > std::pow(kStepsUnexplained * 2 * half_step_mm, 2))
    ++order;

  const Eigen::MatrixXd rows = design(places, order);
  const Fit fit(rows);
  Eigen::VectorXd coefficients = fit(heights);
  for (int round = 0; round < kRounds; ++round) {
    const Eigen::VectorXd values = rows * coefficients;
    const Eigen::VectorXd within = values.cwiseMax((heights.array() - half_step_mm).matrix())
                                       .cwiseMin((heights.array() + half_step_mm).matrix());
    if ((values - within).norm() < kSettled * half_step_mm * std::sqrt(static_cast<double>(places.size())))
      break;
    coefficients = fit(within);
  }
  return {order, kScaleMm, coefficients};
}

SmoothSurface parting_surface(const SmoothSurface& start, const std::vector<SidedPlace>& places,
                              double step_mm, int highest_order) {
  std::optional<Parting> best;
  for (int order = kLeastOrder; order <= highest_order; ++order) {
    Parting one = parted(start, places, step_mm, order);
    // A further power has to explain more than chance would (Akaike 1974).
    if (!best || one.cost < best->cost) best = std::move(one);
  }
  return best->surface;
}

}  // namespace osteon
