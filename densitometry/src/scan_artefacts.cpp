#include <osteon/densitometry/bone_density_reference.hpp>
#include <osteon/densitometry/scan_artefacts.hpp>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include <cmath>
#include <set>
#include <string>

namespace osteon {
namespace {

constexpr double kMetal = 5, kMetalMm2 = 20;  // g/cm2: 4 mm of titanium; see the header
constexpr double kIslandMm2 = 25;             // a button of 6 mm; less is calcification or noise
constexpr double kTouchMm = 3;                // bones that near hang together

template <class Pixel, class Counts>
cv::Mat1b where(const Image2D<Pixel>& image, const Counts& counts) {
  cv::Mat1b mask(image.grid().size[1], image.grid().size[0], uchar{0});
  for (int y = 0; y < mask.rows; ++y)
    for (int x = 0; x < mask.cols; ++x)
      if (counts(image.at(x, y))) mask(y, x) = 255;
  return mask;
}

struct Pieces {
  cv::Mat1i labels;
  cv::Mat stats;
  int count;
  [[nodiscard]] double mm2(int n, const Eigen::Vector2d& spacing) const {
    return stats.at<int>(n, cv::CC_STAT_AREA) * spacing.prod();
  }
};

Pieces pieces_of(const cv::Mat1b& mask) {
  Pieces pieces;
  cv::Mat centroids;
  pieces.count = cv::connectedComponentsWithStats(mask, pieces.labels, pieces.stats, centroids);
  return pieces;
}

void tell_metal(const BoneMap& map, const LabelMap<2>& own, std::vector<Warning>& warnings) {
  const Pieces pieces = pieces_of(where(map.bone.g_per_cm2, [](float v) { return v > kMetal; }));
  std::set<int> levels;
  bool any = false;
  for (int n = 1; n < pieces.count; ++n) {
    if (pieces.mm2(n, map.bone.g_per_cm2.grid().spacing_mm) < kMetalMm2) continue;
    any = true;
    for (int y = 0; y < pieces.labels.rows; ++y)
      for (int x = 0; x < pieces.labels.cols; ++x)
        if (pieces.labels(y, x) == n && own.at(x, y) >= static_cast<int>(BoneRegion::t12))
          levels.insert(own.at(x, y));
  }
  if (!any) return;
  std::string where_is;
  for (const int level : levels)
    where_is += (where_is.empty() ? "" : ", ") + name(static_cast<BoneRegion>(level));
  warnings.push_back({"dxa.metal", "Metal, or something as dense, is in the scan" +
                                       (where_is.empty() ? std::string(".") : ": over " + where_is + ".")});
}

void tell_islands(const BoneMap& map, const LabelMap<2>& own, std::vector<Warning>& warnings) {
  const Eigen::Vector2d& spacing = map.mask.grid().spacing_mm;
  cv::Mat1b mask = where(map.mask, [](std::uint8_t v) { return v != 0; });
  const cv::Mat1b bone = where(own, [](std::uint8_t v) { return v != 0; });
  const cv::Mat1b all = mask.clone();
  const auto reach = [&](int n) { return 2 * static_cast<int>(std::ceil(0.5 * kTouchMm / spacing[n])) + 1; };
  cv::dilate(cv::Mat1b(mask | bone), mask,
             cv::getStructuringElement(cv::MORPH_ELLIPSE, {reach(0), reach(1)}));
  const Pieces pieces = pieces_of(mask);
  int islands = 0;
  for (int n = 1; n < pieces.count; ++n) {
    const int *s = pieces.stats.ptr<int>(n), right = s[cv::CC_STAT_LEFT] + s[cv::CC_STAT_WIDTH],
              bottom = s[cv::CC_STAT_TOP] + s[cv::CC_STAT_HEIGHT];
    if (s[cv::CC_STAT_LEFT] == 0 || s[cv::CC_STAT_TOP] == 0 || right == mask.cols || bottom == mask.rows)
      continue;
    const cv::Mat1b here(pieces.labels == n);
    if (cv::countNonZero(here & bone) == 0 && cv::countNonZero(here & all) * spacing.prod() >= kIslandMm2)
      ++islands;
  }
  if (islands > 0)
    warnings.push_back(
        {"dxa.artefact",
         fmt::format("{} piece{} as dense as bone hang{} together with no bone: clothing, contrast medium, a "
                     "tablet or calcification.",
                     islands, islands == 1 ? "" : "s", islands == 1 ? "s" : "")});
}

}  // namespace

std::vector<Warning> artefacts_of(const BoneMap& map, const LabelMap<2>& own) {
  std::vector<Warning> warnings;
  tell_metal(map, own, warnings);
  tell_islands(map, own, warnings);
  return warnings;
}

std::vector<Warning> density_jumps(const std::vector<DxaRegionDensity>& levels) {
  const auto reference = young_adult_reference(BmdSite::lumbar_spine, BmdScale::hologic);
  std::vector<double> bmd;  // single levels alone, in order
  std::vector<std::string> names;
  for (const DxaRegionDensity& one : levels) {
    if (one.region.size() != 2) continue;
    bmd.push_back(in_g_per_cm2(one.bmd.value));
    names.push_back(one.region);
  }
  std::vector<Warning> warnings;
  const auto jump = [&](std::size_t n, std::size_t other) {
    const double difference = bmd[n] - bmd[other];
    return std::abs(difference) <= reference->sd ? 0 : difference > 0 ? 1 : -1;
  };
  for (std::size_t n = 0; n < bmd.size() && bmd.size() > 2; ++n) {
    const int above = n > 0 ? jump(n, n - 1) : 0, below = n + 1 < bmd.size() ? jump(n, n + 1) : 0;
    // An end has one neighbour: it is the odd one where that neighbour agrees with the next.
    const bool odd = n == 0                ? below != 0 && jump(1, 2) == 0
                     : n + 1 == bmd.size() ? above != 0 && jump(n - 1, n - 2) == 0
                                           : above != 0 && above == below;
    if (odd)
      warnings.push_back({"dxa-spine.density-jump",
                          fmt::format("{} is {} than its neighbours by more than {:.2f} g/cm2: it may be "
                                      "degenerative or fractured, or something lies over it.",
                                      names[n], above + below > 0 ? "denser" : "fainter", reference->sd)});
  }
  return warnings;
}

}  // namespace osteon
