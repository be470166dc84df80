#!/bin/sh
# A build without libpq: it configures, its tests compile, and it says what is not tested. Only what
# the option changes is compiled, so this takes seconds.
#     sh tests/consumer/without_postgres.sh SOURCE
set -u

source=$1
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
number=0

# check WHAT COMMAND…: prints what the command said when it fails.
check() {
    what=$1
    shift
    number=$((number + 1))
    if "$@" >"$build.said" 2>&1; then
        echo "ok $number - $what"
    else
        sed 's/^/# /' "$build.said"
        echo "not ok $number - $what"
    fi
    rm -f "$build.said"
}

no_driver() {
    ! ninja -C "$build" -t targets all | grep libcrm-postgres
}

skipped() {
    (cd "$build" && meson test --no-rebuild -v db_postgres) >"$build.test" 2>&1 </dev/null
    cat "$build.test"
    grep -q 'built without its driver: install the package libpq-dev' "$build.test"
    status=$?
    rm -f "$build.test"
    return $status
}

check 'the build configures with -Dpostgres=disabled' \
    meson setup "$build" "$source" -Dpostgres=disabled
check 'no driver is built' no_driver
check 'tests that run on both databases compile without libpq' \
    ninja -C "$build" tests/unit/store_links_test.p/store_links_test.c.o \
    tests/api/api_tag_test.p/tag_test.c.o
check 'what is not tested is told' skipped
echo "1..$number"
