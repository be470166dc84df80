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

# Small examples: each builds against the installed tree alone, and does what its comment says.
for example in "$source"/examples/*.c; do
    name=$(basename "$example" .c)
    compile 'gcc -std=c17' "$scratch/$name" "$example"
    result $? "$name.c builds against the installed tree"
    lines=$(wc -l <"$example")
    echo "$lines lines, at most 150" >"$scratch/log"
    [ "$lines" -le 150 ]
    result $? "$name.c is small"
done

# prints PATTERN COMMAND…: whether a line of what it prints matches, and it succeeds.
prints() {
    pattern=$1
    program=$2
    shift 2
    LD_LIBRARY_PATH="$libdir" "$scratch/$program" "$@" >"$scratch/log" 2>&1 || return 1
    grep -qE "$pattern" "$scratch/log" && return 0
    echo "no line matches '$pattern'" >>"$scratch/log"
    return 1
}

prints '^new lead [0-9]+$' capture "$scratch/leads.crm" 张伟 '139 1234 5678'
result $? "capture.c saves a lead"
prints '^known lead [0-9]+$' capture "$scratch/leads.crm" 张先生 +8613912345678
result $? "capture.c knows the lead again by another spelling of his number"
prints '^张伟 \(\+8613912345678\): owner nobody, pool none$' \
    capture "$scratch/leads.crm" 张先生 13912345678
result $? "capture.c says who has the lead"
prints '^done 0, failed 0, sent 0$' daemon "$scratch/leads.crm" 1
result $? "daemon.c runs a round"
prints '^part 2: [0-9]+ leads scored$' pool "$scratch/leads.crm" 2 score
result $? "pool.c scores leads by two processes"

orders="$source/examples/data/cdnow_orders.csv"
at=1998-07-01T00:00:00+08:00
prints '^69659 rows: 69659 orders, 0 rejected$' \
    segments "$scratch/shop.crm" "$orders" customer_id $at
result $? "segments.c imports orders"
grep -qE '^champions +CNY +6,321 +45,325 +1,761,569\.21$' "$scratch/log"
result $? "segments.c prints what lcrm rfm says of the same file"
prints 'known already' segments "$scratch/shop.crm" "$orders" customer_id $at
result $? "segments.c counts a file once"
prints '^part 4: [1-9][0-9]+ customers$' pool "$scratch/shop.crm" 4 segments nightly
result $? "pool.c shares a segment run among four processes"
prints '^part 4: 0 customers$' pool "$scratch/shop.crm" 4 segments nightly
result $? "pool.c does a part once"

# The first C program of the README, as it stands there.
# shellcheck disable=SC2016 # the backquotes are Markdown's
sed -n '/^```c$/,/^```$/p' "$source/README.md" | sed -e '1d' -e '/^```$/,$d' >"$scratch/readme.c"
lines=$(wc -l <"$scratch/readme.c")
echo "$lines lines, 10 to 25" >"$scratch/log"
[ "$lines" -le 25 ] && [ "$lines" -ge 10 ]
result $? "the program of the README is short"
compile 'gcc -std=c17' "$scratch/readme" "$scratch/readme.c" &&
    prints '^found 张伟$' readme
result $? "the program of the README builds and runs"
echo "1..$number"
