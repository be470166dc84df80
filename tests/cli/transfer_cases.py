"""Files in and out: rejects, stops, duplicates, spreadsheets, moving to another database."""
import os
import signal
import sqlite3
import subprocess
import time

from harness import case, file_case

COUNTS = ("rows", "created", "updated", "duplicates", "rejected")


def counts(result):
    report = result.json()
    return tuple(report[name] for name in COUNTS)


@case
def rejects_put_right_are_imported_as_they_are(t):
    t.empty()
    t.write("a.csv", "name,needed_by,city\n=张伟,2024-02-30,上海\nBob,never,\nCy,2024-01-05,Bonn\n")
    assert counts(t.run("import", "a.csv", "--as", "lead", "--json")) == (3, 1, 0, 0, 2)
    rejects = t.read("a.csv.rejected.csv").decode()
    assert rejects.startswith("line,field,reason,name,needed_by,city\n2,needed_by,"), rejects
    t.write("right.csv", rejects.replace(",2024-02-30,上海", ",2024-02-28,上海")
            .replace(",never,\n", ",,\n"))
    assert counts(t.ok("import", "right.csv", "--as", "lead", "--json")) == (2, 2, 0, 0, 0)
    assert t.count("lead", "--where", "name == '=张伟' && city == '上海'") == 1
    assert not os.path.exists(t.path("right.csv.rejected.csv"))


@case
def ndjson_rejects_come_back_as_ndjson(t):
    t.empty()
    t.write("a.ndjson", '{"name":"张伟","needed_by":"never","budget":12.50}\n{oops\n{"name":"Bob"}\n')
    assert counts(t.run("import", "a.ndjson", "--as", "lead", "--json")) == (3, 1, 0, 0, 2)
    first, second = t.read("a.ndjson.rejected.ndjson").decode().splitlines()
    assert first.endswith('"name":"张伟","needed_by":"never","budget":12.50}'), first
    assert second.endswith('"text":"{oops"}'), second
    t.write("right.ndjson", first.replace('"never"', '"2024-02-28"'))
    assert counts(t.ok("import", "right.ndjson", "--as", "lead", "--json")) == (1, 1, 0, 0, 0)


@case
def reasons_are_told_at_once_and_a_dry_run_writes_no_file(t):
    t.empty()
    t.write("a.csv", "name,owner\nAnn,zoe\n")
    t.new("user", "login=zoey", "name=Zoey")
    result = t.run("import", "a.csv", "--as", "lead", "--dry-run")
    assert "line 2: owner: no user with id or name 'zoe'; did you mean 'Zoey'?" in result.err or \
        "did you mean 'zoey'?" in result.err, result
    assert os.listdir(t.folder).count("a.csv.rejected.csv") == 0
    assert t.count("import_run") == 0


@case
def a_duplicate_does_what_on_match_says(t):
    t.write("a.csv", "name,mobile\nAnn,13912345678\nAnna,139 1234 5678\n")
    for what, expected in (("review", (2, 2, 0, 0, 0)), ("merge", (2, 1, 1, 0, 0)),
                           ("skip", (2, 1, 0, 1, 0)), ("create", (2, 2, 0, 0, 0))):
        t.empty(what + ".crm")
        result = t.ok("import", what + ".crm", "a.csv", "--region", "CN", "--on-match", what,
                      "--json")
        assert counts(result) == expected, result
        pairs = t.ok("list", what + ".crm", "duplicate_pair", "--count").out
        assert pairs == ("1\n" if what == "review" else "0\n"), (what, pairs)
    t.fails(2, "import", "skip.crm", "a.csv", "--on-match", "skpi")


@case
def an_interrupted_import_says_its_sums_and_resumes_with_each_reject_once(t):
    t.empty()
    rows = 100000
    t.write("many.csv", "external_id,name,needed_by\n" + "".join(
        f"{i},Lead {i},{'never' if i % 100 == 7 else ''}\n" for i in range(rows)))
    words = ["import", "many.csv", "--as", "lead", "--json"]
    process = subprocess.Popen([t.tool, *words], cwd=t.folder, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=t.environment)
    while t.ok("list", "lead", "--count").out == "0\n" and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = (text.decode() for text in process.communicate())
    assert process.returncode == 130, (process.returncode, err)
    saved = t.count("import_run", "--where", "state == 'cancelled'")
    assert saved == 1 and "are saved, resume goes on after them" in err, err
    assert '"rows":' in out and "--resume" in err, (out, err)
    assert counts(t.run(*words, "--resume")) == (rows, rows - 1000, 0, 0, 1000)
    assert t.count("lead") == rows - 1000
    rejects = t.read("many.csv.rejected.csv").decode().splitlines()
    assert len(rejects) == 1001 and len(set(rejects)) == 1001, len(rejects)
    assert t.ok("check", "--json").json() == []


@case
def a_spreadsheet_opens_what_is_exported_and_gives_it_back(t):
    t.empty()
    t.new("lead", "name=张伟", "company==1+1", "city=上海")
    fields = ("--fields", "name,company,city", "--labels", "--lang", "zh")
    t.ok("export", "lead", *fields, "--excel", "-o", "excel.csv")
    assert t.read("excel.csv") == '\ufeff姓名,公司,城市\r\n张伟,"\'=1+1",上海\r\n'.encode()
    t.ok("export", "lead", *fields, "--encoding", "gb18030", "--delimiter", "tab", "-o", "gb.csv")
    assert t.read("gb.csv") == "姓名\t公司\t城市\n张伟\t\"'=1+1\"\t上海\n".encode("gb18030")
    t.ok("export", "lead", *fields, "--encoding", "utf-16le", "-o", "utf16.csv")
    for name in ("excel.csv", "gb.csv", "utf16.csv"):
        t.ok("import", name, "--as", "lead", "--on-match", "create")
    assert t.count("lead", "--where", "name == '张伟' && company == '=1+1' && city == '上海'") == 4
    t.fails(2, "export", "lead", "--encoding", "klingon")
    t.fails(2, "export", "lead", "--ndjson", "--excel")


@case
def an_export_that_fails_leaves_the_old_file(t):
    t.empty()
    t.new("lead", "name=张伟")
    t.write("out.csv", "old")
    t.fails(2, "export", "lead", "--where", "nmae == ''", "-o", "out.csv")
    t.ok("export", "lead", "--dry-run", "-o", "out.csv")
    assert t.read("out.csv") == b"old"
    t.ok("export", "lead", "-o", "out.csv")
    assert t.read("out.csv").startswith(b"id,owner,")
    assert [name for name in os.listdir(t.folder) if "part" in name] == []
    assert t.ok("export", "lead", "--fields", "name", "-o", "/dev/stdout").out == "name\n张伟\n"


@case
def records_move_to_another_database_with_their_ids(t):
    t.empty("from.crm")
    t.empty("to.crm")
    t.write("users.csv", "login,name\nzoe,Zoe\nbo,\"Lee, Bo\"\n")
    t.write("pools.csv", "name,users\nNorth,zoe;bo\nSouth,\"Lee, Bo|zoe\"\n")
    t.write("orders.csv", "number,customer_id,customer_name,date,amount,currency\n"
            "1,7,星河,2024-01-05,12.50,CNY\n2,7,星河,2024-02-05 10:30,1000,JPY\n"
            "3,8,\"a, b\",2024-02-06,7.5,USD\n")
    entities = ("user", "pool", "account", "order")
    for name, entity in (("users", "user"), ("pools", "pool"), ("orders", "order")):
        t.ok("import", "from.crm", name + ".csv", "--as", entity)
    for form in ("csv", "ndjson"):
        t.empty(form + ".crm")
        for entity in entities:
            name = f"{entity}.{form}"
            t.ok("export", "from.crm", entity, "-o", name)
            t.ok("import", form + ".crm", name, "--as", entity, "--keep-ids")
            before = t.ok("export", "from.crm", entity, "--ndjson").out
            assert t.ok("export", form + ".crm", entity, "--ndjson").out == before, entity
        totals = ("customer_value", "--fields", "account,order_count,amount,currency")
        assert t.ok("list", form + ".crm", *totals).out == t.ok("list", "from.crm", *totals).out
        assert t.ok("check", form + ".crm", "--json").json() == []


@file_case
def totals_that_were_tampered_with_are_found_and_made_anew(t):
    t.empty()
    t.write("orders.csv", "number,customer_id,date,amount\n"
            "1,7,2024-01-05,12.50\n2,8,2024-02-05,1\n")
    t.ok("import", "orders.csv", "--as", "order")
    with sqlite3.connect(t.path("a.crm")) as database:
        database.execute("UPDATE customer_value SET amount = 1")
        database.execute('UPDATE "order" SET status = \'cancelled\' WHERE number = \'2\'')
    database.close()
    problems = t.run("check", "--json")
    assert problems.code == 6, problems
    entities = sorted(problem["entity"] for problem in problems.json())
    assert entities == ["customer_month", "customer_value", "customer_value"], problems
    assert t.run("check", "--repair", "--dry-run").code == 6
    assert t.ok("check", "--repair", "--json").json() == []
    assert t.ok("check", "--json").json() == []


@file_case
def what_was_written_past_the_library_is_found_told_and_repaired_where_it_can_be(t):
    t.empty()
    lead = t.ok("new", "lead", "name=张伟", "mobile=139 1234 5678", "--json").json()["id"]
    note = t.ok("new", "note", "title=记", "body=谈", "subject_entity=lead", f"subject_id={lead}",
                "--json").json()["id"]
    with sqlite3.connect(t.path("a.crm")) as database:
        database.execute("UPDATE lead SET mobile_normal = '+8613800000000'")
        database.execute("UPDATE note SET subject_id = 4711")
    database.close()
    found = t.run("check", "--json")
    assert found.code == 6, found
    assert sorted((problem["entity"], problem["record_id"]) for problem in found.json()) == [
        ("lead", lead), ("note", note)], found
    told = t.run("check")
    assert "subject_id leads to a record that is not there: 4711" in told.out, told
    assert "lcrm check --repair" in told.err and "lcrm set ENTITY/ID" in told.err, told
    assert "下一步：lcrm check --repair" in t.run("check", "--lang", "zh").err
    left = t.run("check", "--repair", "--json")
    assert left.code == 6 and [problem["entity"] for problem in left.json()] == ["note"], left
    assert "normal forms of 1 record" in left.err, left
    assert t.ok("list", "lead", "--where", "mobile_normal == '+8613912345678'", "--count").out
    t.ok("set", f"note/{note}", f"subject_id={lead}")
    assert t.ok("check", "--json").json() == []
