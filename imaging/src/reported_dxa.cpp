#include <osteon/imaging/reported_dxa.hpp>

namespace osteon {

std::string name(DxaExam exam) {
  switch (exam) {
    case DxaExam::ap_spine:
      return "ap-spine";
    case DxaExam::femur:
      return "femur";
    case DxaExam::forearm:
      return "forearm";
    case DxaExam::total_body:
      return "total-body";
    case DxaExam::other:
      return "other";
  }
  return "other";
}

std::string name(ReportedOrigin origin) {
  switch (origin) {
    case ReportedOrigin::structured_report:
      return "reported-sr";
    case ReportedOrigin::private_text:
      return "reported-private";
    case ReportedOrigin::page_text:
    case ReportedOrigin::page_picture:
      return "reported-page";
    case ReportedOrigin::table:
      return "reported-table";
  }
  return "reported-page";
}

std::string_view name(DxaCategory category) {
  switch (category) {
    case DxaCategory::normal:
      return "normal";
    case DxaCategory::low_bone_mass:
      return "low-bone-mass";
    case DxaCategory::osteoporosis:
      return "osteoporosis";
    case DxaCategory::within_expected:
      return "within-expected-range";
    case DxaCategory::below_expected:
      return "below-expected-range";
    case DxaCategory::not_classifiable:
      return "not-classifiable";
  }
  return "not-classifiable";
}

}  // namespace osteon
