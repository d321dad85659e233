#pragma once

#include <osteon/imaging/result.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace osteon {

/// Writes a set of files into a folder all at once: they are collected in a hidden folder inside it and moved
/// to their places by commit(). Until then what an earlier run left there is untouched; after it, the earlier
/// run's own files that were not written again are gone. Other people's files in the folder are never
/// touched.
class OutputFolder {
 public:
  /// Errors: output.unwritable.
  [[nodiscard]] static Result<OutputFolder> create(const std::filesystem::path& folder);
  OutputFolder(OutputFolder&& other) noexcept;
  OutputFolder& operator=(OutputFolder&&) = delete;
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  ~OutputFolder();  ///< without commit(): nothing has happened

  /// Where a file has to be written now. Sub-folders in the name are made.
  [[nodiscard]] std::filesystem::path place_for(std::string_view name) const;
  [[nodiscard]] Result<bool> write(std::string_view name, std::string_view bytes) const;

  /// Errors: output.unwritable.
  [[nodiscard]] Result<bool> commit();

 private:
  explicit OutputFolder(std::filesystem::path folder);
  std::filesystem::path folder_, part_;
};

/// A word that is safe as a file's or folder's name on every system: letters, digits, '.', '_', '-'.
[[nodiscard]] std::string safe_name(std::string_view text);

}  // namespace osteon
