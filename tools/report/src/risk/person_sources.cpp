#include "person_sources.hpp"

#include <algorithm>

namespace osteon {

using Json = nlohmann::json;

std::string shown(const Json& value) {
  constexpr std::size_t kShownChars = 40;
  std::string text = value.is_string() ? value.get<std::string>()
                                       : value.dump(-1, ' ', false, Json::error_handler_t::replace);
  text = text.substr(0, kShownChars);
  for (char& c : text)
    if (c < ' ' || c > '~') c = '?';
  return text;
}

namespace {

/// How deep brackets nest; what stands in quotes is none.
int depth_of(std::string_view text) {
  int depth = 0, deepest = 0;
  bool quoted = false;
  for (std::size_t n = 0; n < text.size(); ++n) {
    const char c = text[n];
    if (quoted && c == '\\')
      ++n;
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && (c == '[' || c == '{'))
      deepest = std::max(deepest, ++depth);
    else if (!quoted && (c == ']' || c == '}'))
      --depth;
  }
  return deepest;
}

}  // namespace

std::optional<Json> bounded_json(std::string_view text) {
  constexpr int kDeepest = 64;  // writing goes as deep as reading, on the stack
  if (depth_of(text) > kDeepest) return std::nullopt;
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return json;
}

}  // namespace osteon
