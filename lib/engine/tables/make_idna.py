#!/usr/bin/env python3
"""Writes idna.c, or checks that it is what would be written:

    python3 make_idna.py > idna.c
    python3 make_idna.py --check idna.c

The mapping of UTS 46 is that of the Python package idna; combining classes, canonical composition
and directions are those of Debian's package unicode-data (UNICODE_DATA names another folder). What
that older version does not assign is refused, so that the two agree on each character.
"""
import os
import sys

import fresh
from fresh import Unavailable

FOLDER = os.environ.get("UNICODE_DATA", "/usr/share/unicode")

REFUSED, VALID, IGNORED = 0, 1, 2
JOINING = {"T": 1, "L": 2, "R": 3, "D": 4}
DIRECTIONS = {"L": 1, "R": 2, "AL": 2, "AN": 3, "EN": 4, "ES": 5, "CS": 5, "ET": 5, "ON": 5,
              "BN": 5, "NSM": 6}
LAST = 0x10FFFF
FIRST_MAPPING = 0x400  # lower values are places in the list of properties

HEAD = """/* Made by make_idna.py from {version}; do not edit. */
#include "engine/tables/idna.h"

const char crm__idna_version[] = "{version}";
"""


def sources():
    try:
        import idna
        from idna import idnadata, uts46data
    except ImportError as problem:
        raise Unavailable("the Python package idna is not installed") from problem
    characters = os.path.join(FOLDER, "UnicodeData.txt")
    exclusions = os.path.join(FOLDER, "CompositionExclusions.txt")
    if not os.path.exists(characters):
        raise Unavailable("the package unicode-data is not installed")
    with open(exclusions, encoding="utf-8") as file:
        head, *lines = file.read().splitlines()
    unicode = head.split("-")[1].removesuffix(".txt")
    excluded = {int(line.split()[0], 16) for line in lines if line and line[0] != "#"}
    with open(characters, encoding="utf-8") as file:
        rows = [line.split(";") for line in file]
    version = f"idna {idna.__version__}, Unicode {unicode}"
    return version, uts46data.uts46data, idnadata.joining_types(), rows, excluded


def assigned(rows):
    """{code point: (category, class, direction, decomposition)}; ranges are First and Last."""
    found = {}
    first = None
    for row in rows:
        point = int(row[0], 16)
        if row[1].endswith(", First>"):
            first = point
            continue
        for each in range(point if first is None else first, point + 1):
            found[each] = (row[2], int(row[3]), row[4], row[5])
        first = None
    return found


def properties_of(point, characters, joining):
    category, order, direction, _ = characters[point]
    letter = joining.get(point, 0)
    joins = JOINING.get(chr(letter) if isinstance(letter, int) else letter, 0)
    return (VALID, order, DIRECTIONS.get(direction, 0), joins, int(category[0] == "M"))


def values(mapping, characters, joining):
    """What each code point is: properties, or the text that it is mapped to."""
    out = []
    for at, row in enumerate(mapping):
        end = mapping[at + 1][0] if at + 1 < len(mapping) else LAST + 1
        for point in range(row[0], end):
            if row[1] in "VD":
                known = point in characters
                out.append(properties_of(point, characters, joining) if known
                           else (REFUSED, 0, 0, 0, 0))
            elif row[1] == "M":
                known = point in characters and all(ord(c) in characters for c in row[2])
                out.append(row[2] if known else (REFUSED, 0, 0, 0, 0))
            else:
                out.append((IGNORED if row[1] == "I" else REFUSED, 0, 0, 0, 0))
    return out


def compositions(characters, excluded):
    """(first, second, whole) of the canonical compositions."""
    found = []
    for point, (_, order, _, decomposition) in sorted(characters.items()):
        parts = [int(part, 16) for part in decomposition.split() if part[0] != "<"]
        starts = len(parts) == 2 and order == 0 and characters[parts[0]][1] == 0
        if starts and "<" not in decomposition and point not in excluded:
            found.append((parts[0], parts[1], point))
    return sorted(found)


def lines(cells, per_row):
    return "".join("    " + " ".join(cells[at:at + per_row]) + "\n"
                   for at in range(0, len(cells), per_row))


def array(kind, name, cells, per_row):
    return (f"\nconst {kind} crm__idna_{name}[] = {{\n{lines(cells, per_row)}}};\n"
            f"const size_t crm__idna_{name}_count = {len(cells)};\n")


def make():
    version, mapping, joining, rows, excluded = sources()
    characters = assigned(rows)
    each = values(mapping, characters, joining)
    kinds = sorted({value for value in each if isinstance(value, tuple)})
    pool, places = bytearray(), {}
    for value in each:
        if isinstance(value, str) and value not in places:
            text = value.encode()
            places[value] = FIRST_MAPPING + len(pool)
            pool += bytes([len(text)]) + text
    assert len(kinds) < FIRST_MAPPING and FIRST_MAPPING + len(pool) < 0x10000
    starts, codes = [], []
    for point, value in enumerate(each):
        code = kinds.index(value) if isinstance(value, tuple) else places[value]
        # A run of one mapping is a run all the same: each of its code points gives that text.
        if not codes or codes[-1] != code:
            starts.append(point)
            codes.append(code)
    composed = compositions(characters, excluded)
    by_whole = sorted(range(len(composed)), key=lambda at: composed[at][2])
    return (HEAD.replace("{version}", version) +
            array("uint32_t", "starts", [f"0x{start:x}," for start in starts], 10) +
            array("uint16_t", "codes", [f"{code}," for code in codes], 14) +
            array("struct idna_property", "properties",
                  ["{" + ", ".join(map(str, kind)) + "}," for kind in kinds], 5) +
            array("unsigned char", "pool", [f"{byte}," for byte in pool], 20) +
            array("struct idna_composition", "compositions",
                  ["{" + ", ".join(f"0x{point:x}" for point in row) + "}," for row in composed], 4) +
            array("uint16_t", "decompositions", [f"{at}," for at in by_whole], 16))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        sys.exit(fresh.check("idna", sys.argv[2], make))
    sys.stdout.write(make())
