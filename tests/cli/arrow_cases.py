"""Arrow: what a tabular command gives is a stream that reads back as its other forms."""
import csv
import io
import json

import arrow
from harness import NOW, case


def forms_agree(t, *words):
    """The stream has the columns of the CSV, the rows of the NDJSON, and its texts and ids."""
    data = t.ok(*words, "--arrow", raw=True).out
    names, columns, count = arrow.read(data)
    header = next(csv.reader(io.StringIO(t.ok(*words, "--csv").out)), [])
    rows = [json.loads(line) for line in t.ok(*words, "--ndjson").lines()]
    assert names == header, (words, names, header)
    assert count == len(rows), (words, count, len(rows))
    for name, values in columns.items():
        if values is None:
            continue
        for value, row in zip(values, rows):
            told = row[name]
            if isinstance(value, str) and isinstance(told, str):
                assert value == told, (words, name, value, told)
            elif name == "id" or name.endswith("_id"):
                assert value is None and told is None or str(value) == told, (words, name, value)
            else:
                assert (value is None) == (told is None), (words, name, value, told)
    return count


@case
def a_list_reads_back_from_arrow(t):
    t.filled()
    names, columns, count = arrow.read(t.ok("list", "lead", "--fields", "id,name,city,score",
                                            "--sort", "id", "--arrow", raw=True).out)
    assert names == ["id", "name", "city", "score"] and count == 6
    assert columns["name"][:2] == ["张伟", "李娜"] and columns["score"] == [None] * 6, columns
    assert [str(number) for number in columns["id"]] == t.ids("lead")


@case
def every_tabular_command_gives_arrow(t):
    t.filled()
    t.ok("segment", "run", "--now", NOW)
    t.ok("dupes", "--scan", "lead", "--quiet")
    t.ok("assign", "--now", NOW)
    t.ok("work", "--now", "2026-03-08T08:00:00Z")
    lead, other = (f"lead/{number}" for number in t.ids("lead")[:2])
    t.ok("tag", lead, "add", "重点")
    t.ok("release", other, "--now", NOW)
    t.write("orders.csv", "who,when,worth\na,2026-01-01,10\nb,2026-02-01,20\n")
    rfm = ["rfm", "orders.csv", "--customer", "who", "--time", "when", "--amount", "worth",
           "--at", "2026-03-01", "--quiet"]
    for words in (["list", "order"], ["list", "lead", "--group", "city"], ["list", "pool_rule"],
                  ["list", "lead", "--explain"],
                  ["search", "星河"], ["history", lead], ["changes"], ["schema"],
                  ["schema", "lead"], ["dupes"], ["explain", lead, other],
                  ["merge", lead, other, "--dry-run"], ["score", "--explain", lead], ["score"],
                  ["assign", "--dry-run"], ["recycle", "--dry-run"], ["outbox"], ["tag", lead],
                  ["segment", "list"], ["segment", "moves"], ["segment", "show", "champions"],
                  ["alerts"], ["alerts", "run", "--dry-run"], ["report", "--list"],
                  ["report", "pipeline"], ["report", "lead_funnel"], ["report", "sales_ranking"],
                  ["init", "a.crm", "--pack", "b2b"], rfm):
        count = forms_agree(t, *words, "--now", NOW)
        assert count or words[0] in ("segment", "alerts", "report", "search", "recycle"), words


@case
def a_record_is_a_table_of_its_fields(t):
    t.filled()
    names, columns, count = arrow.read(t.ok("show", "lead/" + t.ids("lead")[0], "--arrow",
                                            raw=True).out)
    assert names == ["field", "label", "value"] and count > 5
    assert dict(zip(columns["field"], columns["value"]))["name"] == "张伟"


@case
def an_empty_table_is_a_schema_without_rows(t):
    t.empty()
    names, _, count = arrow.read(t.ok("list", "lead", "--fields", "id,name", "--arrow",
                                      raw=True).out)
    assert (names, count) == (["id", "name"], 0)


@case
def an_export_to_arrow_is_a_stream(t):
    t.filled()
    t.ok("export", "lead", "--fields", "name,company", "-o", "leads.arrow")
    names, columns, count = arrow.read(t.read("leads.arrow"))
    assert names == ["name", "company"] and count == 6 and "星河科技" in columns["company"]
