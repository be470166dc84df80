"""The demo prints what it printed before, its sums add up, and it says how long each step took.

    python3 tests/cli/demo.py LCRM ROOT LANGUAGE [--update]

The output is compared with tests/golden/demo_LANGUAGE.txt; --update writes that file.
"""
import difflib
import os
import re
import subprocess
import sys
import tempfile

TIMING = re.compile(r"^\d+\.\d\d s$")


def run(lcrm, data, language, folder):
    """The demo's (exit code, output, errors); the same whatever the surroundings say."""
    surroundings = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
    for name in ("LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if name in os.environ:
            surroundings[name] = os.environ[name]
    done = subprocess.run([lcrm, "--lang", language, "demo", "--data", data], cwd=folder,
                          env=surroundings, stdin=subprocess.DEVNULL, capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def differences(golden, output):
    lines = list(difflib.unified_diff(golden.splitlines(), output.splitlines(), "golden", "now",
                                      lineterm="", n=1))
    return lines[:40]


def checks(code, output, errors, golden):
    """[(sentence, why not)]"""
    sums = re.findall("^[✓✗] ", output, re.M)
    total = re.search(r"^(?:共核对 )?(\d+) (?:sums checked, all add up|项，全部相符)", output, re.M)
    timings = [line for line in errors.splitlines() if TIMING.match(line)]
    others = [line for line in errors.splitlines() if not TIMING.match(line)]
    return [
        ("the demo succeeds", [] if code == 0 else [f"exit code {code}"] + others),
        ("its figures add up", [] if total and int(total[1]) == len(sums) and "✗ " not in sums
         else [line for line in output.splitlines() if line[:1] == "✗"] + [f"{len(sums)} sums"]),
        ("it says how long things took", [] if len(timings) > 20 and not others
         else [f"{len(timings)} timings"] + others),
        ("it prints what it printed before", differences(golden, output)),
    ]


def main():
    lcrm, root, language = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]
    data = os.path.join(root, "examples", "data")
    path = os.path.join(root, "tests", "golden", f"demo_{language}.txt")
    with tempfile.TemporaryDirectory() as folder:
        code, output, errors = run(lcrm, data, language, folder)
    output = output.replace(data, "examples/data")
    if "--update" in sys.argv:
        with open(path, "w", encoding="utf-8") as file:
            file.write(output)
    with open(path, encoding="utf-8") as file:
        golden = file.read()
    results = checks(code, output, errors, golden)
    print(f"1..{len(results)}")
    for number, (sentence, problems) in enumerate(results, 1):
        for problem in problems:
            print("#", problem)
        print("not ok" if problems else "ok", number, "-", sentence)
    return any(problems for _, problems in results)


if __name__ == "__main__":
    sys.exit(main())
