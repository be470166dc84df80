/* "%s".format([x]): the verbs of the strings extension. */
#include "rule/evaluators.h"

#include "rule/decimal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_PRECISION = 6, PRINT_DEPTH_LIMIT = 64 };

/* The work on one format call. `error` is the first reason not to go on. */
struct formatter {
    struct evaluation *evaluation;
    struct buffer *buffer;
    const char *error;
};

static void put_value(struct formatter *formatter, const struct rule_value *value, int depth);

static void put_list(struct formatter *formatter, const struct rule_list *list, int depth)
{
    crm__buffer_byte(formatter->buffer, '[');
    for (size_t i = 0; i < list->count && !formatter->error; i++) {
        if (i > 0)
            crm__buffer_cstr(formatter->buffer, ", ");
        put_value(formatter, &list->items[i], depth + 1);
    }
    crm__buffer_byte(formatter->buffer, ']');
}

struct printed_entry {
    struct text key;
    const struct rule_value *value;
    size_t index;
};

/* By the text of the key; equal texts (1 and "1") keep their order. */
static int entry_order(const void *left, const void *right)
{
    const struct printed_entry *a = left;
    const struct printed_entry *b = right;
    int order = crm__text_compare(a->key, b->key);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static void put_map(struct formatter *formatter, const struct rule_map *map, int depth)
{
    struct evaluation *evaluation = formatter->evaluation;
    struct printed_entry *entries = crm__eval_alloc(evaluation, (map->count + 1) * sizeof *entries);
    if (!entries)
        return;
    for (size_t i = 0; i < map->count; i++) {
        size_t from = formatter->buffer->size;
        crm__rule_value_text(formatter->buffer, &map->entries[i].key);
        if (formatter->buffer->failed)
            return;
        struct text key = {formatter->buffer->data + from, formatter->buffer->size - from};
        entries[i] = (struct printed_entry){crm__arena_text(evaluation->arena, key),
                                            &map->entries[i].value, i};
        formatter->buffer->size = from;
    }
    qsort(entries, map->count, sizeof *entries, entry_order);
    crm__buffer_byte(formatter->buffer, '{');
    for (size_t i = 0; i < map->count && !formatter->error; i++) {
        if (i > 0)
            crm__buffer_cstr(formatter->buffer, ", ");
        crm__buffer_text(formatter->buffer, entries[i].key);
        crm__buffer_cstr(formatter->buffer, ": ");
        put_value(formatter, entries[i].value, depth + 1);
    }
    crm__buffer_byte(formatter->buffer, '}');
}

static void put_value(struct formatter *formatter, const struct rule_value *value, int depth)
{
    if (formatter->buffer->size > RULE_STRING_LIMIT)
        crm__eval_stop(formatter->evaluation, "bytes in a text", RULE_STRING_LIMIT);
    if (depth > PRINT_DEPTH_LIMIT || formatter->evaluation->status < 0)
        formatter->error = "nested too deep";
    else if (value->kind == RULE_LIST)
        put_list(formatter, value->list, depth);
    else if (value->kind == RULE_MAP)
        put_map(formatter, value->map, depth);
    else if (value->kind == RULE_OPTIONAL)
        formatter->error = "an optional has no text";
    else
        crm__rule_value_text(formatter->buffer, value);
}

static void put_bytes_hex(struct buffer *buffer, struct text bytes, bool capitals)
{
    const char *digits = capitals ? "0123456789ABCDEF" : "0123456789abcdef";
    for (size_t i = 0; i < bytes.size; i++) {
        unsigned char byte = (unsigned char)bytes.data[i];
        crm__buffer_byte(buffer, digits[byte >> 4]);
        crm__buffer_byte(buffer, digits[byte & 15]);
    }
}

static void put_natural(struct buffer *buffer, uint64_t natural, unsigned base, bool capitals)
{
    const char *digits = capitals ? "0123456789ABCDEF" : "0123456789abcdef";
    char text[64];
    size_t at = sizeof text;
    do {
        text[--at] = digits[natural % base];
        natural /= base;
    } while (natural > 0);
    crm__buffer_bytes(buffer, text + at, sizeof text - at);
}

/* %d %b %o %x %X on integers; false when the value is none. */
static bool put_integer(struct formatter *formatter, const struct rule_value *value, unsigned base,
                        bool capitals)
{
    if (value->kind == RULE_UINT) {
        put_natural(formatter->buffer, value->natural, base, capitals);
        return true;
    }
    if (value->kind != RULE_INT)
        return false;
    if (value->integer < 0)
        crm__buffer_byte(formatter->buffer, '-');
    put_natural(formatter->buffer, value->integer < 0 ? 0 - value->natural : value->natural, base,
                capitals);
    return true;
}

static void put_real(struct formatter *formatter, const struct rule_value *value, char verb,
                     size_t precision)
{
    double real = value->kind == RULE_INT    ? (double)value->integer
                  : value->kind == RULE_UINT ? (double)value->natural
                                             : value->real;
    if (value->kind != RULE_INT && value->kind != RULE_UINT && value->kind != RULE_DOUBLE)
        formatter->error = "the verbs f and e take numbers";
    else if (!isfinite(real))
        crm__rule_value_text(formatter->buffer, value);
    else if (verb == 'f')
        crm__buffer_fixed(formatter->buffer, real, precision);
    else
        crm__buffer_exponent(formatter->buffer, real, precision);
}

static void put_verb(struct formatter *formatter, char verb, size_t precision,
                     const struct rule_value *value)
{
    bool text = value->kind == RULE_STRING || value->kind == RULE_BYTES;
    switch (verb) {
    case 's':
        put_value(formatter, value, 0);
        return;
    case 'd':
        if (value->kind == RULE_DOUBLE && !isfinite(value->real))
            crm__rule_value_text(formatter->buffer, value);
        else if (!put_integer(formatter, value, 10, false))
            formatter->error = "the verb d takes integers";
        return;
    case 'f':
    case 'e':
        put_real(formatter, value, verb, precision);
        return;
    case 'b':
        if (value->kind == RULE_BOOL)
            crm__buffer_byte(formatter->buffer, value->boolean ? '1' : '0');
        else if (!put_integer(formatter, value, 2, false))
            formatter->error = "the verb b takes integers and bools";
        return;
    case 'o':
        if (!put_integer(formatter, value, 8, false))
            formatter->error = "the verb o takes integers";
        return;
    case 'x':
    case 'X':
        if (text)
            put_bytes_hex(formatter->buffer, value->text, verb == 'X');
        else if (!put_integer(formatter, value, 16, verb == 'X'))
            formatter->error = "the verb x takes integers, strings and bytes";
        return;
    default:
        formatter->error = "a verb that does not exist";
        return;
    }
}

/* ".3" before a verb; moves *at past it. */
static size_t read_precision(struct formatter *formatter, struct text form, size_t *at)
{
    size_t precision = 0;
    if (*at >= form.size || form.data[*at] != '.')
        return DEFAULT_PRECISION;
    for (++*at; *at < form.size && form.data[*at] >= '0' && form.data[*at] <= '9'; ++*at) {
        precision = precision * 10 + (size_t)(form.data[*at] - '0');
        if (precision > DECIMAL_PRECISION_LIMIT) {
            formatter->error = "a precision above 1000";
            return 0;
        }
    }
    return precision;
}

static void format(struct formatter *formatter, struct text form, const struct rule_list *list)
{
    size_t used = 0;
    for (size_t at = 0; at < form.size && !formatter->error;) {
        if (form.data[at] != '%') {
            crm__buffer_byte(formatter->buffer, form.data[at++]);
            continue;
        }
        at++;
        if (at < form.size && form.data[at] == '%') {
            crm__buffer_byte(formatter->buffer, form.data[at++]);
            continue;
        }
        size_t precision = read_precision(formatter, form, &at);
        if (at >= form.size)
            formatter->error = "a verb is missing after %";
        else if (used >= list->count)
            formatter->error = "more verbs than values";
        if (!formatter->error)
            put_verb(formatter, form.data[at++], precision, &list->items[used++]);
    }
}

EVALUATOR(format)
{
    struct buffer buffer;
    crm__buffer_init(&buffer, evaluation->env);
    struct formatter formatter = {.evaluation = evaluation, .buffer = &buffer};
    format(&formatter, args[0].text, args[1].list);
    char *text = NULL;
    if (buffer.failed)
        evaluation->status = CRM_E_NOMEM;
    else if (formatter.error)
        *out = crm__rule_error(formatter.error);
    else
        text = crm__eval_text(evaluation, buffer.size);
    if (text) {
        if (buffer.size > 0)
            memcpy(text, buffer.data, buffer.size);
        *out = crm__rule_string((struct text){text, buffer.size});
    }
    crm__buffer_free(&buffer);
}
