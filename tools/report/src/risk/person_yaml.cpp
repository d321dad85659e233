#include "person_sources.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <yaml-cpp/yaml.h>

namespace osteon {
namespace {

using Json = nlohmann::json;

// Anchors let a few lines stand for millions of nodes: they are counted as often as they are used.
constexpr int kDeepest = 16, kMostNodes = 20'000;

struct TooMuch {};

template <class Value>
std::optional<Value> number_in(const std::string& text) {
  Value value{};
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(value) : std::nullopt;
}

/// A plain scalar by YAML's core schema; a quoted one stays text, and yes and no are words here.
Json scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return text;
  if (text == "true" || text == "false") return text == "true";
  if (const auto whole = number_in<std::int64_t>(text)) return *whole;
  if (const auto number = number_in<double>(text); number && std::isfinite(*number)) return *number;
  return text;
}

class Converter {
 public:
  explicit Converter(Translated& into) : into_(into) {}

  Json json(const YAML::Node& node, int depth = 0) {
    if (++nodes_ > kMostNodes || depth > kDeepest) throw TooMuch{};
    if (node.IsScalar()) return scalar(node);
    if (node.IsSequence()) {
      Json list = Json::array();
      for (const YAML::Node& one : node) list.push_back(json(one, depth + 1));
      return list;
    }
    if (!node.IsMap()) return nullptr;
    Json object = Json::object();
    for (const auto& entry : node) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      Json value = json(entry.second, depth + 1);
      if (object.contains(key)) {
        into_.faults.push_back({shown(Json(key)), shown(value), "given once"});
        value = nullptr;
      }
      object[key] = std::move(value);
    }
    return object;
  }

 private:
  Translated& into_;
  int nodes_ = 0;
};

}  // namespace

Result<Translated> person_from_yaml(std::string_view text) {
  constexpr std::size_t kMostBytes = 1 << 20;
  const Error refusal{"person.not-a-questionnaire", "This is not a person's data as osteon reads them.",
                      "Start from what `osteon risk --new` writes, as JSON or YAML, or give FHIR resources."};
  if (text.size() > kMostBytes) return refusal;
  try {
    Translated result;
    result.entries = Converter(result).json(YAML::Load(std::string(text)));
    if (result.entries.is_object()) return result;
  } catch (const YAML::Exception&) {
  } catch (const TooMuch&) {
  }
  return refusal;
}

}  // namespace osteon
