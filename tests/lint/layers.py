"""The direction of dependency: who may include whom.

    python3 tests/lint/layers.py ROOT

Reads the edge table of lib/meson.build and every #include line.
"""
import collections
import os
import re
import sys

import tree

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)

# Layers that never see each other, whatever the table says.
STRANGERS = [{"store", "engine"}, {"store", "format"}, {"engine", "format"}]

# A foreign header, and the one layer that knows it.
OWNERS = {"sqlite3.h": "db", "libpq-fe.h": "db", "cJSON.h": "base", "xxhash.h": "base"}

# Hosts and their tests reach the library through its public headers only.
OUTSIDERS = ["examples", "bindings", "tests/api", "tests/consumer"]


def table(root):
    """(layers from the lowest up, {layer: the layers it may include})"""
    names = re.search(r"layer_names\s*=\s*\[(.*?)\]", tree.read(root, "meson.build"), re.S)[1]
    edges = re.search(r"layer_edges\s*=\s*\{(.*?)\n\}", tree.read(root, "lib/meson.build"), re.S)[1]
    word = re.compile(r"'(\w+)'")
    rows = re.findall(r"'(\w+)'\s*:\s*\[(.*?)\]", edges, re.S)
    return word.findall(names), {layer: word.findall(lower) for layer, lower in rows}


def includes(root, under):
    """(path, line, quote, header) of every #include line."""
    for path in tree.c_files(root, under):
        source = tree.without_comments(tree.read(root, path))
        for match in INCLUDE.finditer(source):
            yield path, tree.line_of(source, match.start()), match[1], match[2]


def layer_of(path):
    return path.split(os.sep)[1]


def table_points_down(root):
    order, edges = table(root)
    problems = []
    if sorted(order) != sorted(edges):
        problems.append("meson.build: layer_names and the edge table name different layers")
        return problems
    for layer, lower in edges.items():
        for other in lower:
            if order.index(other) >= order.index(layer):
                problems.append(f"lib/meson.build: {layer} may not stand on {other}, "
                                f"which is above it")
            if {layer, other} in STRANGERS:
                problems.append(f"lib/meson.build: {layer} and {other} must not see each other; "
                                f"service is where they meet")
    return problems


def includes_follow_table(root):
    order, edges = table(root)
    used = collections.Counter()
    problems = []
    for path, line, quote, header in includes(root, "lib"):
        layer = layer_of(path)
        folder = header.split("/")[0]
        if "/" in header and folder in order:
            used[layer, folder] += 1
            if folder != layer and folder not in edges[layer]:
                problems.append(f"{path}:{line}: {layer} includes {header}, but the table in "
                                f"lib/meson.build has no edge {layer} -> {folder}")
        elif quote == '"' and not header.startswith("crm/"):
            problems.append(f'{path}:{line}: write "{layer}/{os.path.basename(header)}": '
                            f"a layer's header is always named with its folder")
    for layer in order:
        lower = " ".join(f"{name}({used[layer, name]})" for name in order if used[layer, name])
        print(f"# {layer:8} may include {' '.join(edges[layer]) or '-':55} includes {lower or '-'}")
    return problems


def foreign_headers_stay_home(root):
    problems = []
    for path, line, _, header in includes(root, "lib"):
        owner = OWNERS.get(os.path.basename(header))
        if owner and layer_of(path) != owner:
            problems.append(f"{path}:{line}: only lib/{owner} knows {header}")
    return problems


def api_marks_stay_in_api(root):
    problems = []
    for path in tree.c_files(root, "lib"):
        if layer_of(path) == "api":
            continue
        source = tree.code(tree.read(root, path))
        for match in re.finditer(r"\bCRM_API\b", source):
            problems.append(f"{path}:{tree.line_of(source, match.start())}: "
                            f"CRM_API belongs in include/crm and lib/api only")
    return problems


def outsiders_use_public_headers(root):
    order, _ = table(root)
    problems = []
    for under in OUTSIDERS:
        for path, line, _, header in includes(root, under):
            if "/" in header and header.split("/")[0] in order or header in OWNERS:
                problems.append(f"{path}:{line}: {header} is not a public header; "
                                f"use those of include/crm")
    return problems


def public_headers_are_self_contained(root):
    problems = []
    for path, line, quote, header in includes(root, "include"):
        if quote == '"' and ("/" in header or
                             not os.path.exists(os.path.join(root, "include/crm", header))):
            problems.append(f"{path}:{line}: a public header includes only its neighbours "
                            f"and the C library, not {header}")
    return problems


RULES = [
    ("the edge table points down only", table_points_down),
    ("every include in lib follows the edge table", includes_follow_table),
    ("each foreign header is known to one layer", foreign_headers_stay_home),
    ("CRM_API stands only in include/crm and lib/api", api_marks_stay_in_api),
    ("examples, bindings and API tests use public headers only", outsiders_use_public_headers),
    ("public headers include only each other", public_headers_are_self_contained),
]

if __name__ == "__main__":
    tree.run(RULES, sys.argv[1])
