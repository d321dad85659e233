#pragma once

#include <osteon/imaging/anatomy.hpp>

#include <span>

namespace osteon {

/// How a spine is divided. Thoracic vertebrae carry ribs: a rib that ends before 51 mm from the middle, a
/// stump of about 4 cm, makes no thoracic vertebra (as in VerSe, Sekuboyina 2021). What stands on the sacrum
/// is the last lumbar one.
struct ColumnPlan {
  int thoracic, lumbar;
  double probability;  ///< among people
};

/// 11 to 13 thoracic, 4 to 6 lumbar vertebrae. Pooled from whole-spine studies:
///   thoracic 11 in 124 of 1633 (Yan 2018, J Orthop Surg Res 13:124; Korean study of 1340,
///   synapse.koreamed.org/articles/1158507); thoracic 13 in 33 of 2647 (that study; Nakajima 2014, Insights
///   Imaging 5; Davran 2017, JPMA 67:178; a whole-spine CT study of 551, doi 10.1007/s00256-025-04952-z); 23
///   and 25 vertebrae above the sacrum in 108 and 69 of 1488 (Yan, Nakajima, that CT study; Tins 2016,
///   Insights Imaging 7); 11 thoracic go with 5 : 6 lumbar as 12 : 5 (Yan).
[[nodiscard]] std::span<const ColumnPlan> column_plans();

/// Places count from the sacrum upwards: S1 = 0, the last lumbar vertebra = 1 ...
inline constexpr int kSacrumPlace = 0;
[[nodiscard]] int last_rib_place(const ColumnPlan& plan);
[[nodiscard]] int first_rib_place(const ColumnPlan& plan);
[[nodiscard]] int axis_place(const ColumnPlan& plan);  ///< C2

/// none for places below S1 and above C3: C2 and C1 have no disc between them and are not in the chain.
[[nodiscard]] BoneRegion level_at(const ColumnPlan& plan, int place);

/// Usual height of body and disc and usual depth of the column, mm; only their ratios matter. `place` within
/// S1...C3.
struct UsualSize {
  double pitch_mm, depth_mm;
};
[[nodiscard]] UsualSize usual_size(const ColumnPlan& plan, int place);

/// How far the canal, followed to the feet, usually runs backwards at a place: kyphosis and lordosis.
[[nodiscard]] double usual_slope_deg(const ColumnPlan& plan, int place);

}  // namespace osteon
