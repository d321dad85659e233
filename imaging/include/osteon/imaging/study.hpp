#pragma once

#include <osteon/imaging/image.hpp>
#include <osteon/imaging/patient.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace osteon {

/// How a CT was made. Absent = the header does not say.
struct CtAcquisition {
  std::optional<double> tube_voltage_kv;
  std::optional<double> slice_thickness_mm;
  std::string kernel;
  std::string manufacturer;
  std::string model;
  std::string contrast_agent;  ///< as the header says it; empty = not stated, which does not mean native
  std::string station;         ///< name of the scanner within its house
  std::string date;            ///< of the scan, YYYY-MM-DD; chooses a calibration and dates the measurements
  std::string contrast_route;  ///< as the header says it: "IV", "ORAL"
  std::string image_type;      ///< components joined by '/'
  std::string
      energy_words;    ///< of the series description those about X-ray energies or densities: "70KEV VNC"
  std::string filter;  ///< in front of the tube
  std::optional<double> tube_current_time_mas;  ///< of one turn: current times exposure time
  std::optional<double> dose_index_mgy;         ///< CTDIvol
  std::string contrast_words;  ///< what the series description says of contrast medium: "NATIVE", "ARTERIAL",
                               ///< "VENOUS", "DELAYED", "ENHANCED"; empty = nothing
  friend bool operator==(const CtAcquisition&, const CtAcquisition&) = default;
};

// The pixels of each modality have a type of their own, named for what a pixel MEANS: grey values can be
// measured with a ruler but never weighed, so they cannot be handed to a function that wants densities.

/// Computed tomography: rescale slope and intercept applied, right-angled evenly spaced grid, padding turned
/// into air
/// (-1024 HU). Values are within -1024...32767.
struct CtScan {
  Image3D<std::int16_t> hounsfield;
};

/// Areal density of bone mineral, soft tissue taken off: what may be weighed. g/cm2.
struct DxaScan {
  Image2D<float> g_per_cm2;
};

/// What a densitometer displays of a scan: grey says where bone is, never how much of it. Bone is brighter
/// than soft tissue. Picture millimetres: x to the right, y downwards, as displayed; 0 = centre of the first
/// pixel.
struct DxaPicture {
  Image2D<float> grey;
};

/// What a radiograph displays, coarse enough for bones and no finer: grey says where bone is, never how much
/// of it. Bone is brighter as far as the header can be believed. Places as in DxaPicture, of the stored
/// pixels.
struct Radiograph {
  Image2D<float> grey;
};

/// Logarithmic attenuations ln(I0/I) of the same places by X-rays of two energies; scan lines run along i.
struct DualEnergyScan {
  Image2D<float> low, high;
};

/// What a series is, by content and attributes. The words are those of the report contract.
enum class SeriesKind {
  ct,
  dxa_spine,
  dxa_hip,
  dxa_lateral,
  dxa_forearm,
  dxa_total_body,
  dxa_report,
  dxa_sr,
  radiograph_lateral_spine,
  radiograph_ap_spine,
  radiograph_hip,
  label_map,
  segmentation,
  unsupported,
};
[[nodiscard]] std::string name(SeriesKind kind);

}  // namespace osteon
