#!/bin/sh
# Installs the built library into a scratch folder and builds hosts against that tree alone: by
# pkg-config in C and C++, by CMake, each small example, and the program of the README.
#     sh tests/consumer/consumer.sh SOURCE BUILD VERSION
set -u

source=$1
build=$2
version=$3
expected="$version CRM_E_BUSY"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
number=0

# result STATUS SENTENCE: one TAP line; the log of what failed goes before it.
result() {
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $number - $2"
    else
        sed 's/^/# /' "$scratch/log"
        echo "not ok $number - $2"
    fi
}

# says PROGRAM: whether it prints the version and a status.
says() {
    said=$(LD_LIBRARY_PATH="$libdir" "$1" 2>&1)
    echo "said '$said', not '$expected'" >>"$scratch/log"
    [ "$said" = "$expected" ]
}

DESTDIR="$scratch/stage" meson install -C "$build" --no-rebuild >"$scratch/log" 2>&1
result $? "the library installs"

pc=$(find "$scratch/stage" -name libcrm.pc)
libdir=$(dirname "$(dirname "$pc")")
prefix=$(dirname "$(find "$scratch/stage" -type d -name include)")
diff -r "$source/include/crm" "$prefix/include/crm" >"$scratch/log" 2>&1
result $? "every public header is installed"

flags() {
    PKG_CONFIG_PATH=$(dirname "$pc") pkg-config --define-variable=prefix="$prefix" "$@" libcrm
}
flags --modversion >"$scratch/log" 2>&1 && [ "$(cat "$scratch/log")" = "$version" ]
result $? "libcrm.pc has the version"

# shellcheck disable=SC2046 # the flags are words
compile() {
    compiler=$1
    output=$2
    shift 2
    $compiler -Wall -Wextra -Wpedantic -Werror "$@" -o "$output" $(flags --cflags --libs) \
        >"$scratch/log" 2>&1
}
compile 'gcc -std=c99' "$scratch/c" "$source/tests/consumer/consumer.c" && says "$scratch/c"
result $? "a C99 host builds by pkg-config and runs"

compile 'g++ -std=c++17' "$scratch/cpp" -x c++ "$source/tests/consumer/consumer.c" &&
    says "$scratch/cpp"
result $? "a C++17 host builds by pkg-config and runs"

if command -v cmake >/dev/null 2>&1; then
    cmake -G Ninja -S "$source/tests/consumer" -B "$scratch/cmake" -Dcrm_DIR="$libdir/cmake/crm" \
        >"$scratch/log" 2>&1 && cmake --build "$scratch/cmake" >>"$scratch/log" 2>&1 &&
        says "$scratch/cmake/consumer"
    result $? "a host builds by the CMake package and runs"
else
    number=$((number + 1))
    echo "ok $number - a host builds by the CMake package and runs # SKIP no cmake here"
fi

for example in "$source"/examples/*.c; do
    [ -e "$example" ] || continue
    compile 'gcc -std=c17' "$scratch/example" "$example"
    result $? "$(basename "$example") builds against the installed tree"
done

# The first C program of the README.
if [ -e "$source/README.md" ]; then
    sed -n '/^```c$/,/^```$/p' "$source/README.md" | sed -e '1d' -e '/^```$/,$d' \
        >"$scratch/readme.c"
    compile 'gcc -std=c17' "$scratch/readme" "$scratch/readme.c" &&
        (cd "$scratch" && LD_LIBRARY_PATH="$libdir" ./readme >"$scratch/log" 2>&1)
    result $? "the program of the README builds and runs"
fi
echo "1..$number"
