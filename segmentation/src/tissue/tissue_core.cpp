#include "tissue/tissue_core.hpp"

#include <osteon/imaging/digest.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

namespace osteon {
namespace {

constexpr double kModeWidthHu = 8.0;    // about the difference of neighbouring soft tissues
constexpr double kLeastReachHu = 15.0;  // texture of one tissue
constexpr double kReachSd = 3.0, kSdOfMad = 1.4826;
constexpr float kEvenFactor = 1.5F;  // to the first tenth: most of a homogeneous tissue
constexpr float kAlwaysEvenHu = 6.0F;
constexpr double kPartMm = 10.0;  // parts whose means tell the standard error
constexpr double kCutOffShare = 0.05;
constexpr std::size_t kMostPlaces = 100000;

struct EvenBlock {
  std::size_t offset;
  float sd;
};

template <class Value>
Value median_of(std::vector<Value> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Weight of one part's mean is its size: parts of a few voxels say little.
double standard_error(const std::map<int, std::pair<double, std::size_t>>& parts, double mean, double sd,
                      std::size_t blocks) {
  double squares = 0, count = 0;
  for (const auto& [part, sum] : parts) {
    const double n = static_cast<double>(sum.second), off = sum.first / n - mean;
    squares += n * n * off * off;
    count += n;
  }
  const double p = static_cast<double>(parts.size());
  if (parts.size() < 3) return sd / std::sqrt(std::max(1.0, static_cast<double>(blocks) / 8.0));
  return std::sqrt(squares * p / (p - 1)) / count;
}

/// Sums over 2 reach + 1 neighbours; nothing beyond the ends.
std::vector<double> box_sums(const std::vector<double>& values, int reach) {
  std::vector<double> sums(values.size());
  const auto count = static_cast<int>(values.size());
  double sum = 0;
  for (int n = -reach; n < count; ++n) {
    if (n + reach < count) sum += values[static_cast<std::size_t>(n + reach)];
    if (n - reach - 1 >= 0) sum -= values[static_cast<std::size_t>(n - reach - 1)];
    if (n >= 0) sums[static_cast<std::size_t>(n)] = sum;
  }
  return sums;
}

/// At most `most` of the places, evenly taken: more do not make a mean better.
std::vector<std::size_t> thinned(const std::vector<std::size_t>& places, std::size_t most) {
  const std::size_t step = places.size() / most + 1;
  if (step == 1) return places;
  std::vector<std::size_t> some;
  for (std::size_t n = 0; n < places.size(); n += step) some.push_back(places[n]);
  return some;
}

std::pair<double, double> mean_and_sd(const std::vector<std::int16_t>& values) {
  double sum = 0, squares = 0;
  for (const std::int16_t hu : values) {
    sum += hu;
    squares += static_cast<double>(hu) * hu;
  }
  const auto count = static_cast<double>(values.size());
  const double mean = sum / count;
  return {mean, std::sqrt(std::max(0.0, squares / count - mean * mean))};
}

bool is_cut_off(const BlockVolume& volume, const std::vector<std::int16_t>& values) {
  const auto cut = std::count_if(values.begin(), values.end(), [&](std::int16_t hu) {
    return hu == volume.lowest() || hu == volume.highest();
  });
  return static_cast<double>(cut) > kCutOffShare * static_cast<double>(values.size());
}

std::string hash_of(const BlockVolume& volume, const std::vector<std::size_t>& blocks) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(blocks.size() * 12);
  for (const std::size_t offset : blocks)
    for (const int index : volume.index(offset))
      for (int byte = 0; byte < 4; ++byte)
        bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint32_t>(index) >> (8 * byte)));
  return sha256(std::as_bytes(std::span(bytes)));
}

}  // namespace

double mode_of(const std::vector<float>& values, double width) {
  // A histogram of one HU a step, smoothed by three boxes: nearly a Gaussian.
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const float first = *low;
  const int box = std::max(1, static_cast<int>(std::lround(width)));
  std::vector<double> density(static_cast<std::size_t>(*high - first) + 1 +
                              6 * static_cast<std::size_t>(box));
  const std::size_t margin = 3 * static_cast<std::size_t>(box);
  for (const float v : values) density[static_cast<std::size_t>(v - first) + margin] += 1;
  for (int pass = 0; pass < 3; ++pass) density = box_sums(density, box);
  const auto top = std::max_element(density.begin(), density.end());
  return static_cast<double>(first) + 0.5 + static_cast<double>(top - density.begin()) -
         static_cast<double>(margin);
}

std::vector<std::size_t> about_mode(const BlockVolume& volume, const std::vector<std::size_t>& blocks) {
  if (blocks.empty()) return {};
  std::vector<float> values;
  values.reserve(blocks.size());
  for (const std::size_t b : blocks) values.push_back(volume.means()[b]);
  const double mode = mode_of(values, kModeWidthHu);
  std::vector<double> off;
  off.reserve(values.size());
  for (const float v : values) off.push_back(std::abs(v - mode));
  const double reach = std::max(kLeastReachHu, kReachSd * kSdOfMad * median_of(std::move(off)));
  std::vector<std::size_t> kept;
  for (const std::size_t b : blocks)
    if (std::abs(volume.means()[b] - mode) <= reach) kept.push_back(b);
  return kept;
}

std::vector<std::size_t> tissue_core(const BlockVolume& volume, const std::vector<std::size_t>& places,
                                     const TissueWindow& window) {
  std::vector<EvenBlock> even;
  for (const std::size_t offset : thinned(places, kMostPlaces)) {
    const auto around = neighbourhood(volume, volume.index(offset));
    if (around && around->mean >= window.low_hu && around->mean <= window.high_hu)
      even.push_back({offset, around->sd});
  }
  if (even.empty()) return {};
  std::vector<float> sds;
  sds.reserve(even.size());
  for (const EvenBlock& b : even) sds.push_back(b.sd);
  const auto evenest = sds.begin() + static_cast<std::ptrdiff_t>(sds.size() / 10);
  std::nth_element(sds.begin(), evenest, sds.end());
  const float limit = std::max(kAlwaysEvenHu, kEvenFactor * *evenest);
  std::vector<std::size_t> kept;
  for (const EvenBlock& b : even)
    if (b.sd <= limit) kept.push_back(b.offset);
  return about_mode(volume, kept);
}

TissueRegion describe_region(const BlockVolume& volume, BodyTissue tissue,
                             const std::vector<std::size_t>& blocks) {
  std::vector<std::int16_t> values;
  values.reserve(blocks.size() * volume.voxels_per_block());
  std::map<int, std::pair<double, std::size_t>> parts;
  Eigen::Vector3d center = Eigen::Vector3d::Zero();
  for (const std::size_t offset : blocks) {
    const BlockIndex b = volume.index(offset);
    volume.for_each_voxel(b, [&](std::int16_t hu) { values.push_back(hu); });
    auto& part = parts[static_cast<int>(b[2] * volume.grid().spacing_mm[2] / kPartMm)];
    part.first += volume.mean(b);
    ++part.second;
    center += volume.place_mm(b);
  }
  const auto [mean, sd] = mean_and_sd(values);
  const bool cut_off = is_cut_off(volume, values);
  const auto n = static_cast<double>(blocks.size());
  return {tissue,
          cut_off ? static_cast<double>(median_of(values)) : mean,
          sd,
          standard_error(parts, mean, sd, blocks.size()),
          values.size(),
          n * volume.grid().pixel_volume_mm(),
          cut_off,
          hash_of(volume, blocks),
          {center / n}};
}

}  // namespace osteon
