"""What a job on many processes costs, and what follows for a million times as many customers.

    python3 tests/postgres.py python3 benchmarks/cluster.py [--leads N] [--customers N] LCRM

Runs every partitioned job of the tool LCRM (a release) on the server of the environment, first in
one process, then in two, each time in a schema of its own, and prints for each job

    records   what the job looks at
    wall      seconds, from the start of the first process to the end of the last
    client    microseconds of processor time a record in lcrm
    server    the same in PostgreSQL
    writing   the share of the time in which a transaction held the schema's write lock

and then how long the job takes at 10M, 100M and 1B records: processor hours, and the hours below
which no number of processes brings it, as a schema has one writer at a time. Work that grows
faster than its records is not told apart, so the larger figures are lower bounds.
"""
import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time

SAMPLE_S = 0.02
SIZES = (10**7, 10**8, 10**9)
CLOCK_HZ = os.sysconf("SC_CLK_TCK")


def psql(sql):
    """One value from the server."""
    made = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-d", os.environ["CRM_TEST_POSTGRES"],
                           "-c", sql], text=True, capture_output=True, check=True)
    return made.stdout.strip()


def stat(pid):
    """The words of a process after its name: state, parent, …; None when it has ended."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()
    except OSError:
        return None


class Watch:
    """Processor time of the server's processes, and who holds a write lock how often."""

    def __init__(self):
        self.server = stat(psql("SELECT pid FROM pg_stat_activity"
                                " WHERE backend_type = 'checkpointer'"))[1]

    def server_s(self):
        """Of those that run, and of those that have ended."""
        total = sum(map(int, stat(self.server)[11:15]))
        for pid in filter(str.isdigit, os.listdir("/proc")):
            words = stat(pid)
            if words and words[1] == self.server:
                total += sum(map(int, words[11:13]))
        return total / CLOCK_HZ

    def run(self, commands):
        """(wall, client, server) seconds and the share of samples with a writer."""
        held = []
        done = threading.Event()
        question = ("SELECT count(*) FROM pg_stat_activity WHERE backend_xid IS NOT NULL"
                    " AND wait_event_type IS DISTINCT FROM 'Lock'")
        sampler = subprocess.Popen(["psql", "-X", "-q", "-A", "-t", "-d",
                                    os.environ["CRM_TEST_POSTGRES"]], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True)

        def sample():
            while not done.wait(SAMPLE_S):
                sampler.stdin.write(question + ";\n")
                sampler.stdin.flush()
                held.append(sampler.stdout.readline().strip() != "0")

        thread = threading.Thread(target=sample)
        server = self.server_s()
        client = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.monotonic()
        thread.start()
        processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                      text=True) for command in commands]
        errors = [process.communicate()[1] for process in processes]
        wall = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        done.set()
        thread.join()
        sampler.communicate()
        for process, error in zip(processes, errors):
            if process.returncode not in (0, 1):
                sys.exit(f"{' '.join(process.args)}: {error}")
        client = after.ru_utime + after.ru_stime - client.ru_utime - client.ru_stime
        time.sleep(0.2)  # The server collects what has ended.
        return wall, client, self.server_s() - server, sum(held) / max(1, len(held))


def csv_write(path, head, rows):
    with open(path, "w", encoding="utf-8") as file:
        file.write(head + "\n")
        file.writelines(row + "\n" for row in rows)


def schema_fill(watch, lcrm, uri, data, options):
    """A database with leads, customers and their orders; what loading them cost."""
    subprocess.run([lcrm, "init", uri, "--pack", "retail", "--quiet"], check=True,
                   stdout=subprocess.DEVNULL)
    costs = {}
    load = [lcrm, "import", uri, "--quiet"]
    costs["import of leads"] = options.leads, watch.run([load + [f"{data}/leads.csv"]])
    watch.run([load + [f"{data}/customers.csv", "--as", "account"]])
    costs["import of orders"] = options.customers * 5, watch.run(
        [load + [f"{data}/orders.csv", "--as", "order", "--map",
                 "customer_id=account.external_id"]])
    return costs


def jobs(lcrm, uri, data, options):
    """(name, records, command) of what can be shared."""
    return (
        ("score", options.leads, [lcrm, "score", uri]),
        ("cleanse", options.leads, [lcrm, "cleanse", uri]),
        ("export of leads", options.leads, [lcrm, "export", uri, "lead", "-o", f"{data}/out"]),
        ("search for duplicates", options.leads, [lcrm, "dupes", uri, "--scan", "lead"]),
        ("segment run", options.customers, [lcrm, "segment", uri, "run", "--key", "night"]),
    )


def measure(watch, lcrm, generate, data, options):
    with open(f"{data}/leads.csv", "wb") as file:
        subprocess.run([generate, "leads", str(options.leads)], stdout=file, check=True)
    with open(f"{data}/orders.csv", "wb") as file:
        subprocess.run([generate, "orders", str(options.customers * 5), str(options.customers)],
                       stdout=file, check=True)
    csv_write(f"{data}/customers.csv", "external_id,name",
              (f"C{i + 1:07},Customer {i + 1}" for i in range(options.customers)))
    found = {}
    for count in (1, 2):
        uri = f"{os.environ['CRM_TEST_POSTGRES']}&schema=cluster{count}"
        for name, (records, cost) in schema_fill(watch, lcrm, uri, data, options).items():
            found.setdefault(name, (records, {}))[1][1] = cost
        for name, records, command in jobs(lcrm, uri, data, options):
            commands = [command + ["--partition", f"{i + 1}/{count}"] for i in range(count)]
            if "-o" in command:
                commands = [[word + str(i) if word == f"{data}/out" else word for word in each]
                            for i, each in enumerate(commands)]
            found.setdefault(name, (records, {}))[1][count] = watch.run(commands)
    return found


def print_costs(found):
    print(f"{'job':24}{'records':>9}{'wall 1':>9}{'wall 2':>9}{'client':>9}{'server':>9}"
          f"{'writing':>9}")
    for name, (records, runs) in found.items():
        wall, client, server, writing = runs[1]
        second = f"{runs[2][0]:9.2f}" if 2 in runs else f"{'-':>9}"
        print(f"{name:24}{records:9}{wall:9.2f}{second}{client / records * 1e6:9.1f}"
              f"{server / records * 1e6:9.1f}{writing:9.0%}")


def print_sizes(found):
    print(f"\n{'job':24}" + "".join(f"{f'{size / 10**6:,.0f}M':>22}" for size in SIZES))
    print(f"{'':24}" + f"{'processor h':>13}{'writer h':>9}" * len(SIZES))
    for name, (records, runs) in found.items():
        wall, client, server, writing = runs[1]
        cells = "".join(f"{(client + server) / records * size / 3600:13.2f}"
                        f"{wall * writing / records * size / 3600:9.2f}" for size in SIZES)
        print(f"{name:24}{cells}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--leads", type=int, default=100000)
    parser.add_argument("--customers", type=int, default=100000)
    parser.add_argument("lcrm")
    options = parser.parse_args()
    lcrm = os.path.abspath(options.lcrm)
    generate = os.path.join(os.path.dirname(lcrm), "benchmarks", "generate")
    with tempfile.TemporaryDirectory(prefix="crm-cluster-") as data:
        found = measure(Watch(), lcrm, generate, data, options)
    print_costs(found)
    print_sizes(found)


if __name__ == "__main__":
    main()
