#include "dicom/outline.hpp"
#include "outline_report_file.hpp"
#include "outline_volume_file.hpp"
#include "volume_file.hpp"
#include "walk.hpp"

#include <osteon/imaging/survey.hpp>

#include <tbb/parallel_for.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <variant>

namespace osteon {
namespace {

using Header = std::shared_ptr<const DicomHeader>;
/// What one file turned out to be.
using FileContent = std::variant<Error, Header, SeriesOutline>;

FileContent look_into(const FoundFile& file) {
  try {
    if (is_nifti_name(file.path) || is_nrrd_name(file.path)) return outline_volume_file(file);
    auto header = read_dicom_header(file.path);
    if (!header && header.error().code == "not-dicom")
      if (auto report = outline_report_file(file)) {
        if (!*report) return report->error();
        return std::move(**report);
      }
    if (!header) return header.error();
    header->source = file.source;
    return std::make_shared<const DicomHeader>(std::move(*header));
  } catch (const std::exception&) {  // a library that throws on a damaged file must not end the survey
    return Error{"file.unreadable", "The file cannot be read.", "Copy it again from its source."};
  }
}

std::vector<FileContent> look_into_all(const std::vector<FoundFile>& files, const Progress& progress) {
  std::vector<FileContent> contents(files.size(), Error{});
  std::mutex lock;
  std::size_t done = 0;
  tbb::parallel_for(std::size_t{0}, files.size(), [&](std::size_t n) {
    contents[n] = look_into(files[n]);
    if (progress) {
      const std::lock_guard guard(lock);
      progress(static_cast<double>(++done) / static_cast<double>(files.size()));
    }
  });
  return contents;
}

/// Adds the files that a DICOMDIR among the inputs names and that lie outside them.
void follow_directories(const std::vector<std::filesystem::path>& inputs, Walk& found,
                        std::vector<IgnoredFile>& missing) {
  std::set<std::filesystem::path> known;
  for (const FoundFile& file : found.files) known.insert(file.path);
  std::vector<std::filesystem::path> more;
  for (const FoundFile& file : std::vector<FoundFile>(found.files)) {
    const bool named_so =
        file.path.filename() == "DICOMDIR" || (inputs.size() == 1 && found.files.size() == 1 &&
                                               !is_nifti_name(file.path) && !is_nrrd_name(file.path));
    if (!named_so) continue;
    const auto header = read_dicom_header(file.path);
    if (!header) continue;
    for (const auto& reference : header->referenced_files) {
      std::error_code error;
      const auto path = std::filesystem::canonical(reference, error);
      const std::string source = (std::filesystem::path(file.source).parent_path() /
                                  reference.lexically_relative(file.path.parent_path()))
                                     .generic_string();
      if (error) {
        missing.push_back({source,
                           {"dicomdir.missing-file", "The DICOMDIR names this file, but it is not there.",
                            "Copy the whole medium."}});
      } else if (known.insert(path).second) {
        found.files.push_back({path, source});
      }
    }
  }
  std::sort(found.files.begin(), found.files.end(),
            [](const auto& a, const auto& b) { return a.source < b.source; });
}

/// The files that a description of a scan names are part of its series, and no series of their own.
std::set<std::filesystem::path> described_files(const std::vector<FileContent>& contents) {
  std::set<std::filesystem::path> files;
  for (const FileContent& content : contents) {
    const auto* outline = std::get_if<SeriesOutline>(&content);
    if (outline == nullptr || outline->format != FileFormat::scan_description) continue;
    std::error_code error;
    for (std::size_t n = 1; n < outline->files.size(); ++n)
      if (auto path = std::filesystem::canonical(outline->files[n], error); !error) files.insert(path);
  }
  return files;
}

/// A label map beside the CT that it was made from belongs to that CT's study; every other volume is a study
/// of its own.
void add_volumes(std::vector<SeriesOutline> volumes, std::vector<StudyOutline>& studies) {
  std::vector<SeriesOutline> masks;
  for (SeriesOutline& volume : volumes) {
    if (volume.kind == SeriesKind::label_map) {
      masks.push_back(std::move(volume));
    } else {
      studies.push_back({volume.uid, volume.weighable ? volume.weighable->patient : Patient{}, {volume}});
    }
  }
  const std::size_t with_images = studies.size();
  for (SeriesOutline& mask : masks) {
    const auto owns = [&](const StudyOutline& study) {
      return std::any_of(study.series.begin(), study.series.end(), [&](const SeriesOutline& s) {
        return s.kind == SeriesKind::ct && s.grid && s.grid->pixel_count() == mask.grid->pixel_count() &&
               on_same_lattice(*mask.grid, *s.grid);
      });
    };
    const auto end = studies.begin() + static_cast<std::ptrdiff_t>(with_images);
    const auto owner = std::find_if(studies.begin(), end, owns);
    if (owner != end) {
      owner->series.push_back(std::move(mask));
    } else {
      studies.push_back({mask.uid, {}, {mask}});
    }
  }
}

std::string first_source(const StudyOutline& study) {
  std::string first = study.series.front().source;
  for (const auto& s : study.series) first = std::min(first, s.source);
  return first;
}

}  // namespace

Survey survey(const std::vector<std::filesystem::path>& inputs, const Progress& progress) {
  Walk found = walk(inputs);
  Survey result;
  result.ignored = found.ignored;
  follow_directories(inputs, found, result.ignored);
  auto contents = look_into_all(found.files, progress);
  const auto described = described_files(contents);
  std::vector<Header> headers;
  std::vector<SeriesOutline> volumes;
  for (std::size_t n = 0; n < contents.size(); ++n) {
    std::error_code unreadable;
    if (!described.empty() &&
        described.count(std::filesystem::canonical(found.files[n].path, unreadable)) > 0)
      continue;
    if (auto* error = std::get_if<Error>(&contents[n])) {
      result.ignored.push_back({found.files[n].source, std::move(*error)});
    } else if (auto* volume = std::get_if<SeriesOutline>(&contents[n])) {
      volumes.push_back(std::move(*volume));
    } else if (const Header& header = std::get<Header>(contents[n]);
               header->sop_class == "1.2.840.10008.1.3.10") {
      result.ignored.push_back(
          {header->source,
           {"dicomdir.index", "An index; the files that it names are read themselves.", "Nothing to do."}});
    } else {
      headers.push_back(header);
    }
  }
  result.studies = outline_studies(headers, result.ignored);
  add_volumes(std::move(volumes), result.studies);
  std::stable_sort(result.studies.begin(), result.studies.end(),
                   [](const auto& a, const auto& b) { return first_source(a) < first_source(b); });
  std::stable_sort(result.ignored.begin(), result.ignored.end(),
                   [](const auto& a, const auto& b) { return a.source < b.source; });
  return result;
}

}  // namespace osteon
