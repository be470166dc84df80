"""Rules without a database: eval."""
import json
import os

from harness import case

SUITE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     "../data/cel/conformance.jsonl")


def same(a, b):
    """Typed values: doubles by number (NaN too), maps in any order."""
    if list(a) != list(b):
        return False
    (kind, x), (_, y) = *a.items(), *b.items()
    if kind == "double":
        return float(x) == float(y) or (float(x) != float(x) and float(y) != float(y))
    if kind == "list":
        return len(x) == len(y) and all(map(same, x, y))
    if kind == "map":
        return len(x) == len(y) and all(
            any(same(k, l) and same(v, w) for l, w in y) for k, v in x)
    return x == y


@case
def every_case_of_the_conformance_suite_is_equal(t):
    with open(SUITE, encoding="utf-8") as file:
        cases = [json.loads(line) for line in file]
    answers = [json.loads(line) for line in t.ok("eval", "--batch", os.path.abspath(SUITE)).lines()]
    assert len(answers) == len(cases) > 1000, (len(answers), len(cases))
    wrong = [(asked["expr"], asked.get("value"), answer) for asked, answer in zip(cases, answers)
             if ("value" in asked) != ("value" in answer) or
             ("value" in asked and not same(asked["value"], answer["value"]))]
    assert not wrong, wrong[:5]


@case
def a_batch_answers_every_line_in_order_also_from_a_pipe(t):
    lines = ['{"expr":"1+1"}', "", "no json", '{"expr":"1/0"}', '{"expr":"x","bindings":{"x":'
             '{"string":"张"}}}', '{"expr":"y"}']
    answers = [json.loads(line) for line in
               t.ok("eval", "--batch", "-", stdin="\n".join(lines)).lines()]
    assert [list(answer)[0] for answer in answers] == \
        ["value", "error", "error", "error", "value", "error"], answers
    assert answers[0] == {"value": {"int": "2"}} and answers[4] == {"value": {"string": "张"}}
    assert t.ok("eval", "--batch", "-", stdin="").out == ""


@case
def one_rule_prints_its_value(t):
    for rule, value in (("1 + 2", "3"), ("'张' + '伟'", '"张伟"'), ("[1, 2].map(x, x * 2)", "[2, 4]"),
                        ("1.0 / 4.0", "0.25"), ("now", 'timestamp("2026-03-02T08:00:00Z")'),
                        ("{'a': null}", '{"a": null}'), ("2 > 1 ? true : false", "true")):
        assert t.ok("eval", rule, "--now", "2026-03-02T08:00:00Z").out == value + "\n", rule
    assert t.ok("eval", "a.b[0] + n", "--with", '{"a":{"b":[40]},"n":2}').out == "42\n"
    assert t.ok("eval", "1u", "--json").json() == {"value": {"uint": "1"}}
    assert t.ok("eval", "--", "-1").out == "-1\n"


@case
def a_rule_that_fails_stands_under_a_caret(t):
    err = t.fails(1, "eval", "[1].map(x, x / n)", "--with", '{"n":0}').err.splitlines()
    assert err[:3] == ["lcrm eval: division by zero", "    [1].map(x, x / n)",
                       "    " + " " * 11 + "^"], err
    err = t.fails(2, "eval", "'中文' +").err
    assert err.splitlines()[2] == "    " + " " * 8 + "^", err
    error = t.fails(1, "eval", "1 +\n foo", "--json").error()
    assert error["where"] == {"line": 2, "column": 2, "source": " foo"}, error
    assert error["message"] == "undeclared name 'foo'", error
    t.fails(2, "eval", "1", "--with", "{")
    t.fails(2, "eval", "--batch", "x", "--with", "{}")
