#include <osteon/report/index.hpp>

namespace osteon {

IndexEntry make_index_entry(const Report&, std::string study, std::string folder) {
  IndexEntry entry;
  entry.study = std::move(study);
  entry.folder = std::move(folder);
  return entry;
}

std::string index_json(const std::vector<IndexEntry>&) { return "{}\n"; }
std::string index_html(const std::vector<IndexEntry>&) { return ""; }

}  // namespace osteon
