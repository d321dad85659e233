#include "commands.hpp"

#include <osteon/report/dxa_change.hpp>
#include <osteon/report/dxa_json.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>

namespace osteon::cli {
namespace {

namespace fs = std::filesystem;

/// Every regular file below the inputs with the name it is reported by, sorted.
std::vector<std::pair<fs::path, std::string>> files_below(const std::vector<fs::path>& inputs) {
  std::vector<std::pair<fs::path, std::string>> files;
  for (const fs::path& input : inputs) {
    std::error_code error;
    if (!fs::is_directory(input, error)) {
      files.emplace_back(input, input.filename().generic_string());
      continue;
    }
    const fs::path root = input.lexically_normal();
    const std::string shown = (root.has_filename() ? root : root.parent_path()).filename().generic_string();
    for (fs::recursive_directory_iterator at(input, fs::directory_options::skip_permission_denied, error),
         end;
         !error && at != end; at.increment(error))
      if (at->is_regular_file(error))
        files.emplace_back(at->path(), shown + "/" + at->path().lexically_relative(input).generic_string());
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return files;
}

bool is_complete(const DxaFile& file) {
  if (file.refusal) return false;
  return std::all_of(file.pages.begin(), file.pages.end(),
                     [](const DxaPage& page) { return page.report && page.report->unread.empty(); });
}

std::vector<DxaFile> read_all(const Settings& settings) {
  std::vector<DxaFile> files;
  for (const auto& [path, source] : files_below(settings.inputs)) {
    DxaFile file{source, {}, {}, describe_dxa_object(path)};
    if (auto pages = read_dxa_pages(path)) {
      file.pages = *std::move(pages);
    } else {
      file.refusal = pages.error();
    }
    files.push_back(std::move(file));
  }
  return files;
}

bool all_complete(const std::vector<DxaFile>& files) {
  return !files.empty() && std::all_of(files.begin(), files.end(), is_complete);
}

int refuse(const Error& error, const std::string& source = "") {
  spdlog::error("{}{}: {} {}", source, error.code, error.message, error.remedy);
  return kRefused;
}

}  // namespace

Result<DxaAuditOptions> dxa_options(const Settings& settings) {
  DxaAuditOptions options;
  if (!settings.precision.empty()) {
    auto limits = load_change_limits(settings.precision);
    if (!limits) return limits.error();
    options.least_significant_changes = *std::move(limits);
  }
  if (!settings.reference.empty()) {
    const auto table = load_csv(settings.reference);
    if (!table) return table.error();
    auto references = site_references(*table);
    if (!references) return references.error();
    options.references = *std::move(references);
  }
  return options;
}

int run_dxa_read(const Settings& settings) {
  const auto options = dxa_options(settings);
  if (!options) return refuse(options.error());
  const auto files = read_all(settings);
  std::fputs((settings.json ? dxa_json(files, *options) : dxa_text(files, *options)).c_str(), stdout);
  return all_complete(files) ? kAllAnalysed : kRefused;
}

int run_dxa_audit(const Settings& settings) {
  const auto options = dxa_options(settings);
  if (!options) return refuse(options.error());
  const auto files = read_all(settings);
  std::fputs((settings.json ? dxa_audit_json(files, *options) : dxa_audit_text(files, *options)).c_str(),
             stdout);
  return all_complete(files) ? kAllAnalysed : kRefused;
}

int run_dxa_change(const Settings& settings) {
  const auto options = dxa_options(settings);
  if (!options) return refuse(options.error());
  const auto& limits = options->least_significant_changes;
  std::vector<std::vector<ReportedDxa>> examinations;
  for (const fs::path& file : settings.inputs) {
    const auto pages = read_dxa_pages(file);
    if (!pages) return refuse(pages.error(), file.filename().string() + ": ");
    auto& reports = examinations.emplace_back();
    for (const DxaPage& page : *pages)
      if (page.report && !page.report->rows.empty()) reports.push_back(*page.report);
  }
  std::vector<Result<DxaComparison>> comparisons;
  for (const ReportedDxa& before : examinations.front())
    for (const ReportedDxa& now : examinations.back()) comparisons.push_back(compare(before, now, limits));
  std::fputs((settings.json ? dxa_change_json(comparisons) : dxa_change_text(comparisons)).c_str(), stdout);
  const bool all = !comparisons.empty() && std::all_of(comparisons.begin(), comparisons.end(),
                                                       [](const auto& one) { return one.has_value(); });
  return all ? kAllAnalysed : kRefused;
}

}  // namespace osteon::cli
