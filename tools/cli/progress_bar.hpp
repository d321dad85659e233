#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace osteon::cli {

/// On a terminal one line that moves; elsewhere one plain line when a study begins. Silent when quiet.
class ProgressBar {
 public:
  explicit ProgressBar(bool quiet);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// `count` 0: a step of its own, without a number.
  void begin(std::size_t number, std::size_t count, std::string_view what);
  void show(std::string_view stage, double done);
  void clear();

 private:
  std::mutex lock_;
  std::string title_, shown_;
  bool quiet_, terminal_;
};

}  // namespace osteon::cli
