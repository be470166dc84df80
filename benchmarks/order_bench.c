/*
 * Orders through the service that saves rows, and as bare inserts. What is promised is the price of
 * the totals of customers and months alone: the time within the observer that keeps them, from what
 * it remembers of each order to the rows that it writes before the commit. (The difference of runs
 * with and without totals is the same thing, but far smaller than the noise of either run.)
 *
 *     order_bench [ORDERS] [--short]
 */
#define _POSIX_C_SOURCE 200809L

#include "bench.h"
#include "files.h"

#include "service/save.h"
#include "service/service.h"
#include "store/observer.h"
#include "store/store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIELD_COUNT = 5 };

static const char *const field_names[FIELD_COUNT] = {"number", "account", "placed_at", "currency",
                                                     "amount"};

struct orders {
    struct env env;
    struct store *store;
    sqlite3 *sql;
    char template_path[BENCH_PATH_SIZE];
    char path[BENCH_PATH_SIZE];
    int64_t *accounts;
    size_t account_count;
    size_t count;
    size_t buyers;     /* accounts that order in the run */
    size_t batch_rows; /* saved in one call */
    double totals_s;   /* processor time within the observer of totals */
    const struct entity *entity;
    const struct field *fields[FIELD_COUNT];
};

static struct orders orders = {.count = 200000, .account_count = 100000};

static void must(const char *what, crm_status status)
{
    if (status < 0)
        bench_fail(what, orders.env.error.message);
}

static void must_sql(const char *what, int code)
{
    if (code != SQLITE_OK && code != SQLITE_DONE)
        bench_fail(what, sqlite3_errmsg(orders.sql));
}

static void close_all(void)
{
    sqlite3_close(orders.sql);
    orders.sql = NULL;
    crm__store_close(orders.store);
    orders.store = NULL;
}

static void open_store(const char *path)
{
    must(path, crm__store_open(&orders.env, crm__text_of(path), NULL, &orders.store));
    must(path, crm__service_attach(orders.store));
    orders.entity = crm__service_entity(orders.store, "order");
    for (size_t i = 0; i < FIELD_COUNT; i++)
        orders.fields[i] = crm__service_field(orders.entity, field_names[i]);
}

/* --- the observer, timed ---------------------------------------------------------------------- */

static struct observer totals; /* its own functions */

static double thread_s(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static crm_status timed_rows(struct observer *observer, struct store *store,
                             const struct row_change *change)
{
    double start = thread_s();
    crm_status status = totals.rows(observer, store, change);
    orders.totals_s += thread_s() - start;
    return status;
}

static crm_status timed_flush(struct observer *observer, struct store *store, void *items,
                              size_t count)
{
    double start = thread_s();
    crm_status status = totals.flush(observer, store, items, count);
    orders.totals_s += thread_s() - start;
    return status;
}

static void totals_time(struct store *store)
{
    for (struct observer *own = store->observers; own; own = own->next) {
        if (!crm__text_is(own->entity, "order") || !own->flush)
            continue;
        totals = *own;
        own->rows = timed_rows;
        own->flush = timed_flush;
    }
    orders.totals_s = 0;
}

/* --- runs ------------------------------------------------------------------------------------- */

static void fresh(void *context)
{
    (void)context;
    close_all();
    bench_copy(orders.template_path, orders.path);
    open_store(orders.path);
}

static void fresh_bare(void *context)
{
    fresh(context);
    close_all();
    must_sql(orders.path, sqlite3_open(orders.path, &orders.sql));
    must_sql("pragmas",
             sqlite3_exec(orders.sql,
                          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                          "PRAGMA wal_autocheckpoint = 10000; PRAGMA cache_size = -65536",
                          NULL, NULL, NULL));
}

static int64_t account_of(size_t row)
{
    return orders.accounts[crm__hash_int64((int64_t)row, 3) % orders.buyers];
}

static int64_t amount_of(size_t row)
{
    return 100 + (int64_t)(crm__hash_int64((int64_t)row, 4) % 100000);
}

static int64_t placed_of(size_t row)
{
    return INT64_C(1772409600000000) + (int64_t)row * 1000000;
}

static void rows_make(size_t from, size_t count, struct batch *rows)
{
    crm__batch_init(rows, &orders.env);
    must("rows", crm__batch_add_fields(rows, orders.fields, FIELD_COUNT));
    for (size_t row = from; row < from + count; row++) {
        char number[32];
        snprintf(number, sizeof number, "SO-%08zu", row);
        crm__column_text(rows, &rows->columns[0], crm__text_of(number));
        crm__column_int(rows, &rows->columns[1], account_of(row));
        crm__column_int(rows, &rows->columns[2], placed_of(row));
        crm__column_text(rows, &rows->columns[3], TEXT("CNY"));
        crm__column_int(rows, &rows->columns[4], amount_of(row));
        crm__batch_finish_row(rows);
    }
}

static void save_run(void *context)
{
    (void)context;
    must("begin", crm__store_begin(orders.store));
    for (size_t from = 0; from < orders.count; from += orders.batch_rows) {
        size_t count =
            orders.count - from < orders.batch_rows ? orders.count - from : orders.batch_rows;
        struct batch rows;
        struct arena arena;
        rows_make(from, count, &rows);
        crm__arena_init(&arena, &orders.env);
        struct save save = {.entity = orders.entity,
                            .fields = orders.fields,
                            .field_count = FIELD_COUNT,
                            .rows = &rows,
                            .all_or_none = true,
                            .arena = &arena};
        must("orders", crm__save_rows(orders.store, &save));
        crm__arena_free(&arena);
        crm__batch_free(&rows);
    }
    must("commit", crm__store_commit(orders.store));
}

static void bare_run(void *context)
{
    (void)context;
    static const char text[] =
        "INSERT INTO \"order\" (id, version, created_at, updated_at, number, account, placed_at, "
        "currency, amount, status) VALUES (?,1,?,?,?,?,?,'CNY',?,'placed')";
    sqlite3_stmt *insert;
    must_sql("begin", sqlite3_exec(orders.sql, "BEGIN IMMEDIATE", NULL, NULL, NULL));
    must_sql(text, sqlite3_prepare_v2(orders.sql, text, -1, &insert, NULL));
    for (size_t row = 0; row < orders.count; row++) {
        char number[32];
        snprintf(number, sizeof number, "SO-%08zu", row);
        sqlite3_bind_int64(insert, 1, ((int64_t)1 << 60) + (int64_t)row);
        sqlite3_bind_int64(insert, 2, orders.env.now_us);
        sqlite3_bind_int64(insert, 3, orders.env.now_us);
        sqlite3_bind_text(insert, 4, number, -1, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 5, account_of(row));
        sqlite3_bind_int64(insert, 6, placed_of(row));
        sqlite3_bind_int64(insert, 7, amount_of(row));
        must_sql(text, sqlite3_step(insert));
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    must_sql("commit", sqlite3_exec(orders.sql, "COMMIT", NULL, NULL, NULL));
}

static void template_make(void)
{
    const struct entity *account;
    struct batch rows;
    struct arena arena;
    open_store(orders.template_path);
    account = crm__service_entity(orders.store, "account");
    const struct field *name = crm__service_field(account, "name");
    crm__arena_init(&arena, &orders.env);
    crm__batch_init(&rows, &orders.env);
    must("accounts", crm__batch_add_fields(&rows, &name, 1));
    for (size_t i = 0; i < orders.account_count; i++) {
        char text[40];
        snprintf(text, sizeof text, "星河贸易%zu", i);
        crm__column_text(&rows, &rows.columns[0], crm__text_of(text));
        crm__batch_finish_row(&rows);
    }
    struct save save = {.entity = account,
                        .fields = &name,
                        .field_count = 1,
                        .rows = &rows,
                        .all_or_none = true,
                        .arena = &arena};
    must("accounts", crm__save_rows(orders.store, &save));
    orders.accounts = calloc(orders.account_count, sizeof *orders.accounts);
    for (size_t i = 0; i < orders.account_count; i++)
        orders.accounts[i] = save.results[i].id;
    crm__batch_free(&rows);
    crm__arena_free(&arena);
    must("checkpoint", crm__store_maintain(orders.store, STORE_CHECKPOINT));
    close_all();
}

static const struct bench_task in_batches = {"in batches", fresh, save_run, NULL};

static size_t totals_price(size_t buyers, size_t batch_rows, double must_ratio, const char *text)
{
    enum { ROUNDS = 5 };
    double times[ROUNDS];
    orders.buyers = buyers;
    orders.batch_rows = batch_rows;
    for (size_t i = 0; i < ROUNDS; i++) {
        fresh(NULL);
        totals_time(orders.store);
        save_run(NULL);
        times[i] = orders.totals_s;
    }
    struct bench_promise price = {.text = text,
                                  .peer = {.name = "0.5 us an order"},
                                  .must = must_ratio,
                                  .stretch = must_ratio * 5,
                                  .by_cpu = 1};
    double limit = 0.5e-6 * (double)orders.count;
    double ours = bench_median(times, ROUNDS);
    struct bench_result result = {
        .peer_wall_s = limit, .peer_cpu_s = limit, .ours_wall_s = ours, .ours_cpu_s = ours};
    bench_judge(&price, &result);
    bench_print(&price, &result, stdout);
    fflush(stdout);
    return !result.holds;
}

int main(int argc, char **argv)
{
    int is_short = bench_start(&argc, argv);
    bench_print_head(stdout);
    if (is_short) {
        orders.count = 2000;
        orders.account_count = 500;
    }
    if (argc > 1)
        orders.count = (size_t)strtoul(argv[1], NULL, 10);
    bench_folder_make();
    bench_path("template.crm", orders.template_path);
    bench_path("orders.crm", orders.path);
    must("environment", crm__env_init(&orders.env, NULL));
    crm__env_enter(&orders.env);
    template_make();

    const struct bench_promise whole = {
        .text = "an order with checks, history and totals, in batches",
        .peer = {"bare insert", fresh_bare, bare_run, NULL},
        .ours = in_batches,
        .by_cpu = 1,
        .rounds = 3,
    };
    size_t few = orders.account_count / 100;
    size_t broken = totals_price(few, 50000, 1, "totals of orders, batches of 50 a customer");
    broken += totals_price(few, 1, 0, "the same, saved one by one in one transaction");
    broken += totals_price(orders.account_count / 10, 50000, 0, "totals of orders, 5 a customer");
    broken += totals_price(orders.account_count, 50000, 0, "totals of orders, one a customer");
    orders.batch_rows = 4096;
    struct bench_result result = bench_measure(&whole);
    bench_judge(&whole, &result);
    bench_print(&whole, &result, stdout);

    close_all();
    free(orders.accounts);
    bench_folder_remove();
    return broken && !is_short ? 1 : 0;
}
