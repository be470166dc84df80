/*
 * RFM of an order file, from its bytes to scored customers, against DuckDB reading the same file
 * (where `python3 -c 'import duckdb'` works; PYTHON names another interpreter), else against
 * `sqlite3 .import` followed by the same sums.
 *
 *     rfm_bench ORDERS.csv [--short]      the file: `generate orders 10000000 1000000`
 */
#define _POSIX_C_SOURCE 200809L

#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static const char *orders_path;
static const char *peers_path;
static const char *python;
static int64_t customer_count;

static void peer_check(FILE *answer)
{
    long long found = -1;
    if (fscanf(answer, "%lld", &found) != 1 || pclose(answer) != 0)
        bench_fail("peer", "failed");
    if (customer_count && found != customer_count)
        bench_fail("peer", "found another number of customers");
    customer_count = found;
}

static void duckdb_run(void *context)
{
    (void)context;
    char command[BENCH_PATH_SIZE * 3];
    snprintf(command, sizeof command, "'%s' '%s/duckdb_rfm.py' '%s'", python, peers_path,
             orders_path);
    FILE *answer = popen(command, "r");
    if (!answer)
        bench_fail("python3", "cannot be run");
    peer_check(answer);
}

/* Sums only: SQLite has no quantiles. */
static void sqlite_run(void *context)
{
    (void)context;
    char command[BENCH_PATH_SIZE * 3];
    snprintf(command, sizeof command,
             "sqlite3 :memory: 'CREATE TABLE o (id TEXT, customer TEXT, day TEXT, amount REAL)' "
             "'.mode csv' \".import --skip 1 '%s' o\" 'SELECT count(*) FROM (SELECT max(day), "
             "count(*), sum(amount) FROM o GROUP BY customer)'",
             orders_path);
    FILE *answer = popen(command, "r");
    if (!answer)
        bench_fail("sqlite3", "cannot be run");
    peer_check(answer);
}

static int32_t file_read(void *file, void *bytes, size_t size, size_t *read_out)
{
    *read_out = fread(bytes, 1, size, file);
    return ferror((FILE *)file) ? 1 : 0;
}

static void ours_run(void *context)
{
    (void)context;
    crm_rfm *rfm;
    crm_rfm_counts counts;
    crm_db *db = host_open(":memory:");
    FILE *file = fopen(orders_path, "rb");
    if (!file)
        bench_fail(orders_path, "cannot be read");
    host_must(db, "rfm",
              crm_rfm_csv(db, file_read, file,
                          CRM_OPTIONS(crm_rfm_options, .customer = "customer_id", .time = "date",
                                      .amount = "amount",
                                      .at_us = INT64_C(1767225600) * 1000000), /* 2026-01-01 */
                          &rfm));
    crm_rfm_read(rfm, &counts);
    if (counts.rejected || counts.later || (customer_count && counts.customers != customer_count))
        bench_fail("rfm", "not all orders were counted");
    customer_count = counts.customers;
    crm_rfm_free(rfm);
    crm_db_free(db);
    fclose(file);
}

int main(int argc, char **argv)
{
    bench_start(&argc, argv);
    python = getenv("PYTHON");
    if (!python || !*python)
        python = "python3";
    if (argc < 3)
        bench_fail("usage", "rfm_bench ORDERS.csv FOLDER_OF_PEERS");
    orders_path = argv[1];
    peers_path = argv[2];
    char command[BENCH_PATH_SIZE];
    snprintf(command, sizeof command, "'%s' -c 'import duckdb' 2>/dev/null", python);
    int has_duckdb = system(command) == 0;
    const struct bench_promise promise = {
        .text = "RFM of an order file",
        .peer = {has_duckdb ? "DuckDB" : "sqlite3, sums", NULL,
                 has_duckdb ? duckdb_run : sqlite_run, NULL},
        .ours = {"crm_rfm_csv", NULL, ours_run, NULL},
        .must = 1,
        .stretch = 2,
        .rounds = 3,
    };
    return bench_run(&promise, 1, stdout) ? 1 : 0;
}
