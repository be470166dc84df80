"""The scheduler files in examples/cluster/ do their jobs: each command of theirs is run as the
scheduler would run it, all parts side by side, on a shop in a file.

    python3 tests/docs/schedulers.py LCRM ROOT
"""
import os
import re
import subprocess
import sys
import tempfile

import shop

SLURM_TASKS = 3


def read(root, name):
    with open(os.path.join(root, "examples", "cluster", name), encoding="utf-8") as file:
        return file.read()


def kubernetes(root):
    """[(command, [environment of each index])] of the documents' containers."""
    jobs = []
    for number, document in enumerate(read(root, "kubernetes.yaml").split("\n---\n")):
        completions = int(re.search(r"^ +completions: (\d+)$", document, re.M)[1])
        command = re.search(r"^ +args:\n +- (.*)$", document, re.M)[1]
        assert f"/{completions}\"" in command, command
        jobs.append((command, [{"JOB_COMPLETION_INDEX": str(i), "JOB_NAME": f"job-{number}"}
                               for i in range(completions)]))
    return jobs


def slurm(root):
    path = os.path.join(root, "examples", "cluster", "slurm.sh")
    assert re.search(r"^#SBATCH --array=1-\d+", read(root, "slurm.sh"), re.M)
    return [(f"sh '{path}'", [{"SLURM_ARRAY_JOB_ID": "77", "SLURM_ARRAY_TASK_ID": str(i + 1),
                               "SLURM_ARRAY_TASK_COUNT": str(SLURM_TASKS)}
                              for i in range(SLURM_TASKS)])]


def crontab(root):
    """Five fields of time, then the command, in which a % is written \\%."""
    jobs = []
    for line in read(root, "crontab").splitlines():
        match = re.fullmatch(r"(?:[\d*,/-]+ +){5}(.*)", line)
        if match:
            assert not re.search(r"(?<!\\)%", match[1]), line
            jobs.append((match[1].replace("\\%", "%"), [{}]))
        else:
            assert re.match(r"#|\w+=", line), line
    return jobs


def run(lcrm, folder, command, environments):
    """What went wrong with the parts of a job that run side by side."""
    path = os.path.dirname(lcrm) + os.pathsep + os.environ["PATH"]
    command = command.replace("/run/lock", folder)
    started = [subprocess.Popen(["sh", "-c", command], cwd=folder, text=True,
                                env={**os.environ, **words, "PATH": path,
                                     "LCRM_DB": os.path.join(folder, "shop.crm")},
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE) for words in environments]
    problems = []
    for process in started:
        errors = process.communicate()[1]
        if process.returncode or "error" in errors:
            problems.append(f"{command}: exit {process.returncode}: {errors.strip()}")
    return problems


def rows(lcrm, folder, command):
    return len(shop.call(lcrm, folder, command)[1].split("\n")) - 2


def effects(lcrm, folder, runs):
    """That the jobs were done: leads have scores, and each key was one run that is closed."""
    problems = []
    if rows(lcrm, folder, "lcrm list lead --where 'score > 0.0' --fields id") < 1:
        problems.append("no lead has a score")
    found = rows(lcrm, folder, "lcrm list segment_run --where '!has(open_parts)' --fields id")
    if found != runs:
        problems.append(f"{found} segment runs are closed, not {runs}")
    return problems


def check(lcrm, root, read_jobs):
    jobs = read_jobs(root)
    with tempfile.TemporaryDirectory() as folder:
        shop.files_make(folder)
        shop.make(lcrm, folder)
        problems = [problem for command, environments in jobs
                    for problem in run(lcrm, folder, command, environments)]
        return problems + effects(lcrm, folder, 1)


def main():
    lcrm, root = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    results = [("the jobs of Kubernetes run", check(lcrm, root, kubernetes)),
               ("the array of Slurm runs", check(lcrm, root, slurm)),
               ("the lines of cron run", check(lcrm, root, crontab))]
    print(f"1..{len(results)}")
    for number, (sentence, problems) in enumerate(results, 1):
        for problem in problems:
            print("#", problem)
        print("not ok" if problems else "ok", number, "-", sentence)
    return any(problems for _, problems in results)


if __name__ == "__main__":
    sys.exit(main())
