"""The example data are the files that their README describes.

    python3 tests/lint/data.py ROOT
"""
import hashlib
import os
import sys

import tree

FOLDER = "examples/data"
TOTAL_SIZE = 10_000_000


def sums(root):
    """{file: digest} of SHA256SUMS."""
    rows = [line.split() for line in tree.read(root, f"{FOLDER}/SHA256SUMS").splitlines()]
    return {name: digest for digest, name in rows}


def data_are_intact(root):
    expected = sums(root)
    problems = []
    for path in tree.files(root, ".csv", under=FOLDER):
        name = os.path.basename(path)
        with open(os.path.join(root, path), "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        if digest != expected.pop(name, None):
            problems.append(f"{path}: not the file that SHA256SUMS describes")
    return problems + [f"{FOLDER}/{name}: missing" for name in expected]


def data_are_explained(root):
    readme = tree.read(root, f"{FOLDER}/README.md")
    return [f"{path}: {FOLDER}/README.md has no section for it"
            for path in tree.files(root, ".csv", under=FOLDER)
            if f"## {os.path.basename(path)}\n" not in readme]


def data_are_small(root):
    total = sum(os.path.getsize(os.path.join(root, path))
                for path in tree.files(root, ".csv", under=FOLDER))
    return [f"{FOLDER}: {total} bytes, at most {TOTAL_SIZE}"] if total > TOTAL_SIZE else []


RULES = [
    ("the example data are those of SHA256SUMS", data_are_intact),
    ("each file of the example data is explained", data_are_explained),
    ("the example data are small", data_are_small),
]

if __name__ == "__main__":
    tree.run(RULES, sys.argv[1])
