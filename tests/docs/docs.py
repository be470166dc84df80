"""What the documentation says is there, is there; and the commands that it shows run.

    python3 tests/docs/docs.py LCRM ROOT
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

import functions
import shop

GENERATED = ("entities.md", "functions.md")  # made from the library's own words
INTERNAL = ("abi.md", "base.md", "db.md", "engine.md", "file-format.md", "format.md", "model.md",
            "store.md")  # pages of the inside, which name internal functions


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def pages(root):
    """{path: text} of the pages that people write."""
    paths = glob.glob(os.path.join(root, "docs", "*.md"))
    paths = [path for path in paths if os.path.basename(path) not in GENERATED]
    paths += [os.path.join(root, name) for name in ("README.md", "CHANGELOG.md")]
    return {os.path.relpath(path, root): read(path) for path in sorted(paths)}


def code(text):
    """[(line number, text)] of code: spans, and lines of fenced and indented blocks."""
    found = []
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            found.append((number, line.strip()))
    spans = re.sub(r"^```.*?^```$", lambda m: "\n" * m[0].count("\n"), text, flags=re.M | re.S)
    for match in re.finditer(r"`([^`]+)`", spans):
        number = spans.count("\n", 0, match.start()) + 1
        found.append((number, " ".join(match[1].split())))
    return found


def blocks(text, language):
    """[(line number of the first line, [line])] of fenced blocks."""
    found = []
    for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.M | re.S):
        found.append((text.count("\n", 0, match.start(1)) + 1, match[1].splitlines()))
    return found


# --- names ----------------------------------------------------------------------------------------


def names_exist(root):
    """Functions that a page calls are exported; other names of the library occur in its source."""
    exported = set(re.findall(r"\bcrm_\w+", read(os.path.join(root, "lib", "libcrm.map"))))
    sources = glob.glob(os.path.join(root, "lib", "**", "*.[ch]"), recursive=True)
    sources += glob.glob(os.path.join(root, "include", "crm", "*.h"))
    known = set(re.findall(r"\b(?:crm_|CRM_)\w+", "\n".join(map(read, sources))))
    problems = []
    for path, text in pages(root).items():
        for number, words in code(text):
            for name, call in re.findall(r"\b(crm_\w+|CRM_\w+)(\()?", words):
                if name.endswith("_") or "…" in words or re.search("[A-Z]{4}", name[4:]) and \
                        name.startswith("crm_"):
                    continue  # a family of names
                if call and name.startswith("crm_") and not name.startswith("crm__"):
                    if name not in exported:
                        problems.append(f"{path}:{number}: {name}() is not exported")
                elif name not in known:
                    problems.append(f"{path}:{number}: no {name}")
    return problems


def paths_exist(root):
    folders = "lib|tests|include|examples|benchmarks|docs|bindings|build"
    layers = os.listdir(os.path.join(root, "lib"))
    problems = []
    for path, text in pages(root).items():
        for number, words in code(text):
            for name in re.findall(rf"(?<![\w/.-])(?:(?:{folders})/|crm/)[\w./*-]*", words):
                name = name.rstrip(".")
                if name.startswith("build/"):
                    continue
                places = [name, f"include/{name}"]
                if not any(glob.glob(os.path.join(root, place)) for place in places):
                    problems.append(f"{path}:{number}: no {name}")
            for layer, name in re.findall(r"(?<![\w/.-])(\w+)/(\w+\.[ch])\b", words):
                if layer in layers and not os.path.exists(os.path.join(root, "lib", layer, name)):
                    problems.append(f"{path}:{number}: no lib/{layer}/{name}")
    return problems


def headers_have_pages(root):
    """Each public header is named by a page of its own subject, and README leads to each page."""
    texts = pages(root)
    everything = "\n".join(text for path, text in texts.items() if path.startswith("docs/"))
    problems = []
    for path in sorted(glob.glob(os.path.join(root, "include", "crm", "*.h"))):
        name = os.path.basename(path)
        if name not in ("crm.h", "export.h") and f"crm/{name}" not in everything:
            problems.append(f"no page names crm/{name}")
    for path in texts:
        if path.startswith("docs/") and f"({path})" not in texts["README.md"]:
            problems.append(f"README.md does not lead to {path}")
    return problems


def functions_are_fresh(root):
    if functions.page(root) == read(os.path.join(root, "docs", "functions.md")):
        return []
    return ["docs/functions.md is old: python3 tests/docs/functions.py . >docs/functions.md"]


# --- commands -------------------------------------------------------------------------------------


class Tool:
    """The commands of lcrm and their options, as its help says."""

    def __init__(self, lcrm, folder):
        self.lcrm = lcrm
        self.folder = folder
        _, overview, _ = shop.call(lcrm, folder, "lcrm --help")
        self.commands = set(re.findall(r"^  ([a-z]+)  +\S", overview, re.M))
        self.globals = set(re.findall(r"^  (--[a-z-]+)", overview, re.M)) | {"--version"}
        self.options = {}

    def options_of(self, command):
        if command not in self.options:
            _, text, _ = shop.call(self.lcrm, self.folder, f"lcrm {command} --help")
            self.options[command] = set(re.findall(r"^  (--[a-z-]+)", text, re.M))
        return self.options[command]

    def problem(self, line):
        """Why a line cannot be a command of lcrm; None when it can."""
        words = line.split()
        if len(words) < 2:
            return None
        command = words[1]
        if command.startswith("--"):
            return None if command in self.globals else f"no option {command}"
        if not re.fullmatch(r"[a-z]+", command):
            return None  # COMMAND, …
        if command not in self.commands:
            return f"no command {command}"
        for option in re.findall(r"(?<=\s)--[a-z-]+", line):
            if option not in self.options_of(command) | self.globals:
                return f"lcrm {command} has no option {option}"
        return None


def commands_exist(root, lcrm):
    """What pages call a command is one; and the page of the tool leaves none out."""
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        tool = Tool(lcrm, folder)
        page = read(os.path.join(root, "docs", "lcrm.md"))
        problems += [f"docs/lcrm.md: nothing about {command}" for command in sorted(tool.commands)
                     if f"`lcrm {command}`" not in page]
        for path, text in pages(root).items():
            for number, words in code(text):
                if not words.startswith("lcrm "):
                    continue
                why = tool.problem(words.split(" # ")[0])
                if why:
                    problems.append(f"{path}:{number}: {why}")
    return problems


def with_ids(command, made, given):
    """Stand-ins of the page become records of the shop: "lead/ID" and "lead/123" in order, the
    first the first; "role=ID", "subject_entity=lead subject_id=ID" and USER_ID the newest."""
    def newest(entity):
        return made.get(entity, ["ID"])[-1]

    def one(match):
        entity, name = match[1], match[2]
        ids = made.get(entity, [])
        known = given.setdefault(entity, [])
        if name not in known:
            known.append(name)
        index = known.index(name)
        return f"{entity}/{ids[index]}" if index < len(ids) else match[0]

    command = re.sub(r"\b([a-z_]+)/(ID|[0-9]{1,6})\b", one, command)
    command = re.sub(r"(?<==)([a-z]+)( subject_id=)ID\b",
                     lambda match: match[1] + match[2] + newest(match[1]), command)
    command = command.replace("USER_ID", newest("user"))
    command = command.replace("ALERT_ID", "$(lcrm list alert --fields id --limit 1 | tail -n 1)")
    return re.sub(r"\b([a-z_]+)=ID\b", lambda match: f"{match[1]}={newest(match[1])}", command)


def page_run(lcrm, path, text):
    """Runs the commands of a page's `sh` blocks one after the other in one folder."""
    problems = []
    found = []
    for first, lines in blocks(text, "sh"):
        for number, line in enumerate(lines, first):
            if found and found[-1][1].endswith("\\"):
                found[-1] = (found[-1][0], found[-1][1][:-1] + line)
            elif line.startswith("lcrm "):
                found.append((number, line))
    with tempfile.TemporaryDirectory() as folder:
        empty = any(line.startswith("lcrm init") for _, line in found)
        shop.files_make(folder)
        made = {} if empty or not found else shop.make(lcrm, folder)
        given = {}
        for number, line in found:
            command = with_ids(line, made, given)
            code_given, output, errors = shop.call(lcrm, folder, command)
            wanted = int((re.search(r"# exit (\d+)", line) or [0, 0])[1])
            if code_given != wanted:
                problems.append(f"{path}:{number}: {command}: exit {code_given}: {errors.strip()}")
            new = re.fullmatch(r"([a-z_]+)/(\d+)\n", output)
            if new:
                made.setdefault(new[1], []).append(new[2])
    return problems, len(found)


def commands_run(root, lcrm):
    problems = []
    count = 0
    for path, text in pages(root).items():
        found, ran = page_run(lcrm, path, text)
        problems += found
        count += ran
    return problems if count > 30 else problems + [f"{count} commands ran; where are the others?"]


# --- C --------------------------------------------------------------------------------------------

EXAMPLE = """#include <inttypes.h>
#include <stdio.h>
#include <crm/crm.h>
crm_status example(crm_db *db);
crm_status example(crm_db *db)
{
    (void)db;
    {
%s
        (void)status;
    }
    return CRM_OK;
}
"""


def examples_compile(root):
    """The C of the pages for hosts: whole programs, or parts of a function that has a `db`."""
    problems = []
    count = 0
    for path, text in pages(root).items():
        if os.path.basename(path) in INTERNAL:
            continue
        for number, lines in blocks(text, "c"):
            source = "\n".join(lines)
            count += 1
            if "int main(" not in source:
                source = EXAMPLE % source
            done = subprocess.run(
                ["gcc", "-std=c17", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only",
                 "-I", os.path.join(root, "include"), "-x", "c", "-"],
                input=source.encode(), capture_output=True)
            if done.returncode:
                problems.append(f"{path}:{number}: " + done.stderr.decode().strip())
    return problems if count > 4 else problems + [f"{count} examples; where are the others?"]


def main():
    lcrm, root = os.path.abspath(sys.argv[1]), sys.argv[2]
    results = [
        ("names of the library that pages mention are there", names_exist(root)),
        ("paths that pages mention are there", paths_exist(root)),
        ("each public header has a page, each page a link", headers_have_pages(root)),
        ("the list of functions is fresh", functions_are_fresh(root)),
        ("commands and options that pages mention are there", commands_exist(root, lcrm)),
        ("commands that pages show run", commands_run(root, lcrm)),
        ("examples in C compile", examples_compile(root)),
    ]
    print(f"1..{len(results)}")
    for number, (sentence, problems) in enumerate(results, 1):
        for problem in problems:
            print("#", problem)
        print("not ok" if problems else "ok", number, "-", sentence)
    return any(problems for _, problems in results)


if __name__ == "__main__":
    sys.exit(main())
