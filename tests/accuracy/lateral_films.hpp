#pragma once

#include "lateral_errors.hpp"

#include <filesystem>

namespace osteon {

/// Films of `osteon simulate radiograph`, each in a folder of its own with its truth: NAME-NUMBER/film.dcm,
/// truth.json. One row for each name.
void print_films(const std::filesystem::path& folder);

}  // namespace osteon
