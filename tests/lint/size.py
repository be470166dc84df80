"""Sizes: functions, files, public headers, line width.

    python3 tests/lint/size.py ROOT
"""
import os
import re
import statistics
import sys

import tree

FUNCTION_LINES = 60
FILE_LINES = 500
PUBLIC_HEADER_LINES = 250
EXAMPLE_LINES = 150
LINE_WIDTH = 100

WRITTEN = (".c", ".h", ".py", ".sh", ".lua", "meson.build")


def is_data_table(path):
    """Tables of data may be long; what is computed may not."""
    parts = path.split(os.sep)
    return "tables" in parts[:-1] or "catalogue" in parts[:-1]


def functions(source):
    """(name, first line, lines) of each function body, signature included."""
    text = tree.without_directives(tree.code(source))
    depth = 0
    start = 0
    for match in re.finditer(r"[{};]", text):
        if match[0] == "{":
            if depth == 0:
                head = text[start:match.start()]
                begin = start + len(head) - len(head.lstrip())
                linkage = not head.rstrip().endswith(")")
                if re.match(r'\s*extern\s*"\s*"\s*$', head):
                    start = match.end()
                    continue
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth < 0:  # the end of extern "C"
                depth = 0
            elif depth == 0 and not linkage:
                first = tree.line_of(text, begin)
                name = re.search(r"START_TEST\s*\(\s*(\w+)|(\w+)\s*\(", head)
                last = tree.line_of(text, match.start())
                yield (name[1] or name[2] if name else "?"), first, last - first + 1
            if depth == 0:
                start = match.end()
        elif depth == 0:
            start = match.end()


def functions_are_short(root):
    problems = []
    lengths = []
    for path in tree.c_files(root):
        for name, line, lines in functions(tree.read(root, path)):
            if path.startswith("lib" + os.sep):
                lengths.append(lines)
            if lines > FUNCTION_LINES:
                problems.append(f"{path}:{line}: {name} has {lines} lines, at most "
                                f"{FUNCTION_LINES}; split it by idea")
    if lengths:
        print(f"# {len(lengths)} functions in lib, median {statistics.median(lengths):g} lines, "
              f"longest {max(lengths)}")
    return problems


def lines_of(root, path):
    return tree.read(root, path).count("\n")


def files_are_short(root):
    return [f"{path}: {lines_of(root, path)} lines, at most {FILE_LINES}; split it by idea"
            for path in tree.files(root, *WRITTEN)
            if lines_of(root, path) > FILE_LINES and not is_data_table(path)]


def public_headers_are_short(root):
    return [f"{path}: {lines_of(root, path)} lines, at most {PUBLIC_HEADER_LINES}"
            for path in tree.files(root, ".h", under="include")
            if lines_of(root, path) > PUBLIC_HEADER_LINES]


def small_examples_are_small(root):
    return [f"{path}: {lines_of(root, path)} lines, at most {EXAMPLE_LINES}"
            for path in tree.files(root, ".c", under="examples")
            if path.count(os.sep) == 1 and lines_of(root, path) > EXAMPLE_LINES]


def lines_are_narrow(root):
    problems = []
    for path in tree.files(root, *WRITTEN):
        if is_data_table(path):
            continue
        for number, line in enumerate(tree.read(root, path).splitlines(), 1):
            if len(line) > LINE_WIDTH:
                problems.append(f"{path}:{number}: {len(line)} columns, at most {LINE_WIDTH}")
    return problems


RULES = [
    (f"no function has more than {FUNCTION_LINES} lines", functions_are_short),
    (f"no file has more than {FILE_LINES} lines, tables apart", files_are_short),
    (f"no public header has more than {PUBLIC_HEADER_LINES} lines", public_headers_are_short),
    (f"no small example has more than {EXAMPLE_LINES} lines", small_examples_are_small),
    (f"no line has more than {LINE_WIDTH} columns, tables apart", lines_are_narrow),
]

if __name__ == "__main__":
    tree.run(RULES, sys.argv[1])
