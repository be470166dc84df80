#!/usr/bin/env python3
"""Writes unicode.c from Python's copy of the Unicode Character Database:

    python3 make_unicode.py > unicode.c
"""
import sys
import unicodedata


def ranges(wanted):
    found = []
    for code_point in range(0x300, 0x110000):
        if not wanted(code_point):
            continue
        if found and found[-1][1] == code_point - 1:
            found[-1][1] = code_point
        else:
            found.append([code_point, code_point])
    return found


def is_wide(code_point):
    return unicodedata.east_asian_width(chr(code_point)) in "WF"


def is_zero_width(code_point):
    # Marks that sit on their neighbour, invisible formats, and the Hangul vowels and finals that
    # join the syllable before them.
    return (unicodedata.category(chr(code_point)) in ("Mn", "Me", "Cf")
            or 0x1160 <= code_point <= 0x11FF)


def table(name, rows):
    print(f"\nconst struct code_point_range crm__unicode_{name}[] = {{")
    cells = [f"{{0x{first:04x}, 0x{last:04x}}}," for first, last in rows]
    for at in range(0, len(cells), 4):
        print("    " + " ".join(cells[at:at + 4]))
    print("};")
    print(f"const size_t crm__unicode_{name}_count =")
    print(f"    sizeof crm__unicode_{name} / sizeof crm__unicode_{name}[0];")


def simple_fold(code_point):
    # Simple case folding is the full one where that is a single code point, else lower case.
    letter = chr(code_point)
    for folded in (letter.casefold(), letter.lower()):
        if len(folded) == 1:
            return ord(folded)
    return code_point


def folds():
    """Runs of code points that fold by the same distance, each one or every second one."""
    found = []  # [first, last, step, distance]; step 0 while a run has one member
    for code_point in range(0x80, 0x110000):
        distance = simple_fold(code_point) - code_point
        if distance == 0:
            continue
        if found:
            run = found[-1]
            step = code_point - run[1]
            if distance == run[3] and step <= 2 and run[2] in (0, step):
                run[1], run[2] = code_point, step
                continue
        found.append([code_point, code_point, 0, distance])
    return found


def fold_table(rows):
    print("\nconst struct case_run crm__unicode_folds[] = {")
    cells = [f"{{0x{first:04x}, 0x{last:04x}, {step or 1}, {distance}}},"
             for first, last, step, distance in rows]
    for at in range(0, len(cells), 3):
        print("    " + " ".join(cells[at:at + 3]))
    print("};")
    print("const size_t crm__unicode_folds_count =")
    print("    sizeof crm__unicode_folds / sizeof crm__unicode_folds[0];")


print(f"/* Made by make_unicode.py from Unicode {unicodedata.unidata_version}; do not edit. */")
print('#include "base/tables/unicode.h"')
table("wide", ranges(is_wide))
table("zero_width", ranges(is_zero_width))
fold_table(folds())
