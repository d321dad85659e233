#pragma once

#include <osteon/imaging/result.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace osteon {

/// What becomes of an earlier run's own files that were not written again.
enum class Stale { remove, keep };

/// Writes a set of files into a folder all at once: they are collected in a hidden folder inside it and moved
/// to their places by commit(). Until then what an earlier run left there is untouched; after it, the earlier
/// run's own files that were not written again are gone, unless somebody has changed them since. Other
/// people's files in the folder are never touched: one in the way of ours is refused before anything changes.
/// A list of what was written (digest, size and name) is kept in the folder.
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

  /// Errors: output.unwritable, output.in-the-way.
  [[nodiscard]] Result<bool> commit(Stale stale = Stale::remove);

 private:
  OutputFolder(std::filesystem::path folder, std::filesystem::path part);
  [[nodiscard]] Result<bool> list(std::string_view manifest) const;
  std::filesystem::path folder_, part_;
};

/// Removes what this process has begun and not committed; a commit that is under way is finished first. For
/// any thread, just before the process ends: nothing may be written afterwards.
void remove_unfinished_outputs();

/// A word that is safe as a file's or folder's name on every system: letters, digits, '.', '_', '-'.
[[nodiscard]] std::string safe_name(std::string_view text);

}  // namespace osteon
