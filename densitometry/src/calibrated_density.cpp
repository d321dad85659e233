#include <osteon/densitometry/calibrated_density.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

namespace osteon {
namespace {

constexpr double kDenseShare = 0.02;
constexpr std::string_view kCut = "cut by the field of view", kFracture = "suspected fracture",
                           kDense = "dense inclusion (cement, metal or sclerosis)",
                           kUnlike = "unlike its neighbours";
constexpr std::array kReasons{kCut, kFracture, kDense, kUnlike};

bool is_trabecular(DensityRegion region) {
  return region == DensityRegion::trabecular_core || region == DensityRegion::trabecular_oval;
}

const VertebralDensity* core(const VertebraMeasurement& vertebra) {
  for (const auto& density : vertebra.density)
    if (density.region == DensityRegion::trabecular_core) return &density;
  return nullptr;
}

bool same_scan(const VertebraMeasurement& a, const VertebraMeasurement& b) {
  return a.series_uid == b.series_uid && a.series_part == b.series_part;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t n = values.size();
  return n % 2 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

/// The cores of the nearest usable levels of the scan, on whichever side they are.
std::vector<double> neighbours_hu(const std::vector<VertebraMeasurement>& vertebrae, std::size_t at) {
  constexpr std::size_t kNeighbours = 4;
  std::vector<double> result;
  for (std::ptrdiff_t apart = 1; apart < std::ssize(vertebrae); ++apart)
    for (const std::ptrdiff_t n :
         {static_cast<std::ptrdiff_t>(at) - apart, static_cast<std::ptrdiff_t>(at) + apart}) {
      if (n < 0 || n >= std::ssize(vertebrae) || result.size() == kNeighbours) continue;
      const VertebraMeasurement& other = vertebrae[static_cast<std::size_t>(n)];
      if (same_scan(other, vertebrae[at]) && other.density_excluded.empty() && core(other) != nullptr)
        result.push_back(in_hu(core(other)->mean.value));
    }
  return result;
}

bool unlike_neighbours(const std::vector<VertebraMeasurement>& vertebrae, std::size_t at) {
  constexpr std::size_t kEnough = 3;  // of two, either may be the odd one
  const auto* own = core(vertebrae[at]);
  if (own == nullptr) return false;
  const auto others = neighbours_hu(vertebrae, at);
  if (others.size() < kEnough) return false;
  const double apart = std::abs(in_hu(own->mean.value) - median(others));
  const double sd = own->mean.sd ? in_hu(*own->mean.sd) : 0.0;
  return apart > std::max(kYoungAttenuationSdHu, 3.0 * sd);
}

}  // namespace

VertebralDensity calibrated(VertebralDensity region, BoneRegion level, const ScanScale& scale) {
  if (scale.kilovolt && is_trabecular(region.region))
    if (const auto corrected = trabecular_attenuation_at_120_kv(region.mean, *scale.kilovolt))
      region.mean_at_120_kv = corrected->corrected;
  if (!scale.calibration) return region;
  region.calibration = scale.calibration->kind;
  region.vbmd_uncorrected = density(scale.calibration->line, region.mean);
  if (!scale.enhanced) return region;
  if (!*scale.enhanced) {
    region.vbmd = region.vbmd_uncorrected;
  } else if (is_trabecular(region.region)) {
    const ContrastScan scan{scale.calibration->kind, scale.phase, level, scale.sex};
    if (const auto corrected = density_without_contrast(*region.vbmd_uncorrected, scan))
      region.vbmd = corrected->corrected;
  }
  return region;
}

std::vector<VertebraMeasurement> with_exclusions(std::vector<VertebraMeasurement> vertebrae) {
  for (VertebraMeasurement& v : vertebrae) {
    const auto is_ours = [](const std::string& why) { return std::ranges::count(kReasons, why) > 0; };
    std::erase_if(v.density_excluded, is_ours);
    if (!v.complete) v.density_excluded.emplace_back(kCut);
    if (v.deformity && v.deformity->suspected) v.density_excluded.emplace_back(kFracture);
    if (const auto* own = core(v); own != nullptr && own->dense_share > kDenseShare)
      v.density_excluded.emplace_back(kDense);
  }
  // Judged against the levels that stand so far, all at once: the order decides nothing.
  std::vector<std::size_t> unlike;
  for (std::size_t n = 0; n < vertebrae.size(); ++n)
    if (vertebrae[n].density_excluded.empty() && unlike_neighbours(vertebrae, n)) unlike.push_back(n);
  for (const std::size_t n : unlike) vertebrae[n].density_excluded.emplace_back(kUnlike);
  return vertebrae;
}

}  // namespace osteon
