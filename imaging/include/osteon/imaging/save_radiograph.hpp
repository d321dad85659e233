#pragma once

#include <osteon/imaging/image.hpp>
#include <osteon/imaging/result.hpp>

#include <array>
#include <cstdint>
#include <filesystem>

namespace osteon {

enum class RadiographView {
  left_lateral,   ///< the patient's left side at the detector; anterior is the picture's right
  right_lateral,  ///< anterior is the picture's left
  frontal         ///< from the front; the patient's left is the picture's right
};

/// How a simulated film was made. Sizes of its pixels are those at the detector.
struct RadiographMaking {
  RadiographView view;
  double kilovolt, source_to_detector_mm, source_to_patient_mm;
  std::array<int, 4>
      open;          ///< what the collimator leaves open: left, top, right, bottom, the last two without
  bool logarithmic;  ///< how greys follow the beam
  double window_center, window_width;
};

/// Writes a simulated film as a DX object for presentation, 12 bits, bone bright. Its patient is called
/// SIMULATED, the maker's name says so too; it has no dates. UIDs come from its content: the same film gives
/// the same bytes. Errors: output.unwritable.
[[nodiscard]] Result<std::filesystem::path> save_simulated_radiograph(const Image2D<std::uint16_t>& grey,
                                                                      const RadiographMaking& making,
                                                                      const std::filesystem::path& file);

}  // namespace osteon
