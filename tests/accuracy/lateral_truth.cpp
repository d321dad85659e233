#include "lateral_truth.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace osteon {
namespace {

/// Lines of words between commas; those that begin with # are skipped.
std::vector<std::vector<std::string>> lines_of(const std::filesystem::path& table) {
  std::vector<std::vector<std::string>> lines;
  std::ifstream in(table);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::stringstream words(line);
    lines.emplace_back();
    for (std::string word; std::getline(words, word, ',');) lines.back().push_back(word);
  }
  return lines;
}

}  // namespace

LateralTruth lateral_truth(const std::filesystem::path& table, const Grid<2>& grid) {
  LateralTruth truth;
  for (const auto& row : lines_of(table)) {
    if (row.size() < 4) continue;
    const auto level = vertebra_from_name(row[0]);
    const auto point = std::find(kLateralPoints.begin(), kLateralPoints.end(), row[1]);
    if (!level || point == kLateralPoints.end()) continue;
    truth[*level][static_cast<std::size_t>(point - kLateralPoints.begin())] =
        grid.origin_mm + grid.spacing_mm.cwiseProduct(Eigen::Vector2d(std::stod(row[2]), std::stod(row[3])));
  }
  return truth;
}

std::map<BoneRegion, DrawnBody> drawn_bodies(const std::filesystem::path& table) {
  std::map<BoneRegion, DrawnBody> bodies;
  for (const auto& row : lines_of(table))
    if (const auto level = vertebra_from_name(row[0]); level && row.size() > 2)
      bodies[*level] = {std::stod(row[1]), row[2] == "1"};
  return bodies;
}

}  // namespace osteon
