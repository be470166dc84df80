"""Completion: what the tool suggests, and the shells' scripts."""
import shutil
import subprocess

from harness import Skip, case, file_case

DRIVER = """
source <(lcrm completion bash)
COMP_LINE=$1; COMP_POINT=${#COMP_LINE}; shift
COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_lcrm
printf '%s\\n' "${COMPREPLY[@]}"
"""


def bash(t, *words, env=None):
    """What bash would offer for the last of the words, which are cut as readline cuts them."""
    if not shutil.which("bash"):
        raise Skip("bash is not installed")
    done = subprocess.run(["bash", "-c", DRIVER, "driver", " ".join(words), *words], cwd=t.folder,
                          env={**t.environment, **(env or {})}, capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0 and done.stderr == "", done
    return [line for line in done.stdout.splitlines() if line]


@case
def bash_completes_commands_and_options(t):
    assert bash(t, "lcrm", "expl") == ["explain"]
    assert set(bash(t, "lcrm", "")) > {"list", "show", "import", "completion", "eval"}
    assert bash(t, "lcrm", "list", "lead", "--whe") == ["--where"]
    assert "--json" in bash(t, "lcrm", "list", "--")
    assert "--region" in bash(t, "lcrm", "import", "--") and \
        "--region" not in bash(t, "lcrm", "list", "--")


@file_case
def bash_completes_entities_and_fields_also_of_ones_own(t):
    t.empty()
    t.ok("entity", "add", "vehicle", "--quiet")
    t.ok("field", "add", "vehicle", "plate_number", "text", "--quiet")
    assert bash(t, "lcrm", "list", "vehi") == ["vehicle"]
    assert bash(t, "lcrm", "new", "vehicle", "plate") == ["plate_number="]
    assert bash(t, "lcrm", "list", "vehicle", "--fields", "name,plate") == ["name,plate_number"]
    assert bash(t, "lcrm", "list", "a.crm", "vehicle", "--sort", "-plate") == ["-plate_number"]
    assert bash(t, "lcrm", "show", "vehi") == ["vehicle/"]
    assert bash(t, "lcrm", "list", "lead", "--fields", "owner.team.lead") == ["owner.team.leader"]
    assert bash(t, "lcrm", "list", "lead", "--where", "!locked&&recycle_c") == \
        ["!locked&&recycle_count"]


@case
def bash_completes_what_stands_behind_an_equals_sign(t):
    t.empty()
    assert bash(t, "lcrm", "new", "lead", "status", "=", "qual") == ["qualified"]
    assert set(bash(t, "lcrm", "new", "lead", "locked", "=")) == {"true", "false"}
    assert bash(t, "lcrm", "set", "lead/1", "compan") == ["company=", "company_size="]


@case
def values_of_options_are_completed(t):
    t.empty()
    t.new("user", "login=wangfang", "name=王芳")
    assert bash(t, "lcrm", "--lang", "z") == ["zh"]
    assert bash(t, "lcrm", "list", "lead", "--as", "wang") == ["wangfang"]
    assert bash(t, "lcrm", "import", "x.csv", "--as", "oppor") == ["opportunity"]
    assert bash(t, "lcrm", "import", "x.csv", "--on-match", "") == ["review", "merge", "skip",
                                                                   "create"]
    assert bash(t, "lcrm", "init", "x.crm", "--pack", "ser") == ["service"]
    assert bash(t, "lcrm", "report", "pipe") == ["pipeline"]
    assert bash(t, "lcrm", "segment", "mo") == ["moves"]
    assert bash(t, "lcrm", "field", "add", "lead", "x", "refer") == ["reference", "references"]
    assert bash(t, "lcrm", "dupes", "--scan", "acc") == ["account"]


@case
def without_a_database_the_standard_catalogue_completes(t):
    assert bash(t, "lcrm", "list", "oppor") == ["opportunity"]
    t.write("bad.crm", "no database")
    assert bash(t, "lcrm", "list", "bad.crm", "oppor") == ["opportunity"]
    assert bash(t, "lcrm", "show", "ba") == ["bad.crm"]
    assert bash(t, "lcrm", "import", "some") == []


@case
def completing_says_what_a_word_means_in_both_languages(t):
    t.empty()
    words = ("completion", "words", "--lang", "zh", "--", "list", "lead", "--fields", "mobi")
    assert t.ok(*words).lines()[0].split("\t") == ["mobile", "手机"]
    assert t.ok("completion", "words", "--", "li").out == \
        "list\trecords, filtered, sorted, grouped\n"
    assert t.ok("completion", "words", "--").out.count("\n") > 20


@case
def a_shell_that_is_not_known_is_told(t):
    for shell in ("bash", "zsh", "fish"):
        assert "completion words" in t.ok("completion", shell).out, shell
    assert "zsh" in t.fails(2, "completion", "csh").err


@case
def the_script_for_zsh_is_read_by_zsh(t):
    if not shutil.which("zsh"):
        raise Skip("zsh is not installed")
    script = t.path(t.write("script", t.ok("completion", "zsh").out))
    subprocess.run(["zsh", "-n", script], check=True)


@case
def the_script_for_fish_is_read_by_fish(t):
    if not shutil.which("fish"):
        raise Skip("fish is not installed")
    script = t.path(t.write("script", t.ok("completion", "fish").out))
    subprocess.run(["fish", "--no-execute", script], check=True)
