#include "markup.hpp"

#include "style.hpp"

namespace osteon {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result +=
            static_cast<unsigned char>(c) < 0x20 ? ' ' : c;  // control characters have no place on a page
    }
  }
  return result;
}

std::string element(std::string_view tag, std::string_view css_class, std::string_view content) {
  std::string result = "<" + std::string(tag);
  if (!css_class.empty()) result += " class=\"" + std::string(css_class) + "\"";
  result.append(">").append(content).append("</").append(tag).append(">");
  return result;
}

std::string level_ranges(const std::vector<BoneRegion>& levels) {
  constexpr std::size_t kLeastRun = 3;
  std::string text;
  for (std::size_t n = 0; n < levels.size();) {
    std::size_t last = n;
    while (last + 1 < levels.size() &&
           craniocaudal_rank(levels[last + 1]) - craniocaudal_rank(levels[last]) <= 1.0)
      ++last;
    const bool run = last + 1 - n >= kLeastRun;
    text += (text.empty() ? "" : ", ") + name(levels[n]);
    if (run) text += "&#8211;" + name(levels[last]);
    n = run ? last + 1 : n + 1;
  }
  return text;
}

std::string signed_text(double value, int decimals) {
  return (value > 0 ? "+" : "") + number_text(value, decimals);
}

std::string score_cell(const std::optional<DensityScore>& score) {
  if (!score) return "&#8211;";
  std::string cell = signed_text(score->value, 1);
  if (score->sd) cell += element("span", "sd", "&#8239;±&#8239;" + number_text(*score->sd, 1));
  return cell;
}

std::string base64(const std::vector<std::uint8_t>& bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  result.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t n = 0; n < bytes.size(); n += 3) {
    const std::size_t here = std::min<std::size_t>(3, bytes.size() - n);
    std::uint32_t group = 0;
    for (std::size_t m = 0; m < 3; ++m) group = group << 8 | (m < here ? bytes[n + m] : 0U);
    for (std::size_t m = 0; m < 4; ++m) result += m <= here ? kDigits[group >> (18 - 6 * m) & 0x3FU] : '=';
  }
  return result;
}

std::string page(std::string_view title, std::string_view body) {
  std::string result = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  result += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  // Nothing may be fetched, whatever a text from a file should try.
  result +=
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
      "'unsafe-inline'\">\n";
  result += element("title", "", escaped(title)) + "\n<style>" + std::string(kStyle) +
            "</style>\n</head>\n<body>\n";
  result.append(body);
  result +=
      element("footer", "",
              "Decision support for professionals. osteon is not a medical device; every finding has to be "
              "confirmed on the images.");
  return result + "\n</body>\n</html>\n";
}

}  // namespace osteon
