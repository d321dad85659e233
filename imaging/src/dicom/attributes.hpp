#pragma once

#include <Eigen/Core>
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

// Reading attributes tolerantly: an absent, empty or malformed value is simply not there.

namespace osteon::dicom {

[[nodiscard]] inline std::string trimmed(std::string text) {
  const auto blank = [](unsigned char c) { return c <= ' '; };
  while (!text.empty() && blank(static_cast<unsigned char>(text.back()))) text.pop_back();
  std::size_t start = 0;
  while (start < text.size() && blank(static_cast<unsigned char>(text[start]))) ++start;
  return text.substr(start);
}

/// The whole value, components joined by `separator`. Bytes outside ASCII become '?': the words that the
/// engine compares are ASCII, and a report must stay valid text whatever the file's character set.
[[nodiscard]] inline std::string text_of(DcmItem& item, const DcmTagKey& tag, char separator = '/') {
  OFString value;
  if (item.findAndGetOFStringArray(tag, value).bad()) return {};
  std::string text(value.c_str(), value.size());
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\\') c = separator;
    if (byte < ' ') c = ' ';
    if (byte > 126) c = '?';
  }
  return trimmed(text);
}

/// One component as a number (DS, IS and the binary kinds). Decimal point whatever the locale.
[[nodiscard]] inline std::optional<double> number_of(DcmItem& item, const DcmTagKey& tag,
                                                     unsigned long at = 0) {
  OFString value;
  if (item.findAndGetOFString(tag, value, at).bad()) return std::nullopt;
  std::string text = trimmed(std::string(value.c_str(), value.size()));
  if (!text.empty() && text.front() == '+') text.erase(0, 1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

[[nodiscard]] inline int integer_of(DcmItem& item, const DcmTagKey& tag, int otherwise = 0) {
  const auto number = number_of(item, tag);
  return number && std::abs(*number) < 2e9 ? static_cast<int>(*number) : otherwise;
}

template <int N>
[[nodiscard]] std::optional<Eigen::Matrix<double, N, 1>> vector_of(DcmItem& item, const DcmTagKey& tag) {
  Eigen::Matrix<double, N, 1> vector;
  for (int n = 0; n < N; ++n) {
    const auto component = number_of(item, tag, static_cast<unsigned long>(n));
    if (!component) return std::nullopt;
    vector[n] = *component;
  }
  return vector;
}

/// The first item of a sequence; null when there is none.
[[nodiscard]] inline DcmItem* first_item(DcmItem& item, const DcmTagKey& sequence, long at = 0) {
  DcmItem* found = nullptr;
  return item.findAndGetSequenceItem(sequence, found, at).good() ? found : nullptr;
}

}  // namespace osteon::dicom
