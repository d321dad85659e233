#include "content_uid.hpp"
#include "toolkits.hpp"

#include <osteon/imaging/digest.hpp>
#include <osteon/imaging/save_radiograph.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <cmath>
#include <span>
#include <string>

namespace osteon {
namespace {

constexpr Uint16 kBits = 12;

/// Words of a view, SNOMED CT (DICOM CID 4010).
struct ViewWords {
  const char *position, *orientation, *code, *meaning;
};

ViewWords words_of(RadiographView view) {
  if (view == RadiographView::left_lateral) return {"LL", "A\\F", "399173006", "left lateral"};
  if (view == RadiographView::right_lateral) return {"RL", "P\\F", "399198007", "right lateral"};
  return {"AP", "L\\F", "399348003", "antero-posterior"};
}

void put(DcmItem& item, const DcmTagKey& tag, const std::string& value) {
  item.putAndInsertString(tag, value.c_str());
}

void put_code(DcmDataset& dataset, const DcmTagKey& sequence, const char* code, const char* meaning) {
  DcmItem* item = nullptr;
  if (dataset.findOrCreateSequenceItem(sequence, item, 0).bad()) return;
  put(*item, DCM_CodeValue, code);
  put(*item, DCM_CodingSchemeDesignator, "SCT");
  put(*item, DCM_CodeMeaning, meaning);
}

void put_general(DcmDataset& dataset, const ViewWords& view) {
  put(dataset, DCM_SOPClassUID, UID_DigitalXRayImageStorageForPresentation);
  put(dataset, DCM_Modality, "DX");
  put(dataset, DCM_PresentationIntentType, "FOR PRESENTATION");
  put(dataset, DCM_ImageType, "DERIVED\\PRIMARY");
  put(dataset, DCM_Manufacturer, "osteon (simulated)");
  put(dataset, DCM_ManufacturerModelName, "osteon simulate");
  put(dataset, DCM_SeriesDescription, std::string("Simulated radiograph of the spine, ") + view.meaning);
  put(dataset, DCM_PatientName, "SIMULATED");
  put(dataset, DCM_PatientID, "SIMULATED");
  for (const DcmTagKey& empty :
       {DCM_StudyDate, DCM_StudyTime, DCM_AccessionNumber, DCM_ReferringPhysicianName, DCM_PatientBirthDate,
        DCM_PatientSex, DCM_StudyID})
    put(dataset, empty, "");
  put(dataset, DCM_SeriesNumber, "1");
  put(dataset, DCM_InstanceNumber, "1");
  put(dataset, DCM_ImageLaterality, "U");
  put(dataset, DCM_BodyPartExamined, "SPINE");
  put_code(dataset, DCM_AnatomicRegionSequence, "421060004", "Spine");
  put(dataset, DCM_ViewPosition, view.position);
  put_code(dataset, DCM_ViewCodeSequence, view.code, view.meaning);
  put(dataset, DCM_PatientOrientation, view.orientation);
  put(dataset, DCM_BurnedInAnnotation, "NO");
  put(dataset, DCM_LossyImageCompression, "00");
}

void put_geometry(DcmDataset& dataset, const Eigen::Vector2d& pixel_mm, const RadiographMaking& making) {
  put(dataset, DCM_ImagerPixelSpacing, decimal_of(pixel_mm[1]) + "\\" + decimal_of(pixel_mm[0]));
  put(dataset, DCM_DistanceSourceToDetector, decimal_of(making.source_to_detector_mm, 2));
  put(dataset, DCM_DistanceSourceToPatient, decimal_of(making.source_to_patient_mm, 2));
  put(dataset, DCM_EstimatedRadiographicMagnificationFactor,
      decimal_of(making.source_to_detector_mm / making.source_to_patient_mm));
  put(dataset, DCM_DetectorType, "DIRECT");
  put(dataset, DCM_KVP, decimal_of(making.kilovolt, 1));
  // Edges are the first rows and columns that are covered, counted from 1.
  const auto& [left, top, right, bottom] = making.open;
  put(dataset, DCM_CollimatorShape, "RECTANGULAR");
  put(dataset, DCM_CollimatorLeftVerticalEdge, std::to_string(left));
  put(dataset, DCM_CollimatorRightVerticalEdge, std::to_string(right + 1));
  put(dataset, DCM_CollimatorUpperHorizontalEdge, std::to_string(top));
  put(dataset, DCM_CollimatorLowerHorizontalEdge, std::to_string(bottom + 1));
}

void put_pixels(DcmDataset& dataset, const Image2D<std::uint16_t>& grey, const RadiographMaking& making) {
  dataset.putAndInsertUint16(DCM_SamplesPerPixel, 1);
  put(dataset, DCM_PhotometricInterpretation, "MONOCHROME2");
  dataset.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(grey.grid().size[1]));
  dataset.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(grey.grid().size[0]));
  dataset.putAndInsertUint16(DCM_BitsAllocated, 16);
  dataset.putAndInsertUint16(DCM_BitsStored, kBits);
  dataset.putAndInsertUint16(DCM_HighBit, kBits - 1);
  dataset.putAndInsertUint16(DCM_PixelRepresentation, 0);
  put(dataset, DCM_PixelIntensityRelationship, making.logarithmic ? "LOG" : "LIN");
  dataset.putAndInsertSint16(DCM_PixelIntensityRelationshipSign, -1);  // less beam, higher values
  put(dataset, DCM_PresentationLUTShape, "IDENTITY");
  put(dataset, DCM_RescaleIntercept, "0");
  put(dataset, DCM_RescaleSlope, "1");
  put(dataset, DCM_RescaleType, "US");
  put(dataset, DCM_WindowCenter, decimal_of(making.window_center, 1));
  put(dataset, DCM_WindowWidth, decimal_of(making.window_width, 1));
  dataset.putAndInsertUint16Array(DCM_PixelData, grey.pixels().data(),
                                  static_cast<unsigned long>(grey.pixels().size()));
}

}  // namespace

Result<std::filesystem::path> save_simulated_radiograph(const Image2D<std::uint16_t>& grey,
                                                        const RadiographMaking& making,
                                                        const std::filesystem::path& file) {
  prepare_toolkits();
  const ViewWords view = words_of(making.view);
  DcmFileFormat object;
  DcmDataset& dataset = *object.getDataset();
  put_general(dataset, view);
  put_geometry(dataset, grey.grid().spacing_mm, making);
  put_pixels(dataset, grey, making);
  const std::string content = std::string(view.position) + decimal_of(grey.grid().spacing_mm[0]) +
                              decimal_of(making.source_to_detector_mm) +
                              decimal_of(making.source_to_patient_mm) + decimal_of(making.window_center) +
                              decimal_of(making.window_width) +
                              sha256(std::as_bytes(std::span(grey.pixels())));
  put(dataset, DCM_StudyInstanceUID, uid_of("study " + content));
  put(dataset, DCM_SeriesInstanceUID, uid_of("series " + content));
  put(dataset, DCM_SOPInstanceUID, uid_of("object " + content));
  if (object.saveFile(file.c_str(), EXS_LittleEndianExplicit).bad())
    return Error{"output.unwritable", "The file cannot be written.",
                 "Check the folder and the space left on the disk."};
  return file;
}

}  // namespace osteon
