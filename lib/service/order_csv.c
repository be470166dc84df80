/* Reading orders: rows are parsed one by one and added to the totals in batches. */
#include "service/order_csv.h"

#include <stdio.h>

#include "base/time.h"
#include "format/csv.h"

enum {
    CUSTOMER,
    TIME,
    AMOUNT,
    COLUMNS,
    BATCH_ROWS = 4096,
    READ_SCALE = 4, /* decimals that are read */
    USUAL_SCALE = 2,
    USUAL_UNIT = 100, /* of READ_SCALE in one of USUAL_SCALE */
};

struct order_reader {
    struct env *env;
    const struct order_csv_options *options;
    struct order_csv *orders;
    struct csv_reader csv;
    size_t picks[COLUMNS];
    struct batch batch; /* customer, day, amount */
    bool fine;          /* an amount has more than USUAL_SCALE decimals */
};

static crm_status pick_columns(struct order_reader *reader);
static crm_status read_row(struct order_reader *reader, const struct csv_row *row);
static crm_status add_batch(struct order_reader *reader);
static void coarsen(struct order_csv *orders);

static crm_status read_rows(struct order_reader *reader)
{
    struct csv_row row;
    crm_status status = pick_columns(reader);
    while (status == CRM_OK) {
        status = crm__csv_next(&reader->csv, &row);
        if (status == CRM_OK)
            status = read_row(reader, &row);
        if (status == CRM_OK && reader->batch.row_count == BATCH_ROWS)
            status = add_batch(reader);
    }
    return status == CRM_DONE ? add_batch(reader) : status;
}

static crm_status prepare_batch(struct batch *batch, struct env *env)
{
    crm__batch_init(batch, env);
    bool made = crm__batch_add(batch, TEXT("customer"), VALUE_TEXT) &&
                crm__batch_add(batch, TEXT("day"), VALUE_INT) &&
                crm__batch_add(batch, TEXT("amount"), VALUE_INT);
    return made ? CRM_OK : CRM_E_NOMEM;
}

crm_status crm__order_csv_read(struct env *env, crm_read read, void *context,
                               const struct order_csv_options *options, struct order_csv *orders)
{
    struct order_reader reader = {.env = env, .options = options, .orders = orders};
    *orders = (struct order_csv){.scale = USUAL_SCALE};
    crm__order_totals_init(&orders->totals, env);
    crm_status status = crm__csv_open(&reader.csv, env, read, context,
                                      &(struct csv_options){.header = CSV_HEADER_YES});
    if (status != CRM_OK)
        return status;
    status = prepare_batch(&reader.batch, env);
    if (status == CRM_OK)
        status = read_rows(&reader);
    if (status == CRM_OK && reader.fine)
        orders->scale = READ_SCALE;
    else if (status == CRM_OK)
        coarsen(orders);
    crm__batch_free(&reader.batch);
    crm__csv_close(&reader.csv);
    if (status != CRM_OK)
        crm__order_csv_free(orders);
    return status;
}

void crm__order_csv_free(struct order_csv *orders)
{
    if (orders)
        crm__order_totals_free(&orders->totals);
}

/* --- columns ---------------------------------------------------------------------------------- */

static crm_status no_column(struct order_reader *reader, struct text name)
{
    const struct csv_reader *csv = &reader->csv;
    const char **names = crm__alloc_zero(reader->env, csv->column_count + 1, sizeof *names);
    if (!names)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < csv->column_count; i++)
        names[i] = csv->columns[i].data;
    size_t nearest = crm__text_nearest(name, names, csv->column_count);
    crm_status status =
        nearest == SIZE_MAX
            ? crm__fail(reader->env, CRM_E_UNKNOWN, "no column '%.*s' among the %zu of the file",
                        (int)name.size, name.data, csv->column_count)
            : crm__fail(reader->env, CRM_E_UNKNOWN, "no column '%.*s'; did you mean '%s'?",
                        (int)name.size, name.data, names[nearest]);
    crm__free(reader->env, names);
    return status;
}

static crm_status pick_columns(struct order_reader *reader)
{
    const struct order_csv_options *options = reader->options;
    struct text names[COLUMNS] = {options->customer, options->time, options->amount};
    for (size_t i = 0; i < COLUMNS; i++) {
        reader->picks[i] = crm__csv_find(&reader->csv, names[i]);
        if (reader->picks[i] == SIZE_MAX)
            return no_column(reader, names[i]);
    }
    return CRM_OK;
}

/* --- rows ------------------------------------------------------------------------------------- */

static crm_status reject(struct order_reader *reader, const struct csv_row *row, const char *what,
                         struct text why)
{
    struct order_csv *orders = reader->orders;
    if (orders->rejected_count++ == 0)
        snprintf(orders->problem, sizeof orders->problem, "line %lld: %s%s%.*s",
                 (long long)row->line, what, *what ? ": " : "", (int)why.size, why.data);
    return CRM_OK;
}

static int64_t floor_days(int64_t span_us)
{
    int64_t days = span_us / DAY_US;
    return span_us % DAY_US < 0 ? days - 1 : days;
}

static int64_t time_us_of(const struct typed_time *time)
{
    return time->day * DAY_US + time->clock_us - time->offset_minute * MINUTE_US;
}

/* A row that can be counted is added to the batch; others are counted and forgotten. */
static crm_status read_row(struct order_reader *reader, const struct csv_row *row)
{
    struct typed_time time = {0};
    int64_t amount = 0;
    reader->orders->row_count++;
    if (row->problem != CSV_FINE)
        return reject(reader, row, "", row->message);

    struct text customer = crm__text_trim(row->fields[reader->picks[CUSTOMER]]);
    if (customer.size == 0)
        return reject(reader, row, "customer", TEXT("empty"));
    enum typed_reason reason =
        crm__typed_time(row->fields[reader->picks[TIME]], reader->options->dates, &time);
    if (reason != TYPED_OK)
        return reject(reader, row, "time", crm__text_of(crm__typed_reason_name(reason)));
    reason = crm__typed_decimal(row->fields[reader->picks[AMOUNT]], '.', READ_SCALE, &amount);
    if (reason != TYPED_OK)
        return reject(reader, row, "amount", crm__text_of(crm__typed_reason_name(reason)));

    int64_t before_us = reader->options->at_us - time_us_of(&time);
    if (before_us < 0) {
        reader->orders->later_count++;
        return CRM_OK;
    }
    reader->fine |= amount % USUAL_UNIT != 0;
    struct column *columns = reader->batch.columns;
    crm_status status = crm__column_text(&reader->batch, &columns[CUSTOMER], customer);
    if (status == CRM_OK)
        status = crm__column_int(&reader->batch, &columns[TIME], -floor_days(before_us));
    if (status == CRM_OK)
        status = crm__column_int(&reader->batch, &columns[AMOUNT], amount);
    if (status == CRM_OK)
        crm__batch_finish_row(&reader->batch);
    return status;
}

static crm_status add_batch(struct order_reader *reader)
{
    const struct column *columns = reader->batch.columns;
    crm_status status = crm__order_totals_add(&reader->orders->totals, &columns[CUSTOMER],
                                              &columns[TIME], &columns[AMOUNT]);
    crm__batch_clear(&reader->batch);
    if (status == CRM_OK)
        status = crm__progress(reader->env, "orders", reader->orders->row_count, -1);
    return status;
}

static void coarsen(struct order_csv *orders)
{
    for (size_t i = 0; i < orders->totals.count; i++)
        orders->totals.totals[i].amount_minor /= USUAL_UNIT;
}
