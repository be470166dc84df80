#!/bin/sh
# Runs every benchmark and prints its table: promise, peer, ours, ratio.
#
#     sh benchmarks/run.sh [--short] [BUILD FOLDER]
#
# Without a folder a release is built into build-bench/. --short runs everything once on little data
# and judges nothing: it shows that the benchmarks still work. The whole takes about fifteen minutes
# and 4 GB in $TMPDIR (default /tmp). Fails when a promise does not hold.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
short=
folder=
for argument in "$@"; do
    case $argument in
    --short) short=--short ;;
    *) folder=$(cd "$argument" && pwd) ;;
    esac
done
if [ -z "$folder" ]; then
    folder=$root/build-bench
    if [ ! -f "$folder/build.ninja" ]; then
        meson setup "$folder" "$root" --buildtype=release -Dbenchmarks=true -Dtests=false >/dev/null
    fi
    ninja -C "$folder" >/dev/null
fi
programs=$folder/benchmarks
data=$(mktemp -d "${TMPDIR:-/tmp}/crm-bench-data-XXXXXX")
trap 'rm -f "$data"/*; rmdir "$data"' EXIT
leads=1000000
orders=10000000
if [ -n "$short" ]; then
    leads=2000
    orders=20000
fi

failed=0
# run PROGRAM [ARGUMENT…]: in the folder of the data; counts a failure and goes on.
run() {
    program=$1
    shift
    echo "== $program"
    # shellcheck disable=SC2086 # $short is empty or one word
    (cd "$data" && "$programs/$program" "$@" $short) || failed=$((failed + 1))
}

run engine_bench
run phone_bench
run rule_bench
run store_bench
run lead_bench
run order_bench
run sweep_bench
run assign_bench
run read_bench
if command -v sqlite3 >/dev/null 2>&1; then
    "$programs/generate" leads $leads >"$data/leads.csv"
    run import_bench leads.csv
    rm "$data/leads.csv"
else
    echo "== import_bench: left out, there is no sqlite3 to compare with"
fi
if command -v sqlite3 >/dev/null 2>&1 || "${PYTHON:-python3}" -c 'import duckdb' 2>/dev/null; then
    "$programs/generate" orders $orders $((orders / 10)) >"$data/orders.csv"
    run rfm_bench orders.csv "$root/benchmarks/peers"
else
    echo "== rfm_bench: left out, there is neither duckdb nor sqlite3 to compare with"
fi
if [ "$failed" -gt 0 ]; then
    echo "$failed failed"
    exit 1
fi
