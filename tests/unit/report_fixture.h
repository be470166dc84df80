/* What the suites of reports share: a store in memory at a fixed time, and cells by name. */
#ifndef CRM_TESTS_REPORT_FIXTURE_H
#define CRM_TESTS_REPORT_FIXTURE_H

#include "store_fixture.h"

#include "report/report.h"

/* 2026-03-31T12:00:00Z */
#define REPORT_NOW (INT64_C(20543) * DAY_US + 12 * HOUR_US)

static inline void report_set_up(struct fixture *fixture)
{
    fixture_set_up_memory(fixture);
    fixture->env.now_us = REPORT_NOW;
}

static inline struct report *ran_with(struct fixture *fixture, const char *name,
                                      const struct report_options *options)
{
    struct report *report = NULL;
    ck_assert_done(fixture, crm__report_run(fixture->store, crm__text_of(name), options, &report));
    return report;
}

static inline struct report *ran(struct fixture *fixture, const char *name)
{
    return ran_with(fixture, name, NULL);
}

/* A cell as in CSV; valid until the next one. */
static inline const char *cell(const struct report *report, const char *column, size_t row)
{
    static char text[512];
    size_t at = 0;
    while (at < report->column_count && !crm__text_is(report->columns[at].name, column))
        at++;
    ck_assert_msg(at < report->column_count, "no column %s", column);
    ck_assert_uint_lt(row, report->batch.row_count);
    struct buffer buffer;
    crm__buffer_init(&buffer, report->arena.env);
    const struct sheet sheet = {.batch = &report->batch, .columns = report->columns};
    crm__cell_text(&sheet, at, row, &buffer);
    snprintf(text, sizeof text, "%s", buffer.data ? buffer.data : "");
    crm__buffer_free(&buffer);
    return text;
}

#define ck_assert_cell(report, column, row, expected)                                              \
    ck_assert_str_eq(cell(report, column, row), expected)

static inline const char *reference(int64_t id)
{
    static char texts[8][24];
    static size_t next;
    char *text = texts[next++ % 8];
    snprintf(text, sizeof texts[0], "%lld", (long long)id);
    return text;
}

#endif
