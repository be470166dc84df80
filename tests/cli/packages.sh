#!/bin/sh
# What installs missing packages, on machines that are pretended: with everything, as root, through
# sudo, without sudo, with stale package lists, without Debian's tools; and what the two commands of
# the README ask for.
#     sh tests/cli/packages.sh SOURCE
set -u

source=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
number=0

result() {
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $number - $2"
    else
        sed 's/^/# /' "$scratch/said" "$scratch/calls"
        echo "not ok $number - $2"
    fi
}

# pretend NAME TEXT: a command of the pretended machine.
pretend() {
    printf '#!/bin/sh\n%s\n' "$2" >"$scratch/bin/$1"
    chmod +x "$scratch/bin/$1"
}

# machine USER HAS…: a machine on which those packages are installed, seen by that user's number.
machine() {
    mkdir -p "$scratch/bin"
    rm -f "$scratch"/bin/*
    : >"$scratch/calls"
    : >"$scratch/said"
    user=$1
    shift
    for tool in sh cat tail mktemp rm env; do
        ln -s "$(command -v $tool)" "$scratch/bin/$tool"
    done
    pretend id "echo $user"
    pretend dpkg-query "for name; do :; done
case ' $* ' in *\" \$name \"*) printf installed;; *) exit 1;; esac"
    pretend apt-get "echo \"apt-get \$*\" >>'$scratch/calls'"
}

# packages PACKAGE…: runs the script there.
packages() {
    PATH="$scratch/bin" sh "$source/.ci/packages.sh" "$@" >"$scratch/said" 2>&1
}

called() {
    [ "$(cat "$scratch/calls")" = "$1" ]
}

machine 1000 gcc meson
packages gcc meson && called '' && [ ! -s "$scratch/said" ]
result $? "with everything there, nothing is called or said, and no right is needed"

install='apt-get install -y --no-install-recommends'
machine 0 gcc
packages gcc meson ninja-build && called "$install meson ninja-build"
result $? "root installs what is missing, and only that"
grep -q '^packages: installing meson ninja-build$' "$scratch/said"
result $? "it says what it installs"

machine 1000 gcc
pretend sudo "echo sudo >>'$scratch/calls'; exec \"\$@\""
packages gcc meson && called "sudo
$install meson"
result $? "another user installs through sudo"

machine 1000 gcc
packages meson ninja-build
[ $? -eq 1 ] && called '' &&
    grep -q 'run as root, or install by hand: apt-get install meson ninja-build$' "$scratch/said"
result $? "without sudo it says what to install, and fails"

machine 0 gcc
pretend apt-get "echo \"apt-get \$1\" >>'$scratch/calls'
[ \"\$1\" = update ] || grep -q update '$scratch/calls'"
ln -s "$(command -v grep)" "$scratch/bin/grep"
packages meson && called "apt-get install
apt-get update
apt-get install"
result $? "stale package lists are renewed"

machine 0 gcc
pretend apt-get 'echo "E: no such package"; exit 100'
packages meson
[ $? -eq 1 ] && grep -q 'no such package' "$scratch/said" &&
    grep -q 'could not install meson$' "$scratch/said"
result $? "what apt-get cannot do is told with its words"

machine 0
rm "$scratch/bin/dpkg-query"
packages meson && called '' && grep -q 'no dpkg on this system' "$scratch/said"
result $? "another kind of system is left alone"

# asks SCRIPT: the packages that a script of the tree wants, in one line.
asks() {
    sed -n '/^sh \.ci\/packages\.sh/,/[^\\]$/p' "$source/$1" | tr -s '\\\n ' ' '
}
: >"$scratch/calls"
asks examples/demo.sh >"$scratch/said"
for package in gcc libc6-dev meson ninja-build pkg-config libsqlite3-dev libcjson-dev \
    libxxhash-dev tzdata; do
    grep -qF " $package " "$scratch/said" || echo "demo.sh lacks $package" >>"$scratch/calls"
done
[ ! -s "$scratch/calls" ]
result $? "examples/demo.sh asks for all that a build needs"
asks tests/run.sh >"$scratch/said"
for package in gcc g++ clang meson ninja-build pkg-config cmake binutils python3 libsqlite3-dev \
    libcjson-dev libxxhash-dev check tzdata; do
    grep -qF " $package " "$scratch/said" || echo "run.sh lacks $package" >>"$scratch/calls"
done
[ ! -s "$scratch/calls" ]
result $? "tests/run.sh asks for all that the tests need"
echo "1..$number"
