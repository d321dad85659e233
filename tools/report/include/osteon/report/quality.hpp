#pragma once

#include <osteon/imaging/result.hpp>
#include <osteon/pipeline/quality.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace osteon {

/// Schemas osteon-precision/1 and osteon-phantom-control/1.
[[nodiscard]] std::string precision_json(const std::vector<SitePrecision>& studies);
[[nodiscard]] std::string phantom_json(const std::vector<PhantomRecord>& records);

/// One page each; the charts of a phantom are drawn into it.
[[nodiscard]] std::string precision_html(const std::vector<SitePrecision>& studies);
[[nodiscard]] std::string phantom_html(const std::vector<PhantomRecord>& records);

/// The record as a picture (SVG): the scans between their limits, and below them the one-sided sums.
[[nodiscard]] std::string control_chart(const PhantomControl& control);

/// Words for a reader: "ten on one side of the mean".
[[nodiscard]] std::string words(ControlRule rule);

}  // namespace osteon
