// A program of somebody else: it asks the installed library what lies in a folder, and analyses it.
#include <osteon/pipeline/analyze.hpp>

#include <cstdio>

int main(int argc, char** argv) {
  const auto found = osteon::survey({argv + 1, argv + argc});
  for (const auto& study : found.studies) {
    const auto report = osteon::analyze(study, *osteon::make_classical_spine_segmenter());
    std::printf("%zu series, %zu vertebrae\n", report.series.size(), report.vertebrae.size());
  }
  return found.ignored.size() == 0 ? 0 : 1;
}
