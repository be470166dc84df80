#!/usr/bin/env python3
"""Kills an import at random instants, resumes it, and counts: nothing that was committed may be
lost, nothing half-done may be there, and the whole must add up in the end.

    kill.py LCRM [ROUNDS [SEED]]

Prints TAP. A campaign is the same script with more rounds.
"""
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

ROWS = 4000


def leads_write(path):
    with open(path, "w", encoding="utf-8") as out:
        out.write("external_id,name,mobile,company\n")
        for i in range(ROWS):
            out.write(f"{i},张{i},138{i:08d},公司{i}\n")


def answer(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


class Round:
    def __init__(self, tool, folder, rng):
        self.tool, self.folder, self.rng = tool, folder, rng
        self.database = os.path.join(folder, "kill.crm")
        self.leads = os.path.join(folder, "leads.csv")
        leads_write(self.leads)
        self.counted = 0
        self.finished = 0
        self.problems = []

    def fresh(self):
        for end in ("", "-wal", "-shm"):
            if os.path.exists(self.database + end):
                os.unlink(self.database + end)
        subprocess.run([self.tool, "init", self.database, "--quiet"], check=True)
        self.counted = 0

    def count(self):
        code, out = answer([self.tool, "list", self.database, "lead", "--count"])
        if code != 0:
            self.problems.append(f"the database does not open any more: exit {code}")
            return 0
        return int(out)

    def run(self):
        command = [self.tool, "import", self.database, self.leads, "--as", "lead", "--map",
                   ":kill=external_source", "--resume", "--json", "--quiet"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   text=True)
        time.sleep(self.rng.random() * 0.35)
        process.send_signal(signal.SIGKILL)
        out = process.communicate()[0]
        rows = self.count()
        if rows < self.counted:
            self.problems.append(f"{self.counted} leads were there, {rows} are left")
        self.counted = rows
        if process.returncode == 0:
            report = json.loads(out)
            self.finished += 1
            total = sum(report[k] for k in ("created", "updated", "duplicates", "rejected"))
            if report["rows"] != ROWS or total != ROWS or rows != ROWS:
                self.problems.append(f"finished, but {report} with {rows} leads")
            self.fresh()

    def check(self):
        code, out = answer([self.tool, "check", self.database, "--json"])
        if code != 0 or json.loads(out) != []:
            self.problems.append(f"check: exit {code}: {out[:300]}")


def main():
    tool = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20260302
    with tempfile.TemporaryDirectory() as folder:
        state = Round(tool, folder, random.Random(seed))
        state.fresh()
        for number in range(rounds):
            state.run()
            if number % 10 == 9:
                state.check()
    for problem in state.problems[:20]:
        print(f"# {problem}")
    print(f"# seed {seed}, {rounds} kills, {state.finished} imports finished between them")
    lost = "not " if state.problems else ""
    stuck = "" if state.finished or rounds < 50 else "not "
    print(f"{lost}ok 1 - no kill loses a commit or leaves half of one")
    print(f"{stuck}ok 2 - killed imports finish when resumed")
    print("1..2")
    return 1 if lost or stuck else 0


if __name__ == "__main__":
    sys.exit(main())
