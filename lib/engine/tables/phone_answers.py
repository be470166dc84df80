#!/usr/bin/env python3
"""What the `phonenumbers` package answers, for comparison with the library's own answers.

    python3 phone_answers.py --seed 7 --rows 50000 PROGRAM   mixed and hostile spellings
    python3 phone_answers.py --cover PROGRAM    each state of the automata, each digit after it
    python3 phone_answers.py --seed 1 --rows 2000            prints them: a file of tests/data/phone

PROGRAM reads lines of text and region and writes rows as print_answers of the unit test
engine_phone_oracle does: `engine_phone_oracle_test --answer [TABLE]`. Both must be of one version of
the metadata. Columns: text, region, status, valid, region, type, E.164, national form,
international form, possible.
"""
import argparse
import random
import subprocess
import sys

import phonenumbers
from phonenumbers.phonemetadata import PhoneMetadata

from phone_plans import Plans

STATUSES = {0: "E1", 1: "E2", 2: "E3", 3: "E4", 4: "E5"}
POSSIBLE = {0: "0", 4: "1", 1: "2", 2: "3", 5: "4", 3: "5"}
PIECES = [
    "+", "＋", "0", "00", "011", "1", "2", "5", "9", "86", "44", "tel:", "Tel: ", " ", "-", ".", "/",
    "(", ")", "x", "X", "ext", "ext. ", "EXT", "extn", "extensión", "extensio\u0301n", "ſ", "ı", "İ",
    "\u212a", "#", "＃", "~", "～", "int", "ｉｎｔ", "ｅｘｔ", "доб", "ДОБ.", "anexo", ";ext=", ";EXT=",
    ";phone-context=", ";phone-context=+1", "；", ";isub=12", ";", ",", ",,", ", ", ":", ".", "．",
    "23", "456", "7890", "abc", "FLOWERS", "a", "z", "１２３", "٣٤٥", "५", "\u00a0", "\u200b", "\u2010",
    "\u2212", "ー", "\u2060", "*", "[", "]", "/x", "\\x", "/ x", "转", "电话：", "☎", "_", "é", "中",
    "\u0301", "\u3000", "example.com", "1.a", "+44", "-1", "a-b.c", "²", "Ⅷ", "½", "= ", "domain"]


def answer(text, region):
    try:
        number = phonenumbers.parse(text, None if region in ("", "ZZ") else region)
    except phonenumbers.NumberParseException as failure:
        return (STATUSES[failure.error_type],) + ("",) * 7
    form = phonenumbers.PhoneNumberFormat
    return ("OK", str(int(phonenumbers.is_valid_number(number))),
            phonenumbers.region_code_for_number(number) or "ZZ",
            phonenumbers.PhoneNumberType.to_string(phonenumbers.number_type(number)),
            phonenumbers.format_number(number, form.E164),
            phonenumbers.format_number(number, form.NATIONAL),
            phonenumbers.format_number(number, form.INTERNATIONAL),
            POSSIBLE[phonenumbers.is_possible_number_with_reason(number)])


class Spellings:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.regions = sorted(phonenumbers.SUPPORTED_REGIONS)
        self.codes = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)

    def pieces(self, most):
        return "".join(self.random.choice(PIECES) for _ in range(self.random.randrange(most)))

    def number(self):
        pick = self.random
        text = "".join(pick.choice("0123456789") for _ in range(pick.randrange(1, 16)))
        if pick.random() < 0.6:
            example = phonenumbers.example_number_for_type(pick.choice(self.regions),
                                                           pick.randrange(11))
            text = phonenumbers.format_number(example, pick.randrange(4)) if example else text
        if pick.random() < 0.3:
            code = str(pick.choice(self.codes))
            text = pick.choice(["+", "00", "011", "+" + code, code, "0", "1", "8"]) + text
        return text

    def text(self):
        pick = self.random
        kind = pick.random()
        if kind < 0.25:
            return self.number()
        if kind < 0.5:
            tail = pick.choice(["", "1", "23", "4567", "#", "12#"])
            return self.pieces(3) + self.number() + self.pieces(6) + tail
        if kind < 0.7:
            return self.pieces(14)
        if kind < 0.72:
            return self.number() * pick.randrange(1, 30)
        characters = list(self.number())
        for _ in range(pick.randrange(1, 5)):
            characters.insert(pick.randrange(len(characters) + 1), pick.choice(PIECES))
        return "".join(characters)

    def rows(self, count):
        regions = self.regions + ["CN"] * 30 + ["ZZ", "XX", "001", "", "cn"]
        for _ in range(count):
            yield self.text(), self.random.choice(regions)


def cover():
    """Each state of each calling code by its shortest path, and each digit after it."""
    plans = Plans(PhoneMetadata.metadata_for_region_or_calling_code,
                  phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
    nodes = plans.nodes.values
    for number, root, *_ in plans.codes:
        seen, queue = {root}, [(root, "")]
        for at, path in queue:
            for digit, to in enumerate(nodes[at][1]):
                yield f"+{number}{path}{digit}", "ZZ"
                if to and to not in seen:
                    seen.add(to)
                    queue.append((to, path + str(digit)))


def compare(program, rows):
    typed = "".join(f"{text}\t{region}\n" for text, region in rows)
    answered = subprocess.run(program, input=typed.encode(), capture_output=True, check=True)
    lines = answered.stdout.decode().split("\n")[:-1]
    if len(lines) != len(rows):
        return f"{len(rows)} rows have {len(lines)} answers"
    wrong = 0
    for (text, region), line in zip(rows, lines):
        wanted, found = answer(text, region), tuple(line.split("\t")[2:])
        if wanted != found:
            wrong += 1
            if wrong <= 10:
                print(f"{text!a} in {region}\n    wanted {wanted}\n    found  {found}")
    print(f"phonenumbers {phonenumbers.__version__}: {len(rows)} rows, {wrong} differ")
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=50000)
    parser.add_argument("--cover", action="store_true")
    parser.add_argument("program", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    rows = list(cover() if options.cover else Spellings(options.seed).rows(options.rows))
    if options.program:
        print("cover" if options.cover else f"seed {options.seed}")
        return compare(options.program, rows)
    print("#input\tdefault_region\tstatus\tvalid\tregion\ttype\te164\tnational\tinternational"
          "\tpossible_reason")
    for text, region in rows:
        print("\t".join((text, region) + answer(text, region)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
