/* What crm__rfm_csv found, as tables. */
#include "service/rfm_csv.h"

#include <assert.h>

#include "base/money.h"

static const char *const dimension_names[RFM_DIMENSIONS] = {"recency", "frequency", "monetary"};

static struct text segment_code(uint8_t segment)
{
    size_t count;
    const struct segment_rule *rules = crm__segment_standard(&count);
    return segment < count ? crm__text_of(rules[segment].code) : TEXT_NONE;
}

/* Appends one row; an empty text is null. */
static crm_status add_row(struct batch *batch, const struct value *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool empty = values[i].kind == VALUE_TEXT && values[i].text.size == 0;
        crm_status status =
            crm__column_value(batch, &batch->columns[i], empty ? VALUE_OF_NULL : values[i]);
        if (status < 0)
            return status;
    }
    crm__batch_finish_row(batch);
    return CRM_OK;
}

/* Hands the batch over, or frees it. */
static crm_status answer(const struct rfm_csv *rfm, crm_status status, struct batch *batch,
                         const struct reader_column *columns, struct reader **reader_out)
{
    if (status >= 0)
        status = crm__reader_of_batch(rfm->env, batch, columns, reader_out);
    crm__batch_free(batch);
    return status;
}

static struct reader_column column(const char *name, enum column_type type, const char *label_en,
                                   const char *label_zh)
{
    return crm__reader_column(crm__text_of(name), type, crm__text_of(label_en),
                              crm__text_of(label_zh));
}

static struct reader_column amount_column(const struct rfm_csv *rfm, const char *name,
                                          const char *label_en, const char *label_zh)
{
    struct reader_column amount = column(name, COLUMN_DECIMAL, label_en, label_zh);
    amount.scale = rfm->orders.scale;
    return amount;
}

/* --- segments --------------------------------------------------------------------------------- */

struct segment_sum {
    int64_t customers;
    int64_t orders;
    int64_t amount;
};

static crm_status sum_segments(const struct rfm_csv *rfm, struct segment_sum sums[SEGMENT_LIMIT],
                               struct segment_sum *total)
{
    for (size_t i = 0; i < rfm->scores.count; i++) {
        assert(rfm->segments[i] < SEGMENT_LIMIT); /* the standard segments cover every cell */
        struct segment_sum *sum = &sums[rfm->segments[i]];
        sum->customers++;
        sum->orders += rfm->frequency[i];
        total->customers++;
        crm_status status = crm__money_add(rfm->env, sum->amount, rfm->monetary[i], &sum->amount);
        if (status >= 0)
            status = crm__money_add(rfm->env, total->amount, rfm->monetary[i], &total->amount);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static struct value share_of(int64_t part, int64_t whole)
{
    return whole ? crm__value_double((double)part / (double)whole) : VALUE_OF_NULL;
}

crm_status crm__rfm_csv_segments(const struct rfm_csv *rfm, struct reader **reader_out)
{
    const struct reader_column columns[] = {
        column("segment", COLUMN_TEXT, "Segment", "分群"),
        column("name", COLUMN_TEXT, "Name", "英文名称"),
        column("name_zh", COLUMN_TEXT, "Chinese name", "名称"),
        column("customers", COLUMN_INTEGER, "Customers", "客户数"),
        column("share", COLUMN_PERCENT, "Share", "占比"),
        column("orders", COLUMN_INTEGER, "Orders", "订单数"),
        amount_column(rfm, "amount", "Amount", "金额"),
        column("amount_share", COLUMN_PERCENT, "Share of amount", "金额占比"),
    };
    enum { COUNT = sizeof columns / sizeof *columns };
    struct segment_sum sums[SEGMENT_LIMIT] = {0};
    struct segment_sum total = {0};
    struct batch batch;
    size_t rule_count;
    const struct segment_rule *rules = crm__segment_standard(&rule_count);
    crm__batch_init(&batch, rfm->env);
    crm_status status = crm__reader_prepare(columns, COUNT, &batch);
    if (status >= 0)
        status = sum_segments(rfm, sums, &total);
    for (size_t i = 0; status >= 0 && i < rule_count; i++) {
        const struct value row[COUNT] = {
            crm__value_text(crm__text_of(rules[i].code)),
            crm__value_text(crm__text_of(rules[i].name_en)),
            crm__value_text(crm__text_of(rules[i].name_zh)),
            crm__value_int(sums[i].customers),
            share_of(sums[i].customers, total.customers),
            crm__value_int(sums[i].orders),
            crm__value_int(sums[i].amount),
            share_of(sums[i].amount, total.amount),
        };
        status = add_row(&batch, row, COUNT);
    }
    return answer(rfm, status, &batch, columns, reader_out);
}

/* --- scores ----------------------------------------------------------------------------------- */

/* Cut `index` in the unit people write: days, orders, or an amount with its decimals. */
static struct value cut_text(const struct rfm_csv *rfm, int d, int32_t index,
                             char out[MONEY_TEXT_SIZE])
{
    const struct rfm_scores *scores = &rfm->scores;
    if (index < 0 || index >= scores->bins - 1 || scores->count == 0)
        return VALUE_OF_NULL;
    size_t size =
        crm__decimal_format(scores->cuts[d][index], d == RFM_MONETARY ? rfm->orders.scale : 0, out);
    return crm__value_text((struct text){out, size});
}

static crm_status add_score(const struct rfm_csv *rfm, int d, int32_t band, struct batch *batch)
{
    char above[MONEY_TEXT_SIZE];
    char through[MONEY_TEXT_SIZE];
    int32_t score = d == RFM_RECENCY ? rfm->scores.bins + 1 - band : band;
    const struct value row[] = {
        crm__value_text(crm__text_of(dimension_names[d])),
        crm__value_int(score),
        crm__value_int((int64_t)rfm->scores.sizes[d][score]),
        cut_text(rfm, d, band - 2, above),
        cut_text(rfm, d, band - 1, through),
    };
    return add_row(batch, row, sizeof row / sizeof *row);
}

crm_status crm__rfm_csv_scores(const struct rfm_csv *rfm, struct reader **reader_out)
{
    const struct reader_column columns[] = {
        column("dimension", COLUMN_TEXT, "Dimension", "维度"),
        column("score", COLUMN_INTEGER, "Score", "分值"),
        column("customers", COLUMN_INTEGER, "Customers", "客户数"),
        column("above", COLUMN_TEXT, "Above", "大于"),
        column("through", COLUMN_TEXT, "Through", "不超过"),
    };
    struct batch batch;
    crm__batch_init(&batch, rfm->env);
    crm_status status = crm__reader_prepare(columns, sizeof columns / sizeof *columns, &batch);
    for (int d = 0; status >= 0 && d < RFM_DIMENSIONS; d++)
        for (int32_t band = 1; status >= 0 && band <= rfm->scores.bins; band++)
            status = add_score(rfm, d, band, &batch);
    return answer(rfm, status, &batch, columns, reader_out);
}

/* --- customers -------------------------------------------------------------------------------- */

crm_status crm__rfm_csv_customers(const struct rfm_csv *rfm, struct reader **reader_out)
{
    const struct reader_column columns[] = {
        column("customer", COLUMN_TEXT, "Customer", "客户"),
        column("recency_days", COLUMN_INTEGER, "Recency (days)", "距上次购买天数"),
        column("frequency", COLUMN_INTEGER, "Frequency", "购买频次"),
        amount_column(rfm, "monetary", "Monetary", "消费金额"),
        column("r", COLUMN_INTEGER, "R", "R分值"),
        column("f", COLUMN_INTEGER, "F", "F分值"),
        column("m", COLUMN_INTEGER, "M", "M分值"),
        column("segment", COLUMN_TEXT, "Segment", "分群"),
    };
    enum { COUNT = sizeof columns / sizeof *columns };
    const struct rfm_scores *scores = &rfm->scores;
    struct batch batch;
    crm__batch_init(&batch, rfm->env);
    crm_status status = crm__reader_prepare(columns, COUNT, &batch);
    for (size_t i = 0; status >= 0 && i < scores->count; i++) {
        const struct value row[COUNT] = {
            crm__value_text(rfm->orders.totals.keys[i]),
            crm__value_int(rfm->recency_days[i]),
            crm__value_int(rfm->frequency[i]),
            crm__value_int(rfm->monetary[i]),
            crm__value_int(scores->scores[RFM_RECENCY][i]),
            crm__value_int(scores->scores[RFM_FREQUENCY][i]),
            crm__value_int(scores->scores[RFM_MONETARY][i]),
            crm__value_text(segment_code(rfm->segments[i])),
        };
        status = add_row(&batch, row, COUNT);
    }
    return answer(rfm, status, &batch, columns, reader_out);
}
