/* Writing JSON into a buffer. */
#include "base/json.h"

#include <assert.h>
#include <math.h>

static void before_value(struct json_writer *writer);
static void before_item(struct json_writer *writer);
static void begin(struct json_writer *writer, char bracket);
static void end(struct json_writer *writer, char bracket);
static void new_line(struct json_writer *writer);
static void put_escaped(struct buffer *buffer, unsigned char byte);
static void put_replaced(struct buffer *buffer, struct text text);

void crm__json_writer_init(struct json_writer *writer, struct buffer *buffer, int indent)
{
    *writer = (struct json_writer){.buffer = buffer, .indent = indent};
}

void crm__json_begin_object(struct json_writer *writer)
{
    begin(writer, '{');
}

void crm__json_end_object(struct json_writer *writer)
{
    end(writer, '}');
}

void crm__json_begin_array(struct json_writer *writer)
{
    begin(writer, '[');
}

void crm__json_end_array(struct json_writer *writer)
{
    end(writer, ']');
}

void crm__json_write_key(struct json_writer *writer, struct text key)
{
    assert(writer->depth > 0 && !writer->after_key);
    before_item(writer);
    crm__buffer_json_text(writer->buffer, key);
    crm__buffer_byte(writer->buffer, ':');
    if (writer->indent)
        crm__buffer_byte(writer->buffer, ' ');
    writer->after_key = true;
}

void crm__json_write_name(struct json_writer *writer, const char *key)
{
    crm__json_write_key(writer, crm__text_of(key));
}

void crm__json_write_text(struct json_writer *writer, struct text text)
{
    before_value(writer);
    crm__buffer_json_text(writer->buffer, text);
}

void crm__json_write_cstr(struct json_writer *writer, const char *text)
{
    if (text)
        crm__json_write_text(writer, crm__text_of(text));
    else
        crm__json_write_null(writer);
}

void crm__json_write_int64(struct json_writer *writer, int64_t value)
{
    before_value(writer);
    crm__buffer_int64(writer->buffer, value);
}

void crm__json_write_id(struct json_writer *writer, int64_t id)
{
    before_value(writer);
    crm__buffer_byte(writer->buffer, '"');
    crm__buffer_int64(writer->buffer, id);
    crm__buffer_byte(writer->buffer, '"');
}

void crm__json_write_double(struct json_writer *writer, double value)
{
    before_value(writer);
    if (isfinite(value))
        crm__buffer_double(writer->buffer, value);
    else
        crm__buffer_cstr(writer->buffer, "null");
}

void crm__json_write_bool(struct json_writer *writer, bool value)
{
    before_value(writer);
    crm__buffer_cstr(writer->buffer, value ? "true" : "false");
}

void crm__json_write_null(struct json_writer *writer)
{
    before_value(writer);
    crm__buffer_cstr(writer->buffer, "null");
}

void crm__json_write_raw(struct json_writer *writer, struct text json)
{
    before_value(writer);
    crm__buffer_text(writer->buffer, json);
}

/* Recursion goes no deeper than the reader lets documents be. */
void crm__json_write_json(struct json_writer *writer, const struct json *json)
{
    struct text text = TEXT_NONE;
    bool truth = false;
    switch (crm__json_kind(json)) {
    case JSON_NULL:
        crm__json_write_null(writer);
        return;
    case JSON_BOOL:
        crm__json_bool(json, &truth);
        crm__json_write_bool(writer, truth);
        return;
    case JSON_NUMBER:
        crm__json_number(json, &text);
        crm__json_write_raw(writer, text);
        return;
    case JSON_TEXT:
        crm__json_text(json, &text);
        crm__json_write_text(writer, text);
        return;
    case JSON_ARRAY:
        crm__json_begin_array(writer);
        for (size_t i = 0; i < crm__json_size(json); i++)
            crm__json_write_json(writer, crm__json_at(json, i));
        crm__json_end_array(writer);
        return;
    case JSON_OBJECT:
        crm__json_begin_object(writer);
        for (size_t i = 0; i < crm__json_size(json); i++) {
            crm__json_write_key(writer, crm__json_key_at(json, i));
            crm__json_write_json(writer, crm__json_at(json, i));
        }
        crm__json_end_object(writer);
        return;
    }
}

void crm__buffer_json_text(struct buffer *buffer, struct text text)
{
    if (crm__utf8_valid_prefix(text) < text.size) {
        put_replaced(buffer, text);
        return;
    }

    crm__buffer_reserve(buffer, text.size + 2);
    crm__buffer_byte(buffer, '"');
    size_t from = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        crm__buffer_text(buffer, crm__text_slice(text, from, i));
        put_escaped(buffer, byte);
        from = i + 1;
    }
    crm__buffer_text(buffer, crm__text_slice(text, from, text.size));
    crm__buffer_byte(buffer, '"');
}

static void before_value(struct json_writer *writer)
{
    if (writer->after_key)
        writer->after_key = false;
    else if (writer->depth > 0)
        before_item(writer);
}

static void before_item(struct json_writer *writer)
{
    int level = writer->depth - 1;
    uint64_t bit = UINT64_C(1) << (level % 64);
    if (writer->has_items[level / 64] & bit)
        crm__buffer_byte(writer->buffer, ',');
    writer->has_items[level / 64] |= bit;
    new_line(writer);
}

static void begin(struct json_writer *writer, char bracket)
{
    assert(writer->depth < JSON_WRITER_DEPTH_LIMIT);
    before_value(writer);
    crm__buffer_byte(writer->buffer, bracket);
    int level = writer->depth++;
    writer->has_items[level / 64] &= ~(UINT64_C(1) << (level % 64));
}

static void end(struct json_writer *writer, char bracket)
{
    assert(writer->depth > 0 && !writer->after_key);
    int level = --writer->depth;
    if (writer->has_items[level / 64] >> (level % 64) & 1)
        new_line(writer);
    crm__buffer_byte(writer->buffer, bracket);
}

static void new_line(struct json_writer *writer)
{
    if (!writer->indent)
        return;
    crm__buffer_byte(writer->buffer, '\n');
    for (int i = 0; i < writer->depth * writer->indent; i++)
        crm__buffer_byte(writer->buffer, ' ');
}

static void put_escaped(struct buffer *buffer, unsigned char byte)
{
    static const char short_forms[] = "\b\t\n\f\r\"\\";
    static const char letters[] = "btnfr\"\\";
    for (size_t i = 0; i + 1 < sizeof short_forms; i++) {
        if ((unsigned char)short_forms[i] == byte) {
            crm__buffer_byte(buffer, '\\');
            crm__buffer_byte(buffer, letters[i]);
            return;
        }
    }
    crm__buffer_format(buffer, "\\u%04x", (unsigned)byte);
}

/* Bytes that are no UTF-8 become U+FFFD. */
static void put_replaced(struct buffer *buffer, struct text text)
{
    struct buffer good;
    crm__buffer_init(&good, buffer->env);
    while (text.size > 0) {
        size_t valid = crm__utf8_valid_prefix(text);
        crm__buffer_text(&good, crm__text_slice(text, 0, valid));
        if (valid < text.size)
            crm__buffer_code_point(&good, 0xfffd);
        text = crm__text_slice(text, valid + 1, text.size);
    }
    if (good.failed)
        buffer->failed = true;
    else
        crm__buffer_json_text(buffer, crm__buffer_view(&good));
    crm__buffer_free(&good);
}
