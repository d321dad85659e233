#!/bin/sh
# Installs what is missing, builds with warnings as errors, and passes the tests.
set -eu
cd "$(dirname "$0")/.."
sh tools/package/install-dependencies.sh
git ls-files '*.cpp' '*.hpp' | xargs clang-format --dry-run --Werror
cmake --preset dev
cmake --build --preset dev
cmake --build --preset dev --target all_verify_interface_header_sets
ctest --preset dev
