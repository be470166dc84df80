"""The SQL that the library sends is what it sent before.

    python3 tests/golden/sql.py LCRM TRACE [--update]              on SQLite
    python3 tests/postgres.py --flavours python3 tests/golden/sql.py LCRM TRACE

Runs scenario.py and writes down each statement once, under the step that sent it first; of those
that differ in names only, the first. On SQLite they come from trace.c, which is preloaded, on a
server from a proxy before its socket. The result is compared with tests/golden/sql/*.sql; --update
writes those files. What changes the schema is in files of its own. On a server the scenario runs
again on databases that pretend to be another engine (tests/flavours), and NAME.diff holds how that
differs from PostgreSQL.
"""
import difflib
import os
import re
import sys
import tempfile
import textwrap

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "cli"), HERE]

import harness  # noqa: E402
import proxy  # noqa: E402
import scenario  # noqa: E402

SCHEMA_CHANGE = re.compile(r"(CREATE|ALTER|DROP) ")
# Eight and more columns, placeholders, or pairs of both.
ITEM = r'(?:(?:"\w+"\.)?"\w+"(?: = (?:\?|\$\d+|excluded\."\w+"))?|\?|\$\d+)'
LONG_LIST = re.compile(ITEM + "(?:, " + ITEM + "){7,}")
INDEXED = re.compile(r'^(CREATE (?:UNIQUE )?INDEX [^(]* \()("[^)]*)')
WIDTH = 100
# How each words what PostgreSQL has; what differs besides is in its file.
FLAVOURS = {
    "citus": ("every statement as PostgreSQL has it", lambda text: text),
    "cockroach": ("text without COLLATE", lambda text: text.replace(' COLLATE "C"', "")),
    "yugabyte": ("every column of an index with ASC", lambda text: INDEXED.sub(
        lambda m: m[1] + re.sub(r'"(?=,|$)', '" ASC', m[2]), text)),
}


class FromTrace:
    """The statements that SQLite ran since the last question."""

    def __init__(self, folder, library):
        self.path = os.path.join(folder, "trace")
        self.read_size = 0
        self.environment = {"LD_PRELOAD": library, "CRM_TEST_TRACE": self.path}

    def take(self):
        if not os.path.exists(self.path):
            return []
        with open(self.path, "rb") as file:
            file.seek(self.read_size)
            data = file.read()
        self.read_size += len(data)
        return [text.decode() for text in data.split(b"\0")[:-1]]


class FromProxy:
    """The statements that reached the server."""

    environment = {}

    def __init__(self, watcher):
        self.watcher = watcher

    def take(self):
        """None of the server's statements has a semicolon in a text."""
        return [part.strip() for text in self.watcher.take() for part in text.split(";")
                if part.strip()]


def shape(text, schemas):
    """A statement without what differs from run to run."""
    for schema in schemas:
        text = text.replace(schema, "tenant")
    text = LONG_LIST.sub(shortened, text)
    text = re.sub(r"\bc\d+\b", "c1", text)
    text = re.sub(r"\bs\d+\b", "s1", text)
    return re.sub(r"(DEFAULT|>=|<|=) -?\d{5,}", r"\1 12345", text)


def shortened(found):
    """The first and last of a long list; the columns themselves are in the schema's file."""
    parts = found[0].split(", ")
    return f"{parts[0]}, … {len(parts) - 2} more …, {parts[-1]}"


def kind(text):
    """What statements have in common that differ in names and numbers of columns only. Tables and
    indexes are each their own kind."""
    if re.match(r"(CREATE TABLE|CREATE (UNIQUE )?INDEX|ALTER)", text) and "crm_words" not in text:
        return text
    text = re.sub(r'"\w+"\."\w+"', '"n"', text)
    text = re.sub(r"more …", "", re.sub(r'"\w+"', '"n"', text))
    text = re.sub(r"\?|\$\d+", "?", text)
    text = re.sub(r'"n" = (\?|excluded\."n")', '"p"', text)
    text = re.sub(r", … \d+ …", "", text.replace("  ", " "))
    return re.sub(r'(\?|"n"|"p")(, \1)+', r"\1", text)


def number_of(t, word, known):
    """LEAD1 is the id of the first lead, also when it is deleted later; other words stay."""
    found = re.search(r"(LEAD|ORDER|USER|ROLE|MERGE)(\d)", word)
    if not found:
        return word
    if found[0] not in known:
        ids = t.ids(scenario.ENTITIES[found[1]])
        assert len(ids) >= int(found[2]), f"{word}: there are {len(ids)}"
        known[found[0]] = ids[int(found[2]) - 1]
    return word.replace(found[0], known[found[0]])


def record(folder, recorder, wanted=None):
    """[(step, [new statements])] of a run of the scenario's steps."""
    t = harness.Scratch(folder)
    t.write("leads.csv", harness.LEADS)
    t.write("orders.csv", harness.ORDERS)
    known = {}
    seen = set()
    steps = []
    for title, runs in scenario.STEPS:
        if wanted and title not in wanted:
            continue
        statements = []
        for words in runs:
            words = [number_of(t, word, known) for word in words]
            recorder.take()  # what asking for the ids sent
            done = t.run(*words, "--now", harness.NOW, env=recorder.environment)
            assert done.code == 0, done
            for text in recorder.take():
                text = shape(text, t.schemas.values())
                if kind(text) not in seen:
                    seen.add(kind(text))
                    statements.append(text)
        steps.append((title, statements))
    return steps


def folded(text):
    return textwrap.wrap(text + ";", WIDTH - 1, subsequent_indent="    ", break_long_words=False,
                         break_on_hyphens=False)


def page(steps, is_wanted):
    """The statements as a file to be read: folded, each ended by a semicolon."""
    lines = []
    for title, statements in steps:
        wanted = [text for text in statements if is_wanted(text)]
        if wanted:
            lines += ["", f"-- {title}", ""]
        for text in wanted:
            lines += folded(text)
    return lines[1:]


def pages(name, steps):
    return {f"schema_{name}.sql": page(steps, SCHEMA_CHANGE.match),
            f"rows_{name}.sql": page(steps, lambda text: not SCHEMA_CHANGE.match(text))}


def compare(found, update):
    """TAP: one line a file."""
    folder = os.path.join(HERE, "sql")
    print(f"1..{len(found)}")
    failed = False
    for number, (name, lines) in enumerate(found.items(), 1):
        path = os.path.join(folder, name)
        if update:
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
        golden = []
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                golden = file.read().splitlines()
        differences = list(difflib.unified_diff(golden, lines, "golden/sql/" + name, "now",
                                                lineterm="", n=1))
        failed |= bool(differences)
        print(f"{'not ok' if differences else 'ok'} {number} - what {name} has is what is sent")
        for line in differences[:60]:
            print("# " + line)
    if failed:
        print("# when that is right: the same with --update")
    return failed


def on_sqlite(library):
    with tempfile.TemporaryDirectory() as folder:
        return pages("sqlite", record(folder, FromTrace(folder, library)))


def differences(name, plain, other):
    """A flavour's page: what it gets that PostgreSQL does not (+), and what it does not get (-)."""
    title, words = FLAVOURS[name]
    usual = {kind(words(text)) for _, statements in plain for text in statements}
    own = {kind(text) for _, statements in other for text in statements}
    lines = [f"-- {title}; and:"]
    for (step, mine), (_, its) in zip((step for step in plain if step[0] in scenario.OF_FLAVOURS),
                                      other):
        signed = [("-", text) for text in map(words, mine) if kind(text) not in own]
        signed += [("+", text) for text in its if kind(text) not in usual]
        if signed:
            lines += ["", f"-- {step}", ""]
        for sign, text in signed:
            lines += [sign + line for line in folded(text)]
    return lines


def on_server(server):
    """PostgreSQL's pages, and how those of the others differ."""
    with tempfile.TemporaryDirectory() as folder, proxy.Proxy(folder, server) as watcher:
        def run(database, wanted=None):
            harness.Scratch.server = watcher.uri.replace("/postgres?", f"/{database}?")
            with tempfile.TemporaryDirectory() as scratch:
                return record(scratch, FromProxy(watcher), wanted)
        plain = run("postgres")
        found = pages("postgresql", plain)
        for name in FLAVOURS:
            found[f"{name}.diff"] = differences(name, plain, run(name, scenario.OF_FLAVOURS))
    return found


def main():
    lcrm, library, *options = sys.argv[1:]
    harness.Scratch.tool = os.path.abspath(lcrm)
    server = harness.Scratch.server
    if server:
        found = on_server(server)
    else:
        found = on_sqlite(os.path.abspath(library))
    return compare(found, "--update" in options)


if __name__ == "__main__":
    sys.exit(main())
