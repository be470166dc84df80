/*
 * CSV: any bytes give rows or a named problem, the same ones whatever the size of the chunks in
 * which they arrive. The first byte of the input chooses the options.
 */
#include "fuzz.h"

#include "format/csv.h"

/* Hands out at most `chunk` bytes a call. */
struct trickle {
    struct text rest;
    size_t chunk;
};

static int32_t trickle_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct trickle *trickle = context;
    size_t most = size < trickle->chunk ? size : trickle->chunk;
    struct text piece = crm__text_slice(trickle->rest, 0, most);
    trickle->rest = crm__text_slice(trickle->rest, piece.size, trickle->rest.size);
    return crm__read_text(&piece, bytes, size, read_out);
}

static void check_row(const struct csv_row *row, int64_t last_line)
{
    FUZZ_CHECK(row->line > last_line);
    FUZZ_CHECK((row->problem == CSV_FINE) == (row->message.size == 0));
    FUZZ_CHECK(row->field_count <= CSV_COLUMN_LIMIT);
    for (size_t i = 0; i < row->field_count; i++) {
        FUZZ_CHECK(row->fields[i].size <= CSV_FIELD_LIMIT);
        FUZZ_CHECK(crm__utf8_valid_prefix(row->fields[i]) == row->fields[i].size);
    }
}

static uint64_t row_hash(const struct csv_row *row, uint64_t hash)
{
    hash = crm__hash_int64(row->line, hash);
    hash = crm__hash_int64(row->number, hash);
    hash = crm__hash_int64((int64_t)row->problem, hash);
    hash = crm__hash_text(row->message, hash);
    for (size_t i = 0; i < row->field_count; i++)
        hash = crm__hash_text(row->fields[i], hash);
    return hash;
}

/* A digest of all that reading gives. */
static uint64_t read_all(struct env *env, struct text bytes, const struct csv_options *options,
                         size_t chunk)
{
    struct trickle trickle = {bytes, chunk};
    struct csv_reader reader;
    crm_status status = crm__csv_open(&reader, env, trickle_read, &trickle, options);
    if (status < 0) {
        FUZZ_CHECK(status == CRM_E_INVALID);
        return 1;
    }
    uint64_t hash = reader.column_count;
    for (size_t i = 0; i < reader.column_count; i++)
        hash = crm__hash_text(reader.columns[i], hash);
    struct csv_row row;
    int64_t line = 0;
    while ((status = crm__csv_next(&reader, &row)) == CRM_OK) {
        check_row(&row, line);
        line = row.line;
        hash = row_hash(&row, hash);
    }
    FUZZ_CHECK(status == CRM_DONE);
    crm__csv_close(&reader);
    return hash;
}

int crm_fuzz_target(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    static const char delimiters[] = {0, ',', ';', '\t'};
    struct csv_options options = {
        .encoding = (enum encoding)(data[0] % ENCODING_COUNT),
        .delimiter = delimiters[data[0] >> 3 & 3],
        .header = (enum csv_header)((data[0] >> 5) % 3),
        .undo_formula_guard = data[0] >> 7,
    };
    struct env env;
    FUZZ_CHECK(crm__env_init(&env, NULL) == CRM_OK);
    struct text bytes = {(const char *)data + 1, size - 1};
    uint64_t whole = read_all(&env, bytes, &options, SIZE_MAX);
    FUZZ_CHECK(read_all(&env, bytes, &options, 7) == whole);
    FUZZ_CHECK(read_all(&env, bytes, &options, 1) == whole);
    return 0;
}
