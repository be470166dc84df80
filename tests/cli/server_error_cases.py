"""What goes wrong with a server: exit codes, what the user is told, and no password in it."""
import os
import subprocess
import sys
import time

from harness import Scratch, case

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import postgres  # noqa: E402

HOST = Scratch.server.split("host=")[1].split("&")[0]
SECRET = "s3cret"


def psql(sql):
    program = os.path.join(postgres.newest_folder(), "psql")
    done = subprocess.run([program, "-X", "-q", "-A", "-t", "-h", HOST, "-U", "crm", "-d",
                           "postgres", "-c", sql], text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def address(user="crm", database="postgres", host=HOST, more=""):
    return f"postgresql://{user}:{SECRET}@/{database}?host={host}{more}"


def told(t, code, words, *parts, **options):
    """Fails with that code, says all this, and never the password; as text and as JSON."""
    err = t.fails(code, *words, **options).err
    error = t.fails(code, *words, "--json", **options)
    for part in parts:
        assert part in err, (part, err)
    assert SECRET not in err + error.err, err
    assert error.error()["message"] in err, (error, err)
    assert "trace" not in err.lower() and len(err.splitlines()) <= 3, err


@case
def a_refused_user_is_told_where_passwords_come_from(t):
    psql("SELECT pool.make_guarded()")
    told(t, 4, ("list", address("guarded"), "lead"), "refuses this user or password", "PGPASSWORD")
    told(t, 4, ("init", address("guarded")), "refuses this user or password", "PGPASSWORD")
    told(t, 4, ("list", f"postgresql://guarded@/postgres?host={HOST}", "lead"),
         "wants a password and got none", "~/.pgpass")


@case
def what_is_not_on_a_server_is_told_with_how_it_is_made(t):
    told(t, 3, ("list", address(database="nowhere"), "lead"), "no such database", "createdb")
    told(t, 3, ("list", address(more="&schema=nothing_here"), "lead"),
         "no schema nothing_here", "lcrm init")


@case
def a_server_that_is_not_there_is_told_with_how_to_look(t):
    told(t, 1, ("list", address(host="/nowhere"), "lead"), "no connection to the server",
         "pg_isready")
    told(t, 1, ("list", f"postgresql://crm:{SECRET}@127.0.0.1:1/x", "lead"),
         "Connection refused", "pg_isready")
    err = t.fails(1, "list", address(host="/nowhere"), "lead", "--lang", "zh").err
    assert "下一步: 请确认服务器" in err, err


@case
def an_address_that_means_nothing_is_a_usage_error(t):
    told(t, 2, ("list", address(more="&shema=acme"), "lead"), "did you mean 'schema'?")
    for schema in ("Acme", "a%22b", "a" * 65):
        told(t, 2, ("list", address(more=f"&schema={schema}"), "lead"),
             "1 to 63 lower-case letters")
    told(t, 1, ("list", f"mysql://crm:{SECRET}@host/shop", "lead"), "no driver for 'mysql://'")


@case
def a_server_without_a_connection_left_is_busy(t):
    psql("SELECT pool.make_guarded()")
    psql("ALTER ROLE guarded CONNECTION LIMIT 0")
    try:
        uri = address("guarded").replace(SECRET, "right")
        told(t, 5, ("list", uri, "lead"), "no connection left", "try again")
    finally:
        psql("ALTER ROLE guarded CONNECTION LIMIT -1")


@case
def a_schema_of_a_newer_library_says_that_the_tool_is_too_old(t):
    t.filled()
    schema = t.schemas["a.crm"]
    psql(f"UPDATE {schema}.crm_schema SET version = version + 900 WHERE id = 1")
    err = t.fails(6, "list", "a.crm", "lead").err
    assert "use a newer library" in err and "next" not in err, err
    psql(f"UPDATE {schema}.crm_schema SET version = version - 900 WHERE id = 1")
    t.ok("list", "a.crm", "lead")


@case
def a_replica_can_be_read_and_not_written(t):
    t.filled()
    uri = t.place("a.crm") + "&options=-cdefault_transaction_read_only%3Don"
    assert t.ok("list", uri, "lead", "--count").out == t.ok("list", "a.crm", "lead", "--count").out
    err = t.fails(1, "new", uri, "lead", "name=x").err
    assert "reading" in err or "read" in err, err


@case
def a_statement_that_takes_too_long_is_told_and_writes_nothing(t):
    t.filled()
    before = t.ok("list", "a.crm", "lead", "--count").out
    uri = t.place("a.crm") + "&options=-cstatement_timeout%3D1"
    result = t.run("import", uri, t.write("many.csv", "name\n" + "x\n" * 3000), "--as", "lead")
    assert result.code in (0, 130), result
    if result.code:
        assert "statement_timeout" in result.err, result
        assert t.ok("list", "a.crm", "lead", "--count").out == before
    t.ok("check", "a.crm")


@case
def an_import_whose_server_goes_away_is_gone_on_with(t):
    t.filled()
    before = int(t.ok("list", "a.crm", "lead", "--count").out)
    t.write("many.csv", "name\n" + "".join(f"x{i}\n" for i in range(12000)))
    words = [t.tool, "import", t.place("a.crm"), "many.csv", "--as", "lead", "--quiet"]
    process = subprocess.Popen(words, cwd=t.folder, env=t.environment, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.4)
    psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
         "WHERE application_name = 'libcrm'")
    err = process.communicate()[1]
    assert process.returncode in (0, 5), (process.returncode, err)
    if process.returncode:
        assert "again" in err, err
        t.ok("import", "a.crm", "many.csv", "--as", "lead", "--resume", "--quiet")
    assert int(t.ok("list", "a.crm", "lead", "--count").out) == before + 12000
