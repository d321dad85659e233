#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace osteon {

/// Why an input could not be used. A script branches on the code, a person reads the message and the remedy.
/// Codes are lower-case words, `topic.what` (docs/reason-codes.md lists them); none ever holds patient data.
struct Error {
  std::string code;
  std::string message;
  std::string remedy;
  friend bool operator==(const Error&, const Error&) = default;
};

/// Something a reader of the result has to know, though the input could be used.
struct Warning {
  std::string code;
  std::string message;
  friend bool operator==(const Warning&, const Warning&) = default;
};

/// A value, or why there is none. std::expected's member names (g++ 12 has no std::expected in C++20).
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor): as std::expected
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor): as std::expected

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  [[nodiscard]] const T& value() const& {
    require(has_value());
    return std::get<0>(state_);
  }
  [[nodiscard]] T& value() & {
    require(has_value());
    return std::get<0>(state_);
  }
  [[nodiscard]] T&& value() && {
    require(has_value());
    return std::get<0>(std::move(state_));
  }
  [[nodiscard]] const Error& error() const {
    require(!has_value());
    return std::get<1>(state_);
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

 private:
  static void require(bool condition) {
    if (!condition) throw std::logic_error("Result: the other alternative is held");
  }
  std::variant<T, Error> state_;
};

}  // namespace osteon
