#!/usr/bin/env python3
"""Kills copies at random instants while the source is written, and looks: a copy that was killed is
refused, goes on when it is run again, and is in the end what the source is, row by row.

    kill_copy.py LCRM [KILLS [SEED]]

The target is a file, or, when CRM_TEST_POSTGRES names a server (as tests/postgres.py does), a
schema, which is then copied back into a file to be read. Prints TAP.
"""
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

LEADS = 6000
SERVER = os.environ.get("CRM_TEST_POSTGRES")
OWN = ("crm_identity", "crm_copy_source", "crm_copy_checksum", "search_sequence")


def content(path):
    """Every row of every table, read without the library."""
    found = {}
    with sqlite3.connect(path) as database:
        tables = [name for name, in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'")
                  if not name.startswith(("crm_words_", "sqlite_"))]
        for table in tables:
            columns = sorted(row[1] for row in database.execute(f'PRAGMA table_info("{table}")'))
            names = ",".join(f'"{name}"' for name in columns)
            rows = list(database.execute(f'SELECT {names} FROM "{table}"'))
            if table == "crm_meta":
                name = columns.index("name")
                rows = [row for row in rows if row[name] not in OWN and
                        not row[name].startswith("crm_words_")]
            found[table] = sorted(rows, key=repr)
    return found


class Copies:
    def __init__(self, tool, folder, rng):
        self.tool, self.rng = tool, rng
        self.source = os.path.join(folder, "shop.crm")
        self.back = os.path.join(folder, "back.crm")
        self.target = None
        self.targets = 0
        self.problems = []
        self.killed = self.finished = self.refused = 0
        self.seconds = 1.0
        self.leads = 0
        subprocess.run([tool, "init", self.source, "--quiet"], check=True)
        self.write(LEADS)
        self.fresh()

    def fresh(self):
        """A place where nothing is."""
        self.targets += 1
        folder = os.path.dirname(self.source)
        self.target = f"{SERVER}&schema=moved_{self.targets}" if SERVER else \
            os.path.join(folder, f"moved_{self.targets}.crm")

    def copied(self):
        """What arrived, as a file."""
        if not SERVER:
            return self.target
        for end in ("", "-wal", "-shm"):
            if os.path.exists(self.back + end):
                os.unlink(self.back + end)
        subprocess.run([self.tool, "copy", self.target, self.back, "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)
        return self.back

    def write(self, count):
        """More leads, and changes to some of the old ones."""
        path = os.path.join(os.path.dirname(self.source), "leads.csv")
        with open(path, "w", encoding="utf-8") as out:
            out.write("external_id,name,mobile,company\n")
            for i in range(count):
                number = self.leads + i if i % 3 else self.rng.randrange(self.leads + 1)
                out.write(f"k{number},张{i},138{number:08d},公司{i}\n")
        self.leads += count
        subprocess.run([self.tool, "import", self.source, path, "--as", "lead", "--key",
                        "external_source,external_id", "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)

    def start(self):
        return subprocess.Popen([self.tool, "copy", self.source, self.target, "--batch", "200",
                                 "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                text=True)

    def kill(self):
        process = self.start()
        time.sleep(self.rng.random() * self.seconds)
        process.send_signal(signal.SIGKILL)
        error = process.communicate()[1]
        if process.returncode == -signal.SIGKILL:
            self.killed += 1
            self.look()
        elif process.returncode != 0:
            self.problems.append(f"exit {process.returncode}: {error}")

    def look(self):
        """Nobody may take half a copy for a database."""
        if not SERVER and not os.path.exists(self.target):
            return
        done = subprocess.run([self.tool, "list", self.target, "lead", "--count"],
                              capture_output=True, text=True, check=False)
        if done.returncode == 0 and int(done.stdout) not in (0, self.counted()):
            self.problems.append(f"half a copy was opened: {done.stdout}")
        self.refused += "not finished" in done.stderr

    def counted(self):
        with sqlite3.connect(self.source) as database:
            return database.execute(
                "SELECT count(*) FROM lead WHERE deleted_at IS NULL").fetchone()[0]

    def finish(self):
        began = time.monotonic()
        process = self.start()
        error = process.communicate()[1]
        self.seconds = 0.7 * (time.monotonic() - began) + 0.05
        if process.returncode != 0:
            self.problems.append(f"the copy does not finish: {error}")
            return
        self.finished += 1
        if content(self.source) != content(self.copied()):
            self.problems.append("the copy says it is finished, and differs")
        done = subprocess.run([self.tool, "check", self.target, "--json"], capture_output=True,
                              text=True, check=False)
        if done.stdout.strip() != "[]":
            self.problems.append(f"check: {done.stdout[:300]}")


def main():
    tool = os.path.abspath(sys.argv[1])
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20260302
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        copies = Copies(tool, folder, rng)
        for number in range(kills):
            copies.kill()
            if number % 3 == 1:
                copies.write(60)
            if number % 10 == 9:
                copies.finish()
                if number % 20 == 9:
                    copies.fresh()
        copies.finish()
    for problem in copies.problems[:20]:
        print(f"# {problem}")
    print(f"# seed {seed}, {copies.killed} copies killed, {copies.refused} of them found "
          f"unfinished, {copies.finished} finished")
    results = [
        (not copies.problems, "no kill of a copy leaves a half one that is taken for a database"),
        (copies.finished > kills // 10, "killed copies finish when run again, and are the same"),
        (copies.refused, "there were halves to look at"),
    ]
    for number, (good, sentence) in enumerate(results, 1):
        print(f"{'' if good else 'not '}ok {number} - {sentence}")
    print(f"1..{len(results)}")
    return 0 if all(good for good, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
