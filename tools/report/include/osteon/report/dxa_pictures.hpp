#pragma once

#include <osteon/pipeline/measured_pictures.hpp>
#include <osteon/pipeline/printed_pictures.hpp>
#include <osteon/report/pictures.hpp>

namespace osteon {

/// A densitometer's picture with what was found drawn over it, in true proportions. Pure.
[[nodiscard]] Picture overlay(const AnalyzedPicture& picture);

/// A page's picture with what was found and what the densitometer drew, named by its number in the report,
/// from 1.
[[nodiscard]] Picture overlay(const PrintedPicture& picture, int number);

}  // namespace osteon
