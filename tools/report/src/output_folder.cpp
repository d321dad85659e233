#include <osteon/report/output_folder.hpp>

#include <algorithm>
#include <fstream>
#include <set>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace osteon {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kManifest = ".osteon-files";  // names what this engine wrote, one file a line

Error unwritable() {
  return {"output.unwritable", "The output folder cannot be written.",
          "Check its permissions and the space left on the disk."};
}

std::vector<std::string> files_below(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) names.push_back(entry.path().lexically_relative(folder).generic_string());
  std::sort(names.begin(), names.end());
  return names;
}

std::set<std::string> earlier_files(const fs::path& folder) {
  std::set<std::string> names;
  std::ifstream in(folder / kManifest);
  for (std::string line; std::getline(in, line);) {
    const fs::path name(line);  // the manifest may have been edited: never leave the folder
    if (!line.empty() && name.is_relative() && line.find("..") == std::string::npos) names.insert(line);
  }
  return names;
}

}  // namespace

OutputFolder::OutputFolder(fs::path folder)
    : folder_(std::move(folder)), part_(folder_ / (".osteon-part-" + std::to_string(::getpid()))) {}

OutputFolder::OutputFolder(OutputFolder&& other) noexcept
    : folder_(std::move(other.folder_)), part_(std::move(other.part_)) {
  other.part_.clear();
}

OutputFolder::~OutputFolder() {
  std::error_code ignored;
  if (!part_.empty()) fs::remove_all(part_, ignored);
}

Result<OutputFolder> OutputFolder::create(const fs::path& folder) {
  OutputFolder output(folder);
  std::error_code error;
  fs::remove_all(output.part_, error);
  fs::create_directories(output.part_, error);
  if (error) return unwritable();
  return output;
}

fs::path OutputFolder::place_for(std::string_view name) const {
  const fs::path place = part_ / name;
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

Result<bool> OutputFolder::commit() {
  try {
    const auto names = files_below(part_);
    std::string manifest;
    for (const std::string& name : names) manifest += name + "\n";
    if (auto written = write(kManifest, manifest); !written) return written;
    auto stale = earlier_files(folder_);
    for (const std::string& name : names) {
      fs::create_directories((folder_ / name).parent_path());
      fs::rename(part_ / name, folder_ / name);
      stale.erase(name);
    }
    fs::rename(part_ / kManifest, folder_ / kManifest);
    for (const std::string& name : stale) fs::remove(folder_ / name);
    fs::remove_all(part_);
    part_.clear();
    return true;
  } catch (const fs::filesystem_error&) {
    return unwritable();
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
