#pragma once

#include <osteon/densitometry/ct_density.hpp>
#include <osteon/pipeline/ct_reading.hpp>
#include <osteon/segmentation/spine_segmenter.hpp>

#include <optional>
#include <string>
#include <vector>

namespace osteon {

/// The core of one level of one scan.
struct Core {
  SegmentedVertebra vertebra;
  VertebralDensity density;
};

struct Weighed {
  SpineSegmentation spine;
  CtReading reading;
  std::vector<Core> cores;
};

/// Finds the spine and weighs the cores of its vertebrae; nothing where none is found.
[[nodiscard]] std::optional<Weighed> weigh(const CtScan& scan, const SeriesOutline& outline);

/// "70 keV, 0.744 mg/cm3 per HU ± 5 %".
[[nodiscard]] std::string calibration_words(const CtReading& reading);

/// What is repeated, and how much is printed of it.
struct RepeatOptions {
  bool wanted = false, rows = false;
  std::string kind;  ///< only changes whose kind begins so
};

/// Everything found and weighed anew in changed copies of a scan, each core against the undisturbed one.
void print_repeats(const CtScan& scan, const SeriesOutline& outline, const Weighed& before,
                   const RepeatOptions& options);

/// The same of one labelled body, its label changed with the scan: as `osteon measure` weighs given masks.
void print_mask_repeats(const CtScan& scan, const LabelMap<3>& body, BoneRegion level,
                        const RepeatOptions& options);

}  // namespace osteon
