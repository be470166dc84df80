/*
 * Records: walks from mark to mark, so plain bytes are never looked at one by one. A record that
 * the window's end cuts is walked again from its start once there is more; the window grows by
 * a block at a time, so a record of the largest size is walked a few times at most.
 */
#include "format/csv_record.h"

#include "format/scan.h"

#include <assert.h>
#include <string.h>

enum { QUOTE = '"' };

/* How far a record was followed. Offsets are into the window. */
struct walk {
    size_t end;         /* of the record, without its line end */
    size_t next;        /* where the next record begins */
    size_t mark;        /* the first mark at or after `next` */
    int64_t lines;      /* line ends passed, the record's own too */
    size_t count;       /* fields; only the first CSV_COLUMN_LIMIT are kept */
    size_t open_quote;  /* of a quoted field that the window's end cut, else SIZE_MAX */
    int64_t quote_line; /* line ends before it */
    bool quoted;        /* some field is */
    bool whole;
};

static void record_walk(const struct csv_reader *reader, struct walk *walk);
static crm_status more(struct csv_reader *reader);
static void accept(struct csv_reader *reader, const struct walk *walk, struct csv_row *row);
static crm_status over_limit(struct csv_reader *reader, struct csv_row *row);
static void open_quote(struct csv_reader *reader, const struct walk *walk, struct csv_row *row);
static void jump(struct csv_reader *reader, size_t position, int64_t lines);
static void problem(struct csv_reader *reader, struct csv_row *row, enum csv_problem kind);

crm_status crm__csv_record(struct csv_reader *reader, struct csv_row *row)
{
    *row = (struct csv_row){.fields = reader->fields};
    for (;;) {
        struct walk walk;
        record_walk(reader, &walk);
        row->line = reader->line;
        crm__buffer_clear(&reader->message);
        /* One byte more may be the line end that is not known to be one yet. */
        size_t known = reader->source.window.size - reader->position;
        if (walk.whole ? walk.end - reader->position > CSV_RECORD_LIMIT
                       : known > CSV_RECORD_LIMIT + 1)
            return over_limit(reader, row);
        if (walk.whole) {
            if (walk.next == reader->position)
                return CRM_DONE;
            bool blank = walk.end == reader->position;
            accept(reader, &walk, row);
            if (!blank)
                return crm__buffer_status(&reader->message);
            *row = (struct csv_row){.fields = reader->fields};
            continue;
        }
        if (reader->source.ended) {
            crm__buffer_format(&reader->message, "the quote opened on line %lld is never closed",
                               (long long)(reader->line + walk.quote_line));
            open_quote(reader, &walk, row);
            return crm__buffer_status(&reader->message);
        }
        crm_status status = more(reader);
        if (status < 0)
            return status;
    }
}

crm_status crm__csv_mark(struct csv_reader *reader)
{
    const struct buffer *window = &reader->source.window;
    size_t added = window->size - reader->marked;
    crm_status status =
        crm__array_reserve(reader->env, (void **)&reader->marks, &reader->mark_capacity,
                           reader->mark_count + added + 1, sizeof *reader->marks);
    if (status < 0)
        return status;
    reader->mark_count +=
        crm__scan_marks(window->data + reader->marked, added, reader->delimiter,
                        (uint32_t)reader->marked, reader->marks + reader->mark_count);
    reader->marks[reader->mark_count] = (uint32_t)window->size;
    reader->marked = window->size;
    return CRM_OK;
}

/* From the mark after an opening quote to the one after its closing quote; NULL when the window
 * ends before. A doubled quote is two neighbouring marks. */
static const uint32_t *quote_close(const char *data, const uint32_t *mark, struct walk *walk)
{
    for (;;) {
        size_t at = *mark++;
        switch (data[at]) {
        case QUOTE:
            if (data[at + 1] != QUOTE)
                return mark;
            mark++;
            break;
        case '\n':
            walk->lines++;
            break;
        case '\r':
            walk->lines += data[at + 1] != '\n';
            break;
        case '\0':
            return NULL;
        default:
            break;
        }
    }
}

/* The record ends at a line end, or at the end of the input, which is marked like a NUL. */
static void record_close(const struct csv_reader *reader, size_t at, struct walk *walk)
{
    const char *data = reader->source.window.data;
    bool line_end = data[at] != '\0';
    bool cut = !line_end || (data[at] == '\r' && data[at + 1] == '\0');
    if (cut && !reader->source.ended)
        return;
    size_t size = !line_end ? 0 : data[at] == '\r' && data[at + 1] == '\n' ? 2 : 1;
    walk->end = at;
    walk->next = at + size;
    walk->mark += size; /* each byte of a line end has a mark */
    walk->lines += line_end;
    walk->whole = true;
}

/* Finds the fields of the record at reader->position. */
static void record_walk(const struct csv_reader *reader, struct walk *walk)
{
    *walk = (struct walk){.open_quote = SIZE_MAX};
    const char *data = reader->source.window.data;
    const uint32_t *mark = reader->marks + reader->mark;
    const char delimiter = reader->delimiter;
    struct text *fields = reader->fields;
    size_t from = reader->position;
    size_t count = 0;
    for (;;) {
        size_t at = *mark;
        char byte = data[at];
        if (byte == QUOTE) {
            mark++;
            if (at != from)
                continue; /* in the middle of a field it is an ordinary character */
            walk->quoted = true;
            walk->quote_line = walk->lines;
            mark = quote_close(data, mark, walk);
            if (!mark) {
                walk->open_quote = at;
                break;
            }
            continue;
        }
        if (count < CSV_COLUMN_LIMIT)
            fields[count] = (struct text){data + from, at - from};
        count++;
        if (byte != delimiter) {
            walk->mark = (size_t)(mark - reader->marks);
            record_close(reader, at, walk);
            break;
        }
        mark++;
        from = at + 1;
    }
    walk->count = count;
}

/* Reads more input behind the current record and marks it. */
static crm_status more(struct csv_reader *reader)
{
    size_t dropped = reader->position;
    crm_status status = crm__source_refill(&reader->source, dropped);
    if (status < 0)
        return status;
    reader->position = 0;
    reader->marked -= dropped;
    reader->mark_count -= reader->mark;
    for (size_t i = 0; i < reader->mark_count; i++)
        reader->marks[i] = reader->marks[reader->mark + i] - (uint32_t)dropped;
    reader->mark = 0;
    return crm__csv_mark(reader);
}

/* Takes the quotes off a quoted field, in place; what follows the closing quote is kept. */
static struct text unquote(struct text field)
{
    char *data = (char *)(uintptr_t)field.data;
    size_t written = 0;
    size_t i = 1;
    while (i < field.size) {
        const char *quote = memchr(data + i, QUOTE, field.size - i);
        size_t run = quote ? (size_t)(quote - (data + i)) : field.size - i;
        if (written == 0 && i == 1 && i + run + 1 >= field.size)
            return crm__text_slice(field, 1, 1 + run); /* nothing inside: no need to move */
        memmove(data + written, data + i, run);
        written += run;
        i += run;
        if (!quote)
            break;
        if (i + 1 < field.size && data[i + 1] == QUOTE) {
            data[written++] = QUOTE;
            i += 2;
            continue;
        }
        memmove(data + written, data + i + 1, field.size - i - 1);
        written += field.size - i - 1;
        break;
    }
    return (struct text){data, written};
}

static void problem(struct csv_reader *reader, struct csv_row *row, enum csv_problem kind)
{
    row->problem = kind;
    row->message = crm__buffer_view(&reader->message);
}

static void fields_finish(struct csv_reader *reader, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct text *field = &reader->fields[i];
        if (field->size && field->data[0] == QUOTE)
            *field = unquote(*field);
        if (reader->options.undo_formula_guard)
            *field = crm__formula_unguard(*field);
    }
}

/* Takes the record: its fields and what is wrong with it; the position moves on. */
static void accept(struct csv_reader *reader, const struct walk *walk, struct csv_row *row)
{
    size_t size = walk->end - reader->position;
    const struct damage *damage = crm__source_pass(&reader->source, walk->next);
    reader->position = walk->next;
    reader->mark = walk->mark;
    reader->line += walk->lines;
    row->field_count = walk->count < CSV_COLUMN_LIMIT ? walk->count : CSV_COLUMN_LIMIT;
    if (walk->quoted || reader->options.undo_formula_guard)
        fields_finish(reader, row->field_count);
    if (damage) {
        crm__damage_describe(damage, reader->source.encoding.encoding, &reader->message);
        problem(reader, row, CSV_ENCODING);
        return;
    }
    for (size_t i = 0; size > CSV_FIELD_LIMIT && i < row->field_count; i++) {
        if (row->fields[i].size <= CSV_FIELD_LIMIT)
            continue;
        crm__buffer_format(&reader->message, "field %zu has %zu bytes, at most %d", i + 1,
                           row->fields[i].size, CSV_FIELD_LIMIT);
        problem(reader, row, CSV_TOO_LONG);
        return;
    }
    if (walk->count > CSV_COLUMN_LIMIT) {
        crm__buffer_format(&reader->message, "%zu fields, at most %d", walk->count,
                           CSV_COLUMN_LIMIT);
        problem(reader, row, CSV_TOO_WIDE);
    }
}

/* Follows the record no further than its limit, whatever the window holds beyond. */
static void prefix_walk(struct csv_reader *reader, struct walk *walk)
{
    char *data = reader->source.window.data;
    size_t limit = reader->position + CSV_RECORD_LIMIT;
    size_t index = reader->mark;
    while (reader->marks[index] < limit)
        index++;
    uint32_t mark = reader->marks[index];
    char byte = data[limit];
    reader->marks[index] = (uint32_t)limit;
    data[limit] = '\0';
    record_walk(reader, walk);
    data[limit] = byte;
    reader->marks[index] = mark;
}

/* To the next line end, however far that is. */
static crm_status line_skip(struct csv_reader *reader)
{
    struct source *source = &reader->source;
    for (;;) {
        const char *data = source->window.data;
        size_t at = reader->marks[reader->mark];
        bool known = at < source->window.size;
        if (known && data[at] != '\n' && data[at] != '\r') {
            reader->mark++;
            continue;
        }
        reader->position = at;
        if (source->ended || (known && (data[at] == '\n' || at + 1 < source->window.size))) {
            size_t size = !known ? 0 : data[at] == '\r' && data[at + 1] == '\n' ? 2 : 1;
            jump(reader, at + size, known);
            crm__source_pass(source, reader->position);
            return CRM_OK;
        }
        crm_status status = more(reader);
        if (status < 0)
            return status;
    }
}

/*
 * A record that does not end within its limit: because of a quote that is open there, or because
 * it is that long. What is decided does not depend on where the window happens to end.
 */
static crm_status over_limit(struct csv_reader *reader, struct csv_row *row)
{
    struct walk walk;
    prefix_walk(reader, &walk);
    if (walk.open_quote != SIZE_MAX) {
        crm__buffer_format(&reader->message,
                           "the quote opened on line %lld is not closed within %d bytes",
                           (long long)(reader->line + walk.quote_line), CSV_RECORD_LIMIT);
        open_quote(reader, &walk, row);
        return crm__buffer_status(&reader->message);
    }
    crm__buffer_format(&reader->message, "the record has over %d bytes", CSV_RECORD_LIMIT);
    jump(reader, reader->position + CSV_RECORD_LIMIT, walk.lines);
    problem(reader, row, CSV_TOO_LONG);
    crm_status status = line_skip(reader);
    return status < 0 ? status : crm__buffer_status(&reader->message);
}

/* Keeps the fields before the quote and goes on after the line that it stands on. */
static void open_quote(struct csv_reader *reader, const struct walk *walk, struct csv_row *row)
{
    const struct buffer *window = &reader->source.window;
    row->field_count = walk->count < CSV_COLUMN_LIMIT ? walk->count : CSV_COLUMN_LIMIT;
    fields_finish(reader, row->field_count);
    const char *data = window->data;
    size_t end = walk->open_quote;
    while (end < window->size && data[end] != '\n' && data[end] != '\r')
        end++;
    row->rest = (struct text){data + walk->open_quote, end - walk->open_quote};
    bool line_end = end < window->size;
    size_t size = !line_end ? 0 : data[end] == '\r' && data[end + 1] == '\n' ? 2 : 1;
    crm__source_pass(&reader->source, end + size);
    jump(reader, end + size, walk->quote_line + line_end);
    problem(reader, row, CSV_OPEN_QUOTE);
}

/* Goes on at a later place of the window. */
static void jump(struct csv_reader *reader, size_t position, int64_t lines)
{
    assert(position >= reader->position);
    reader->position = position;
    reader->line += lines;
    while (reader->mark < reader->mark_count && reader->marks[reader->mark] < position)
        reader->mark++;
}
