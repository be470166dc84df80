"""What the lints share: the files of the tree, C without its comments and strings, TAP output.

A lint is a script with a list of rules. A rule is a sentence and a function that gets the root of
the tree and returns its problems as texts of the form "path:line: what is wrong and what to do".
"""
import os
import re
import sys

# What is not written by people: builds, and the bytes that fuzz targets are fed.
SKIPPED_FOLDERS = re.compile(r"^(build.*|\.git|__pycache__|\..*_cache|.*\.egg-info|corpus)$")


def files(root, *extensions, under=""):
    """Paths below `under`, relative to the root and sorted, that end in one of the extensions."""
    found = []
    for folder, folders, names in os.walk(os.path.join(root, under)):
        folders[:] = sorted(f for f in folders if not SKIPPED_FOLDERS.match(f))
        for name in names:
            if name.endswith(extensions):
                found.append(os.path.relpath(os.path.join(folder, name), root))
    return sorted(found)


def c_files(root, under=""):
    return files(root, ".c", ".h", under=under)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


# A comment, a string or a character constant, whichever starts first.
C_TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)|"""
    r"""(?P<text>"(?:\\.|[^"\\\n])*")|(?P<char>'(?:\\.|[^'\\\n])+')""", re.S)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(source):
    """The source with comments blanked; lines and columns stay."""
    return C_TOKEN.sub(lambda m: blank(m[0]) if m["comment"] else m[0], source)


def code(source):
    """The source with comments blanked and strings and characters emptied; lines stay."""
    def replace(match):
        if match["comment"]:
            return blank(match[0])
        return match[0][0] + " " * (len(match[0]) - 2) + match[0][0]
    return C_TOKEN.sub(replace, source)


def strings(source):
    """(line, content) of each string literal; neighbours that the compiler joins are joined."""
    found = []
    end = None
    for match in C_TOKEN.finditer(source):
        if match["comment"]:
            continue
        if match["char"]:
            end = None
            continue
        between = source[end:match.start()] if end is not None else None
        if found and between is not None and not without_comments(between).strip():
            found[-1] = (found[-1][0], found[-1][1] + match["text"][1:-1])
        else:
            found.append((line_of(source, match.start()), match["text"][1:-1]))
        end = match.end()
    return found


def line_of(source, offset):
    return source.count("\n", 0, offset) + 1


def without_directives(source):
    """Code with preprocessor lines, and what they continue on, blanked."""
    return re.sub(r"^[ \t]*#(?:\\\n|[^\n])*", lambda m: blank(m[0]), source, flags=re.M)


def run(rules, *arguments):
    """Runs the rules as one TAP test each and exits."""
    print(f"1..{len(rules)}")
    failed = 0
    for number, (sentence, rule) in enumerate(rules, 1):
        problems = rule(*arguments)
        for problem in problems:
            print(f"# {problem}")
        failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {number} - {sentence}")
    sys.exit(1 if failed else 0)
