#include <osteon/densitometry/photon_attenuation.hpp>
#include <osteon/simulate/calibration_scan.hpp>

#include <nlohmann/json.hpp>

namespace osteon {
namespace {

constexpr double kMinerals[] = {0, 0.5, 1, 1.5}, kTissues[] = {12, 24};
constexpr int kStepPixels = 20, kMarginPixels = 3;  // of 1 mm

}  // namespace

CalibrationObject simulated_object(const DxaBeams& beams) {
  const int columns = kStepPixels * static_cast<int>(std::size(kMinerals)),
            rows = kStepPixels * static_cast<int>(std::size(kTissues));
  const Grid<2> grid{{columns, rows}, {1, 1}, {0, 0}, Eigen::Matrix2d::Identity()};
  CalibrationObject object{{Image2D<float>(grid), Image2D<float>(grid)}, {}};
  const auto attenuation = [&](double kev, double tissue, double mineral) {
    return static_cast<float>(tissue * mass_attenuation(Material::water, kev) +
                              mineral * mass_attenuation(Material::hydroxyapatite, kev));
  };
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x) {
      const double tissue = kTissues[y / kStepPixels], mineral = kMinerals[x / kStepPixels];
      object.scan.low.at(x, y) = attenuation(beams.low_kev, tissue, mineral);
      object.scan.high.at(x, y) = attenuation(beams.high_kev, tissue, mineral);
    }
  for (int y = 0; y < rows; y += kStepPixels)
    for (int x = 0; x < columns; x += kStepPixels)
      object.places.push_back(
          {Eigen::Vector2d(x + kMarginPixels, y + kMarginPixels),
           Eigen::Vector2d(x + kStepPixels - 1 - kMarginPixels, y + kStepPixels - 1 - kMarginPixels),
           kMinerals[x / kStepPixels], kTissues[y / kStepPixels]});
  return object;
}

std::string scan_description(DxaTarget target, const CalibrationObject& object) {
  using Json = nlohmann::ordered_json;
  Json places = Json::array();
  for (const KnownPlace& place : object.places)
    places.push_back({{"box_mm", {place.from_mm[0], place.from_mm[1], place.to_mm[0], place.to_mm[1]}},
                      {"mineral", place.mineral},
                      {"soft_tissue", place.soft_tissue}});
  const Json document{
      {"schema", "osteon-dxa-scan/1"},
      {"region", target == DxaTarget::spine      ? "spine"
                 : target == DxaTarget::left_hip ? "left-hip"
                                                 : "right-hip"},
      {"low", "low.nrrd"},
      {"high", "high.nrrd"},
      {"calibration",
       {{"low", "calibration-low.nrrd"}, {"high", "calibration-high.nrrd"}, {"places", places}}}};
  return document.dump(2) + "\n";
}

}  // namespace osteon
