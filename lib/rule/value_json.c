/* Values to typed JSON: the form in which results cross process borders. */
#include "rule/value.h"

#include "base/json.h"
#include "rule/base64.h"
#include "rule/network.h"

#include <math.h>
#include <string.h>

/* A map takes three levels of JSON. */
enum { VALUE_DEPTH_LIMIT = JSON_DEPTH_LIMIT / 3 - 1 };

static void write_value(struct json_writer *writer, const struct rule_value *value, int depth);

static void write_as_text(struct json_writer *writer, const struct rule_value *value)
{
    struct buffer text;
    crm__buffer_init(&text, writer->buffer->env);
    crm__rule_value_text(&text, value);
    writer->buffer->failed = writer->buffer->failed || text.failed;
    crm__json_write_text(writer, crm__buffer_view(&text));
    crm__buffer_free(&text);
}

static void write_seconds(struct json_writer *writer, int64_t seconds, int64_t nanos)
{
    char text[NUMBER_TEXT_SIZE];
    crm__json_begin_object(writer);
    crm__json_write_name(writer, "seconds");
    crm__json_write_text(writer, (struct text){text, crm__int64_to_text(seconds, text)});
    crm__json_write_name(writer, "nanos");
    crm__json_write_int64(writer, nanos);
    crm__json_end_object(writer);
}

static void write_bytes(struct json_writer *writer, struct text bytes)
{
    struct env *env = writer->buffer->env;
    size_t size = crm__base64_size(bytes.size);
    char *text = crm__alloc(env, size + 1);
    if (text)
        crm__base64_encode(bytes, text);
    writer->buffer->failed = writer->buffer->failed || !text;
    crm__json_write_text(writer, text ? (struct text){text, size} : TEXT_NONE);
    crm__free(env, text);
}

static void write_double(struct json_writer *writer, double real)
{
    char text[NUMBER_TEXT_SIZE + 2];
    if (!isfinite(real)) {
        crm__json_write_cstr(writer, isnan(real) ? "NaN" : real < 0 ? "-Infinity" : "Infinity");
        return;
    }
    size_t size = crm__double_to_text(real, text);
    bool whole = true;
    for (size_t i = 0; i < size; i++)
        whole = whole && text[i] != '.' && text[i] != 'e' && text[i] != 'E';
    if (whole) {
        memcpy(text + size, ".0", 2);
        size += 2;
    }
    crm__json_write_text(writer, (struct text){text, size});
}

static void write_map(struct json_writer *writer, const struct rule_map *map, int depth)
{
    crm__json_begin_array(writer);
    for (size_t i = 0; i < map->count; i++) {
        crm__json_begin_array(writer);
        write_value(writer, &map->entries[i].key, depth + 1);
        write_value(writer, &map->entries[i].value, depth + 1);
        crm__json_end_array(writer);
    }
    crm__json_end_array(writer);
}

static void write_list(struct json_writer *writer, const struct rule_list *list, int depth)
{
    crm__json_begin_array(writer);
    for (size_t i = 0; i < list->count; i++)
        write_value(writer, &list->items[i], depth + 1);
    crm__json_end_array(writer);
}

static void write_money(struct json_writer *writer, const struct rule_value *value)
{
    char text[NUMBER_TEXT_SIZE];
    crm__json_begin_object(writer);
    crm__json_write_name(writer, "minor");
    crm__json_write_text(writer, (struct text){text, crm__int64_to_text(value->integer, text)});
    crm__json_write_name(writer, "currency");
    crm__json_write_cstr(writer, value->currency);
    crm__json_end_object(writer);
}

static const char *json_name(enum rule_kind kind)
{
    switch (kind) {
    case RULE_NULL:
        return "null";
    case RULE_TIMESTAMP:
        return "timestamp";
    case RULE_DURATION:
        return "duration";
    case RULE_OPTIONAL:
        return "optional";
    case RULE_IP:
        return "ip";
    case RULE_CIDR:
        return "cidr";
    default:
        return crm__rule_kind_name(kind);
    }
}

static void write_content(struct json_writer *writer, const struct rule_value *value, int depth)
{
    switch ((enum rule_kind)value->kind) {
    case RULE_NULL:
        crm__json_write_null(writer);
        return;
    case RULE_BOOL:
        crm__json_write_bool(writer, value->boolean);
        return;
    case RULE_DOUBLE:
        write_double(writer, value->real);
        return;
    case RULE_BYTES:
        write_bytes(writer, value->text);
        return;
    case RULE_TIMESTAMP:
        write_seconds(writer, value->integer, value->nanos);
        return;
    case RULE_DURATION:
        write_seconds(writer, value->integer / 1000000000, value->integer % 1000000000);
        return;
    case RULE_MONEY:
        write_money(writer, value);
        return;
    case RULE_LIST:
        write_list(writer, value->list, depth);
        return;
    case RULE_MAP:
        write_map(writer, value->map, depth);
        return;
    case RULE_OPTIONAL:
        if (value->optional)
            write_value(writer, value->optional, depth + 1);
        else
            crm__json_write_null(writer);
        return;
    case RULE_ERROR:
        crm__json_write_cstr(writer, value->error);
        return;
    default:
        write_as_text(writer, value);
        return;
    }
}

static void write_value(struct json_writer *writer, const struct rule_value *value, int depth)
{
    struct rule_value too_deep = crm__rule_error("nested too deep");
    if (depth > VALUE_DEPTH_LIMIT)
        value = &too_deep;
    crm__json_begin_object(writer);
    crm__json_write_name(writer, json_name(value->kind));
    write_content(writer, value, depth);
    crm__json_end_object(writer);
}

void crm__rule_value_to_json(struct buffer *buffer, const struct rule_value *value)
{
    struct json_writer writer;
    crm__json_writer_init(&writer, buffer, 0);
    write_value(&writer, value, 0);
}
