// From a CT of a phantom to densities: digital ones whose truth is known, and a real one.

#include "../support/loaded.hpp"
#include "../support/rod_phantom.hpp"
#include "../support/scan_files.hpp"
#include "../support/synthetic_ct.hpp"
#include "../support/xray_spectrum.hpp"

#include <osteon/densitometry/rod_profiles.hpp>
#include <osteon/imaging/load.hpp>
#include <osteon/pipeline/phantom_calibration.hpp>
#include <osteon/report/site_table.hpp>
#include <osteon/segmentation/phantom_finder.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace osteon {
namespace {

namespace fs = std::filesystem;
using testing::in_water;
using testing::make_rod_phantom;
using testing::polychromatic_hu;
using testing::RodPhantom;
using testing::ScanHeader;
using testing::TemporaryFolder;
using testing::XrayBeam;

const std::vector<double> kInserts{50, 100, 150, 200};  // mg/cm3

const Phantom& known(std::string_view name) {
  return *std::ranges::find(known_phantoms(), name, &Phantom::name);
}

Material material(Mineral mineral) {
  return mineral == Mineral::hydroxyapatite ? Material::hydroxyapatite : Material::dipotassium_phosphate;
}

double rod_hu(Mineral mineral, const PhantomRod& rod, const XrayBeam& beam) {
  if (!rod.water_mg_per_cm3)
    return polychromatic_hu(in_water(material(mineral), rod.mineral_mg_per_cm3), beam);
  return polychromatic_hu(
      {{Material::water, 1e-3 * *rod.water_mg_per_cm3}, {material(mineral), 1e-3 * rod.mineral_mg_per_cm3}},
      beam);
}

/// A patient of water with marrow of known mineral, on a phantom.
RodPhantom patient_on(const Phantom& phantom, const XrayBeam& beam) {
  RodPhantom scan;
  for (const PhantomRod& rod : phantom.rods) scan.rods_hu.push_back(rod_hu(phantom.mineral, rod, beam));
  for (const double mg : kInserts) scan.inserts_hu.push_back(rod_hu(phantom.mineral, {mg, {}}, beam));
  scan.holder_hu = phantom.rods.front().water_mg_per_cm3 ? 60 : 0;
  scan.noise_hu = 15;
  return scan;
}

/// Mean of a cylinder of 10 mm radius within an insert.
Measured<Attenuation> read_insert(const CtScan& scan, const RodPhantom& phantom, std::size_t insert) {
  const Grid<3>& grid = scan.hounsfield.grid();
  const Eigen::Vector3d centre = insert_centre(phantom, insert);
  double sum = 0, count = 0;
  for (int k = 2; k + 2 < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const Eigen::Vector3d off = grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm - centre;
        if (std::hypot(off[0], off[1]) > 10) continue;
        sum += scan.hounsfield.at(i, j, k);
        count += 1;
      }
  return {hu(sum / count), std::nullopt};
}

CtScan through_dicom(const CtScan& scan, const ScanHeader& header) {
  const TemporaryFolder folder;
  write_scan(scan, header, folder);
  const Survey found = survey({folder.path()});
  const auto loaded = load_ct(*testing::usable_cts(found).at(0));
  return loaded->scan;
}

void expect_inserts(const RodPhantom& phantom, const CtScan& scan, const CtCalibration& calibration,
                    double tolerance) {
  for (std::size_t n = 0; n < kInserts.size(); ++n) {
    const auto value = density(calibration.line, read_insert(scan, phantom, n)).value;
    EXPECT_NEAR(in_mg_per_cm3(value.value), kInserts[n], tolerance);
  }
}

TEST(PhantomCalibration, ReadsKnownMarrowWithinTwoMilligramsAtEveryVoltage) {
  for (const auto& [name, kilovolt] :
       std::vector<std::pair<std::string_view, double>>{{"QRM-BDC 6", 80},
                                                        {"QRM-BDC 6", 120},
                                                        {"QRM-BDC 6", 140},
                                                        {"B-MAS 200", 100},
                                                        {"Mindways Model 3 CT", 120}}) {
    SCOPED_TRACE(std::string(name) + " " + std::to_string(kilovolt));
    const RodPhantom phantom = patient_on(known(name), {kilovolt});
    ScanHeader header;
    header.kilovolt = kilovolt;
    const CtScan scan = through_dicom(make_rod_phantom(phantom), header);
    const auto found = calibrate_by_phantom(scan, {"", kilovolt, {}});
    ASSERT_TRUE(found) << found.error().code;
    EXPECT_EQ(found->phantom, name);
    expect_inserts(phantom, scan, found->calibration, 2.0);
  }
}

TEST(PhantomCalibration, NoiseKernelTurnAndSlicesDoNotMoveIt) {
  struct Case {
    double noise, enhancement, turn_deg, tilt_deg, plane_mm;
  };
  for (const Case c :
       {Case{40, 0.4, 0, 0, 1}, {10, 0, 9, 0, 5}, {25, 0.4, -5, 6, 2.5}, {30, 0, 0, -8, 2.5}}) {
    SCOPED_TRACE(std::to_string(c.noise) + " HU, planes of " + std::to_string(c.plane_mm));
    RodPhantom phantom = patient_on(known("QRM-BDC 6"), {120});
    phantom.noise_hu = c.noise;
    phantom.edge_enhancement = c.enhancement;
    phantom.holder_turn_deg = c.turn_deg;
    phantom.holder_tilt_deg = c.tilt_deg;
    phantom.spacing_mm[2] = c.plane_mm;
    phantom.size[2] = static_cast<int>((c.noise > 25 ? 150 : 90) / c.plane_mm);
    const CtScan scan = make_rod_phantom(phantom);
    const auto found = calibrate_by_phantom(scan, {"", 120.0, {}});
    ASSERT_TRUE(found) << found.error().code;
    EXPECT_EQ(found->phantom, "QRM-BDC 6");
    expect_inserts(phantom, scan, found->calibration, 2.0);
  }
}

TEST(PhantomCalibration, SaysWhyThereIsNone) {
  RodPhantom none;
  none.inserts_hu = {150};
  EXPECT_EQ(calibrate_by_phantom(make_rod_phantom(none), {}).error().code, "density.rods-too-few");
  none.inserts_hu = {};
  EXPECT_EQ(calibrate_by_phantom(make_rod_phantom(none), {}).error().code, "density.no-phantom");
  RodPhantom unknown;
  unknown.rods_hu = {500, 100, 300};
  EXPECT_EQ(calibrate_by_phantom(make_rod_phantom(unknown), {}).error().code, "density.phantom-unknown");
  const RodPhantom right = patient_on(known("B-MAS 200"), {120});
  EXPECT_EQ(calibrate_by_phantom(make_rod_phantom(right), {"qrm-bdc-6", 120.0, {}}).error().code,
            "density.phantom-mismatch");
}

/// CT numbers that fall off towards the feet, as at the end of a cone beam, do not enter the line; where they
/// fall everywhere there is none.
TEST(PhantomCalibration, BentEndsAreLeftOutAndABentScanIsRefused) {
  RodPhantom phantom = patient_on(known("QRM-BDC 6"), {120});
  const CtScan straight = make_rod_phantom(phantom);
  const auto bent = [&](int from_plane) {
    CtScan scan = straight;
    auto& image = scan.hounsfield;
    for (int k = 0; k < from_plane; ++k)
      for (int j = 0; j < phantom.size[1]; ++j)
        for (int i = 0; i < phantom.size[0]; ++i) {
          const double loss = 0.01 * (from_plane - k);  // of the attenuation, per plane
          image.at(i, j, k) = static_cast<std::int16_t>((image.at(i, j, k) + 1000) * (1 - loss) - 1000);
        }
    return scan;
  };
  const auto some = calibrate_by_phantom(bent(10), {"", 120.0, {}});
  ASSERT_TRUE(some) << some.error().code;
  EXPECT_LT(some->steady_mm, 2.5 * 27);
  EXPECT_GT(some->steady_mm, 2.5 * 20);
  expect_inserts(phantom, straight, some->calibration, 2.0);
  const auto warned = [](const PhantomCalibration& one) {
    return std::ranges::any_of(one.calibration.warnings, [](const Warning& w) {
      return w.code == "density.rods-bent" && w.message.find("planes 1") != std::string::npos;
    });
  };
  EXPECT_TRUE(warned(*some)) << "vertebrae may lie in the planes that were left out";
  EXPECT_FALSE(warned(*calibrate_by_phantom(straight, {"", 120.0, {}})));
  EXPECT_EQ(calibrate_by_phantom(bent(36), {"", 120.0, {}}).error().code, "density.rods-unsteady");
}

/// One scan with the phantom, another without it on the same scanner.
TEST(PhantomCalibration, ASiteTableCarriesItToALaterScan) {
  const TemporaryFolder folder;
  const RodPhantom phantom = patient_on(known("QRM-BDC 6"), {120});
  const CtScan scan = make_rod_phantom(phantom);
  const auto found = calibrate_by_phantom(scan, {"", 120.0, {}});
  ASSERT_TRUE(found);
  CtAcquisition made;
  EXPECT_EQ(site_entry(*found, scan, made).error().code, "calibration.unnamed-scanner");
  made.manufacturer = "MAKER", made.model = "Model 1", made.kernel = "Soft", made.date = "2024-01-10";
  made.tube_voltage_kv = 120;
  const auto entry = site_entry(*found, scan, made);
  ASSERT_TRUE(entry);
  const fs::path file = folder.path() / "site.json";
  ASSERT_TRUE(save_site_table(with_entry({}, *entry), file));
  const auto table = load_site_table(file);
  ASSERT_TRUE(table) << table.error().message;
  made.date = "2025-01-10";
  const auto calibration = calibration_from(*table, made);
  ASSERT_TRUE(calibration);
  const DensityLine& line = calibration->line;
  EXPECT_EQ(line.slope, entry->line.slope);
  EXPECT_EQ(line.intercept, entry->line.intercept);
  EXPECT_EQ(table->entries.front().line.covariance, entry->line.covariance);
  EXPECT_EQ(table->entries.front().rods.size(), found->rods.size());
  expect_inserts(phantom, scan, *calibration, 2.0);
}

/// The phantom in the scan goes before the site table; without either there is none.
TEST(PhantomCalibration, WhatIsKnownIsUsedInOrder) {
  const DensityLine line{Mineral::hydroxyapatite, 0.8, -4, 1e-6, 0.3, -1e-4, 2, 3, 0.9995, 70, kOgo, {}};
  CtAcquisition made;
  made.manufacturer = "MAKER", made.model = "Model 1", made.tube_voltage_kv = 120;
  const CalibrationSources sources{SiteTable{{{made, "QRM-BDC 6", line, {}, "00"}}}};
  const CtScan with = make_rod_phantom(patient_on(known("QRM-BDC 6"), {120}));
  EXPECT_EQ(known_calibration(with, made, sources).calibration->kind, Calibration::phantom);
  RodPhantom patient;
  patient.inserts_hu = {150};
  const CtScan without = make_rod_phantom(patient);
  EXPECT_EQ(known_calibration(without, made, sources).calibration->kind, Calibration::asynchronous);
  const auto none = known_calibration(without, made, {});
  EXPECT_FALSE(none.calibration);
  EXPECT_TRUE(none.warnings.empty());
  made.tube_voltage_kv = 100;
  const auto other = known_calibration(without, made, sources);
  EXPECT_FALSE(other.calibration);
  ASSERT_EQ(other.warnings.size(), 1U);
  EXPECT_EQ(other.warnings.front().code, "calibration.no-entry");
}

TEST(SiteTableFile, RefusesWhatIsNone) {
  EXPECT_EQ(site_table_from_json("").error().code, "calibration.not-a-table");
  EXPECT_EQ(site_table_from_json("[]").error().code, "calibration.not-a-table");
  EXPECT_EQ(site_table_from_json(R"({"schema": "other"})").error().code, "calibration.not-a-table");
  EXPECT_EQ(site_table_from_json(std::string(100000, '[')).error().code, "calibration.not-a-table");
  EXPECT_EQ(site_table_from_json(R"({"schema": "osteon-site-calibration/1"})").error().code,
            "calibration.broken");
  EXPECT_EQ(site_table_from_json(R"({"schema": "osteon-site-calibration/1", "entries": [{}]})").error().code,
            "calibration.broken");
  EXPECT_EQ(load_site_table("no-such-file.json").error().code, "file.unreadable");
  EXPECT_EQ(save_site_table({}, "/no-such-folder/site.json").error().code, "output.unwritable");
}

/// Every number of a table that is wrong is refused, and none makes a crash.
TEST(SiteTableFile, RefusesImpossibleNumbers) {
  const DensityLine line{Mineral::hydroxyapatite, 0.8, -4, 1e-6, 0.3, -1e-4, 2, 3, 0.9995, 70, kOgo, {}};
  CtAcquisition made;
  made.manufacturer = "MAKER", made.model = "Model 1", made.tube_voltage_kv = 120;
  const std::string good = to_json(SiteTable{{{made, "QRM-BDC 6", line, {{100, {hu(130), hu(1)}}}, "00"}}});
  ASSERT_TRUE(site_table_from_json(good));
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"\"slope_mg_cm3_per_hu\": 0.8", "\"slope_mg_cm3_per_hu\": 0"},
           {"\"slope_mg_cm3_per_hu\": 0.8", "\"slope_mg_cm3_per_hu\": -0.8"},
           {"\"slope_mg_cm3_per_hu\": 0.8", "\"slope_mg_cm3_per_hu\": \"0.8\""},
           {"\"slope_mg_cm3_per_hu\": 0.8", "\"slope_mg_cm3_per_hu\": 1e400"},
           {"\"slope_variance\": 1e-06", "\"slope_variance\": -1"},
           {"\"covariance\": -0.0001", "\"covariance\": -1"},
           {"\"mineral\": \"HA\"", "\"mineral\": \"water\""},
           {"\"tube_voltage_kv\": 120.0", "\"tube_voltage_kv\": null"},
           {"\"degrees_of_freedom\": 3", "\"degrees_of_freedom\": 0"}}) {
    std::string bad = good;
    const auto at = bad.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    bad.replace(at, from.size(), to);
    EXPECT_FALSE(site_table_from_json(bad)) << to;
  }
}

class QrmThorax : public ::testing::Test {
 protected:
  void SetUp() override {
    const fs::path folder = fs::path(OSTEON_SHARED_DATA) / "ct/qrm-thorax-phantom";
    if (!fs::exists(folder)) GTEST_SKIP() << "no real phantom scan here: " << folder;
    const Survey found = survey({folder});
    scan_ = load_ct(*testing::usable_cts(found).at(0))->scan;
  }
  /// Mean of planes that middle plane numbers of the data's description name.
  double mean_of(const FoundRod& rod, int from, int to) {
    double sum = 0, count = 0;
    for (const RodPlane& plane : rod.planes)
      if (plane.plane >= from && plane.plane <= to) sum += plane.mean_hu, count += 1;
    return sum / count;
  }
  std::optional<CtScan> scan_;
};

TEST_F(QrmThorax, ItsColumnAndItsRodAreFoundWithoutHelp) {
  const auto rods = find_rods(*scan_);
  ASSERT_EQ(rods.size(), 2U);
  EXPECT_NEAR(2 * rods[0].radius_mm, 30, 0.5);  // marrow of the vertebra within its shell
  EXPECT_GT(mean_of(rods[0], 16, 29), 142);
  EXPECT_LT(mean_of(rods[0], 16, 29), 145);
  EXPECT_NEAR(2 * rods[1].radius_mm, 20, 0.5);  // 200 mg/cm3 at the end of the stack
  EXPECT_GE(rods[1].planes.front().plane, 31);
}

/// Cortical bone of the column 1 mm inside its edges, in the middle planes and about the axis that was found.
TEST_F(QrmThorax, ItsShellAndItsSoftTissueReadAsDescribed) {
  const auto rods = find_rods(*scan_);
  ASSERT_EQ(rods.size(), 2U);
  const auto& volume = scan_->hounsfield;
  const Grid<3>& grid = volume.grid();
  constexpr int kBetweenMarrowAndShellHu = 286;
  const int wide = static_cast<int>(std::lround(1.0 / grid.spacing_mm[0]));
  double shell = 0, shell_voxels = 0, tissue = 0, tissue_voxels = 0;
  // The heart's middle, 60 mm before the column.
  const Eigen::Vector3d column = 0.5 * (rods[0].lower.mm + rods[0].upper.mm);
  for (int k = 18; k <= 28; ++k)
    for (int j = wide; j + wide < grid.size[1]; ++j)
      for (int i = wide; i + wide < grid.size[0]; ++i) {
        const Eigen::Vector3d off = grid.patient_from_index({Eigen::Vector3d(i, j, k)}).mm - column;
        if (std::hypot(off[0], off[1] + 60) < 10) tissue += volume.at(i, j, k), tissue_voxels += 1;
        if (std::hypot(off[0], off[1]) > 45) continue;
        bool inner = true;
        for (int dj = -wide; dj <= wide && inner; ++dj)
          for (int di = -wide; di <= wide && inner; ++di)
            inner = volume.at(i + di, j + dj, k) > kBetweenMarrowAndShellHu;
        if (inner) shell += volume.at(i, j, k), shell_voxels += 1;
      }
  EXPECT_NEAR(shell / shell_voxels, 427, 4);
  EXPECT_NEAR(tissue / tissue_voxels, 75, 5);
}

TEST_F(QrmThorax, OnlyTheMiddlePlanesAreSteady) {
  const auto rods = find_rods(*scan_);
  ASSERT_EQ(rods.size(), 2U);
  std::vector<RodProfile> profiles;
  for (const FoundRod& rod : rods) {
    profiles.emplace_back();
    for (const RodPlane& p : rod.planes) profiles.back().push_back({p.plane, p.mean_hu, p.sd_hu, p.voxels});
  }
  const auto stretch = steady_stretch(profiles, 3.0);
  ASSERT_TRUE(stretch);
  EXPECT_GE(stretch->first_plane, 16);
  EXPECT_LE(stretch->first_plane, 19);
  EXPECT_GE(stretch->last_plane, 28);
  EXPECT_LE(stretch->last_plane, 29);
  EXPECT_EQ(stretch->steady, std::vector<std::size_t>{0});
  EXPECT_NEAR(in_hu(mean_over(profiles[0], *stretch)->value), 145, 1.5);
}

TEST_F(QrmThorax, CalibrationIsRefusedForTheRodInTheBentEnd) {
  const auto found = calibrate_by_phantom(*scan_, {"", 120.0, {}});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, "density.rods-unsteady");
  EXPECT_NE(found.error().message.find("steady in planes 17 to 30"), std::string::npos)
      << found.error().message;
}

}  // namespace
}  // namespace osteon
