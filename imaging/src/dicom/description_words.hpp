#pragma once

#include <string>

// What a free text tells of how a series was made. The rest of the text, which may hold anything, stays
// behind.

namespace osteon::dicom {

/// Words about images computed from several X-ray energies, or about densities, in capitals: "MONOPLUS 70
/// KEV".
[[nodiscard]] std::string energy_words(const std::string& description);

/// What it says of contrast medium: "NATIVE", "ARTERIAL", "VENOUS", "DELAYED", "ENHANCED"; empty where it
/// says nothing, or more than one of them fits besides "ENHANCED".
[[nodiscard]] std::string contrast_words(const std::string& description);

}  // namespace osteon::dicom
