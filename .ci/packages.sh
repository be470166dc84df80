#!/bin/sh
# Installs the named Debian packages that are missing, and says which. Works as root or through
# sudo; does nothing, and needs neither, when all are there.
#     sh .ci/packages.sh gcc meson ninja-build
set -eu

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "packages: no dpkg on this system; expecting what provides: $*"
    exit 0
fi

missing=
for package; do
    installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "packages: run as root, or install by hand: apt-get install$missing" >&2
        exit 1
    fi
    sudo=sudo
fi

echo "packages: installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    # shellcheck disable=SC2086 # $missing is a list
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        $missing </dev/null >"$log" 2>&1
}
# The package lists of a fresh machine are empty or old, so a first failure only asks for them.
if ! install; then
    if ! $sudo apt-get update </dev/null >"$log" 2>&1 || ! install; then
        tail -n 20 "$log" >&2
        echo "packages: apt-get could not install$missing" >&2
        exit 1
    fi
fi
