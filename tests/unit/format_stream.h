/* What the suites of Arrow share: a sheet of every type, and a stream of it. */
#ifndef CRM_TESTS_FORMAT_STREAM_H
#define CRM_TESTS_FORMAT_STREAM_H

#include "format/arrow.h"
#include "format_sheet.h"

static struct batch batch;
static struct reader_column columns[COLUMN_COUNT];

static inline void stream_setup(void)
{
    sheet_setup();
    sheet_make(&batch, columns);
}

static inline void stream_teardown(void)
{
    crm__batch_free(&batch);
    sheet_teardown();
}

/* Gives the batch of three rows `rounds` times, then the answer. */
struct rounds {
    int left;
    crm_status answer;
};

static inline crm_status rounds_next(struct reader *reader, struct batch *into)
{
    struct rounds *rounds = reader->context;
    crm__batch_clear(into);
    if (rounds->left-- <= 0) {
        if (rounds->answer < 0)
            return crm__fail(reader->env, rounds->answer, "the disk is on fire");
        return CRM_DONE;
    }
    sheet_rows(into);
    return CRM_OK;
}

static inline struct ArrowArrayStream stream_of(struct rounds *rounds)
{
    struct reader *reader;
    struct ArrowArrayStream stream;
    ck_assert_int_eq(crm__reader_new(&env, columns, COLUMN_COUNT, &reader), CRM_OK);
    reader->next = rounds_next;
    reader->context = rounds;
    ck_assert_int_eq(crm__arrow_stream(reader, &stream), CRM_OK);
    return stream;
}

#endif
