#!/usr/bin/env python3
"""A million operations on all databases, for a night: seed after seed, each on new databases, until
so many operations are done or two answers differ.

    campaign.py DIFFERENTIAL [--operations N] [--each N] [--first SEED] [--done FILE] [DATABASE…]

DATABASEs are those of differential.c; by default :memory:, file and server, for which every seed
gets a server of its own (tests/postgres.py). Seeds that were found equal are written to FILE, by
default differential.done, and passed over next time, so that a campaign that was stopped goes on.
The first difference ends it, with the command that shows it again.
"""
import argparse
import os
import shlex
import subprocess
import sys
import time

POSTGRES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "postgres.py")


def done_read(path):
    """Operations by seed."""
    found = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                seed, operations = line.split()
                found[int(seed)] = int(operations)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("differential")
    parser.add_argument("--operations", type=int, default=1000000)
    parser.add_argument("--each", type=int, default=20000)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--done", default="differential.done")
    parser.add_argument("databases", nargs="*", default=[":memory:", "file", "server"])
    wanted = parser.parse_intermixed_args()
    done = done_read(wanted.done)
    total = sum(done.values())
    seed = wanted.first
    while total < wanted.operations:
        if done.get(seed, 0) < wanted.each:
            command = [os.path.abspath(wanted.differential), "--seed", str(seed), "--operations",
                       str(wanted.each), *wanted.databases]
            if "server" in wanted.databases:
                command = [sys.executable, os.path.normpath(POSTGRES), *command]
            began = time.monotonic()
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            print(f"{result.stdout.rstrip()} ({time.monotonic() - began:.0f} s)", flush=True)
            if result.returncode != 0:
                print(f"{result.stderr.rstrip()}\n# seed {seed}; once more: {shlex.join(command)}")
                return 1
            total += wanted.each - done.get(seed, 0)
            with open(wanted.done, "a", encoding="utf-8") as out:
                out.write(f"{seed} {wanted.each}\n")
        seed += 1
    print(f"ok - {total} operations of {seed - wanted.first} seeds are answered alike everywhere")
    return 0


if __name__ == "__main__":
    sys.exit(main())
