"""Records: made, changed, found, listed, taken in and out."""
import json

from harness import NOW, case, file_case


@case
def a_record_is_made_shown_changed_and_has_a_history(t):
    t.empty()
    lead = "lead/" + t.new("lead", "name=张伟", "mobile=139 1234 5678", "company=星河科技", "--now", NOW)
    shown = {row["field"]: row["value"] for row in t.ok("show", lead).rows()}
    assert shown["name"] == "张伟" and shown["mobile_normal"] == "+8613912345678", shown
    t.ok("set", lead, "title=CEO", "company=", "--now", "2026-03-03T08:00:00Z")
    record = t.ok("show", lead, "--json").json()
    assert record["title"] == "CEO" and record.get("company") is None, record
    history = t.ok("history", lead, "--json").json()
    assert ("title", "CEO") in [(h["field"], h["after"]) for h in history], history
    assert "姓名" in t.terminal("show", lead, "--lang", "zh").out


@case
def new_says_what_a_duplicate_does(t):
    t.empty()
    first = t.new("lead", "name=张伟", "mobile=13912345678")
    result = t.fails(1, "new", "lead", "name=Z", "mobile=13912345678", "--on-match", "skip")
    assert first in result.err, result
    assert t.new("lead", "email=z@qingyun.cn", "mobile=13912345678", "--on-match",
                 "merge") == first
    assert t.ok("show", f"lead/{first}", "--json").json()["email"] == "z@qingyun.cn"
    t.new("lead", "name=Z", "mobile=13912345678", "--on-match", "create")
    assert t.count("lead") == 2 and t.count("duplicate_pair") == 0
    t.new("lead", "name=Z", "mobile=13912345678")
    assert t.count("duplicate_pair") > 0
    t.fails(2, "new", "lead", "name=x", "--on-match", "hope")


@case
def new_with_a_key_updates_the_record_that_has_it(t):
    t.empty()
    user = t.new("user", "login=wang", "name=王芳")
    assert t.new("user", "login=wang", "name=王芳芳", "--key", "login") == user
    assert t.ok("list", "user", "--fields", "name").lines() == ["name", "王芳芳"]
    assert user in t.fails(1, "new", "user", "login=wang", "name=x").err


@case
def a_bad_value_names_the_field(t):
    t.empty()
    for value, name in (("email=", None), ("status=neww", "status"), ("budget=viel", "budget"),
                        ("needed_by=2026-02-30", "needed_by"), ("locked=maybe", "locked"),
                        ("owner=7", "owner"), ("score=5", "score"), ("website=" + "x" * 3000,
                                                                     "website")):
        result = t.run("new", "lead", "name=x", value)
        assert (result.code == 0) == (name is None), (value, result)
        assert name is None or name in result.err, (value, result)
    assert t.count("lead") == 1


@case
def dry_runs_write_nothing(t):
    t.filled()
    lead = "lead/" + t.ids("lead")[0]
    other = "lead/" + t.ids("lead")[1]
    user = t.ids("user")[0]
    t.write("more.csv", "name,mobile\n新人,13811112222\n")
    t.ok("segment", "run", "--now", NOW)
    t.ok("assign", lead, "--now", NOW)
    t.ok("work", "--now", "2026-03-08T08:00:00Z")
    message = t.ids("outbox")[0]
    before = t.ok("changes", "--limit", "0", "--json").json()
    for words in (["new", "lead", "name=x"], ["set", lead, "name=x"], ["delete", lead, other],
                  ["import", "more.csv"], ["score"], ["cleanse"], ["assign"],
                  ["recycle"], ["work", "--until", "2027-01-01T00:00:00Z"],
                  ["claim", lead, "--user", user], ["release", lead],
                  ["merge", lead, other], ["segment", "run"], ["tag", lead, "add", "VIP"],
                  ["convert", lead, "--owner", user], ["init", "a.crm", "--pack", "retail"],
                  ["entity", "add", "vehicle"], ["field", "add", "lead", "age", "integer"],
                  ["outbox", "--take"], ["outbox", "--sent", message], ["dupes", "--scan", "lead"],
                  ["backup", "a.crm", "copy.crm"], ["alerts", "run"]):
        result = t.run(*words, "--dry-run", "--now", NOW)
        assert result.code in (0, 1), result
        after = t.ok("changes", "--limit", "0", "--json").json()
        assert after == before, (words, after[len(before):])
    assert t.count("lead") == 6 and t.count("outbox", "--where", "state == 'taken'") == 0
    assert t.count("outbox", "--where", "state == 'pending'") == t.count("outbox") > 0
    t.fails(2, "list", "vehicle")
    t.fails(2, "list", "lead", "--fields", "age")
    t.fails(3, "list", "copy.crm", "lead")


@case
def delete_and_restore_take_several_or_none(t):
    t.filled()
    leads = ["lead/" + number for number in t.ids("lead")]
    t.ok("delete", *leads[:2])
    assert t.count("lead") == 4 and t.count("lead", "--deleted") == 2
    t.fails(3, "delete", leads[2], "lead/5")
    assert t.count("lead") == 4
    t.ok("restore", *leads[:2])
    assert t.count("lead") == 6 and t.count("lead", "--deleted") == 0


@case
def lists_filter_sort_group_page_and_say_how(t):
    t.filled()
    names = [row["name"] for row in
             t.ok("list", "lead", "--where", "city == '上海'", "--sort", "-name").rows()]
    assert names == sorted(names, reverse=True) and len(names) == 3, names
    groups = t.ok("list", "lead", "--group", "city", "--sort", "-count", "--json").json()
    assert (groups[0]["city"], groups[0]["count"]) == ("上海", 3), groups
    measured = t.ok("list", "order", "--measure", "count,sum(amount)", "--group", "account.name",
                    "--json").json()
    assert len(measured) == 8 and max(m["count"] for m in measured) == 8, measured
    assert len(t.ok("list", "lead", "--limit", "2").rows()) == 2
    assert t.ok("list", "lead", "--search", "星河", "--count").out == "1\n"
    seen = t.terminal("list", "lead", "--limit", "4", "--no-color")
    token = seen.lines()[-1].rsplit(" ", 1)[1]
    assert len(t.ok("list", "lead", "--limit", "4", "--after", token).rows()) == 2, seen
    assert t.ok("list", "lead", "--where", "name == 'x'", "--explain").out


@case
def search_finds_chinese_words_in_every_entity(t):
    t.filled()
    t.new("account", "name=青云软件有限公司")
    assert {row["entity"] for row in t.ok("search", "青云软件", "--json").json()} == \
        {"lead", "account"}
    assert t.ok("search", "没有这个词", "--json").json() == []
    assert len(t.ok("search", "软件", "--limit", "1", "--json").json()) == 1


@case
def an_import_adds_up_and_says_what_it_takes_for_what(t):
    t.empty()
    t.write("gb.csv", "姓名;手机;公司\n张伟;13912345678;星河科技\n李娜;13800138000;青云\n".encode("gb18030"))
    result = t.ok("import", "gb.csv", "--as", "lead", "--json")
    assert "GB18030" in result.err and "手机 → mobile" in result.err, result
    report = result.json()
    assert report["rows"] == 2 == report["created"], report
    assert t.ok("list", "lead", "--fields", "name", "--sort", "id").lines()[1:] == ["张伟", "李娜"]
    again = t.ok("import", "gb.csv", "--as", "lead", "--on-match", "skip", "--json", "--quiet")
    assert again.json()["duplicates"] == 2, again
    assert t.ok("import", "gb.csv", "--as", "lead", "--on-match", "skip", "--csv",
                "--quiet").lines()[0] == "rows,created,updated,duplicates,rejected,seconds"
    assert "2 rows" in t.terminal("import", "gb.csv", "--as", "lead", "--on-match", "skip").out


@case
def an_import_updates_by_key_and_resumes(t):
    t.empty()
    t.write("users.csv", "login,name\nwang,王芳\nli,Li\n")
    t.ok("import", "users.csv", "--as", "user", "--key", "login", "--quiet")
    t.write("users.csv", "login,name\nwang,王芳芳\nli,Li\n")
    report = t.ok("import", "users.csv", "--as", "user", "--key", "login", "--json", "--quiet")
    assert report.json()["created"] == 0, report
    assert "王芳芳" in t.ok("list", "user").out
    t.ok("import", "users.csv", "--as", "user", "--key", "login", "--resume", "--quiet")


@case
def an_export_is_read_back_as_it_was(t):
    t.filled()
    fields = "name,mobile,company,city"
    t.ok("export", "lead", "--fields", fields, "-o", "leads.ndjson")
    rows = [json.loads(line) for line in t.read("leads.ndjson").decode().splitlines()]
    assert len(rows) == 6 and rows[3]["name"] == "=1+1", rows
    t.ok("export", "lead", "--where", "city == '上海'", "-o", "some.csv")
    assert t.read("some.csv").decode().startswith("id,")
    t.ok("init", "b.crm", "--quiet")
    assert t.ok("import", "b.crm", "leads.ndjson", "--as", "lead", "--json",
                "--quiet").json()["created"] == 6
    assert sorted(t.ok("list", "b.crm", "lead", "--fields", fields).lines()) == \
        sorted(t.ok("list", "a.crm", "lead", "--fields", fields).lines())
    t.fails(3, "export", "a.crm", "lead", "-o", "no/such/folder.csv")
    t.fails(2, "export", "a.crm", "lead", "--fields", "nmae")


@case
def entities_and_fields_of_ones_own_are_like_any_other(t):
    t.empty()
    t.ok("entity", "add", "vehicle", "--label-zh", "车辆")
    t.ok("field", "add", "vehicle", "kind", "choice", "--choices", "car=Car,van=Van")
    t.ok("field", "add", "vehicle", "keeper", "reference", "--target", "contact")
    keeper = t.new("contact", "name=张伟")
    t.new("vehicle", "name=沪A12345", "kind=van", f"keeper={keeper}")
    rows = t.ok("list", "vehicle", "--fields", "name,kind,keeper.name").rows()
    assert rows == [{"name": "沪A12345", "kind": "van", "keeper.name": "张伟"}], rows
    assert "did you mean 'van'" in t.run("new", "vehicle", "name=x", "kind=vans").err
    assert "vehicle" in [row["name"] for row in t.ok("schema").rows()]
    assert "车辆" in t.terminal("schema", "--lang", "zh").out
    assert "kind" in [row["name"] for row in t.ok("schema", "vehicle").rows()]
    assert "## " in t.ok("schema", "--markdown").out
    t.ok("field", "retire", "vehicle", "kind")
    t.fails(2, "list", "vehicle", "--fields", "kind")
    t.fails(1, "entity", "add", "vehicle")
    t.fails(1, "entity", "add", "Bad Name")
    t.fails(2, "field", "add", "vehicle", "x", "colour")


@case
def tags_are_put_on_and_taken_off(t):
    t.filled()
    lead = "lead/" + t.ids("lead")[0]
    assert [row["tag"] for row in t.ok("tag", lead, "add", "重点").rows()] == ["重点"] or \
        "重点" in t.ok("tag", lead, "list").out
    assert "重点" in t.ok("tag", lead).out
    assert "重点" not in t.ok("tag", lead, "remove", "重点").out
    t.fails(2, "tag", lead, "add")
    t.fails(2, "tag", lead, "dance", "x")
    t.fails(2, "tag", lead, "add", "x", "--until", "never")


@case
def changes_go_on_where_a_reader_stopped(t):
    t.empty()
    t.new("lead", "name=a")
    first = t.ok("changes", "--json").json()
    assert first, first
    t.new("lead", "name=b")
    seq = str(first[-1]["sequence"])
    later = t.ok("changes", "--since", seq, "--ndjson").lines()
    assert later and all(int(json.loads(line)["sequence"]) > int(seq) for line in later), later


@case
def a_backup_is_a_database_and_a_sound_one_has_no_problem(t):
    t.filled()
    copy = "./copy.crm"  # a file, also of a server's schema
    t.ok("backup", "a.crm", copy, "--quiet")
    assert t.ok("list", copy, "lead", "--count").out == "6\n"
    t.fails(1, "backup", "a.crm", copy)
    assert t.ok("check", copy, "--json").json() == []
    assert "no problem" in t.terminal("check", copy).out
    assert "未发现问题" in t.terminal("check", copy, "--lang", "zh").out


@case
def the_version_names_the_tables_that_judge(t):
    version = t.ok("--version", "--json").json()
    tables = {"phone", "email", "disposable", "public_suffix", "idna"}
    assert tables <= set(version["tables"]), version
    for table in version["tables"].values():
        assert len(table["hash"]) == 16 and table["version"], table
    assert t.ok("version").out.startswith("lcrm " + version["version"])


@case
def an_empty_database_answers_everything(t):
    t.empty()
    for words in (["list", "lead"], ["dupes"], ["dupes", "--scan", "lead"], ["outbox"], ["changes"],
                  ["assign"], ["recycle"], ["recycle", "--dry-run"], ["score"], ["cleanse"],
                  ["work"], ["segment", "run"], ["segment", "list"], ["segment", "moves"],
                  ["alerts"], ["alerts", "run"], ["report"], ["check"], ["search", "星河"],
                  ["list", "order", "--group", "status", "--measure", "count,sum(amount)"],
                  ["export", "lead"], ["outbox", "--take"]):
        for form in ([], ["--json"], ["--csv"], ["--lang", "zh"]):
            result = t.run(*words, *form)
            assert result.code == 0, result
            if form == ["--json"]:
                result.json()
        assert t.terminal(*words).out.strip(), words
    for name in [row["name"] for row in t.ok("report", "--list").rows()]:
        words = ["--of", "account", "--by", "city"] if name == "portrait" else []
        t.ok("report", name, *words)
        t.terminal("report", name, *words, "--lang", "zh")
