"""Forms of output: what a pipe, a file and a terminal get."""
import csv
import io
import os
import re
import subprocess
import unicodedata

from harness import NOW, case, file_case

FIELDS = ("--fields", "name,company,mobile")


def columns(text):
    """Columns that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@case
def a_pipe_gets_tab_separated_text(t):
    t.empty()
    t.new("lead", "name=张\t伟", "company=星河")
    assert t.ok("list", "lead", "--fields", "name,company").out == "name\tcompany\n张\\t伟\t星河\n"


@case
def csv_can_be_read_back_and_holds_no_formula(t):
    t.filled()
    rows = list(csv.DictReader(io.StringIO(t.ok("list", "lead", "--csv", *FIELDS).out)))
    assert len(rows) == 6 and rows[0]["name"] == "张伟", rows
    assert "'=1+1" in [row["name"] for row in rows], rows


@case
def json_is_one_document_and_ndjson_an_object_a_line(t):
    t.filled()
    document = t.ok("list", "lead", "--json", *FIELDS)
    lines = t.ok("list", "lead", "--ndjson", *FIELDS).lines()
    assert document.out.endswith("]\n") and not document.out.endswith("\n\n")
    assert len(document.json()) == len(lines) == 6
    assert document.json()[0]["company"] == "星河科技"


@case
def markdown_is_a_table(t):
    t.filled()
    lines = t.ok("list", "lead", "--md", *FIELDS).lines()
    assert lines[1].startswith("|") and set(lines[1]) <= set("|-:") and len(lines) == 8, lines


@case
def a_terminal_gets_aligned_columns_with_wide_characters(t):
    t.filled()
    seen = t.terminal("list", "lead", "--no-color", *FIELDS)
    lines = seen.lines()
    assert len(lines) == 8, seen
    starts = {columns(line[:line.rindex(" 13")]) for line in lines if re.search(r" 13\d{9}$", line)}
    assert starts == {columns(lines[0][:lines[0].index("Mobile") - 1])}, seen
    assert all(columns(line.rstrip()) <= 80 for line in lines), seen


@case
def a_narrow_terminal_is_not_overrun(t):
    t.filled()
    seen = t.terminal("list", "lead", "--no-color", "--fields", "name,company,title,city", width=30)
    assert all(columns(line.rstrip()) <= 30 for line in seen.lines()), seen
    assert "…" in seen.out, seen


@case
def colours_are_for_terminals_that_want_them(t):
    t.filled()
    assert "\033[" in t.terminal("list", "lead").out
    assert "\033[" not in t.terminal("list", "lead", env={"NO_COLOR": "1"}).out
    assert "\033[" not in t.terminal("list", "lead", "--no-color").out
    assert "\033[" not in t.ok("list", "lead").out
    assert "\033[" in t.terminal("list", "laed", code=2).out
    assert "\033[" not in t.terminal("list", "laed", code=2, env={"NO_COLOR": "1"}).out


@case
def chinese_speaks_in_labels_choices_and_notes(t):
    t.filled()
    seen = t.terminal("list", "lead", "--lang", "zh", "--fields", "name,status")
    assert "姓名" in seen.out and "新建" in seen.out, seen
    assert "下一步" in t.fails(2, "list", "laed", "--lang", "zh").err
    assert t.ok("--help", "--lang", "zh").out.count("线索") > 5
    assert "姓名" in t.terminal("list", "lead", env={"LC_ALL": "zh_CN.UTF-8"}).out
    assert t.ok("list", "lead", "--lang", "zh", "--fields", "name,status").lines()[0] == \
        "name\tstatus"


@case
def an_empty_table_says_so_to_people_and_keeps_its_header_for_programs(t):
    t.empty()
    seen = t.terminal("list", "lead")
    assert "no rows" in seen.out and "lcrm import" in seen.out, seen
    assert "lcrm import" not in t.terminal("list", "lead", "--where", "locked").out
    assert "没有记录" in t.terminal("list", "lead", "--lang", "zh").out
    assert t.ok("list", "lead", "--fields", "name").out == "name\n"
    assert t.ok("list", "lead", "--fields", "name", "--csv").out == "name\n"
    assert t.ok("list", "lead", "--json").json() == []
    assert t.ok("list", "lead", "--ndjson").out == ""


@case
def values_cannot_drive_the_terminal(t):
    t.empty()
    lead = t.new("lead", "name=a\033]0;owned\007b", "company=c\nd")
    for words in (["list", "lead"], ["show", f"lead/{lead}"], ["history", f"lead/{lead}"]):
        seen = t.terminal(*words, "--no-color")
        assert "\033" not in seen.out and "\007" not in seen.out, seen


@case
def a_reader_that_has_seen_enough_is_no_failure(t):
    t.empty()
    t.write("many.csv", "name\n" + "".join(f"lead {i}\n" for i in range(20000)))
    t.ok("import", "many.csv", "--as", "lead", "--quiet")
    for words in (["list", "--csv"], ["list", "--json"], ["list", "--ndjson"], ["list", "--arrow"],
                  ["list"], ["export"], ["history"]):
        reader, writer = os.pipe()
        words = ["changes", "--limit", "0"] if words == ["history"] else [*words, "lead"]
        process = subprocess.Popen([t.tool, *words], cwd=t.folder, stdout=writer,
                                   stderr=subprocess.PIPE, env=t.environment)
        os.close(writer)
        os.read(reader, 100)
        os.close(reader)
        err = process.communicate()[1]
        assert process.returncode == 0 and err == b"", (words, process.returncode, err)


@case
def a_full_disk_is_a_failure(t):
    t.filled()
    for words in (["list", "lead"], ["list", "lead", "--json"], ["export", "lead"], ["--version"],
                  ["eval", "1"], ["report"]):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([t.tool, *words], cwd=t.folder, stdout=full, env=t.environment,
                                  stderr=subprocess.PIPE, check=False)
        assert done.returncode == 7 and b"standard output" in done.stderr, (words, done)


@file_case
def notes_go_to_standard_error_and_quiet_stills_them(t):
    made = t.ok("init", "b.crm")
    assert made.out == "" and "b.crm" in made.err
    assert t.ok("init", "c.crm", "--quiet").err == ""


@case
def one_row_answers_come_in_every_form(t):
    t.filled()
    assert t.ok("work", "--now", NOW).rows()[0]["failed"] == "0"
    assert set(t.ok("work", "--json").json()) == {"done", "failed", "next"}
    assert t.ok("recycle", "--csv").lines()[0] == "recycled,dry_run"
    assert t.ok("recycle", "--json").json()["recycled"] == 0
    assert t.ok("score", "--ndjson").out.count("\n") == 1
    assert t.ok("score", "--md").lines()[1].startswith("|")
    assert "Scored" in t.terminal("score").out
    assert "已评分" in t.terminal("score", "--lang", "zh").out


@case
def every_help_begins_with_examples_and_names_what_there_is(t):
    overview = t.ok("--help").out.split("\n\n")
    names = [line.split()[0] for line in overview[2].splitlines()]
    assert len(names) > 38 and names[0] == "demo", names
    for name in names:
        for language in ("en", "zh"):
            lines = t.ok(name, "--help", "--lang", language).lines()
            assert lines[0].startswith("  ") and lines[1].startswith("  ") and not lines[2], name
            assert max(map(columns, lines)) <= 110, (name, lines)
        assert f"usage: lcrm {name}" in t.ok(name, "--help").out
    absent = "audit erase match lifetime train forecast ab erlang plan".split()
    assert not set(names) & set(absent), names
    for name in absent:
        t.fails(2, name)


@case
def the_clock_and_the_seed_make_a_run_repeatable(t):
    for name in ("a.crm", "b.crm"):
        t.ok("init", name, "--now", NOW, "--seed", "7", "--quiet")
    words = ("new", "lead", "name=张伟", "--now", NOW, "--seed", "7")
    first = t.ok(words[0], "a.crm", *words[1:]).out
    assert first == t.ok(words[0], "b.crm", *words[1:]).out
    assert t.ok("show", "a.crm", first.strip(), "--json").json()["created_at"] == NOW
