"""Symbols: what the shared library exports, and how external names inside are spelt.

    python3 tests/lint/symbols.py ROOT libcrm.so libcrm-LAYER.a...
"""
import re
import subprocess
import sys

import tree

MAP = "lib/libcrm.map"
DECLARATION = re.compile(r"\bCRM_API\b[^;{]*?\b(\w+)\s*\(")
# Public, though they stand below api: every layer needs them.
BASE_PUBLIC = {"crm_status_name", "crm_version"}


def declared(root):
    """{function: header} of include/crm."""
    found = {}
    for path in tree.files(root, ".h", under="include"):
        source = tree.without_directives(tree.code(tree.read(root, path)))
        for name in DECLARATION.findall(source):
            found[name] = path
    return found


def mapped(root):
    """The functions that the version script lists."""
    source = tree.without_comments(tree.read(root, MAP))
    return set(re.findall(r"^\s*(\w+);", re.sub(r"\w+:", "", source), re.M))


def exported(library):
    """The functions and data that the dynamic linker sees; version nodes are absolute symbols."""
    lines = subprocess.run(["nm", "-D", "--defined-only", library], text=True,
                           capture_output=True, check=True).stdout.splitlines()
    fields = [line.split() for line in lines]
    return {row[-1].split("@")[0] for row in fields if row[-2] != "A"}


def headers_equal_map(root):
    names, listed = declared(root), mapped(root)
    problems = [f"{names[name]}: {name} is CRM_API but not in {MAP}: add the line '{name};' to it"
                for name in sorted(names.keys() - listed)]
    problems += [f"{MAP}: {name} is declared by no header of include/crm: remove its line"
                 for name in sorted(listed - names.keys())]
    return problems


def functions_are_tested(root):
    called = " ".join(tree.code(tree.read(root, path))
                      for path in tree.c_files(root, under="tests/api"))
    return [f"{header}: {name} is called by no test of tests/api: write one"
            for name, header in sorted(declared(root).items())
            if not re.search(rf"\b{name}\s*\(", called)]


def functions_run_without_memory(root):
    called = " ".join(tree.code(tree.read(root, path))
                      for path in tree.c_files(root, under="tests/fault")
                      if path.split("/")[-1].startswith("memory_"))
    return [f"{header}: {name} is called by no loop of tests/fault/memory_*_test.c: add it to one"
            for name, header in sorted(declared(root).items())
            if not re.search(rf"\b{name}\b", called)]


def map_equals_library(root, library):
    listed, found = mapped(root), exported(library)
    problems = [f"{MAP}: {name} is listed but the library does not define it: write it in lib/api"
                for name in sorted(listed - found)]
    problems += [f"{library}: exports {name}, which {MAP} does not list"
                 for name in sorted(found - listed)]
    print(f"# {len(found)} exported functions")
    return problems


def external(archive):
    lines = subprocess.run(["nm", "--defined-only", "--extern-only", archive], text=True,
                           capture_output=True, check=True).stdout.splitlines()
    return {line.split()[2] for line in lines if len(line.split()) == 3}


def names_are_prefixed(archives):
    problems = []
    for archive in archives:
        layer = re.search(r"libcrm-(\w+)\.a$", archive)[1]
        for name in sorted(external(archive)):
            if name.startswith("crm__") or name in BASE_PUBLIC:
                continue
            if name.startswith("crm_") and layer == "api":
                continue
            problems.append(f"lib/{layer}: external name {name}: make it static, "
                            f"or call it crm__noun_verb")
    return problems


def rules(library, archives):
    return [
        ("the map lists what include/crm declares", headers_equal_map),
        ("every public function is called by a test of tests/api", functions_are_tested),
        ("every public function is run without memory by a test of tests/fault",
         functions_run_without_memory),
        ("the shared library exports what the map lists, and nothing else",
         lambda root: map_equals_library(root, library)),
        ("external names of the layers start with crm__",
         lambda root: names_are_prefixed(archives)),
    ]


if __name__ == "__main__":
    tree.run(rules(sys.argv[2], sys.argv[3:]), sys.argv[1])
