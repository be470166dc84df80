#!/bin/sh
# Installs what is missing (apt packages only), builds a release into build/, and runs the demo:
# forty days of a CRM on the real data of examples/data.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

sh .ci/packages.sh gcc libc6-dev meson ninja-build pkg-config libsqlite3-dev libcjson-dev \
    libxxhash-dev tzdata

echo "demo: building a release into build/ (a minute or two, the first time)"
again=
if [ -f build/build.ninja ]; then again=--reconfigure; fi
mkdir -p build
# shellcheck disable=SC2086 # $again is empty or one word
if ! meson setup $again build --buildtype=release -Dtests=false >build/setup.log 2>&1 </dev/null ||
    ! ninja -C build >build/build.log 2>&1 </dev/null; then
    grep -hE -A4 'error:|ERROR|FAILED' build/setup.log build/build.log 2>/dev/null | head -n 40 >&2
    echo "demo: the build failed; see build/setup.log and build/build.log" >&2
    exit 1
fi
build/lcrm demo "$@"
echo
echo "lcrm stands at build/lcrm; to call it by name here: PATH=\$PWD/build:\$PATH"
