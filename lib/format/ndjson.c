/* The NDJSON reader: lines, members, names. */
#include "format/ndjson.h"

#include "format/json_line.h"

#include <assert.h>
#include <string.h>

/* A line without its line end, and where the next one begins. */
struct line {
    struct text text;
    size_t next;
    bool over; /* its limit */
};

static crm_status line_find(struct ndjson_reader *reader, struct line *line);
static crm_status row_read(struct ndjson_reader *reader, struct text line, struct ndjson_row *row);
static crm_status problem(struct ndjson_reader *reader, struct ndjson_row *row, struct text before);

crm_status crm__ndjson_open(struct ndjson_reader *reader, struct env *env, crm_read read,
                            void *context, enum encoding encoding)
{
    *reader = (struct ndjson_reader){.env = env, .line = 1};
    crm__arena_init(&reader->arena, env);
    crm__map_init(&reader->name_index, env);
    crm__buffer_init(&reader->name, env);
    crm__buffer_init(&reader->message, env);
    crm_status status = crm__source_open(&reader->source, env, read, context, encoding);
    if (status < 0)
        return status;
    reader->fields = crm__alloc_zero(env, NDJSON_FIELD_LIMIT, sizeof *reader->fields);
    reader->names = crm__alloc_zero(env, NDJSON_FIELD_LIMIT, sizeof *reader->names);
    reader->seen = crm__alloc_zero(env, NDJSON_FIELD_LIMIT, sizeof *reader->seen);
    if (reader->fields && reader->names && reader->seen)
        return CRM_OK;
    crm__ndjson_close(reader);
    return CRM_E_NOMEM;
}

void crm__ndjson_close(struct ndjson_reader *reader)
{
    crm__source_free(&reader->source);
    crm__free(reader->env, reader->fields);
    crm__free(reader->env, reader->names);
    crm__free(reader->env, reader->seen);
    crm__map_free(&reader->name_index);
    crm__arena_free(&reader->arena);
    crm__buffer_free(&reader->name);
    crm__buffer_free(&reader->message);
    *reader = (struct ndjson_reader){.env = reader->env};
}

static bool is_blank(struct text line)
{
    for (size_t i = 0; i < line.size; i++)
        if (line.data[i] != ' ' && line.data[i] != '\t' && line.data[i] != '\r')
            return false;
    return true;
}

crm_status crm__ndjson_next(struct ndjson_reader *reader, struct ndjson_row *row)
{
    *row = (struct ndjson_row){.fields = reader->fields};
    struct line line;
    do {
        crm_status status = line_find(reader, &line);
        if (status != CRM_OK)
            return status;
        reader->position = line.next;
        row->line = reader->line++;
    } while (!line.over && is_blank(line.text));
    row->number = ++reader->row_count;
    crm__buffer_clear(&reader->message);
    const struct damage *damage = crm__source_pass(&reader->source, line.next);
    if (line.over) {
        crm__buffer_format(&reader->message, "the line has over %d bytes", NDJSON_LINE_LIMIT);
        return problem(reader, row, TEXT_NONE);
    }
    row->text = line.text;
    if (!damage)
        return row_read(reader, line.text, row);
    crm__damage_describe(damage, reader->source.encoding.encoding, &reader->message);
    size_t start = (size_t)(line.text.data - reader->source.window.data);
    size_t position = (size_t)(damage->position - reader->source.position);
    return problem(reader, row, crm__text_slice(line.text, 0, position - start));
}

size_t crm__ndjson_find(const struct ndjson_reader *reader, struct text name)
{
    const int64_t *index = crm__map_find(&reader->name_index, name);
    return index ? (size_t)*index : SIZE_MAX;
}

struct value crm__ndjson_value(const struct ndjson_field *field)
{
    switch (field->kind) {
    case NDJSON_BOOL:
    case NDJSON_INT:
        return crm__value_int(field->integer);
    case NDJSON_DOUBLE:
        return crm__value_double(field->real);
    case NDJSON_TEXT:
    case NDJSON_NESTED:
        return crm__value_text(field->text);
    case NDJSON_NULL:
        break;
    }
    return VALUE_OF_NULL;
}

/*
 * Finds the line at the position. One over its limit is dropped up to its end as it is read, and
 * has no text. A byte below 0x20 follows the text, as the scanner wants.
 */
static crm_status line_find(struct ndjson_reader *reader, struct line *line)
{
    struct source *source = &reader->source;
    struct buffer *window = &source->window;
    size_t searched = 0;
    *line = (struct line){.over = false};
    for (;;) {
        size_t from = reader->position + searched;
        size_t rest = window->size - from;
        const char *end = rest ? memchr(window->data + from, '\n', rest) : NULL;
        if (end || source->ended) {
            size_t to = end ? (size_t)(end - window->data) : window->size;
            if (!end && to == reader->position && !line->over)
                return CRM_DONE;
            line->text = (struct text){window->data + reader->position, to - reader->position};
            line->next = to + (end != NULL);
            line->over = line->over || line->text.size > NDJSON_LINE_LIMIT;
            return CRM_OK;
        }
        searched = window->size - reader->position;
        if (line->over || searched > NDJSON_LINE_LIMIT) {
            line->over = true;
            reader->position = window->size;
            searched = 0;
        }
        crm_status status = crm__source_refill(source, reader->position);
        if (status < 0)
            return status;
        reader->position = 0;
    }
}

/* Finds or adds the name of a member. */
static crm_status name_resolve(struct ndjson_reader *reader, struct json_line *scan,
                               struct text name, size_t *index_out)
{
    size_t index = reader->next_name;
    if (index >= reader->name_count || !crm__text_equal(reader->names[index], name))
        index = crm__ndjson_find(reader, name);
    if (index == SIZE_MAX) {
        index = reader->name_count;
        if (index == NDJSON_FIELD_LIMIT) {
            scan->error = "more than 1024 different names in the file";
            return CRM_OK;
        }
        struct text copy = crm__arena_text(&reader->arena, name);
        if (!copy.data || !crm__map_put(&reader->name_index, name, (int64_t)index))
            return CRM_E_NOMEM;
        reader->names[reader->name_count++] = copy;
    }
    if (reader->seen[index] == (uint64_t)reader->row_count) {
        crm__buffer_format(&reader->message, "the name '%.*s' twice",
                           (int)(name.size < 60 ? name.size : 60), name.data);
        scan->error = "a name twice";
    }
    reader->seen[index] = (uint64_t)reader->row_count;
    reader->next_name = index + 1;
    *index_out = index;
    return CRM_OK;
}

static crm_status name_unescape(struct ndjson_reader *reader, bool escaped, struct text *name)
{
    if (!escaped)
        return CRM_OK;
    crm__buffer_clear(&reader->name);
    crm__buffer_reserve(&reader->name, name->size);
    if (reader->name.failed)
        return CRM_E_NOMEM;
    *name = (struct text){reader->name.data, crm__json_unescape(*name, reader->name.data)};
    return CRM_OK;
}

static void number_read(struct json_line *scan, struct ndjson_field *field)
{
    bool integer;
    size_t start = scan->at;
    if (!crm__json_line_number(scan, &field->text, &integer))
        return;
    field->kind = NDJSON_INT;
    if (integer && crm__text_to_int64(field->text, &field->integer) == CRM_OK)
        return;
    field->kind = NDJSON_DOUBLE;
    if (crm__text_to_double(field->text, &field->real) == CRM_OK)
        return;
    scan->at = start;
    scan->error = "a number that no double holds";
}

static void value_read(struct json_line *scan, struct ndjson_field *field)
{
    char byte = scan->data[scan->at];
    field->escaped = false;
    if (byte == '"') {
        field->kind = NDJSON_TEXT;
        crm__json_line_string(scan, &field->text, &field->escaped);
    } else if (byte == '-' || (byte >= '0' && byte <= '9')) {
        number_read(scan, field);
    } else if (byte == '{' || byte == '[') {
        field->kind = NDJSON_NESTED;
        crm__json_line_nested(scan, NDJSON_DEPTH_LIMIT - 1, &field->text);
    } else if (crm__json_line_word(scan, &field->text)) {
        field->kind = byte == 'n' ? NDJSON_NULL : NDJSON_BOOL;
        field->integer = byte == 't';
    }
}

/* One member: name, colon, value. */
static crm_status member_read(struct ndjson_reader *reader, struct json_line *scan,
                              struct ndjson_row *row)
{
    struct text name;
    bool escaped;
    size_t start = scan->at;
    if (row->field_count == NDJSON_FIELD_LIMIT) {
        scan->error = "more than 1024 members";
        return CRM_OK;
    }
    if (scan->data[start] != '"') {
        scan->error = "expected a name in quotes";
        return CRM_OK;
    }
    if (!crm__json_line_string(scan, &name, &escaped))
        return CRM_OK;
    struct ndjson_field *field = &reader->fields[row->field_count];
    size_t end = scan->at;
    scan->at = start;
    crm_status status = name_unescape(reader, escaped, &name);
    if (status >= 0)
        status = name_resolve(reader, scan, name, &field->name);
    if (status < 0 || scan->error)
        return status;
    scan->at = end;
    crm__json_line_space(scan);
    if (!crm__json_line_byte(scan, ':', "expected ':' after the name"))
        return CRM_OK;
    crm__json_line_space(scan);
    value_read(scan, field);
    row->field_count += !scan->error;
    return CRM_OK;
}

static crm_status object_read(struct ndjson_reader *reader, struct json_line *scan,
                              struct ndjson_row *row)
{
    crm__json_line_space(scan);
    if (!crm__json_line_byte(scan, '{', "expected an object"))
        return CRM_OK;
    crm__json_line_space(scan);
    bool empty = scan->data[scan->at] == '}';
    while (!empty) {
        crm_status status = member_read(reader, scan, row);
        if (status < 0 || scan->error)
            return status;
        crm__json_line_space(scan);
        if (scan->data[scan->at] == '}')
            break;
        if (!crm__json_line_byte(scan, ',', "expected ',' or '}'"))
            return CRM_OK;
        crm__json_line_space(scan);
    }
    scan->at++;
    crm__json_line_space(scan);
    if (scan->at < scan->size)
        scan->error = "text after the object";
    return CRM_OK;
}

static crm_status row_read(struct ndjson_reader *reader, struct text line, struct ndjson_row *row)
{
    struct json_line scan = {(char *)(uintptr_t)line.data, line.size, 0, NULL};
    reader->next_name = 0;
    crm_status status = object_read(reader, &scan, row);
    if (status < 0)
        return status;
    if (scan.error) {
        if (reader->message.size == 0)
            crm__buffer_cstr(&reader->message, scan.error);
        return problem(reader, row, crm__text_slice(line, 0, scan.at));
    }
    for (size_t i = 0; i < row->field_count; i++) {
        struct ndjson_field *field = &reader->fields[i];
        if (field->escaped)
            field->text.size = crm__json_unescape(field->text, (char *)(uintptr_t)field->text.data);
    }
    row->text = TEXT_NONE;
    return CRM_OK;
}

/* `before` is what stands on the line before the problem. */
static crm_status problem(struct ndjson_reader *reader, struct ndjson_row *row, struct text before)
{
    row->field_count = 0;
    row->column = before.data ? (int64_t)crm__utf8_count(before) + 1 : 0;
    row->message = crm__buffer_view(&reader->message);
    return crm__buffer_status(&reader->message);
}
