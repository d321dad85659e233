#include "walk.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace osteon {
namespace {

namespace fs = std::filesystem;

/// The shortest tail of each path that tells it from the others: reports name inputs without saying where
/// they lie.
std::map<fs::path, fs::path> short_names(const std::set<fs::path>& paths) {
  std::map<fs::path, fs::path> names;
  for (const fs::path& path : paths) {
    const auto tail = [](const fs::path& p, int depth) {
      fs::path t;
      auto it = p.end();
      for (int n = 0; n < depth && it != p.begin(); ++n) {
        --it;
        if (it->has_root_directory()) break;
        t = t.empty() ? *it : *it / t;
      }
      return t;
    };
    int depth = 1;
    const auto clashes = [&] {
      return std::any_of(paths.begin(), paths.end(), [&](const fs::path& other) {
        return other != path && tail(other, depth) == tail(path, depth);
      });
    };
    constexpr int kDeepest = 64;
    while (depth < kDeepest && clashes()) ++depth;
    names[path] = tail(path, depth);
  }
  return names;
}

/// Valid text whatever the bytes of a file's name: reports are UTF-8.
std::string as_text(const fs::path& path) {
  std::string text = path.generic_string();
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || byte > 126) c = '?';
  }
  return text;
}

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
      found.unreadable.push_back(as_text(without_trailing_slash(input).filename()));
    } else {
      roots.insert(root);
    }
  }
  const auto names = short_names(roots);
  std::map<fs::path, std::string> files;
  for (const fs::path& root : roots) {
    const fs::path& name = names.at(root);
    std::error_code error;
    if (fs::is_regular_file(root, error)) {
      files.try_emplace(root, as_text(name));
      continue;
    }
    fs::recursive_directory_iterator it(root, fs::directory_options::skip_permission_denied, error), end;
    if (error) found.unreadable.push_back(as_text(name));
    for (; !error && it != end; it.increment(error)) {
      std::error_code status;
      if (it->is_regular_file(status))
        files.try_emplace(it->path(), as_text(name / it->path().lexically_relative(root)));
    }
  }
  for (auto& [path, source] : files) found.files.push_back({path, source});
  std::sort(found.files.begin(), found.files.end(), [](const FoundFile& a, const FoundFile& b) {
    return std::tie(a.source, a.path) < std::tie(b.source, b.path);
  });
  std::sort(found.unreadable.begin(), found.unreadable.end());
  return found;
}

}  // namespace osteon
