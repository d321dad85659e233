#pragma once

#include "lateral_errors.hpp"

#include <filesystem>

namespace osteon {

/// Films of `osteon simulate radiograph`, each in a folder of its own with its truth: NAME-NUMBER/film.dcm,
/// truth.json. One row for each name, and what is said of drawn collapses. Pictures are written unless
/// `pictures` is empty. `pixels_taken_for`: lateral_found.hpp.
void print_films(const std::filesystem::path& folder, const std::filesystem::path& pictures,
                 double pixels_taken_for);

}  // namespace osteon
