#pragma once

#include "radiograph_header.hpp"

#include <osteon/imaging/patient.hpp>
#include <osteon/imaging/result.hpp>
#include <osteon/imaging/study.hpp>

#include <Eigen/Core>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace osteon {

/// One image plane as the headers describe it; several in a multi-frame file.
struct PlaneHeader {
  int frame = 0;
  std::optional<Eigen::Vector3d> position_mm;  ///< ImagePositionPatient (C.7.6.2.1.1)
  std::optional<Eigen::Vector3d> row,
      column;  ///< ImageOrientationPatient: direction along a row, down a column
  std::optional<Eigen::Vector2d>
      pixel_spacing_mm;  ///< PixelSpacing as stored: between rows first, then columns
  std::optional<double> slope, intercept;
  std::string rescale_type;
  std::string image_type;  ///< components joined by '/'
  int temporal_position = 0;
};

/// g/cm2 = slope * stored + intercept.
struct DensityScale {
  double slope, intercept;
};

/// What is read of a DICOM file before anything is decided. No pixels, no names; of
/// dates the scan's alone.
struct DicomHeader {
  std::filesystem::path file;
  std::string source;
  std::string sop_class, sop_instance, series_uid, study_uid, transfer_syntax;
  std::string modality, series_description, protocol, body_part, view, manufacturer, study_description;
  std::string photometric, document_title;
  int rows = 0, columns = 0, frames = 1, samples = 1;
  int bits_allocated = 0, bits_stored = 0, high_bit = 0;
  bool is_signed = false;
  bool has_pixels = false;
  bool lossy = false;
  bool has_document = false;         ///< an encapsulated PDF
  bool has_analysis_text = false;    ///< Hologic's private results
  bool states_bone_density = false;  ///< a structured report with a bone mineral density in it
  std::optional<std::pair<double, double>> padding;  ///< stored values, in the signedness of the pixels
  int acquisition_number = 0, instance_number = 0;
  std::string acquisition_time;  ///< only to tell two passes over the same place apart
  std::string laterality;
  std::optional<Eigen::Vector2d> imager_spacing_mm;  ///< between rows first, then columns
  std::optional<Eigen::Vector2d> exposed_area_mm;    ///< width, height of what a densitometer scanned
  std::optional<DensityScale> areal_density;         ///< the pixels are densities of bone
  double field_of_view_mm = 0;                       ///< ReconstructionDiameter; 0 = not stated
  Patient patient;
  CtAcquisition ct;
  RadiographHeader radiograph;
  std::vector<PlaneHeader> planes;
  std::vector<std::filesystem::path> referenced_files;  ///< of a DICOMDIR
};

/// Reads a header up to the pixels. Errors: not-dicom, file.unreadable, file.empty, dicom.broken,
/// pixels.truncated.
[[nodiscard]] Result<DicomHeader> read_dicom_header(const std::filesystem::path& file);

}  // namespace osteon
