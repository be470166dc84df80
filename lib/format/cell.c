/* One value as text, for people and for machines. */
#include "format/cell.h"

#include "base/money.h"
#include "format/fixed.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static void show_integer(const struct sheet *sheet, int64_t value, int32_t scale,
                         struct buffer *out);
static void show_time(const struct sheet *sheet, int64_t time_us, struct buffer *out);
static void show_double(const struct sheet *sheet, size_t column, double value, struct buffer *out);
static void show_choice(const struct sheet *sheet, size_t column, struct text name,
                        struct buffer *out);
static void show_list(const struct sheet *sheet, size_t column, struct text list,
                      struct buffer *out);
static void write_integer(const struct sheet *sheet, size_t column, size_t row, int64_t value,
                          struct buffer *out);
static void write_seconds(int64_t us, struct buffer *out);
static void write_bytes(enum column_type type, struct text bytes, const char *between,
                        struct buffer *out);
static bool next_choice(struct text choices, size_t *offset, struct text *name_out);

void crm__cell_show(const struct sheet *sheet, size_t column, size_t row, struct buffer *out)
{
    enum column_type type = crm__sheet_type(sheet, column);
    struct value value = crm__batch_at(sheet->batch, column, row);
    char duration[DURATION_TEXT_SIZE];
    switch (value.kind) {
    case VALUE_NULL:
        break;
    case VALUE_DOUBLE:
        show_double(sheet, column, value.real, out);
        break;
    case VALUE_TEXT:
        if (type == COLUMN_CHOICE)
            show_choice(sheet, column, value.text, out);
        else if (type == COLUMN_CHOICES)
            show_list(sheet, column, value.text, out);
        else
            crm__buffer_text(out, value.text);
        break;
    case VALUE_BLOB:
        write_bytes(type, value.text, ", ", out);
        break;
    case VALUE_INT:
        if (type == COLUMN_TIME)
            show_time(sheet, value.integer, out);
        else if (type == COLUMN_DURATION)
            crm__buffer_bytes(out, duration,
                              crm__duration_human(value.integer, sheet->chinese, duration));
        else if (type == COLUMN_BOOL && sheet->chinese)
            crm__buffer_cstr(out, value.integer ? "是" : "否");
        else if (type == COLUMN_BOOL)
            crm__buffer_cstr(out, value.integer ? "yes" : "no");
        else if (crm__cell_is_number(sheet, column))
            show_integer(sheet, value.integer, crm__sheet_scale(sheet, column, row), out);
        else
            write_integer(sheet, column, row, value.integer, out);
        break;
    }
}

void crm__cell_text(const struct sheet *sheet, size_t column, size_t row, struct buffer *out)
{
    enum column_type type = crm__sheet_type(sheet, column);
    struct value value = crm__batch_at(sheet->batch, column, row);
    switch (value.kind) {
    case VALUE_NULL:
        break;
    case VALUE_DOUBLE:
        crm__buffer_double(out, value.real);
        break;
    case VALUE_TEXT:
        if (type == COLUMN_CHOICES && value.text.size >= 2)
            crm__buffer_text(out, crm__text_slice(value.text, 1, value.text.size - 1));
        else
            crm__buffer_text(out, value.text);
        break;
    case VALUE_BLOB:
        write_bytes(type, value.text, "|", out);
        break;
    case VALUE_INT:
        write_integer(sheet, column, row, value.integer, out);
        break;
    }
}

double crm__cell_number(const struct sheet *sheet, size_t column, size_t row)
{
    enum column_type type = crm__sheet_type(sheet, column);
    struct value value = crm__batch_at(sheet->batch, column, row);
    if (value.kind == VALUE_DOUBLE)
        return type == COLUMN_PERCENT ? value.real * 100 : value.real;
    if (value.kind != VALUE_INT)
        return NAN;
    if (type == COLUMN_MONEY || type == COLUMN_DECIMAL)
        return crm__decimal_to_double(value.integer, crm__sheet_scale(sheet, column, row));
    if (type == COLUMN_DURATION)
        return (double)value.integer / (double)HOUR_US;
    return (double)value.integer;
}

static void show_integer(const struct sheet *sheet, int64_t value, int32_t scale,
                         struct buffer *out)
{
    char text[MONEY_TEXT_SIZE];
    size_t size = sheet->grouped ? crm__decimal_format_grouped(value, scale, text)
                                 : crm__decimal_format(value, scale, text);
    crm__buffer_bytes(out, text, size);
}

/* To the minute; seconds only when there are some. */
static void show_time(const struct sheet *sheet, int64_t time_us, struct buffer *out)
{
    struct civil local = crm__time_civil(crm__zone_local(sheet->zone, time_us));
    crm__buffer_format(out, "%04d-%02d-%02d %02d:%02d", (int)local.year, (int)local.month,
                       (int)local.day, (int)local.hour, (int)local.minute);
    if (local.second)
        crm__buffer_format(out, ":%02d", (int)local.second);
}

static void show_double(const struct sheet *sheet, size_t column, double value, struct buffer *out)
{
    int32_t scale = sheet->columns ? sheet->columns[column].scale : 0;
    if (crm__sheet_type(sheet, column) == COLUMN_PERCENT) {
        struct fixed fixed = {.scale = scale ? scale : 1, .shift = 2, .grouped = sheet->grouped};
        crm__fixed_write(value, fixed, out);
        crm__buffer_byte(out, '%');
        return;
    }
    struct fixed fixed = {
        .scale = scale ? scale : 4, .grouped = sheet->grouped, .trimmed = scale == 0};
    crm__fixed_write(value, fixed, out);
}

static void show_choice(const struct sheet *sheet, size_t column, struct text name,
                        struct buffer *out)
{
    const struct choice_set *set = sheet->columns[column].choices;
    for (size_t i = 0; set && i < set->count; i++) {
        const struct choice *choice = &set->choices[i];
        struct text label = sheet->chinese ? choice->label_zh : choice->label_en;
        if (crm__text_equal(choice->name, name) && label.size) {
            crm__buffer_text(out, label);
            return;
        }
    }
    crm__buffer_text(out, name);
}

static void show_list(const struct sheet *sheet, size_t column, struct text list,
                      struct buffer *out)
{
    size_t offset = 0;
    struct text name;
    for (size_t i = 0; next_choice(list, &offset, &name); i++) {
        if (i)
            crm__buffer_cstr(out, sheet->chinese ? "、" : ", ");
        show_choice(sheet, column, name, out);
    }
}

static void write_integer(const struct sheet *sheet, size_t column, size_t row, int64_t value,
                          struct buffer *out)
{
    char text[TIME_TEXT_SIZE + MONEY_TEXT_SIZE];
    switch (crm__sheet_type(sheet, column)) {
    case COLUMN_BOOL:
        crm__buffer_cstr(out, value ? "true" : "false");
        break;
    case COLUMN_TIME:
        crm__buffer_bytes(out, text, crm__time_format(value, text));
        break;
    case COLUMN_DATE:
        crm__buffer_bytes(out, text, crm__date_format(value, text));
        break;
    case COLUMN_DURATION:
        write_seconds(value, out);
        break;
    case COLUMN_MONEY:
    case COLUMN_DECIMAL:
        crm__buffer_bytes(out, text,
                          crm__decimal_format(value, crm__sheet_scale(sheet, column, row), text));
        break;
    default:
        crm__buffer_int64(out, value);
    }
}

/* Microseconds as seconds, without zeros at the end. */
static void write_seconds(int64_t us, struct buffer *out)
{
    char text[MONEY_TEXT_SIZE];
    size_t size = crm__decimal_format(us, 6, text);
    while (text[size - 1] == '0')
        size--;
    size -= text[size - 1] == '.';
    crm__buffer_bytes(out, text, size);
}

/* Ids of references, or any other bytes. */
static void write_bytes(enum column_type type, struct text bytes, const char *between,
                        struct buffer *out)
{
    if (type != COLUMN_REFERENCES) {
        for (size_t i = 0; i < bytes.size; i++)
            crm__buffer_format(out, "%02x", (unsigned)(uint8_t)bytes.data[i]);
        return;
    }
    for (size_t i = 0; i + sizeof(int64_t) <= bytes.size; i += sizeof(int64_t)) {
        int64_t id;
        memcpy(&id, bytes.data + i, sizeof id);
        if (i)
            crm__buffer_cstr(out, between);
        crm__buffer_int64(out, id);
    }
}

/* Steps through "|a|b|". */
static bool next_choice(struct text choices, size_t *offset, struct text *name_out)
{
    size_t from = *offset + 1;
    size_t bar = crm__text_find(choices, TEXT("|"), from);
    if (bar == SIZE_MAX)
        return false;
    *name_out = crm__text_slice(choices, from, bar);
    *offset = bar;
    return true;
}
