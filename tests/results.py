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


def main():
    log_path = os.path.join(sys.argv[1], "meson-logs", "testlog.json")
    total_passed = total_failed = programs = 0
    slowest = (0.0, "")
    if not os.path.exists(log_path):
        print(f"no {log_path}: the tests did not start")
        print("0 1")
        return
    with open(log_path, encoding="utf-8", errors="replace") as log:
        for line in log:
            test = json.loads(line)
            output = test.get("stdout", "") or ""
            passed, failed = count(output)
            if test["result"] in ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS"):
                failed = max(failed, 1)
                print(f"-- {test['name']}: {test['result'].lower()}")
                print(shown(output + "\n" + (test.get("stderr", "") or "")))
            elif passed + failed == 0 and test["result"] == "OK":
                passed = 1
            if failed == 0:
                for skip in re.findall(r"^ok\b.*#\s*skip.*$", output, re.M | re.I):
                    print(f"-- {test['name']}: {skip}")
            programs += 1
            slowest = max(slowest, (test.get("duration", 0.0), test["name"]))
            total_passed += passed
            total_failed += failed
    print(f"{programs} programs: {total_passed} passed, {total_failed} failed;"
          f" slowest {slowest[1]} ({slowest[0]:.1f} s)")
    print(total_passed, total_failed)


if __name__ == "__main__":
    main()
