/*
 * The store against bare SQLite with the same table and the same indexes, on the same rows: bulk
 * insert with history, one record in its own transaction, reading by id, update with history: every
 * row with values of its own, and all rows with the same.
 *
 *     store_bench [ROWS] [--short]
 */
#include "bench.h"
#include "files.h"

#include "db/db.h"
#include "store/rows.h"
#include "store/store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH_ROWS = 1000, SINGLE_ROWS = 300, FIELD_COUNT = 11 };

static const char *const field_names[FIELD_COUNT] = {
    "name", "company", "mobile", "mobile_normal", "email",       "email_normal",
    "city", "status",  "score",  "owner_since",   "external_id",
};
/* Bare rows also carry what the store stamps. */
static const char bare_insert[] =
    "INSERT INTO lead (id, version, created_at, updated_at, name, company, mobile, mobile_normal, "
    "email, email_normal, city, status, score, owner_since, external_id, external_source) "
    "VALUES (?,1,?,?,?,?,?,?,?,?,?,?,?,?,?,'bench')";

struct bench_data {
    size_t rows;
    char template_path[BENCH_PATH_SIZE]; /* an empty database */
    char full_path[BENCH_PATH_SIZE];     /* one with all rows, for what changes them */
    char store_path[BENCH_PATH_SIZE];    /* the one at work, of either side */
    struct env env;
    struct store *store;
    sqlite3 *bare;
    struct batch batch; /* of all rows */
    int64_t *ids;
    bool same;   /* an update gives all rows the same values */
    int turn;    /* of updates: each really changes the rows */
};

static void must(struct bench_data *data, const char *what, crm_status status)
{
    if (status < 0)
        bench_fail(what, data->env.error.message);
}

static void must_bare(struct bench_data *data, const char *what, int code)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
        bench_fail(what, sqlite3_errmsg(data->bare));
}

static void run_bare(struct bench_data *data, const char *text)
{
    must_bare(data, text, sqlite3_exec(data->bare, text, NULL, NULL, NULL));
}

static void make_rows(struct bench_data *data)
{
    crm__batch_init(&data->batch, &data->env);
    const struct entity *lead = crm__entity_find(data->store->catalogue, TEXT("lead"));
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        const struct field *field = crm__field_find(lead, crm__text_of(field_names[i]));
        must(data, field_names[i], crm__batch_add_fields(&data->batch, &field, 1));
    }
    static const char *const cities[] = {"上海", "北京", "深圳", "杭州", "成都"};
    struct column *columns = data->batch.columns;
    for (size_t row = 0; row < data->rows; row++) {
        uint64_t noise = crm__hash_int64((int64_t)row, 1);
        char text[FIELD_COUNT][64];
        snprintf(text[0], 64, "张伟%zu", row);
        snprintf(text[1], 64, "%s贸易有限公司%u", cities[noise % 5], (unsigned)(noise >> 50));
        snprintf(text[2], 64, "13%09u", (unsigned)(noise % 1000000000));
        snprintf(text[3], 64, "+86%.40s", text[2]);
        snprintf(text[4], 64, "User%zu.%u@example.cn", row, (unsigned)(noise >> 44 & 0xffff));
        snprintf(text[5], 64, "user%zu.%u@example.cn", row, (unsigned)(noise >> 44 & 0xffff));
        snprintf(text[6], 64, "%s", cities[noise % 5]);
        snprintf(text[7], 64, "new");
        snprintf(text[10], 64, "%zu", row);
        for (size_t i = 0; i < FIELD_COUNT; i++) {
            if (columns[i].kind == VALUE_INT)
                crm__column_int(&data->batch, &columns[i], (int64_t)(noise >> 40));
            else
                crm__column_text(&data->batch, &columns[i], crm__text_of(text[i]));
        }
        crm__batch_finish_row(&data->batch);
    }
}

static void open_bare(struct bench_data *data, const char *path)
{
    must_bare(data, path, sqlite3_open(path, &data->bare));
    run_bare(data, "PRAGMA journal_mode = WAL");
    run_bare(data, "PRAGMA synchronous = FULL");
    run_bare(data, "PRAGMA wal_autocheckpoint = 10000");
    run_bare(data, "PRAGMA cache_size = -65536");
}

static void open_store(struct bench_data *data, const char *path)
{
    must(data, path, crm__store_open(&data->env, crm__text_of(path), NULL, &data->store));
}

static void close_all(struct bench_data *data)
{
    sqlite3_close(data->bare);
    crm__store_close(data->store);
    data->bare = NULL;
    data->store = NULL;
}

static void prepare_read_bare(void *context)
{
    struct bench_data *data = context;
    close_all(data);
    open_bare(data, data->store_path);
}

static void prepare_read_store(void *context)
{
    struct bench_data *data = context;
    close_all(data);
    open_store(data, data->store_path);
}

static void prepare_empty_bare(void *context)
{
    struct bench_data *data = context;
    close_all(data);
    bench_copy(data->template_path, data->store_path);
    open_bare(data, data->store_path);
}

static void prepare_empty_store(void *context)
{
    prepare_empty_bare(context);
    prepare_read_store(context);
}

static void bind_row(struct bench_data *data, sqlite3_stmt *statement, size_t row)
{
    sqlite3_bind_int64(statement, 1, ((int64_t)1 << 50) + (int64_t)row);
    sqlite3_bind_int64(statement, 2, data->env.now_us);
    sqlite3_bind_int64(statement, 3, data->env.now_us);
    for (int i = 0; i < FIELD_COUNT; i++) {
        const struct column *column = &data->batch.columns[i];
        if (column->kind == VALUE_INT) {
            sqlite3_bind_int64(statement, i + 4, column->integers[row]);
            continue;
        }
        struct text text = crm__column_text_at(column, row);
        sqlite3_bind_text(statement, i + 4, text.data, (int)text.size, SQLITE_STATIC);
    }
}

static void insert_bare(void *context)
{
    struct bench_data *data = context;
    sqlite3_stmt *statement = NULL;
    run_bare(data, "BEGIN IMMEDIATE");
    must_bare(data, "insert", sqlite3_prepare_v2(data->bare, bare_insert, -1, &statement, NULL));
    for (size_t row = 0; row < data->rows; row++) {
        bind_row(data, statement, row);
        must_bare(data, "insert", sqlite3_step(statement));
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    run_bare(data, "COMMIT");
}

/* A window of the rows, with external_source beside. */
static void insert_window(struct bench_data *data, size_t from, size_t count)
{
    const struct entity *lead = crm__entity_find(data->store->catalogue, TEXT("lead"));
    const struct field *fields[FIELD_COUNT + 1];
    struct batch window;
    crm__batch_init(&window, &data->env);
    for (size_t i = 0; i < FIELD_COUNT; i++)
        fields[i] = crm__field_find(lead, crm__text_of(field_names[i]));
    fields[FIELD_COUNT] = crm__field_find(lead, TEXT("external_source"));
    must(data, "window", crm__batch_add_fields(&window, fields, FIELD_COUNT + 1));
    for (size_t row = from; row < from + count; row++) {
        for (size_t i = 0; i < FIELD_COUNT; i++)
            crm__column_value(&window, &window.columns[i], crm__batch_at(&data->batch, i, row));
        crm__column_text(&window, &window.columns[FIELD_COUNT], TEXT("bench"));
        crm__batch_finish_row(&window);
    }
    for (size_t i = 0; i < count; i++)
        data->ids[from + i] = 0;
    struct row_write write = {.entity = lead,
                              .fields = fields,
                              .field_count = FIELD_COUNT + 1,
                              .rows = &window,
                              .ids = data->ids + from};
    must(data, "insert", crm__rows_insert(data->store, &write));
    crm__batch_free(&window);
}

static void insert_store(void *context)
{
    struct bench_data *data = context;
    must(data, "begin", crm__store_begin(data->store));
    for (size_t from = 0; from < data->rows; from += BATCH_ROWS) {
        size_t count = data->rows - from < BATCH_ROWS ? data->rows - from : BATCH_ROWS;
        insert_window(data, from, count);
    }
    must(data, "commit", crm__store_commit(data->store));
}

static void single_bare(void *context)
{
    struct bench_data *data = context;
    sqlite3_stmt *statement = NULL;
    must_bare(data, "insert", sqlite3_prepare_v2(data->bare, bare_insert, -1, &statement, NULL));
    for (size_t row = 0; row < SINGLE_ROWS; row++) {
        run_bare(data, "BEGIN IMMEDIATE");
        bind_row(data, statement, row);
        must_bare(data, "insert", sqlite3_step(statement));
        sqlite3_reset(statement);
        run_bare(data, "COMMIT");
    }
    sqlite3_finalize(statement);
}

static void single_store(void *context)
{
    struct bench_data *data = context;
    for (size_t row = 0; row < SINGLE_ROWS; row++)
        insert_window(data, row, 1);
}

/* Full databases for reading and updating; the bare one reads what the store wrote. */
static void prepare_full(struct bench_data *data)
{
    prepare_empty_store(data);
    insert_store(data);
    must(data, "checkpoint", crm__store_maintain(data->store, STORE_CHECKPOINT));
    close_all(data);
    bench_copy(data->store_path, data->full_path);
}

static size_t shuffled(const struct bench_data *data, size_t i)
{
    return (size_t)(crm__hash_int64((int64_t)i, 7) % data->rows);
}

static volatile size_t sink;

static void get_bare(void *context)
{
    struct bench_data *data = context;
    sqlite3_stmt *statement = NULL;
    static const char select[] = "SELECT name, company, mobile, email, status, score FROM lead "
                                 "WHERE id = ? AND deleted_at IS NULL";
    must_bare(data, "get", sqlite3_prepare_v2(data->bare, select, -1, &statement, NULL));
    for (size_t i = 0; i < data->rows; i++) {
        sqlite3_bind_int64(statement, 1, data->ids[shuffled(data, i)]);
        must_bare(data, "get", sqlite3_step(statement));
        for (int column = 0; column < 5; column++)
            sink += (size_t)strlen((const char *)sqlite3_column_text(statement, column));
        sink += (size_t)sqlite3_column_int64(statement, 5);
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
}

static size_t get_fields(struct bench_data *data, const struct field **fields)
{
    static const char *const names[] = {"name", "company", "mobile", "email", "status", "score"};
    const struct entity *lead = crm__entity_find(data->store->catalogue, TEXT("lead"));
    for (size_t i = 0; i < 6; i++)
        fields[i] = crm__field_find(lead, crm__text_of(names[i]));
    return 6;
}

static void get_store(void *context)
{
    struct bench_data *data = context;
    const struct field *fields[6];
    size_t count = get_fields(data, fields);
    struct batch batch;
    crm__batch_init(&batch, &data->env);
    for (size_t i = 0; i < data->rows; i++) {
        must(data, "get",
             crm__rows_get(data->store, fields[0]->entity, fields, count,
                           &data->ids[shuffled(data, i)], 1, 0, NULL, &batch));
        sink += batch.row_count;
    }
    crm__batch_free(&batch);
}

static void get_many_store(void *context)
{
    struct bench_data *data = context;
    const struct field *fields[6];
    size_t count = get_fields(data, fields);
    struct batch batch;
    crm__batch_init(&batch, &data->env);
    int64_t ids[BATCH_ROWS];
    for (size_t i = 0; i < data->rows; i += BATCH_ROWS) {
        for (size_t j = 0; j < BATCH_ROWS; j++)
            ids[j] = data->ids[shuffled(data, i + j)];
        must(data, "get",
             crm__rows_get(data->store, fields[0]->entity, fields, count, ids, BATCH_ROWS, 0, NULL,
                           &batch));
        sink += batch.row_count;
    }
    crm__batch_free(&batch);
}

static void update_text(const struct bench_data *data, size_t row, char text[32])
{
    snprintf(text, 32, "turn %d, %zu", data->turn, data->same ? 0 : row);
}

static void update_bare(void *context)
{
    struct bench_data *data = context;
    sqlite3_stmt *statement = NULL;
    run_bare(data, "BEGIN IMMEDIATE");
    static const char update[] = "UPDATE lead SET city = ?, company = ?, version = version + 1, "
                                 "updated_at = ? WHERE id = ?";
    must_bare(data, "update", sqlite3_prepare_v2(data->bare, update, -1, &statement, NULL));
    data->turn++;
    for (size_t i = 0; i < data->rows; i++) {
        char text[32];
        update_text(data, i, text);
        sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 2, text, -1, SQLITE_STATIC);
        sqlite3_bind_int64(statement, 3, data->env.now_us);
        sqlite3_bind_int64(statement, 4, data->ids[i]);
        must_bare(data, "update", sqlite3_step(statement));
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    run_bare(data, "COMMIT");
}

static void update_window(struct bench_data *data, const struct field **fields, size_t from,
                          struct batch *rows)
{
    crm__batch_clear(rows);
    for (size_t i = 0; i < BATCH_ROWS; i++) {
        char text[32];
        update_text(data, from + i, text);
        crm__column_text(rows, &rows->columns[0], crm__text_of(text));
        crm__column_text(rows, &rows->columns[1], crm__text_of(text));
        crm__batch_finish_row(rows);
    }
    struct row_write write = {.entity = fields[0]->entity,
                              .fields = fields,
                              .field_count = 2,
                              .rows = rows,
                              .ids = data->ids + from};
    must(data, "update", crm__rows_update(data->store, &write));
}

static void update_store(void *context)
{
    struct bench_data *data = context;
    const struct entity *lead = crm__entity_find(data->store->catalogue, TEXT("lead"));
    const struct field *fields[] = {crm__field_find(lead, TEXT("city")),
                                    crm__field_find(lead, TEXT("company"))};
    struct batch rows;
    crm__batch_init(&rows, &data->env);
    must(data, "update", crm__batch_add_fields(&rows, fields, 2));
    data->turn++;
    must(data, "begin", crm__store_begin(data->store));
    for (size_t i = 0; i < data->rows; i += BATCH_ROWS)
        update_window(data, fields, i, &rows);
    must(data, "commit", crm__store_commit(data->store));
    crm__batch_free(&rows);
}

/* Each round updates the same state: rows as they were inserted. */
static void prepare_update_bare(void *context)
{
    struct bench_data *data = context;
    close_all(data);
    bench_copy(data->full_path, data->store_path);
    open_bare(data, data->store_path);
}

static void prepare_update_store(void *context)
{
    prepare_update_bare(context);
    prepare_read_store(context);
}

static void set_up(struct bench_data *data, int argc, char **argv)
{
    data->rows = bench_start(&argc, argv) ? 2000 : 100000;
    if (argc > 1)
        data->rows = (size_t)strtoul(argv[1], NULL, 10);
    data->rows = (data->rows + BATCH_ROWS - 1) / BATCH_ROWS * BATCH_ROWS;
    bench_folder_make();
    bench_path("empty.crm", data->template_path);
    bench_path("full.crm", data->full_path);
    bench_path("store.crm", data->store_path);
    crm__env_init(&data->env, NULL);
    crm__env_enter(&data->env);
    data->ids = calloc(data->rows + BATCH_ROWS, sizeof *data->ids);
    open_store(data, data->template_path);
    make_rows(data);
    must(data, "checkpoint", crm__store_maintain(data->store, STORE_CHECKPOINT));
    close_all(data);
}

int main(int argc, char **argv)
{
    static struct bench_data data;
    set_up(&data, argc, argv);
    const struct bench_promise writes[] = {
        {.text = "bulk insert with history",
         .peer = {"bare SQLite", prepare_empty_bare, insert_bare, &data},
         .ours = {"rows_insert", prepare_empty_store, insert_store, &data},
         .must = 0.55,
         .stretch = 0.75},
        {.text = "one record in its own transaction",
         .peer = {"insert + commit", prepare_empty_bare, single_bare, &data},
         .ours = {"rows_insert", prepare_empty_store, single_store, &data},
         .must = 1 / 1.5,
         .stretch = 1 / 1.2},
    };
    size_t failures = bench_run(writes, 2, stdout);
    prepare_full(&data);
    const struct bench_promise reads[] = {
        {.text = "get by id",
         .peer = {"bare SQLite", prepare_read_bare, get_bare, &data},
         .ours = {"rows_get", prepare_read_store, get_store, &data},
         .must = 0.80},
        {.text = "get many ids",
         .peer = {"bare SQLite", prepare_read_bare, get_bare, &data},
         .ours = {"rows_get x 1000", prepare_read_store, get_many_store, &data},
         .must = 0.90},
    };
    failures += bench_run(reads, 2, stdout);
    const struct bench_promise updates[] = {
        {.text = "update with history",
         .peer = {"bare SQLite", prepare_update_bare, update_bare, &data},
         .ours = {"rows_update", prepare_update_store, update_store, &data},
         .must = 0.50},
        {.text = "update with history, the same values for all",
         .peer = {"bare SQLite", prepare_update_bare, update_bare, &data},
         .ours = {"rows_update", prepare_update_store, update_store, &data},
         .must = 0.50},
    };
    failures += bench_run(updates, 1, stdout);
    data.same = true;
    failures += bench_run(updates + 1, 1, stdout);
    close_all(&data);
    crm__batch_free(&data.batch);
    free(data.ids);
    bench_folder_remove();
    return failures ? 1 : 0;
}
