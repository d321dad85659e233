#pragma once

#include <osteon/imaging/image.hpp>
#include <osteon/imaging/result.hpp>

#include <cstdint>
#include <filesystem>

namespace osteon {

/// Writes a volume as NIfTI-1 (.nii, .nii.gz; sform and qform, RAS millimetres) or NRRD (.nrrd, LPS), by
/// suffix. Errors: output.unwritable, output.unknown-suffix. The same volume gives the same bytes.
[[nodiscard]] Result<std::filesystem::path> save_labels(const LabelMap<3>& labels,
                                                        const std::filesystem::path& file);
[[nodiscard]] Result<std::filesystem::path> save_volume(const Image3D<std::int16_t>& volume,
                                                        const std::filesystem::path& file);

/// Writes a map, such as areal density in g/cm2, as NRRD (.nrrd): two axes, 32-bit floats, millimetres.
/// Errors: as above. The same map gives the same bytes.
[[nodiscard]] Result<std::filesystem::path> save_map(const Image2D<float>& map,
                                                     const std::filesystem::path& file);

}  // namespace osteon
