"""Adds up what the tests of a build folder reported, and shows the output of those that failed.

    python3 tests/results.py BUILD

Reads meson's testlog.json. A Check program counts by its summary line ("100%: Checks: 12,
Failures: 0, Errors: 0"), a script by its TAP lines ("ok", "not ok"). A program that failed without
saying so (a crash, a time-out, a sanitizer's report) counts as one failure. The last line of the
output is two numbers: passed, failed.
"""
import json
import os
import re
import sys

CHECK_SUMMARY = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)$", re.M)
TAP_LINE = re.compile(r"^(not )?ok\b(.*)$", re.M)
SKIPPED = re.compile(r"#\s*skip\b", re.I)
SHOWN_LINES = 40


def count(output):
    """(passed, failed) of one test program's output."""
    passed = failed = 0
    for checks, failures, errors in CHECK_SUMMARY.findall(output):
        failed += int(failures) + int(errors)
        passed += int(checks) - int(failures) - int(errors)
    for not_ok, rest in TAP_LINE.findall(output):
        if SKIPPED.search(rest):
            continue
        if not_ok:
            failed += 1
        else:
            passed += 1
    return passed, failed


def shown(output):
    """The part of a failed test's output that says why, and no more."""
    lines = [line for line in output.splitlines() if line.strip() and not line.startswith("ok ")]
    if len(lines) > SHOWN_LINES:
        lines = lines[: SHOWN_LINES // 2] + ["..."] + lines[-SHOWN_LINES // 2 :]
    return "\n".join("    " + line[:300] for line in lines)


def report(test):
    """(passed, failed) of one entry of the log; shows it when it failed or left something out."""
    output = test.get("stdout") or ""
    passed, failed = count(output)
    if test["result"] in ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS"):
        print(f"-- {test['name']}: {test['result'].lower()}")
        print(shown(output + "\n" + (test.get("stderr") or "")))
        return passed, max(failed, 1)
    if test["result"] == "SKIP":
        print(f"-- {test['name']}: skipped")
    elif passed + failed == 0:
        passed = 1
    for line in TAP_LINE.finditer(output):
        if SKIPPED.search(line[0]):
            print(f"-- {test['name']}: {line[0]}")
    return passed, failed


def totals(build):
    """(passed, failed) of all tests that ran in a build folder."""
    path = os.path.join(build, "meson-logs", "testlog.json")
    if not os.path.exists(path):
        print(f"no {path}: the tests did not start")
        return 0, 1
    with open(path, encoding="utf-8", errors="replace") as log:
        tests = [json.loads(line) for line in log]
    counts = [report(test) for test in tests]
    passed = sum(passed for passed, _ in counts)
    failed = sum(failed for _, failed in counts)
    slowest = max(tests, key=lambda test: test.get("duration") or 0)
    print(f"{len(tests)} programs: {passed} passed, {failed} failed; "
          f"slowest {slowest['name']} ({slowest.get('duration') or 0:.1f} s)")
    return passed, failed


if __name__ == "__main__":
    print(*totals(sys.argv[1]))
