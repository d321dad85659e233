#include "spine/body_section.hpp"

#include <Eigen/Geometry>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace osteon {
namespace {

constexpr double kUnseenHu = -1015;  // outside the scan: -1024 and less; air measures -1000
constexpr double kChordMm = 60;      // two vertebrae

SpineFrame::Axes section_axes(const SpineFrame& frame, double s_mm) {
  SpineFrame::Axes axes = frame.axes_at(s_mm);
  const double last = frame.length_mm() - 1;
  const Eigen::Vector3d above = frame.axes_at(std::min(last, s_mm + kChordMm)).origin_mm,
                        below = frame.axes_at(std::max(0.0, s_mm - kChordMm)).origin_mm;
  axes.superior = (above - below).normalized();
  axes.anterior = (axes.anterior - axes.anterior.dot(axes.superior) * axes.superior).normalized();
  axes.left = axes.superior.cross(axes.anterior);
  return axes;
}

}  // namespace

BodySection::BodySection(const SpineFrame& frame, const VolumeSampler& volume, double s_mm, const Part& part)
    : from_v_mm_(part.from_v_mm),
      count_u_(static_cast<int>((part.to_u_mm - part.from_u_mm) / kStepMm) + 1),
      count_v_(static_cast<int>((part.to_v_mm - part.from_v_mm) / kStepMm) + 1) {
  constexpr std::array kLayersMm{-2.0, 0.0, 2.0};  // the mean of three: noise is not bone
  const SpineFrame::Axes axes = section_axes(frame, s_mm);
  hu_.reserve(static_cast<std::size_t>(count_u_) * static_cast<std::size_t>(count_v_));
  for (int iu = 0; iu < count_u_; ++iu)
    for (int iv = 0; iv < count_v_; ++iv) {
      const Eigen::Vector3d place =
          axes.origin_mm + (part.from_u_mm + kStepMm * iu) * axes.anterior + v_mm(iv) * axes.left;
      double sum = 0;
      for (const double layer : kLayersMm)
        sum += static_cast<double>(volume.at(place + layer * axes.superior));
      hu_.push_back(sum / kLayersMm.size());
    }
}

double BodySection::share_seen() const {
  const auto seen = std::count_if(hu_.begin(), hu_.end(), [](double hu) { return hu >= kUnseenHu; });
  return static_cast<double>(seen) / static_cast<double>(hu_.size());
}

std::vector<SectionPiece> pieces_between(const BodySection& section, double from_hu, double to_hu) {
  const int last_u = section.count_u() - 1, last_v = section.count_v() - 1;
  std::vector<char> fresh;
  for (int iu = 0; iu <= last_u; ++iu)
    for (int iv = 0; iv <= last_v; ++iv)
      fresh.push_back(section.hu(iu, iv) >= from_hu && section.hu(iu, iv) <= to_hu);
  const auto take = [&](int iu, int iv) {
    if (iu < 0 || iv < 0 || iu > last_u || iv > last_v) return false;
    return std::exchange(fresh[static_cast<std::size_t>(iu * (last_v + 1) + iv)], char{0}) != 0;
  };
  std::vector<SectionPiece> pieces;
  for (int iu = 0; iu <= last_u; ++iu)
    for (int iv = 0; iv <= last_v; ++iv) {
      if (!take(iu, iv)) continue;
      std::vector<std::pair<int, int>> cells{{iu, iv}};
      int low_u = iu, high_u = iu, low_v = iv, high_v = iv;
      double sum_v = 0;
      for (std::size_t n = 0; n < cells.size(); ++n) {
        const auto [u, v] = cells[n];
        sum_v += section.v_mm(v);
        low_u = std::min(low_u, u), high_u = std::max(high_u, u);
        low_v = std::min(low_v, v), high_v = std::max(high_v, v);
        for (const auto& [du, dv] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}})
          if (take(u + du, v + dv)) cells.emplace_back(u + du, v + dv);
      }
      constexpr double kStep = BodySection::kStepMm;
      const auto count = static_cast<double>(cells.size());
      pieces.push_back({count * kStep * kStep, kStep * std::hypot(high_u - low_u + 1, high_v - low_v + 1),
                        sum_v / count, low_u == 0 || low_v == 0 || high_u == last_u || high_v == last_v});
    }
  return pieces;
}

}  // namespace osteon
