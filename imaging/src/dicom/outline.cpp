#include "outline.hpp"

#include "picture.hpp"
#include "radiograph_scale.hpp"
#include "recognize.hpp"
#include "stack.hpp"

#include <osteon/imaging/digest.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <span>

namespace osteon {
namespace {

using Headers = std::vector<std::shared_ptr<const DicomHeader>>;

/// The folder that all sources share, or the one source itself.
std::string common_source(const Headers& headers) {
  std::string common = headers.front()->source;
  if (headers.size() == 1) return common;
  common = std::filesystem::path(common).parent_path().generic_string();
  for (const auto& h : headers) {
    while (!common.empty() && !h->source.starts_with(common + "/"))
      common = std::filesystem::path(common).parent_path().generic_string();
  }
  return common.empty() ? headers.front()->source : common;
}

SeriesOutline outline_of(const Headers& headers, const std::string& uid) {
  SeriesOutline outline;
  outline.uid = uid;
  outline.source = common_source(headers);
  outline.format = FileFormat::dicom;
  outline.acquisition = headers.front()->ct;
  std::set<std::filesystem::path> files;
  for (const auto& h : headers) files.insert(h->file);
  outline.files.assign(files.begin(), files.end());
  return outline;
}

bool is_lossy(const DicomHeader& h) {
  // JPEG baseline, extended, JPEG-LS near-lossless, JPEG 2000 (PS3.5 A.4)
  static const std::set<std::string> lossy_syntaxes{"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51",
                                                    "1.2.840.10008.1.2.4.81"};
  return h.lossy || lossy_syntaxes.count(h.transfer_syntax) > 0;
}

SeriesOutline outline_of_stack(const CtStack& stack, const std::string& uid, const std::string& description) {
  Headers headers;
  for (const CtPlane& p : stack.planes)
    if (headers.empty() || headers.back() != p.header) headers.push_back(p.header);
  SeriesOutline outline = outline_of(headers, uid);
  outline.kind = stack.grid ? SeriesKind::ct : SeriesKind::unsupported;
  outline.description = description;
  outline.refusal = stack.refusal;
  outline.warnings = stack.warnings;
  outline.grid = stack.grid;
  outline.planes = stack.stored;
  outline.spacing_source = stack.grid ? "PixelSpacing" : "";
  if (stack.grid && std::any_of(headers.begin(), headers.end(), [](const auto& h) { return is_lossy(*h); }))
    outline.warnings.push_back(
        {"pixels.lossy", "The images were compressed with loss; densities may be slightly off."});
  return outline;
}

/// The planes of every CT file of a series; files given twice go to `ignored`.
std::vector<CtPlane> planes_of(const Headers& headers, std::vector<IgnoredFile>& ignored) {
  std::vector<CtPlane> planes;
  for (const auto& h : headers)
    for (const PlaneHeader& plane : h->planes) planes.push_back({h, &plane});
  std::set<std::string> named;
  for (const CtPlane& p : take_repeated_objects(planes)) {
    if (named.insert(p.header->source).second)
      ignored.push_back(
          {p.header->source,
           {"file.repeated", "The same object was given twice; one copy is used.", "Nothing to do."}});
  }
  return planes;
}

/// One picture or report is one outline, however many a series holds.
SeriesOutline outline_of_object(const std::shared_ptr<const DicomHeader>& header, const std::string& uid,
                                const Recognized& what) {
  SeriesOutline outline = outline_of({header}, uid);
  outline.kind = what.kind;
  outline.description = what.description;
  outline.numbers = what.numbers;
  outline.warnings = what.warnings;
  if (what.is_radiograph) {
    DescribedRadiograph described = described_radiograph(*header);
    outline.radiograph = described.outline;
    outline.spacing_source = std::move(described.spacing_source);
    outline.warnings.insert(outline.warnings.end(), described.warnings.begin(), described.warnings.end());
  }
  if (!what.is_picture) return outline;
  DescribedPicture described = described_picture(*header);
  outline.picture = std::move(described.outline);
  outline.spacing_source = std::move(described.spacing_source);
  outline.warnings = std::move(described.warnings);
  if (what.is_density)
    outline.weighable = WeighableOutline{header->areal_density->slope, header->areal_density->intercept,
                                         header->manufacturer + " " + header->ct.model};
  return outline;
}

std::vector<SeriesOutline> outline_series(const std::string& uid, const Headers& headers,
                                          std::vector<IgnoredFile>& ignored) {
  std::vector<SeriesOutline> outlines;
  Headers slices;
  std::map<std::pair<SeriesKind, std::string>, Headers> others;  // by kind and reason: named apart
  for (const auto& h : headers) {
    const Recognized what = recognize(*h);
    if (what.refusal) {
      others[{what.kind, what.refusal->code}].push_back(h);
    } else if (what.kind == SeriesKind::ct) {
      slices.push_back(h);
    } else {
      outlines.push_back(outline_of_object(h, uid, what));
    }
  }
  if (!slices.empty()) {
    const std::string description = slices.front()->frames > 1 ? "CT, multi-frame" : "CT";
    std::vector<SeriesOutline> stacks;
    for (const CtStack& stack : stack_planes(planes_of(slices, ignored)))
      stacks.push_back(outline_of_stack(stack, uid, description));
    outlines.insert(outlines.begin(), stacks.begin(), stacks.end());
  }
  for (const auto& [what_for, group] : others) {
    const Recognized what = recognize(*group.front());
    SeriesOutline outline = outline_of(group, uid);
    outline.kind = what.kind;
    outline.description = what.description;
    outline.refusal = what.refusal;
    if (!slices.empty() && !outlines.empty())
      outlines.front().warnings.push_back(
          {"series.mixed-content", "The series also held a " + what.description + "; it was set aside."});
    outlines.push_back(std::move(outline));
  }
  for (std::size_t n = 0; n < outlines.size(); ++n) outlines[n].part = static_cast<int>(n);
  return outlines;
}

/// Files without a SeriesInstanceUID belong together when they lie in one folder.
std::string group_key(const DicomHeader& h) {
  return h.series_uid.empty() ? "folder:" + h.file.parent_path().generic_string() : h.series_uid;
}

std::string uid_of(const Headers& headers) {
  if (!headers.front()->series_uid.empty()) return headers.front()->series_uid;
  std::string all;
  for (const auto& h : headers) all += h->sop_instance + "\n";
  return "sha256:" + sha256(std::as_bytes(std::span(all)));
}

}  // namespace

std::vector<StudyOutline> outline_studies(const Headers& headers, std::vector<IgnoredFile>& ignored) {
  // Two patients are two studies, whatever their UIDs say.
  std::map<std::pair<std::string, std::string>, std::map<std::string, Headers>> studies;
  for (const auto& h : headers)
    studies[{h->study_uid.empty() ? group_key(*h) : h->study_uid, h->patient.id}][group_key(*h)].push_back(h);
  std::vector<StudyOutline> outlines;
  for (auto& [study_key, series] : studies) {
    StudyOutline study;
    study.uid = series.begin()->second.front()->study_uid;
    study.patient = series.begin()->second.front()->patient;
    for (auto& [key, group] : series) {
      std::sort(group.begin(), group.end(),
                [](const auto& a, const auto& b) { return a->source < b->source; });
      for (auto& outline : outline_series(uid_of(group), group, ignored))
        study.series.push_back(std::move(outline));
    }
    if (study.uid.empty()) study.uid = study.series.front().uid;
    outlines.push_back(std::move(study));
  }
  return outlines;
}

}  // namespace osteon
