"""Runs a program beside a PostgreSQL server of its own.

    python3 tests/postgres.py PROGRAM [ARGUMENT]...
    python3 tests/postgres.py --each PROGRAM...
    python3 tests/postgres.py --flavours …           beside databases that pretend to be others
    python3 tests/postgres.py --on-each-flavour …    on each of those in turn

The server lies in a new folder below the system's temporary one, listens on a Unix socket there and
nowhere else, runs as an unprivileged user, and is stopped by its process number at the end. With
--each several programs, without arguments, run one after the other. A
program finds it by CRM_TEST_POSTGRES=postgresql:///postgres?host=FOLDER&user=crm. Without a server
program on this machine it is skipped.
"""
import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
# Engines that a database can pretend to be, and what createdb is told: text is by bytes there.
FLAVOURS = {"citus": [],
            "cockroach": ["--template=template0", "--locale-provider=libc", "--locale=C"],
            "yugabyte": []}
START_LIMIT_S = 60
# Tests stop servers and cut connections, but no power; so nothing is synced.
SETTINGS = ["listen_addresses=", "fsync=off", "full_page_writes=off", "shared_buffers=32MB",
            "max_connections=40", "log_min_messages=fatal", "max_wal_size=256MB",
            "autovacuum=off", "restart_after_crash=on"]


def newest_folder():
    """Where initdb and postgres are: the newest version of Debian's places, or the PATH."""
    def version(path):
        name = path.split(os.sep)[-3]
        return int(name) if name.isdigit() else 0
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"), key=version)
    program = found[-1] if found else shutil.which("postgres")
    return os.path.dirname(os.path.realpath(program)) if program else None


def unprivileged():
    """Arguments of subprocess for a user that is not the superuser."""
    if os.geteuid() != 0:
        return {}, os.geteuid(), os.getegid()
    nobody = pwd.getpwnam("nobody")
    return ({"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []},
            nobody.pw_uid, nobody.pw_gid)


def start(folder, programs, who):
    data = os.path.join(folder, "data")
    # English's order of letters shows what relies on a collation by chance.
    order = ["--locale-provider=icu", "--icu-locale=en", "--locale=C.UTF-8"]
    command = [os.path.join(programs, "initdb"), "-D", data, "-U", "crm", "-A", "trust", "-N",
               "--no-instructions", "-E", "UTF8"]
    made = subprocess.run(command + order, cwd=folder, text=True, capture_output=True, **who)
    if made.returncode != 0:
        made = subprocess.run(command + ["--locale=C.UTF-8"], cwd=folder, text=True,
                              capture_output=True, **who)
    if made.returncode != 0:
        sys.exit(f"initdb failed: {made.stderr.strip()}")
    with open(os.path.join(data, "pg_hba.conf"), "w", encoding="utf-8") as file:
        file.write("local all guarded scram-sha-256\nlocal all all trust\n")
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    log = open(os.path.join(folder, "log"), "w", encoding="utf-8")
    return subprocess.Popen([os.path.join(programs, "postgres"), "-D", data, "-k", folder]
                            + settings, cwd=folder, stdout=log, stderr=log, **who)


def wait_until_ready(server, folder):
    """The last line of the server's pid file says how far it is."""
    path = os.path.join(folder, "data", "postmaster.pid")
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with open(path, encoding="utf-8") as file:
                if file.read().rstrip().endswith("ready"):
                    return
        except FileNotFoundError:
            pass
        time.sleep(0.02)
    with open(os.path.join(folder, "log"), encoding="utf-8") as file:
        sys.exit(f"the server does not start: {file.read().strip()}")


def psql(programs, folder, who, database, path):
    """Runs a file of this folder's as the server's own user."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), path)
    with open(script, encoding="utf-8") as file:
        made = subprocess.run([os.path.join(programs, "psql"), "-X", "-q", "-h", folder, "-U",
                               "crm", "-d", database, "-v", "ON_ERROR_STOP=1"], stdin=file,
                              cwd=folder, text=True, capture_output=True, check=False, **who)
    if made.returncode != 0:
        sys.exit(f"psql failed: {made.stderr.strip()}")


def make_flavour(programs, folder, who, name):
    """A database that pretends to be another engine; see flavours/NAME.sql."""
    subprocess.run([os.path.join(programs, "createdb"), "-h", folder, "-U", "crm",
                    *FLAVOURS[name], name], cwd=folder, check=True, **who)
    for path in (f"flavours/{name}.sql", "unit/schema_pool.sql"):
        psql(programs, folder, who, name, path)


def run(arguments, environment):
    """The first status that is not zero; that of a skipped test only when all are skipped."""
    if arguments[0] == "--each":
        commands = [[os.path.abspath(program)] for program in arguments[1:]]
    else:
        commands = [arguments]
    statuses = []
    for command in commands:
        sys.stdout.flush()
        status = subprocess.run(command, env=environment, check=False).returncode
        statuses.append(status if status >= 0 else 1)
    failed = [status for status in statuses if status not in (0, SKIPPED)]
    return failed[0] if failed else min(statuses)


def main():
    if sys.argv[1:] == ["--without-libpq"]:
        print("ok 1 - PostgreSQL # skip built without its driver: install the package libpq-dev")
        return SKIPPED
    programs = newest_folder()
    if not programs:
        print("ok 1 - PostgreSQL # skip no server on this machine: install the package postgresql")
        return SKIPPED
    who, uid, gid = unprivileged()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # What was started is stopped.
    folder = tempfile.mkdtemp(prefix="crm-pg-")
    server = None
    try:
        os.chown(folder, uid, gid)
        os.chmod(folder, 0o755)
        server = start(folder, programs, who)
        wait_until_ready(server, folder)
        # What tests need to use a schema again; see the file.
        psql(programs, folder, who, "postgres", "unit/schema_pool.sql")
        uri = f"postgresql:///postgres?host={folder}&user=crm"
        arguments = sys.argv[1:]
        uris = [uri]
        if arguments[0] in ("--flavours", "--on-each-flavour"):
            for name in FLAVOURS:
                make_flavour(programs, folder, who, name)
            if arguments.pop(0) == "--on-each-flavour":
                uris = [uri.replace("/postgres?", f"/{name}?") for name in FLAVOURS]
        statuses = [run(arguments, {**os.environ, "CRM_TEST_POSTGRES": uri}) for uri in uris]
        return max(statuses, key=lambda status: (status not in (0, SKIPPED), status))
    finally:
        if server and server.poll() is None:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
