#include "spine/straight_volume.hpp"

#include "spine/filled_canal.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon {
namespace {

struct Edge {
  double from_mm, to_mm;  // where along u
  double sign;            // +1: bone begins, -1: bone ends, going forwards
  double cost;            // HU per squared lattice step between neighbouring sections
};
constexpr Edge kPosteriorWall{3, 16, 1, 2.5}, kAnteriorWall{17, 52, -1, 2.5};

constexpr double kOutsideCostHuPerMm = 20;
constexpr int kDepthWindowMm = 200;  // to either side: longer than any stretch that a vessel can spoil

/// Mean HU over the middle 14 mm of the column, per s and u, smoothed along s.
std::vector<Profile> middle_sheet(const StraightVolume& volume) {
  const int from = StraightVolume::v_index(-7), to = StraightVolume::v_index(7);
  std::vector<Profile> sheet(StraightVolume::kCountU, Profile(static_cast<std::size_t>(volume.length())));
  for (int iu = 0; iu < StraightVolume::kCountU; ++iu) {
    Profile& line = sheet[static_cast<std::size_t>(iu)];
    for (int s = 0; s < volume.length(); ++s) {
      double sum = 0;
      for (int iv = from; iv <= to; ++iv)
        sum += static_cast<double>(std::clamp(volume.at(s, iu, iv), -150.0F, 300.0F));
      line[static_cast<std::size_t>(s)] = sum / (to - from + 1);
    }
    line = smoothed(line, 14.0);
  }
  return sheet;
}

/// Where along u an edge may lie, per section.
struct Bounds {
  Profile least_mm, most_mm;
};

/// One u per section: strongest edge of the right sign, with a cost for steps; sections outside the measured
/// part take the mean of the nearest 20 mm of it.
Profile track(const std::vector<Profile>& sheet, const Edge& edge, const Bounds& bounds, int measured_from,
              int measured_to) {
  const int first = StraightVolume::u_index(edge.from_mm), last = StraightVolume::u_index(edge.to_mm);
  const auto width = static_cast<std::size_t>(last - first + 1);
  const int count = measured_to - measured_from + 1;
  std::vector<double> sum(width, 0.0), next(width);
  std::vector<std::vector<std::int8_t>> from(static_cast<std::size_t>(count),
                                             std::vector<std::int8_t>(width));
  for (int n = 0; n < count; ++n) {
    const auto s = static_cast<std::size_t>(measured_from + n);
    for (std::size_t m = 0; m < width; ++m) {
      const auto iu = static_cast<std::size_t>(first) + m;
      const double u = StraightVolume::u_mm(static_cast<int>(iu));
      const double outside = std::max({0.0, bounds.least_mm[s] - u, u - bounds.most_mm[s]});
      const double gain =
          edge.sign * 0.5 * (sheet[iu + 1][s] - sheet[iu - 1][s]) - kOutsideCostHuPerMm * outside;
      double best = -1e30;
      for (int d = -2; d <= 2; ++d) {
        const int p = static_cast<int>(m) + d;
        if (p < 0 || p >= static_cast<int>(width)) continue;
        const double value = sum[static_cast<std::size_t>(p)] - edge.cost * d * d;
        if (value > best) {
          best = value;
          from[static_cast<std::size_t>(n)][m] = static_cast<std::int8_t>(d);
        }
      }
      next[m] = best + gain;
    }
    sum = next;
  }
  Profile u(sheet.front().size());
  auto place = static_cast<int>(std::max_element(sum.begin(), sum.end()) - sum.begin());
  for (int n = count - 1; n >= 0; --n) {
    u[static_cast<std::size_t>(measured_from + n)] = StraightVolume::u_mm(first + place);
    place += from[static_cast<std::size_t>(n)][static_cast<std::size_t>(place)];
  }
  constexpr double kEndMm = 20;
  const double low = mean_between(u, measured_from, std::min(measured_from + kEndMm, 1.0 * measured_to));
  const double high = mean_between(u, std::max(measured_to - kEndMm, 1.0 * measured_from), measured_to);
  std::fill(u.begin(), u.begin() + measured_from, low);
  std::fill(u.begin() + measured_to + 1, u.end(), high);
  return smoothed(u, 5.0);
}

}  // namespace

int StraightVolume::u_index(double u) {
  return std::clamp(static_cast<int>(std::lround((u - kFirstU) / kStepMm)), 1, kCountU - 2);
}
int StraightVolume::v_index(double v) {
  return std::clamp(static_cast<int>(std::lround((v - kFirstV) / kStepMm)), 1, kCountV - 2);
}

StraightVolume::StraightVolume(const SpineFrame& frame, const VolumeSampler& volume)
    : length_(frame.length_mm()), hu_(offset(frame.length_mm(), 0, 0)) {
  tbb::parallel_for(0, length_, [&](int s) {
    const auto n = static_cast<std::size_t>(s);
    for (int iu = 0; iu < kCountU; ++iu) {
      const Eigen::Vector3d row = frame.origin_mm[n] + u_mm(iu) * frame.anterior[n];
      for (int iv = 0; iv < kCountV; ++iv) hu_[offset(s, iu, iv)] = volume.at(row + v_mm(iv) * frame.left[n]);
    }
  });
  empty_filled_canal(frame);
}

/// Where contrast fills the canal, its contents are made soft: else they would pass for the back of the
/// bodies and for arches.
void StraightVolume::empty_filled_canal(const SpineFrame& frame) {
  constexpr double kMiddleMm = 3, kWithinMm = 7;  // the narrowest canals are 15 mm wide
  constexpr int kWindowMm = 18;                   // to either side: more than a vertebra in all
  const auto for_places_within = [&](double radius_mm, const auto& visit) {
    for (int iu = u_index(-radius_mm); iu <= u_index(radius_mm); ++iu)
      for (int iv = v_index(-radius_mm); iv <= v_index(radius_mm); ++iv)
        if (std::hypot(u_mm(iu), v_mm(iv)) <= radius_mm) visit(iu, iv);
  };
  Profile contents;
  for (int s = 0; s < length_; ++s) {
    double sum = 0, count = 0;
    for_places_within(kMiddleMm, [&](int iu, int iv) {
      sum += static_cast<double>(at(s, iu, iv));
      ++count;
    });
    contents.push_back(sum / count);
  }
  const Profile least = running_percentile(contents, kWindowMm, 0.25);
  for (int s = frame.measured_from; s <= frame.measured_to; ++s) {
    if (least[static_cast<std::size_t>(s)] < kDenseContentsHu) continue;
    ++filled_mm_;
    for_places_within(kWithinMm, [&](int iu, int iv) {
      float& hu = hu_[offset(s, iu, iv)];
      hu = std::min(hu, static_cast<float>(kSoftContentsHu));
    });
  }
}

double StraightVolume::at(const SpinePlace& place) const {
  const std::array<double, 3> p{place.s_mm, (place.u_mm - kFirstU) / kStepMm,
                                (place.v_mm - kFirstV) / kStepMm};
  const std::array<int, 3> size{length_, kCountU, kCountV};
  std::array<int, 3> low{}, high{};
  std::array<double, 3> f{};
  for (std::size_t n = 0; n < 3; ++n) {
    const double x = std::clamp(p[n], 0.0, static_cast<double>(size[n] - 1));
    low[n] = static_cast<int>(x);
    high[n] = std::min(low[n] + 1, size[n] - 1);
    f[n] = x - low[n];
  }
  const auto row = [&](int s, int iu) {
    return (1 - f[2]) * static_cast<double>(at(s, iu, low[2])) +
           f[2] * static_cast<double>(at(s, iu, high[2]));
  };
  const auto plane = [&](int s) { return (1 - f[1]) * row(s, low[1]) + f[1] * row(s, high[1]); };
  return (1 - f[0]) * plane(low[0]) + f[0] * plane(high[0]);
}

ColumnWalls find_column_walls(const StraightVolume& volume, const SpineFrame& frame) {
  const std::vector<Profile> sheet = middle_sheet(volume);
  const std::size_t count = sheet.front().size();
  const auto tracked = [&](const Edge& edge, const Bounds& bounds) {
    return track(sheet, edge, bounds, frame.measured_from, frame.measured_to);
  };
  const Bounds anywhere{Profile(count, -1e3), Profile(count, 1e3)};
  const Profile posterior = tracked(kPosteriorWall, anywhere);
  const Profile first_anterior = tracked(kAnteriorWall, anywhere);
  Profile depth(count);
  for (std::size_t s = 0; s < count; ++s) depth[s] = first_anterior[s] - posterior[s];
  // An aorta full of contrast in front of the column has the stronger edge: the depth may not leave its own
  // median.
  const Profile usual = running_percentile(depth, kDepthWindowMm, 0.5);
  Bounds near_usual = anywhere;
  for (std::size_t s = 0; s < count; ++s) {
    near_usual.least_mm[s] = posterior[s] + 0.72 * usual[s];
    near_usual.most_mm[s] = posterior[s] + 1.15 * usual[s];
  }
  return {posterior, tracked(kAnteriorWall, near_usual)};
}

}  // namespace osteon
