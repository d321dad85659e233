#include "patient_attributes.hpp"

#include "attributes.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>
#include <string>

namespace osteon {
namespace {

using dicom::number_of;
using dicom::text_of;

/// PatientAge (AS: nnnD/W/M/Y), else the time from birth to the study. The birth date goes no further than
/// this.
std::optional<double> age_years(DcmItem& item) {
  constexpr double kDaysPerYear = 365.25;
  const std::string age = text_of(item, DCM_PatientAge);
  if (age.size() == 4 &&
      std::all_of(age.begin(), age.begin() + 3, [](unsigned char c) { return std::isdigit(c); })) {
    const double number = std::stod(age.substr(0, 3));
    if (number == 0) return std::nullopt;  // 000Y and its like are placeholders
    switch (age[3]) {
      case 'Y':
        return number;
      case 'M':
        return number / 12.0;
      case 'W':
        return number * 7.0 / kDaysPerYear;
      case 'D':
        return number / kDaysPerYear;
      default:
        break;
    }
  }
  const auto days = [](const std::string& date) -> std::optional<double> {
    if (date.size() != 8 ||
        !std::all_of(date.begin(), date.end(), [](unsigned char c) { return std::isdigit(c); }))
      return std::nullopt;
    const double years = std::stod(date.substr(0, 4)), months = std::stod(date.substr(4, 2));
    return (years + (months - 1) / 12.0) * kDaysPerYear + std::stod(date.substr(6, 2));
  };
  const auto birth = days(text_of(item, DCM_PatientBirthDate));
  auto study = days(text_of(item, DCM_StudyDate));
  if (!study) study = days(text_of(item, DCM_AcquisitionDate));
  if (!birth || !study) return std::nullopt;
  const double years = (*study - *birth) / kDaysPerYear;
  return years > 0 && years < 130 ? std::optional(std::floor(years)) : std::nullopt;
}

}  // namespace

Patient patient_of(DcmItem& item) {
  Patient patient;
  patient.id = text_of(item, DCM_PatientID);
  const std::string sex = text_of(item, DCM_PatientSex);
  if (sex == "F") patient.sex = Sex::female;
  if (sex == "M") patient.sex = Sex::male;
  if (sex == "O") patient.sex = Sex::other;
  patient.age_years = age_years(item);
  const auto height_m = number_of(item, DCM_PatientSize);
  if (height_m && *height_m > 0.3 && *height_m < 2.6) patient.height_cm = *height_m * 100.0;
  const auto weight_kg = number_of(item, DCM_PatientWeight);
  if (weight_kg && *weight_kg > 1 && *weight_kg < 500) patient.weight_kg = weight_kg;
  return patient;
}

}  // namespace osteon
