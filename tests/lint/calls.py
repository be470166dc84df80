"""Calls that the library does not make, and statement text where it does not belong.

    python3 tests/lint/calls.py ROOT
"""
import re
import sys

import tree

# Unbounded, silent about errors, or with hidden state: nowhere in the tree.
UNSAFE = """strcpy stpcpy strcat strncat sprintf vsprintf gets atoi atol atoll atof strtok alloca
rand srand tmpnam mktemp""".split()

# The locale changes what these do.
LOCALE = """setlocale localeconv strtod strtof strtold strcoll strxfrm strftime isalpha isalnum
isdigit isspace isupper islower ispunct isprint isgraph iscntrl isxdigit isblank toupper tolower
iswalpha iswspace towupper towlower mbstowcs wcstombs mbrtowc wcrtomb scanf sscanf""".split()

# The host lends the clock, randomness and memory; lib/base holds the defaults.
CLOCK = """time gettimeofday clock clock_gettime localtime localtime_r gmtime gmtime_r mktime
timegm""".split()
RANDOM = "random srandom drand48 getrandom arc4random".split()
HEAP = """malloc calloc realloc reallocarray free aligned_alloc posix_memalign strdup strndup
asprintf vasprintf getline getdelim""".split()

# A library has no output of its own and does not end its host.
OUTPUT = "printf vprintf puts putchar perror exit _exit abort quick_exit atexit".split()

FLOAT_FORMAT = re.compile(r"(?<!%)(?:%%)*%[-+ #0']*(?:\d+|\*)?(?:\.(?:\d+|\*)?)?[lL]?[aAeEfFgG]")

STATEMENT = re.compile(
    r"^\s*(?:SELECT\s|INSERT\s+(?:OR\s|INTO\s)|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|"
    r"CREATE\s+(?:UNIQUE\s+|VIRTUAL\s+|TEMP\s+)?(?:TABLE|INDEX|VIEW|TRIGGER|SCHEMA)\s|"
    r"ALTER\s+TABLE\s|DROP\s+(?:TABLE|INDEX|VIEW)\s|PRAGMA\s|SAVEPOINT\s|ROLLBACK\b|"
    r"COMMIT\s*;?$|BEGIN(?:\s+\w+)?\s*;?$|VACUUM\b|ATTACH\s+DATABASE\b)")


def calls(root, under, names, skip=()):
    """Problems: the calls of those names below a folder, but for the places that start so."""
    pattern = re.compile(r"(?<![\w.])(?<!->)(%s)\s*\(" % "|".join(names))
    problems = []
    for path in tree.c_files(root, under):
        if path.startswith(tuple(skip)):
            continue
        source = tree.code(tree.read(root, path))
        for match in pattern.finditer(source):
            problems.append(f"{path}:{tree.line_of(source, match.start())}: {match[1]}() is banned")
    return problems


def unsafe(root):
    return calls(root, "", UNSAFE)


def locale(root):
    return calls(root, "lib", LOCALE)


def clock(root):
    return calls(root, "lib", CLOCK + RANDOM, skip=["lib/base/"])


def heap(root):
    return calls(root, "lib", HEAP, skip=["lib/base/"])


def output(root):
    problems = calls(root, "lib", OUTPUT)
    for path in tree.c_files(root, "lib"):
        source = tree.code(tree.read(root, path))
        for match in re.finditer(r"\b(stdout|stderr)\b", source):
            problems.append(f"{path}:{tree.line_of(source, match.start())}: "
                            f"the library does not write to {match[1]}")
    return problems


def float_formats(root):
    problems = []
    for path in tree.c_files(root, "lib"):
        for line, text in tree.strings(tree.read(root, path)):
            if FLOAT_FORMAT.search(text):
                problems.append(f"{path}:{line}: \"{text}\" formats a double by the locale; "
                                f"use crm__double_to_text")
    return problems


def statements(root):
    problems = []
    for under in ("lib", "examples", "include"):
        for path in tree.c_files(root, under):
            if path.startswith(("lib/db/", "lib/store/")):
                continue
            for line, text in tree.strings(tree.read(root, path)):
                if STATEMENT.match(text):
                    problems.append(f"{path}:{line}: SQL statement text belongs in lib/db and "
                                    f"lib/store: \"{text[:40]}\"")
    return problems


RULES = [
    ("no unsafe call in the tree", unsafe),
    ("the library calls nothing that depends on the locale", locale),
    ("the library reads clock and randomness only in lib/base", clock),
    ("the library allocates only in lib/base", heap),
    ("the library has no output and does not exit", output),
    ("the library formats no floating point by printf", float_formats),
    ("SQL statements stand only in lib/db and lib/store", statements),
]

if __name__ == "__main__":
    tree.run(RULES, sys.argv[1])
