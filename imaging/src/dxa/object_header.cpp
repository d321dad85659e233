#include "object_header.hpp"

#include "../dicom/attributes.hpp"
#include "../dicom/patient_attributes.hpp"

#include <algorithm>

namespace osteon::dxa {
namespace {

/// YYYY-MM-DD of YYYYMMDD.
std::string date_of(DcmItem& item, const DcmTagKey& tag) {
  const std::string text = dicom::text_of(item, tag).substr(0, 8);
  if (text.size() != 8 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return "";
  return text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2);
}

}  // namespace

ReportedDxa header_of(DcmDataset& dataset) {
  ReportedDxa report;
  report.patient = patient_of(dataset);
  report.ethnicity = dicom::text_of(dataset, DCM_EthnicGroup);
  report.vendor = dicom::text_of(dataset, DCM_Manufacturer);
  report.device = dicom::text_of(dataset, DCM_ManufacturerModelName);
  report.software = dicom::text_of(dataset, DCM_SoftwareVersions);
  for (const DcmTagKey& tag : {DCM_AcquisitionDateTime, DCM_AcquisitionDate, DCM_StudyDate, DCM_ContentDate})
    if (report.exam_date.empty()) report.exam_date = date_of(dataset, tag);
  return report;
}

}  // namespace osteon::dxa
