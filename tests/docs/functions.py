"""The list of public functions, made from the headers.

    python3 tests/docs/functions.py ROOT >docs/functions.md
"""
import os
import re
import sys

HEAD = """# Public functions

All that `libcrm.so` exports, by header, with the first sentence of each contract; the headers have
the rest. Made by `tests/docs/functions.py`, and checked to be fresh.
"""
DECLARATION = re.compile(
    r"(?:/\*\*((?:(?!\*/).)*)\*/\s*)?^CRM_API\s+([^;]*?)\b(crm_\w+)\(([^;]*)\);", re.M | re.S)


def sentence(comment):
    """The first sentence of a comment, before its tags."""
    text = " ".join(line.strip().lstrip("*").strip() for line in (comment or "").splitlines())
    text = text.strip().split("@")[0].strip()
    match = re.match(r"(.*?[.!?])(?:\s|$)", text)
    return (match[1] if match else text).rstrip(".").replace("|", r"\|")


def parameters(text):
    """The names of a declaration's parameters."""
    found = []
    for part in re.split(r",(?![^(]*\))", text):
        name = re.search(r"(\w+)(?:\[\w*\])?\s*$", part.strip())
        if name and name[1] != "void":
            found.append(name[1])
    return ", ".join(found)


def page(root):
    folder = os.path.join(root, "include", "crm")
    with open(os.path.join(folder, "crm.h"), encoding="utf-8") as file:
        headers = re.findall(r'#include "(\w+\.h)"', file.read())
    parts = [HEAD]
    for header in headers:
        with open(os.path.join(folder, header), encoding="utf-8") as file:
            found = DECLARATION.findall(file.read())
        if not found:
            continue
        parts.append(f"\n## crm/{header}\n\n| function | what |\n|---|---|\n")
        for comment, _, name, given in found:
            parts.append(f"| `{name}({parameters(given)})` | {sentence(comment)} |\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page(sys.argv[1]))
