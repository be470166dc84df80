/*
 * The PostgreSQL driver against libpq written by hand, with the same table on the same server in
 * the same run: COPY, inserts in a pipeline, rows by id in a pipeline.
 *
 *     python3 tests/postgres.py BUILD/benchmarks/postgres_bench [ROWS]
 */
#include "bench.h"

#include "db/ddl.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMN_COUNT = 8, SEGMENT_ROWS = 1024, NAME_SIZE = 32 };

static const struct text column_names[COLUMN_COUNT] = {
    {"id", 2},    {"amount", 6}, {"owner", 5}, {"due", 3},
    {"score", 5}, {"name", 4},   {"phone", 5}, {"city", 4},
};
static const enum value_kind column_kinds[COLUMN_COUNT] = {
    VALUE_INT, VALUE_INT, VALUE_INT, VALUE_INT, VALUE_DOUBLE, VALUE_TEXT, VALUE_TEXT, VALUE_TEXT,
};
static const char insert_text[] = "INSERT INTO person (id, amount, owner, due, score, name, phone, "
                                  "city) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
static const char select_text[] = "SELECT id, amount, owner, due, score, name, phone, city "
                                  "FROM person WHERE id = $1";

struct bench_data {
    struct env env;
    struct db *db;
    PGconn *link;
    struct batch rows;
    struct batch found;
    struct statement *insert;
    struct statement *select;
    size_t row_count;
    /* What the peer reads into. */
    int64_t *integers;
    double *doubles;
    char *bytes;
    size_t sum;
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "postgres_bench: %s: %s\n", what, why);
    exit(1);
}

static void must(struct bench_data *data, const char *what, crm_status status)
{
    if (status < 0)
        die(what, data->env.error.message);
}

static void bare(struct bench_data *data, const char *text)
{
    PGresult *result = PQexec(data->link, text);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK &&
        PQresultStatus(result) != PGRES_COPY_IN)
        die(text, PQerrorMessage(data->link));
    PQclear(result);
}

static void empty_tables(void *context)
{
    struct bench_data *data = context;
    bare(data, "TRUNCATE peer.person");
    bare(data, "TRUNCATE ours.person");
}

static void put(char *out, uint64_t bits, size_t size)
{
    for (size_t i = 0; i < size; i++)
        out[i] = (char)(bits >> (8 * (size - 1 - i)));
}

static uint64_t get(const char *in)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < 8; i++)
        bits = bits << 8 | (unsigned char)in[i];
    return bits;
}

/* The bytes of a value; numbers are put into `scratch`. */
static const char *value_bytes(const struct column *column, size_t row, char scratch[8], int *size)
{
    uint64_t bits = 0;
    *size = 8;
    if (column->kind == VALUE_TEXT) {
        struct text text = crm__column_text_at(column, row);
        *size = (int)text.size;
        return text.data;
    }
    if (column->kind == VALUE_INT)
        bits = (uint64_t)column->integers[row];
    else
        memcpy(&bits, &column->doubles[row], 8);
    put(scratch, bits, 8);
    return scratch;
}

static void peer_copy(void *context)
{
    static char chunk[(64 << 10) + 1024];
    struct bench_data *data = context;
    bare(data, "BEGIN ISOLATION LEVEL SERIALIZABLE");
    bare(data, "COPY person (id, amount, owner, due, score, name, phone, city) FROM STDIN "
               "(FORMAT binary)");
    size_t used = 19;
    memset(chunk, 0, used);
    memcpy(chunk, "PGCOPY\n\377\r\n", 11);
    for (size_t row = 0; row < data->row_count; row++) {
        put(chunk + used, COLUMN_COUNT, 2);
        used += 2;
        for (size_t i = 0; i < COLUMN_COUNT; i++) {
            char scratch[8];
            int size = 0;
            const char *bytes = value_bytes(&data->rows.columns[i], row, scratch, &size);
            put(chunk + used, (uint64_t)size, 4);
            memcpy(chunk + used + 4, bytes, (size_t)size);
            used += 4 + (size_t)size;
        }
        if (used >= 64 << 10) {
            PQputCopyData(data->link, chunk, (int)used);
            used = 0;
        }
    }
    put(chunk + used, UINT16_MAX, 2);
    PQputCopyData(data->link, chunk, (int)used + 2);
    PQputCopyEnd(data->link, NULL);
    PGresult *result = NULL;
    while ((result = PQgetResult(data->link)) != NULL) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            die("copy", PQerrorMessage(data->link));
        PQclear(result);
    }
    bare(data, "COMMIT");
}

static void our_copy(void *context)
{
    struct bench_data *data = context;
    struct bulk bulk;
    must(data, "begin", crm__db_begin(data->db, TRANSACTION_WRITE));
    must(data, "bulk",
         crm__bulk_begin(data->db, TEXT("person"), column_names, COLUMN_COUNT, &bulk));
    must(data, "rows", crm__bulk_rows(&bulk, &data->rows));
    must(data, "end", crm__bulk_end(&bulk));
    must(data, "commit", crm__db_commit(data->db));
}

/* Reads the answers of a segment. */
static void peer_answers(struct bench_data *data, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        PGresult *result = PQgetResult(data->link);
        ExecStatusType how = PQresultStatus(result);
        if (how == PGRES_TUPLES_OK && PQntuples(result) == 1) {
            for (int column = 0; column < COLUMN_COUNT; column++) {
                const char *bytes = PQgetvalue(result, 0, column);
                size_t size = (size_t)PQgetlength(result, 0, column);
                uint64_t bits = column < 5 ? get(bytes) : 0;
                if (column < 4)
                    data->integers[data->sum++ & 0xffff] = (int64_t)bits;
                else if (column == 4)
                    memcpy(&data->doubles[i], &bits, 8);
                else
                    memcpy(data->bytes, bytes, size);
            }
        } else if (how != PGRES_COMMAND_OK) {
            die("pipeline", PQerrorMessage(data->link));
        }
        PQclear(result);
        PQclear(PQgetResult(data->link));
    }
    PQclear(PQgetResult(data->link)); /* the sync */
}

static void peer_pipeline(struct bench_data *data, const char *name, int parameter_count)
{
    int formats[COLUMN_COUNT] = {1, 1, 1, 1, 1, 1, 1, 1};
    bare(data, "BEGIN ISOLATION LEVEL SERIALIZABLE");
    PQenterPipelineMode(data->link);
    size_t sent = 0;
    for (size_t row = 0; row < data->row_count; row++) {
        char scratch[COLUMN_COUNT][8];
        const char *values[COLUMN_COUNT];
        int sizes[COLUMN_COUNT];
        for (int i = 0; i < parameter_count; i++)
            values[i] = value_bytes(&data->rows.columns[i], row, scratch[i], &sizes[i]);
        if (!PQsendQueryPrepared(data->link, name, parameter_count, values, sizes, formats, 1))
            die("send", PQerrorMessage(data->link));
        if (++sent == SEGMENT_ROWS || row + 1 == data->row_count) {
            PQpipelineSync(data->link);
            peer_answers(data, sent);
            sent = 0;
        }
    }
    PQexitPipelineMode(data->link);
    bare(data, "COMMIT");
}

static void peer_insert(void *context)
{
    peer_pipeline(context, "insert_person", COLUMN_COUNT);
}

static void peer_get(void *context)
{
    peer_pipeline(context, "get_person", 1);
}

static void our_insert(void *context)
{
    struct bench_data *data = context;
    struct statement_many many = {.params = &data->rows};
    must(data, "begin", crm__db_begin(data->db, TRANSACTION_WRITE));
    must(data, "insert", crm__statement_many(data->insert, &many));
    must(data, "commit", crm__db_commit(data->db));
}

static void our_get(void *context)
{
    struct bench_data *data = context;
    crm__batch_clear(&data->found);
    struct statement_many many = {.params = &data->rows, .rows = &data->found};
    must(data, "begin", crm__db_begin(data->db, TRANSACTION_WRITE));
    must(data, "get", crm__statement_many(data->select, &many));
    must(data, "commit", crm__db_commit(data->db));
    if (data->found.row_count != data->row_count)
        die("get", "rows are missing");
}

static void fill_tables(void *context)
{
    struct bench_data *data = context;
    empty_tables(data);
    peer_copy(data);
    our_copy(data);
    bare(data, "ANALYZE peer.person");
    bare(data, "ANALYZE ours.person");
}

static void make_rows(struct bench_data *data)
{
    crm__batch_init(&data->rows, &data->env);
    crm__batch_init(&data->found, &data->env);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        crm__batch_add(&data->rows, column_names[i], column_kinds[i]);
        crm__batch_add(&data->found, column_names[i], column_kinds[i]);
    }
    for (size_t row = 0; row < data->row_count; row++) {
        struct column *columns = data->rows.columns;
        char text[NAME_SIZE];
        for (size_t i = 0; i < COLUMN_COUNT; i++) {
            uint64_t noise = crm__hash_int64((int64_t)row, i) >> 2;
            crm_status status = CRM_OK;
            snprintf(text, sizeof text, "%llu", (unsigned long long)(noise >> 20));
            if (i == 0)
                status = crm__column_int(&data->rows, &columns[0], (int64_t)row + 1);
            else if (column_kinds[i] == VALUE_INT)
                status = crm__column_int(&data->rows, &columns[i], (int64_t)noise);
            else if (column_kinds[i] == VALUE_DOUBLE)
                status = crm__column_double(&data->rows, &columns[i], (double)noise / 3);
            else
                status = crm__column_text(&data->rows, &columns[i], crm__text_of(text));
            must(data, "rows", status);
        }
        crm__batch_finish_row(&data->rows);
    }
}

static void make_tables(struct bench_data *data)
{
    struct ddl_column columns[COLUMN_COUNT];
    const struct text key[] = {TEXT("id")};
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        columns[i] = (struct ddl_column){.name = column_names[i], .kind = column_kinds[i]};
    const struct ddl_table table = {TEXT("person"), columns, COLUMN_COUNT, key, 1};
    const struct ddl_index index = {.name = TEXT("person_phone"),
                                    .table = TEXT("person"),
                                    .columns = &column_names[6],
                                    .column_count = 1};
    must(data, "table", crm__ddl_create_table(data->db, &table));
    must(data, "index", crm__ddl_create_index(data->db, &index));
    must(data, "prepare", crm__db_prepare(data->db, 0, crm__text_of(insert_text), &data->insert));
    must(data, "prepare", crm__db_prepare(data->db, 0, crm__text_of(select_text), &data->select));
    bare(data, "CREATE SCHEMA peer");
    bare(data, "SET search_path TO peer");
    bare(data, "CREATE TABLE person (LIKE ours.person INCLUDING ALL)");
    PQclear(PQprepare(data->link, "insert_person", insert_text, 0, NULL));
    PQclear(PQprepare(data->link, "get_person", select_text, 0, NULL));
}

int main(int count, char **arguments)
{
    static struct bench_data data;
    const char *server = getenv("CRM_TEST_POSTGRES");
    data.row_count = count > 1 ? (size_t)strtoul(arguments[1], NULL, 10) : 20000;
    if (!server)
        die("no server", "run it by tests/postgres.py");
    char uri[300];
    snprintf(uri, sizeof uri, "%.250s&schema=ours", server);
    const struct db_options options = {.module_folder = POSTGRES_MODULE_FOLDER};
    must(&data, "environment", crm__env_init(&data.env, NULL));
    must(&data, "open", crm__db_open(&data.env, crm__text_of(uri), &options, &data.db));
    data.link = PQconnectdb(server);
    data.integers = calloc(1 << 16, sizeof *data.integers);
    data.doubles = calloc(SEGMENT_ROWS, sizeof *data.doubles);
    data.bytes = calloc(1, 1 << 10);
    make_rows(&data);
    make_tables(&data);
    const struct bench_promise promises[] = {
        {.text = "COPY of a table with two indexes",
         .peer = {"libpq", empty_tables, peer_copy, &data},
         .ours = {"crm__bulk_rows", empty_tables, our_copy, &data},
         .must = 0.85},
        {.text = "inserts in a pipeline",
         .peer = {"libpq", empty_tables, peer_insert, &data},
         .ours = {"crm__statement_many", empty_tables, our_insert, &data},
         .must = 0.85},
        {.text = "rows by id in a pipeline",
         .peer = {"libpq", fill_tables, peer_get, &data},
         .ours = {"crm__statement_many", fill_tables, our_get, &data},
         .must = 0.85},
    };
    size_t broken = bench_run(promises, sizeof promises / sizeof promises[0], stdout);
    crm__statement_release(data.insert);
    crm__statement_release(data.select);
    crm__batch_free(&data.rows);
    crm__batch_free(&data.found);
    crm__db_close(data.db);
    PQfinish(data.link);
    free(data.integers);
    free(data.doubles);
    free(data.bytes);
    return broken > 0;
}
