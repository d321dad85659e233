#include "content_uid.hpp"
#include "toolkits.hpp"

#include <osteon/imaging/digest.hpp>
#include <osteon/imaging/save_dxa.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace osteon {
namespace {

std::string words_of(DxaProtocol protocol, DxaObjectStyle style) {
  const bool ge = style == DxaObjectStyle::ge_lunar;
  if (protocol == DxaProtocol::ap_spine) return ge ? "AP Spine" : "AP Lumbar Spine";
  const std::string side = protocol == DxaProtocol::left_femur ? "Left " : "Right ";
  return side + (ge ? "Femur" : "Hip");
}

void put_general(DcmDataset& dataset, const std::string& protocol, DxaObjectStyle style) {
  const bool ge = style == DxaObjectStyle::ge_lunar;
  const auto put = [&](const DcmTagKey& tag, const std::string& value) {
    dataset.putAndInsertString(tag, value.c_str());
  };
  put(DCM_SOPClassUID, ge ? UID_ComputedRadiographyImageStorage : UID_SecondaryCaptureImageStorage);
  put(DCM_Modality, ge ? "CR" : "OT");
  put(DCM_Manufacturer, ge ? "GE Healthcare (simulated)" : "HOLOGIC (simulated)");
  put(DCM_ManufacturerModelName, "osteon simulate");
  put(DCM_StudyDescription, "DXA Exam");
  put(DCM_SeriesDescription, ge ? "DXA Images" : protocol);
  put(DCM_ProtocolName, protocol);
  put(DCM_PatientName, "SIMULATED");
  put(DCM_PatientID, "SIMULATED");
  for (const DcmTagKey& empty :
       {DCM_StudyDate, DCM_StudyTime, DCM_AccessionNumber, DCM_ReferringPhysicianName, DCM_PatientBirthDate,
        DCM_PatientSex, DCM_StudyID, DCM_BodyPartExamined})
    put(empty, "");
  put(DCM_SeriesNumber, "1");
  put(DCM_InstanceNumber, "1");
  put(DCM_PatientOrientation, "L\\F");
  if (!ge) put(DCM_ConversionType, "WSD");
  if (!ge) put(DCM_ImageType, "DERIVED\\SECONDARY");
}

void put_pixels(DcmDataset& dataset, const Image2D<std::uint8_t>& grey) {
  dataset.putAndInsertUint16(DCM_SamplesPerPixel, 1);
  dataset.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME2");
  dataset.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(grey.grid().size[1]));
  dataset.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(grey.grid().size[0]));
  dataset.putAndInsertUint16(DCM_BitsAllocated, 8);
  dataset.putAndInsertUint16(DCM_BitsStored, 8);
  dataset.putAndInsertUint16(DCM_HighBit, 7);
  dataset.putAndInsertUint16(DCM_PixelRepresentation, 0);
  std::vector<Uint8> pixels(grey.pixels());
  pixels.resize(pixels.size() + pixels.size() % 2);  // an even number of bytes
  dataset.putAndInsertUint8Array(DCM_PixelData, pixels.data(), pixels.size());
}

void put_scale(DcmDataset& dataset, const Grid<2>& grid, DxaObjectStyle style) {
  if (style == DxaObjectStyle::hologic) {
    dataset.putAndInsertString(
        DCM_PixelSpacing, (decimal_of(grid.spacing_mm[1]) + "\\" + decimal_of(grid.spacing_mm[0])).c_str());
    return;
  }
  const auto whole_mm = [&](int n) {
    return std::to_string(std::lround(grid.size[static_cast<std::size_t>(n)] * grid.spacing_mm[n]));
  };
  dataset.putAndInsertString(DCM_ExposedArea, (whole_mm(0) + "\\" + whole_mm(1)).c_str());
}

}  // namespace

Result<std::filesystem::path> save_simulated_dxa(const Image2D<std::uint8_t>& grey, DxaProtocol protocol,
                                                 DxaObjectStyle style, const std::filesystem::path& file) {
  prepare_toolkits();
  const std::string words = words_of(protocol, style);
  DcmFileFormat object;
  DcmDataset& dataset = *object.getDataset();
  put_general(dataset, words, style);
  put_scale(dataset, grey.grid(), style);
  put_pixels(dataset, grey);
  const std::string content = words + decimal_of(grey.grid().spacing_mm[0]) +
                              decimal_of(grey.grid().spacing_mm[1]) +
                              sha256(std::as_bytes(std::span(grey.pixels())));
  dataset.putAndInsertString(DCM_StudyInstanceUID, uid_of("study " + content).c_str());
  dataset.putAndInsertString(DCM_SeriesInstanceUID, uid_of("series " + content).c_str());
  dataset.putAndInsertString(DCM_SOPInstanceUID, uid_of("object " + content).c_str());
  const auto syntax = style == DxaObjectStyle::ge_lunar ? EXS_LittleEndianImplicit : EXS_LittleEndianExplicit;
  if (object.saveFile(file.c_str(), syntax).bad())
    return Error{"output.unwritable", "The file cannot be written.",
                 "Check the folder and the space left on the disk."};
  return file;
}

}  // namespace osteon
