#!/bin/sh
# Installs what is missing (apt packages only), builds libcrm twice, runs every test, and ends
# with the line "N passed, N failed". Exits non-zero when anything failed.
#
#   build-gcc    gcc, optimised, warnings are errors: every test and lint
#   build-clang  clang, AddressSanitizer and UBSan, warnings are errors: the tests again, and a
#                short search by libFuzzer
#
# A check counts once, as passed in the first build; it counts as failed wherever it fails.
# Everything stays in the build folders, so a second run compiles only what changed.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

sh .ci/packages.sh gcc g++ clang libc6-dev meson ninja-build pkg-config cmake binutils python3 \
    libsqlite3-dev libcjson-dev libxxhash-dev check tzdata libpq-dev postgresql
# The sanitizers' run-time library is a package of its own in some releases and not in others.
if ! echo 'int main(void){return 0;}' |
    clang -fsanitize=address,undefined -x c - -o /dev/null 2>/dev/null; then
    sh .ci/packages.sh "libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev"
fi

jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
ccache=
if command -v ccache >/dev/null 2>&1; then ccache='ccache '; fi
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
# Time-outs are for what hangs, not for a slow or busy machine.
export CK_TIMEOUT_MULTIPLIER=4
passed=0
failed=0

# build FOLDER COMPILER [MESON OPTION…]: configures and compiles; on failure says why and fails.
build() {
    folder=$1
    compiler=$2
    shift 2
    again=
    if [ -f "$folder/build.ninja" ]; then again=--reconfigure; fi
    mkdir -p "$folder"
    # shellcheck disable=SC2086 # $again is empty or one word
    if CC="$ccache$compiler" meson setup $again "$folder" -Dwerror=true "$@" \
        >"$folder/setup.log" 2>&1 </dev/null &&
        ninja -C "$folder" -j "$jobs" >"$folder/build.log" 2>&1 </dev/null; then
        return 0
    fi
    echo "== $folder does not build"
    grep -hE -A4 'error:|FAILED|ERROR|undefined reference' "$folder/setup.log" \
        "$folder/build.log" 2>/dev/null | head -n 60
    return 1
}

# check FOLDER [MESON TEST OPTION…]: runs the tests and sets ok and not_ok.
check() {
    folder=$1
    shift
    rm -f "$folder/meson-logs/testlog.json"
    status=0
    meson test -C "$folder" --no-rebuild --num-processes "$jobs" --timeout-multiplier 4 "$@" \
        >"$folder/test.log" 2>&1 </dev/null || status=$?
    python3 tests/results.py "$folder" >"$folder/results.txt"
    sed '$d' "$folder/results.txt"
    # shellcheck disable=SC2046 # the last line holds two numbers
    set -- $(tail -n 1 "$folder/results.txt")
    ok=$1
    not_ok=$2
    if [ "$status" -ne 0 ] && [ "$not_ok" -eq 0 ]; then
        echo "-- meson test ended with status $status"
        tail -n 20 "$folder/test.log"
        not_ok=1
    fi
}

started=$(date +%s)
echo "== gcc: build"
if build build-gcc gcc --buildtype=debugoptimized -Dbenchmarks=true; then
    echo "== gcc: test"
    check build-gcc
    passed=$ok
    failed=$not_ok
else
    failed=1
fi

echo "== clang with sanitizers: build"
if build build-clang clang --buildtype=debug --optimization=1 -Db_sanitize=address,undefined \
    -Db_lundef=false -Dfuzz=true; then
    echo "== clang with sanitizers: test"
    # What is about the database more than about the library runs once: kills, many writers, disks
    # that fail, what stands on the store, on a server; and long walks through what others test.
    check build-clang --no-suite lint --no-suite consumer --no-suite once
    failed=$((failed + not_ok))
else
    failed=$((failed + 1))
fi

echo "== $(($(date +%s) - started)) s"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
