#!/usr/bin/env python3
"""Jobs that four processes share, each its part, against the same jobs done by one process.

    parts.py LCRM file|server [PARTS]

Two databases that are equal to the id begin alike; afterwards what is stored and exported must be
equal, too. "server": two schemas of the server that CRM_TEST_POSTGRES names. Prints TAP.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

NOW = "2026-03-02T08:00:00Z"
LEADS = 1200
CUSTOMERS = 300
# What is stored is compared field by field, without what tells who wrote when.
STORED = {
    "score": ("lead", "id,score,grade,score_reasons"),
    "history of scores": ("score", "lead,value,grade,previous_value"),
    "cleanse": ("lead", "id,status,nurture_state"),
    "tasks": ("task", "lead,name,owner"),
    "duplicates": ("duplicate_pair", "entity_a,id_a,entity_b,id_b,kinds,state"),
    "customers": ("customer_value", "account,recency_score,frequency_score,monetary_score,segment,"
                  "previous_segment,quadrant"),
    "snapshots": ("rfm_snapshot", "account,recency_days,frequency,monetary,recency_score,segment"),
    "runs": ("segment_run", "kind,bins,as_of,customer_count,changed_count,cuts,counts,migration,"
             "quadrants,open_parts"),
    "members": ("segment_member", "segment,account,since,until"),
    "messages": ("outbox", "recipient,subject,idempotency_key"),
    "due work": ("due_work", "kind,entity_name,record_id,due_at"),
}
JOBS = (
    ("score",),
    ("cleanse",),
    ("dupes", "--scan", "lead", "--limit", "1"),
    ("segment", "run"),
    ("work", "--until", "2026-06-01T00:00:00Z"),
)


class Tool:
    """lcrm on one database."""

    def __init__(self, program, place):
        self.program = program
        self.place = place

    def begin(self, *words):
        return subprocess.Popen([self.program, words[0], self.place, *words[1:], "--now", NOW],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    @staticmethod
    def end(process, words):
        out, problem = process.communicate(timeout=300)
        if process.returncode != 0:
            raise SystemExit(f"not ok - lcrm {' '.join(words)}: {process.returncode}\n{problem}")
        return out

    def run(self, *words):
        return self.end(self.begin(*words), words)

    def new(self, *words):
        return json.loads(self.run("new", *words, "--json"))["id"]

    def share(self, parts, *words):
        """The job by as many processes as parts, all at once."""
        lines = [(*words, "--partition", f"{part}/{parts}") for part in range(1, parts + 1)]
        running = [(self.begin(*line), line) for line in lines]
        return [self.end(process, line) for process, line in running]


def furnish(tool, folder):
    """Leads of whom some are the same, customers with orders, rules, reminders that are due."""
    leads, orders, reminders = (os.path.join(folder, name)
                                for name in ("leads.csv", "orders.csv", "reminders.csv"))
    tool.run("init")
    owner = tool.new("user", "name=王", "login=wang")
    with open(leads, "w", encoding="utf-8") as file:
        file.write("name,mobile,city,owner\n")
        for i in range(LEADS):
            phone = 13800000000 + (i - 7 if i % 10 == 7 else i)
            file.write(f"客户{i},{phone},{('上海', '北京', '杭州')[i % 3]},{owner}\n")
    with open(orders, "w", encoding="utf-8") as file:
        file.write("number,customer,placed_at,currency,amount,status\n")
        for i in range(CUSTOMERS * 3):
            at = f"2025-{1 + i % 12:02}-03T00:00:00Z"
            file.write(f"N{i},c{i * i % CUSTOMERS},{at},CNY,{10 + i % 90}.50,placed\n")
    with open(reminders, "w", encoding="utf-8") as file:
        file.write("name,recipient,remind_at\n")
        file.writelines(f"r{i},{owner},2026-04-0{1 + i % 9}T00:00:00Z\n" for i in range(150))
    tool.run("import", leads, "--as", "lead", "--on-match", "create")
    tool.run("import", orders, "--as", "order", "--map", "customer=account.external_id")
    tool.run("import", reminders, "--as", "reminder")
    model = tool.new("score_model", "name=m", "threshold=10")
    tool.new("score_rule", f"model={model}", "name=city", 'condition=city == "上海"',
             "points=12")
    tool.new("segment", "name=often", "code=often", "entity_name=customer_value",
             "condition=order_count >= 4")


def stored(tool, entity, fields):
    return sorted(tool.run("list", entity, "--fields", fields, "--limit", "0", "--csv").split("\n"))


def places(program, where, folder):
    """Two equal databases."""
    first = os.path.join(folder, "first.crm")
    furnish(Tool(program, first), folder)
    names = [os.path.join(folder, name + ".crm") for name in ("whole", "parts")]
    if where == "server":
        server = os.environ["CRM_TEST_POSTGRES"]
        names = [f"{server}&schema=jobs_{name}" for name in ("whole", "parts")]
    for name in names:
        Tool(program, first).run("copy", name)
    return [Tool(program, name) for name in names]


def main():
    program, where = os.path.abspath(sys.argv[1]), sys.argv[2]
    parts = int(sys.argv[3]) if len(sys.argv) > 3 else 4
    results = []
    with tempfile.TemporaryDirectory() as folder:
        one, many = places(program, where, folder)
        for job in JOBS:
            began = time.monotonic()
            one.run(*job)
            between = time.monotonic()
            key = ("--key", "nightly") if job[0] == "segment" else ()
            many.share(parts, *job, *key)
            ended = time.monotonic()
            print(f"# {job[0]}: one process {between - began:.2f} s, {parts} parts "
                  f"{ended - between:.2f} s")
        whole = one.run("export", "lead").split("\n")
        lines = [text.split("\n") for text in many.share(parts, "export", "lead")]
        joined = [line for some in lines for line in some[1:] if line]
        results.append((len(joined) == LEADS and sorted(joined) == sorted(filter(None, whole[1:])),
                        "the lines of all parts are those of one export"))
        for name, (entity, fields) in STORED.items():
            wanted = stored(one, entity, fields)
            same = stored(many, entity, fields) == wanted and len(wanted) > 2
            empty = name == "due work"
            results.append((same or empty and stored(many, entity, fields) == wanted,
                            f"{name}: {len(wanted) - 2} rows are what one process stores"))
        many.run("check")
    for number, (passed, what) in enumerate(results, 1):
        print(f"{'ok' if passed else 'not ok'} {number} - {what}")
    print(f"1..{len(results)}")
    return 0 if all(passed for passed, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
