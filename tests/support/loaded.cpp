#include "loaded.hpp"

#include "synthetic_ct.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace osteon::testing {

std::vector<const SeriesOutline*> usable_cts(const Survey& survey) {
  std::vector<const SeriesOutline*> usable;
  for (const auto& study : survey.studies)
    for (const auto& s : study.series)
      if (!s.refusal && s.kind == SeriesKind::ct) usable.push_back(&s);
  return usable;
}

std::vector<std::string> refusal_codes(const Survey& survey) {
  std::vector<std::string> codes;
  for (const auto& study : survey.studies)
    for (const auto& s : study.series)
      if (s.refusal) codes.push_back(s.refusal->code);
  return codes;
}

bool has_warning(const SeriesOutline& outline, const std::string& code) {
  for (const Warning& w : outline.warnings)
    if (w.code == code) return true;
  return false;
}

void expect_planted(const CtScan& scan, double tolerance_hu) {
  const auto& image = scan.hounsfield;
  const auto& size = image.grid().size;
  const bool shifted = std::count(image.pixels().begin(), image.pixels().end(), -1024) > 0;
  std::size_t inside = 0;
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i) {
        const double value = image.at(i, j, k);
        if (value == -1024) continue;
        const auto place = image.grid().patient_from_index({Eigen::Vector3d(i, j, k)}).mm;
        const bool border = (shifted && (j == 0 || j + 1 == size[1])) ||
                            (j > 0 && image.at(i, j - 1, k) == -1024) ||
                            (j + 1 < size[1] && image.at(i, j + 1, k) == -1024);
        if (border) continue;  // a shifted slice ends within half a pixel
        ++inside;
        ASSERT_NEAR(value, planted_hu(place), tolerance_hu) << i << ' ' << j << ' ' << k;
      }
  EXPECT_GT(inside, image.pixels().size() / 3);
}

std::string dicom_text(const Eigen::Vector3d& v) {
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "%.6f\\%.6f\\%.6f", v.x(), v.y(), v.z());
  return text.data();
}

}  // namespace osteon::testing
