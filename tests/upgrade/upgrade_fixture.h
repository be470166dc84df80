/* A database that an earlier library wrote, made from its SQL, and a copy of it to be upgraded. */
#ifndef CRM_TESTS_UPGRADE_FIXTURE_H
#define CRM_TESTS_UPGRADE_FIXTURE_H

#include "../api/fixture.h"

#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#define OLD_DUMP DATA_DIR "/2026-11-22.sql"

static char old_path[64];   /* as it was written */
static char path[64];       /* a copy, to be upgraded */
static char fresh_path[64]; /* made by today's library */

static inline void file_remove(const char *name)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < 4; i++) {
        char file[80];
        snprintf(file, sizeof file, "%.64s%s", name, ends[i]);
        unlink(file);
    }
}

static inline char *file_read(const char *name, size_t *size_out)
{
    FILE *file = fopen(name, "rb");
    ck_assert_msg(file != NULL, "no file %s", name);
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(size + 1);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_uint_eq(fread(bytes, 1, size, file), size);
    fclose(file);
    bytes[size] = '\0';
    if (size_out)
        *size_out = size;
    return bytes;
}

static inline void file_write(const char *name, const char *bytes, size_t size)
{
    FILE *file = fopen(name, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

/* --- plain SQL, past the library -------------------------------------------------------------- */

static inline void sql_run(const char *name, const char *sql)
{
    sqlite3 *raw;
    char *message = NULL;
    ck_assert_int_eq(sqlite3_open(name, &raw), SQLITE_OK);
    int code = sqlite3_exec(raw, sql, NULL, NULL, &message);
    ck_assert_msg(code == SQLITE_OK, "%.60s: %s", sql, message ? message : "");
    sqlite3_close(raw);
}

static sqlite3 *raw;

static inline void raw_open(const char *name)
{
    ck_assert_int_eq(sqlite3_open(name, &raw), SQLITE_OK);
}

static inline int64_t raw_int(const char *format, const char *name)
{
    sqlite3_stmt *statement;
    char *sql = sqlite3_mprintf(format, name);
    ck_assert_msg(sqlite3_prepare_v2(raw, sql, -1, &statement, NULL) == SQLITE_OK, "%s: %s", sql,
                  sqlite3_errmsg(raw));
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_free(sql);
    return value;
}

/* Of the file at `path`: 0 before the upgrade, 1 after it; anything else is neither. */
static inline int64_t upgraded(void)
{
    raw_open(path);
    static const char *const parts[] = {
        "SELECT count(*) FROM pragma_table_info('segment_run') WHERE name = 'quadrants'",
        "SELECT count(*) FROM pragma_table_info('alert') WHERE name = 'recovered_at_custom'",
        "SELECT count(*) FROM crm_field WHERE name = 'left_run'",
        "SELECT number <> 4909775700189692162 FROM crm_meta WHERE name = 'catalogue'",
    };
    int64_t sum = 0;
    for (size_t i = 0; i < 4; i++)
        sum += raw_int(parts[i], "");
    sqlite3_close(raw);
    return sum == 0 ? 0 : sum == 4 ? 1 : -1;
}

/* --- the three files -------------------------------------------------------------------------- */

static inline void handle_new(void)
{
    crm_host host = test_host(&api_heap);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
}

static inline void copy_anew(void)
{
    size_t size;
    char *bytes = file_read(old_path, &size);
    file_remove(path);
    file_write(path, bytes, size);
    free(bytes);
}

static inline void setup(void)
{
    api_heap = (struct test_heap){0};
    snprintf(old_path, sizeof old_path, "upgrade_%d.old.crm", (int)getpid());
    snprintf(path, sizeof path, "upgrade_%d.crm", (int)getpid());
    snprintf(fresh_path, sizeof fresh_path, "upgrade_%d.new.crm", (int)getpid());
    file_remove(old_path);
    file_remove(fresh_path);
    char *dump = file_read(OLD_DUMP, NULL);
    sql_run(old_path, dump);
    sql_run(old_path, "PRAGMA journal_mode = WAL");
    free(dump);
    copy_anew();
    handle_new();
}

static inline void teardown(void)
{
    api_teardown();
    file_remove(old_path);
    file_remove(path);
    file_remove(fresh_path);
}

static inline void sound(void)
{
    int64_t problems;
    crm_cursor *cursor;
    ck_assert_ok(crm_db_check(db, &problems, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK)
        printf("%s %s: %s\n", crm_cursor_text(cursor, 0), crm_cursor_text(cursor, 1),
               crm_cursor_text(cursor, 2));
    crm_cursor_free(cursor);
    ck_assert_int_eq(problems, 0);
}

/* The texts of one row, and no second row. */
static inline void answers(const char *entity, const char *where, const char *fields,
                           const char *expected)
{
    crm_query *query;
    crm_cursor *cursor;
    char text[512] = "";
    ck_assert_ok(crm_query_new(db, entity, &query));
    ck_assert_ok(crm_query_where(query, where, CRM_NUL));
    ck_assert_ok(crm_query_fields(query, fields));
    ck_assert_ok(crm_query_run(query, &cursor));
    ck_assert_msg(crm_cursor_next(cursor) == CRM_OK, "%s has no row for %s", entity, where);
    for (int32_t i = 0; i < crm_cursor_column_count(cursor); i++) {
        size_t size = strlen(text);
        snprintf(text + size, sizeof text - size, "%s%s", i ? "|" : "", crm_cursor_text(cursor, i));
    }
    ck_assert_str_eq(text, expected);
    ck_assert_int_eq(crm_cursor_next(cursor), CRM_DONE);
    crm_cursor_free(cursor);
    crm_query_free(query);
}

#endif
