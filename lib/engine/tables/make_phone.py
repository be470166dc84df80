#!/usr/bin/env python3
"""Compiles the numbering plans of the `phonenumbers` package (the metadata of libphonenumber,
Apache-2.0) into packed automata, or checks that phone.c is what it would write:

    pip install phonenumbers==9.0.43
    python3 make_phone.py > phone.c
    python3 make_phone.py --check phone.c
    python3 make_phone.py --file phone.table     a table to be loaded at run time, of any version
"""
import sys

from phone_pack import SECTIONS, Packed
from phone_plans import Plans

VERSION = "9.0.43"


def packed():
    import phonenumbers
    from phonenumbers.phonemetadata import PhoneMetadata
    plans = Plans(PhoneMetadata.metadata_for_region_or_calling_code,
                  phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
    return Packed(plans, phonenumbers.__version__)


def lines(cells, width=100):
    line = "   "
    for cell in cells:
        if len(line) + 1 + len(cell) > width:
            yield line + "\n"
            line = "   "
        line += " " + cell
    yield line + "\n"


def array(kind, name, cells):
    return f"static const {kind} {name}[{len(cells)}] = {{\n" + "".join(lines(cells)) + "};\n\n"


def cell(row):
    return f"{row[0]}," if len(row) == 1 else "{" + ",".join(map(str, row)) + "},"


KINDS = {"nodes": "struct phone_node", "edges": "struct phone_edge", "labels": "struct phone_label",
         "stops": "struct phone_stop", "moves": "struct phone_move", "plans": "struct phone_plan",
         "codes": "struct phone_code", "code_index": "uint16_t", "region_index": "uint16_t"}


def source():
    table = packed()
    checksum = int.from_bytes(table.file()[16:24], "little")
    out = ["/* Made by make_phone.py from the metadata of libphonenumber; do not edit. */\n",
           '#include "engine/phone_table.h"\n\n', "/* clang-format off */\n"]
    for name, rows in zip(SECTIONS, table.rows()):
        out.append(array(KINDS[name], name, [cell(row) for row in rows]))
    out.append(array("unsigned char", "texts", [f"{octet}," for octet in table.texts.bytes]))
    out.append("const struct phone_table crm__phone_builtin = {\n"
               f'    .version = "{table.version}",\n    .hash = 0x{checksum:016x},\n')
    for name, rows in zip(SECTIONS, table.rows()):
        out.append(f"    .{name} = {name},\n    .counts[PHONE_{name.upper()}] = {len(rows)},\n")
    out.append(f"    .texts = texts,\n    .counts[PHONE_TEXTS] = {len(table.texts.bytes)},\n}};\n")
    return "".join(out)


def check(path):
    try:
        import phonenumbers
    except ImportError:
        print(f"skipped: no phonenumbers package (pip install phonenumbers=={VERSION})")
        return 77
    if phonenumbers.__version__ != VERSION:
        print(f"skipped: phonenumbers is {phonenumbers.__version__}, the table is of {VERSION}")
        return 77
    with open(path, encoding="ascii") as file:
        if file.read() != source():
            print(f"{path} is stale: run make_phone.py again")
            return 1
    return 0


def main(arguments):
    if arguments[:1] == ["--check"]:
        return check(arguments[1])
    if arguments[:1] == ["--file"]:
        with open(arguments[1], "wb") as file:
            file.write(packed().file())
        return 0
    import phonenumbers
    if phonenumbers.__version__ != VERSION:
        return f"make_phone: phonenumbers is {phonenumbers.__version__}, wanted {VERSION}"
    sys.stdout.write(source())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
