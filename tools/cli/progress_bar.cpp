#include "progress_bar.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace osteon::cli {

ProgressBar::ProgressBar(bool quiet) : quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::begin(std::size_t number, std::size_t count, std::string_view what) {
  if (quiet_) return;
  title_ = count == 0 ? std::string(what) : fmt::format("[{}/{}] {}", number, count, what);
  if (!terminal_) spdlog::info("{}", title_);
}

void ProgressBar::show(std::string_view stage, double done) {
  if (quiet_ || !terminal_) return;
  const std::lock_guard guard(lock_);
  constexpr int kWidth = 24;
  const int filled = std::clamp(static_cast<int>(done * kWidth), 0, kWidth);
  std::string line =
      fmt::format("\r{} {:<8} [{:#<{}}{:.<{}}]", title_, stage, "", filled, "", kWidth - filled);
  if (line == shown_) return;
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
  shown_ = std::move(line);
}

void ProgressBar::clear() {
  if (quiet_ || !terminal_ || shown_.empty()) return;
  std::fputs("\r\033[2K", stderr);
  std::fflush(stderr);
  shown_.clear();
}

}  // namespace osteon::cli
