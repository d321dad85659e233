#pragma once

// Debian's ITK 5.2 headers accept GCC only; clang-tidy and clangd are clang. Include this before any ITK
// header.
#if defined(__clang__)
#pragma push_macro("__clang__")
#pragma push_macro("__GNUC__")
#undef __clang__
#undef __GNUC__
#define __GNUC__ 12  // NOLINT(bugprone-reserved-identifier)
#include <itk_compiler_detection.h>
#pragma pop_macro("__GNUC__")
#pragma pop_macro("__clang__")
#endif
