"""The life of leads and customers."""
from harness import NOW, case


@case
def leads_are_claimed_and_released_all_or_none(t):
    t.filled()
    leads = ["lead/" + number for number in t.ids("lead")]
    assert t.ok("claim", leads[0], leads[1], "--as", "wang", "--now", "2026-03-04T08:00:00Z",
                "--json").json() == {"claimed": 2, "dry_run": False}
    owners = [row["owner.login"] for row in
              t.ok("list", "lead", "--fields", "id,owner.login", "--sort", "id").rows()]
    assert owners[:2] == ["wang", "wang"] and owners[2] == "", owners
    t.fails(1, "claim", leads[2], leads[0], "--as", "li", "--now", "2026-03-04T08:00:00Z")
    assert t.ok("release", leads[0], "--reason", "wrong region").rows()[0]["released"] == "1"
    assert t.ok("list", "lead", "--where", "owner.login == 'wang'", "--count").out == "1\n"
    assert t.count("claim") >= 3


@case
def assignment_says_who_gets_what_and_why(t):
    t.filled()
    plan = t.ok("assign", "--dry-run", "--json").json()
    done = t.ok("assign", "--json").json()
    assert [row["lead"] for row in plan] == [row["lead"] for row in done] and len(done) == 6
    assert t.count("lead", "--where", "has(owner)") > 0
    assert len(t.ok("assign", "lead/" + t.ids("lead")[0]).rows()) == 1


@case
def leads_that_nobody_follows_up_go_back(t):
    t.filled()
    t.ok("assign", "--now", NOW)
    owned = t.count("lead", "--where", "has(owner)")
    late = "2026-04-20T08:00:00Z"
    plan = t.ok("recycle", "--dry-run", "--until", late, "--now", NOW, "--json").json()
    assert len(plan) == owned > 0, plan
    lead = t.ids("lead", "--where", "has(owner)")[0]
    assert t.ok("recycle", "--explain", f"lead/{lead}", "--json").json()
    report = t.ok("work", "--now", late, "--json").json()
    assert report["failed"] == 0 and report["done"] >= owned, report
    assert t.count("lead", "--where", "has(owner)") == 0
    assert t.ok("recycle", "--now", late, "--json").json()["recycled"] == 0


@case
def scores_add_up_and_say_why(t):
    t.filled()
    assert t.ok("score", "--json").json()["scored"] == 6
    lead = t.ok("list", "lead", "--where", "title == 'CEO'", "--fields", "id,score").rows()[0]
    rows = t.ok("score", "--explain", f"lead/{lead['id']}", "--json").json()
    total = rows.pop()
    assert sum(row["points"] for row in rows) == total["points"] == int(lead["score"]), rows
    assert t.ok("score", "--where", "city == '上海'", "--json").json()["scored"] == 3


@case
def cleansing_sorts_the_ready_from_the_others(t):
    t.filled()
    report = t.ok("cleanse", "--json").json()
    assert report["qualified"] + report["nurtured"] == 6, report
    assert t.count("lead", "--where", "status == 'nurture'") == report["nurtured"] > 0
    again = t.ok("cleanse", "--json").json()
    assert again["unchanged"] == 6, again
    t.filled()
    assert len(t.ok("cleanse", "--list").rows()) == 6


@case
def a_lead_is_converted_with_amount_and_stage_and_back(t):
    t.filled()
    lead = "lead/" + t.ids("lead", "--where", "company == '海天机械'")[0]
    user = t.ids("user")[0]
    t.fails(1, "convert", lead)
    t.fails(1, "convert", lead, "--owner", user, "--amount", "viel")
    t.fails(3, "convert", lead, "--owner", user, "--stage", "Nowhere")
    dry = t.ok("convert", lead, "--owner", user, "--dry-run", "--json").json()
    assert dry["account"]["created"] and t.count("opportunity") == 0, dry
    made = t.ok("convert", lead, "--owner", user, "--amount", "12000.50", "--stage", "Proposal",
                "--json").json()
    opportunity = t.ok("show", f"opportunity/{made['opportunity']['id']}", "--json").json()
    assert (opportunity["amount"], opportunity["currency"]) == ("12000.50", "CNY"), opportunity
    stage = t.ok("list", "opportunity", "--fields", "stage.name,account.name").rows()
    assert stage == [{"stage.name": "Proposal", "account.name": "海天机械"}], stage
    t.fails(1, "convert", lead)
    kept = t.ok("unconvert", lead, "--dry-run").rows()
    assert [row["state"] for row in kept] == ["undone"] * 3 and t.count("opportunity") == 1, kept
    assert t.ok("unconvert", lead, "--json").json()["account"]["kept"] is False
    assert t.count("opportunity") == 0
    t.fails(1, "unconvert", lead)
    words = ("--owner", user, "--opportunity", "none", "--contact", "new")
    rows = t.ok("convert", lead, *words).rows()
    assert [row["state"] for row in rows] == ["created", "created", ""], rows


@case
def duplicates_are_found_explained_merged_and_parted_again(t):
    t.filled()
    pairs = t.ok("dupes", "--scan", "lead", "--json").json()
    assert len(pairs) == 1 and pairs[0]["kinds"] == ["phone"], pairs
    a, b = (f"lead/{pairs[0][side]}" for side in ("id_a", "id_b"))
    rows = {row["key"]: row for row in t.ok("explain", a, b).rows()}
    assert rows["phone"]["result"] == "agree", rows
    assert rows["phone"]["a"] == rows["phone"]["b"] == "+8613912345678", rows
    assert (rows["rule"]["result"], rows["review"]["result"]) == ("duplicates", "open"), rows
    other = "lead/" + t.ids("lead", "--where", "city == '苏州'")[0]
    assert t.ok("explain", a, other, "--json").json()[4]["result"] == "not_duplicates"
    assert "非重复" in t.terminal("explain", a, other, "--lang", "zh").out
    t.fails(3, "explain", a, b, "--as", "wang")
    changes = t.ok("merge", a, b, "--dry-run", "--json").json()
    assert changes and t.count("lead") == 6, changes
    merge = t.ok("merge", a, b, "--json").json()["merge"]
    assert t.count("lead") == 5
    assert t.ok("show", b, "--json").json()["id"] == a[5:]
    t.ok("unmerge", merge, "--dry-run")
    assert t.count("lead") == 5
    t.ok("unmerge", merge)
    assert t.count("lead") == 6
    t.fails(1, "unmerge", merge)


@case
def messages_are_taken_once_and_acknowledged(t):
    t.filled()
    t.ok("assign", "--now", NOW)
    t.ok("work", "--now", "2026-03-08T08:00:00Z")
    waiting = t.ok("outbox", "--json").json()
    assert waiting, waiting
    taken = t.ok("outbox", "--take", "--limit", "2", "--json").json()
    assert 0 < len(taken) <= 2, taken
    again = t.ok("outbox", "--take", "--limit", "100", "--json").json()
    assert not {row["id"] for row in taken} & {row["id"] for row in again}
    t.ok("outbox", "--sent", taken[0]["id"])
    t.fails(2, "outbox", "--sent", "x")
    t.fails(3, "outbox", "--sent", "5")


@case
def customers_are_segmented_and_moves_are_seen(t):
    t.filled()
    first = t.ok("segment", "run", "--now", NOW, "--json").json()
    assert first["customers"] == 8, first
    table = t.ok("segment", "list", "--json").json()
    code = table[0]["segment"]
    assert t.ok("segment", "show", code).rows()
    t.ok("segment", "run", "--method", "ntile", "--bins", "4", "--now", "2026-06-02T08:00:00Z")
    t.ok("segment", "moves")
    t.fails(3, "segment", "list", "--run", "5")


@case
def rfm_of_an_order_file_needs_no_database(t):
    t.write("orders.csv", "who,when,worth\na,2026-01-01,10\na,2026-02-01,20\nb,2026-01-15,5\n"
                          "b,not a day,5\n")
    words = ("rfm", "orders.csv", "--customer", "who", "--time", "when", "--amount", "worth",
             "--at", "2026-03-01", "--json")
    result = t.run(*words, "--out", "rfm.csv")
    assert result.code == 1 and result.json()["rejected"] == 1, result
    assert result.json()["orders"] == 3 and result.json()["customers"] == 2, result
    assert t.read("rfm.csv").decode().splitlines()[0].startswith("customer,recency_days")
    t.fails(2, *words, "--method", "x")
    t.fails(2, *words[:-2], "soon")


@case
def reports_are_tables_data_and_pictures(t):
    t.filled()
    home = t.terminal("report", "--no-color", "--now", NOW)
    assert 5 < len(home.lines()) <= 24, home
    for row in t.ok("report", "--list").rows():
        name = row["name"]
        words = ["--of", "lead", "--by", "city"] if name == "portrait" else []
        assert t.ok("report", name, *words, "--json").json() is not None
        assert t.terminal("report", name, *words).out
        if row["chart"] == "true":
            t.ok("report", name, *words, "--svg", "a.svg", "--vega", "a.json")
            assert t.read("a.svg").startswith(b"<svg") and t.read("a.json").startswith(b"{"), name
    t.fails(3, "report", "pipeline", "--svg", "no/such/folder.svg")


@case
def a_part_of_a_segment_run_needs_the_key_of_the_run(t):
    t.empty()
    err = t.fails(2, "segment", "run", "--partition", "1/2").err
    assert "--key" in err and "1/2" in err, err
    err = t.fails(2, "segment", "run", "--partition", "1/2", "--lang", "zh").err
    assert "--key" in err and "进程" in err, err
