#include "usable_tissues.hpp"

#include "tables/internal_tissues.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

namespace osteon {
namespace {

const ReferenceWindow& window(Tissue tissue) {
  return *std::ranges::find(kTissueWindows, tissue, &ReferenceWindow::tissue);
}

std::string whole_hu(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.0f HU", value);
  return text.data();
}

}  // namespace

std::string_view name(Tissue tissue) { return window(tissue).name; }

Material material(Tissue tissue) {
  switch (tissue) {
    case Tissue::air:
      return Material::air;
    case Tissue::adipose:
      return Material::adipose;
    case Tissue::blood:
      return Material::blood;
    case Tissue::muscle:
      return Material::muscle;
    case Tissue::cortical_bone:
      break;
  }
  return Material::cortical_bone;
}

std::optional<Error> invalid_tissues(const std::vector<TissueSample>& samples) {
  for (auto one = samples.begin(); one != samples.end(); ++one) {
    const bool twice =
        std::any_of(samples.begin(), one, [&](const TissueSample& s) { return s.tissue == one->tissue; });
    if (twice || one->voxels == 0 || !std::isfinite(one->mean_hu) || !std::isfinite(one->sd_hu) ||
        one->sd_hu < 0)
      return Error{"density.tissues-invalid",
                   "A tissue was measured twice, in no voxel, or without a number.",
                   "Give one sample of each tissue, with its mean, its sd and its voxels."};
  }
  return std::nullopt;
}

std::vector<TissueSample> usable_tissues(const std::vector<TissueSample>& samples,
                                         std::vector<Warning>& warnings) {
  std::vector<TissueSample> kept;
  for (const TissueSample& sample : samples) {
    const ReferenceWindow& w = window(sample.tissue);
    const std::string what = "The sample of " + std::string(w.name) + " has " + whole_hu(sample.mean_hu);
    if (sample.mean_hu < w.accepted_low || sample.mean_hu > w.accepted_high) {
      warnings.push_back(
          {"density.tissue-left-out", what + ", which is not that tissue as it should be: left out."});
      continue;
    }
    if (sample.mean_hu < w.expected_low || sample.mean_hu > w.expected_high)
      warnings.push_back({"density.tissue-unusual", what + ", outside the usual " + whole_hu(w.expected_low) +
                                                        " to " + whole_hu(w.expected_high) + "."});
    kept.push_back(sample);
  }
  return kept;
}

}  // namespace osteon
