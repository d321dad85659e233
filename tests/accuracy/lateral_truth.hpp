#pragma once

#include <osteon/imaging/anatomy.hpp>
#include <osteon/imaging/grid.hpp>

#include <Eigen/Core>

#include <array>
#include <filesystem>
#include <map>
#include <optional>

namespace osteon {

inline constexpr std::array kLateralPoints{"superior-anterior", "superior-middle", "superior-posterior",
                                           "inferior-anterior", "inferior-middle", "inferior-posterior"};

/// Of one level; absent points were not evaluable. Picture millimetres.
using TruePoints = std::array<std::optional<Eigen::Vector2d>, 6>;
using LateralTruth = std::map<BoneRegion, TruePoints>;

/// level,point,column,row[,...]; lines that begin with # are skipped.
LateralTruth lateral_truth(const std::filesystem::path& table, const Grid<2>& grid);

/// What a drawn picture holds of a body.
struct DrawnBody {
  double loss;  ///< the largest share of a height that a collapse took
  bool shows;   ///< both plates stand out from what lies before and behind them
};

/// level,loss,shows. Empty where there is no such file.
std::map<BoneRegion, DrawnBody> drawn_bodies(const std::filesystem::path& table);

}  // namespace osteon
