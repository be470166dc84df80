#!/usr/bin/env python3
"""Writes word_characters.h from Python's copy of the Unicode Character Database:

    python3 make_word_characters.py > word_characters.h
"""
import unicodedata


def word_ranges():
    found = []
    for code_point in range(0x80, 0x110000):
        if unicodedata.category(chr(code_point))[0] not in "LN":
            continue
        if found and found[-1][1] == code_point - 1:
            found[-1][1] = code_point
        else:
            found.append([code_point, code_point])
    return [f"{{0x{first:04x}, 0x{last:04x}}}," for first, last in found]


def zeros():
    """Decimal digits stand ten in a row, whatever the script."""
    return [f"0x{code_point:04x}," for code_point in range(0x80, 0x110000)
            if unicodedata.category(chr(code_point)) == "Nd"
            and unicodedata.digit(chr(code_point)) == 0]


def table(kind, name, cells, per_row):
    print(f"static const {kind} {name}[] = {{")
    for at in range(0, len(cells), per_row):
        print("    " + " ".join(cells[at:at + per_row]))
    print("};\n")


print(f"/* Made by make_word_characters.py from Unicode {unicodedata.unidata_version}; "
      "do not edit. */")
print("#ifndef CRM_ENGINE_TABLES_WORD_CHARACTERS_H")
print("#define CRM_ENGINE_TABLES_WORD_CHARACTERS_H\n")
print('#include "base/tables/unicode.h"\n')
print("/* Letters and numbers beyond ASCII. */")
table("struct code_point_range", "word_ranges", word_ranges(), 4)
print("/* The zero of every script that has decimal digits, ASCII apart. */")
table("uint32_t", "digit_zeros", zeros(), 10)
print("#endif")
