#!/bin/sh
# Installs what is missing, builds, and analyses the sample scan, with the answers of an invented person. Usage: tools/run-sample.sh [output folder]
set -eu
cd "$(dirname "$0")/.."
out=${1:-out/sample}
sh tools/package/install-dependencies.sh
cmake --preset release
cmake --build --preset release
build/release/tools/cli/osteon analyze sample-data/totalsegmentator/example_ct.nii.gz \
  --person sample-data/persons/invented-woman-68.json --pack bhof -o "$out"
echo "Open $out/report.html"
