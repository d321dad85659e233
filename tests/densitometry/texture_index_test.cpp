#include <osteon/densitometry/texture_index.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace osteon {
namespace {

/// 220 x 160 pixels of 0.6 x 1.05 mm, all of them bone of one region.
struct Textured {
  BoneMap map;
  LabelMap<2> region;
  template <class Density>
  explicit Textured(const Density& density, double noise_sd = 0)
      : map{{Image2D<float>(grid())}, LabelMap<2>(grid()), g_per_cm2(noise_sd), 1, {}}, region(grid()) {
    for (int y = 0; y < 160; ++y)
      for (int x = 0; x < 220; ++x) {
        map.bone.g_per_cm2.at(x, y) = static_cast<float>(density(x, y));
        map.mask.at(x, y) = 1;
        region.at(x, y) = static_cast<std::uint8_t>(BoneRegion::l2);
      }
  }
  static Grid<2> grid() {
    return {{220, 160}, Eigen::Vector2d(0.6, 1.05), Eigen::Vector2d::Zero(), Eigen::Matrix2d::Identity()};
  }
  [[nodiscard]] std::optional<TextureIndex> index() const {
    return texture_index(map, region, static_cast<std::uint8_t>(BoneRegion::l2));
  }
};

TEST(TextureIndex, AnEvenSlopeIsTwo) {
  const auto index = Textured([](int x, int y) { return 1 + 0.002 * 0.6 * x - 0.003 * 1.05 * y; }).index();
  ASSERT_TRUE(index);
  EXPECT_NEAR(index->slope, 2, 0.02);
}

// Waves of one length: V(d) = a^2 (1 - cos(2 pi d / length)), whose slope over the same distances is known.
TEST(TextureIndex, WavesAreWhatTheirVariogramSays) {
  constexpr double kLengthMm = 21;
  const auto wave = [](double mm) { return std::sin(2 * std::numbers::pi * mm / kLengthMm); };
  const auto index =
      Textured([&](int x, int y) { return 1 + 0.2 * wave(0.6 * x) + 0.2 * wave(1.05 * y); }).index();
  ASSERT_TRUE(index);
  double expected = 0;
  for (const double spacing : {0.6, 1.05}) {
    double sx = 0, sy = 0, sxx = 0, sxy = 0;
    int n = 0;
    for (double d = spacing; d <= 5; d += spacing, ++n) {
      const double x = std::log(d), y = std::log(1 - std::cos(2 * std::numbers::pi * d / kLengthMm));
      sx += x, sy += y, sxx += x * x, sxy += x * y;
    }
    expected += 0.5 * (n * sxy - sx * sy) / (n * sxx - sx * sx);
  }
  EXPECT_NEAR(index->slope, expected, 0.03);
}

// The sum of two random walks, one across and one down: V(d) rises with d.
TEST(TextureIndex, ARandomWalkIsOne) {
  std::mt19937 random(5);
  std::normal_distribution<double> step(0, 0.02);
  double sum = 0;
  int count = 0;
  for (int repeat = 0; repeat < 40; ++repeat) {
    std::vector<double> across(220), down(160);
    for (std::size_t n = 1; n < across.size(); ++n) across[n] = across[n - 1] + step(random);
    for (std::size_t n = 1; n < down.size(); ++n) down[n] = down[n - 1] + step(random);
    const auto index = Textured([&](int x, int y) {
                         return across[static_cast<std::size_t>(x)] + down[static_cast<std::size_t>(y)];
                       }).index();
    ASSERT_TRUE(index);
    sum += index->slope;
    ++count;
  }
  EXPECT_NEAR(sum / count, 1, 0.05);
}

TEST(TextureIndex, NoiseOfPixelsIsTakenOff) {
  std::mt19937 random(9);
  std::normal_distribution<double> noise(0, 0.05);
  const auto slope = [](int x, int y) { return 1 + 0.02 * 0.6 * x + 0.02 * 1.05 * y; };
  const auto noisy = [&](int x, int y) { return slope(x, y) + noise(random); };
  const auto taken_off = Textured(noisy, 0.05).index();
  ASSERT_TRUE(taken_off);
  EXPECT_NEAR(taken_off->slope, 2, 0.15);
  const auto left = Textured(noisy, 0).index();
  ASSERT_TRUE(left);
  EXPECT_LT(left->slope, 1.2);
  EXPECT_FALSE(Textured([&](int, int) { return noise(random); }, 0.06).index());  // nothing but noise
}

TEST(TextureIndex, TheSpineIsTheMeanOfItsLevels) {
  Textured one([](int x, int y) { return 1 + 0.01 * x + 0.01 * y; });
  EXPECT_FALSE(spine_texture(one.map, one.region));  // one level alone
  for (int y = 80; y < 160; ++y)
    for (int x = 0; x < 220; ++x) one.region.at(x, y) = static_cast<std::uint8_t>(BoneRegion::l3);
  const auto index = spine_texture(one.map, one.region);
  ASSERT_TRUE(index);
  EXPECT_NEAR(index->slope, 2, 0.02);
  EXPECT_NEAR(index->slope_sd, 0, 0.02);
}

}  // namespace
}  // namespace osteon
