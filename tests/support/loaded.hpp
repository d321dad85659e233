#pragma once

#include <osteon/imaging/study.hpp>
#include <osteon/imaging/survey.hpp>

#include <Eigen/Core>

#include <string>
#include <vector>

namespace osteon::testing {

/// The series of a survey that can be loaded as CT, in the survey's order.
[[nodiscard]] std::vector<const SeriesOutline*> usable_cts(const Survey& survey);

/// Codes of every refused series, in the survey's order.
[[nodiscard]] std::vector<std::string> refusal_codes(const Survey& survey);

[[nodiscard]] bool has_warning(const SeriesOutline& outline, const std::string& code);

/// Every voxel holds the planted attenuation of its place, air (-1024) aside, which only borders may hold;
/// most voxels are not air.
void expect_planted(const CtScan& scan, double tolerance_hu);

/// A vector as DICOM writes it.
[[nodiscard]] std::string dicom_text(const Eigen::Vector3d& v);

}  // namespace osteon::testing
