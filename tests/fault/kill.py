#!/usr/bin/env python3
"""Kills at random instants, and looks: imports are resumed and must add up; a host that assigns,
recycles, converts, merges and books orders (kill_worker) must lose nothing that was acknowledged
and leave nothing half done.

    kill.py LCRM WORKER [ROUNDS [SEED]]

Prints TAP. Half of the rounds are imports. A campaign is the same script with more rounds.
"""
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

ROWS = 12000  # three batches of an import
REJECTED = ROWS // 40
WORK_ROUNDS = 12  # until the worker begins with a new database


def leads_write(path):
    """Every fortieth row has a date that nobody can read."""
    with open(path, "w", encoding="utf-8") as out:
        out.write("external_id,name,mobile,company,needed_by\n")
        for i in range(ROWS):
            day = "soon" if i % 40 == 7 else "2026-05-01"
            out.write(f"{i},张{i},138{i:08d},公司{i},{day}\n")


def answer(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def database_remove(path):
    for end in ("", "-wal", "-shm"):
        if os.path.exists(path + end):
            os.unlink(path + end)


def killed(command, seconds):
    """Runs a command for so long; its exit status and what it had said."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               text=True)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    out = process.communicate()[0]
    return process.returncode, out


class Imports:
    def __init__(self, tool, folder, rng):
        self.tool, self.rng = tool, rng
        self.database = os.path.join(folder, "kill.crm")
        self.leads = os.path.join(folder, "leads.csv")
        self.rejects = self.leads + ".rejected.csv"
        leads_write(self.leads)
        self.counted = 0
        self.finished = 0
        self.problems = []
        self.fresh()

    def fresh(self):
        database_remove(self.database)
        if os.path.exists(self.rejects):
            os.unlink(self.rejects)
        subprocess.run([self.tool, "init", self.database, "--quiet"], check=True)
        self.counted = 0

    def count(self):
        code, out = answer([self.tool, "list", self.database, "lead", "--count"])
        if code != 0:
            self.problems.append(f"the database does not open any more: exit {code}")
            return 0
        return int(out)

    def run(self):
        code, out = killed([self.tool, "import", self.database, self.leads, "--as", "lead", "--map",
                            ":kill=external_source", "--resume", "--json", "--quiet"],
                           self.rng.random() * 0.6)
        rows = self.count()
        if rows < self.counted:
            self.problems.append(f"{self.counted} leads were there, {rows} are left")
        self.counted = rows
        if code >= 0:
            self.finish(json.loads(out), rows)

    def finish(self, report, rows):
        self.finished += 1
        total = sum(report[k] for k in ("created", "updated", "duplicates", "rejected"))
        if report["rows"] != ROWS or total != ROWS or rows != ROWS - REJECTED or \
                report["rejected"] != REJECTED:
            self.problems.append(f"finished, but {report} with {rows} leads")
        with open(self.rejects, encoding="utf-8") as lines:
            numbers = [line.split(",")[0] for line in list(lines)[1:]]
        if len(numbers) != REJECTED or len(set(numbers)) != REJECTED:
            self.problems.append(f"{REJECTED} rows were rejected, but {len(numbers)} are in the "
                                 f"file, {len(set(numbers))} of them different")
        self.check()
        self.fresh()

    def check(self):
        code, out = answer([self.tool, "check", self.database, "--json"])
        if code != 0 or json.loads(out) != []:
            self.problems.append(f"check: exit {code}: {out[:300]}")


class Work:
    def __init__(self, worker, folder, rng):
        self.worker, self.rng = worker, rng
        self.database = os.path.join(folder, "work.crm")
        self.rounds = 0
        self.calls = 0
        self.sequence = 0
        self.problems = []

    def run(self):
        if self.rounds % WORK_ROUNDS == 0:
            database_remove(self.database)
            subprocess.run([self.worker, self.database, "new"], check=True)
            self.sequence = 0
        self.rounds += 1
        code, out = killed([self.worker, self.database, "work", str(self.rng.randrange(1 << 30))],
                           0.02 + self.rng.random() * 0.25)
        # The last line may be cut where the kill came; it is none then.
        lines = out.split("\n")[:-1]
        if code != -signal.SIGKILL:
            self.problems.append(f"the worker ended by itself: exit {code}: {out[-200:]}")
            return
        self.calls += len(lines)
        if lines:
            self.sequence = max(self.sequence, int(lines[-1]))
        code, out = answer([self.worker, self.database, "check", str(self.sequence)])
        if code != 0:
            self.problems.append(f"round {self.rounds}: exit {code}: {out[:400]}")


def main():
    tool, worker = (os.path.abspath(path) for path in sys.argv[1:3])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 20260302
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        imports = Imports(tool, folder, rng)
        work = Work(worker, folder, rng)
        for number in range(rounds):
            (work if number % 2 else imports).run()
        imports.check()
    for problem in (imports.problems + work.problems)[:20]:
        print(f"# {problem}")
    print(f"# seed {seed}, {rounds} kills, {imports.finished} imports finished between them, "
          f"{work.calls} calls acknowledged")
    results = [
        (not imports.problems, "no kill of an import loses a commit or leaves half of one"),
        (imports.finished or rounds < 100, "killed imports finish when resumed"),
        (not work.problems, "no kill of other work loses a commit or leaves half of one"),
        (work.calls or rounds < 100, "there was work to kill"),
    ]
    for number, (good, sentence) in enumerate(results, 1):
        print(f"{'' if good else 'not '}ok {number} - {sentence}")
    print(f"1..{len(results)}")
    return 0 if all(good for good, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
