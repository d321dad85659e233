#pragma once

#include <osteon/imaging/anatomy.hpp>
#include <osteon/imaging/grid.hpp>
#include <osteon/imaging/patient.hpp>
#include <osteon/imaging/result.hpp>
#include <osteon/imaging/study.hpp>

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace osteon {

enum class FileFormat { dicom, nifti, nrrd, table, fhir, document, scan_description };

/// One stored plane: where its pixels are and how they become Hounsfield units. Filled from headers only.
struct StoredPlane {
  std::filesystem::path file;
  int frame;                ///< within a multi-frame file, from 0
  double slope, intercept;  ///< HU = slope * stored + intercept
  std::optional<std::pair<double, double>>
      padding;                    ///< stored values in this closed range are no measurement
  double position_mm;             ///< along the stacking direction, from plane 0
  double shift_i_mm, shift_j_mm;  ///< in-plane offset from a right-angled stack (gantry tilt)
};

/// A densitometer's picture as its header describes it.
struct PictureOutline {
  std::array<int, 2> size;                    ///< columns, rows
  std::optional<Eigen::Vector2d> spacing_mm;  ///< along a row, down a column; absent = not stated
  std::optional<Side> stated_side;            ///< by protocol or laterality
  bool dark_is_more = false;                  ///< MONOCHROME1
};

/// A radiograph as its header describes it.
struct RadiographOutline {
  std::array<int, 2> size;  ///< columns, rows
  /// Along a row, down a column: in the patient where the header tells the magnification or calibrated the
  /// film, else at the detector; absent = nothing usable is stated.
  std::optional<Eigen::Vector2d> spacing_mm;
  bool is_patient_scale = false;        ///< lengths are those of the patient
  std::optional<double> magnification;  ///< of the patient on the detector, that was taken off
  double aspect = 1;                    ///< height of a pixel over its width, also where no size is stated
};

/// Pixels of a densitometer that can be weighed (load_weighable_scan), beside the picture they make.
struct WeighableOutline {
  double slope = 1, intercept = 0;  ///< of a DICOM object: g/cm2 = slope * stored + intercept
  std::string maker;                ///< on whose scale its densities are; empty = on nobody's
  Patient patient = {};             ///< of a scan description
};

/// Where the objects of a series may carry numbers of a densitometer, to be read with read_dxa_pages.
enum class CarriedNumbers {
  none,
  stored,                  ///< as data: structured report, private text, table
  printed,                 ///< as print on a page
  printed_unless_picture,  ///< a capture that may be a bare picture: print is looked for where no bone is
                           ///< found
};

/// A series as its headers describe it: what it is, where it lies, whether it can be used. No pixels.
struct SeriesOutline {
  std::string uid;     ///< SeriesInstanceUID; "sha256:..." of the file otherwise
  std::string source;  ///< path below the input, never absolute
  int part = 0;        ///< > 0 where one stored series had to be split
  FileFormat format = FileFormat::dicom;
  SeriesKind kind = SeriesKind::unsupported;
  std::string description;  ///< modality and type in plain words, for `inspect`
  std::optional<Error> refusal;
  std::vector<Warning> warnings;
  std::optional<Grid<3>> grid;  ///< where the loaded volume will lie
  std::string spacing_source;   ///< PixelSpacing | ImagerPixelSpacing | ExposedArea | header | ...
  std::optional<PictureOutline> picture = {};  ///< of a densitometer, to be loaded with load_dxa_picture
  std::optional<RadiographOutline> radiograph = {};  ///< to be loaded with load_radiograph
  std::optional<WeighableOutline> weighable = {};
  CarriedNumbers numbers = CarriedNumbers::none;
  CtAcquisition acquisition;
  std::vector<std::filesystem::path> files;
  std::vector<StoredPlane> planes;  ///< DICOM only, in stacking order
};

struct StudyOutline {
  std::string uid;  ///< StudyInstanceUID; the series uid where there is no study
  Patient patient;
  std::vector<SeriesOutline> series;  ///< sorted by uid, then part
};

/// A file that belongs to no series, and why.
struct IgnoredFile {
  std::string source;
  Error reason;
};

struct Survey {
  std::vector<StudyOutline> studies;  ///< sorted by the source of their first file
  std::vector<IgnoredFile> ignored;   ///< sorted by source
};

/// Reports progress in [0, 1]. May be called from any thread, one call at a time.
using Progress = std::function<void(double)>;

/// Reads every header below `inputs` (files, folders, DICOMDIR) once and says what is there. Reads files.
/// Every file ends up in exactly one series or in `ignored`. The answer does not depend on the order of
/// `inputs`.
[[nodiscard]] Survey survey(const std::vector<std::filesystem::path>& inputs, const Progress& progress = {});

}  // namespace osteon
