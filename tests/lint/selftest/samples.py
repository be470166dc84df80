"""A small good tree, and for each rule of the lints the ways to break it.

BAD rows are: lint, rule, file, its content, a part of the complaint. Words that other lints look
for are spelt in two halves, so that this file is itself clean.
"""

GOOD = {
    "meson.build": "layer_names = [\n    'base', 'db', 'model', 'engine', 'format', 'store', "
                   "'api']\n",
    "lib/meson.build": "layer_edges = {\n    'base' : [],\n    'db' : ['base'],\n"
                       "    'model' : ['base'],\n    'engine' : ['model', 'base'],\n"
                       "    'format' : ['model', 'base'],\n"
                       "    'store' : ['model', 'db', 'base'],\n"
                       "    'api' : ['store', 'engine', 'format', 'model', 'base'],\n}\n",
    "lib/base/meson.build": "layer_sources = files('heap.c')\n",
    "lib/db/meson.build": "layer_sources = files('sqlite.c')\n",
    "lib/model/meson.build": "layer_sources = files('record.c', 'catalogue/lead.c')\n",
    "examples/meson.build": "foreach name : ['hello']\n",
    "tests/unit/meson.build": "unit_tests = {\n    'base' : ['heap'],\n}\n",
    "tests/unit/base_heap_test.c": "int main(void)\n{\n    return 0;\n}\n",
    "tests/consumer/consumer.c": "int main(void)\n{\n    return 0;\n}\n",
    "tests/consumer/consumer.sh": "gcc consumer.c\n",
    "tests/api/meson.build": "api_tests = ['version']\n",
    "tests/api/version_test.c": "int main(void)\n{\n    return !crm_version();\n}\n",
    "tests/fault/meson.build": "executable('memory_db_test', 'memory_db_test.c')\n",
    "tests/fault/memory_db_test.c": "int main(void)\n{\n    return !crm_version();\n}\n",
    "tests/abi/meson.build": "executable('layout_test', 'layout_test.c')\n",
    "lib/libcrm.map": "CRM_0.1 {\nglobal:\n    crm_version;\nlocal:\n    *;\n};\n",
    "lib/base/heap.h": "#ifndef CRM_BASE_HEAP_H\n#define CRM_BASE_HEAP_H\n#include <stddef.h>\n"
                       "void *crm__heap(size_t size);\n#endif\n",
    "lib/base/heap.c": '#include "base/heap.h"\n#include <stdlib.h>\n#include <xxhash.h>\n'
                       "/* malloc() here is right; printf(\"%f\") is a comment. */\n"
                       "void *crm__heap(size_t size)\n{\n    return malloc(size);\n}\n",
    "lib/db/sqlite.c": '#include <sqlite3.h>\n#include "base/heap.h"\n'
                       'static const char begin[] = "BEGIN IMMEDIATE";\n',
    "lib/model/record.c": '#include "base/heap.h"\n'
                          'static const char *percent = "100%% free, please SELECT one";\n'
                          "int crm__record(int a)\n{\n    return host.free(a) + host->clock(a);\n}"
                          "\n",
    "lib/model/catalogue/lead.c": "static const int rows[] = {\n" + "    1,\n" * 600 + "};\n",
    "include/crm/crm.h": '#ifndef CRM_CRM_H\n#define CRM_CRM_H\n#include "version.h"\n#endif\n',
    "include/crm/version.h": "#ifndef CRM_VERSION_H\n#define CRM_VERSION_H\n"
                             "#ifdef __cplusplus\nextern \"C\" {\n#endif\n#define CRM_API\n"
                             "CRM_API const char *crm_version(void);\n"
                             "typedef struct crm_host {\n    int size;\n"
                             "    void (*log)(void *context, int level);\n} crm_host;\n"
                             "#ifdef __cplusplus\n}\n#endif\n#endif\n",
    "examples/shop/shop.h": "#ifndef SHOP_H\n#define SHOP_H\n#endif\n",
    "tests/abi/layout_test.c": "SIZE(crm_host, 16);\nAT(crm_host, size, 0);\n"
                               "AT(crm_host, log, 8);\n",
    "examples/hello.c": "#include <crm/crm.h>\nint main(void)\n{\n    return 0;\n}\n",
    "docs/abi.md": "# The ABI\n\n## What stays\n\n[up](#the-abi) [here](abi.md#what-stays) "
                   "`[not](a-link)`\n",
    "examples/data/README.md": "## leads.csv\n",
    "examples/data/leads.csv": "name\n",
    "examples/data/SHA256SUMS":
        "f80b1fa820d95a87cf48f78eb6c298b427fda46207f7b52eaff6fb8ab1590c64  leads.csv\n",
}

# A statement that is sent, and a text of the source.
def sent(statement):
    return f"-- a step\n\n{statement};\n"


def text_of(sql):
    return f'static const char *const sql = "{sql}";\n'


SENT = "tests/golden/sql/rows_postgresql.sql"
MADE = "lib/store/made.c"

LONG = "int crm__long(void)\n{\n" + "    step();\n" * 59 + "}\n"
LONG_EXTERN = 'extern "C" {\nint crm__long(void)\n{\n' + "    step();\n" * 59 + "}\n}\n"

BAD = [
    ("layers", "table_points_down", "lib/meson.build",
     GOOD["lib/meson.build"].replace("'base' : []", "'base' : ['db']"), "base may not stand on db"),
    ("layers", "table_points_down", "lib/meson.build",
     GOOD["lib/meson.build"].replace("'store' : [", "'store' : ['engine', "), "must not see"),
    ("layers", "table_points_down", "lib/meson.build",
     GOOD["lib/meson.build"].replace("    'db' : ['base'],\n", ""), "different layers"),
    ("layers", "includes_follow_table", "lib/base/up.c", '#include "db/driver.h"\n', "no edge"),
    ("layers", "includes_follow_table", "lib/model/side.c", '#  include <db/driver.h>\n',
     "no edge"),
    ("layers", "includes_follow_table", "lib/model/short.c", '#include "record.h"\n', "folder"),
    ("layers", "foreign_headers_stay_home", "lib/store/rows.c", "#include <sqlite3.h>\n",
     "only lib/db knows sqlite3.h"),
    ("layers", "foreign_headers_stay_home", "lib/model/json.c", "#include <cjson/cJSON.h>\n",
     "only lib/base"),
    ("layers", "api_marks_stay_in_api", "lib/store/rows.c", "CRM_API int crm_rows(void);\n",
     "CRM_API"),
    ("layers", "outsiders_use_public_headers", "examples/hello.c", '#include "store/rows.h"\n',
     "not a public header"),
    ("layers", "outsiders_use_public_headers", "tests/api/x_test.c", '#include <sqlite3.h>\n',
     "not a public header"),
    ("layers", "public_headers_are_self_contained", "include/crm/version.h",
     '#include "base/heap.h"\n', "neighbours"),
    ("size", "functions_are_short", "lib/model/long.c", LONG, "crm__long has 62 lines"),
    ("size", "functions_are_short", "lib/model/long.c", LONG_EXTERN, "crm__long has 62 lines"),
    ("size", "functions_are_short", "lib/model/catalogue/long.c", LONG, "crm__long has 62 lines"),
    ("size", "functions_are_short", "tests/a_test.c",
     LONG.replace("int crm__long(void)", "START_TEST(it_is_long)"), "it_is_long has 62 lines"),
    ("size", "files_are_short", "lib/model/long.c", "int x;\n" * 501, "501 lines"),
    ("size", "public_headers_are_short", "include/crm/version.h", "int x;\n" * 251, "251 lines"),
    ("size", "small_examples_are_small", "examples/hello.c", "int x;\n" * 151, "151 lines"),
    ("size", "lines_are_narrow", "lib/model/wide.c", "/* " + "x" * 95 + " */\n", "101 columns"),
    ("calls", "unsafe", "tests/a_test.c", "int f(void) { return atoi (text); }\n", "atoi()"),
    ("calls", "unsafe", "lib/base/copy.c", "void f(void) { strcpy(a, b); }\n", "strcpy()"),
    ("calls", "locale", "lib/base/number.c", "double f(void) { return strtod(a, b); }\n",
     "strtod()"),
    ("calls", "clock", "lib/model/now.c", "long f(void) { return time(0); }\n", "time()"),
    ("calls", "clock", "lib/model/dice.c", "long f(void) { return random(); }\n", "random()"),
    ("calls", "heap", "lib/model/copy.c", "void f(void) { free(a); }\n", "free()"),
    ("calls", "output", "lib/model/print.c", 'void f(void) { printf("x"); }\n', "printf()"),
    ("calls", "output", "lib/model/print.c", "FILE *f(void) { return stderr; }\n", "stderr"),
    ("calls", "float_formats", "lib/base/number.c", 'void f(void) { g("%.2f"); }\n',
     "by the locale"),
    ("calls", "float_formats", "lib/base/number.c", 'void f(void) { g("%%" "%-8Lg"); }\n',
     "by the locale"),
    ("sql", "triggers", SENT, sent("CREATE TRIGGER a AFTER INSERT ON b"), "TRIGGER"),
    ("sql", "server_code", SENT, sent("CREATE OR REPLACE FUNCTION f() RETURNS int"), "FUNCTION"),
    ("sql", "server_code", MADE, text_of("CREATE VIEW v AS "), "VIEW"),
    ("sql", "generated_columns", SENT, sent("CREATE TABLE a (b int GENERATED ALWAYS AS (c))"),
     "GENERATED"),
    ("sql", "inline_constraints", SENT, sent('ALTER TABLE "a" ADD COLUMN "b" bigint\n'
                                             '    UNIQUE'), "UNIQUE"),
    ("sql", "inline_constraints", SENT, sent('CREATE TABLE "a" ("b" bigint CHECK ("b" > 0))'),
     "CHECK"),
    ("sql", "sequences", SENT, sent('CREATE TABLE "a" ("b" BIGSERIAL)'), "BIGSERIAL"),
    ("sql", "sequences", MADE, text_of("SELECT nextval('a')"), "nextval"),
    ("sql", "advisory_locks", MADE, text_of("SELECT pg_advisory_xact_lock(1)"), "pg_advisory"),
    ("sql", "notifications", SENT, sent("LISTEN a"), "LISTEN"),
    ("sql", "notifications", SENT, sent("NOTIFY a"), "NOTIFY"),
    ("sql", "table_locks", MADE, text_of("LOCK TABLE lead"), "LOCK TABLE"),
    ("sql", "stars", SENT, sent('SELECT * FROM "lead"'), "SELECT *"),
    ("sql", "stars", SENT, sent('SELECT "t0".* FROM "lead" AS "t0"'), "name the columns"),
    ("sql", "division", SENT, sent('SELECT "a" / "b" FROM "c"'), "divide in C"),
    ("sql", "division", MADE, text_of("SELECT sum(a) / count(a) FROM "), "divide in C"),
    ("sql", "narrowing_casts", SENT, sent('SELECT CAST("a" AS bigint) FROM "b"'), "fraction"),
    ("sql", "narrowing_casts", SENT, sent('SELECT avg("a")::bigint FROM "b"'), "fraction"),
    ("sql", "booleans", SENT, sent('SELECT "a" FROM "b" WHERE "c" = TRUE'), "TRUE"),
    ("sql", "booleans", MADE, text_of(" WHERE active = false"), "false"),
    ("sql", "like", SENT, sent("SELECT a FROM b WHERE c LIKE $1"), "LIKE"),
    ("sql", "concatenation", MADE, text_of("SELECT concat(a, b) FROM "), "join in C"),
    ("sql", "letter_case", MADE, text_of("lower($1)"), "lower("),
    ("sql", "clocks", SENT, sent("UPDATE a SET b = now()"), "now("),
    ("sql", "limits", SENT, sent('SELECT "a" FROM "b" LIMIT $1'), "add ORDER BY"),
    ("sql", "limits", SENT, sent('SELECT "a" FROM "b" WHERE "c" IN (SELECT "d" FROM "e" LIMIT 1)'
                                 ' ORDER BY "a"'), "add ORDER BY"),
    ("sql", "values_in_text", SENT, sent("SELECT a FROM b WHERE name = 'Zhang'"), "'Zhang'"),
    ("sql", "values_in_text", "tests/golden/sql/citus.diff",
     "@@ -1 +1 @@\n-SELECT 1;\n+SELECT a FROM b\n+    WHERE c = 'x';\n", "citus.diff:3"),
    ("sql", "schema_changes", MADE, text_of("ALTER TABLE "), "db/ddl.h"),
    ("calls", "statements", "lib/model/sql.c", 'const char *q = "SELECT id FROM lead";\n',
     "SQL statement"),
    ("calls", "statements", "examples/hello.c", 'const char *q = "UPDATE lead "\n  "SET x=1";\n',
     "SQL statement"),
    ("words", "machine_paths", "docs/build.md", "Unpack it in `/wor" "k/libcrm`.\n", "a path"),
    ("words", "machine_paths", "tests/a.sh", "cd /ho" "me/anna/crm\n", "a path"),
    ("words", "leftovers", "lib/model/later.c", "/* TO" "DO: finish */\n", "a leftover"),
    ("words", "leftovers", "docs/why.md", "See is" "sue #12.\n", "a leftover"),
    ("words", "links", "docs/abi.md", "[gone](gone.md)\n", "no gone.md"),
    ("words", "links", "docs/abi.md", "# A\n[b](#b)\n", "no heading for #b"),
    ("words", "links", "docs/abi.md", "![picture](gone.svg)\n", "no gone.svg"),
    ("built", "every_file_is_built", "lib/model/batch.c", "int x;\n", "lib/model/batch.c: named"),
    ("built", "every_file_is_built", "lib/model/meson.build",
     "layer_sources = files('record.c')\n# 'catalogue/lead.c'\n", "catalogue/lead.c: named"),
    ("built", "every_file_is_built", "tests/unit/base_array_test.c", "int x;\n", "named by no"),
    ("built", "every_file_is_built", "tests/unit/model_heap_test.c", "int x;\n", "named by no"),
    ("data", "data_are_intact", "examples/data/leads.csv", "name\r\n", "not the file"),
    ("data", "data_are_intact", "examples/data/more.csv", "name\n", "not the file"),
    ("data", "data_are_intact", "examples/data/SHA256SUMS",
     GOOD["examples/data/SHA256SUMS"] + "00  gone.csv\n", "gone.csv: missing"),
    ("data", "data_are_explained", "examples/data/more.csv", "name\n", "no section"),
    ("data", "data_are_small", "examples/data/more.csv", "name\n" * 2_000_001, "at most"),
    ("headers", "headers_have_guards", "lib/base/heap.h", "int x;\n", "CRM_BASE_HEAP_H"),
    ("headers", "headers_have_guards", "lib/base/heap.h",
     "#ifndef HEAP_H\n#define HEAP_H\n#endif\n", "CRM_BASE_HEAP_H"),
    ("headers", "headers_have_guards", "lib/base/heap.h",
     "#ifndef CRM_VERSION_H\n#define CRM_VERSION_H\n#endif\n", "that of"),
    ("headers", "umbrella_is_whole", "include/crm/lead.h", "", "lead.h is missing"),
    ("headers", "layouts_are_pinned", "tests/abi/layout_test.c",
     "AT(crm_host, size, 0);\nAT(crm_host, log, 8);\n", "add SIZE(crm_host, bytes)"),
    ("headers", "layouts_are_pinned", "tests/abi/layout_test.c",
     "SIZE(crm_host, 16);\nAT(crm_host, size, 0);\n/* AT(crm_host, log, 8); */\n",
     "add AT(crm_host, log, offset)"),
    ("headers", "public_headers_compile", "include/crm/version.h",
     "#ifndef CRM_VERSION_H\n#define CRM_VERSION_H\nint crm_next(int class);\n#endif\n",
     "c++17"),
    ("headers", "public_headers_compile", "include/crm/version.h",
     "#ifndef CRM_VERSION_H\n#define CRM_VERSION_H\nsize_t crm_next(void);\n#endif\n", "c99"),
    ("headers", "layer_headers_compile", "lib/base/heap.h",
     "#ifndef CRM_BASE_HEAP_H\n#define CRM_BASE_HEAP_H\nsize_t crm__x(void);\n#endif\n", "size_t"),
    ("headers", "layer_headers_compile", "lib/model/up.h",
     '#ifndef CRM_MODEL_UP_H\n#define CRM_MODEL_UP_H\n#include "db/driver.h"\n#endif\n',
     "driver.h"),
    ("symbols", "headers_equal_map", "lib/libcrm.map", "CRM_0.1 {\nlocal:\n    *;\n};\n",
     "crm_version is CRM_API but not in lib/libcrm.map: add the line 'crm_version;' to it"),
    ("symbols", "headers_equal_map", "lib/libcrm.map",
     GOOD["lib/libcrm.map"].replace("crm_version;", "crm_version;\n    crm_gone;"),
     "remove its line"),
    ("symbols", "functions_are_tested", "tests/api/version_test.c", "/* crm_version() */\n",
     "crm_version is called by no test"),
    ("symbols", "functions_run_without_memory", "tests/fault/memory_db_test.c", "/* nothing */\n",
     "crm_version is called by no loop"),
]

# What the symbol rules are tried on: C source of a library, its map, what the rule must say.
LIBRARIES = [
    ("int crm_version(void) { return 1; }", "crm_version;", None),
    ("int crm_other(void) { return 1; }", "crm_version; crm_other;", "does not define it"),
    ("int crm_version(void) { return 1; }\nint crm_more(void) { return 2; }",
     "crm_version; crm_more;", "exports crm_more"),
]
ARCHIVES = [
    ("store", "int crm__rows(void) { return 1; }", None),
    ("api", "int crm_rows(void) { return 1; }", None),
    ("base", "int crm_version(void) { return 1; }", None),
    ("store", "int crm_rows(void) { return 1; }", "external name crm_rows"),
    ("store", "int rows_count;", "external name rows_count"),
]

# What a test program printed, how it ended, and how many passed and failed.
LOGS = [
    ("100%: Checks: 12, Failures: 0, Errors: 0\n", "OK", (12, 0)),
    ("50%: Checks: 4, Failures: 1, Errors: 1\n", "FAIL", (2, 2)),
    ("100%: Checks: 3, Failures: 0, Errors: 0\nleak\n", "FAIL", (3, 1)),
    ("ok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP no cmake here\n", "ERROR", (1, 1)),
    ("", "TIMEOUT", (0, 1)),
    ("", "SKIP", (0, 0)),
    ("done\n", "OK", (1, 0)),
]
