#include "commands.hpp"

#include <osteon/report/output_folder.hpp>
#include <osteon/report/regrade.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <system_error>

namespace osteon::cli {
namespace {

namespace fs = std::filesystem;

/// The reports below a folder, sorted; or the file itself.
std::vector<fs::path> reports_in(const fs::path& input) {
  if (!fs::is_directory(input)) return {input};
  std::vector<fs::path> found;
  std::error_code error;
  for (auto it =
           fs::recursive_directory_iterator(input, fs::directory_options::skip_permission_denied, error);
       !error && it != fs::recursive_directory_iterator(); it.increment(error))
    if (it->path().filename() == "report.json" && it->is_regular_file(error)) found.push_back(it->path());
  std::sort(found.begin(), found.end());
  return found;
}

Result<std::string> text_of(const fs::path& file) {
  constexpr std::uintmax_t kLargestBytes = 256U << 20;
  const Error unreadable{"file.unreadable", "The file cannot be read as a report.",
                         "Give a report.json of less than 256 MB."};
  std::error_code error;
  if (fs::file_size(file, error) > kLargestBytes || error) return unreadable;
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) return unreadable;
  return text;
}

/// Writes one report anew. The answer's folder may not be the input's: pictures and page there show the first
/// grading.
Result<RegradedReport> regrade_one(const fs::path& file, const fs::path& folder,
                                   const DeformityOptions& options) {
  std::error_code error;
  if (fs::equivalent(file.parent_path().empty() ? "." : file.parent_path(), folder, error))
    return Error{"output.in-the-way", "The output folder holds the report that is graded anew.",
                 "Name another folder."};
  const auto text = text_of(file);
  if (!text) return text.error();
  auto regraded = regrade(*text, options);
  if (!regraded) return regraded;
  auto output = OutputFolder::create(folder);
  if (!output) return output.error();
  if (auto written = output->write("report.json", regraded->json); !written) return written.error();
  if (auto done = output->commit(Stale::keep); !done) return done.error();
  return regraded;
}

}  // namespace

int run_regrade(const Settings& settings) {
  const fs::path& input = settings.inputs.front();
  const auto reports = reports_in(input);
  if (reports.empty()) {
    spdlog::error("report.not-a-report: no report.json below {}", input.string());
    return kRefused;
  }
  bool refused = false;
  for (const fs::path& file : reports) {
    const fs::path below =
        fs::is_directory(input) ? file.parent_path().lexically_relative(input) : fs::path();
    const auto regraded = regrade_one(file, settings.output / below, settings.deformity);
    if (!regraded) {
      const Error& error = regraded.error();
      spdlog::error("{}: {}: {} {}", file.string(), error.code, error.message, error.remedy);
      refused = true;
      continue;
    }
    spdlog::info("{}: {}", file.string(), regraded->changes.empty() ? "no grade changed" : "graded anew");
    for (const auto& change : regraded->changes) spdlog::info("  {}", change);
    if (settings.json) std::fputs(regraded->json.c_str(), stdout);
  }
  return refused ? kRefused : kAllAnalysed;
}

}  // namespace osteon::cli
