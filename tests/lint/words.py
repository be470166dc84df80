"""The project stands alone: no path of a developer's machine, no leftovers, no dead links.

    python3 tests/lint/words.py ROOT
"""
import os
import re
import sys
import unicodedata

import tree

WRITTEN = (".c", ".h", ".py", ".sh", ".lua", ".md", ".txt", ".in", ".map", ".build", ".yml",
           ".yaml", ".toml", ".json", "run", "LICENSE", "NOTICE")

# Written with a class or an escape where needed, so that the patterns do not match themselves.
MACHINE = re.compile(
    r"(?<![\w.~-])/(?:work|root|home/\w+|Users/\w+|tmp/wt|tmp/bin)(?=[/\s'\"`),;]|$)")
LEFTOVER = re.compile(
    r"\b(?:TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b|\b[Ii]ssue #?\d+\b|\bshared/(?:design|data|reference)")

LINK = re.compile(r"(?<!!)\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|"
                  r"!\[[^\]]*\]\(([^)\s]+)\)")


def matches(root, pattern, what):
    problems = []
    for path in tree.files(root, *WRITTEN):
        for number, line in enumerate(tree.read(root, path).splitlines(), 1):
            found = pattern.search(line)
            if found:
                problems.append(f"{path}:{number}: {what}: {found[0]}")
    return problems


def machine_paths(root):
    return matches(root, MACHINE, "a path of one machine")


def leftovers(root):
    return matches(root, LEFTOVER, "a leftover")


def prose(text):
    """Markdown without its code blocks and code spans."""
    text = re.sub(r"^(```|~~~).*?^\1", lambda m: tree.blank(m[0]), text, flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`", lambda m: tree.blank(m[0]), text)


def anchors(text):
    """The anchors that a page's headings make, as the common renderers name them."""
    found = set()
    headless = re.sub(r"^(```|~~~).*?^\1", "", text, flags=re.M | re.S)
    for heading in re.findall(r"^#{1,6}\s+(.*?)\s*#*$", headless, re.M):
        name = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        kept = (c for c in name if c in "-_ " or unicodedata.category(c)[0] in "LNM")
        slug = "".join(kept).replace(" ", "-")
        number = 0
        while (slug if number == 0 else f"{slug}-{number}") in found:
            number += 1
        found.add(slug if number == 0 else f"{slug}-{number}")
    return found


def links(root):
    problems = []
    for path in tree.files(root, ".md"):
        text = tree.read(root, path)
        for match in LINK.finditer(prose(text)):
            target = match[1] or match[2]
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            line = tree.line_of(text, match.start())
            goal = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
            if not os.path.exists(os.path.join(root, goal)):
                problems.append(f"{path}:{line}: no {target}")
            elif anchor and goal.endswith(".md") and anchor not in anchors(tree.read(root, goal)):
                problems.append(f"{path}:{line}: no heading for #{anchor} in {goal}")
    return problems


RULES = [
    ("no path of a developer's machine", machine_paths),
    ("no leftovers", leftovers),
    ("links in the documentation resolve", links),
]

if __name__ == "__main__":
    tree.run(RULES, sys.argv[1])
