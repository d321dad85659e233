#pragma once

#include <osteon/imaging/patient.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace osteon {

/// A file of the maker's own inside a DICOM object: named and measured, never interpreted.
struct ProprietaryBlob {
  std::string name;  ///< "GE enCORE file", "Hologic P file", "Hologic R file"
  std::uint64_t bytes = 0;
  friend bool operator==(const ProprietaryBlob&, const ProprietaryBlob&) = default;
};

/// What an object of a densitometer says of itself beside its numbers, for whoever audits reports. Empty = it
/// does not say. Who the patient is can be compared, not read.
struct DxaObject {
  std::string uid, study_uid;
  std::string patient_sha256;  ///< of patient's identifier and its issuer
  Patient patient;             ///< without its identifier
  std::string picture_sha256;  ///< of the stored pixels or of the document: the same under another identifier
  std::optional<Side> protocol_side;  ///< of "Left Femur" in protocol or series description, or Laterality
  std::string date;                   ///< YYYY-MM-DD
  std::vector<ProprietaryBlob> blobs;
};

/// Of a DICOM file; all empty for any other.
[[nodiscard]] DxaObject describe_dxa_object(const std::filesystem::path& file);

}  // namespace osteon
