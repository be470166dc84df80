/* Segment runs: load the rollups, score and name them, write the difference. */
#include "service/segment.h"

#include "base/json.h"
#include "base/time.h"
#include "engine/segment.h"
#include "engine/worth.h"
#include "service/table.h"

enum { WRITE_ROWS = 4096 };

/* Columns of the loaded rollups. */
enum {
    ID,
    ACCOUNT,
    CURRENCY,
    ORDERS,
    AMOUNT,
    LAST_ORDER,
    SEGMENT,
    PREVIOUS,
    SINCE,
};
#define ROLLUP_FIELDS                                                                              \
    "id,account,currency,order_count,amount,last_order_at,segment,previous_segment,segment_since"

struct run {
    struct store *store;
    const struct segment_options *options;
    int64_t as_of_us;
    int64_t id;
    int64_t previous;
    struct batch rollups; /* every row of customer_value, by id */
    /* Those that are scored. */
    size_t count;
    size_t *rows; /* in `rollups` */
    int64_t *values[RFM_DIMENSIONS];
    uint8_t *quadrants;
    uint8_t *before; /* segments */
    uint8_t *after;
    struct rfm_scores scores;
    struct segment_report report;
};

static crm_status load(struct run *run);
static crm_status decide(struct run *run);
static crm_status write(struct run *run);

static void run_free(struct run *run)
{
    struct env *env = run->store->env;
    crm__batch_free(&run->rollups);
    crm__free(env, run->rows);
    for (size_t d = 0; d < RFM_DIMENSIONS; d++)
        crm__free(env, run->values[d]);
    crm__free(env, run->quadrants);
    crm__free(env, run->before);
    crm__free(env, run->after);
    crm__rfm_scores_free(&run->scores);
}

static crm_status run_all(struct run *run)
{
    crm_status status = load(run);
    if (status >= 0)
        status = decide(run);
    if (status >= 0 && !run->options->dry_run)
        status = write(run);
    return status;
}

crm_status crm__segment_run(struct store *store, const struct segment_options *options,
                            struct segment_report *report_out)
{
    struct run run = {.store = store, .options = options};
    *report_out = (struct segment_report){0};
    if (options->method == RFM_FIXED)
        return crm__fail(store->env, CRM_E_INVALID, "method: a run takes quantile or ntile");
    run.as_of_us = options->as_of_us ? options->as_of_us : store->env->now_us;
    crm_status status = crm__access_check_create(store, crm__service_entity(store, "segment_run"));
    if (status >= 0)
        status = crm__store_begin(store);
    if (status < 0)
        return status;
    crm__batch_init(&run.rollups, store->env);
    crm__store_elevate(store);
    status = run_all(&run);
    crm__store_restore(store);
    status = crm__store_end(store, status);
    if (status >= 0)
        *report_out = run.report;
    run_free(&run);
    return status;
}

/* --- loading ---------------------------------------------------------------------------------- */

static crm_status make_columns(struct run *run)
{
    struct env *env = run->store->env;
    size_t count = run->rollups.row_count + 1;
    run->rows = crm__alloc_zero(env, count, sizeof *run->rows);
    run->quadrants = crm__alloc_zero(env, count, 1);
    run->before = crm__alloc_zero(env, count, 1);
    run->after = crm__alloc_zero(env, count, 1);
    bool made = run->rows && run->quadrants && run->before && run->after;
    for (size_t d = 0; d < RFM_DIMENSIONS; d++) {
        run->values[d] = crm__alloc_zero(env, count, sizeof *run->values[d]);
        made = made && run->values[d];
    }
    return made ? CRM_OK : CRM_E_NOMEM;
}

static uint8_t segment_index(struct text code)
{
    size_t count;
    const struct segment_rule *rules = crm__segment_standard(&count);
    for (size_t i = 0; i < count; i++) {
        if (crm__text_is(code, rules[i].code))
            return (uint8_t)i;
    }
    return SEGMENT_NONE;
}

static crm_status load_row(struct run *run, size_t row)
{
    const struct batch *rollups = &run->rollups;
    int64_t orders = crm__table_int(rollups, ORDERS, row, 0);
    int64_t last_us = crm__table_int(rollups, LAST_ORDER, row, INT64_MIN);
    if (orders == 0 || last_us == INT64_MIN)
        return CRM_OK;
    if (!crm__text_is(crm__table_text(rollups, CURRENCY, row), run->store->currency)) {
        run->report.left_out++;
        return CRM_OK;
    }
    if (last_us > run->as_of_us) {
        char at[TIME_TEXT_SIZE];
        crm__time_format(last_us, at);
        return crm__fail(run->store->env, CRM_E_INVALID,
                         "as_of: before an order of %s, which the rollups hold", at);
    }
    size_t i = run->count++;
    run->rows[i] = row;
    run->values[RFM_RECENCY][i] = (run->as_of_us - last_us) / DAY_US;
    run->values[RFM_FREQUENCY][i] = orders;
    run->values[RFM_MONETARY][i] = crm__table_int(rollups, AMOUNT, row, 0);
    run->before[i] = segment_index(crm__table_text(rollups, SEGMENT, row));
    return CRM_OK;
}

static crm_status load(struct run *run)
{
    struct batch latest;
    crm_status status = crm__table_query(run->store, "customer_value", TEXT_NONE,
                                         TEXT(ROLLUP_FIELDS), TEXT("id"), &run->rollups);
    if (status >= 0)
        status = make_columns(run);
    for (size_t row = 0; status >= 0 && row < run->rollups.row_count; row++)
        status = load_row(run, row);
    if (status < 0)
        return status;
    crm__batch_init(&latest, run->store->env);
    status = crm__table_query(run->store, "segment_run", TEXT("kind == \"rfm\""), TEXT("id"),
                              TEXT("-id"), &latest);
    if (status >= 0 && latest.row_count)
        run->previous = latest.columns[0].integers[0];
    crm__batch_free(&latest);
    return status;
}

/* --- deciding --------------------------------------------------------------------------------- */

static crm_status decide(struct run *run)
{
    struct env *env = run->store->env;
    struct rfm_spec spec = {.method = run->options->method, .bins = run->options->bins};
    struct rfm_customers customers = {
        .count = run->count,
        .values = {run->values[0], run->values[1], run->values[2]},
    };
    struct quadrant_result quadrants;
    struct segment_map map;
    size_t rule_count;
    const struct segment_rule *rules = crm__segment_standard(&rule_count);
    crm_status status = crm__rfm_score(env, &spec, &customers, &run->scores);
    if (status >= 0)
        status = crm__segment_compile(env, rules, rule_count, SEGMENT_STANDARD_SCALE,
                                      run->scores.bins, &map);
    if (status >= 0)
        status = crm__quadrants(env, &(struct quadrant_spec){.split = SPLIT_MEAN},
                                run->values[RFM_FREQUENCY], run->values[RFM_MONETARY], run->count,
                                run->quadrants, &quadrants);
    if (status < 0)
        return status;
    crm__segment_assign(&map, &run->scores, run->after);
    run->report.customers = (int64_t)run->count;
    for (size_t i = 0; i < run->count; i++)
        run->report.changed += run->before[i] != run->after[i];
    return CRM_OK;
}

/* --- writing ---------------------------------------------------------------------------------- */

static struct value segment_value(uint8_t segment)
{
    size_t count;
    const struct segment_rule *rules = crm__segment_standard(&count);
    return segment < count ? crm__value_text(crm__text_of(rules[segment].code)) : VALUE_OF_NULL;
}

static struct value quadrant_value(uint8_t quadrant)
{
    static const char *const names[QUADRANTS] = {"a", "b", "c", "d", "e"};
    return crm__value_text(crm__text_of(names[quadrant]));
}

/* {"recency":[142,433],…}: cuts, in days, orders and minor units. */
static void cuts_json(const struct run *run, struct buffer *out)
{
    static const char *const names[RFM_DIMENSIONS] = {"recency", "frequency", "monetary"};
    struct json_writer json;
    crm__json_writer_init(&json, out, 0);
    crm__json_begin_object(&json);
    for (size_t d = 0; d < RFM_DIMENSIONS; d++) {
        crm__json_write_name(&json, names[d]);
        crm__json_begin_array(&json);
        for (int32_t i = 0; run->count && i < run->scores.bins - 1; i++)
            crm__json_write_int64(&json, run->scores.cuts[d][i]);
        crm__json_end_array(&json);
    }
    crm__json_end_object(&json);
}

/* {"champions":12,…}: customers a segment. */
static void counts_json(const struct run *run, struct buffer *out)
{
    int64_t counts[SEGMENT_LIMIT] = {0};
    size_t rule_count;
    const struct segment_rule *rules = crm__segment_standard(&rule_count);
    struct json_writer json;
    for (size_t i = 0; i < run->count; i++)
        counts[run->after[i]]++;
    crm__json_writer_init(&json, out, 0);
    crm__json_begin_object(&json);
    for (size_t i = 0; i < rule_count; i++) {
        crm__json_write_name(&json, rules[i].code);
        crm__json_write_int64(&json, counts[i]);
    }
    crm__json_end_object(&json);
}

static crm_status write_run(struct run *run)
{
    static const char *const methods[] = {"quantile", "ntile"};
    struct buffer cuts;
    struct buffer counts;
    crm__buffer_init(&cuts, run->store->env);
    crm__buffer_init(&counts, run->store->env);
    cuts_json(run, &cuts);
    counts_json(run, &counts);
    const struct save_field fields[] = {
        {"kind", crm__value_text(TEXT("rfm"))},
        {"method", crm__value_text(crm__text_of(methods[run->options->method]))},
        {"bins", crm__value_int(run->scores.bins)},
        {"as_of", crm__value_int(run->as_of_us)},
        {"currency", crm__value_text(crm__text_of(run->store->currency))},
        {"customer_count", crm__value_int(run->report.customers)},
        {"changed_count", crm__value_int(run->report.changed)},
        {"cuts", crm__value_text(crm__buffer_view(&cuts))},
        {"counts", crm__value_text(crm__buffer_view(&counts))},
        {"previous", crm__value_or_null(run->previous, 0)},
    };
    crm_status status = crm__buffer_status(&cuts);
    if (status >= 0)
        status = crm__buffer_status(&counts);
    if (status >= 0)
        status = crm__save_fields(run->store, crm__service_entity(run->store, "segment_run"), 0, 0,
                                  fields, sizeof fields / sizeof *fields, &run->id);
    run->report.run = run->id;
    crm__buffer_free(&counts);
    crm__buffer_free(&cuts);
    return status;
}

static crm_status add_value(const struct run *run, size_t i, struct table *table)
{
    size_t row = run->rows[i];
    bool moved = run->before[i] != run->after[i];
    const struct value values[] = {
        crm__value_int(run->scores.scores[RFM_RECENCY][i]),
        crm__value_int(run->scores.scores[RFM_FREQUENCY][i]),
        crm__value_int(run->scores.scores[RFM_MONETARY][i]),
        segment_value(run->after[i]),
        moved ? segment_value(run->before[i]) : crm__batch_at(&run->rollups, PREVIOUS, row),
        moved ? crm__value_int(run->as_of_us) : crm__batch_at(&run->rollups, SINCE, row),
        quadrant_value(run->quadrants[i]),
        crm__value_int(run->id),
    };
    return crm__table_add(table, run->rollups.columns[ID].integers[row], values);
}

static crm_status add_snapshot(const struct run *run, size_t i, struct table *table)
{
    size_t row = run->rows[i];
    const struct value values[] = {
        crm__value_int(run->id),
        crm__batch_at(&run->rollups, ACCOUNT, row),
        crm__value_int(run->values[RFM_RECENCY][i]),
        crm__value_int(run->values[RFM_FREQUENCY][i]),
        crm__value_int(run->values[RFM_MONETARY][i]),
        crm__value_text(crm__text_of(run->store->currency)),
        crm__value_int(run->scores.scores[RFM_RECENCY][i]),
        crm__value_int(run->scores.scores[RFM_FREQUENCY][i]),
        crm__value_int(run->scores.scores[RFM_MONETARY][i]),
        segment_value(run->after[i]),
        segment_value(run->before[i]),
        quadrant_value(run->quadrants[i]),
    };
    return crm__table_add(table, 0, values);
}

/* Rows first..end of one entity. */
static crm_status write_rows(struct run *run, size_t first, size_t end, bool snapshot)
{
    static const char *const value_names[] = {
        "recency_score",    "frequency_score", "monetary_score", "segment",
        "previous_segment", "segment_since",   "quadrant",       "run"};
    static const char *const snapshot_names[] = {
        "run",           "account",          "recency_days",
        "frequency",     "monetary",         "currency",
        "recency_score", "frequency_score",  "monetary_score",
        "segment",       "previous_segment", "quadrant"};
    struct table table;
    crm_status status = snapshot
                            ? crm__table_init(&table, run->store, "rfm_snapshot", snapshot_names,
                                              sizeof snapshot_names / sizeof *snapshot_names)
                            : crm__table_init(&table, run->store, "customer_value", value_names,
                                              sizeof value_names / sizeof *value_names);
    for (size_t i = first; status >= 0 && i < end; i++)
        status = snapshot ? add_snapshot(run, i, &table) : add_value(run, i, &table);
    if (status >= 0)
        status = crm__table_save(&table, 0);
    crm__table_free(&table);
    return status;
}

/* Who has no order left (cancelled, deleted) or another currency keeps no segment. */
static crm_status clear_others(struct run *run)
{
    static const char *const names[] = {"recency_score", "frequency_score", "monetary_score",
                                        "segment",       "segment_since",   "quadrant"};
    const struct value nulls[6] = {VALUE_OF_NULL, VALUE_OF_NULL, VALUE_OF_NULL,
                                   VALUE_OF_NULL, VALUE_OF_NULL, VALUE_OF_NULL};
    struct table table;
    size_t next = 0;
    crm_status status = crm__table_init(&table, run->store, "customer_value", names, 6);
    for (size_t row = 0; status >= 0 && row < run->rollups.row_count; row++) {
        if (next < run->count && run->rows[next] == row)
            next++;
        else if (!crm__column_is_null(&run->rollups.columns[SEGMENT], row))
            status = crm__table_add(&table, run->rollups.columns[ID].integers[row], nulls);
    }
    if (status >= 0)
        status = crm__table_save(&table, 0);
    crm__table_free(&table);
    return status;
}

static crm_status write(struct run *run)
{
    crm_status status = write_run(run);
    for (size_t first = 0; status >= 0 && first < run->count; first += WRITE_ROWS) {
        size_t end = first + WRITE_ROWS < run->count ? first + WRITE_ROWS : run->count;
        status = write_rows(run, first, end, false);
        if (status >= 0)
            status = write_rows(run, first, end, true);
        if (status >= 0)
            status = crm__progress(run->store->env, "segments", (int64_t)end, (int64_t)run->count);
    }
    return status < 0 ? status : clear_others(run);
}
