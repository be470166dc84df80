"""What goes wrong: exit codes, and what the user is told."""
import os
import re
import signal
import sqlite3
import subprocess
import time

from harness import case, file_case


@case
def every_error_as_json_is_one_document_with_code_message_where_and_hint(t):
    t.filled()
    rule = "scor > 60 &&\n name == 'a'"
    for words, code in ((["list", "lead", "--where", rule], "CRM_E_UNKNOWN"),
                        (["list", "laed"], "CRM_E_UNKNOWN"),
                        (["list", "lead", "--lmit", "3"], "usage"),
                        (["lits"], "usage"),
                        (["show", "lead/5"], "CRM_E_NOT_FOUND"),
                        (["import", "nothing.csv"], "file")):
        result = t.run(*words, "--json")
        assert result.code != 0 and result.out == "", result
        assert len(result.err.splitlines()) == 1, result
        assert list(result.error()) == ["code", "message", "where", "hint"], result
        assert result.error()["code"] == code, result
    where = t.run("list", "lead", "--where", "score > 60 &&\n nam == '张'", "--json").error()
    assert where["where"] == {"line": 2, "column": 2, "source": " nam == '张'"}, where
    assert "did you mean 'name'?" in where["message"]


@case
def a_rule_that_is_wrong_is_shown_with_a_caret_under_the_place(t):
    t.filled()
    err = t.fails(2, "list", "lead", "--where", "name == '张' && scor > 60").err.splitlines()
    assert err[0] == "lcrm list: no field 'scor' in lead; did you mean 'score'?", err
    assert err[1] == "    name == '张' && scor > 60", err
    assert err[2] == "    " + " " * 16 + "^", err
    assert err[3] == "  at line 1, column 16", err
    seen = t.terminal("list", "lead", "--where", "1 +", code=2, env={"NO_COLOR": "1"}).lines()
    assert seen[:3] == ["lcrm list: the rule ends where a value should be", "    1 +",
                        "       ^"], seen


@case
def wrong_names_get_did_you_mean(t):
    t.filled()
    for words, meant in ((["lits"], "'list'"), (["list", "leed"], "'lead'"),
                         (["list", "lead", "--wher", "1"], "--where"),
                         (["list", "lead", "--fields", "nmae"], "'name'"),
                         (["list", "lead", "--sort", "-scroe"], "'score'"),
                         (["list", "lead", "--group", "statsu"], "'status'"),
                         (["new", "lead", "emial=a@b.cn"], "'email'"),
                         (["init", "x.crm", "--pack", "retial"], "'retail'"),
                         (["report", "pipline"], "'pipeline'"),
                         (["completion", "bsh"], "'bash'"),
                         (["list", "lead", "--where", "status == 'neww'"], "'new'")):
        err = t.fails(2, *words).err
        assert f"did you mean {meant}?" in err, (words, err)


# What was typed makes no sense, whatever is in the database.
WRONG = (
    ["list", "lead", "--limit", "x"], ["list", "lead", "--limit", "-1"],
    ["list", "lead", "--limit", "99999999999999999999"], ["list", "lead", "--limit"],
    ["list", "lead", "--quiet=1"], ["list"], ["list", "lead", "account"], ["show"],
    ["show", "lead"], ["show", "lead/x"], ["show", "lead/0"], ["new"], ["new", "lead", "name"],
    ["set", "lead/1"], ["delete"], ["search"], ["history"], ["tag"],
    ["list", "lead", "--lang", "fr"], ["list", "lead", "--seed", "x"],
    ["list", "lead", "--threads", "0"], ["list", "lead", "--now", "yesterday"],
    ["list", "lead", "--now", "2026-13-01T00:00:00Z"], ["import"], ["import", "x", "y", "z"],
    ["export"], ["backup"], ["work", "--until", "soon"], ["work", "--limit", "x"],
    ["recycle", "--until", "2026-03-31T00:00:00Z"], ["recycle", "--explain", "contact/1"],
    ["score", "--explain", "account/1"], ["claim"], ["claim", "contact/1"], ["release"],
    ["assign", "x"], ["convert"], ["convert", "account/1"],
    ["convert", "lead/1", "--account", "x"], ["unconvert"], ["unmerge"], ["unmerge", "x"],
    ["merge", "lead/1"], ["merge", "lead/1", "account/2"], ["explain", "lead/1"],
    ["segment", "dance"], ["segment", "run", "--method", "x"], ["segment", "run", "--bins", "1"],
    ["segment", "show", "X'"], ["entity"], ["entity", "add"], ["field", "add", "lead"],
    ["report", "a", "b"], ["report", "--from", "x"], ["changes", "--since", "x"],
    ["outbox", "--limit", "0"], ["rfm", "x.csv"], ["clean"], ["clean", "email", "a", "b"],
    ["eval"], ["eval", "1", "2"], ["completion"],
    ["completion", "bash", "zsh"], ["init"],
)


@case
def values_that_options_do_not_take_are_usage_errors(t):
    t.filled()
    for words in WRONG:
        err = t.fails(2, *words).err
        assert "lcrm" in err and "next" in err, (words, err)


@case
def usage_errors_are_chinese_for_who_asks_for_it_wherever_he_does(t):
    t.filled()
    for words in WRONG:
        if words[-1] == "fr":
            continue
        err = t.fails(2, "--lang=zh", *words).err.splitlines()
        assert re.search("[\u4e00-\u9fff]", err[0]), (words, err)
        assert "下一步: " in err[-1], (words, err)
        if not words[-1].startswith("--"):  # else --lang would be its value
            assert t.fails(2, *words, "--lang", "zh").err.splitlines() == err, words
    assert t.fails(2, "list", "lead", "--lmit", "3", "--lang", "zh").err.splitlines()[0] == (
        "lcrm list: 没有选项 --lmit；是否指 --limit？")
    assert t.fails(2, "lits", env={"LCRM_LANG": "zh"}).err.splitlines()[0] == (
        "lcrm: 没有命令“lits”；是否指“list”？")
    assert t.fails(2, "lits", "--lang", "zh", "--json").error()["message"] == (
        "没有命令“lits”；是否指“list”？")
    assert t.fails(2, "list", "lead", "--where", "1 +", "--lang", "zh").err.splitlines()[3] == (
        "  位于 第 1 行，第 4 列")


@case
def no_command_shows_the_help_on_standard_error(t):
    assert "lcrm demo" in t.fails(2).err


@case
def what_is_not_there_is_exit_3(t):
    t.fails(3, "list", "none.crm", "lead")
    t.filled()
    for words in (["show", "lead/5"], ["set", "lead/5", "name=x"], ["delete", "lead/5"],
                  ["import", "none.csv"], ["eval", "--batch", "none.jsonl"],
                  ["merge", "lead/5", "lead/6"], ["unmerge", "5"], ["convert", "lead/5"],
                  ["explain", "lead/5", "lead/6"], ["score", "--explain", "lead/5"],
                  ["list", "lead", "--as", "nobody"],
                  ["rfm", "none.csv", "--customer", "a", "--time", "b", "--amount", "c", "--at",
                   "2026-01-01"]):
        err = t.fails(3, *words).err
        assert err.startswith("lcrm"), (words, err)


@case
def who_may_not_is_exit_4(t):
    t.filled()
    lead = t.ids("lead")[0]
    err = t.fails(4, "new", "product", "name=x", "--as", "wang").err
    assert "--as" in err, err
    t.fails(3, "show", f"lead/{lead}", "--as", "wang")
    assert t.count("lead", "--as", "wang") == 0


@file_case
def a_database_that_another_program_writes_is_exit_5(t):
    t.empty()
    other = sqlite3.connect(t.path("a.crm"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    err = t.fails(5, "new", "lead", "name=x").err
    assert time.monotonic() - began < 30
    assert "another program" in err, err
    assert t.count("lead") == 0
    other.execute("ROLLBACK")
    other.close()
    t.new("lead", "name=x")


@file_case
def foreign_newer_and_damaged_files_are_exit_6(t):
    t.write("text.crm", "no database, but some text that goes on for longer than a header\n" * 9)
    assert "lcrm init" in t.fails(6, "list", "text.crm", "lead").err
    with sqlite3.connect(t.path("other.crm")) as other:
        other.execute("CREATE TABLE t (a)")
    t.fails(6, "list", "other.crm", "lead")
    t.empty()
    with sqlite3.connect(t.path("a.crm")) as newer:
        newer.execute("PRAGMA user_version = 1000000")
    assert "newer" in t.fails(6, "list", "a.crm", "lead").err
    for name in ("a.crm", "text.crm", "other.crm"):
        os.unlink(t.path(name))
    t.empty("b.crm")
    t.new("lead", "name=x")
    data = bytearray(t.read("b.crm"))
    for i in range(8192, len(data)):
        data[i] ^= 0x5A
    t.write("b.crm", bytes(data))
    t.fails(6, "list", "b.crm", "lead")


@case
def what_is_too_much_is_exit_7(t):
    t.empty()
    t.fails(7, "list", "lead", "--where", "true && " * 5000 + "true")
    t.fails(7, "eval", "(" * 500 + "1" + ")" * 500)


@case
def refused_rows_are_exit_1(t):
    t.empty()
    t.write("some.csv", "name,budget\n张伟,12.50\n李娜,a lot\n")
    result = t.run("import", "some.csv", "--as", "lead", "--json", "--quiet")
    assert result.code == 1, result
    assert {k: result.json()[k] for k in ("rows", "created", "rejected")} == \
        {"rows": 2, "created": 1, "rejected": 1}, result
    assert "3,budget," in t.read("some.csv.rejected.csv").decode()


@case
def an_interrupted_import_is_exit_130_and_keeps_whole_batches(t):
    t.empty()
    t.write("many.csv", "name,mobile\n" + "".join(f"张{i},138{i:08d}\n" for i in range(60000)))
    process = subprocess.Popen([t.tool, "import", "many.csv", "--as", "lead", "--quiet"],
                               cwd=t.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=t.environment)
    time.sleep(0.4)
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode == 130, process.returncode
    assert t.count("lead") < 60000
    assert t.ok("check", "--json").json() == []


@file_case
def several_databases_or_none_are_told_apart(t):
    err = t.fails(2, "list", "lead").err
    assert "lcrm init" in err, err
    t.empty("a.crm")
    t.empty("b.crm")
    assert "2 databases" in t.fails(2, "list", "lead").err
    assert t.ok("list", "b.crm", "lead", "--count").out == "0\n"
    t.ok("new", "b.crm", "lead", "name=x")
    assert t.ok("list", "lead", "--count", env={"LCRM_DB": "b.crm"}).out == "1\n"
    assert t.ok("list", "a.crm", "lead", "--count", env={"LCRM_DB": "b.crm"}).out == "0\n"
