#pragma once

#include <osteon/densitometry/site_table.hpp>
#include <osteon/imaging/result.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace osteon {

/// A site table as JSON, schema osteon-site-calibration/1: every number that calibration needs, to the last
/// bit.
[[nodiscard]] std::string to_json(const SiteTable& table);

/// Errors: calibration.not-a-table, calibration.broken.
[[nodiscard]] Result<SiteTable> site_table_from_json(std::string_view json);

/// Reads files. Errors: file.unreadable, and as above.
[[nodiscard]] Result<SiteTable> load_site_table(const std::filesystem::path& file);

/// Writes beside the file and moves it there, so that an earlier table is whole or replaced.
/// Errors: output.unwritable.
[[nodiscard]] Result<bool> save_site_table(const SiteTable& table, const std::filesystem::path& file);

}  // namespace osteon
