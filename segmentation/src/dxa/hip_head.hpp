#pragma once

#include "dxa/hip_outline.hpp"

namespace osteon {

struct HeadCircle {
  Eigen::Vector2d center;  ///< working pixels
  double radius;           ///< working pixels
  double score;            ///< with what is usual of heads taken into account
  double edge;             ///< how clearly the picture grows darker outwards, -0.25...1; free arcs count most
  double border;           ///< share of the free arcs that run along the bone's border
};

/// Unit steps of the picture's brightness: where an edge runs and which way, weak ones less.
struct EdgeField {
  cv::Mat1f x, y;
};
[[nodiscard]] EdgeField edge_field(const WorkingPicture& picture);

/// The circle of the head for a tip of the greater trochanter.
/// The centre lies 50 +- 6 mm medial of the tip and the radius is 23.5 +- 2.5 mm: three CTs and the eye
/// (50, 46.5, 56 mm); it lies 7.3 +- 5.1 mm below the tip, from 9.8 above to 27.1 below (CT of 519 hips
/// without arthrosis, Gupta, apasonline.org; 9.5 +- 6 mm on 150 radiographs, J Arthroplasty 2006;21:897). The
/// arcs that are free, above and below the neck, decide: the floor of the acetabulum makes an edge of its
/// own.
[[nodiscard]] HeadCircle head_circle(const EdgeField& edges, const HipOutline& outline,
                                     const Eigen::Vector2d& trochanter_tip);

/// Tips that the greater trochanter may have, from below: places of the border that stand out along the
/// shaft.
[[nodiscard]] Polyline trochanter_tips(const HipOutline& outline);

}  // namespace osteon
