"""Headers: guards, and each one compiles alone.

    python3 tests/lint/headers.py ROOT [CC CXX]...

Public headers must compile as C99, C11, C17 and C++17 with every given pair of compilers; a layer's
headers as C17 with the first, and with the include roots of the layers below only.
"""
import os
import re
import subprocess
import sys
import tempfile

import layers
import tree

WARNINGS = ["-Werror", "-Wall", "-Wextra", "-Wpedantic", "-fsyntax-only"]


def guard_of(path):
    """include/crm/status.h -> CRM_STATUS_H; lib/base/env.h -> CRM_BASE_ENV_H."""
    parts = path[:-2].split(os.sep)
    if parts[0] == "include":
        parts = parts[2:]
    elif parts[0] == "lib":
        parts = parts[1:]
    return "CRM_" + re.sub(r"\W", "_", "_".join(parts)).upper() + "_H"


def headers_have_guards(root):
    problems = []
    owner = {}
    for path in tree.files(root, ".h"):
        source = tree.without_comments(tree.read(root, path))
        guard = re.match(r"\s*#ifndef (\w+)\n#define \1\n", source)
        if not guard or not source.rstrip().endswith("#endif"):
            problems.append(f"{path}: no include guard; start it with #ifndef {guard_of(path)}")
        elif not guard[1].startswith("CRM_") and path.startswith(("include/", "lib/")):
            problems.append(f"{path}: the guard {guard[1]} should be {guard_of(path)}")
        elif guard[1] in owner:
            problems.append(f"{path}: the guard {guard[1]} is that of {owner[guard[1]]}, too")
        else:
            owner[guard[1]] = path
    return problems


def umbrella_is_whole(root):
    """crm.h includes every other public header, so a host needs one line."""
    umbrella = "include/crm/crm.h"
    included = {header for path, _, _, header in layers.includes(root, "include/crm")
                if path == umbrella}
    return [f'{umbrella}: {os.path.basename(path)} is missing: add #include '
            f'"{os.path.basename(path)}"'
            for path in tree.files(root, ".h", under="include/crm")
            if path != umbrella and os.path.basename(path) not in included]


STRUCT = re.compile(r"\bstruct (\w+) \{(.*?)\n\}", re.S)
MEMBER = re.compile(r"\(\*(\w+)\)|(\w+)\s*(?:\[[^\]]*\])?$")
LAYOUT = "tests/abi/layout_test.c"


def layouts_are_pinned(root):
    """Every public struct has its size, and every member its place, in the layout test."""
    pinned = tree.code(tree.read(root, LAYOUT))
    pins = {(name, member) for name, member in
            re.findall(r"\bAT\((?:struct )?(\w+), (\w+),", pinned)}
    sizes = set(re.findall(r"\bSIZE\((?:struct )?(\w+),", pinned))
    problems = []
    for path in tree.files(root, ".h", under="include"):
        source = tree.without_directives(tree.code(tree.read(root, path)))
        for struct, body in STRUCT.findall(source):
            if struct not in sizes:
                problems.append(f"{path}: struct {struct}: add SIZE({struct}, bytes) to {LAYOUT}")
            for declaration in body.split(";")[:-1]:
                member = MEMBER.search(declaration.strip())
                name = member[1] or member[2]
                if (struct, name) not in pins:
                    problems.append(f"{path}: struct {struct}: add AT({struct}, {name}, offset) "
                                    f"to {LAYOUT}")
    return problems


def compile_alone(compiler, language, standard, header, roots):
    """The compiler's complaint about a file that only includes the header, or None."""
    command = [compiler, "-x", language, f"-std={standard}", *WARNINGS]
    command += [f"-I{folder}" for folder in roots] + ["-"]
    program = f'#include "{header}"\n#include "{header}"\ntypedef int not_empty;\n'
    done = subprocess.run(command, input=program, text=True, capture_output=True, check=False)
    if done.returncode == 0:
        return None
    first = [line for line in done.stderr.splitlines() if "error" in line]
    return (first or done.stderr.splitlines() or ["failed"])[0]


def public_headers_compile(root, compilers):
    problems = []
    for path in tree.files(root, ".h", under="include"):
        header = os.path.relpath(path, "include")
        for cc, cxx in compilers:
            for compiler, language, standard in [
                    (cc, "c", "c99"), (cc, "c", "c11"), (cc, "c", "c17"), (cxx, "c++", "c++17")]:
                complaint = compile_alone(compiler, language, standard, header,
                                          [os.path.join(root, "include")])
                if complaint:
                    problems.append(f"{path}: {compiler} -std={standard}: {complaint}")
    return problems


def client_folders():
    """Where the headers of the PostgreSQL client are; None without it, for it is optional."""
    try:
        done = subprocess.run(["pkg-config", "--variable=includedir", "libpq"], text=True,
                              capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return [done.stdout.strip()] if done.returncode == 0 else None


def layer_headers_compile(root, compilers):
    order, edges = layers.table(root)
    client = client_folders()
    problems = []
    with tempfile.TemporaryDirectory() as scratch:
        for layer in order:
            os.makedirs(os.path.join(scratch, layer))
            os.symlink(os.path.abspath(os.path.join(root, "lib", layer)),
                       os.path.join(scratch, layer, layer))
        for path in tree.files(root, ".h", under="lib"):
            layer = layers.layer_of(path)
            if path.startswith("lib/db/postgres/") and client is None:
                continue
            roots = [os.path.join(root, "include")]
            roots += [os.path.join(scratch, name) for name in [layer, *edges[layer]]]
            roots += client or []
            complaint = compile_alone(compilers[0][0], "c", "c17", os.path.relpath(path, "lib"),
                                      roots)
            if complaint:
                problems.append(f"{path}: {complaint}")
    return problems


def rules(compilers):
    return [
        ("every header has its own include guard", headers_have_guards),
        ("crm.h includes every public header", umbrella_is_whole),
        ("the layout of every public struct is pinned", layouts_are_pinned),
        ("public headers compile alone as C99, C11, C17 and C++17",
         lambda root: public_headers_compile(root, compilers)),
        ("headers of the layers compile alone",
         lambda root: layer_headers_compile(root, compilers)),
    ]


if __name__ == "__main__":
    names = sys.argv[2:]
    tree.run(rules(list(zip(names[::2], names[1::2]))), sys.argv[1])
