#pragma once

#include "lateral_truth.hpp"

#include <osteon/segmentation/lateral_spine.hpp>

#include <array>
#include <string>
#include <vector>

namespace osteon {

/// Of all pictures of one subject.
struct LateralErrors {
  std::vector<double> points_mm, heights_mm, ap, mp;
  std::vector<double> of_sd;          ///< error along each direction, of its stated sd
  std::vector<double> heights_of_sd;  ///< the same for heights
  std::array<std::vector<double>, 6> by_point;
  std::array<std::vector<double>, 10> by_clearness;  ///< mean error of each body, by tenths
  std::array<int, 10> besides_by_clearness{};
  std::array<std::vector<double>, 2> by_confirmed;  ///< the same, by whether the second way confirms the body
  std::array<int, 2> besides_by_confirmed{};
  int found = 0, missed = 0, besides = 0, misnamed = 0, misnamed_for_certain = 0;
  int shown = 0, shown_found = 0;        ///< of the bodies that show
  int shown_t8_l4 = 0, found_t8_l4 = 0;  ///< those of T8 to L4 among them
  std::vector<double> points_t8_l4_mm;
};

/// Each true body with the found one, if any is nearer than half a vertebra: its index, in the truth's order.
std::vector<std::optional<std::size_t>> matched(const LateralSpine& spine, const LateralTruth& truth);

/// `spine` null: the picture was refused.
void compare(const LateralSpine* spine, const LateralTruth& truth,
             const std::map<BoneRegion, DrawnBody>& drawn, LateralErrors& errors);

double mean(const std::vector<double>& values);  ///< not a number of none

void print_heading();
void print_row(const std::string& title, const LateralErrors& errors);
/// Errors by kind of point, and how many lie within their stated range.
void print_points(const LateralErrors& errors);
/// Errors of bodies by how clearly they show.
void print_clearness(const std::vector<LateralErrors>& all);
void print_confirmed(const std::vector<LateralErrors>& all);

}  // namespace osteon
