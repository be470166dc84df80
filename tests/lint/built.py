"""Nothing lies about unbuilt: each C file is named by a meson.build, or by a script beside it.

    python3 tests/lint/built.py ROOT
"""
import os
import re
import sys

import tree

# Programs that a table of meson.build names by layer and noun, LAYER_noun_test.c, or by noun.
NAMED_BY_LAYER = re.compile(r"([a-z]+)_(\w+)_(?:test|fuzz)\.c$")
NAMED_BY_NOUN = re.compile(r"(\w+)_(?:test|fuzz)\.c$")


def build_files(root, path):
    """(folder, text) of the meson.build of the file's folder and of those above."""
    folder = os.path.dirname(path)
    while True:
        candidate = os.path.join(folder, "meson.build")
        if os.path.exists(os.path.join(root, candidate)):
            yield folder, tree.read(root, candidate)
        if not folder:
            return
        folder = os.path.dirname(folder)


def is_built(root, path):
    folder, name = os.path.split(path)
    for above, text in build_files(root, path):
        text = re.sub(r"#[^\n]*", "", text)
        relative = os.path.relpath(path, above or ".")
        if f"'{relative}'" in text or f"'{relative[:-2]}'" in text:
            return True
        by_noun = NAMED_BY_NOUN.match(name)
        if by_noun and above == folder and f"'{by_noun[1]}'" in text:
            return True
        by_layer = NAMED_BY_LAYER.match(name)
        if by_layer and above == folder:
            layer, noun = by_layer.groups()
            row = re.search(rf"'{layer}'\s*:\s*\[([^\]]*)\]", text)
            if f"'{noun}'" in (row[1] if row else text if f"'{layer}_'" in text else ""):
                return True
    return any(name in tree.read(root, script)
               for script in tree.files(root, ".sh", under=folder))


def every_file_is_built(root):
    return [f"{path}: named by no meson.build, so nobody compiles it: list it or remove it"
            for path in tree.files(root, ".c") if not is_built(root, path)]


RULES = [
    ("every C file is built", every_file_is_built),
]

if __name__ == "__main__":
    tree.run(RULES, sys.argv[1])
