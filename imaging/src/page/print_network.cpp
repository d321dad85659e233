#include "print_network.hpp"

#include <opencv2/dnn.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon::page {
namespace {

const unsigned char kModel[] = {
#include "print_network.inc"
};

constexpr int kWidthStep = 32;  // strips are padded with paper to a multiple, so that few shapes occur

/// The strip with paper on its right, on so many rows as the network sees.
cv::Mat padded(const InkStrip& strip) {
  const int width = (strip.width + kWidthStep - 1) / kWidthStep * kWidthStep;
  const std::array<int, 4> shape = {1, 1, kStripHeight, width};
  cv::Mat ink(static_cast<int>(shape.size()), shape.data(), CV_32F, cv::Scalar(0));
  const int shift = (kStripHeight - strip.height) / 2;
  for (int y = 0; y < strip.height; ++y) {
    if (y + shift < 0 || y + shift >= kStripHeight) continue;
    const float* row = strip.ink.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(strip.width);
    std::copy(row, row + strip.width, ink.ptr<float>(0, 0, y + shift));
  }
  return ink;
}

}  // namespace

struct PrintNetwork::Layers {
  cv::dnn::Net net = cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(kModel), sizeof kModel);
};

PrintNetwork::PrintNetwork() : layers_(std::make_unique<Layers>()) {
  layers_->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
}
PrintNetwork::~PrintNetwork() = default;

CharacterOdds PrintNetwork::read(const InkStrip& strip) {
  if (strip.width <= 0) return {};
  layers_->net.setInput(padded(strip));
  const cv::Mat scores = layers_->net.forward();  // 1 x characters x 1 x steps
  CharacterOdds odds;
  odds.steps = std::min(scores.size[3], (strip.width + 1) / 2);
  odds.log_odds.resize(static_cast<std::size_t>(odds.steps) * kPrintClasses);
  for (int t = 0; t < odds.steps; ++t) {
    float* step = odds.log_odds.data() + static_cast<std::size_t>(t) * kPrintClasses;
    for (int c = 0; c < static_cast<int>(kPrintClasses); ++c) step[c] = scores.ptr<float>(0, c, 0)[t];
    const float most = *std::max_element(step, step + kPrintClasses);
    double sum = 0;
    for (std::size_t c = 0; c < kPrintClasses; ++c) sum += std::exp(static_cast<double>(step[c] - most));
    const auto log_sum = most + static_cast<float>(std::log(sum));
    for (std::size_t c = 0; c < kPrintClasses; ++c) step[c] -= log_sum;
  }
  return odds;
}

}  // namespace osteon::page
