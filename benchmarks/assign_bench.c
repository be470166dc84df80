/*
 * Assignment end to end: 100,000 ownerless leads of a pool to 500 sellers by three ordered rules,
 * with the leads' owners, history, ledger and the answer why. Beside it, what a program without
 * rules would write by hand: the owner of each lead and a row of the ledger.
 *
 *     assign_bench [LEADS] [SELLERS] [--short]
 */
#define _POSIX_C_SOURCE 200809L

#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static size_t lead_count = 100000;
static size_t seller_count = 500;
static char template_path[BENCH_PATH_SIZE];
static char ours_path[BENCH_PATH_SIZE];
static char bare_path[BENCH_PATH_SIZE];
static crm_db *db;
static sqlite3 *sql;

static void line_write(size_t row, char *out, size_t size)
{
    static const char *const cities[] = {"上海", "北京", "深圳", "杭州", "成都"};
    snprintf(out, size, "王芳%zu,137%08zu,%s,East\n", row, row, cities[host_noise(row) % 5]);
}

static void seller_write(size_t row, char *out, size_t size)
{
    snprintf(out, size, "Seller %zu,seller%zu\n", row, row);
}

static void template_make(void)
{
    db = host_open(bench_path("template.crm", template_path));
    host_import(db, "user", NULL, &(struct host_rows){"name,login", seller_count, seller_write});
    host_record(db, "pool", "name", "East", "is_default", "true", NULL);
    host_record(db, "pool_rule", "name", "Shanghai", "kind", "assign", "position", "1", "condition",
                "city == '上海'", "strategy", "least_busy", "fall_through", "true", NULL);
    host_record(db, "pool_rule", "name", "Beijing", "kind", "assign", "position", "2", "condition",
                "city == '北京'", "strategy", "weighted", "fall_through", "true", NULL);
    host_record(db, "pool_rule", "name", "others", "kind", "assign", "position", "3", "strategy",
                "round_robin", NULL);
    host_import(db, "lead", "pool=pool.name",
                &(struct host_rows){"name,mobile,city,pool", lead_count, line_write});
    crm_db_free(db);
    db = NULL;
}

static void bare_open(void *context)
{
    (void)context;
    sqlite3_close(sql);
    bench_copy(template_path, bare_path);
    sql = host_open_sql(bare_path);
}

static void bare_run(void *context)
{
    (void)context;
    sqlite3_stmt *update;
    sqlite3_stmt *insert;
    int64_t *leads = malloc(lead_count * sizeof *leads);
    sqlite3_stmt *read;
    size_t count = 0;
    host_must_sql(
        sql, "read",
        sqlite3_prepare_v2(sql, "SELECT id, city FROM lead WHERE owner IS NULL", -1, &read, NULL));
    while (sqlite3_step(read) == SQLITE_ROW && count < lead_count)
        leads[count++] = sqlite3_column_int64(read, 0);
    sqlite3_finalize(read);
    host_run_sql(sql, "BEGIN IMMEDIATE");
    static const char text[] = "UPDATE lead SET owner = ?, owner_since = ?, status = 'assigned', "
                               "version = version + 1, updated_at = ? WHERE id = ?";
    static const char ledger[] =
        "INSERT INTO claim (id, version, created_at, updated_at, lead, user, "
        "action, at, local_day) VALUES (?,1,?,?,?,?,'assign',?,20500)";
    host_must_sql(sql, text, sqlite3_prepare_v2(sql, text, -1, &update, NULL));
    host_must_sql(sql, ledger, sqlite3_prepare_v2(sql, ledger, -1, &insert, NULL));
    for (size_t i = 0; i < count; i++) {
        int64_t seller = (int64_t)(i % seller_count) + 1;
        const int64_t updated[] = {seller, 1, 1, leads[i]};
        const int64_t inserted[] = {INT64_MAX / 2 + (int64_t)i, 1, 1, leads[i], seller, 1};
        for (int column = 0; column < 4; column++)
            sqlite3_bind_int64(update, column + 1, updated[column]);
        for (int column = 0; column < 6; column++)
            sqlite3_bind_int64(insert, column + 1, inserted[column]);
        host_must_sql(sql, text, sqlite3_step(update));
        host_must_sql(sql, ledger, sqlite3_step(insert));
        sqlite3_reset(update);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(update);
    sqlite3_finalize(insert);
    host_run_sql(sql, "COMMIT");
    free(leads);
}

static void ours_open(void *context)
{
    (void)context;
    crm_db_free(db);
    bench_copy(template_path, ours_path);
    db = host_open(ours_path);
}

static void ours_run(void *context)
{
    (void)context;
    crm_cursor *cursor;
    size_t given = 0;
    host_must(db, "assign", crm_lead_assign(db, NULL, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK)
        given += strcmp(crm_cursor_text(cursor, 2), "given") == 0;
    crm_cursor_free(cursor);
    if (given != lead_count)
        bench_fail("assign", "not all leads were given to somebody");
}

int main(int argc, char **argv)
{
    if (bench_start(&argc, argv)) {
        lead_count = 1000;
        seller_count = 20;
    }
    if (argc > 1)
        lead_count = (size_t)strtoul(argv[1], NULL, 10);
    if (argc > 2)
        seller_count = (size_t)strtoul(argv[2], NULL, 10);
    bench_folder_make();
    bench_path("ours.crm", ours_path);
    bench_path("bare.crm", bare_path);
    template_make();
    const struct bench_promise promise = {
        .text = "100k leads assigned to 500 sellers, all written",
        .peer = {"updates by hand", bare_open, bare_run, NULL},
        .ours = {"crm_lead_assign", ours_open, ours_run, NULL},
        .by_cpu = 1,
        .rounds = 3,
    };
    bench_run(&promise, 1, stdout);
    sqlite3_close(sql);
    crm_db_free(db);
    bench_folder_remove();
    return 0;
}
