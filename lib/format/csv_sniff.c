/*
 * Sniffing: the delimiter that cuts most records into the same number of fields, and whether the
 * first record names the columns. It works on a sample, so it is written for clarity, not speed.
 */
#include "format/csv_sniff.h"

#include <string.h>

enum { SAMPLE_RECORDS = 100, SAMPLE_FIELDS = 256, HEADER_RECORDS = 20 };

struct splitter {
    struct text sample;
    size_t offset;
    bool complete;
    char delimiter;
};

struct agreement {
    size_t records;
    size_t field_count; /* the most frequent one */
    size_t agreeing;    /* records that have it */
};

static struct agreement agreement_of(struct text sample, bool complete, char delimiter);
static void header_sniff(struct splitter splitter, struct csv_shape *shape);
static size_t record_split(struct splitter *splitter, struct text fields[SAMPLE_FIELDS]);

struct csv_shape crm__csv_sniff(struct text sample, bool complete, char delimiter)
{
    static const char candidates[] = {',', ';', '\t', '|'};
    struct agreement best = {0, 0, 0};
    struct csv_shape shape = {.delimiter = delimiter ? delimiter : ','};
    if (delimiter) {
        best = agreement_of(sample, complete, delimiter);
    } else {
        for (size_t i = 0; i < sizeof candidates; i++) {
            struct agreement found = agreement_of(sample, complete, candidates[i]);
            bool better = found.agreeing > best.agreeing ||
                          (found.agreeing == best.agreeing && found.field_count > best.field_count);
            if (best.field_count < 2 || (found.field_count > 1 && better)) {
                best = found;
                shape.delimiter = found.field_count > 1 ? candidates[i] : ',';
            }
        }
    }
    shape.column_count = best.field_count;
    shape.delimiter_certain =
        best.field_count > 1 && best.agreeing > 1 && best.agreeing * 10 >= best.records * 8;
    header_sniff((struct splitter){sample, 0, complete, shape.delimiter}, &shape);
    return shape;
}

static struct agreement agreement_of(struct text sample, bool complete, char delimiter)
{
    struct splitter splitter = {sample, 0, complete, delimiter};
    struct text fields[SAMPLE_FIELDS];
    size_t tally[SAMPLE_FIELDS + 1] = {0};
    struct agreement found = {0, 0, 0};
    size_t count;
    while (found.records < SAMPLE_RECORDS && (count = record_split(&splitter, fields)) > 0) {
        found.records++;
        tally[count]++;
    }
    for (size_t i = 1; i <= SAMPLE_FIELDS; i++) {
        if (tally[i] > found.agreeing || (tally[i] == found.agreeing && tally[i])) {
            found.agreeing = tally[i];
            found.field_count = i;
        }
    }
    return found;
}

/* A year could well be the name of a column. */
static bool is_year(struct text field)
{
    int64_t year;
    return field.size == 4 && crm__text_to_int64(field, &year) == CRM_OK && year >= 1900 &&
           year <= 2100;
}

/* Numbers, dates, telephone numbers and addresses are data; names of columns are words. */
static bool is_data(struct text field)
{
    size_t digits = 0;
    size_t letters = 0;
    for (size_t i = 0; i < field.size; i++) {
        char byte = field.data[i];
        if (byte == '@')
            return true;
        if (byte >= '0' && byte <= '9')
            digits++;
        else if (!strchr(" +-.,:/()%$TZ", byte))
            letters++;
    }
    return digits > letters && !is_year(field);
}

struct column_tally {
    size_t filled; /* cells below the first record */
    size_t data;   /* of those, data by is_data */
};

static void tally_below(struct splitter *splitter, struct column_tally tally[SAMPLE_FIELDS])
{
    struct text fields[SAMPLE_FIELDS];
    size_t count;
    for (size_t records = 0; records < HEADER_RECORDS; records++) {
        count = record_split(splitter, fields);
        if (count == 0)
            return;
        for (size_t i = 0; i < count; i++) {
            tally[i].filled += fields[i].size > 0;
            tally[i].data += is_data(fields[i]);
        }
    }
}

/*
 * Each column votes: a word above data speaks for a header, data in the first record against it.
 * Without a vote it is a header when its cells are distinct, as names of columns are.
 */
static void header_sniff(struct splitter splitter, struct csv_shape *shape)
{
    struct text first[SAMPLE_FIELDS];
    struct column_tally tally[SAMPLE_FIELDS] = {{0, 0}};
    size_t count = record_split(&splitter, first);
    if (count == 0)
        return;
    tally_below(&splitter, tally);
    int64_t votes = 0;
    bool distinct = true;
    for (size_t i = 0; i < count; i++) {
        if (is_data(first[i]))
            votes--;
        else if (first[i].size && tally[i].data * 2 > tally[i].filled)
            votes++;
        for (size_t j = 0; j < i && distinct; j++)
            distinct = first[i].size == 0 || !crm__text_equal(first[i], first[j]);
    }
    shape->has_header = votes > 0 || (votes == 0 && distinct);
    shape->header_certain = votes != 0;
}

static bool is_line_end(char byte)
{
    return byte == '\n' || byte == '\r';
}

/* The end of the field at `from`: an unquoted delimiter or line end, or the sample's end. */
static size_t field_end(const struct splitter *splitter, size_t from)
{
    struct text sample = splitter->sample;
    size_t i = from;
    if (i < sample.size && sample.data[i] == '"') {
        for (i++; i < sample.size; i++) {
            if (sample.data[i] != '"')
                continue;
            if (i + 1 == sample.size || sample.data[i + 1] != '"')
                break;
            i++;
        }
    }
    while (i < sample.size && sample.data[i] != splitter->delimiter && !is_line_end(sample.data[i]))
        i++;
    return i;
}

/* Without quotes around and space at both ends; inner quotes stay doubled. */
static struct text bare(struct text field)
{
    if (field.size > 1 && field.data[0] == '"' && field.data[field.size - 1] == '"')
        field = crm__text_slice(field, 1, field.size - 1);
    return crm__text_trim(field);
}

/* Splits the next record that is not blank. The number of its fields, at most SAMPLE_FIELDS; 0 at
 * the end of the sample. */
static size_t record_split(struct splitter *splitter, struct text fields[SAMPLE_FIELDS])
{
    struct text sample = splitter->sample;
    while (splitter->offset < sample.size && is_line_end(sample.data[splitter->offset]))
        splitter->offset++;
    if (splitter->offset == sample.size)
        return 0;
    size_t count = 0;
    size_t from = splitter->offset;
    for (;;) {
        size_t to = field_end(splitter, from);
        if (to == sample.size && !splitter->complete)
            return 0;
        if (count < SAMPLE_FIELDS)
            fields[count++] = bare(crm__text_slice(sample, from, to));
        from = to + 1;
        if (to == sample.size || sample.data[to] != splitter->delimiter) {
            splitter->offset = to;
            return count;
        }
    }
}
