#include "spine/column_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace osteon {
namespace {

constexpr std::array<ColumnPlan, 9> kPlans{{{12, 5, 0.855},
                                            {11, 5, 0.053},
                                            {12, 6, 0.037},
                                            {11, 6, 0.022},
                                            {12, 4, 0.020},
                                            {13, 5, 0.009},
                                            {13, 4, 0.002},
                                            {11, 4, 0.001},
                                            {13, 6, 0.001}}};
constexpr int kCervicalInChain = 5;  // C7 to C3
constexpr int kUsualThoracic = 12, kUsualLumbar = 5;

/// S1, L5 to L1, T12 to T1, C7 to C3: measured on the development scans together with published means.
constexpr std::array<UsualSize, 23> kUsual{
    {{30, 33}, {34.5, 34}, {36.5, 34}, {36.5, 34}, {35, 33},   {33, 32},   {30, 31},   {28, 30.5},
     {26, 30}, {25, 29.5}, {24, 29},   {23.5, 28}, {23, 26.5}, {22.5, 25}, {21.5, 23}, {20.5, 21.5},
     {20, 20}, {19, 18.5}, {18, 17.5}, {17, 17},   {17, 17},   {16.5, 17}, {16.5, 17}}};

/// How far the canal runs backwards on its way down, in degrees, rows as above. Between published means of
/// people who stand: first thoracic plate 25, T4-T12 40, L1-S1 60, sacral plate 40, and how lordosis divides
/// over the lumbar segments (Bernhardt 1989, Spine 14:717; Vialle 2005, J Bone Joint Surg 87:260).
constexpr std::array<double, 23> kUsualSlope{25, 18, 2,  -9, -16, -19, -18, -16, -13, -9, -4, 2,
                                             9,  16, 22, 25, 27,  28,  27,  25,  22,  18, 15};

/// Row of a place. Of eleven or thirteen thoracic vertebrae the first and the last still look like the usual
/// ones; so of four or six lumbar.
double row_of(const ColumnPlan& plan, int place) {
  const auto along = [](int n, int count, int usual) {
    return static_cast<double>(n - 1) * (usual - 1) / (count - 1) + 1;
  };
  if (place <= kSacrumPlace) return 0;
  if (place <= plan.lumbar) return along(place, plan.lumbar, kUsualLumbar);
  if (place <= first_rib_place(plan))
    return kUsualLumbar + along(place - plan.lumbar, plan.thoracic, kUsualThoracic);
  return kUsualLumbar + kUsualThoracic + std::min(place - first_rib_place(plan), kCervicalInChain);
}

/// Between rows of the table.
UsualSize usual_between(double row) {
  const auto low = static_cast<std::size_t>(row);
  const std::size_t high = std::min(low + 1, kUsual.size() - 1);
  const double f = row - static_cast<double>(low);
  return {(1 - f) * kUsual[low].pitch_mm + f * kUsual[high].pitch_mm,
          (1 - f) * kUsual[low].depth_mm + f * kUsual[high].depth_mm};
}

}  // namespace

std::span<const ColumnPlan> column_plans() { return kPlans; }

int last_rib_place(const ColumnPlan& plan) { return plan.lumbar + 1; }
int first_rib_place(const ColumnPlan& plan) { return plan.lumbar + plan.thoracic; }
int axis_place(const ColumnPlan& plan) { return first_rib_place(plan) + kCervicalInChain + 1; }

BoneRegion level_at(const ColumnPlan& plan, int place) {
  const auto region = [](BoneRegion first, int further) {
    return static_cast<BoneRegion>(static_cast<int>(first) + further);
  };
  if (place < kSacrumPlace || place >= axis_place(plan)) return BoneRegion::none;
  if (place == kSacrumPlace) return BoneRegion::s1;
  if (place <= plan.lumbar) return region(BoneRegion::l1, plan.lumbar - place);
  if (place > first_rib_place(plan)) return region(BoneRegion::c7, first_rib_place(plan) + 1 - place);
  const int number = first_rib_place(plan) - place;  // 0 = T1
  return number == kUsualThoracic ? BoneRegion::t13 : region(BoneRegion::t1, number);
}

UsualSize usual_size(const ColumnPlan& plan, int place) { return usual_between(row_of(plan, place)); }

double usual_slope_deg(const ColumnPlan& plan, int place) {
  const double row = row_of(plan, place);
  const auto low = static_cast<std::size_t>(row);
  const double f = row - static_cast<double>(low);
  return (1 - f) * kUsualSlope[low] + f * kUsualSlope[std::min(low + 1, kUsualSlope.size() - 1)];
}

}  // namespace osteon
