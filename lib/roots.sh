#!/bin/sh
# Makes one include root per layer in the build tree: roots/LAYER/LAYER -> lib/LAYER.
set -eu
build=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
for layer; do
    mkdir -p "$build/roots/$layer"
    ln -sfn "$here/$layer" "$build/roots/$layer/$layer"
done
