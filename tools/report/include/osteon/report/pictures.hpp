#pragma once

#include <osteon/densitometry/measurements.hpp>
#include <osteon/imaging/image.hpp>
#include <osteon/imaging/study.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace osteon {

/// A picture ready to be written or inlined. The same input gives the same bytes.
struct Picture {
  std::string series_uid;
  std::string name;     ///< file stem: "sagittal", "coronal", "axial-L1"
  std::string caption;  ///< one sentence for the reader
  int width, height;
  std::vector<std::uint8_t> png;
  int series_part = 0;  ///< > 0 where one stored series was split
};

/// What is drawn. References must outlive the call only.
struct SpineScene {
  const CtScan& scan;
  const LabelMap<3>& vertebrae;  ///< BoneRegion numbers, on the scan's grid
  const LabelMap<3>& bodies;
  const LabelMap<3>& cores;                       ///< trabecular cores, see ct_density.hpp
  const std::vector<VertebraMeasurement>& found;  ///< of this scan, from the head down
  std::vector<PatientPoint<3>> canal;             ///< may be empty
};

struct PictureOptions {
  double mm_per_pixel = 0.4;  ///< both ways: a picture always shows true proportions
  double window_center_hu = 200.0;
  double window_width_hu = 900.0;
  double doubtful_below = 0.8;  ///< a level named with less confidence is drawn and said to be doubtful
  bool axial = true;            ///< one more picture for every vertebra that was measured
};

/// Curved sagittal, curved coronal, then one axial for each measured vertebra from the head down. Pure.
/// Without a vertebra: the middle sagittal plane alone, which says that nothing was found.
[[nodiscard]] std::vector<Picture> spine_pictures(const SpineScene& scene,
                                                  const PictureOptions& options = {});

}  // namespace osteon
