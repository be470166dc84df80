"""Moving a database: lcrm copy."""
import os
import sqlite3

from harness import case

OWN = """name NOT IN ('crm_identity', 'crm_copy_source', 'crm_copy_checksum', 'search_sequence')
         AND name NOT LIKE 'crm_words_%'"""


def content(path):
    """Every row of every table, read without the library."""
    found = {}
    with sqlite3.connect(path) as database:
        tables = [name for name, in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'") if
                  not name.startswith(("crm_words_", "sqlite_"))]
        for table in tables:
            columns = sorted(row[1] for row in database.execute(f'PRAGMA table_info("{table}")'))
            names = ",".join(f'"{name}"' for name in columns)
            where = f" WHERE {OWN}" if table == "crm_meta" else ""
            rows = database.execute(f'SELECT {names} FROM "{table}"{where}')
            found[table] = (columns, sorted(rows, key=repr))
    return found


def same(t, source, target):
    left, right = content(t.path(source)), content(t.path(target))
    assert left.keys() == right.keys(), left.keys() ^ right.keys()
    assert sum(bool(rows) for _, rows in left.values()) >= 10
    for table, rows in left.items():
        assert rows == right[table], table


@case
def a_copy_has_all_that_the_database_has(t):
    t.filled()
    t.ok("field", "a.crm", "add", "lead", "hobby", "text")
    t.new("lead", "name=张伟", "hobby=书法")
    rows = t.ok("copy", "a.crm", "b.crm", "--batch", "2").rows()
    same(t, "a.crm", "b.crm")
    for row in rows:
        assert int(row["rows"]) == int(row["written"]) + int(row["unchanged"]), row
        assert len(row["checksum"]) == 16, row
    leads = [row for row in rows if row["entity"] == "lead"]
    assert leads[0]["rows"] == leads[0]["written"], leads
    assert t.ok("check", "b.crm", "--json").json() == []
    for words in (["changes"], ["list", "lead", "--fields", "id,name,hobby"], ["search", "张伟"]):
        command, *rest = words
        assert t.ok(command, "a.crm", *rest).out == t.ok(command, "b.crm", *rest).out, words


@case
def a_second_copy_takes_over_what_is_new_and_a_copy_of_a_copy_goes_back(t):
    t.filled()
    t.ok("copy", "a.crm", "b.crm", "--quiet")
    t.ok("new", "a.crm", "lead", "name=新人")
    rows = t.ok("copy", "a.crm", "b.crm", "--json").json()
    leads = [row for row in rows if row["entity"] == "lead"][0]
    assert leads["written"] == 1 and leads["removed"] == 0 and leads["unchanged"] > 0, leads
    same(t, "a.crm", "b.crm")
    t.ok("copy", "b.crm", "c.crm", "--quiet")
    same(t, "a.crm", "c.crm")


@case
def a_target_that_is_no_copy_is_left_as_it_is(t):
    t.filled()
    t.ok("init", "b.crm", "--pack", "retail", "--quiet")
    before = content(t.path("b.crm"))
    error = t.fails(1, "copy", "a.crm", "b.crm", "--json").error()
    assert "holds a database of its own" in error["message"], error
    assert error["hint"] == "name a place where there is nothing yet", error
    assert content(t.path("b.crm")) == before
    assert "the database itself" in t.fails(1, "copy", "a.crm", "a.crm").err
    t.ok("copy", "a.crm", "c.crm", "--quiet")
    t.ok("new", "c.crm", "lead", "name=x", "--quiet")
    assert "changed since" in t.fails(1, "copy", "a.crm", "c.crm").err
    assert "请指定" in t.fails(1, "copy", "a.crm", "c.crm", "--lang", "zh").err


@case
def a_dry_run_of_a_copy_writes_nothing(t):
    t.filled()
    rows = t.ok("copy", "a.crm", "b.crm", "--dry-run").rows()
    assert not os.path.exists(t.path("b.crm"))
    assert all(row["rows"] == row["written"] for row in rows), rows
    done = t.ok("copy", "a.crm", "b.crm")
    assert {row["entity"]: row["rows"] for row in done.rows()} == \
        {row["entity"]: row["rows"] for row in rows}
    assert "all counts and checksums agree" in done.err, done
    assert "校验和全部一致" in t.ok("copy", "a.crm", "b.crm", "--lang", "zh").err


@case
def a_copy_wants_a_target_and_a_superuser(t):
    t.filled()
    t.fails(2, "copy", "a.crm")
    t.fails(2, "copy", "a.crm", "b.crm", "c.crm")
    t.fails(2, "copy", "a.crm", "b.crm", "--batch", "0")
    t.fails(3, "copy", "none.crm", "b.crm")
    t.fails(3, "copy", "a.crm", "no/folder/b.crm")
    error = t.fails(4, "copy", "a.crm", "b.crm", "--as", "wang")
    assert "leave --as out" in error.err, error
