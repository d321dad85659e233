#pragma once

#include <osteon/imaging/image.hpp>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace osteon {

/// Drawn at square pixels of a third of a millimetre.
class Overlay {
 public:
  explicit Overlay(const Image2D<std::uint8_t>& grey) : spacing_(grey.grid().spacing_mm) {
    const cv::Mat_<std::uint8_t> image(grey.grid().size[1], grey.grid().size[0],
                                       const_cast<std::uint8_t*>(grey.pixels().data()));
    cv::resize(image, canvas_, {}, spacing_[0] * kPerMm, spacing_[1] * kPerMm, cv::INTER_LINEAR);
    cv::cvtColor(canvas_, canvas_, cv::COLOR_GRAY2BGR);
  }
  void line(const Eigen::Vector2d& a, const Eigen::Vector2d& b, const cv::Scalar& colour) {
    cv::line(canvas_, at(a), at(b), colour, 1, cv::LINE_AA);
  }
  void circle(const Eigen::Vector2d& centre, double radius, const cv::Scalar& colour) {
    cv::circle(canvas_, at(centre), static_cast<int>(radius * kPerMm), colour, 1, cv::LINE_AA);
  }
  void text(const Eigen::Vector2d& place, const std::string& words, const cv::Scalar& colour) {
    cv::putText(canvas_, words, at(place), cv::FONT_HERSHEY_SIMPLEX, 0.4, colour, 1, cv::LINE_AA);
  }
  /// The borders of every label.
  void outline(const LabelMap<2>& labels, const cv::Scalar& colour) {
    const auto [columns, rows] = labels.grid().size;
    const cv::Mat_<std::uint8_t> map(rows, columns, const_cast<std::uint8_t*>(labels.pixels().data()));
    cv::Mat large;
    cv::resize(map, large, canvas_.size(), 0, 0, cv::INTER_NEAREST);
    for (int label = 1; label < 256; ++label) {
      std::vector<std::vector<cv::Point>> borders;
      cv::findContours(cv::Mat(large == label), borders, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
      cv::drawContours(canvas_, borders, -1, colour, 1);
    }
  }
  void save(const std::filesystem::path& file) const { cv::imwrite(file.string(), canvas_); }

 private:
  static constexpr double kPerMm = 3;
  [[nodiscard]] cv::Point at(const Eigen::Vector2d& mm) const {
    return {static_cast<int>((mm[0] + 0.5 * spacing_[0]) * kPerMm),
            static_cast<int>((mm[1] + 0.5 * spacing_[1]) * kPerMm)};
  }
  Eigen::Vector2d spacing_;
  cv::Mat canvas_;
};

inline const cv::Scalar kGreen(80, 255, 80), kYellow(60, 220, 255), kBlue(255, 160, 60), kRed(60, 60, 255);

}  // namespace osteon
