#include <osteon/imaging/digest.hpp>
#include <osteon/report/output_folder.hpp>

#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <sstream>
#include <system_error>
#include <unistd.h>

namespace osteon {
namespace {

namespace fs = std::filesystem;

// Names what this engine wrote, one file a line: its digest, its size, its name.
constexpr std::string_view kManifest = ".osteon-files";

struct Content {
  std::string sha256;
  std::uintmax_t size = 0;
  friend bool operator==(const Content&, const Content&) = default;
};
using Manifest = std::map<std::string, Content>;

/// The part folders of this process that are neither moved nor removed yet. Held while files are moved: who
/// interrupts waits until an output is whole.
struct Unfinished {
  std::mutex lock;
  std::set<fs::path> parts;
};

Unfinished& unfinished() {
  static auto* const all = new Unfinished;  // never destroyed: a signal may come while the process ends
  return *all;
}

Error unwritable() {
  return {"output.unwritable", "The output folder cannot be written.",
          "Check its permissions and the space left on the disk."};
}

Error in_the_way() {
  return {"output.in-the-way", "A file of this name that osteon did not write lies in the output folder.",
          "Choose another folder."};
}

std::optional<Content> content_of(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  auto digest = error ? std::nullopt : sha256_of_file(file);
  if (!digest) return std::nullopt;
  return Content{std::move(*digest), size};
}

/// Throws where a file just written cannot be read.
Manifest files_below(const fs::path& folder) {
  Manifest files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const auto content = content_of(entry.path());
    if (!content)
      throw fs::filesystem_error("osteon", entry.path(), std::make_error_code(std::errc::io_error));
    files[entry.path().lexically_relative(folder).generic_string()] = *content;
  }
  files.erase(std::string(kManifest));
  return files;
}

Manifest earlier_files(const fs::path& folder) {
  Manifest files;
  std::ifstream in(folder / kManifest);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    Content content;
    std::string name;
    if (!(words >> content.sha256 >> content.size) || !std::getline(words >> std::ws, name)) continue;
    // The manifest may have been edited: never leave the folder.
    if (fs::path(name).is_relative() && name.find("..") == std::string::npos) files[name] = content;
  }
  return files;
}

std::string text_of(const Manifest& files) {
  std::string text;
  for (const auto& [name, content] : files)
    text += content.sha256 + " " + std::to_string(content.size) + " " + name + "\n";
  return text;
}

/// Why a file cannot be moved to `target`, as far as can be known before.
std::optional<Error> obstacle_at(const fs::path& target, bool ours) {
  const auto there = fs::symlink_status(target);
  if (fs::exists(there) && (!ours || fs::is_directory(there))) return in_the_way();
  fs::path above = target.parent_path();
  while (!above.empty() && !fs::exists(fs::symlink_status(above))) above = above.parent_path();
  if (!fs::is_directory(above)) return in_the_way();
  if (::access(above.c_str(), W_OK | X_OK) != 0) return unwritable();
  return std::nullopt;
}

std::optional<Error> first_obstacle(const fs::path& folder, const Manifest& files, const Manifest& earlier) {
  if (auto obstacle = obstacle_at(folder / kManifest, true)) return obstacle;
  for (const auto& file : files)
    if (auto obstacle = obstacle_at(folder / file.first, earlier.count(file.first) > 0)) return obstacle;
  return std::nullopt;
}

/// A file that somebody has changed since is no longer ours to remove.
void remove_stale(const fs::path& folder, const Manifest& earlier, const Manifest& files) {
  for (const auto& [name, content] : earlier) {
    const fs::path file = folder / name;
    if (files.count(name) > 0 || !fs::is_regular_file(fs::symlink_status(file))) continue;
    if (content_of(file) == content) fs::remove(file);
  }
}

}  // namespace

OutputFolder::OutputFolder(fs::path folder, fs::path part)
    : folder_(std::move(folder)), part_(std::move(part)) {}

OutputFolder::OutputFolder(OutputFolder&& other) noexcept
    : folder_(std::move(other.folder_)), part_(std::move(other.part_)) {
  other.part_.clear();
}

OutputFolder::~OutputFolder() {
  if (part_.empty()) return;
  const std::lock_guard guard(unfinished().lock);
  std::error_code ignored;
  fs::remove_all(part_, ignored);
  unfinished().parts.erase(part_);
}

Result<OutputFolder> OutputFolder::create(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return unwritable();
  const std::lock_guard guard(unfinished().lock);
  std::string part = (folder / ".osteon-part-XXXXXX").string();
  if (::mkdtemp(part.data()) == nullptr) return unwritable();  // no other process has the same
  unfinished().parts.insert(part);
  return OutputFolder(folder, part);
}

fs::path OutputFolder::place_for(std::string_view name) const {
  fs::path place = part_ / name;
  std::error_code ignored;
  fs::create_directories(place.parent_path(), ignored);
  return place;
}

Result<bool> OutputFolder::write(std::string_view name, std::string_view bytes) const {
  std::ofstream out(place_for(name), std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return unwritable();
  return true;
}

Result<bool> OutputFolder::commit(Stale stale) {
  const std::lock_guard guard(unfinished().lock);
  try {
    const Manifest files = files_below(part_);
    const Manifest earlier = earlier_files(folder_);
    if (const auto obstacle = first_obstacle(folder_, files, earlier)) return *obstacle;
    // First the names of both runs: whatever stops the moves, the next run knows all of them for ours.
    Manifest both = files;
    both.insert(earlier.begin(), earlier.end());
    if (auto listed = list(text_of(both)); !listed) return listed;
    for (const auto& file : files) {
      fs::create_directories((folder_ / file.first).parent_path());
      fs::rename(part_ / file.first, folder_ / file.first);
    }
    if (stale == Stale::remove) {
      remove_stale(folder_, earlier, files);
      if (auto listed = list(text_of(files)); !listed) return listed;
    }
    fs::remove_all(part_);
    unfinished().parts.erase(part_);
    part_.clear();
    return true;
  } catch (const fs::filesystem_error&) {
    return unwritable();
  }
}

Result<bool> OutputFolder::list(std::string_view manifest) const {
  if (auto written = write(kManifest, manifest); !written) return written;
  fs::rename(part_ / kManifest, folder_ / kManifest);
  return true;
}

void remove_unfinished_outputs() {
  const std::lock_guard guard(unfinished().lock);
  constexpr int kTries = 10;  // another thread may still write into it
  for (const fs::path& part : unfinished().parts) {
    std::error_code error;
    for (int n = 0; n < kTries && fs::exists(part, error); ++n) fs::remove_all(part, error);
  }
}

std::string safe_name(std::string_view text) {
  std::string name;
  for (char c : text) {
    const bool safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
    name += safe ? c : '_';
  }
  constexpr std::size_t kLongest = 80;
  name = name.substr(0, kLongest);
  if (name.empty() || name.front() == '.') name.insert(name.begin(), '_');
  return name;
}

}  // namespace osteon
