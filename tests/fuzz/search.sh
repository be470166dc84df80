#!/bin/sh
# Searches for an input that breaks a target, beginning with its corpus, which stays as it is.
#     sh tests/fuzz/search.sh TARGET CORPUS [LIBFUZZER OPTION…]
# What is found stays in the folder from which the search was started.
set -eu

target=$1
corpus=$2
shift 2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
name=$(basename "$target")
# libFuzzer's own exit code for a crash, 77, would mean "skipped" to meson.
"$target" -max_len=4096 -verbosity=0 -error_exitcode=1 -timeout_exitcode=1 \
    -artifact_prefix="$name-" "$@" "$scratch" "$corpus"
