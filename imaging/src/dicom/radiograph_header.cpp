#include "radiograph_header.hpp"

#include "attributes.hpp"

namespace osteon {
namespace {

using dicom::first_item;
using dicom::number_of;
using dicom::text_of;
using dicom::vector_of;

std::string meaning_of(DcmItem& item, const DcmTagKey& sequence) {
  DcmItem* code = first_item(item, sequence);
  return code != nullptr ? text_of(*code, DCM_CodeMeaning) : std::string();
}

}  // namespace

RadiographHeader radiograph_header_of(DcmItem& item) {
  return {meaning_of(item, DCM_AnatomicRegionSequence),
          meaning_of(item, DCM_ViewCodeSequence),
          text_of(item, DCM_ConversionType),
          text_of(item, DCM_PixelSpacingCalibrationType),
          number_of(item, DCM_EstimatedRadiographicMagnificationFactor),
          number_of(item, DCM_DistanceSourceToDetector),
          number_of(item, DCM_DistanceSourceToPatient),
          vector_of<2>(item, DCM_NominalScannedPixelSpacing),
          vector_of<2>(item, DCM_PixelAspectRatio)};
}

}  // namespace osteon
