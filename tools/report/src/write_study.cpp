#include <osteon/imaging/save.hpp>
#include <osteon/report/dxa_pictures.hpp>
#include <osteon/report/hip_picture.hpp>
#include <osteon/report/html.hpp>
#include <osteon/report/json.hpp>
#include <osteon/report/output_folder.hpp>
#include <osteon/report/pictures.hpp>
#include <osteon/report/write_study.hpp>

#include <algorithm>
#include <chrono>
#include <set>

namespace osteon {
namespace {

/// "" for a study with one analysed series; otherwise a folder for each.
std::string prefix_of(const StudyOutline& study, const SeriesOutline& outline) {
  std::vector<const SeriesOutline*> usable;
  for (const auto& s : study.series)
    if (!s.refusal && (s.kind == SeriesKind::ct || s.picture)) usable.push_back(&s);
  if (usable.size() < 2) return "";
  const auto place = std::find(usable.begin(), usable.end(), &outline) - usable.begin();
  return "series-" + std::to_string(place + 1) + "/";
}

/// Draws and saves each CT while it is in memory; keeps the pictures for the page.
class Gallery {
 public:
  explicit Gallery(const OutputFolder& output) : output_(output) {}

  void take(const AnalyzedCt& ct, const std::string& prefix) {
    if (!ct.spine.found.empty() || ct.femurs.empty()) take_spine(ct, prefix);
    for (const FemurMeasurement& femur : ct.femurs)
      if (femur.density) keep_picture(hip_picture(femur), prefix);
    if (ct.femur_map != nullptr) save(*ct.femur_map, prefix + "femurs.nii.gz");
  }
  void take(const AnalyzedPicture& picture, const std::string& prefix) {
    keep_picture(overlay(picture), prefix);
  }
  void take(const PrintedPicture& picture, int number) { keep_picture(overlay(picture, number), ""); }
  [[nodiscard]] const std::vector<Picture>& pictures() const { return pictures_; }
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  void take_spine(const AnalyzedCt& ct, const std::string& prefix) {
    const auto part = [&](DensityRegion region) {
      return regions_of_bodies(region, ct.spine.bodies, ct.frames, ct.density);
    };
    const LabelMap<3> cores = part(DensityRegion::trabecular_core);
    for (Picture& picture : spine_pictures(
             {ct.scan, ct.spine.vertebrae, ct.spine.bodies, cores, ct.vertebrae, ct.spine.canal})) {
      picture.series_uid = ct.outline.uid;
      picture.series_part = ct.outline.part;
      keep_picture(std::move(picture), prefix);
    }
    save(ct.spine.vertebrae, prefix + "vertebrae.nii.gz");
    save(ct.spine.bodies, prefix + "bodies.nii.gz");
    save(cores, prefix + "trabecular-cores.nii.gz");
    save(part(DensityRegion::trabecular_oval), prefix + "trabecular-ovals.nii.gz");
    save(part(DensityRegion::cortical_shell), prefix + "cortical-shells.nii.gz");
  }
  void keep_picture(Picture picture, const std::string& prefix) {
    keep(output_.write(prefix + picture.name + ".png",
                       {reinterpret_cast<const char*>(picture.png.data()), picture.png.size()}));
    pictures_.push_back(std::move(picture));
  }
  void save(const LabelMap<3>& labels, const std::string& name) {
    const auto saved = save_labels(labels, output_.place_for(name));
    if (!saved && !failure_) failure_ = saved.error();
  }
  void keep(const Result<bool>& written) {
    if (!written && !failure_) failure_ = written.error();
  }
  const OutputFolder& output_;
  std::vector<Picture> pictures_;
  std::optional<Error> failure_;
};

Result<bool> commit_report(OutputFolder& output, const Report& report, const std::vector<Picture>& pictures,
                           Stale stale = Stale::remove) {
  if (auto written = output.write("report.json", to_json(report)); !written) return written;
  if (auto written = output.write("report.html", to_html(report, pictures)); !written) return written;
  return output.commit(stale);
}

std::string shortest_source(const StudyOutline& study) {
  std::string shortest = study.series.front().source;
  for (const auto& s : study.series)
    if (s.source.size() < shortest.size()) shortest = s.source;
  return shortest;
}

/// Names that differ in case only are one folder on some file systems.
std::string folded(std::string name) {
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return name;
}

}  // namespace

Result<WrittenStudy> write_study(const StudyOutline& study, const std::vector<IgnoredFile>& ignored,
                                 const SpineSegmenter& segmenter, const std::filesystem::path& folder,
                                 const StageProgress& progress, const AnalysisOptions& options,
                                 const Conclude& conclude) {
  auto output = OutputFolder::create(folder);
  if (!output) return output.error();
  Gallery gallery(*output);
  Report report = analyze(
      study, segmenter, [&](const AnalyzedCt& ct) { gallery.take(ct, prefix_of(study, ct.outline)); },
      progress, options,
      [&](const AnalyzedPicture& picture) { gallery.take(picture, prefix_of(study, picture.outline)); });
  report.ignored = ignored;
  for (std::size_t n = 0; n < report.printed_pictures.size(); ++n)
    if (!report.printed_pictures[n].refusal)
      gallery.take(report.printed_pictures[n], static_cast<int>(n) + 1);
  if (conclude) conclude(report);
  if (gallery.failure()) return *gallery.failure();
  if (const auto done = commit_report(*output, report, gallery.pictures()); !done) return done.error();
  return WrittenStudy{std::move(report), gallery.pictures()};
}

Result<Report> write_measurement(const Survey& image, const SeriesOutline& ct, const GivenMasks& given,
                                 const std::filesystem::path& folder) {
  auto output = OutputFolder::create(folder);
  if (!output) return output.error();
  Gallery gallery(*output);
  auto report = measure(image, ct, given, [&](const AnalyzedCt& one) { gallery.take(one, ""); });
  if (!report) return report;
  if (gallery.failure()) return *gallery.failure();
  if (const auto done = commit_report(*output, *report, gallery.pictures()); !done) return done.error();
  return report;
}

Result<bool> write_report(const Report& report, const std::filesystem::path& folder, Stale stale) {
  auto output = OutputFolder::create(folder);
  if (!output) return output.error();
  return commit_report(*output, report, {}, stale);
}

std::vector<std::string> study_folder_names(const std::vector<StudyOutline>& studies) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const StudyOutline& study : studies) {
    std::string name = shortest_source(study);
    for (const char* suffix : {".nii.gz", ".nii", ".nrrd", ".dcm", ".json"})
      if (name.ends_with(suffix)) name.resize(name.size() - std::string_view(suffix).size());
    name = safe_name(name);
    // Counted on until unused: "x-2" may itself be the name of another study.
    std::string unused = name;
    for (int n = 2; !taken.insert(folded(unused)).second; ++n) unused = name + "-" + std::to_string(n);
    names.push_back(unused);
  }
  return names;
}

}  // namespace osteon
