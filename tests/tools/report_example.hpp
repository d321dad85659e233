#pragma once

#include <osteon/pipeline/report.hpp>

namespace osteon {

/// A report with everything in it: two vertebrae (one wedged, one cut), a refused series, an ignored file.
inline Report example_report() {
  Report report;
  report.patient = {"P-17", Sex::female, 71.24, std::nullopt, std::nullopt};
  ReportedSeries ct{};
  ct.uid = "1.2.3";
  ct.source = "study/ct";
  ct.kind = SeriesKind::ct;
  ct.description = "CT, <b>axial</b> & more";
  ct.grid = Grid<3>{{512, 400, 133}, {0.703125, 0.8, 2.5}, {1, 2, 3}, Eigen::Matrix3d::Identity()};
  ct.spacing_source = "PixelSpacing";
  ct.acquisition.tube_voltage_kv = 120.0;
  ct.file_count = 133;
  ct.method = "classical-spine 1";
  ct.warnings.push_back({"ct.contrast-enhanced", "A contrast agent is named."});
  report.series.push_back(ct);
  ReportedSeries refused{};
  refused.uid = "1.2.4";
  refused.source = "study/<scout>";
  refused.kind = SeriesKind::unsupported;
  refused.refusal = Error{"geometry.uneven-slices", "The slices are unevenly spaced.", "Send all slices."};
  report.series.push_back(refused);
  report.ignored.push_back({"study/notes & plans.txt", {"not-dicom", "This is no image.", "Nothing to do."}});

  VertebraMeasurement wedged{"1.2.3",
                             BoneRegion::l1,
                             0.71239,
                             {{BoneRegion::l2, 0.2}},
                             {"sacrum"},
                             true,
                             {1.23456, -2.0, -0.0},
                             {},
                             {},
                             {},
                             {},
                             {}};
  wedged.landmarks_mm = {{{0, 1, 2}, {3, 4, 5}, {6, 7, 8}, {9, 10, 11}, {12, 13, 14}, {15, 16, 17}}};
  wedged.heights = VertebralHeights{{mm(18.12345), mm(0.5)}, {mm(21), mm(0.5)}, {mm(26), std::nullopt}};
  wedged.deformity = VertebralDeformity{{percent(30.349), percent(2.5)},
                                        {percent(19.2), percent(2.5)},
                                        Measured<Percentage>{percent(0.0), percent(2.0)},
                                        {percent(30.349), percent(2.5)},
                                        HeightReference::neighbours,
                                        {BoneRegion::t12, BoneRegion::l2},
                                        {},
                                        DeformityShape::wedge,
                                        2,
                                        std::array{0.001, 0.019, 0.98, 0.0},
                                        true};
  wedged.density.push_back({DensityRegion::trabecular_core,
                            "3.0 mm inside",
                            "ab12",
                            {mm3(9876.5), mm3(321)},
                            {hu(98.765), std::nullopt},
                            Calibration::none});
  report.vertebrae.push_back(wedged);
  VertebraMeasurement cut{"1.2.3", BoneRegion::l2, 0.97, {}, {}, false, {1, 2, 3}, {}, {}, {}, {}, {}};
  report.vertebrae.push_back(cut);
  report.labels = {{31, "vertebrae_L1", 100, 123.4567, 12.3456789, 1.0}, {5, "liver", 0, 0, 0, 0}};
  Findings findings;
  findings.patient = report.patient;
  findings.vertebrae = report.vertebrae;
  findings.scans = {{"1.2.3", Contrast::native, 120.0}};
  report.assessment = assess(findings);
  report.timings_ms = {{"load", 12.34}, {"total", 99.96}};
  return report;
}

}  // namespace osteon
