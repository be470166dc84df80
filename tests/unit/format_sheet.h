/* What the suites of the writers share: an environment, output, and a sheet of every type. */
#ifndef CRM_TESTS_FORMAT_SHEET_H
#define CRM_TESTS_FORMAT_SHEET_H

#include "format/cell.h"
#include "suite.h"

#include <string.h>

static struct test_heap heap;
static struct env env;
static struct buffer out;
static struct writer writer;

static inline int32_t write_out(void *context, const void *bytes, size_t size)
{
    (void)context;
    crm__buffer_bytes(&out, bytes, size);
    return out.failed ? 1 : 0;
}

static inline void sheet_setup(void)
{
    heap = (struct test_heap){0};
    crm_host host = test_host(&heap);
    ck_assert_int_eq(crm__env_init(&env, &host), CRM_OK);
    crm__buffer_init(&out, &env);
    crm__writer_init(&writer, &env, write_out, NULL);
}

static inline void sheet_teardown(void)
{
    crm__buffer_free(&out);
    ck_assert_uint_eq(heap.live, 0);
}

/* What was written so far, and forgets it. */
static inline const char *written(void)
{
    static char copy[1 << 16];
    ck_assert_int_eq(crm__writer_finish(&writer), CRM_OK);
    ck_assert_uint_lt(out.size, sizeof copy);
    memcpy(copy, out.data ? out.data : "", out.size);
    copy[out.size] = '\0';
    crm__buffer_clear(&out);
    return copy;
}

static const struct choice stages[] = {
    {{"new", 3}, {"New", 3}, {"新建", 6}},
    {{"won", 3}, {"Won", 3}, {"赢单", 6}},
};
static const struct choice_set stage_set = {{"stage", 5}, stages, 2};

enum {
    AN_ID,
    A_NAME,
    AN_AMOUNT,
    A_CURRENCY,
    A_RATE,
    A_SHARE,
    A_FLAG,
    A_DAY,
    A_MOMENT,
    A_WAIT,
    A_STAGE,
    TAGS,
    NOTES,
    LINKS,
    A_SCORE,
    COLUMN_COUNT,
};

static inline struct reader_column described(const char *name, enum column_type type,
                                             const char *label_zh)
{
    return crm__reader_column(crm__text_of(name), type, TEXT_NONE, crm__text_of(label_zh));
}

static inline void sheet_columns(struct reader_column columns[COLUMN_COUNT])
{
    columns[AN_ID] = described("id", COLUMN_ID, "编号");
    columns[A_NAME] = described("name", COLUMN_TEXT, "姓名");
    columns[AN_AMOUNT] = described("amount", COLUMN_MONEY, "金额");
    columns[AN_AMOUNT].currency_column = A_CURRENCY;
    columns[A_CURRENCY] = described("currency", COLUMN_TEXT, "币种");
    columns[A_RATE] = described("rate", COLUMN_DECIMAL, "比率");
    columns[A_RATE].scale = 3;
    columns[A_SHARE] = described("share", COLUMN_PERCENT, "占比");
    columns[A_FLAG] = described("active", COLUMN_BOOL, "有效");
    columns[A_DAY] = described("day", COLUMN_DATE, "日期");
    columns[A_MOMENT] = described("moment", COLUMN_TIME, "时间");
    columns[A_WAIT] = described("wait", COLUMN_DURATION, "等待");
    columns[A_STAGE] = described("stage", COLUMN_CHOICE, "阶段");
    columns[A_STAGE].choices = &stage_set;
    columns[TAGS] = described("tags", COLUMN_CHOICES, "标签");
    columns[TAGS].choices = &stage_set;
    columns[NOTES] = described("extra", COLUMN_JSON, NULL);
    columns[LINKS] = described("links", COLUMN_REFERENCES, NULL);
    columns[A_SCORE] = described("score", COLUMN_DOUBLE, "评分");
}

static inline void add_text(struct batch *batch, size_t column, const char *text)
{
    struct column *at = &batch->columns[column];
    crm_status status =
        text ? crm__column_text(batch, at, crm__text_of(text)) : crm__column_null(batch, at);
    ck_assert_int_eq(status, CRM_OK);
}

static inline void add_int(struct batch *batch, size_t column, int64_t value)
{
    ck_assert_int_eq(crm__column_int(batch, &batch->columns[column], value), CRM_OK);
}

static inline void add_double(struct batch *batch, size_t column, double value)
{
    ck_assert_int_eq(crm__column_double(batch, &batch->columns[column], value), CRM_OK);
}

/* Row 0 has a value of every type, row 1 is null throughout, row 2 has other values. */
static inline void sheet_rows(struct batch *batch)
{
    static const int64_t links[] = {7, INT64_MAX};
    for (int64_t row = 0; row < 3; row++) {
        if (row == 1) {
            for (size_t i = 0; i < COLUMN_COUNT; i++)
                ck_assert_int_eq(crm__column_null(batch, &batch->columns[i]), CRM_OK);
            crm__batch_finish_row(batch);
            continue;
        }
        bool first = row == 0;
        add_int(batch, AN_ID, first ? INT64_C(9007199254740993) : 2);
        add_text(batch, A_NAME, first ? "张三, \"Li\"" : "=1+1");
        add_int(batch, AN_AMOUNT, first ? 1234550 : -1234);
        add_text(batch, A_CURRENCY, first ? "CNY" : "JPY");
        add_int(batch, A_RATE, first ? 1500 : -5);
        add_double(batch, A_SHARE, first ? 0.125 : 1);
        add_int(batch, A_FLAG, first);
        add_int(batch, A_DAY, first ? 20514 : -1);
        add_int(batch, A_MOMENT, first ? TEST_NOW_US : TEST_NOW_US + 1500000);
        add_int(batch, A_WAIT, first ? 26 * HOUR_US : 1500 * MILLISECOND_US);
        add_text(batch, A_STAGE, first ? "won" : "other");
        add_text(batch, TAGS, first ? "|new|won|" : "|new|");
        add_text(batch, NOTES, first ? "{\"a b\": [1,\n 2]}" : "3");
        ck_assert_int_eq(
            crm__column_text(batch, &batch->columns[LINKS],
                             (struct text){(const char *)links, first ? sizeof links : 8}),
            CRM_OK);
        add_double(batch, A_SCORE, first ? 0.5 : 1e21);
        crm__batch_finish_row(batch);
    }
}

static inline void sheet_make(struct batch *batch, struct reader_column columns[COLUMN_COUNT])
{
    sheet_columns(columns);
    crm__batch_init(batch, &env);
    ck_assert_int_eq(crm__reader_prepare(columns, COLUMN_COUNT, batch), CRM_OK);
    sheet_rows(batch);
}

#endif
