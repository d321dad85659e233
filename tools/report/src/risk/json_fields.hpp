#pragma once

#include <string>

// Fields of a JSON object of either kind (in order or sorted): what is absent or of another type is nothing.
namespace osteon {

template <class Json>
[[nodiscard]] const Json* at(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

template <class Json>
[[nodiscard]] const Json& list(const Json& object, const char* key) {
  static const Json kNone = Json::array();
  const Json* found = at(object, key);
  return found != nullptr && found->is_array() ? *found : kNone;
}

template <class Json>
[[nodiscard]] std::string text(const Json& object, const char* key) {
  const Json* found = at(object, key);
  return found != nullptr && found->is_string() ? found->template get<std::string>() : std::string();
}

}  // namespace osteon
