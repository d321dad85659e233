#pragma once

#include <osteon/densitometry/internal_calibration.hpp>
#include <osteon/densitometry/photon_attenuation.hpp>

#include <optional>
#include <vector>

namespace osteon {

/// What a tissue is made of.
[[nodiscard]] Material material(Tissue tissue);

/// Error density.tissues-invalid where a sample is no sample.
[[nodiscard]] std::optional<Error> invalid_tissues(const std::vector<TissueSample>& samples);

/// The samples that are the tissue that they are taken for, by their CT number; warnings for the others.
[[nodiscard]] std::vector<TissueSample> usable_tissues(const std::vector<TissueSample>& samples,
                                                       std::vector<Warning>& warnings);

}  // namespace osteon
