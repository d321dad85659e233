#pragma once

#include <osteon/densitometry/ct_calibration.hpp>
#include <osteon/densitometry/ct_conditions.hpp>
#include <osteon/densitometry/measurements.hpp>
#include <osteon/densitometry/rounding.hpp>
#include <osteon/imaging/survey.hpp>
#include <osteon/pipeline/label_shift.hpp>
#include <osteon/pipeline/measured_femurs.hpp>
#include <osteon/pipeline/measured_pictures.hpp>
#include <osteon/risk/proposal.hpp>
#include <osteon/risk/recommendation.hpp>
#include <osteon/segmentation/tissue_finder.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace osteon {

using Json = nlohmann::ordered_json;

[[nodiscard]] Json number(double value, int decimals);  ///< null for what is no finite number
[[nodiscard]] Json number(const std::optional<double>& value, int decimals);
[[nodiscard]] Json text_or_null(const std::string& text);
[[nodiscard]] Json warnings(const std::vector<Warning>& warnings);
[[nodiscard]] Json reason(const Error& error);
[[nodiscard]] Json side(const std::optional<Side>& one);  ///< "L", "R" or null
/// A score against a reference, or why there is none.
[[nodiscard]] Json score(const std::optional<DensityScore>& one, const std::optional<Error>& why_not);
[[nodiscard]] Json ignored_files(const std::vector<IgnoredFile>& files);

template <class T>
[[nodiscard]] Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// {"value": x, "sd": s}, in the unit that `read` gives.
template <class Q, class Read>
[[nodiscard]] Json measured(const Measured<Q>& quantity, const Read& read, int decimals) {
  return {{"value", number(read(quantity.value), decimals)},
          {"sd", quantity.sd ? number(read(*quantity.sd), decimals) : Json(nullptr)}};
}

[[nodiscard]] Json software();  ///< what made the file
[[nodiscard]] Json vertebra(const VertebraMeasurement& vertebra);
[[nodiscard]] Json deformity(const std::optional<VertebralDeformity>& deformity);
[[nodiscard]] Json conditions(const std::optional<CtConditions>& found);
[[nodiscard]] Json tissue(const TissueRegion& tissue);
[[nodiscard]] Json calibration(const std::optional<CtCalibration>& calibration);
[[nodiscard]] Json curvature(const SpineCurvature& curvature);
[[nodiscard]] Json classification(const Classification& classification);
[[nodiscard]] Json fracture_summary(const FractureSummary& summary);
[[nodiscard]] Json femur(const FemurMeasurement& one);
[[nodiscard]] Json neck_section(const NeckSection& one);
[[nodiscard]] Json areal_densities(const std::vector<FemurMeasurement>& femurs);
[[nodiscard]] Json spine_picture(const SpinePicture& one);
[[nodiscard]] Json lateral_picture(const LateralPicture& one);
[[nodiscard]] Json hip_picture(const HipPicture& one);
[[nodiscard]] Json label_shift(const std::vector<LabelShift>& shifts);
[[nodiscard]] Json recommendations(const std::vector<Recommendation>& all);
[[nodiscard]] Json faults(const std::vector<FieldFault>& all);
[[nodiscard]] Json calculations(const std::vector<Calculation>& all);
[[nodiscard]] Json person(const Proposal& proposal);  ///< whose data, which guidelines, what was left out
[[nodiscard]] Json information(const std::vector<Recommendation>& all);  ///< explanations for the person
[[nodiscard]] std::vector<Recommendation> without_information(std::vector<Recommendation> all);

}  // namespace osteon
