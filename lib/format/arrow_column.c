/* Arrow's layout of a column: nearly always the blocks that it has. */
#include "format/arrow_column.h"

#include <assert.h>

/* What stands for a block that an empty column does not have. */
static const int64_t nothing[1] = {0};

static crm_status make_days(struct env *env, const struct column *column, struct arrow_column *out);
static crm_status make_bits(struct env *env, const struct column *column, struct arrow_column *out);
static crm_status make_text(const struct sheet *sheet, size_t index, struct arrow_column *out);

const char *crm__arrow_format(const struct sheet *sheet, size_t column)
{
    enum column_type type = crm__sheet_type(sheet, column);
    switch (sheet->batch->columns[column].kind) {
    case VALUE_DOUBLE:
        return "g";
    case VALUE_TEXT:
        return "u";
    case VALUE_BLOB:
        return type == COLUMN_REFERENCES ? "u" : "z";
    default:
        return type == COLUMN_TIME       ? "tsu:UTC"
               : type == COLUMN_DURATION ? "tDu"
               : type == COLUMN_DATE     ? "tdD"
               : type == COLUMN_BOOL     ? "b"
                                         : "l";
    }
}

crm_status crm__arrow_column_make(const struct sheet *sheet, size_t index, struct arrow_column *out)
{
    struct env *env = sheet->batch->env;
    const struct column *column = &sheet->batch->columns[index];
    enum column_type type = crm__sheet_type(sheet, index);
    *out = (struct arrow_column){.buffer_count = 2};
    if (column->null_count) {
        out->buffers[0] = column->validity;
        out->sizes[0] = (column->count + 7) / 8;
    }
    if (column->kind == VALUE_INT && type == COLUMN_DATE)
        return make_days(env, column, out);
    if (column->kind == VALUE_INT && type == COLUMN_BOOL)
        return make_bits(env, column, out);
    if (column->kind == VALUE_BLOB && type == COLUMN_REFERENCES)
        return make_text(sheet, index, out);
    if (column->kind == VALUE_INT || column->kind == VALUE_DOUBLE) {
        out->buffers[1] = column->integers ? (const void *)column->integers : nothing;
        out->sizes[1] = column->count * sizeof *column->integers;
        return CRM_OK;
    }
    out->buffer_count = 3;
    out->buffers[1] = column->offsets ? (const void *)column->offsets : nothing;
    out->sizes[1] = (column->count + 1) * sizeof *column->offsets;
    out->buffers[2] = column->bytes ? (const void *)column->bytes : nothing;
    out->sizes[2] = column->count ? (size_t)column->offsets[column->count] : 0;
    return CRM_OK;
}

void crm__arrow_column_free(struct env *env, struct arrow_column *column)
{
    for (size_t i = 0; i < ARROW_BUFFER_LIMIT; i++)
        crm__free(env, column->made[i]);
    *column = (struct arrow_column){.buffer_count = 0};
}

void crm__arrow_metadata(const struct sheet *sheet, size_t column, struct arrow_metadata *out)
{
    enum column_type type = crm__sheet_type(sheet, column);
    out->count = 0;
    if (type != COLUMN_MONEY && type != COLUMN_DECIMAL)
        return;
    bool by_row = sheet->columns[column].currency_column != COLUMN_NO_CURRENCY;
    if (type == COLUMN_MONEY && by_row)
        return; /* the scale is that of each row's currency */
    size_t size = crm__int64_to_text(crm__sheet_scale(sheet, column, 0), out->scale);
    out->keys[out->count] = TEXT("crm.scale");
    out->values[out->count++] = (struct text){out->scale, size};
    struct text currency = sheet->columns[column].currency;
    if (type == COLUMN_MONEY && currency.size) {
        out->keys[out->count] = TEXT("crm.currency");
        out->values[out->count++] = currency;
    }
}

/* Days in 32 bits. */
static crm_status make_days(struct env *env, const struct column *column, struct arrow_column *out)
{
    int32_t *days = crm__alloc_zero(env, column->count + 1, sizeof *days);
    if (!days)
        return CRM_E_NOMEM;
    out->made[1] = days;
    out->buffers[1] = days;
    out->sizes[1] = column->count * sizeof *days;
    for (size_t row = 0; row < column->count; row++) {
        if (column->integers[row] < INT32_MIN || column->integers[row] > INT32_MAX) {
            crm__arrow_column_free(env, out);
            return crm__fail(env, CRM_E_LIMIT, "%.*s: day %lld, at most 32 bits",
                             (int)column->name.size, column->name.data,
                             (long long)column->integers[row]);
        }
        days[row] = (int32_t)column->integers[row];
    }
    return CRM_OK;
}

/* A bit a row, least significant first. */
static crm_status make_bits(struct env *env, const struct column *column, struct arrow_column *out)
{
    uint8_t *bits = crm__alloc_zero(env, column->count / 8 + 1, 1);
    if (!bits)
        return CRM_E_NOMEM;
    for (size_t row = 0; row < column->count; row++)
        bits[row >> 3] |= (uint8_t)((column->integers[row] != 0) << (row & 7));
    out->made[1] = bits;
    out->buffers[1] = bits;
    out->sizes[1] = (column->count + 7) / 8;
    return CRM_OK;
}

/* The text of every cell. */
static crm_status make_text(const struct sheet *sheet, size_t index, struct arrow_column *out)
{
    struct env *env = sheet->batch->env;
    size_t count = sheet->batch->columns[index].count;
    struct buffer text;
    crm__buffer_init(&text, env);
    int32_t *offsets = crm__alloc_zero(env, count + 1, sizeof *offsets);
    if (!offsets)
        return CRM_E_NOMEM;
    crm__buffer_reserve(&text, 8);
    crm_status status = CRM_OK;
    for (size_t row = 0; row < count && status == CRM_OK; row++) {
        crm__cell_text(sheet, index, row, &text);
        if (text.size > INT32_MAX)
            status = crm__fail(env, CRM_E_LIMIT, "a column of %zu bytes, at most %d", text.size,
                               INT32_MAX);
        offsets[row + 1] = (int32_t)text.size;
    }
    if (status == CRM_OK)
        status = crm__buffer_status(&text);
    if (status < 0) {
        crm__free(env, offsets);
        crm__buffer_free(&text);
        return status;
    }
    *out = (struct arrow_column){
        .buffer_count = 3,
        .buffers = {out->buffers[0], offsets, text.data},
        .sizes = {out->sizes[0], (count + 1) * sizeof *offsets, text.size},
        .made = {NULL, offsets, text.data},
    };
    return CRM_OK;
}
