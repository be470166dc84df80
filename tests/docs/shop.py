"""The shop that the commands of the documentation are run in: a folder with a small database."""
import os
import subprocess

FILES = {
    "leads.csv": "姓名,手机号,公司\n张伟,13912345678,星河科技\n王芳,13700001111,云帆软件\n",
    "orders.csv": "customer_id,date,amount\n1,1997-05-01,10.00\n1,1998-06-01,20.00\n"
                  "2,1998-01-05,5.50\n3,1997-03-09,7.00\n",
    "june.csv": "customer_id,date,amount\n2,1998-06-02,12.00\n4,1998-06-03,3.00\n",
}

COMMANDS = """
lcrm new team name=North
lcrm new user login=wang name=王磊 team=@team
lcrm new pool name=公海 is_default=true
lcrm new lead_source name=web
lcrm new stage_group name=Sales is_default=true
lcrm new stage name=Needs stage_group=@stage_group position=1 probability=10
lcrm new lead name=张伟 mobile=13912345678 pool=@pool source=@lead_source
lcrm new lead name=张先生 mobile=13912345678 pool=@pool
lcrm new lead name=李娜 mobile=13700002222 company=星河科技 pool=@pool owner=@user
lcrm new account name=星河科技 owner=@user
lcrm new opportunity name=First account=@account amount=5000
lcrm new score_model name=Fit kind=fit threshold=10
lcrm new score_rule name=Mobile model=@score_model position=1 'condition=has(mobile)' points=20
lcrm new pool_rule name=Return kind=recycle position=1 recycle_kind=held days=10
lcrm import orders.csv --as order --map customer_id=account.external_id
"""


def call(lcrm, folder, command):
    """(exit code, output, errors) of a command as a shell in that folder runs it."""
    surroundings = dict(os.environ, LC_ALL="C.UTF-8",
                        PATH=os.path.dirname(lcrm) + os.pathsep + os.environ.get("PATH", ""))
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=surroundings,
                          stdin=subprocess.DEVNULL, capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def files_make(folder):
    for name, text in FILES.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


def make(lcrm, folder):
    """Makes shop.crm; {entity: [id, …]} of what is in it."""
    made = {}
    for command in ["lcrm init shop.crm --quiet"] + COMMANDS.strip().splitlines():
        for entity, ids in made.items():
            command = command.replace(f"=@{entity}", f"={ids[0]}")
        code, output, errors = call(lcrm, folder, command)
        if code:
            raise RuntimeError(f"{command}: {errors}")
        if command.startswith("lcrm new "):
            entity, number = output.strip().split("/")
            made.setdefault(entity, []).append(number)
    return made
