"""Is a generated table what its generator makes today? For make_domains.py and make_idna.py."""


class Unavailable(Exception):
    """What a table is made of is not installed."""


def check(name, path, make):
    """TAP: the file is what would be made of the same version of its sources."""
    print("1..1")
    with open(path, encoding="utf-8") as file:
        stored = file.read()
    version = stored.split('_version[] = "')[1].split('"')[0]
    try:
        made = make()
    except Unavailable as problem:
        print(f"ok 1 - {name} # SKIP {problem}")
        return 0
    if f'"{version}"' not in made:
        print(f"ok 1 - {name} # SKIP it is of {version}, which is not what is installed")
        return 0
    print(f"{'ok' if made == stored else 'not ok'} 1 - {name} is what its sources give")
    return made != stored
