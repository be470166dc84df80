/* Handles and rows of the benchmarks; see host.h. */
#include "host.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t host_now_us;

void host_must(crm_db *db, const char *what, crm_status status)
{
    if (status < 0)
        bench_fail(what, crm_db_error(db)->message);
}

void host_must_sql(sqlite3 *sql, const char *what, int code)
{
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE)
        bench_fail(what, sqlite3_errmsg(sql));
}

/* --- handles ---------------------------------------------------------------------------------- */

static int64_t clock_us(void *context)
{
    (void)context;
    return host_now_us;
}

crm_db *host_open(const char *path)
{
    crm_db *db;
    const crm_host host = {.size = sizeof host, .now_us = host_now_us ? clock_us : NULL};
    if (crm_db_new(&host, &db) < 0)
        bench_fail(path, "no memory");
    host_must(db, path, crm_db_open(db, path, NULL));
    return db;
}

sqlite3 *host_open_sql(const char *path)
{
    sqlite3 *sql;
    int code = sqlite3_open(path, &sql);
    host_must_sql(sql, path, code);
    host_run_sql(sql, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "PRAGMA wal_autocheckpoint = 10000; PRAGMA cache_size = -65536");
    return sql;
}

void host_run_sql(sqlite3 *sql, const char *text)
{
    host_must_sql(sql, text, sqlite3_exec(sql, text, NULL, NULL, NULL));
}

int64_t host_record(crm_db *db, const char *entity, ...)
{
    crm_record *record;
    va_list pairs;
    host_must(db, entity, crm_record_new(db, entity, &record));
    va_start(pairs, entity);
    for (const char *field; (field = va_arg(pairs, const char *));)
        crm_record_set_text(record, field, va_arg(pairs, const char *), CRM_NUL);
    va_end(pairs);
    host_must(db, entity, crm_record_save(record, NULL));
    int64_t id = crm_record_id(record);
    crm_record_free(record);
    return id;
}

/* --- rows ------------------------------------------------------------------------------------- */

struct feed {
    const struct host_rows *rows;
    size_t next; /* 0: the header */
    char line[1024];
    size_t at;
    size_t size;
};

static void feed_line(struct feed *feed)
{
    if (feed->next == 0)
        snprintf(feed->line, sizeof feed->line, "%s\n", feed->rows->header);
    else
        feed->rows->line(feed->next - 1, feed->line, sizeof feed->line);
    feed->next++;
    feed->at = 0;
    feed->size = strlen(feed->line);
}

static int32_t feed_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct feed *feed = context;
    char *out = bytes;
    *read_out = 0;
    while (*read_out < size) {
        if (feed->at == feed->size && feed->next > feed->rows->count)
            return 0;
        if (feed->at == feed->size)
            feed_line(feed);
        size_t some = feed->size - feed->at;
        if (some > size - *read_out)
            some = size - *read_out;
        memcpy(out + *read_out, feed->line + feed->at, some);
        *read_out += some;
        feed->at += some;
    }
    return 0;
}

static int32_t rejected(void *context, const crm_import_reject *reject)
{
    (void)context;
    bench_fail(reject->field, reject->reason);
    return 1;
}

void host_import(crm_db *db, const char *entity, const char *map, const struct host_rows *rows)
{
    struct feed feed = {.rows = rows};
    crm_import_report report;
    host_must(
        db, entity,
        crm_import_run(db,
                       CRM_OPTIONS(crm_import_options, .name = entity, .entity = entity, .map = map,
                                   .on_match = CRM_IMPORT_CREATE, .rejected = rejected),
                       feed_read, &feed, &report));
    if (report.created != (int64_t)rows->count)
        bench_fail(entity, "not all rows were imported");
}

uint64_t host_noise(uint64_t number)
{
    uint64_t z = (number + 1) * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}
