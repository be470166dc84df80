"""Proves that each lint accepts a good tree and rejects a bad one, rule by rule.

    python3 tests/lint/selftest/selftest.py CC CXX
"""
import contextlib
import importlib
import io
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "..", "..")]

import results  # noqa: E402
import samples  # noqa: E402

LINTS = ["layers", "size", "calls", "words", "built", "data", "sql", "headers", "symbols"]


def write(root, tree):
    for path, content in tree.items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(content)


def problems(rule, *arguments):
    with contextlib.redirect_stdout(io.StringIO()):
        return rule(*arguments)


def tree_rules(compilers):
    """{(lint, rule): function of the root} of every rule that looks at the tree."""
    found = {}
    for name in LINTS:
        lint = importlib.import_module(name)
        if name == "headers":
            rules = lint.rules([compilers])
        elif name == "symbols":
            rules = [("", lint.headers_equal_map), ("", lint.functions_are_tested),
                     ("", lint.functions_run_without_memory)]
        else:
            rules = lint.RULES
        for _, rule in rules:
            called = rule.__name__
            if called == "<lambda>":
                called = rule.__code__.co_names[0]
            found[name, called] = rule
    return found


def tree_cases(compilers):
    """(sentence, reason it failed or None) for the good tree and each bad one."""
    rules = tree_rules(compilers)
    for (lint, called), rule in rules.items():
        with tempfile.TemporaryDirectory() as root:
            write(root, samples.GOOD)
            found = problems(rule, root)
        yield f"{lint}: {called} accepts the good tree", found[0] if found else None
    for lint, called, path, content, expected in samples.BAD:
        with tempfile.TemporaryDirectory() as root:
            write(root, {**samples.GOOD, path: content})
            found = problems(rules[lint, called], root)
        missed = None if any(expected in text for text in found) else f"said only {found}"
        yield f"{lint}: {called} says \"{expected}\" about {path}", missed
    untried = set(rules) - {(lint, called) for lint, called, *_ in samples.BAD}
    yield "every rule is tried on a bad sample", str(sorted(untried)) if untried else None


def verdict(found, expected):
    if expected is None:
        return found[0] if found else None
    return None if any(expected in text for text in found) else f"said only {found}"


def symbol_cases(cc):
    symbols = importlib.import_module("symbols")
    for source, names, expected in samples.LIBRARIES:
        with tempfile.TemporaryDirectory() as root:
            write(root, {**samples.GOOD, "x.c": source + "\n", "x.map":
                         "CRM_0.1 { global: %s local: *; };\n" % names})
            library = os.path.join(root, "libcrm.so")
            subprocess.run([cc, "-shared", "-fPIC", os.path.join(root, "x.c"), "-o", library,
                            "-Wl,--version-script=" + os.path.join(root, "x.map")], check=True)
            found = problems(symbols.map_equals_library, root, library)
        yield f"symbols: map_equals_library says {expected or 'nothing'}", verdict(found, expected)
    for layer, source, expected in samples.ARCHIVES:
        with tempfile.TemporaryDirectory() as root:
            write(root, {"x.c": source + "\n"})
            archive = os.path.join(root, f"libcrm-{layer}.a")
            subprocess.run([cc, "-c", os.path.join(root, "x.c"), "-o", archive + ".o"], check=True)
            subprocess.run(["ar", "rc", archive, archive + ".o"], check=True)
            found = problems(symbols.names_are_prefixed, [archive])
        yield f"symbols: names_are_prefixed says {expected or 'nothing'}", verdict(found, expected)


def log_cases():
    """tests/results.py counts what a test program says, and believes its exit status more."""
    for said, result, expected in samples.LOGS:
        with tempfile.TemporaryDirectory() as build:
            test = {"name": "t", "result": result, "stdout": said, "duration": 1.0}
            write(build, {"meson-logs/testlog.json": json.dumps(test) + "\n"})
            found = problems(results.totals, build)
        yield (f"results: {result} after {said.strip().splitlines()[-1:]} is {expected}",
               None if found == expected else f"counted {found}")


def main():
    cc, cxx = sys.argv[1:3]
    cases = [*tree_cases((cc, cxx)), *symbol_cases(cc), *log_cases()]
    print(f"1..{len(cases)}")
    failed = 0
    for number, (sentence, reason) in enumerate(cases, 1):
        failed += reason is not None
        print(f"{'ok' if reason is None else 'not ok'} {number} - {sentence}".replace("#", "no. "))
        if reason is not None:
            print(f"# {reason}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
