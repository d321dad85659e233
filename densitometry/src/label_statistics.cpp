#include "tables/totalsegmentator_total.hpp"

#include <osteon/densitometry/label_statistics.hpp>

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>

namespace osteon {
namespace {

/// Whole numbers only: exact, so that the order of adding cannot matter.
/// 2^33 voxels of +-2^15 HU fill the squares to 2^63; larger scans do not fit a label map's memory.
struct Sums {
  std::array<std::int64_t, 256> voxels{}, hu{}, hu_squared{};

  void add(const Sums& other) {
    for (std::size_t n = 0; n < 256; ++n) {
      voxels[n] += other.voxels[n];
      hu[n] += other.hu[n];
      hu_squared[n] += other.hu_squared[n];
    }
  }
};

/// TPTBox numbers vertebrae as VerSe does, and names the parts of a vertebra in a second map.
bool numbers_as_verse(LabelScheme scheme) {
  return scheme == LabelScheme::verse || scheme == LabelScheme::tptbox;
}

/// 41 to 50. Source: Hendrik-code/TPTBox, class Location.
constexpr std::array<std::string_view, 10> kSubregions{"vertebral_arch",          "spinous_process",
                                                       "costal_process_left",     "costal_process_right",
                                                       "superior_articular_left", "superior_articular_right",
                                                       "inferior_articular_left", "inferior_articular_right",
                                                       "vertebral_body_border",   "vertebral_body"};

Sums sums_of_slice(const Image3D<std::int16_t>& volume, const LabelMap<3>& labels, int k) {
  Sums sums;
  const std::size_t begin = volume.offset(0, 0, k);
  const std::size_t end = begin + volume.offset(0, 0, 1);
  for (std::size_t n = begin; n < end; ++n) {
    const std::size_t label = labels.pixels()[n];
    const std::int64_t value = volume.pixels()[n];
    ++sums.voxels[label];
    sums.hu[label] += value;
    sums.hu_squared[label] += value * value;
  }
  return sums;
}

}  // namespace

std::optional<LabelScheme> label_scheme_from_name(std::string_view text) {
  for (const auto scheme :
       {LabelScheme::unnamed, LabelScheme::totalsegmentator, LabelScheme::verse, LabelScheme::tptbox})
    if (name(scheme) == text) return scheme;
  return std::nullopt;
}

std::string name(LabelScheme scheme) {
  switch (scheme) {
    case LabelScheme::totalsegmentator:
      return "totalsegmentator";
    case LabelScheme::verse:
      return "verse";
    case LabelScheme::tptbox:
      return "tptbox";
    case LabelScheme::unnamed:
      break;
  }
  return "unnamed";
}

std::string label_name(LabelScheme scheme, int label) {
  if (scheme == LabelScheme::totalsegmentator && label >= 1 &&
      label <= static_cast<int>(kTotalSegmentatorTotal.size()))
    return std::string(kTotalSegmentatorTotal[static_cast<std::size_t>(label) - 1]);
  if (numbers_as_verse(scheme) && label >= 41 && label <= 50)
    return std::string(kSubregions[static_cast<std::size_t>(label) - 41]);
  if (numbers_as_verse(scheme) && label >= 1 && label <= 28) {
    if (label == static_cast<int>(BoneRegion::s1)) return "sacrum";  // VerSe's 26 is the whole sacrum
    return name(static_cast<BoneRegion>(label));
  }
  return "label_" + std::to_string(label);
}

std::optional<BoneRegion> bone_region(LabelScheme scheme, int label) {
  if (numbers_as_verse(scheme) && label >= 1 && label <= 28) return static_cast<BoneRegion>(label);
  if (scheme != LabelScheme::totalsegmentator) return std::nullopt;
  const std::string word = label_name(scheme, label);
  constexpr std::string_view kPrefix = "vertebrae_";
  if (!word.starts_with(kPrefix)) return std::nullopt;
  return vertebra_from_name(std::string_view(word).substr(kPrefix.size()));
}

std::optional<Side> femur_side(LabelScheme scheme, int label) {
  const std::string word = label_name(scheme, label);
  if (word == "femur_left") return Side::left;
  if (word == "femur_right") return Side::right;
  return std::nullopt;
}

bool is_vertebral_body(LabelScheme scheme, int label) {
  if (scheme == LabelScheme::totalsegmentator) return label == 1;
  return numbers_as_verse(scheme) && (label == 49 || label == 50);
}

LabelMap<3> bone_regions(const LabelMap<3>& labels, LabelScheme scheme) {
  std::array<std::uint8_t, 256> region_of{};
  for (int n = 1; n < 256; ++n) {
    if (const auto region = bone_region(scheme, n))
      region_of[static_cast<std::size_t>(n)] = static_cast<std::uint8_t>(*region);
  }
  LabelMap<3> regions(labels.grid());
  std::transform(labels.pixels().begin(), labels.pixels().end(), regions.pixels().begin(),
                 [&](std::uint8_t label) { return region_of[label]; });
  return regions;
}

std::vector<LabelStatistics> label_statistics(const CtScan& scan, const LabelMap<3>& labels,
                                              LabelScheme scheme) {
  const auto& volume = scan.hounsfield;
  if (!same_place(volume.grid(), labels.grid()))
    throw std::invalid_argument("label_statistics: grids differ");
  const int slices = volume.grid().size[2];
  std::vector<Sums> of_slice(static_cast<std::size_t>(slices));
  tbb::parallel_for(0, slices,
                    [&](int k) { of_slice[static_cast<std::size_t>(k)] = sums_of_slice(volume, labels, k); });
  Sums total;
  for (const Sums& sums : of_slice) total.add(sums);

  std::vector<LabelStatistics> result;
  for (std::size_t n = 1; n < 256; ++n) {
    if (total.voxels[n] == 0) continue;
    const auto count = static_cast<double>(total.voxels[n]);
    const double mean = static_cast<double>(total.hu[n]) / count;
    const double variance = static_cast<double>(total.hu_squared[n]) / count - mean * mean;
    const int label = static_cast<int>(n);
    result.push_back({label, label_name(scheme, label), static_cast<std::size_t>(total.voxels[n]),
                      count * volume.grid().pixel_volume_mm(), mean, std::sqrt(std::max(0.0, variance))});
  }
  return result;
}

}  // namespace osteon
