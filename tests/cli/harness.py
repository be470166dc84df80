"""Running lcrm in a folder of its own, and cases as functions.

A case is a function with @case; its name, read as a sentence, is what it shows. It gets a Scratch:
an empty folder in which the tool runs. Prints TAP.
"""
import fcntl
import json
import os
import pty
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time
import traceback

CASES = []
NOW = "2026-03-02T08:00:00Z"


def case(function):
    CASES.append(function)
    return function


def file_case(function):
    """A case of what only a file has."""
    return function if Scratch.server else case(function)


class Skip(Exception):
    """What the case needs is not installed."""


class Result:
    def __init__(self, command, code, out, err):
        self.command, self.code, self.out, self.err = command, code, out, err

    def __repr__(self):
        return f"{self.command}\n  exit {self.code}\n  out: {self.out!r}\n  err: {self.err!r}"

    def lines(self):
        return self.out.splitlines()

    def rows(self):
        """Tab-separated output with a header, as dictionaries."""
        header, *rows = [line.split("\t") for line in self.lines()]
        return [dict(zip(header, row)) for row in rows]

    def json(self):
        return json.loads(self.out)

    def error(self):
        """The error as JSON: the last line of standard error."""
        return json.loads(self.err.splitlines()[-1])


class Scratch:
    tool = None  # the program under test
    templates = None  # databases that several cases start from
    server = os.environ.get("CRM_TEST_POSTGRES")  # to test on; None: files
    schema_count = 0

    def __init__(self, folder):
        self.folder = folder
        self.schemas = {}
        self.environment = {"PATH": os.path.dirname(self.tool) + ":" + os.environ["PATH"],
                            "LC_ALL": "C.UTF-8", "HOME": folder, "TERM": "xterm"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LD_LIBRARY_PATH"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        data = text if isinstance(text, bytes) else text.encode()
        with open(self.path(name), "wb") as file:
            file.write(data)
        return name

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def place(self, word):
        """On a server a database's file name stands for a schema of this case."""
        if not self.server or not word.endswith(".crm") or "/" in word or "=" in word:
            return word
        if word not in self.schemas:
            Scratch.schema_count += 1
            self.schemas[word] = f"cli_{os.getpid()}_{Scratch.schema_count}"
        return f"{self.server}&schema={self.schemas[word]}"

    def run(self, *words, env=None, stdin="", raw=False):
        command = [self.tool, *map(self.place, words)]
        data = stdin if isinstance(stdin, bytes) else stdin.encode()
        done = subprocess.run(command, cwd=self.folder, env={**self.environment, **(env or {})},
                              input=data, capture_output=True, timeout=120, check=False)
        if words[:1] == ("init",) and done.returncode == 0:
            self.use(next((word for word in words if word.endswith(".crm")), "a.crm"))
        out = done.stdout if raw else done.stdout.decode()
        return Result("lcrm " + " ".join(words), done.returncode, out, done.stderr.decode())

    def ok(self, *words, **options):
        result = self.run(*words, **options)
        assert result.code == 0, result
        return result

    def fails(self, code, *words, **options):
        result = self.run(*words, **options)
        assert result.code == code, f"exit {code} was expected: {result}"
        if not options.get("raw"):
            assert result.out == "" or "--json" in words, result
        return result

    def terminal(self, *words, width=80, env=None, code=0):
        """The same on a terminal of that width; `out` is what is to be seen there."""
        try:
            main, side = pty.openpty()
        except OSError as reason:
            raise Skip(f"no terminal to be had here: {reason}") from reason
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
        process = subprocess.Popen([self.tool, *words], cwd=self.folder, stdin=side, stdout=side,
                                   stderr=side, env={**self.environment, **(env or {})})
        os.close(side)
        seen = b""
        while True:
            try:
                piece = os.read(main, 65536)
            except OSError:
                break
            if not piece:
                break
            seen += piece
        os.close(main)
        result = Result("lcrm " + " ".join(words), process.wait(),
                        seen.decode().replace("\r\n", "\n"), "")
        assert result.code == code, result
        return result

    # --- databases -----------------------------------------------------------------------------

    def empty(self, name="a.crm"):
        self.ok("init", name, "--quiet")
        return name

    def use(self, name):
        """Files are found in the folder; a schema must be named."""
        if self.server:
            self.environment["LCRM_DB"] = self.place(name)

    def new(self, entity, *fields, **options):
        """The id of a new record."""
        out = self.ok("new", entity, *fields, **options).out.strip()
        return out.rsplit("/", 1)[1]

    def count(self, entity, *words):
        return int(self.ok("list", entity, "--count", *words).out)

    def filled(self):
        """A database with users, leads, customers and orders; the same for every case."""
        if self.server:
            self.schemas.pop("a.crm", None)
            self.fill()
            return "a.crm"
        template = os.path.join(self.templates, "filled.crm")
        if not os.path.exists(template):
            with tempfile.TemporaryDirectory() as folder:
                other = Scratch(folder)
                other.fill()
                shutil.copy(other.path("a.crm"), template)
        shutil.copy(template, self.path("a.crm"))
        return "a.crm"

    def fill(self):
        self.ok("init", "a.crm", "--pack", "b2b", "--quiet", "--now", NOW)
        role = self.new("role", "name=Seller")
        for entity, read in (("lead", "own"), ("pool", "all"), ("account", "own")):
            self.new("role_permission", f"role={role}", f"entity_name={entity}",
                     f"read_scope={read}", "write_scope=own")
        for login, name in (("wang", "王芳"), ("li", "Li Lei")):
            self.new("user", f"login={login}", f"name={name}", f"role={role}")
        self.write("leads.csv", LEADS)
        self.ok("import", "leads.csv", "--as", "lead", "--quiet", "--now", NOW,
                "--map", ":Company leads=pool")
        self.write("orders.csv", ORDERS)
        self.ok("import", "orders.csv", "--as", "order", "--quiet", "--now", NOW,
                "--map", "customer=account.external_id,date=placed_at,number=number,amount=amount")
        self.ok("work", "--now", NOW)

    def ids(self, entity, *words):
        return [row["id"] for row in self.ok("list", entity, "--fields", "id", "--sort", "id",
                                             *words).rows()]


LEADS = """name,mobile,email,company,title,city
张伟,13912345678,zhang@xinghe.cn,星河科技,CEO,上海
Zhang Wei,+86 139 1234 5678,,Xinghe,Engineer,Shanghai
李娜,13800138000,lina@qingyun.cn,青云软件有限公司,采购经理,苏州
王磊,13700001111,wang@haitian.cn,海天机械,总经理,无锡
=1+1,13600002222,x@formula.cn,公式公司,,上海
陈静,021-55556666,chen@dongfang.cn,东方贸易,,上海
"""
ORDERS = "customer,number,date,amount\n" + "".join(
    f"c{customer},{customer}-{order},2026-0{1 + order % 2}-{10 + customer:02},{100 * customer}.50\n"
    for customer in range(1, 9) for order in range(customer))


def attempt(number, function):
    name = function.__name__.replace("_", " ")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            function(Scratch(folder))
        except Skip as reason:
            print(f"ok {number} - {name} # SKIP {reason}")
            return True
        except Exception:  # pylint: disable=broad-except
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {number} - {name}", flush=True)
            return False
    slow = time.monotonic() - began
    print(f"ok {number} - {name}" + (f" ({slow:.1f} s)" if slow > 2 else ""), flush=True)
    return True


def main():
    """harness.main(): the tool, then words that the names of cases must hold."""
    Scratch.tool = os.path.abspath(sys.argv[1])
    chosen = [function for function in CASES
              if all(word in function.__name__ for word in sys.argv[2:])]
    print(f"1..{len(chosen)}")
    with tempfile.TemporaryDirectory() as templates:
        Scratch.templates = templates
        results = [attempt(i + 1, function) for i, function in enumerate(chosen)]
    return 0 if chosen and all(results) else 1
