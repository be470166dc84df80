"""Calls of every kind, as runs of lcrm: what of SQL the library sends is what these send.

STEPS are (title, runs of the tool). A word "LEAD1" is the id of the first lead, and so on.
"""

STEPS = [
    ("a new database", [
        ("init", "a.crm", "--pack", "b2b", "--quiet")]),
    ("saving records", [
        ("new", "role", "name=Seller"),
        ("new", "role_permission", "role=ROLE1", "entity_name=*", "read_scope=own",
         "write_scope=own"),
        ("new", "user", "login=wang", "name=王芳", "role=ROLE1"),
        ("new", "lead", "name=Zhang Wei", "mobile=13912345678", "city=上海"),
        ("new", "lead", "name=Li Lei", "email=li@example.com"),
        ("set", "lead/LEAD1", "city=北京", "title=CEO"),
        ("delete", "lead/LEAD2"),
        ("list", "lead", "--deleted", "--limit", "5"),
        ("restore", "lead/LEAD2")]),
    ("importing", [
        ("import", "leads.csv", "--as", "lead", "--quiet", "--map", ":Company leads=pool"),
        ("import", "leads.csv", "--as", "lead", "--quiet", "--on-match", "merge"),
        ("import", "orders.csv", "--as", "order", "--quiet", "--map",
         "customer=account.external_id,date=placed_at,number=number,amount=amount")]),
    ("reading", [
        ("show", "lead/LEAD1"),
        ("show", "order/ORDER1"),
        ("history", "lead/LEAD1"),
        ("changes", "--since", "3", "--limit", "5"),
        ("search", "zhang we"),
        ("export", "lead", "--where", "city == '上海'")]),
    ("queries", [
        ("list", "lead", "--where", "score > 60 && city in ['上海', '北京']"),
        ("list", "lead", "--where", "name.startsWith('Li') || email.endsWith('.cn')"),
        ("list", "lead", "--where", "name.contains('a') && size(name) < 9"),
        ("list", "lead", "--where", "!has(email) && created_at < now - duration('72h')"),
        ("list", "lead", "--where", "owner.team.name == 'North'", "--fields",
         "name,owner.name,pool.name"),
        ("list", "lead", "--sort", "-score,name", "--limit", "3", "--fields", "id,name"),
        ("list", "lead", "--search", "zhang", "--limit", "2"),
        ("list", "lead", "--count"),
        ("list", "order", "--where", "amount > money('10 CNY') && account.name != ''"),
        ("list", "order", "--group", "account.name,placed_at:month", "--measure",
         "count,sum(amount),avg(amount),min(placed_at),max(amount),distinct(currency)"),
        ("list", "lead", "--as", "wang", "--limit", "2")]),
    ("links and tags", [
        ("tag", "lead/LEAD1", "add", "VIP"),
        ("tag", "lead/LEAD1", "list"),
        ("tag", "lead/LEAD1", "remove", "VIP")]),
    ("work on leads", [
        ("score",), ("cleanse",),
        ("claim", "lead/LEAD3", "--as", "wang"),
        ("release", "lead/LEAD3"), ("assign",),
        ("recycle",), ("work", "--until", "2027-01-01T00:00:00Z"), ("outbox", "--take"),
        ("convert", "lead/LEAD4", "--owner", "USER1"),
        ("unconvert", "lead/LEAD4")]),
    ("duplicates", [
        ("dupes", "--scan", "lead"), ("dupes",),
        ("explain", "lead/LEAD1", "lead/LEAD2"),
        ("merge", "lead/LEAD1", "lead/LEAD2"),
        ("unmerge", "MERGE1")]),
    ("customers and reports", [
        ("segment", "run"), ("segment", "list"), ("segment", "moves"), ("segment", "named"),
        ("segment", "show", "champions"), ("alerts", "run"), ("alerts",),
        ("report",), ("report", "pipeline"), ("report", "lead_funnel"),
        ("report", "sales_ranking"), ("report", "portrait", "--by", "city")]),
    ("parts of jobs", [
        ("score", "--partition", "2/4"), ("export", "lead", "--partition", "1/3"),
        ("dupes", "--scan", "lead", "--partition", "1/2"), ("work", "--partition", "1/2"),
        ("segment", "run", "--key", "k", "--partition", "1/2"),
        ("segment", "run", "--key", "k", "--partition", "2/2")]),
    ("definitions of one's own", [
        ("entity", "add", "visit", "--label-en", "Visit"),
        ("field", "add", "visit", "place", "text", "--searchable"),
        ("field", "add", "lead", "shoe_size", "integer", "--indexed"),
        ("field", "add", "lead", "badge", "text", "--unique"),
        ("field", "add", "lead", "shirt", "choice", "--choices", "gold=Gold,silver=Silver"),
        ("new", "visit", "place=Ningbo"),
        ("field", "retire", "lead", "shoe_size")]),
    ("upkeep", [
        ("check",),
        ("copy", "a.crm", "./b.crm", "--quiet")]),
]

# Steps that run again on what pretends to be another engine.
OF_FLAVOURS = ["a new database", "definitions of one's own"]

ENTITIES = {"LEAD": "lead", "ORDER": "order", "USER": "user", "ROLE": "role",
            "MERGE": "merge"}
