#!/usr/bin/env python3
"""Writes gb18030.c from Python's gb18030 codec, or checks that a file is what it would write:

    python3 make_gb18030.py > gb18030.c
    python3 make_gb18030.py --check gb18030.c
"""
import sys


def code_point(*octets):
    try:
        return ord(bytes(octets).decode("gb18030"))
    except UnicodeDecodeError:
        return None


def two_byte():
    trails = [*range(0x40, 0x7f), *range(0x80, 0xff)]
    return [code_point(lead, trail) for lead in range(0x81, 0xff) for trail in trails]


def four_byte():
    """(position, code point) where runs of consecutive code points begin, up to U+FFFF."""
    runs = []
    before = None
    for position in range(4 * 12600):
        found = code_point(0x81 + position // 12600, 0x30 + position // 1260 % 10,
                           0x81 + position // 10 % 126, 0x30 + position % 10)
        if found is None:
            if before is not None:
                runs.append((position, 0))
        elif before is None or found != before + 1:
            runs.append((position, found))
        before = found
    return runs


def rows(cells, per_row):
    return "".join("    " + " ".join(cells[at:at + per_row]) + "\n"
                   for at in range(0, len(cells), per_row))


def source():
    pairs, runs = two_byte(), four_byte()
    return (
        "/* Made by make_gb18030.py; do not edit. */\n"
        '#include "format/tables/gb18030.h"\n\n'
        f"const uint16_t crm__gb18030_pairs[{len(pairs)}] = {{\n"
        + rows([f"0x{point:04x}," for point in pairs], 12)
        + "};\n\n"
        "const struct gb18030_run crm__gb18030_runs[] = {\n"
        + rows([f"{{{position}, 0x{point:04x}}}," for position, point in runs], 5)
        + "};\n"
        "const size_t crm__gb18030_run_count =\n"
        "    sizeof crm__gb18030_runs / sizeof crm__gb18030_runs[0];\n")


def check(path):
    # The 2022 edition moved 18 characters; the table is of the one before, as most files are.
    if code_point(0xa6, 0xd9) != 0xe78d:
        print("skipped: this Python has another edition of the standard")
        return 77
    with open(path, encoding="ascii") as file:
        if file.read() != source():
            print(f"{path} is stale: run make_gb18030.py again")
            return 1
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        sys.exit(check(sys.argv[2]))
    sys.stdout.write(source())
