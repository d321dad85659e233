#!/bin/sh
# Installs what building and testing osteon needs on Debian 12; does nothing when it is all there.
set -eu
packages="git g++ cmake ninja-build ccache clang-format libeigen3-dev libdcmtk-dev libgdcm-dev libcharls-dev \
libinsighttoolkit5-dev libopencv-dev libtbb-dev zlib1g-dev libssl-dev libcli11-dev nlohmann-json3-dev libspdlog-dev \
libfmt-dev libyaml-cpp-dev libboost-dev libcsv-dev libtesseract-dev libleptonica-dev tesseract-ocr-eng libpoppler-cpp-dev poppler-utils \
libgtest-dev libgmock-dev libbenchmark-dev"
missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086  # a list of words
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
