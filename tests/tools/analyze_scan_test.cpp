// Scans that can be weighed the whole way: files in, densities out. The scans are made here from drawn bones
// and attenuation tables.

#include "../support/digital_picture.hpp"
#include "../support/synthetic_ct.hpp"

#include <osteon/densitometry/photon_attenuation.hpp>
#include <osteon/imaging/save.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/analyze.hpp>
#include <osteon/report/html.hpp>
#include <osteon/report/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <memory>

namespace osteon {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryFolder;
using Json = nlohmann::json;

constexpr double kLow = 40, kHigh = 70, kWater = 18;

/// Mineral of a drawn spine: its brightest bone is of about 1.5 g/cm2, noise 0.06 g/cm2.
Image2D<float> spine_mineral(double noise = 6) {
  testing::DigitalSpinePicture drawn;
  drawn.noise = noise;
  Image2D<float> map = drawn.picture().grey;
  for (float& v : map.pixels()) v = 0.01F * (v - 12);
  return map;
}

double attenuation(double kev, double tissue, double mineral) {
  return tissue * mass_attenuation(Material::water, kev) +
         mineral * mass_attenuation(Material::hydroxyapatite, kev);
}

Image2D<float> seen(const Image2D<float>& mineral, double kev) {
  Image2D<float> image(mineral.grid());
  for (std::size_t n = 0; n < image.pixels().size(); ++n)
    image.pixels()[n] = static_cast<float>(attenuation(kev, kWater, mineral.pixels()[n]));
  return image;
}

/// Eight steps of 10 x 10 mm: 0, 0.5, 1 and 1.5 g/cm2 in 12 and 24 g/cm2 of water.
Image2D<float> steps(double kev) {
  Image2D<float> image({{40, 20}, {1, 1}, {0, 0}, Eigen::Matrix2d::Identity()});
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 40; ++x)
      image.at(x, y) = static_cast<float>(attenuation(kev, y < 10 ? 12 : 24, 0.5 * (x / 10)));
  return image;
}

Json places() {
  Json list = Json::array();
  for (int y = 0; y < 2; ++y)
    for (int x = 0; x < 4; ++x)
      list.push_back({{"box_mm", {10 * x + 2, 10 * y + 2, 10 * x + 7, 10 * y + 7}},
                      {"mineral", 0.5 * x},
                      {"soft_tissue", y == 0 ? 12 : 24}});
  return list;
}

struct Written {
  std::unique_ptr<TemporaryFolder> folder = std::make_unique<TemporaryFolder>();
  Json description{{"schema", "osteon-dxa-scan/1"}, {"region", "spine"}};
  [[nodiscard]] fs::path save() const {
    std::ofstream(folder->path() / "scan.json") << description.dump();
    return folder->path() / "scan.json";
  }
  void put(const char* name, const Image2D<float>& map) { ASSERT_TRUE(save_map(map, folder->path() / name)); }
};

Report analyzed(const fs::path& file) {
  const Survey found = survey({file});
  EXPECT_EQ(found.studies.size(), 1U);
  return analyze(found.studies.at(0), *make_classical_spine_segmenter());
}

/// L1-L4's density by the drawn mineral without noise, where there is bone.
double true_density(const Report& report) {
  const Image2D<float> mineral = spine_mineral(0);
  const auto& levels = report.spine_pictures.at(0).spine.vertebrae;
  double sum = 0;
  int count = 0;
  for (int y = 0; y < levels.grid().size[1]; ++y)
    for (int x = 0; x < levels.grid().size[0]; ++x) {
      const int level = levels.at(x, y);
      if (level < static_cast<int>(BoneRegion::l1) || level > static_cast<int>(BoneRegion::l4) ||
          mineral.at(x, y) < 0.2F)
        continue;
      sum += mineral.at(x, y);
      ++count;
    }
  return sum / count;
}

const ScanRegion& whole_spine(const Report& report) {
  for (const ScanRegion& one : report.scans.at(0).regions)
    if (one.density.region == "L1-L4") return one;
  throw std::runtime_error("no L1-L4");
}

Written pair() {
  Written written;
  const Image2D<float> mineral = spine_mineral();
  written.put("low.nrrd", seen(mineral, kLow));
  written.put("high.nrrd", seen(mineral, kHigh));
  written.put("object-low.nrrd", steps(kLow));
  written.put("object-high.nrrd", steps(kHigh));
  written.description["low"] = "low.nrrd";
  written.description["high"] = "high.nrrd";
  written.description["calibration"] = {
      {"low", "object-low.nrrd"}, {"high", "object-high.nrrd"}, {"places", places()}};
  return written;
}

TEST(AnalyzeScan, APairWithItsObjectIsWeighed) {
  Written written = pair();
  written.description["maker"] = "Hologic";
  written.description["patient"] = {{"sex", "F"}, {"age_years", 66}};
  const Report report = analyzed(written.save());
  ASSERT_FALSE(report.series.at(0).refusal) << report.series[0].refusal->message;
  const double known = true_density(report);
  const ScanRegion& whole = whole_spine(report);
  EXPECT_NEAR(in_g_per_cm2(whole.density.bmd.value), known, 0.02 * known);
  ASSERT_TRUE(whole.scores.t);
  EXPECT_NEAR(whole.scores.t->value, (known - 1.047) / 0.110, 0.15);
  ASSERT_TRUE(whole.scores.t->sd);
  EXPECT_NE(report.scans[0].classification.category, DxaCategory::not_classifiable);
  const auto json = Json::parse(to_json(report));
  const auto& row = json["bmd"].back();
  EXPECT_EQ(row["region"], "L1-L4");
  EXPECT_EQ(row["origin"], "computed");
  EXPECT_EQ(row["site"], "lumbar-spine");
  EXPECT_NEAR(row["bmc_g"]["value"].get<double>() / row["area_cm2"]["value"].get<double>(), known, 0.02);
  EXPECT_NEAR(json["dxa_scans"][0]["calibration"]["k"].get<double>(), 1.391, 0.001);
  EXPECT_THAT(to_html(report, {}), ::testing::HasSubstr("by a calibration object"));
}

TEST(AnalyzeScan, APairWithoutAnObjectGivesPlacesAndNoDensity) {
  Written written = pair();
  written.description.erase("calibration");
  const Report report = analyzed(written.save());
  ASSERT_FALSE(report.series.at(0).refusal);
  EXPECT_EQ(report.spine_pictures.size(), 1U);
  EXPECT_TRUE(report.scans.empty());
  EXPECT_TRUE(Json::parse(to_json(report))["bmd"].empty());
  EXPECT_EQ(report.series[0].warnings.back().code, "dual-energy.not-calibrated");
}

TEST(AnalyzeScan, AMakerThatIsNotNamedHasNoScores) {
  const Report report = analyzed(pair().save());
  const ScanRegion& whole = whole_spine(report);
  EXPECT_FALSE(whole.scores.t);
  EXPECT_EQ(whole.scores.no_t->code, "dxa.vendor-unknown");
}

TEST(AnalyzeScan, AnObjectThatContradictsItselfGivesNothing) {
  Written written = pair();
  written.description["calibration"]["places"][2]["mineral"] = 1.3;
  const Report report = analyzed(written.save());
  ASSERT_TRUE(report.series.at(0).refusal);
  EXPECT_EQ(report.series[0].refusal->code, "dual-energy.object-contradicts");
}

TEST(AnalyzeScan, AMapOfDensitiesNeedsNoObject) {
  Written written;
  written.put("map.nrrd", spine_mineral());
  written.description["density"] = "map.nrrd";
  written.description["unit"] = "g/cm2";
  const Report report = analyzed(written.save());
  ASSERT_FALSE(report.series.at(0).refusal) << report.series[0].refusal->message;
  const double known = true_density(report);
  EXPECT_NEAR(in_g_per_cm2(whole_spine(report).density.bmd.value), known, 0.02 * known);
  EXPECT_FALSE(report.scans[0].calibration);
}

void put_record(std::ofstream& out, std::uint16_t tag, const std::vector<std::uint16_t>& words) {
  const auto length = static_cast<std::uint32_t>(6 + 2 * words.size());
  const auto put = [&](std::uint32_t value, int bytes) {
    for (int n = 0; n < bytes; ++n) out.put(static_cast<char>(value >> 8 * n & 255));
  };
  put(tag, 2);
  put(length, 4);
  for (const std::uint16_t word : words) put(word, 2);
}

/// Counts of low and high energy through nothing, 3 g/cm2 of water, 1 g/cm2 of mineral.
void write_raw(const fs::path& file, const Image2D<float>& low, const Image2D<float>& high) {
  constexpr double kOpenBeam = 1.4e6;  // thick patients still leave counts of 16 bits
  std::ofstream out(file, std::ios::binary);
  put_record(out, 0x003A, {static_cast<std::uint16_t>(6 * low.grid().size[0])});
  put_record(out, 0x003B, {static_cast<std::uint16_t>(low.grid().size[1])});
  std::vector<std::uint16_t> samples;
  for (std::size_t n = 0; n < low.pixels().size(); ++n)
    for (const auto& [image, kev] : {std::pair{&low, kLow}, {&high, kHigh}})
      for (const auto& [tissue, mineral] : {std::pair{0.0, 0.0}, {3.0, 0.0}, {0.0, 1.0}})
        samples.push_back(static_cast<std::uint16_t>(
            std::min(65535.0, kOpenBeam * std::exp(-static_cast<double>(image->pixels()[n]) -
                                                   attenuation(kev, tissue, mineral)))));
  put_record(out, 0x00CA, samples);
}

Written raw(const std::vector<std::string>& order) {
  Written written;
  const Image2D<float> mineral = spine_mineral();
  write_raw(written.folder->path() / "scan.r", seen(mineral, kLow), seen(mineral, kHigh));
  Image2D<float> low = steps(kLow), high = steps(kHigh);
  for (float& v : low.pixels()) v += 1;  // through an attenuator, that the open parts do not saturate
  for (float& v : high.pixels()) v += 1;
  write_raw(written.folder->path() / "object.r", low, high);
  written.description["raw"] = "scan.r";
  written.description["pixel_mm"] = {0.6, 1.05};
  written.description["samples"] = order;
  written.description["calibration"] = {
      {"raw", "object.r"}, {"pixel_mm", {1, 1}}, {"samples", order}, {"places", places()}};
  return written;
}

const std::vector<std::string> kOrder{"low-air",  "low-tissue",  "low-bone",
                                      "high-air", "high-tissue", "high-bone"};

TEST(AnalyzeScan, SixSamplesAreWeighedWhenTheObjectConfirmsThem) {
  const Report report = analyzed(raw(kOrder).save());
  ASSERT_FALSE(report.series.at(0).refusal) << report.series[0].refusal->message;
  const double known = true_density(report);
  EXPECT_NEAR(in_g_per_cm2(whole_spine(report).density.bmd.value), known, 0.02 * known);
}

TEST(AnalyzeScan, SixSamplesOfAnotherMeaningOrWithoutAnObjectGiveNothing) {
  std::vector<std::string> other = kOrder;
  std::swap(other[0], other[1]);
  std::swap(other[3], other[4]);
  const Report confused = analyzed(raw(other).save());
  ASSERT_TRUE(confused.series.at(0).refusal);
  EXPECT_EQ(confused.series[0].refusal->code, "raw-dxa.meaning-not-confirmed");
  Written bare = raw(kOrder);
  bare.description.erase("calibration");
  const Report report = analyzed(bare.save());
  ASSERT_TRUE(report.series.at(0).refusal);
  EXPECT_EQ(report.series[0].refusal->code, "dual-energy.not-calibrated");
}

}  // namespace
}  // namespace osteon
