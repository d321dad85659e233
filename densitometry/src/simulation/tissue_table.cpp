#include "tissue_table.hpp"

#include <osteon/densitometry/photon_attenuation.hpp>

namespace osteon {
namespace {

constexpr double kAdiposeDensity = 0.95, kMuscleDensity = 1.05;  // g/cm3, ICRU Report 44
constexpr double kHydroxyapatiteDensity = 3.16;                  // g/cm3, of its crystal
constexpr double kPerMm = 0.1;                                   // cm in a mm

constexpr double kBrightestTissueHu = 100;  // blood and organs without contrast medium

/// g/cm3 of each tissue.
struct SoftTissue {
  double adipose, muscle, water = 0;
};

class SoftTissueScale {
 public:
  SoftTissueScale(SoftTissueModel model, double ct_kev)
      : model_(model),
        adipose_hu_(ct_number(Material::adipose, kAdiposeDensity, ct_kev)),
        muscle_hu_(ct_number(Material::muscle, kMuscleDensity, ct_kev)) {}

  [[nodiscard]] SoftTissue at(double hounsfield) const {
    hounsfield = std::min(hounsfield, kBrightestTissueHu);
    if (model_ == SoftTissueModel::even) return {0, 0, std::max(0.0, 1 + 1e-3 * hounsfield)};
    if (hounsfield <= adipose_hu_)
      return {kAdiposeDensity * std::max(0.0, (1000 + hounsfield) / (1000 + adipose_hu_)), 0};
    if (hounsfield >= muscle_hu_) return {0, kMuscleDensity * (1000 + hounsfield) / (1000 + muscle_hu_)};
    const double muscle = (hounsfield - adipose_hu_) / (muscle_hu_ - adipose_hu_);
    return {(1 - muscle) * kAdiposeDensity, muscle * kMuscleDensity};
  }

 private:
  static double ct_number(Material material, double density, double kev) {
    return 1000 * (density * mass_attenuation(material, kev) / mass_attenuation(Material::water, kev) - 1);
  }
  SoftTissueModel model_;
  double adipose_hu_, muscle_hu_;
};

struct Coefficients {
  double adipose, muscle, water, mineral;
  explicit Coefficients(double kev)
      : adipose(mass_attenuation(Material::adipose, kev)),
        muscle(mass_attenuation(Material::muscle, kev)),
        water(mass_attenuation(Material::water, kev)),
        mineral(mass_attenuation(Material::hydroxyapatite, kev)) {}
  [[nodiscard]] double per_mm(const Mixture& in) const {
    return kPerMm * (adipose * in.adipose + muscle * in.muscle + water * in.water + mineral * in.mineral);
  }
};

}  // namespace

HounsfieldTable<Mixture> mixtures_of(const DensityLine& line, SoftTissueModel model) {
  const SoftTissueScale scale(model, line.effective_kev);
  const SoftTissue marrow = scale.at(-line.intercept / line.slope);
  return HounsfieldTable<Mixture>([&](int hounsfield, bool bone) -> Mixture {
    const double mineral =
        bone ? std::min(1e-3 * (line.slope * hounsfield + line.intercept), kHydroxyapatiteDensity) : 0;
    if (mineral <= 0) {
      const SoftTissue soft = scale.at(hounsfield);
      return {soft.adipose, soft.muscle, soft.water, 0};
    }
    const double left = 1 - mineral / kHydroxyapatiteDensity;
    return {left * marrow.adipose, left * marrow.muscle, left * marrow.water, mineral};
  });
}

HounsfieldTable<Matter> matter_of(const DensityLine& line, const DxaBeams& beams) {
  const auto mixtures = mixtures_of(line, beams.soft_tissue);
  const Coefficients low(beams.low_kev), high(beams.high_kev);
  return HounsfieldTable<Matter>([&](int hounsfield, bool bone) -> Matter {
    const Mixture& in = mixtures.at(static_cast<std::int16_t>(hounsfield), bone);
    return {low.per_mm(in), high.per_mm(in), kPerMm * in.mineral};
  });
}

}  // namespace osteon
