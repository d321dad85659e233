#include <osteon/imaging/study.hpp>

namespace osteon {

std::string name(SeriesKind kind) {
  switch (kind) {
    case SeriesKind::ct:
      return "ct";
    case SeriesKind::dxa_spine:
      return "dxa-spine";
    case SeriesKind::dxa_hip:
      return "dxa-hip";
    case SeriesKind::dxa_lateral:
      return "dxa-lateral";
    case SeriesKind::dxa_forearm:
      return "dxa-forearm";
    case SeriesKind::dxa_total_body:
      return "dxa-total-body";
    case SeriesKind::dxa_report:
      return "dxa-report";
    case SeriesKind::dxa_sr:
      return "dxa-sr";
    case SeriesKind::radiograph_lateral_spine:
      return "radiograph-lateral-spine";
    case SeriesKind::radiograph_ap_spine:
      return "radiograph-ap-spine";
    case SeriesKind::radiograph_hip:
      return "radiograph-hip";
    case SeriesKind::label_map:
      return "label-map";
    case SeriesKind::segmentation:
      return "segmentation";
    case SeriesKind::unsupported:
      return "unsupported";
  }
  return "unsupported";
}

}  // namespace osteon
