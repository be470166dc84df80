#!/usr/bin/env python3
"""Runs the examples that begin the help of every command, in a folder that has what they speak of.

    examples.py LCRM [COMMAND…]

A command without two examples fails, and so does an example that does not run. Prints TAP.
"""
import os
import re
import subprocess
import sys
import tempfile

from harness import Scratch

DATABASE = "shop.crm"
# What the example of a command needs done before, besides a filled database.
BEFORE = {
    "restore": [["delete", "lead/123"]],
    "release": [["claim", "lead/123", "--as", "wang"]],
    "unconvert": [["convert", "lead/123", "--owner", "user/1"]],
    "convert": [["set", "lead/123", "owner=user/1"]],
    "unmerge": [["merge", "lead/123", "lead/124"]],
    "outbox": [["work", "--now", "2026-03-08T08:00:00Z"]],
    "segment": [["segment", "run"]],
}
# Made by a run of its own, since it takes long: tests/cli/demo.py.
ELSEWHERE = {"lcrm demo", "lcrm demo --lang zh"}
ORDERS = "customer_id,date,amount\n" + "".join(
    f"c{i % 7},1998-0{1 + i % 6}-{1 + i % 28:02},{10 + i}.50\n" for i in range(60))
RULES = '{"expr":"1 + 1"}\n{"expr":"name == \'张\'","bindings":{"name":{"string":"张"}}}\n'


class Folder(Scratch):
    """A filled database under the name that the examples use, and the files they name."""

    def prepare(self, command):
        if command == "init":
            return
        self.filled()
        os.rename(self.path("a.crm"), self.path(DATABASE))
        self.write("orders.csv", ORDERS)
        self.write("rules.jsonl", RULES)
        self.write("addresses.txt", "ann@crm.cn\nnobody\n")
        self.write("phones.tsv", "139 1234 5678\tCN\n+44 20 7946 0958\n")
        for name in ("leads.csv", "customers.csv"):
            self.write(name, "name,mobile,company\n新人,13811112222,新公司\n")
        self.new("contact", "name=张伟", "mobile=13912345678")
        self.write("merge", "")
        for words in BEFORE.get(command, []):
            result = self.ok(*[self.named(word) for word in words])
            if words[0] == "merge":
                self.write("merge", result.rows()[0]["merge"])

    def named(self, text):
        """Numbers in examples stand for records: lead/123 is the first lead, lead/124 the next."""
        def first(match):
            entity, number = match.groups()
            found = self.ids(entity, "--deleted") or self.ids(entity)
            return f"{entity}/{found[1 if number.endswith('4') else 0]}"
        text = re.sub(r"\b(lead|account|contact|user|opportunity)/(\d+)", first, text)
        text = re.sub(r"(--user|--owner) \d+", lambda m: f"{m[1]} {self.ids('user')[0]}", text)
        text = text.replace("user/", "")
        merge = self.read("merge").decode()
        return re.sub(r"unmerge \d+", "unmerge " + merge, text)


def commands(tool):
    """The names that the overview lists."""
    text = subprocess.run([tool, "--help"], capture_output=True, text=True, check=True).stdout
    listed = text.split("\n\n")[2]
    return [line.split()[0] for line in listed.splitlines()]


def examples(tool, *command):
    """The lines with which a help begins."""
    text = subprocess.run([tool, *command, "--help"], capture_output=True, text=True,
                          check=True).stdout
    return [line[2:] for line in text.split("\n\n")[0].splitlines() if line.startswith("  ")]


def run(command, example):
    """What is wrong with an example, or None."""
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(path)
        folder.prepare(command)
        line = folder.named(example) if command != "init" else example
        done = subprocess.run(["bash", "-c", line], cwd=path, env=folder.environment,
                              capture_output=True, text=True, timeout=300, check=False)
    if done.returncode == 0:
        return None
    return f"{line}\nexit {done.returncode}\n{done.stdout}\n{done.stderr}"


def main():
    tool = os.path.abspath(sys.argv[1])
    Scratch.tool = tool
    chosen = sys.argv[2:] or [None, *commands(tool)]
    number = bad = 0
    with tempfile.TemporaryDirectory() as templates:
        Scratch.templates = templates
        for command in chosen:
            lines = examples(tool, *([command] if command else []))
            problems = [] if len(lines) == 2 else [f"{len(lines)} examples, two are wanted"]
            for line in lines:
                said = re.search(r"\blcrm (?:--)?(\w+)", line)[1]
                if command not in (None, said, "restore"):
                    problems.append(f"an example of something else: {line}")
                if line not in ELSEWHERE:
                    problems += [found for found in [run(command, line)] if found]
            number += 1
            bad += bool(problems)
            for problem in problems:
                print("\n".join(f"# {line}" for line in problem.splitlines()))
            print(f"{'not ' if problems else ''}ok {number} - the examples of "
                  f"{command or 'the overview'} run", flush=True)
    print(f"1..{number}")
    return 1 if bad or number < 30 and not sys.argv[2:] else 0


if __name__ == "__main__":
    sys.exit(main())
