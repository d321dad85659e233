#include "walk.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <tuple>

namespace osteon {
namespace {

namespace fs = std::filesystem;

/// The last `depth` parts of a path.
fs::path tail(const fs::path& path, int depth) {
  fs::path t;
  auto part = path.end();
  for (int n = 0; n < depth && part != path.begin(); ++n) {
    --part;
    if (part->has_root_directory()) break;
    t = t.empty() ? *part : *part / t;
  }
  return t;
}

/// The shortest tail of each path that tells it from the others: reports name inputs without saying where
/// they lie.
std::map<fs::path, fs::path> short_names(const std::set<fs::path>& paths) {
  std::map<fs::path, fs::path> names;
  constexpr int kDeepest = 64;
  for (int depth = 1; depth <= kDeepest && names.size() < paths.size(); ++depth) {
    std::map<fs::path, int> bearers;
    for (const fs::path& path : paths) ++bearers[tail(path, depth)];
    for (const fs::path& path : paths)
      if (bearers[tail(path, depth)] == 1 || depth == kDeepest) names.try_emplace(path, tail(path, depth));
  }
  return names;
}

/// Bytes of the UTF-8 character that begins at `at`; 0 where none does.
std::size_t utf8_length(const std::string& text, std::size_t at) {
  const auto byte = [&](std::size_t n) {
    return at + n < text.size() ? static_cast<unsigned char>(text[at + n]) : 0U;
  };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xC2 && first < 0xE0 ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
  for (std::size_t n = 1; n < length; ++n)
    if ((byte(n) & 0xC0) != 0x80) return 0;
  const bool overlong_or_surrogate = (first == 0xE0 && byte(1) < 0xA0) ||
                                     (first == 0xED && byte(1) >= 0xA0) ||
                                     (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) >= 0x90);
  return overlong_or_surrogate ? 0 : length;
}

/// Valid text whatever the bytes of a file's name: reports are UTF-8.
std::string as_text(const fs::path& path) {
  const std::string bytes = path.generic_string();
  std::string text;
  for (std::size_t n = 0; n < bytes.size();) {
    const std::size_t length = utf8_length(bytes, n);
    const bool control = static_cast<unsigned char>(bytes[n]) < ' ' || bytes[n] == '\x7f';
    text += length == 0 || control ? "?" : bytes.substr(n, length);
    n += std::max<std::size_t>(length, 1);
  }
  return text;
}

/// What an earlier run of this engine wrote into a folder, by the list that it leaves there.
std::set<fs::path> own_files(const fs::path& folder) {
  std::set<fs::path> files;
  std::ifstream list(folder / ".osteon-files");
  for (std::string word; list >> word;) files.insert(folder / word);
  if (!files.empty()) files.insert(folder / ".osteon-files");
  return files;
}

class Walker {
 public:
  explicit Walker(Walk& found) : found_(found) {}

  void visit(const fs::path& path, const fs::path& name, const std::set<fs::path>& own) {
    std::error_code error;
    const auto link = fs::symlink_status(path, error);
    const auto status = fs::status(path, error);
    const auto ignore = [&](const char* code, const char* message, const char* remedy) {
      found_.ignored.push_back({as_text(name), {code, message, remedy}});
    };
    if (own.count(path) > 0)
      return ignore("file.own-output", "Written by an earlier run of this engine.", "Nothing to do.");
    if (fs::is_directory(status) && fs::is_symlink(link))
      return ignore("file.link", "A link to a folder, which is not followed.", "Give the folder itself.");
    if (fs::is_directory(status)) return visit_folder(path, name);
    if (!fs::is_regular_file(status))
      return ignore("file.not-regular", "A pipe, a device, or a link that leads nowhere.", "Nothing to do.");
    const fs::path real = fs::canonical(path, error);
    if (seen_.insert(error ? path : real).second)
      found_.files.push_back({path, as_text(name)});
    else
      ignore("file.repeated", "The same file was given twice; it is used once.", "Nothing to do.");
  }

 private:
  void visit_folder(const fs::path& folder, const fs::path& name) {
    if (folder.filename().string().starts_with(".osteon-part-"))
      return;  // a run that is going on, or was cut off
    std::error_code error;
    std::vector<fs::path> entries;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
      entries.push_back(it->path());
    if (error)
      found_.ignored.push_back(
          {as_text(name),
           {"file.unreadable", "The folder cannot be read to its end.", "Check that it may be read."}});
    std::sort(entries.begin(), entries.end());
    const auto own = own_files(folder);
    for (const fs::path& entry : entries) visit(entry, name / entry.filename(), own);
  }

  Walk& found_;
  std::set<fs::path> seen_;
};

fs::path without_trailing_slash(const fs::path& path) {
  return path.has_filename() ? path : path.parent_path();
}

}  // namespace

Walk walk(const std::vector<fs::path>& inputs) {
  Walk found;
  std::set<fs::path> roots;
  for (const fs::path& input : inputs) {
    std::error_code error;
    const fs::path root = fs::canonical(input, error);
    if (error) {
      found.ignored.push_back(
          {as_text(without_trailing_slash(input).filename()),
           {"file.unreadable", "The input does not exist or may not be read.", "Check the path."}});
    } else {
      roots.insert(root);
    }
  }
  const auto names = short_names(roots);
  Walker walker(found);
  for (const fs::path& root : roots) {
    // A folder within another input is walked with that one.
    const bool within = std::any_of(roots.begin(), roots.end(), [&](const fs::path& other) {
      return other != root &&
             std::mismatch(other.begin(), other.end(), root.begin(), root.end()).first == other.end();
    });
    if (!within) walker.visit(root, names.at(root), {});
  }
  for (FoundFile& file : found.files) file.named = roots.count(file.path) > 0;
  std::sort(found.files.begin(), found.files.end(), [](const FoundFile& a, const FoundFile& b) {
    return std::tie(a.source, a.path) < std::tie(b.source, b.path);
  });
  return found;
}

}  // namespace osteon
