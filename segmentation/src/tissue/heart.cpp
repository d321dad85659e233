#include "tissue/heart.hpp"

#include "tissue/block_morphology.hpp"

#include <algorithm>
#include <utility>

namespace osteon {
namespace {

constexpr float kLeastLungHu = -940.0F, kMostLungHu = -600.0F;  // air outside is -1000
constexpr double kLeastLungMm = 25.0;  // the thin recess beside the liver's dome does not count
constexpr double kMostBetweenMm = 200.0;
constexpr float kLeastBloodHu = -10.0F, kMostBloodHu = 600.0F;  // of large chambers
constexpr double kLeastHeartMl = 60.0;  // of the core; chambers and muscle hold 500 ml and more
constexpr double kLeastBrightMl = 2.0;  // an aorta of 25 mm over 20 mm, less 6 mm of its surface
constexpr float kFarBrighterHu = 40.0F;
constexpr float kEvenFactor = 1.5F;
constexpr double kShellRatio = 1.25;  // marrow has its cortex around it

/// Ends of the stretches of lung in one row from right to left.
struct Lungs {
  int right_end = -1, left_begin = -1;
};

/// The last stretch on the right and the first on the left of what lies between.
std::vector<Lungs> gaps_in_row(const BlockVolume& volume, int j, int k) {
  const int least = std::max(1, static_cast<int>(kLeastLungMm / volume.grid().spacing_mm[0]));
  const int widest = static_cast<int>(kMostBetweenMm / volume.grid().spacing_mm[0]);
  std::vector<std::pair<int, int>> runs;
  int begin = -1;
  const int count = volume.grid().size[0];
  for (int i = 0; i <= count; ++i) {
    const float hu = i < count ? volume.mean({i, j, k}) : 0.0F;
    const bool lung = i < count && hu > kLeastLungHu && hu < kMostLungHu;
    if (lung && begin < 0) begin = i;
    if (lung || begin < 0) continue;
    if (i - begin >= least) runs.emplace_back(begin, i);
    begin = -1;
  }
  std::vector<Lungs> gaps;
  for (std::size_t n = 0; n + 1 < runs.size(); ++n)
    if (runs[n + 1].first - runs[n].second <= widest) gaps.push_back({runs[n].second, runs[n + 1].first});
  return gaps;
}

struct EvenBlock {
  std::size_t offset;
  float sd;
};

std::vector<EvenBlock> tissue_between_lungs(const BlockVolume& volume) {
  std::vector<EvenBlock> blocks;
  for (int k = 0; k < volume.grid().size[2]; ++k)
    for (int j = 0; j < volume.grid().size[1]; ++j)
      for (const Lungs& gap : gaps_in_row(volume, j, k))
        for (int i = gap.right_end; i < gap.left_begin; ++i) {
          const auto around = neighbourhood(volume, {i, j, k});
          if (around && around->mean >= kLeastBloodHu && around->mean <= kMostBloodHu)
            blocks.push_back({volume.offset({i, j, k}), around->sd});
        }
  return blocks;
}

double mean_of(const BlockVolume& volume, const std::vector<std::size_t>& piece) {
  double sum = 0;
  for (const std::size_t b : piece) sum += volume.means()[b];
  return sum / static_cast<double>(piece.size());
}

}  // namespace

std::vector<std::size_t> heart_places(const BlockVolume& volume) {
  const auto blocks = tissue_between_lungs(volume);
  const double block_ml = volume.grid().pixel_volume_mm() / 1000;
  if (static_cast<double>(blocks.size()) * block_ml < kLeastHeartMl) return {};
  std::vector<float> sds;
  for (const EvenBlock& b : blocks) sds.push_back(b.sd);
  const auto median = sds.begin() + static_cast<std::ptrdiff_t>(sds.size() / 2);
  std::nth_element(sds.begin(), median, sds.end());
  BlockFlags even(volume.means().size());
  for (const EvenBlock& b : blocks) even[b.offset] = b.sd <= kEvenFactor * *median ? 1 : 0;
  const auto all = pieces(volume, eroded(volume, eroded(volume, even)));
  if (all.empty()) return {};
  const auto largest = std::max_element(all.begin(), all.end(),
                                        [](const auto& a, const auto& b) { return a.size() < b.size(); });
  if (static_cast<double>(largest->size()) * block_ml < kLeastHeartMl) return {};
  const double heart_hu = mean_of(volume, *largest);
  BlockFlags bright(volume.means().size());
  for (std::size_t b = 0; b < bright.size(); ++b)
    bright[b] = volume.means()[b] > heart_hu + kFarBrighterHu ? 1 : 0;
  for (const auto& piece : all) {
    const double hu = mean_of(volume, piece);
    if (hu > heart_hu + kFarBrighterHu && static_cast<double>(piece.size()) * block_ml >= kLeastBrightMl &&
        densest_around(volume, piece, bright) <= kShellRatio * hu)
      return {};
  }
  return *largest;
}

}  // namespace osteon
