/*
 * Reading a million leads and as many opportunities as a host does: a record by its id, the whole
 * table, the head of a sorted list, and reports; against SQLite asked the same by hand.
 *
 *     read_bench [ROWS] [--short]
 */
#define _POSIX_C_SOURCE 200809L

#include "host.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

enum { GETS = 20000, STAGES = 6 };

static size_t row_count = 1000000;
static crm_db *db;
static sqlite3 *sql;
static int64_t *ids; /* of GETS leads */
static size_t id_count;
static volatile size_t sink;

/* --- rows ------------------------------------------------------------------------------------- */

static void lead_write(size_t row, char *out, size_t size)
{
    static const char *const cities[] = {"上海", "北京", "深圳", "杭州", "成都"};
    static const char *const states[] = {"new", "assigned", "working", "qualified", "nurture"};
    uint64_t noise = host_noise(row);
    snprintf(out, size, "王芳%zu,136%08zu,user%zu@example.cn,%s,%s\n", row, row, row,
             cities[noise % 5], states[noise / 5 % 5]);
}

static void deal_write(size_t row, char *out, size_t size)
{
    uint64_t noise = host_noise(row + 7);
    snprintf(out, size,
             "deal %zu,stage %" PRIu64 ",seller%" PRIu64 ",%" PRIu64 ".00,2026-%02" PRIu64 "-15\n",
             row, noise % STAGES, noise / 8 % 20, noise / 256 % 100000, noise / 1024 % 12 + 1);
}

static void seller_write(size_t row, char *out, size_t size)
{
    snprintf(out, size, "Seller %zu,seller%zu\n", row, row);
}

static void rows_make(const char *path)
{
    db = host_open(path);
    host_import(db, "user", NULL, &(struct host_rows){"name,login", 20, seller_write});
    host_record(db, "stage_group", "name", "sales", "is_default", "true", NULL);
    for (int i = 0; i < STAGES; i++) {
        char name[16];
        char position[16];
        snprintf(name, sizeof name, "stage %d", i);
        snprintf(position, sizeof position, "%d", i);
        crm_record *group;
        char id[24];
        host_must(db, "stage_group",
                  crm_record_find(db, "stage_group", "name", "sales", CRM_NUL, &group));
        snprintf(id, sizeof id, "%lld", (long long)crm_record_id(group));
        crm_record_free(group);
        host_record(db, "stage", "name", name, "stage_group", id, "position", position, "outcome",
                    "open", NULL);
    }
    host_import(db, "lead", NULL,
                &(struct host_rows){"name,mobile,email,city,status", row_count, lead_write});
    host_import(db, "opportunity", "stage=stage.name,owner=owner.login",
                &(struct host_rows){"name,stage,owner,amount,close_date", row_count, deal_write});
    crm_db_free(db);
    db = host_open(path);
}

static sqlite3_stmt *prepared(const char *text)
{
    sqlite3_stmt *statement;
    host_must_sql(sql, text, sqlite3_prepare_v2(sql, text, -1, &statement, NULL));
    return statement;
}

static void ids_take(void)
{
    sqlite3_stmt *statement = prepared("SELECT id FROM lead ORDER BY id % 7919, id LIMIT ?");
    ids = calloc(GETS, sizeof *ids);
    sqlite3_bind_int64(statement, 1, GETS);
    while (sqlite3_step(statement) == SQLITE_ROW)
        ids[id_count++] = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
}

/* --- one by its id ---------------------------------------------------------------------------- */

static void get_bare(void *context)
{
    (void)context;
    sqlite3_stmt *statement = prepared("SELECT * FROM lead WHERE id = ? AND deleted_at IS NULL");
    int columns = sqlite3_column_count(statement);
    for (size_t i = 0; i < id_count; i++) {
        sqlite3_bind_int64(statement, 1, ids[i]);
        host_must_sql(sql, "get", sqlite3_step(statement));
        for (int column = 0; column < columns; column++) {
            if (sqlite3_column_type(statement, column) == SQLITE_TEXT) {
                char *copy = strdup((const char *)sqlite3_column_text(statement, column));
                sink += (size_t)copy[0];
                free(copy);
            } else {
                sink += (size_t)sqlite3_column_int64(statement, column);
            }
        }
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
}

static void get_ours(void *context)
{
    (void)context;
    for (size_t i = 0; i < id_count; i++) {
        crm_record *record;
        host_must(db, "get", crm_record_get(db, "lead", ids[i], &record));
        sink += (size_t)crm_record_version(record);
        crm_record_free(record);
    }
}

/* --- all of them ------------------------------------------------------------------------------ */

static void export_bare(void *context)
{
    char command[BENCH_PATH_SIZE + 200];
    snprintf(command, sizeof command,
             "sqlite3 -readonly -csv -header '%s' 'SELECT id, name, mobile, email, city, status "
             "FROM lead WHERE deleted_at IS NULL ORDER BY id' > /dev/null",
             (const char *)context);
    if (system(command) != 0)
        bench_fail("sqlite3", "cannot be run");
}

static void scan_bare(void *context)
{
    (void)context;
    sqlite3_stmt *statement = prepared("SELECT id, name, mobile, email, city, status FROM lead "
                                       "WHERE deleted_at IS NULL ORDER BY id");
    while (sqlite3_step(statement) == SQLITE_ROW) {
        sink += (size_t)sqlite3_column_int64(statement, 0);
        for (int column = 1; column < 6; column++)
            sink += (size_t)sqlite3_column_text(statement, column)[0];
    }
    sqlite3_finalize(statement);
}

static crm_cursor *leads_open(void)
{
    crm_query *query;
    crm_cursor *cursor;
    host_must(db, "query", crm_query_new(db, "lead", &query));
    crm_query_fields(query, "id,name,mobile,email,city,status");
    crm_query_sort(query, "id");
    host_must(db, "query", crm_query_run(query, &cursor));
    crm_query_free(query);
    return cursor;
}

static void scan_ours(void *context)
{
    (void)context;
    crm_cursor *cursor = leads_open();
    struct ArrowArrayStream stream;
    host_must(db, "arrow", crm_cursor_arrow(cursor, &stream));
    for (;;) {
        struct ArrowArray array;
        if (stream.get_next(&stream, &array) != 0)
            bench_fail("arrow", "failed");
        if (!array.release)
            break;
        sink += (size_t)array.length;
        array.release(&array);
    }
    stream.release(&stream);
    crm_cursor_free(cursor);
}

static int32_t swallow(void *context, const void *bytes, size_t size)
{
    (void)context;
    (void)bytes;
    sink += size;
    return 0;
}

static void export_ours(void *context)
{
    (void)context;
    crm_cursor *cursor = leads_open();
    host_must(db, "export", crm_cursor_write(cursor, CRM_FORMAT_CSV, NULL, swallow, NULL));
    crm_cursor_free(cursor);
}

/* --- lists and reports ------------------------------------------------------------------------ */

static void sql_run(void *text)
{
    sqlite3_stmt *statement = prepared(text);
    while (sqlite3_step(statement) == SQLITE_ROW)
        sink++;
    sqlite3_finalize(statement);
}

static void cursor_count(crm_cursor *cursor)
{
    while (crm_cursor_next(cursor) == CRM_OK)
        sink++;
    crm_cursor_free(cursor);
}

static void list_ours(void *context)
{
    (void)context;
    crm_query *query;
    crm_cursor *cursor;
    host_must(db, "list", crm_query_new(db, "lead", &query));
    crm_query_fields(query, "id,name,score");
    crm_query_sort(query, "-score,name");
    crm_query_limit(query, 20);
    host_must(db, "list", crm_query_run(query, &cursor));
    cursor_count(cursor);
    crm_query_free(query);
}

static void group_ours(void *context)
{
    (void)context;
    crm_query *query;
    crm_cursor *cursor;
    host_must(db, "group", crm_query_new(db, "opportunity", &query));
    crm_query_group(query, "stage,owner,close_date:month,currency");
    crm_query_measure(query, "count");
    crm_query_measure(query, "sum(amount)");
    host_must(db, "group", crm_query_run(query, &cursor));
    cursor_count(cursor);
    crm_query_free(query);
}

static void report_ours(void *name)
{
    crm_report *report;
    crm_cursor *cursor;
    host_must(db, name, crm_report_run(db, name, NULL, &report));
    host_must(db, name, crm_report_cursor(report, &cursor));
    cursor_count(cursor);
    crm_report_free(report);
}

#define LIST                                                                                       \
    "SELECT id, name, score FROM lead WHERE deleted_at IS NULL ORDER BY score DESC NULLS LAST, "   \
    "name NULLS LAST, id LIMIT 20"
#define GROUPS                                                                                     \
    "SELECT stage, owner, strftime('%Y-%m', close_date * 86400, 'unixepoch'), currency, "          \
    "count(*), sum(amount) FROM opportunity WHERE deleted_at IS NULL GROUP BY 1, 2, 3, 4"
#define FUNNEL "SELECT status, count(*) FROM lead WHERE deleted_at IS NULL GROUP BY status"
#define PIPELINE                                                                                   \
    "SELECT stage, currency, count(*), sum(amount), sum(amount * probability) FROM opportunity "   \
    "WHERE deleted_at IS NULL AND outcome = 'open' GROUP BY stage, currency"

int main(int argc, char **argv)
{
    char path[BENCH_PATH_SIZE];
    if (bench_start(&argc, argv))
        row_count = 2000;
    if (argc > 1)
        row_count = (size_t)strtoul(argv[1], NULL, 10);
    bench_folder_make();
    rows_make(bench_path("read.crm", path));
    sql = host_open_sql(path);
    ids_take();
    static char list[] = LIST;
    static char groups[] = GROUPS;
    static char funnel[] = FUNNEL;
    static char pipeline[] = PIPELINE;
    static char funnel_name[] = "lead_funnel";
    static char pipeline_name[] = "pipeline";
    int has_shell = system("command -v sqlite3 > /dev/null 2>&1") == 0;
    const struct bench_promise promises[] = {
        {.text = "a record by its id, every field",
         .peer = {"bare SQLite", NULL, get_bare, NULL},
         .ours = {"crm_record_get", NULL, get_ours, NULL},
         .by_cpu = 1},
        {.text = "six fields of all leads, in columns",
         .peer = {"bare SQLite", NULL, scan_bare, NULL},
         .ours = {"Arrow stream", NULL, scan_ours, NULL},
         .by_cpu = 1,
         .must = 0.85},
        {.text = "twenty leads by score and name",
         .peer = {"bare SQLite", NULL, sql_run, list},
         .ours = {"crm_query_run", NULL, list_ours, NULL},
         .by_cpu = 1},
        {.text = "count and sum by stage, owner and month",
         .peer = {"SQLite GROUP BY", NULL, sql_run, groups},
         .ours = {"crm_query_group", NULL, group_ours, NULL},
         .by_cpu = 1},
        {.text = "pipeline report",
         .peer = {"SQLite GROUP BY", NULL, sql_run, pipeline},
         .ours = {"pipeline", NULL, report_ours, pipeline_name},
         .by_cpu = 1},
        {.text = "lead funnel",
         .peer = {"SQLite GROUP BY", NULL, sql_run, funnel},
         .ours = {"lead_funnel", NULL, report_ours, funnel_name},
         .by_cpu = 1},
        {.text = "all leads as CSV",
         .peer = {"sqlite3 -csv", NULL, export_bare, path},
         .ours = {"crm_cursor_write", NULL, export_ours, NULL},
         .by_cpu = 1,
         .must = 0.85},
    };
    size_t broken = bench_run(promises, sizeof promises / sizeof *promises - !has_shell, stdout);
    sqlite3_close(sql);
    crm_db_free(db);
    free(ids);
    bench_folder_remove();
    return broken ? 1 : 0;
}
