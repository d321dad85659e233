#include "header.hpp"

#include "../dxa/object_header.hpp"
#include "attributes.hpp"
#include "density_map.hpp"
#include "description_words.hpp"
#include "patient_attributes.hpp"
#include "toolkits.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>

namespace osteon {
namespace {

using dicom::first_item;
using dicom::integer_of;
using dicom::number_of;
using dicom::text_of;
using dicom::vector_of;

/// A file that begins like a data set without a meta header: group 0002 or 0008, little or big endian.
bool may_be_dicom(std::ifstream& in) {
  std::array<unsigned char, 132> head{};
  in.read(reinterpret_cast<char*>(head.data()), head.size());
  const auto got = in.gcount();
  if (got == 132 && std::equal(head.begin() + 128, head.end(), "DICM")) return true;
  if (got < 16) return false;
  const int group_little = head[0] | head[1] << 8, group_big = head[1] | head[0] << 8;
  const int element_little = head[2] | head[3] << 8, element_big = head[3] | head[2] << 8;
  const auto fits = [](int group, int element) { return (group == 2 || group == 8) && element < 0x0200; };
  return fits(group_little, element_little) || fits(group_big, element_big);
}

/// The agent's name; "NONE" and the like are no agent. Enhanced objects name it in a sequence.
std::string contrast_agent_of(DcmItem& item) {
  std::string agent = text_of(item, DCM_ContrastBolusAgent);
  if (agent.empty()) {
    if (DcmItem* coded = first_item(item, DCM_ContrastBolusAgentSequence))
      agent = text_of(*coded, DCM_CodeMeaning);
  }
  std::string word;
  for (unsigned char c : agent) word += static_cast<char>(std::toupper(c));
  constexpr std::array kNone{"NONE",        "NO",      "N",    "N/A", "NA", "NIL",
                             "NO CONTRAST", "WITHOUT", "OHNE", "0",   "-"};
  return std::find(kNone.begin(), kNone.end(), word) != kNone.end() ? "" : agent;
}

/// Day of the scan as YYYY-MM-DD; empty where no date is one.
std::string date_of(DcmItem& item) {
  for (const DcmTagKey& tag : {DCM_AcquisitionDate, DCM_SeriesDate, DCM_StudyDate}) {
    const std::string date = text_of(item, tag);
    if (date.size() == 8 &&
        std::all_of(date.begin(), date.end(), [](char c) { return c >= '0' && c <= '9'; }))
      return date.substr(0, 4) + '-' + date.substr(4, 2) + '-' + date.substr(6);
  }
  return {};
}

CtAcquisition acquisition_of(DcmItem& item) {
  CtAcquisition ct;
  ct.tube_voltage_kv = number_of(item, DCM_KVP);
  if (!ct.tube_voltage_kv) {  // Enhanced CT (C.8.15.3.9)
    if (DcmItem* details = first_item(item, DCM_SharedFunctionalGroupsSequence)) {
      if (DcmItem* beam = first_item(*details, DCM_CTXRayDetailsSequence))
        ct.tube_voltage_kv = number_of(*beam, DCM_KVP);
    }
  }
  if (ct.tube_voltage_kv && !(*ct.tube_voltage_kv > 0)) ct.tube_voltage_kv.reset();
  ct.slice_thickness_mm = number_of(item, DCM_SliceThickness);
  ct.kernel = text_of(item, DCM_ConvolutionKernel);
  ct.manufacturer = text_of(item, DCM_Manufacturer);
  ct.model = text_of(item, DCM_ManufacturerModelName);
  ct.contrast_agent = contrast_agent_of(item);
  ct.station = text_of(item, DCM_StationName);
  ct.date = date_of(item);
  ct.contrast_route = text_of(item, DCM_ContrastBolusRoute);
  ct.image_type = text_of(item, DCM_ImageType);
  const std::string description = text_of(item, DCM_SeriesDescription);
  ct.energy_words = dicom::energy_words(description);
  ct.contrast_words = dicom::contrast_words(description);
  ct.filter = text_of(item, DCM_FilterType);
  const auto current = number_of(item, DCM_XRayTubeCurrent), time = number_of(item, DCM_ExposureTime);
  if (current && time && *current > 0 && *time > 0) ct.tube_current_time_mas = *current * *time / 1000;
  ct.dose_index_mgy = number_of(item, DCM_CTDIvol);
  if (ct.dose_index_mgy && !(*ct.dose_index_mgy > 0)) ct.dose_index_mgy.reset();
  return ct;
}

/// What one item (the data set itself, or a functional group) says of a plane; what it does not say is left
/// as it is.
void read_plane(DcmItem& item, PlaneHeader& plane) {
  if (const auto v = vector_of<3>(item, DCM_ImagePositionPatient)) plane.position_mm = *v;
  if (const auto v = vector_of<6>(item, DCM_ImageOrientationPatient)) {
    plane.row = v->head<3>();
    plane.column = v->tail<3>();
  }
  if (const auto v = vector_of<2>(item, DCM_PixelSpacing)) plane.pixel_spacing_mm = *v;
  if (const auto v = number_of(item, DCM_RescaleSlope)) plane.slope = v;
  if (const auto v = number_of(item, DCM_RescaleIntercept)) plane.intercept = v;
  if (auto v = text_of(item, DCM_RescaleType); !v.empty()) plane.rescale_type = std::move(v);
  if (auto v = text_of(item, DCM_FrameType); !v.empty()) plane.image_type = std::move(v);
  plane.temporal_position = integer_of(item, DCM_TemporalPositionIndex, plane.temporal_position);
}

/// The macros of Enhanced and Legacy Converted CT that place and scale a frame (PS3.3 C.7.6.16.2).
void read_functional_groups(DcmItem& group, PlaneHeader& plane) {
  for (const DcmTagKey& macro :
       {DCM_PlanePositionSequence, DCM_PlaneOrientationSequence, DCM_PixelMeasuresSequence,
        DCM_PixelValueTransformationSequence, DCM_CTImageFrameTypeSequence, DCM_FrameContentSequence}) {
    if (DcmItem* item = first_item(group, macro)) read_plane(*item, plane);
  }
}

/// One plane a frame. Absent when the functional groups describe another number of frames than the header
/// promises.
std::optional<std::vector<PlaneHeader>> planes_of(DcmItem& item, int frames) {
  PlaneHeader common;
  common.image_type = text_of(item, DCM_ImageType);
  common.temporal_position = integer_of(item, DCM_TemporalPositionIdentifier);
  read_plane(item, common);
  if (DcmItem* shared = first_item(item, DCM_SharedFunctionalGroupsSequence))
    read_functional_groups(*shared, common);
  DcmSequenceOfItems* per_frame = nullptr;
  item.findAndGetSequence(DCM_PerFrameFunctionalGroupsSequence, per_frame);
  if (per_frame == nullptr) {
    if (frames > 1) common.position_mm.reset();  // many frames cannot lie at one place
    return std::vector{common};
  }
  if (per_frame->card() != static_cast<unsigned long>(frames)) return std::nullopt;
  std::vector<PlaneHeader> planes;
  planes.reserve(static_cast<std::size_t>(frames));
  for (int n = 0; n < frames; ++n) {
    PlaneHeader plane = common;
    plane.frame = n;
    read_functional_groups(*per_frame->getItem(static_cast<unsigned long>(n)), plane);
    planes.push_back(std::move(plane));
  }
  return planes;
}

/// PixelPaddingValue and its limit as stored values. Its VR may be unsigned in a signed image: 63536 means
/// -2000.
std::optional<std::pair<double, double>> padding_of(DcmItem& item, const DicomHeader& header) {
  const auto as_stored = [&](double value) {
    return header.is_signed && header.bits_allocated == 16 && value > 32767 ? value - 65536 : value;
  };
  auto value = number_of(item, DCM_PixelPaddingValue);
  if (!value) return std::nullopt;
  const auto limit = number_of(item, DCM_PixelPaddingRangeLimit);
  const double a = as_stored(*value), b = as_stored(limit.value_or(*value));
  return std::pair(std::min(a, b), std::max(a, b));
}

void read_image_description(DcmItem& item, DicomHeader& header) {
  header.rows = integer_of(item, DCM_Rows);
  header.columns = integer_of(item, DCM_Columns);
  header.frames = std::max(1, integer_of(item, DCM_NumberOfFrames, 1));
  header.samples = integer_of(item, DCM_SamplesPerPixel, 1);
  header.bits_allocated = integer_of(item, DCM_BitsAllocated);
  header.bits_stored = integer_of(item, DCM_BitsStored);
  header.high_bit = integer_of(item, DCM_HighBit, header.bits_stored - 1);
  header.is_signed = integer_of(item, DCM_PixelRepresentation) == 1;
  header.photometric = text_of(item, DCM_PhotometricInterpretation);
  header.has_pixels = header.rows > 0 && header.columns > 0;
  header.lossy = text_of(item, DCM_LossyImageCompression) == "01";
  header.padding = padding_of(item, header);
  header.imager_spacing_mm = vector_of<2>(item, DCM_ImagerPixelSpacing);
  header.exposed_area_mm = vector_of<2>(item, DCM_ExposedArea);
  header.field_of_view_mm = number_of(item, DCM_ReconstructionDiameter).value_or(0);
}

void read_words(DcmItem& item, DicomHeader& header) {
  header.sop_class = text_of(item, DCM_SOPClassUID);
  header.sop_instance = text_of(item, DCM_SOPInstanceUID);
  header.series_uid = text_of(item, DCM_SeriesInstanceUID);
  header.study_uid = text_of(item, DCM_StudyInstanceUID);
  header.modality = text_of(item, DCM_Modality);
  header.series_description = text_of(item, DCM_SeriesDescription);
  header.study_description = text_of(item, DCM_StudyDescription);
  header.protocol = text_of(item, DCM_ProtocolName);
  header.body_part = text_of(item, DCM_BodyPartExamined);
  header.view = text_of(item, DCM_ViewPosition);
  header.laterality = text_of(item, DCM_ImageLaterality);
  if (header.laterality.empty()) header.laterality = text_of(item, DCM_Laterality);
  header.manufacturer = text_of(item, DCM_Manufacturer);
  header.acquisition_number = integer_of(item, DCM_AcquisitionNumber);
  header.instance_number = integer_of(item, DCM_InstanceNumber);
  header.acquisition_time = text_of(item, DCM_AcquisitionTime);
}

/// Where an object carries numbers of a densitometer.
void read_results(DcmDataset& dataset, DicomHeader& header) {
  header.has_document = dataset.tagExists(DCM_EncapsulatedDocument);
  header.document_title = text_of(dataset, DCM_DocumentTitle);
  header.has_analysis_text = dxa::has_private_text(dataset);
  header.areal_density = density_scale_of(dataset);
  header.states_bone_density = dxa::states_bone_density(dataset);
}

/// The files that a DICOMDIR names. File IDs are upper-case words below its folder (PS3.10 8.5): anything
/// else is dropped.
std::vector<std::filesystem::path> referenced_files(DcmItem& item, const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  DcmSequenceOfItems* records = nullptr;
  item.findAndGetSequence(DCM_DirectoryRecordSequence, records);
  for (unsigned long n = 0; records != nullptr && n < records->card(); ++n) {
    const std::string id = text_of(*records->getItem(n), DCM_ReferencedFileID);
    if (id.empty() || id.front() == '/' || id.find("..") != std::string::npos) continue;
    files.push_back(folder / id);
  }
  return files;
}

bool stored_raw(const std::string& transfer_syntax) {
  return transfer_syntax == UID_LittleEndianImplicitTransferSyntax ||
         transfer_syntax == UID_LittleEndianExplicitTransferSyntax ||
         transfer_syntax == UID_BigEndianExplicitTransferSyntax;
}

}  // namespace

Result<DicomHeader> read_dicom_header(const std::filesystem::path& file) {
  prepare_toolkits();
  std::error_code ignored;
  const auto bytes = std::filesystem::file_size(file, ignored);
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{"file.unreadable", "The file cannot be opened.", "Check that it may be read."};
  if (bytes == 0) return Error{"file.empty", "The file is empty.", "Copy it again from its source."};
  if (!may_be_dicom(in))
    return Error{"not-dicom", "The file is neither DICOM nor NIfTI nor NRRD.",
                 "Nothing to do unless it should be an image."};
  DcmFileFormat format;
  const OFCondition read =
      format.loadFileUntilTag(file.c_str(), EXS_Unknown, EGL_noChange, 4096, ERM_autoDetect, DCM_PixelData);
  DcmDataset* dataset = format.getDataset();
  if (read.bad() || dataset->card() == 0)
    return Error{"dicom.broken", "The DICOM header cannot be read to its end.",
                 "Send or copy the file again."};
  DicomHeader header;
  header.file = file;
  header.transfer_syntax = DcmXfer(dataset->getOriginalXfer()).getXferID();
  read_words(*dataset, header);
  if (header.sop_class.empty())
    header.sop_class = text_of(*format.getMetaInfo(), DCM_MediaStorageSOPClassUID);
  if (header.sop_instance.empty())
    header.sop_instance = text_of(*format.getMetaInfo(), DCM_MediaStorageSOPInstanceUID);
  if (header.sop_class == UID_MediaStorageDirectoryStorage)
    header.referenced_files = referenced_files(*dataset, file.parent_path());
  header.patient = patient_of(*dataset);
  header.ct = acquisition_of(*dataset);
  header.radiograph = radiograph_header_of(*dataset);
  read_image_description(*dataset, header);
  read_results(*dataset, header);
  auto planes = planes_of(*dataset, header.frames);
  if (!planes)
    return Error{"dicom.broken", "The header describes another number of frames than it promises.",
                 "Send or copy the file again."};
  header.planes = std::move(*planes);
  const double promised = static_cast<double>(header.rows) * header.columns * header.frames * header.samples *
                          header.bits_allocated / 8.0;
  // No codec of DICOM shrinks an image of a body a thousandfold; a header that promises more is damaged.
  const double largest = static_cast<double>(bytes) * (stored_raw(header.transfer_syntax) ? 1.0 : 1000.0);
  const bool deflated = header.transfer_syntax == UID_DeflatedExplicitVRLittleEndianTransferSyntax;
  if (header.has_pixels && promised > (deflated ? 1032.0 * static_cast<double>(bytes) : largest))
    return Error{"pixels.truncated", "The file is too short for the image that its header describes.",
                 "Send or copy the file again."};
  return header;
}

}  // namespace osteon
