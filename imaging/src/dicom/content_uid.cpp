#include "content_uid.hpp"

#include <osteon/imaging/digest.hpp>

#include <array>
#include <charconv>
#include <span>

namespace osteon {

std::string uid_of(const std::string& words) {
  std::string digest = sha256(std::as_bytes(std::span(words))).substr(0, 32);
  digest[12] = '8', digest[16] = '8';  // a UUID made by its own rule
  std::string decimal = "0";
  for (const char hex : digest) {
    int carry = hex <= '9' ? hex - '0' : hex - 'a' + 10;
    for (auto digit = decimal.rbegin(); digit != decimal.rend(); ++digit) {
      const int value = 16 * (*digit - '0') + carry;
      *digit = static_cast<char>('0' + value % 10);
      carry = value / 10;
    }
    if (carry > 0) decimal.insert(0, std::to_string(carry));
  }
  return "2.25." + decimal;
}

std::string decimal_of(double value, int digits) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, digits).ptr;
  return {text.data(), end};
}

}  // namespace osteon
