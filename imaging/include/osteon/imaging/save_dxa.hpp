#pragma once

#include <osteon/imaging/image.hpp>
#include <osteon/imaging/result.hpp>

#include <cstdint>
#include <filesystem>

namespace osteon {

/// As whose devices write their pictures.
enum class DxaObjectStyle {
  ge_lunar,  ///< Computed Radiography, implicit VR; the scan's protocol and its area in whole millimetres, no
             ///< pixel spacing, no laterality (read from objects of a Lunar iDXA)
  hologic    ///< Secondary Capture with pixel spacing (by the conformance statement; no object was at hand)
};
enum class DxaProtocol { ap_spine, left_femur, right_femur };

/// Writes the display of a simulated scan as a DICOM object. Its patient is called SIMULATED, the maker's
/// name says so too; it has no dates. UIDs come from its content: the same picture gives the same bytes.
/// Errors: output.unwritable.
[[nodiscard]] Result<std::filesystem::path> save_simulated_dxa(const Image2D<std::uint8_t>& grey,
                                                               DxaProtocol protocol, DxaObjectStyle style,
                                                               const std::filesystem::path& file);

}  // namespace osteon
