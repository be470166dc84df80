#!/bin/sh
# The tests with two threads under clang's ThreadSanitizer, in a build folder of their own.
#     sh tests/fault/threads.sh [BUILD]
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$root/build-threads}
if [ ! -f "$build/build.ninja" ]; then
    CC=${CC:-clang} meson setup "$build" "$root" -Db_sanitize=thread -Db_lundef=false \
        --buildtype=debug --optimization=1
fi
ninja -C "$build" tests/api/api_bad_file_test
cd "$build"
# In one process, so that the sanitizer sees all of it; it fails the program when it finds a race.
CK_FORK=no TSAN_OPTIONS=halt_on_error=1 ./tests/api/api_bad_file_test
