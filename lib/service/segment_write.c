/* What a segment run leaves behind: the run itself, the customers' state, and snapshots. */
#include "service/segment_part.h"

#include "base/json.h"
#include "base/time.h"

enum { WRITE_ROWS = 4096 };

static struct value segment_value(uint8_t segment)
{
    size_t count;
    const struct segment_rule *rules = crm__segment_standard(&count);
    return segment < count ? crm__value_text(crm__text_of(rules[segment].code)) : VALUE_OF_NULL;
}

static const char *const quadrant_names[QUADRANTS] = {"a", "b", "c", "d", "e"};

static struct value quadrant_value(uint8_t quadrant)
{
    return crm__value_text(crm__text_of(quadrant_names[quadrant]));
}

/* --- the run ---------------------------------------------------------------------------------- */

/* {"recency":[142,433],…}: cuts, in days, orders and minor units. */
static void cuts_json(const struct segment_work *work, struct buffer *out)
{
    static const char *const names[RFM_DIMENSIONS] = {"recency", "frequency", "monetary"};
    struct json_writer json;
    crm__json_writer_init(&json, out, 0);
    crm__json_begin_object(&json);
    for (size_t d = 0; d < RFM_DIMENSIONS; d++) {
        crm__json_write_name(&json, names[d]);
        crm__json_begin_array(&json);
        for (int32_t i = 0; work->count && i < work->scores.bins - 1; i++)
            crm__json_write_int64(&json, work->scores.cuts[d][i]);
        crm__json_end_array(&json);
    }
    crm__json_end_object(&json);
}

static void count_member(struct json_writer *json, const char *name, int64_t count)
{
    crm__json_write_name(json, name);
    crm__json_write_int64(json, count);
}

/* {"champions":12,…}: customers a segment. */
static void counts_json(const struct segment_work *work, struct buffer *out)
{
    int64_t counts[SEGMENT_LIMIT] = {0};
    size_t rule_count;
    const struct segment_rule *rules = crm__segment_standard(&rule_count);
    struct json_writer json;
    for (size_t i = 0; i < work->count; i++)
        counts[work->after[i]]++;
    crm__json_writer_init(&json, out, 0);
    crm__json_begin_object(&json);
    for (size_t i = 0; i < rule_count; i++)
        count_member(&json, rules[i].code, counts[i]);
    crm__json_end_object(&json);
}

static void code_member(struct json_writer *json, const char *name, size_t segment)
{
    size_t count;
    const struct segment_rule *rules = crm__segment_standard(&count);
    crm__json_write_name(json, name);
    crm__json_write_cstr(json, segment < count ? rules[segment].code : NULL);
}

/* [{"from":"champions","to":"at_risk","customers":3},…]: all who had a segment or have one; null is
 * none, and who stays goes from a segment to itself. */
static void migration_json(const struct segment_work *work, struct buffer *out)
{
    int64_t moves[SEGMENT_LIMIT + 1][SEGMENT_LIMIT + 1] = {{0}};
    size_t count;
    struct json_writer json;
    crm__segment_standard(&count);
    for (size_t i = 0; i < work->count + work->leavers; i++) {
        size_t from = work->before[i] < count ? work->before[i] : count;
        size_t to = work->after[i] < count ? work->after[i] : count;
        moves[from][to]++;
    }
    crm__json_writer_init(&json, out, 0);
    crm__json_begin_array(&json);
    for (size_t cell = 0; cell < (count + 1) * (count + 1); cell++) {
        size_t from = cell / (count + 1);
        size_t to = cell % (count + 1);
        if (moves[from][to] == 0)
            continue;
        crm__json_begin_object(&json);
        code_member(&json, "from", from);
        code_member(&json, "to", to);
        count_member(&json, "customers", moves[from][to]);
        crm__json_end_object(&json);
    }
    crm__json_end_array(&json);
}

/* {"order_value":5012,"orders":2.4,"a":12,…}: from what value of an order (in minor units) and
 * number of orders on is high, and the customers of each. */
static void quadrants_json(const struct segment_work *work, struct buffer *out)
{
    struct json_writer json;
    crm__json_writer_init(&json, out, 0);
    crm__json_begin_object(&json);
    crm__json_write_name(&json, "order_value");
    crm__json_write_double(&json, (double)work->quadrant.order_value_milli / 1000);
    crm__json_write_name(&json, "orders");
    crm__json_write_double(&json, (double)work->quadrant.frequency_milli / 1000);
    for (size_t i = 0; i < QUADRANTS; i++)
        count_member(&json, quadrant_names[i], work->report.quadrants[i]);
    crm__json_end_object(&json);
}

enum { CUTS, COUNTS, MIGRATION, QUADRANT_COUNTS, NAME, TEXTS };

static crm_status run_save(struct segment_work *work, const struct buffer *texts)
{
    static const char *const methods[] = {"quantile", "ntile", "fixed"};
    const struct save_field fields[] = {
        {"name", crm__value_text(crm__buffer_view(&texts[NAME]))},
        {"kind", crm__value_text(TEXT("rfm"))},
        {"method", crm__value_text(crm__text_of(methods[work->spec.method]))},
        {"bins", crm__value_int(work->scores.bins)},
        {"as_of", crm__value_int(work->as_of_us)},
        {"currency", crm__value_text(crm__text_of(work->store->currency))},
        {"customer_count", crm__value_int(work->report.customers)},
        {"changed_count", crm__value_int(work->report.changed)},
        {"cuts", crm__value_text(crm__buffer_view(&texts[CUTS]))},
        {"counts", crm__value_text(crm__buffer_view(&texts[COUNTS]))},
        {"migration", crm__value_text(crm__buffer_view(&texts[MIGRATION]))},
        {"quadrants", crm__value_text(crm__buffer_view(&texts[QUADRANT_COUNTS]))},
        {"previous", crm__value_or_null(work->previous, 0)},
    };
    return crm__save_fields(work->store, crm__service_entity(work->store, "segment_run"), 0, 0,
                            fields, sizeof fields / sizeof *fields, &work->id);
}

crm_status crm__segment_write_run(struct segment_work *work)
{
    char at[TIME_TEXT_SIZE];
    struct buffer texts[TEXTS];
    crm_status status = CRM_OK;
    for (size_t i = 0; i < TEXTS; i++)
        crm__buffer_init(&texts[i], work->store->env);
    crm__time_format(work->as_of_us, at);
    cuts_json(work, &texts[CUTS]);
    counts_json(work, &texts[COUNTS]);
    migration_json(work, &texts[MIGRATION]);
    quadrants_json(work, &texts[QUADRANT_COUNTS]);
    crm__buffer_format(&texts[NAME], "RFM %s", at);
    for (size_t i = 0; status >= 0 && i < TEXTS; i++)
        status = crm__buffer_status(&texts[i]);
    if (status >= 0)
        status = run_save(work, texts);
    work->report.run = work->id;
    for (size_t i = 0; i < TEXTS; i++)
        crm__buffer_free(&texts[i]);
    return status;
}

/* --- customers that are scored ---------------------------------------------------------------- */

static crm_status add_value(const struct segment_work *work, size_t i, struct table *table)
{
    size_t row = work->rows[i];
    bool moved = work->before[i] != work->after[i];
    const struct value values[] = {
        crm__value_int(work->scores.scores[RFM_RECENCY][i]),
        crm__value_int(work->scores.scores[RFM_FREQUENCY][i]),
        crm__value_int(work->scores.scores[RFM_MONETARY][i]),
        segment_value(work->after[i]),
        moved ? segment_value(work->before[i])
              : crm__batch_at(&work->rollups, ROLLUP_PREVIOUS, row),
        moved ? crm__value_int(work->as_of_us) : crm__batch_at(&work->rollups, ROLLUP_SINCE, row),
        quadrant_value(work->quadrants[i]),
        crm__value_int(work->id),
    };
    return crm__table_add(table, work->rollups.columns[ROLLUP_ID].integers[row], values);
}

/* A leaver's has no scores and no segment, but says which one he had; an account that is deleted
 * cannot be referred to any more. */
static crm_status add_snapshot(const struct segment_work *work, size_t i, struct table *table)
{
    bool scored = i < work->count;
    size_t row = work->rows[i];
    const struct value values[] = {
        crm__value_int(work->id),
        crm__value_int(work->accounts[i]),
        scored ? crm__value_int(work->values[RFM_RECENCY][i]) : VALUE_OF_NULL,
        crm__value_int(scored ? work->values[RFM_FREQUENCY][i] : 0),
        crm__value_int(scored ? work->values[RFM_MONETARY][i] : 0),
        crm__value_text(crm__text_of(work->store->currency)),
        scored ? crm__value_int(work->scores.scores[RFM_RECENCY][i]) : VALUE_OF_NULL,
        scored ? crm__value_int(work->scores.scores[RFM_FREQUENCY][i]) : VALUE_OF_NULL,
        scored ? crm__value_int(work->scores.scores[RFM_MONETARY][i]) : VALUE_OF_NULL,
        segment_value(work->after[i]),
        segment_value(work->before[i]),
        scored                         ? quadrant_value(work->quadrants[i])
        : crm__segment_is_e(work, row) ? quadrant_value(QUADRANT_E)
                                       : VALUE_OF_NULL,
    };
    return crm__table_add(table, 0, values);
}

/* Rows first..end of one entity. */
static crm_status write_rows(struct segment_work *work, size_t first, size_t end, bool snapshot)
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
                            ? crm__table_init(&table, work->store, "rfm_snapshot", snapshot_names,
                                              sizeof snapshot_names / sizeof *snapshot_names)
                            : crm__table_init(&table, work->store, "customer_value", value_names,
                                              sizeof value_names / sizeof *value_names);
    for (size_t i = first; status >= 0 && i < end; i++) {
        if (!crm__id_map_find(&work->gone, work->accounts[i]))
            status = snapshot ? add_snapshot(work, i, &table) : add_value(work, i, &table);
    }
    if (status >= 0)
        status = crm__table_save(&table, 0);
    crm__table_free(&table);
    return status;
}

static crm_status write_scored(struct segment_work *work)
{
    crm_status status = CRM_OK;
    for (size_t first = 0; status >= 0 && first < work->count; first += WRITE_ROWS) {
        size_t end = first + WRITE_ROWS < work->count ? first + WRITE_ROWS : work->count;
        status = write_rows(work, first, end, false);
        if (status >= 0)
            status = write_rows(work, first, end, true);
        if (status >= 0)
            status =
                crm__progress(work->store->env, "segments", (int64_t)end, (int64_t)work->count);
    }
    return status;
}

/* --- the others ------------------------------------------------------------------------------- */

/* Who has no order left (cancelled, deleted), no account or another currency keeps no segment. */
static crm_status clear_leavers(struct segment_work *work)
{
    static const char *const names[] = {"recency_score", "frequency_score",  "monetary_score",
                                        "segment",       "previous_segment", "segment_since",
                                        "run"};
    struct table table;
    crm_status status = crm__table_init(&table, work->store, "customer_value", names, 7);
    for (size_t i = work->count; status >= 0 && i < work->count + work->leavers; i++) {
        const struct value values[] = {VALUE_OF_NULL,
                                       VALUE_OF_NULL,
                                       VALUE_OF_NULL,
                                       VALUE_OF_NULL,
                                       segment_value(work->before[i]),
                                       VALUE_OF_NULL,
                                       crm__value_int(work->id)};
        int64_t id = work->rollups.columns[ROLLUP_ID].integers[work->rows[i]];
        status = crm__table_add(&table, id, values);
    }
    if (status >= 0)
        status = crm__table_save(&table, 0);
    crm__table_free(&table);
    return status;
}

/* The quadrant of those that are not scored: E, or none. */
static crm_status write_quadrants(struct segment_work *work)
{
    static const char *const names[] = {"quadrant"};
    struct table table;
    size_t next = 0;
    crm_status status = crm__table_init(&table, work->store, "customer_value", names, 1);
    for (size_t row = 0; status >= 0 && row < work->rollups.row_count; row++) {
        struct value value =
            crm__segment_is_e(work, row) ? quadrant_value(QUADRANT_E) : VALUE_OF_NULL;
        if (next < work->count && work->rows[next] == row)
            next++;
        else if (!crm__value_equal(value, crm__batch_at(&work->rollups, ROLLUP_QUADRANT, row)))
            status = crm__table_add(&table, work->rollups.columns[ROLLUP_ID].integers[row], &value);
    }
    if (status >= 0)
        status = crm__table_save(&table, 0);
    crm__table_free(&table);
    return status;
}

crm_status crm__segment_write_customers(struct segment_work *work)
{
    crm_status status = write_scored(work);
    if (status >= 0)
        status = write_rows(work, work->count, work->count + work->leavers, true);
    if (status >= 0)
        status = clear_leavers(work);
    return status < 0 ? status : write_quadrants(work);
}

/* Who ordered meanwhile has a row, and who was deleted needs none. */
static crm_status some_strangers(struct segment_work *work, size_t first, size_t end)
{
    static const char *const names[] = {"account", "quadrant", "run"};
    struct table table;
    crm_status status = crm__table_init(&table, work->store, "customer_value", names, 3);
    for (size_t i = first; status >= 0 && i < end; i++) {
        const struct value values[] = {crm__batch_at(&work->strangers, 0, i),
                                       quadrant_value(QUADRANT_E), crm__value_int(work->id)};
        status = crm__table_add(&table, 0, values);
    }
    if (status >= 0)
        status = work->shared ? crm__table_save_fitting(&table) : crm__table_save(&table, 0);
    crm__table_free(&table);
    return status;
}

crm_status crm__segment_write_strangers(struct segment_work *work, size_t first, size_t count)
{
    crm_status status = CRM_OK;
    size_t end = first + count;
    for (; status >= 0 && first < end; first += WRITE_ROWS)
        status =
            some_strangers(work, first, first + WRITE_ROWS < end ? first + WRITE_ROWS : end);
    return status;
}
