#include "lateral_disturbed.hpp"

#include <fmt/format.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace osteon {
namespace {

using Eigen::Vector2d;
using Grey = cv::Mat1f;

Grey grey_of(const DxaPicture& picture) {
  const auto [columns, rows] = picture.grey.grid().size;
  Grey grey(rows, columns);
  std::copy(picture.grey.pixels().begin(), picture.grey.pixels().end(), grey.begin());
  return grey;
}

/// Greys beyond 0...255 are cut off and rounded, as in a stored picture of 8 bits.
DxaPicture picture_of(const Grey& grey, const Vector2d& spacing_mm) {
  const Grid<2> grid{{grey.cols, grey.rows}, spacing_mm, Vector2d::Zero(), Eigen::Matrix2d::Identity()};
  std::vector<float> pixels(grey.begin(), grey.end());
  for (float& p : pixels) p = std::round(std::clamp(p, 0.0F, 255.0F));
  return {Image2D<float>(grid, std::move(pixels))};
}

Disturbance of_greys(std::string kind, std::string name, std::function<void(Grey&)> change) {
  return {std::move(kind), std::move(name), [change = std::move(change)](const MarkedPicture& marked) {
            Grey grey = grey_of(marked.picture).clone();
            change(grey);
            const Grid<2>& grid = marked.picture.grey.grid();
            MarkedPicture copy{picture_of(grey, grid.spacing_mm), marked.truth};
            for (auto& [level, points] : copy.truth)
              for (auto& p : points)
                if (p) *p -= grid.origin_mm;
            return copy;
          }};
}

/// `affine`: of stored pixels. Bodies that lie outside afterwards are not marked.
MarkedPicture moved(const MarkedPicture& marked, const cv::Matx23d& affine, cv::Size size, double fill) {
  const Grid<2>& grid = marked.picture.grey.grid();
  Grey grey;
  cv::warpAffine(grey_of(marked.picture), grey, affine, size, cv::INTER_LINEAR, cv::BORDER_CONSTANT, fill);
  MarkedPicture copy{picture_of(grey, grid.spacing_mm), {}};
  for (const auto& [level, points] : marked.truth) {
    TruePoints there;
    bool is_inside = true;
    for (std::size_t k = 0; k < points.size(); ++k) {
      if (!points[k]) continue;
      const Vector2d at = (*points[k] - grid.origin_mm).cwiseQuotient(grid.spacing_mm);
      const Vector2d to(affine(0, 0) * at.x() + affine(0, 1) * at.y() + affine(0, 2),
                        affine(1, 0) * at.x() + affine(1, 1) * at.y() + affine(1, 2));
      is_inside = is_inside && to.minCoeff() >= 0 && to.x() <= size.width - 1 && to.y() <= size.height - 1;
      there[k] = to.cwiseProduct(grid.spacing_mm);
    }
    if (is_inside) copy.truth[level] = there;
  }
  return copy;
}

cv::Size size_of(const MarkedPicture& marked) {
  return {marked.picture.grey.grid().size[0], marked.picture.grey.grid().size[1]};
}

Disturbance turned(double degrees) {
  return {"turned", fmt::format("{:+.0f} degrees", degrees), [degrees](const MarkedPicture& marked) {
            const cv::Size size = size_of(marked);
            cv::Matx23d affine = cv::Matx23d(cv::Mat1d(cv::getRotationMatrix2D(
                cv::Point2f(static_cast<float>(size.width) / 2, static_cast<float>(size.height) / 2), degrees,
                1)));
            const double wider = 0.4 * size.width;
            affine(0, 2) += wider / 2;
            return moved(marked, affine, {static_cast<int>(size.width + wider), size.height}, 0);
          }};
}

/// Shares of width and height.
Disturbance cropped(std::string name, double left, double right, double top, double bottom) {
  return {
      "cropped", std::move(name), [=](const MarkedPicture& marked) {
        const cv::Size size = size_of(marked);
        const cv::Matx23d affine(1, 0, -std::round(left * size.width), 0, 1, -std::round(top * size.height));
        return moved(
            marked, affine,
            {static_cast<int>((right - left) * size.width), static_cast<int>((bottom - top) * size.height)},
            0);
      }};
}

Disturbance framed(std::string name, double grey) {
  return {"framed", std::move(name), [=](const MarkedPicture& marked) {
            const cv::Size size = size_of(marked);
            const int border = size.width / 4;
            return moved(marked, cv::Matx23d(1, 0, border, 0, 1, border),
                         {size.width + 2 * border, size.height + 2 * border}, grey);
          }};
}

Disturbance coarser(double times) {
  return {"pixels", fmt::format("{:.1f} times as large", times), [times](const MarkedPicture& marked) {
            const Grid<2>& grid = marked.picture.grey.grid();
            Grey grey;
            cv::resize(grey_of(marked.picture), grey, {}, 1 / times, 1 / times, cv::INTER_AREA);
            const Vector2d larger(grid.spacing_mm.x() * grid.size[0] / grey.cols,
                                  grid.spacing_mm.y() * grid.size[1] / grey.rows);
            MarkedPicture copy{picture_of(grey, larger), marked.truth};
            for (auto& [level, points] : copy.truth)
              for (auto& p : points)
                if (p) *p -= grid.origin_mm + (larger - grid.spacing_mm) / 2;
            return copy;
          }};
}

void of_light(std::vector<Disturbance>& all) {
  for (const double gamma : {0.4, 0.6, 1.6, 2.5})
    all.push_back(of_greys("greys", fmt::format("to the power of {:.1f}", gamma), [gamma](Grey& g) {
      g /= 255;
      cv::pow(g, gamma, g);
      g *= 255;
    }));
  all.push_back(of_greys("greys", "a quarter as bright", [](Grey& g) { g /= 4; }));
  all.push_back(of_greys("greys", "twice as bright, cut off", [](Grey& g) { g *= 2; }));
  all.push_back(of_greys("greys", "narrow window", [](Grey& g) {
    g -= 60;
    g *= 2;
  }));
  all.push_back(of_greys("greys", "brighter towards the feet", [](Grey& g) {
    for (int r = 0; r < g.rows; ++r) g.row(r) = g.row(r) / 2 + 125.0 * r / g.rows;
  }));
  all.push_back(of_greys("greys", "local contrast", [](Grey& g) {
    cv::Mat1b bytes;
    g.convertTo(bytes, CV_8U);
    cv::createCLAHE(4, {8, 8})->apply(bytes, bytes);
    bytes.convertTo(g, CV_32F);
  }));
}

void of_sharpness(std::vector<Disturbance>& all) {
  for (const double sd : {10, 25, 50})
    all.push_back(of_greys("noise", fmt::format("{:.0f} of 255", sd), [sd](Grey& g) {
      cv::RNG random(3);
      Grey noise(g.size());
      random.fill(noise, cv::RNG::NORMAL, 0, sd);
      g += noise;
    }));
  for (const double share : {0.0025, 0.005, 0.009})
    all.push_back({"blur", fmt::format("{:.1f} mm", 200 * share), [share](const MarkedPicture& marked) {
                     return of_greys("", "", [share](Grey& g) { cv::GaussianBlur(g, g, {}, share * g.cols); })
                         .done(marked);
                   }});
  for (const double times : {2.0, 3.0}) all.push_back(coarser(times));
}

/// Strokes are as wide as `share` of the picture.
void of_things(std::vector<Disturbance>& all) {
  const auto at = [](const Grey& g, double x, double y) {
    return cv::Point(static_cast<int>(x * g.cols), static_cast<int>(y * g.rows));
  };
  all.push_back(of_greys("before it", "text", [at](Grey& g) {
    for (int n = 0; n < 8; ++n)
      cv::putText(g, "LATERAL SPINE 12345", at(g, 0.04, 0.07 + 0.113 * n), cv::FONT_HERSHEY_SIMPLEX,
                  g.cols / 500.0, 255, g.cols / 200);
  }));
  all.push_back(of_greys("before it", "two wires", [at](Grey& g) {
    cv::line(g, at(g, 0, 0.17), at(g, 1, 0.28), 255, g.cols / 100);
    cv::line(g, at(g, 0, 0.85), at(g, 1, 0.79), 255, g.cols / 100);
  }));
  all.push_back(of_greys("before it", "a coin on a body",
                         [at](Grey& g) { cv::circle(g, at(g, 0.47, 0.7), g.cols / 18, 255, -1); }));
  all.push_back(of_greys("before it", "two screws", [at](Grey& g) {
    cv::rectangle(g, at(g, 0.32, 0.64), at(g, 0.52, 0.655), 255, -1);
    cv::rectangle(g, at(g, 0.33, 0.73), at(g, 0.53, 0.745), 255, -1);
  }));
}

}  // namespace

std::vector<Disturbance> lateral_disturbances() {
  std::vector<Disturbance> all{of_greys("as it is", "", [](Grey&) {})};
  of_light(all);
  of_sharpness(all);
  for (const double degrees : {-30, -20, -10, 10, 20, 30}) all.push_back(turned(degrees));
  all.push_back(cropped("lumbar", 0, 1, 0.57, 1));
  all.push_back(cropped("thoracic", 0, 1, 0, 0.57));
  all.push_back(cropped("six bodies", 0, 1, 0.28, 0.79));
  all.push_back(cropped("three bodies", 0, 1, 0.51, 0.79));
  all.push_back(cropped("at the back", 0.15, 1, 0, 1));
  all.push_back(cropped("in front", 0, 0.7, 0, 1));
  all.push_back(framed("black", 0));
  all.push_back(framed("white", 255));
  of_things(all);
  return all;
}

}  // namespace osteon
