#include <osteon/imaging/raw_dxa.hpp>

#include <gtest/gtest.h>

#include <random>

namespace osteon {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes number(std::uint32_t value, int bytes) {
  Bytes result;
  for (int n = 0; n < bytes; ++n) result.push_back(static_cast<std::uint8_t>(value >> (8 * n)));
  return result;
}

Bytes record(std::uint16_t tag, const Bytes& value) {
  Bytes result = number(tag, 2);
  const Bytes length = number(static_cast<std::uint32_t>(value.size() + 6), 4);
  result.insert(result.end(), length.begin(), length.end());
  result.insert(result.end(), value.begin(), value.end());
  return result;
}

Bytes joined(const std::vector<Bytes>& parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Bytes samples(std::size_t count) {
  Bytes bytes;
  for (std::size_t n = 0; n < count; ++n)
    for (const std::uint8_t byte : number(static_cast<std::uint32_t>(1000 + n), 2)) bytes.push_back(byte);
  return bytes;
}

Bytes file(std::uint32_t width, std::uint32_t height, std::size_t count) {
  return joined({record(0x0428, {1, 2, 3}), record(0x003A, number(width, 2)),
                 record(0x003B, number(height, 2)), record(0x0150, Bytes(40, 'x')),
                 record(0x00CA, samples(count))});
}

TEST(RawDxa, ComesBackAsWritten) {
  const RawDxaSamples scan = read_raw_dxa(file(24, 5, 120)).value();
  EXPECT_EQ(scan.places, 4);
  EXPECT_EQ(scan.lines, 5);
  ASSERT_EQ(scan.samples.size(), 120U);
  for (std::size_t n = 0; n < 120; ++n) EXPECT_EQ(scan.samples[n], 1000 + n);
}

TEST(RawDxa, EveryCutIsRefused) {
  const Bytes whole = file(24, 5, 120);
  for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(read_raw_dxa(std::span(whole).first(n))) << n;
}

TEST(RawDxa, EveryLengthWidthAndCountThatLiesIsRefused) {
  const Bytes whole = file(24, 5, 120);
  for (std::size_t at = 0; at < whole.size();) {  // each record's length, off by anything
    const std::uint32_t length = whole[at + 2] + 256U * whole[at + 3];
    for (const std::uint32_t wrong : {0U, 5U, length - 1, length + 1, length + 300, 0xFFFFFFFFU}) {
      Bytes changed = whole;
      const Bytes bytes = number(wrong, 4);
      std::copy(bytes.begin(), bytes.end(), changed.begin() + static_cast<std::ptrdiff_t>(at) + 2);
      EXPECT_FALSE(read_raw_dxa(changed)) << at << " " << wrong;
    }
    at += length;
  }
  for (const auto& [width, height, count] : {std::tuple{25, 5, 125},
                                             {0, 5, 0},
                                             {24, 0, 0},
                                             {24, 5, 119},
                                             {24, 5, 126},
                                             {24, 6, 120},
                                             {30, 5, 120}})
    EXPECT_EQ(read_raw_dxa(file(static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height),
                                static_cast<std::size_t>(count)))
                  .error()
                  .code,
              "raw-dxa.inconsistent");
  EXPECT_EQ(read_raw_dxa(joined({whole, record(0x003A, number(24, 2))})).error().code, "raw-dxa.incomplete");
  EXPECT_EQ(read_raw_dxa(record(0x003A, number(24, 2))).error().code, "raw-dxa.incomplete");
  EXPECT_EQ(read_raw_dxa({}).error().code, "raw-dxa.broken");
}

TEST(RawDxa, ChanceBytesGiveAScanOnlyWhenTheyFit) {
  std::mt19937 random(3);
  for (int n = 0; n < 5000; ++n) {
    Bytes bytes = file(24, 5, 120);
    for (int k = 0; k < 1 + n % 4; ++k) bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    if (const auto scan = read_raw_dxa(bytes)) {
      EXPECT_EQ(scan->samples.size(), static_cast<std::size_t>(6 * scan->places * scan->lines));
    }
  }
}

}  // namespace
}  // namespace osteon
