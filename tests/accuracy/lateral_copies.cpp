#include "lateral_copies.hpp"

#include "lateral_disturbed.hpp"
#include "lateral_errors.hpp"
#include "lateral_flags.hpp"
#include "lateral_overlay.hpp"

#include <osteon/segmentation/lateral_spine.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace osteon {
namespace {

namespace fs = std::filesystem;

struct Copies {
  LateralErrors errors;
  LateralFlags flags;
  bool is_refused = false;  ///< the last one
};

void look_at(const MarkedPicture& copy, const std::map<BoneRegion, DrawnBody>& drawn, const fs::path& file,
             Copies& copies) {
  const auto spine = find_lateral_spine(copy.picture);
  const LateralSpine* found = spine ? &*spine : nullptr;
  copies.is_refused = !spine;
  compare(found, copy.truth, drawn, copies.errors);
  judge(found, copy.truth, drawn, copy.picture.grey.grid(), copies.flags);
  if (file.has_parent_path()) draw_lateral(copy.picture, found, copy.truth, file);
}

fs::path in(const fs::path& pictures, std::string name) {
  if (pictures.empty()) return {};
  std::replace(name.begin(), name.end(), ' ', '-');
  return pictures / (name + ".png");
}

void print_collapses(const MarkedPicture& marked, const fs::path& pictures) {
  constexpr std::array kShapes{std::pair(DeformityShape::wedge, "wedge"),
                               std::pair(DeformityShape::biconcave, "biconcave"),
                               std::pair(DeformityShape::crush, "crush")};
  std::vector<std::pair<std::string, Copies>> rows;
  for (const double loss : {0.3, 0.45})
    for (const auto& [shape, word] : kShapes) {
      Copies& copies = rows.emplace_back(fmt::format("{} by {:.0f} %", word, 100 * loss), Copies{}).second;
      for (const auto& [level, points] : marked.truth)
        if (const auto copy = collapsed(marked, level, shape, loss))
          look_at(*copy, {{level, {loss, true}}},
                  in(pictures, fmt::format("{} {:.0f} {}", word, 100 * loss, name(level))), copies);
    }
  fmt::print("\n");
  print_heading();
  for (const auto& [title, copies] : rows) print_row(title, copies.errors);
  print_heading_of_flags();
  for (const auto& [title, copies] : rows) print_row(title, copies.flags);
}

void print_disturbed(const MarkedPicture& marked, const fs::path& pictures) {
  fmt::print(
      "\n| copy | | bodies found | right names | besides | points, mm | falsely suspected | possible "
      "|\n|---|---|---|---|---|---|---|---|\n");
  for (const Disturbance& disturbance : lateral_disturbances()) {
    Copies copy;
    look_at(disturbance.done(marked), {},
            in(pictures, "disturbed " + disturbance.kind + " " + disturbance.name), copy);
    const LateralErrors& e = copy.errors;
    if (copy.is_refused)
      fmt::print("| {} | {} | refused, {} in view | | | | | |\n", disturbance.kind, disturbance.name,
                 e.missed);
    else
      fmt::print("| {} | {} | {}/{} | {} | {} | {:.1f} | {} | {} |\n", disturbance.kind, disturbance.name,
                 e.found, e.found + e.missed, e.found - e.misnamed - e.misnamed_for_certain, e.besides,
                 mean(e.points_mm), copy.flags.falsely_suspected, copy.flags.falsely_possible);
  }
}

}  // namespace

void print_copies(const MarkedPicture& marked, const fs::path& pictures) {
  print_collapses(marked, pictures);
  print_disturbed(marked, pictures);
}

}  // namespace osteon
