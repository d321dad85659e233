#include "tissue/vessel_track.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

namespace osteon {
namespace {

// Places of the middle, from the middle of the vertebral body, mm.
constexpr double kStepMm = 3.0, kFirstU = 0, kFirstV = -60;
constexpr int kCountU = 28, kCountV = 41;  // u to 81, v to +60: a tortuous or widened aorta
constexpr int kPlaces = kCountU * kCountV;
constexpr std::size_t kRays = 16, kLeastRays = 10;  // of those that the scan shows to their end
constexpr double kRayStepMm = 2.0, kLeastRadiusMm = 5.0, kMostRadiusMm = 30.0;  // a child's ... an aneurysm
constexpr double kUsualLeastRadiusMm = 7.5;  // below it: the oesophagus and branches of the aorta
constexpr int kSamples = 17, kMiddleSamples = 2;
constexpr float kEdgeHu = 30.0F;     // blood against fat 130, against muscle or the wall of bowel 0 to 30
constexpr float kWallShare = 0.35F;  // of enhanced blood's excess over soft tissue: its blurred wall
constexpr float kSoftTissueHu = 40.0F;
constexpr double kEdgeReachMm = 3.0;
constexpr float kLeastHu = -10.0F;  // anaemia, and noise
constexpr float kSurelyBloodHu = 100.0F, kSurelyBlood = 0.25F;
constexpr float kUnseenHu = -1010.0F;  // padding
constexpr double kLeastLengthMm = 25.0;
constexpr float kPricePerPlane = 0.5F;  // half of the edge must be seen
// Ranks of levels: the aorta comes down from T4 to L4; beside the column down to T11. The vena cava is a tube
// of its own below the liver's upper end.
constexpr double kFirstRank = 9.5, kLastRank = 22.6, kLastBesideRank = 17.5, kFirstCavaRank = 16.5;

constexpr double kNowhere = 1e9, kUnseen = 2e9;

double u_of(int place) { return kFirstU + kStepMm * (place / kCountV); }
double v_of(int place) { return kFirstV + kStepMm * (place % kCountV); }

/// Directions of rays.
struct Rays {
  std::array<double, kRays> cosine{}, sine{};
  Rays() {
    for (std::size_t n = 0; n < kRays; ++n) {
      const double angle = 2 * std::numbers::pi * static_cast<double>(n) / kRays;
      cosine[n] = std::cos(angle);
      sine[n] = std::sin(angle);
    }
  }
};

/// HU along rays from one place of a plane.
class RayReader {
 public:
  RayReader(const PlaneImage& image, double u_mm, double v_mm) : image_(image), u_mm_(u_mm), v_mm_(v_mm) {}
  /// n counts steps outwards, 0 = one step from the middle.
  [[nodiscard]] float at(std::size_t ray, int n) const {
    static const Rays kDirections;
    const double r = kRayStepMm * (n + 1);
    return image_.at(u_mm_ + r * kDirections.cosine[ray], v_mm_ + r * kDirections.sine[ray]);
  }
  /// Median next to the middle; NaN counts as the least.
  [[nodiscard]] float middle() const {
    std::array<float, kRays * kMiddleSamples> values{};
    std::size_t count = 0;
    for (std::size_t ray = 0; ray < kRays; ++ray)
      for (int n = 0; n < kMiddleSamples; ++n) {
        const float hu = at(ray, n);
        values[count++] = hu > kUnseenHu ? hu : kUnseenHu;
      }
    std::nth_element(values.begin(), values.begin() + kRays, values.end());
    return values[kRays];
  }
  /// Where the ray leaves the tissue of the middle.
  [[nodiscard]] double exit_mm(std::size_t ray, float middle, float edge) const {
    float before = 0;
    for (int n = 0; n < kSamples; ++n) {
      const float hu = at(ray, n);
      if (!(hu > kUnseenHu)) return kUnseen;
      const float off = std::abs(hu - middle);
      if (off > edge)
        return kRayStepMm * (n + 1 - static_cast<double>((off - edge) / std::max(1.0F, off - before)));
      before = off;
    }
    return kNowhere;
  }

 private:
  const PlaneImage& image_;
  double u_mm_, v_mm_;
};

/// The radius at which most rays leave, and the share of those that do less those that leave before.
std::pair<double, float> roundness(std::array<double, kRays> exits) {
  std::sort(exits.begin(), exits.end());
  const auto seen = static_cast<std::size_t>(
      std::count_if(exits.begin(), exits.end(), [](double r) { return r < kUnseen; }));
  std::pair<double, float> best{0, 0.0F};
  if (seen < kLeastRays) return best;
  for (std::size_t n = 0; n < seen; n += 2) {
    const double radius = exits[n];
    if (!(radius >= kLeastRadiusMm && radius <= kMostRadiusMm)) continue;
    const double reach = std::max(kEdgeReachMm, 0.2 * radius);
    float on = 0, before = 0;
    for (const double r : exits) {
      on += std::abs(r - radius) <= reach ? 1.0F : 0.0F;
      before += r < radius - reach ? 1.0F : 0.0F;
    }
    const float share = (on - before) / static_cast<float>(seen);
    if (share > best.second) best = {radius, share};
  }
  return best;
}

std::optional<VesselSection> section_at(const PlaneImage& image, std::size_t index, double u_mm, double v_mm,
                                        float most_hu) {
  const float centre = image.at(u_mm, v_mm);
  if (!(centre >= kLeastHu && centre <= most_hu)) return std::nullopt;
  const RayReader rays(image, u_mm, v_mm);
  const float middle = rays.middle();
  if (!(middle >= kLeastHu && middle <= most_hu)) return std::nullopt;
  const float edge = std::max(kEdgeHu, kWallShare * (middle - kSoftTissueHu));
  std::array<double, kRays> exits{};
  for (std::size_t ray = 0; ray < kRays; ++ray) exits[ray] = rays.exit_mm(ray, middle, edge);
  const auto [radius, share] = roundness(exits);
  if (!(share > 0)) return std::nullopt;
  return VesselSection{index, u_mm, v_mm, radius, middle, share};
}

/// How unusual place and width are for the vessel, in shares of an edge.
float price_of_place(const ColumnPlane& plane, const VesselSection& s, Vessel vessel) {
  const double usual_v = vessel == Vessel::aorta ? (plane.rank <= kLastBesideRank ? 14.0 : 6.0) : -18.0;
  const double off = (s.v_mm - usual_v) / 22.0;
  const double gap = std::hypot(s.u_mm, s.v_mm) - s.radius_mm - plane.front_mm;  // to the vertebral body
  const double away = std::max(0.0, gap - 6.0) / 20.0, into = std::max(0.0, -4.0 - gap) / 6.0;
  const double thin = std::max(0.0, kUsualLeastRadiusMm - s.radius_mm) / 3.0;
  return static_cast<float>(0.25 * (off * off + away * away + into * into + thin * thin));
}

bool allowed(const ColumnPlane& plane, Vessel vessel) {
  return plane.rank <= kLastRank && plane.rank >= (vessel == Vessel::aorta ? kFirstRank : kFirstCavaRank);
}

using PlaneSections = std::vector<std::optional<VesselSection>>;

PlaneSections sections_of(const PlaneImage& image, const ColumnPlane& plane, std::size_t index,
                          const VesselSearch& search, const VesselSection* avoid) {
  PlaneSections sections(kPlaces);
  if (!allowed(plane, search.vessel)) return sections;
  const bool aorta = search.vessel == Vessel::aorta;
  const double least_u = aorta && plane.rank <= kLastBesideRank ? 0.0 : plane.front_mm - 2.0;
  for (int place = 0; place < kPlaces; ++place) {
    const double u = u_of(place), v = v_of(place);
    if (u < least_u) continue;
    if (avoid != nullptr && std::hypot(u - avoid->u_mm, v - avoid->v_mm) < avoid->radius_mm + 4) continue;
    auto section = section_at(image, index, u, v, search.most_hu);
    if (!section) continue;
    section->score -= price_of_place(plane, *section, search.vessel);
    if (aorta && section->hu > kSurelyBloodHu) section->score += kSurelyBlood;
    sections[static_cast<std::size_t>(place)] = section;
  }
  return sections;
}

struct Step {
  float sum = 0;
  int from = -1;
};

/// Best predecessor of a section among the neighbours in the plane above.
Step best_step(const VesselSection& here, int place, const PlaneSections& above,
               const std::vector<Step>& sums) {
  Step best;
  const int iu = place / kCountV, iv = place % kCountV;
  for (int du = -2; du <= 2; ++du)
    for (int dv = -2; dv <= 2; ++dv) {
      if (iu + du < 0 || iu + du >= kCountU || iv + dv < 0 || iv + dv >= kCountV) continue;
      const int other = (iu + du) * kCountV + iv + dv;
      const auto& from = above[static_cast<std::size_t>(other)];
      if (!from) continue;
      const double radius = (from->radius_mm - here.radius_mm) / 6.0;
      const float jump = (from->hu - here.hu) / std::max(60.0F, 0.4F * here.hu);
      const float price = 0.03F * static_cast<float>(du * du + dv * dv) +
                          0.1F * static_cast<float>(radius * radius) + 0.1F * jump * jump;
      const float sum = sums[static_cast<std::size_t>(other)].sum - price;
      if (sum > best.sum) best = {sum, other};
    }
  return best;
}

std::vector<VesselSection> best_path(const std::vector<PlaneSections>& all) {
  std::vector<std::vector<Step>> steps(all.size(), std::vector<Step>(kPlaces, {-1e9F, -1}));
  float highest = 0;
  std::size_t end_plane = 0;
  int end_place = -1;
  for (std::size_t p = 0; p < all.size(); ++p)
    for (int place = 0; place < kPlaces; ++place) {
      const auto& here = all[p][static_cast<std::size_t>(place)];
      if (!here) continue;
      Step step = p > 0 ? best_step(*here, place, all[p - 1], steps[p - 1]) : Step{};
      step.sum += here->score - kPricePerPlane;
      steps[p][static_cast<std::size_t>(place)] = step;
      if (step.sum > highest) {
        highest = step.sum;
        end_plane = p;
        end_place = place;
      }
    }
  std::vector<VesselSection> path;
  for (std::size_t p = end_plane; end_place >= 0; --p) {
    path.push_back(*all[p][static_cast<std::size_t>(end_place)]);
    end_place = steps[p][static_cast<std::size_t>(end_place)].from;
    if (p == 0) break;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace

std::vector<PlaneImage> plane_images(const BlockVolume& volume, const std::vector<ColumnPlane>& planes) {
  std::vector<PlaneImage> images(planes.size());
  tbb::parallel_for(std::size_t{0}, planes.size(),
                    [&](std::size_t p) { images[p] = PlaneImage(volume, planes[p]); });
  return images;
}

std::vector<VesselSection> track_vessel(const std::vector<PlaneImage>& images,
                                        const std::vector<ColumnPlane>& planes, const VesselSearch& search) {
  if (planes.size() < 2) return {};
  std::vector<const VesselSection*> others(planes.size(), nullptr);
  for (const VesselSection& s : search.avoid) others[s.plane] = &s;
  std::vector<PlaneSections> all(planes.size());
  tbb::parallel_for(std::size_t{0}, planes.size(),
                    [&](std::size_t p) { all[p] = sections_of(images[p], planes[p], p, search, others[p]); });
  std::vector<VesselSection> path = best_path(all);
  const double step_mm = (planes[1].origin_mm - planes[0].origin_mm).norm();
  if (static_cast<double>(path.size()) * step_mm < kLeastLengthMm) return {};
  return path;
}

}  // namespace osteon
