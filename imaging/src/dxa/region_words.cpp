#include "region_words.hpp"

#include "../page/fuzzy.hpp"

#include <algorithm>
#include <array>

namespace osteon::dxa {
namespace {

bool holds(std::string_view text, std::string_view word) { return page::holds_word(text, word, 0); }

template <std::size_t N>
bool holds_any(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return holds(text, word); });
}

constexpr std::array<std::string_view, 5> kOrdinals = {"FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH"};

/// Reads "L1", "4" or "L4" at `at`; a bare figure only where a range or a list goes on.
int level_at(std::string_view text, std::size_t& at, bool bare_allowed) {
  std::size_t i = at;
  while (i < text.size() && text[i] == ' ') ++i;
  const bool named = i < text.size() && text[i] == 'L';
  if (named && i > 0 && ((text[i - 1] >= 'A' && text[i - 1] <= 'Z'))) return 0;
  if (named) ++i;
  if (!named && !bare_allowed) return 0;
  if (i >= text.size() || text[i] < '1' || text[i] > '5') return 0;
  if (i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9') return 0;
  at = i + 1;
  return text[i] - '0';
}

enum class Link { none, range, list };

Link link_at(std::string_view text, std::size_t& at) {
  std::size_t i = at;
  while (i < text.size() && text[i] == ' ') ++i;
  for (const std::string_view word : {"TO ", "-", "?", ":"})
    if (text.substr(i).starts_with(word)) return at = i + word.size(), Link::range;
  for (const std::string_view word : {"AND ", ",", "+", "&", "/"})
    if (text.substr(i).starts_with(word)) return at = i + word.size(), Link::list;
  return Link::none;
}

std::vector<int> levels_from(std::string_view text, std::size_t at) {
  std::vector<int> levels;
  int last = level_at(text, at, false);
  if (last == 0) return {};
  levels.push_back(last);
  while (true) {
    std::size_t ahead = at;
    const Link link = link_at(text, ahead);
    const int next = link == Link::none ? 0 : level_at(text, ahead, true);
    if (next <= last) return levels;  // rows name their levels from above downwards
    for (int level = link == Link::range ? last + 1 : next; level <= next; ++level) levels.push_back(level);
    last = next;
    at = ahead;
  }
}

DxaExam exam_in(std::string_view text) {
  if (holds(text, "LATERAL") || holds(text, "LVA") || holds(text, "VFA")) return DxaExam::other;
  const bool body = (holds(text, "TOTAL") || holds(text, "WHOLE")) && holds(text, "BODY");
  const bool spine = holds_any<2>(text, {"SPINE", "LUMBAR"}) || !levels_in(text).empty();
  const bool femur = holds_any<4>(text, {"FEMUR", "FEMORAL", "HIP", "DUALFEMUR"});
  const bool forearm = holds_any<3>(text, {"FOREARM", "RADIUS", "ULNA"});
  if (body) return DxaExam::total_body;
  if (spine + femur + forearm != 1) return DxaExam::other;
  return spine ? DxaExam::ap_spine : femur ? DxaExam::femur : DxaExam::forearm;
}

std::string femur_region(std::string_view text) {
  std::vector<std::string> found;
  if (holds(text, "NECK"))
    found.emplace_back(holds(text, "UPPER") ? "upper-neck" : holds(text, "LOWER") ? "lower-neck" : "neck");
  if (holds_any<2>(text, {"WARD", "WARDS"})) found.emplace_back("wards");
  if (holds_any<3>(text, {"INTER", "INTERTROCHANTER", "INTERTROCHANTERIC"}))
    found.emplace_back("intertrochanter");
  else if (holds_any<3>(text, {"TROCH", "TROCHANTER", "TROCHANTERIC"}))
    found.emplace_back("trochanter");
  if (holds(text, "SHAFT")) found.emplace_back("shaft");
  if (holds(text, "TOTAL")) found.emplace_back("total");
  return found.size() == 1 ? found.front() : "";
}

std::string forearm_region(std::string_view text) {
  std::string bone, part;
  if (holds(text, "RADIUS")) bone = "radius";
  if (holds(text, "ULNA")) bone = bone.empty() ? "ulna" : "both";
  if (holds(text, "UD") || holds(text, "ULTRADISTAL")) part = "ultradistal";
  if (holds(text, "33") || text.find("1/3") != std::string_view::npos) part = "33";
  if (holds(text, "MID")) part = part.empty() ? "mid" : "";
  if (holds(text, "TOTAL")) part = part.empty() ? "total" : "";
  return bone.empty() || part.empty() ? "" : bone + "-" + part;
}

std::string body_region(std::string_view text) {
  for (const std::string_view word :
       {"HEAD", "ARMS", "ARM", "LEGS", "LEG", "TRUNK", "RIBS", "PELVIS", "SPINE"})
    if (holds(text, word)) {
      std::string region(word);
      for (char& c : region) c = static_cast<char>(c - 'A' + 'a');
      return region;
    }
  return holds(text, "TOTAL") ? "total" : "";
}

std::string region_in(DxaExam exam, std::string_view text) {
  switch (exam) {
    case DxaExam::ap_spine: {
      std::string levels = levels_in(text);
      return levels.empty() && holds(text, "TOTAL") ? "total" : levels;
    }
    case DxaExam::femur:
      return femur_region(text);
    case DxaExam::forearm:
      return forearm_region(text);
    case DxaExam::total_body:
      return body_region(text);
    case DxaExam::other:
      return "";
  }
  return "";
}

}  // namespace

std::string name_of_levels(const std::vector<int>& levels) {
  std::string text;
  for (std::size_t n = 0; n < levels.size();) {
    std::size_t last = n;
    while (last + 1 < levels.size() && levels[last + 1] == levels[last] + 1) ++last;
    text += (text.empty() ? "L" : ",L") + std::to_string(levels[n]);
    if (last > n) text += "-L" + std::to_string(levels[last]);
    n = last + 1;
  }
  return text;
}

std::string levels_in(std::string_view words) {
  for (std::size_t n = 0; n < kOrdinals.size(); ++n)
    if (holds(words, kOrdinals[n]) && holds(words, "LUMBAR")) return "L" + std::to_string(n + 1);
  for (std::size_t at = 0; at < words.size(); ++at)
    if (const auto levels = levels_from(words, at); !levels.empty()) return name_of_levels(levels);
  return "";
}

Place place_of(const std::vector<std::string>& nearest_first) {
  Place place;
  for (const std::string& text : nearest_first)
    if (place.exam == DxaExam::other) place.exam = exam_in(text);
  // A lateral scan of the spine has levels too, and other numbers.
  for (const std::string& text : nearest_first)
    if (place.exam == DxaExam::ap_spine && holds(text, "LATERAL")) place.exam = DxaExam::other;
  bool side_told = false;
  for (const std::string& text : nearest_first) {
    if (place.region.empty()) place.region = region_in(place.exam, text);
    place.mean_of_sides = place.mean_of_sides || (holds(text, "MEAN") && place.exam == DxaExam::femur);
    const bool left = holds(text, "LEFT"), right = holds(text, "RIGHT");
    if (side_told || left == right) continue;
    side_told = true;
    place.side = left ? Side::left : Side::right;
  }
  if (place.exam == DxaExam::ap_spine) place.side.reset();
  if (place.mean_of_sides) place.side.reset();
  return place;
}

}  // namespace osteon::dxa
