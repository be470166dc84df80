/*
 * NDJSON: any bytes give rows or a named problem, the same ones whatever the size of the chunks;
 * and what is written of a row that was read is read again as the same row.
 */
#include "fuzz.h"

#include "base/json.h"
#include "format/ndjson.h"

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

static void row_write(const struct ndjson_reader *reader, const struct ndjson_row *row,
                      struct buffer *out)
{
    crm__buffer_byte(out, '{');
    for (size_t i = 0; i < row->field_count; i++) {
        const struct ndjson_field *field = &row->fields[i];
        FUZZ_CHECK(crm__utf8_valid_prefix(field->text) == field->text.size);
        crm__buffer_cstr(out, i ? "," : "");
        crm__buffer_json_text(out, reader->names[field->name]);
        crm__buffer_byte(out, ':');
        if (field->kind == NDJSON_TEXT)
            crm__buffer_json_text(out, field->text);
        else
            crm__buffer_text(out, field->text);
    }
    crm__buffer_cstr(out, "}\n");
}

/* Sound rows as lines again, the others as empty ones; the number of rows. */
static int64_t read_all(struct env *env, struct text bytes, size_t chunk, struct buffer *out)
{
    struct trickle trickle = {bytes, chunk};
    struct ndjson_reader reader;
    struct ndjson_row row;
    FUZZ_CHECK(crm__ndjson_open(&reader, env, trickle_read, &trickle, ENCODING_UTF8) == CRM_OK);
    crm_status status;
    int64_t line = 0;
    while ((status = crm__ndjson_next(&reader, &row)) == CRM_OK) {
        FUZZ_CHECK(row.line > line);
        line = row.line;
        if (row.message.size)
            FUZZ_CHECK(row.field_count == 0);
        else
            row_write(&reader, &row, out);
    }
    FUZZ_CHECK(status == CRM_DONE);
    int64_t count = reader.row_count;
    crm__ndjson_close(&reader);
    return count;
}

int crm_fuzz_target(const uint8_t *data, size_t size)
{
    struct env env;
    struct buffer whole, again;
    FUZZ_CHECK(crm__env_init(&env, NULL) == CRM_OK);
    crm__buffer_init(&whole, &env);
    crm__buffer_init(&again, &env);
    struct text bytes = {(const char *)data, size};
    int64_t count = read_all(&env, bytes, SIZE_MAX, &whole);
    FUZZ_CHECK(read_all(&env, bytes, 3, &again) == count);
    FUZZ_CHECK(crm__text_equal(crm__buffer_view(&whole), crm__buffer_view(&again)));
    crm__buffer_clear(&again);
    read_all(&env, crm__buffer_view(&whole), SIZE_MAX, &again);
    FUZZ_CHECK(crm__text_equal(crm__buffer_view(&whole), crm__buffer_view(&again)));
    crm__buffer_free(&whole);
    crm__buffer_free(&again);
    return 0;
}
