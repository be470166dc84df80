/* What the suites of the CSV reader share: reading rows into a text that tests compare. */
#ifndef CRM_TESTS_FORMAT_CSV_H
#define CRM_TESTS_FORMAT_CSV_H

#include "format/csv.h"
#include "format_input.h"

static struct csv_reader reader;
static struct drip drip;
static struct buffer seen;

static inline void csv_setup(void)
{
    input_setup();
    crm__buffer_init(&seen, &env);
}

static inline void csv_teardown(void)
{
    crm__buffer_free(&seen);
    input_teardown();
}

static inline void open_with(struct text text, size_t step, const struct csv_options *options)
{
    drip = (struct drip){.text = text, .step = step};
    ck_assert_msg(crm__csv_open(&reader, &env, drip_read, &drip, options) == CRM_OK, "%s",
                  env.error.message);
}

/* A row as "line:[field][field]", with "!message" for a problem; long fields by their size. */
static inline void describe(const struct csv_row *row)
{
    crm__buffer_format(&seen, "%lld:", (long long)row->line);
    for (size_t i = 0; i < row->field_count; i++) {
        if (row->fields[i].size > 1000)
            crm__buffer_format(&seen, "[%zu bytes]", row->fields[i].size);
        else
            crm__buffer_format(&seen, "[%.*s]", (int)row->fields[i].size, row->fields[i].data);
    }
    if (row->problem != CSV_FINE)
        crm__buffer_format(&seen, "!%.*s", (int)row->message.size, row->message.data);
    crm__buffer_byte(&seen, ' ');
}

static inline void read_rows(void)
{
    struct csv_row row;
    crm_status status;
    int64_t number = 0;
    while ((status = crm__csv_next(&reader, &row)) == CRM_OK) {
        ck_assert_int_eq(row.number, ++number);
        describe(&row);
    }
    ck_assert_int_eq(status, CRM_DONE);
    ck_assert_int_eq(crm__csv_next(&reader, &row), CRM_DONE);
    ck_assert_int_eq(crm__buffer_status(&seen), CRM_OK);
}

/* No header, comma, UTF-8, at several chunk sizes. */
static inline void expect_rows(struct text text, const char *expected)
{
    static const size_t steps[] = {0, 1, 2, 3, 7};
    struct csv_options options = {
        .encoding = ENCODING_UTF8, .delimiter = ',', .header = CSV_HEADER_NO};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        crm__buffer_clear(&seen);
        open_with(text, steps[i], &options);
        read_rows();
        ck_assert_str_eq(seen.data ? seen.data : "", expected);
        crm__csv_close(&reader);
    }
}

#endif
