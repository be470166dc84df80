#!/usr/bin/env python3
"""Writes the tables of domains as sorted hashes, or checks that a file is what it would write:

    python3 make_domains.py disposable > disposable.c
    python3 make_domains.py public_suffix > public_suffix.c
    python3 make_domains.py mail_words > mail_words.c
    python3 make_domains.py --check disposable disposable.c

A newer list of disposable domains: npm pack disposable-email-domains-js, then

    python3 make_domains.py --list package > disposable.txt

The public suffixes are those of Debian's package publicsuffix. Needs libxxhash.
"""
import ctypes
import ctypes.util
import json
import os
import re
import subprocess
import sys

import fresh
from fresh import Unavailable

FOLDER = os.path.dirname(os.path.abspath(__file__))
SUFFIXES = "/usr/share/publicsuffix/public_suffix_list.dat"

# What a suffix says, in the low bits of its hash: that it is one, that all below it are, that it
# is none although the one above says so.
RULE, WILDCARD, EXCEPTION = 1, 2, 4
KIND_BITS = 3

# Where a word stands in its list of mail_providers.h, and in which list.
WORD_BITS = 10
LISTS = ["mail_providers", "mail_roles", "mail_placeholders"]

DISPOSABLE = """/* Made by make_domains.py from {version} (CC0-1.0); do not edit. */
#include "engine/tables/domains.h"

const char crm__disposable_version[] = "{version}";
"""

PUBLIC_SUFFIX = """/*
 * Made by make_domains.py from the Public Suffix List; do not edit.
 *
 * This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of
 * the MPL was not distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.
 */
#include "engine/tables/domains.h"

const char crm__public_suffix_version[] = "{version}";
"""

MAIL_WORDS = """/* Made by make_domains.py from mail_providers.h; do not edit. */
#include "engine/tables/domains.h"

const char crm__mail_words_version[] = "{version}";
"""


def hashes(names):
    library = ctypes.util.find_library("xxhash")
    if not library:
        raise Unavailable("libxxhash is not installed")
    function = ctypes.CDLL(library).XXH3_64bits
    function.restype = ctypes.c_uint64
    function.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
    return [function(name, len(name)) for name in names]


def array(name, head, version, values):
    cells = [f"0x{value:016x}," for value in sorted(values)]
    rows = "".join("    " + " ".join(cells[at:at + 4]) + "\n" for at in range(0, len(cells), 4))
    return (head.replace("{version}", version) +
            f"\nconst uint64_t crm__{name}_hashes[] = {{\n{rows}}};\n\n"
            f"const size_t crm__{name}_count = {len(values)};\n")


def disposable():
    with open(os.path.join(FOLDER, "disposable.txt"), encoding="ascii") as file:
        head, *domains = file.read().split("\n")[:-1]
    version = head.split("npm ")[1].split(" (")[0]
    values = hashes([domain.encode() for domain in domains])
    assert len(set(values)) == len(domains)
    return array("disposable", DISPOSABLE, version, values)


def suffix_version():
    try:
        found = subprocess.run(["dpkg-query", "-W", "-f=${Version}", "publicsuffix"],
                               capture_output=True, text=True, check=False)
    except FileNotFoundError:
        found = None
    if not found or found.returncode != 0 or not os.path.exists(SUFFIXES):
        raise Unavailable("the package publicsuffix is not installed")
    return "publicsuffix " + found.stdout


def dns_name(name):
    """As the DNS has it; labels in the list are normal forms already."""
    return b".".join(label.encode("ascii") if label.isascii()
                     else b"xn--" + label.encode("punycode") for label in name.split("."))


def public_suffix():
    version = suffix_version()
    kinds = {}
    with open(SUFFIXES, encoding="utf-8") as file:
        for line in file:
            rule = line.split()[0] if line.strip() else ""
            if not rule or rule.startswith("//"):
                continue
            kind = EXCEPTION if rule[0] == "!" else WILDCARD if rule[:2] == "*." else RULE
            name = dns_name(rule.removeprefix("!").removeprefix("*."))
            assert b"*" not in name
            kinds[name] = kinds.get(name, 0) | kind
    whole = hashes(list(kinds))
    assert len({value >> KIND_BITS for value in whole}) == len(whole)
    values = [value >> KIND_BITS << KIND_BITS | kind for value, kind in zip(whole, kinds.values())]
    return array("public_suffix", PUBLIC_SUFFIX, version, values)


def mail_words():
    with open(os.path.join(FOLDER, "mail_providers.h"), encoding="ascii") as file:
        source = file.read()
    version = re.search(r'MAIL_PROVIDERS_VERSION "([^"]*)"', source).group(1)
    values = []
    for number, name in enumerate(LISTS):
        body = source.split(f" {name}[] = {{\n")[1].split("};")[0]
        words = re.findall(r'^    \{"([^"]+)"' if number == 0 else r'"([^"]+)"', body, re.M)
        assert words == sorted(set(words)) and len(words) < 256
        values += [value >> WORD_BITS << WORD_BITS | number << 8 | place for place, value
                   in enumerate(hashes([word.encode() for word in words]))]
    assert len({value >> WORD_BITS for value in values}) == len(values)
    return array("mail_words", MAIL_WORDS, version, values)


def domain_list(package):
    with open(os.path.join(package, "package.json"), encoding="utf-8") as file:
        about = json.load(file)
    source = os.path.join(package, "dist", "dict", "disposable_email_blocklist.json")
    with open(source, encoding="utf-8") as file:
        domains = sorted(json.load(file))
    return (f"# Domains of npm {about['name']} {about['version']} (CC0-1.0), sorted; "
            "see make_domains.py.\n" + "".join(domain + "\n" for domain in domains))


TABLES = {"disposable": disposable, "mail_words": mail_words, "public_suffix": public_suffix}

if __name__ == "__main__":
    if sys.argv[1] == "--check":
        sys.exit(fresh.check(sys.argv[2], sys.argv[3], TABLES[sys.argv[2]]))
    made = domain_list(sys.argv[2]) if sys.argv[1] == "--list" else TABLES[sys.argv[1]]()
    sys.stdout.write(made)
