#pragma once

#include <fstream>
#include <malloc.h>
#include <string>

namespace osteon::benchmark {

/// Gives back what is free, then 5 resets the high-water mark of this process's memory (Linux).
inline void reset_peak_memory() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << '5';
}

inline double peak_memory_mib() {
  std::ifstream in("/proc/self/status");
  for (std::string word; in >> word;) {
    if (word != "VmHWM:") continue;
    double kib = 0;
    in >> kib;
    return kib / 1024;
  }
  return 0;
}

}  // namespace osteon::benchmark
