"""SQL that the strictest of the engines refuses, or that two of them take differently.

    python3 tests/lint/sql.py ROOT

Looks at the statements of tests/golden/sql, which are what the library sends to each engine, and at
the texts of the source that they are made of.
"""
import re
import sys

import tree

GOLDEN = "tests/golden/sql"
# Where text of SQL is made.
SOURCES = ("lib/db/", "lib/store/", "lib/service/", "lib/report/", "lib/rule/")
# What makes a text of the source one of SQL.
FRAGMENT = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|FROM|WHERE|SET|"
                      r"AND|OR|NOT|AS|ON|IN|CASE|CAST|ORDER BY|GROUP BY|LIMIT|VALUES|TABLE|LIKE|"
                      r"DEFAULT|LISTEN|NOTIFY|LOCK)\b|\$\d")
# Where an engine is asked about itself, in words that no other engine gets to hear.
OF_ONE_ENGINE = ("lib/db/sqlite/", "lib/db/postgres/catalog.c", "lib/db/postgres/open.c",
                 "lib/db/postgres/service.c")
ABOUT_ITSELF = re.compile(r"pg_catalog\.|set_config\(|pragma_|^PRAGMA|sqlite_schema|"
                          r"'integrity-check'|t::text")

# name, sentence, what is refused, why
WORDS = [
    ("triggers", "no triggers", r"\bTRIGGER\b(?!\")",
     "distributed tables refuse triggers; use an observer"),
    ("server_code", "no functions of the library's own on the server",
     r"\bCREATE (OR REPLACE )?(FUNCTION|PROCEDURE|VIEW|RULE|TYPE|DOMAIN)\b|\bDO \$|^CALL ",
     "engines differ in what they run themselves; do it in C"),
    ("generated_columns", "no generated columns", r"\bGENERATED\b",
     "older engines refuse generated columns; write the value"),
    ("inline_constraints", "no constraint in ADD COLUMN, and no CHECK",
     r"\bADD COLUMN\b.*\b(CHECK|UNIQUE|REFERENCES|PRIMARY KEY)\b|\bCHECK \(",
     "refused when a column is added; a unique index, or a rule of saving"),
    ("sequences", "no sequences",
     r"\b(SEQUENCE|(BIG|SMALL)?SERIAL|AUTOINCREMENT|AUTO_INCREMENT|IDENTITY)\b|\bnextval\(",
     "ids are made by the library"),
    ("advisory_locks", "no advisory locks", r"\bpg_(try_)?advisory", "not every engine has them"),
    ("notifications", "no LISTEN and NOTIFY", r"\b(UN)?LISTEN\b|\bNOTIFY\b|\bpg_notify\b",
     "not every engine has them; read the change feed"),
    ("table_locks", "no LOCK TABLE", r"\bLOCK TABLE\b|\bLOCK \"",
     "not every engine has it; the row of crm_schema is the lock"),
    ("stars", "no SELECT *", r"SELECT (DISTINCT )?(\w+\.)?\*|\"\.\*",
     "a prepared one breaks when a column is added; name the columns"),
    ("division", "no division", r"[\w\")] / [\w\"(?$]",
     "of integers it is one here and a decimal there; divide in C"),
    ("narrowing_casts", "no cast to an integer but of a placeholder or a length",
     r"CAST\((?!\$\d+ AS|\? AS|(char_)?length\(|strpos\(|instr\()[^()]*(\([^()]*\))* "
     r"AS (bigint|integer|INTEGER)\)|(?<!::text)::(bigint|int|integer)\b(?!\[)",
     "one engine cuts a fraction off, the other rounds"),
    ("booleans", "no TRUE and FALSE", r"\b(TRUE|FALSE|true|false)\b(?!['\"])",
     "a number here and a type of its own there; use 1 and 0"),
    ("like", "no LIKE", r"\b(I?LIKE|SIMILAR TO|GLOB|REGEXP)\b",
     "with case here and without there; substr or SQL_POSITION"),
    ("concatenation", "no concat", r"\bconcat(_ws)?\(",
     "null swallows it here and not there; join in C, or with ||"),
    ("letter_case", "no upper and lower", r"\b(upper|lower|initcap)\(",
     "one engine knows ASCII only; keep the folded form in a column"),
    ("clocks", "no clock and no chance of the server",
     r"\b(now|random|gen_random_uuid|date_trunc|datetime|strftime|julianday)\(|"
     r"\bCURRENT_(TIMESTAMP|DATE|TIME)\b", "time and seed come from the caller"),
]


def golden(root):
    """(place, statement) of what is sent and is not about the engine itself."""
    found = []
    for path in tree.files(root, ".sql", ".diff", under=GOLDEN):
        text, start = "", 0
        for number, line in enumerate(tree.read(root, path).splitlines(), 1):
            if path.endswith(".diff"):
                if not line.startswith("+") or line.startswith("+++"):
                    continue
                line = line[1:]
            if line.startswith("--") or not line:
                continue
            start = start or number
            text = f"{text} {line.strip()}".strip()
            if text.endswith(";"):
                if not ABOUT_ITSELF.search(text):
                    found.append((f"{path}:{start}", text[:-1]))
                text, start = "", 0
    return found


def fragments(root):
    """(place, text) of the source's texts of SQL."""
    found = []
    for path in tree.c_files(root, "lib"):
        if path.startswith(SOURCES) and not path.startswith(OF_ONE_ENGINE):
            found += [(f"{path}:{line}", text) for line, text in
                      tree.strings(tree.read(root, path))
                      if FRAGMENT.search(text) and not ABOUT_ITSELF.search(text)]
    return found


def word_rule(name, pattern, why):
    refused = re.compile(pattern)

    def rule(root):
        return [f"{place}: \"{text[:60]}\" has {match[0].strip()!r}: {why}"
                for place, text in golden(root) + fragments(root)
                if (match := refused.search(text))]
    rule.__name__ = name
    return rule


def unordered_limit(text):
    """Whether a LIMIT stands in a query without ORDER BY, parentheses taken into account."""
    queries = [""]
    for part in re.split(r"([()])", text):
        if part == "(":
            queries.append("")
            continue
        if part == ")":
            queries.pop()
            queries = queries or [""]
            continue
        queries[-1] += part
        if re.search(r"\bLIMIT\b", part) and "ORDER BY" not in queries[-1]:
            return True
    return False


def limits(root):
    return [f"{place}: \"{text[:60]}\" takes some rows of a set without order: add ORDER BY"
            for place, text in golden(root) if unordered_limit(text)]


def values_in_text(root):
    """A quoted text in a statement is one of the source: none is a value. The default of a column
    is written, for a schema change takes no parameters."""
    paths = tree.c_files(root, "lib/db") + tree.c_files(root, "lib/store")
    known = "\n".join(text for path in paths
                      for _, text in tree.strings(tree.read(root, path)))
    return [f"{place}: \"{text[:60]}\" holds {quoted}: values are bound"
            for place, text in golden(root) if not text.startswith(("CREATE ", "ALTER "))
            for quoted in re.findall(r"'[^']*'", text) if quoted not in known]


def schema_changes(root):
    """Where an engine wants each schema change by itself, lib/db/ddl.c sees to it."""
    changes = re.compile(r"\b(CREATE|ALTER|DROP|TRUNCATE) (UNIQUE |VIRTUAL |TEMP )?"
                         r"(TABLE|INDEX|SCHEMA)\b")
    return [f"{place}: \"{text[:40]}\" changes the schema: that is lib/db's, by db/ddl.h"
            for place, text in fragments(root)
            if not place.startswith("lib/db/") and changes.search(text)]


RULES = [(sentence, word_rule(name, pattern, why)) for name, sentence, pattern, why in WORDS] + [
    ("LIMIT has an order", limits),
    ("values are bound, not written", values_in_text),
    ("the schema is changed by db/ddl.h only", schema_changes),
]

if __name__ == "__main__":
    tree.run(RULES, sys.argv[1])
