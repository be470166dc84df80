"""Packs: what a database of a trade begins with."""
from harness import NOW, case

PACKS = ("retail", "b2b", "service")
LEADS = ("name,mobile,wechat,company,title,budget,interests\n"
         "张伟,13912345678,zhangwei1,星河科技,CEO,50000,trial\n"
         "李娜,13800138000,,,,,\n")


def names(t, database, entity):
    return {row["name"] for row in t.ok("list", database, entity, "--fields", "name").rows()}


@case
def each_pack_has_what_the_job_needs_in_both_languages(t):
    for pack in PACKS:
        for language in ("en", "zh"):
            database = f"{pack}-{language}.crm"
            rows = t.ok("init", database, "--pack", pack, "--lang", language, "--json").json()
            made = {row["entity"]: row["created"] for row in rows}
            assert all(row["present"] == 0 for row in rows), rows
            assert set(made) >= {"pool", "pool_rule", "score_model", "score_rule", "stage_group",
                                 "stage", "alert_rule"}, made
            assert made["stage"] >= 5 and made["score_rule"] >= 5, made
            kinds = t.ok("list", database, "pool_rule", "--group", "kind", "--json").json()
            assert {row["kind"] for row in kinds} == {"assign", "recycle"}, kinds
            alerts = t.ok("list", database, "alert_rule", "--group", "kind", "--json").json()
            assert {row["kind"] for row in alerts} == {"silence", "move"}, alerts
            outcomes = t.ok("list", database, "stage", "--group", "outcome", "--json").json()
            assert {row["outcome"] for row in outcomes} == {"open", "won", "lost"}, outcomes


@case
def packs_differ_and_speak_their_language(t):
    for pack in PACKS:
        t.ok("init", f"{pack}.crm", "--pack", pack, "--quiet")
        t.ok("init", f"{pack}-zh.crm", "--pack", pack, "--lang", "zh", "--quiet")
    for entity in ("pool", "pool_rule", "score_model", "score_rule", "stage", "alert_rule"):
        english = [names(t, f"{pack}.crm", entity) for pack in PACKS]
        for i, one in enumerate(english):
            assert all(name.isascii() for name in one), one
            assert not any(name.isascii() for name in names(t, f"{PACKS[i]}-zh.crm", entity))
            for other in english[i + 1:]:
                assert one != other, (entity, one)


@case
def the_rules_of_a_pack_work_on_leads(t):
    t.write("leads.csv", LEADS)
    for pack in PACKS:
        database = f"{pack}.crm"
        t.ok("init", database, "--pack", pack, "--quiet", "--now", NOW)
        pool = t.ok("list", database, "pool", "--where", "is_default", "--fields", "name").rows()
        t.ok("new", database, "user", "login=wang", "name=王芳")
        t.ok("import", database, "leads.csv", "--as", "lead", "--quiet", "--now", NOW,
             "--map", f":{pool[0]['name']}=pool")
        assert t.ok("score", database, "--json").json()["scored"] == 2
        scores = [int(row["score"]) for row in
                  t.ok("list", database, "lead", "--fields", "score", "--sort", "id").rows()]
        assert scores[0] > scores[1] >= 0, (pack, scores)
        t.ok("assign", database, "--now", NOW)
        owned = ("list", database, "lead", "--where", "has(owner)", "--count")
        assert t.ok(*owned).out != "0\n", pack
        plan = t.ok("recycle", database, "--dry-run", "--until", "2027-06-01T00:00:00Z", "--json",
                    "--now", NOW).json()
        assert plan, pack
        work = t.ok("work", database, "--now", "2027-06-01T00:00:00Z", "--json").json()
        assert work["failed"] == 0 and work["done"] > 0, work
        assert t.ok(*owned).out == "0\n", pack
        assert t.ok("cleanse", database, "--json").json()["undecided"] == 0
        assert t.ok("check", database, "--json").json() == []


@case
def a_pack_that_is_there_is_left_alone(t):
    t.ok("init", "a.crm", "--pack", "retail", "--quiet")
    stage = t.ids("stage")[0]
    t.ok("set", f"stage/{stage}", "name=Anfrage")
    t.ok("delete", "alert_rule/" + t.ids("alert_rule")[0])
    before = {entity: t.count(entity) for entity in ("pool", "pool_rule", "stage", "alert_rule")}
    again = t.ok("init", "a.crm", "--pack", "retail", "--lang", "zh", "--json")
    assert "已经存在" in again.err, again
    assert sum(row["created"] for row in again.json()) == 0, again
    assert {entity: t.count(entity) for entity in before} == before
    assert "Anfrage" in names(t, "a.crm", "stage")


@case
def a_second_pack_joins_and_defaults_stay(t):
    t.ok("init", "a.crm", "--quiet")
    t.new("pool", "name=Mine", "is_default=true")
    t.ok("init", "a.crm", "--pack", "b2b", "--quiet")
    t.ok("init", "a.crm", "--pack", "service", "--quiet")
    assert t.ok("list", "pool", "--where", "is_default", "--fields", "name").lines()[1:] == ["Mine"]
    assert t.count("stage_group", "--where", "is_default") == 1
    assert t.count("stage_group") == 2


@case
def plain_init_makes_an_empty_database_once(t):
    assert t.ok("init", "a.crm", "--zone", "Europe/Berlin", "--currency", "EUR").out == ""
    assert t.count("pool") == 0 and t.count("stage") == 0
    t.fails(1, "init", "a.crm")
    t.fails(2, "init", "a.crm", "--pack", "b2b", "--currency", "USD")
    t.ok("init", "b.crm", "--dry-run", "--pack", "b2b")
    t.fails(3, "list", "b.crm", "lead")
    for option, value in (("--zone", "Nowhere/Land"), ("--currency", "XXXX"), ("--region", "QQ1")):
        result = t.run("init", "c.crm", option, value)
        assert result.code != 0 and value in result.err, result
