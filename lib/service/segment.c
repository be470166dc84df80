/* Segment runs: load the rollups, score and name them; segment_write.c writes the difference. */
#include "service/segment.h"

#include "base/money.h"
#include "base/time.h"
#include "service/alerts.h"
#include "service/rfm_cuts.h"
#include "service/segment_part.h"

#define ROLLUP_FIELDS                                                                              \
    "id,account,currency,order_count,amount,last_order_at,segment,previous_segment,"               \
    "segment_since,quadrant"

static crm_status options_read(struct segment_work *work);

void crm__segment_work_free(struct segment_work *work)
{
    struct env *env = work->store->env;
    crm__batch_free(&work->rollups);
    crm__batch_free(&work->strangers);
    crm__id_map_free(&work->gone);
    crm__free(env, work->rows);
    crm__free(env, work->accounts);
    for (size_t d = 0; d < RFM_DIMENSIONS; d++)
        crm__free(env, work->values[d]);
    crm__free(env, work->quadrants);
    crm__free(env, work->before);
    crm__free(env, work->after);
    crm__rfm_scores_free(&work->scores);
}

crm_status crm__segment_work_init(struct segment_work *work, struct store *store,
                                  const struct segment_options *options)
{
    *work = (struct segment_work){.store = store, .options = options};
    work->as_of_us = options->as_of_us ? options->as_of_us : store->env->now_us;
    crm__batch_init(&work->rollups, store->env);
    crm__batch_init(&work->strangers, store->env);
    crm__id_map_init(&work->gone, store->env);
    crm_status status = options_read(work);
    return status < 0 ? status
                      : crm__access_check_create(store, crm__service_entity(store, "segment_run"));
}

static crm_status run_all(struct segment_work *work)
{
    crm_status status = crm__segment_load(work);
    if (status >= 0)
        status = crm__segment_decide(work);
    if (status >= 0)
        status = crm__segment_write_run(work);
    if (status >= 0)
        status = crm__segment_write_customers(work);
    if (status >= 0)
        status = crm__segment_write_strangers(work, 0, work->strangers.row_count);
    if (status >= 0)
        status = crm__segment_named_run(work);
    return status < 0 ? status : crm__segment_alert(work);
}

static crm_status run_whole(struct segment_work *work)
{
    struct store *store = work->store;
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    crm__store_elevate(store);
    status = run_all(work);
    crm__store_restore(store);
    /* A dry run does it all and takes it back: what it says is what a run will do. */
    if (status < 0 || !work->options->dry_run)
        return crm__store_end(store, status);
    crm__store_rollback(store);
    work->report.run = 0;
    return status;
}

crm_status crm__segment_run(struct store *store, const struct segment_options *options,
                            struct segment_report *report_out)
{
    struct segment_work work;
    *report_out = (struct segment_report){0};
    if (options->run_key.size || !crm__partition_is_whole(options->partition))
        return crm__segment_share(store, options, report_out);
    crm_status status = crm__segment_work_init(&work, store, options);
    if (status >= 0)
        status = run_whole(&work);
    if (status >= 0)
        *report_out = work.report;
    crm__segment_work_free(&work);
    return status;
}

static crm_status options_read(struct segment_work *work)
{
    struct store *store = work->store;
    const struct segment_options *options = work->options;
    const struct currency *currency = crm__currency_find(crm__text_of(store->currency));
    int scale = currency ? currency->exponent : 2;
    work->spec = (struct rfm_spec){.method = options->method, .bins = options->bins};
    work->split = (struct quadrant_spec){.least_orders = options->least_orders};
    if (options->least_orders < 0)
        return crm__fail(store->env, CRM_E_INVALID, "least_orders: %lld, at least 0",
                         (long long)options->least_orders);
    if (options->cuts.size && options->method != RFM_FIXED)
        return crm__fail(store->env, CRM_E_INVALID, "cuts: given, but the method is not fixed");
    crm_status status =
        options->method == RFM_FIXED
            ? crm__rfm_cuts_read(store->env, options->cuts, scale, &work->spec)
            : CRM_OK;
    return status < 0 ? status
                      : crm__quadrant_split_read(store->env, options->quadrants, scale,
                                                 &work->split);
}

/* --- loading ---------------------------------------------------------------------------------- */

crm_status crm__segment_query(const struct segment_work *work, const char *entity_name,
                              const char *account, struct text where, struct text fields,
                              struct text sort, struct batch *rows)
{
    const struct entity *entity = crm__service_entity(work->store, entity_name);
    struct query *query;
    crm_status status = crm__query_new(work->store, entity, &query);
    if (status < 0)
        return status;
    crm__query_partition(query, account ? crm__service_field(entity, account) : NULL,
                         work->partition);
    if (where.size)
        crm__query_where(query, where);
    crm__query_fields(query, fields);
    crm__query_sort(query, sort);
    crm__store_elevate(work->store);
    status = crm__query_all(query, rows);
    crm__store_restore(work->store);
    crm__query_free(query);
    return status;
}

static crm_status make_columns(struct segment_work *work)
{
    struct env *env = work->store->env;
    size_t count = work->rollups.row_count + 1;
    work->rows = crm__alloc_zero(env, count, sizeof *work->rows);
    work->accounts = crm__alloc_zero(env, count, sizeof *work->accounts);
    work->quadrants = crm__alloc_zero(env, count, 1);
    work->before = crm__alloc_zero(env, count, 1);
    work->after = crm__alloc_zero(env, count, 1);
    bool made =
        work->rows && work->accounts && work->quadrants && work->before && work->after;
    for (size_t d = 0; d < RFM_DIMENSIONS; d++) {
        work->values[d] = crm__alloc_zero(env, count, sizeof *work->values[d]);
        made = made && work->values[d];
    }
    return made ? CRM_OK : CRM_E_NOMEM;
}

static int64_t account_of(const struct segment_work *work, size_t row)
{
    return work->rollups.columns[ROLLUP_ACCOUNT].integers[row];
}

static bool is_scored(const struct segment_work *work, size_t row)
{
    const struct batch *rollups = &work->rollups;
    return crm__table_int(rollups, ROLLUP_ORDERS, row, 0) > 0 &&
           crm__batch_at(rollups, ROLLUP_LAST_ORDER, row).kind != VALUE_NULL &&
           crm__text_is(crm__table_text(rollups, ROLLUP_CURRENCY, row), work->store->currency) &&
           !crm__id_map_find(&work->gone, account_of(work, row));
}

static void add_row(struct segment_work *work, size_t index, size_t row)
{
    work->rows[index] = row;
    work->accounts[index] = account_of(work, row);
    work->before[index] =
        crm__segment_index(crm__table_text(&work->rollups, ROLLUP_SEGMENT, row));
    work->after[index] = SEGMENT_NONE;
}

static crm_status load_row(struct segment_work *work, size_t row)
{
    const struct batch *rollups = &work->rollups;
    int64_t last_us = crm__table_int(rollups, ROLLUP_LAST_ORDER, row, 0);
    if (last_us > work->as_of_us && !work->shared) {
        char at[TIME_TEXT_SIZE];
        crm__time_format(last_us, at);
        return crm__fail(work->store->env, CRM_E_INVALID,
                         "as_of: before an order of %s, which the rollups hold", at);
    }
    size_t i = work->count++;
    add_row(work, i, row);
    work->values[RFM_RECENCY][i] =
        last_us < work->as_of_us ? (work->as_of_us - last_us) / DAY_US : 0;
    work->values[RFM_FREQUENCY][i] = crm__table_int(rollups, ROLLUP_ORDERS, row, 0);
    work->values[RFM_MONETARY][i] = crm__table_int(rollups, ROLLUP_AMOUNT, row, 0);
    return CRM_OK;
}

/* Who is not scored: orders cancelled, account deleted, or another currency. */
static void load_other(struct segment_work *work, size_t row)
{
    const struct batch *rollups = &work->rollups;
    bool is_gone = crm__id_map_find(&work->gone, account_of(work, row)) != NULL;
    if (crm__segment_is_e(work, row))
        work->report.quadrants[QUADRANT_E]++;
    else if (!is_gone)
        work->report.left_out++;
    if (crm__batch_at(rollups, ROLLUP_SEGMENT, row).kind != VALUE_NULL)
        add_row(work, work->count + work->leavers++, row);
}

/* Those to be scored first, then the rest, so that leavers stand behind them. */
static crm_status load_rows(struct segment_work *work)
{
    crm_status status = make_columns(work);
    for (size_t row = 0; status >= 0 && row < work->rollups.row_count; row++) {
        if (is_scored(work, row))
            status = load_row(work, row);
    }
    for (size_t row = 0; status >= 0 && row < work->rollups.row_count; row++) {
        if (!is_scored(work, row))
            load_other(work, row);
    }
    return status;
}

crm_status crm__segment_load_gone(struct segment_work *work, const int64_t *accounts,
                                  size_t count)
{
    struct query *query;
    struct batch rows;
    crm_status status =
        crm__query_new(work->store, crm__service_entity(work->store, "account"), &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, work->store->env);
    crm__query_deleted(query);
    if (accounts)
        crm__query_where_ids(query, accounts, count);
    crm__query_partition(query, NULL, work->partition);
    crm__query_fields(query, TEXT("id"));
    status = crm__query_all(query, &rows);
    for (size_t i = 0; status >= 0 && i < rows.row_count; i++) {
        if (!crm__id_map_put(&work->gone, rows.columns[0].integers[i], 0))
            status = CRM_E_NOMEM;
    }
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

/* Customers to be: they are E, and get a row that says so. Suppliers and rivals are none. */
crm_status crm__segment_load_strangers(struct segment_work *work, const struct batch *known_rows,
                                       size_t known_column)
{
    struct id_map known;
    struct batch accounts;
    crm__id_map_init(&known, work->store->env);
    crm__batch_init(&accounts, work->store->env);
    crm_status status = crm__segment_query(
        work, "account", NULL,
        TEXT("!has(kind) || kind == \"prospect\" || kind == \"customer\""), TEXT("id"),
        TEXT("id"), &accounts);
    for (size_t row = 0; status >= 0 && row < known_rows->row_count; row++) {
        if (!crm__id_map_put(&known, crm__table_int(known_rows, known_column, row, 0), 0))
            status = CRM_E_NOMEM;
    }
    struct column *column =
        status >= 0 ? crm__batch_add(&work->strangers, TEXT("account"), VALUE_INT) : NULL;
    if (status >= 0 && !column)
        status = CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < accounts.row_count; i++) {
        int64_t account = accounts.columns[0].integers[i];
        if (crm__id_map_find(&known, account))
            continue;
        status = crm__column_int(&work->strangers, column, account);
        if (status >= 0)
            crm__batch_finish_row(&work->strangers);
    }
    crm__batch_free(&accounts);
    crm__id_map_free(&known);
    work->report.quadrants[QUADRANT_E] += (int64_t)work->strangers.row_count;
    return status;
}

crm_status crm__segment_load(struct segment_work *work)
{
    crm_status status = crm__segment_query(work, "customer_value", "account", TEXT_NONE,
                                           TEXT(ROLLUP_FIELDS), TEXT("id"), &work->rollups);
    if (status >= 0)
        status = crm__segment_load_gone(work, NULL, 0);
    if (status >= 0)
        status = load_rows(work);
    if (status >= 0)
        status = crm__segment_load_strangers(work, &work->rollups, ROLLUP_ACCOUNT);
    return status < 0 ? status : crm__segment_latest(work->store, "rfm", &work->previous);
}

crm_status crm__segment_load_some(struct segment_work *work, const int64_t *ids, size_t count)
{
    const struct entity *entity = crm__service_entity(work->store, "customer_value");
    struct query *query;
    crm_status status = crm__query_new(work->store, entity, &query);
    if (status < 0)
        return status;
    crm__query_where_ids(query, ids, count);
    crm__query_where(query, work->rest);
    crm__query_fields(query, TEXT(ROLLUP_FIELDS));
    crm__query_sort(query, TEXT("id"));
    status = crm__query_all(query, &work->rollups);
    crm__query_free(query);
    if (status >= 0)
        status = crm__segment_load_gone(
            work, work->rollups.columns[ROLLUP_ACCOUNT].integers, work->rollups.row_count);
    return status < 0 ? status : load_rows(work);
}

crm_status crm__segment_latest(struct store *store, const char *kind, int64_t *run_out)
{
    const struct entity *entity = crm__service_entity(store, "segment_run");
    struct query *query;
    *run_out = 0;
    crm_status status = crm__query_new(store, entity, &query);
    if (status < 0)
        return status;
    crm__query_where_equal(query, crm__service_field(entity, "kind"),
                           crm__value_text(crm__text_of(kind)));
    crm__query_where_equal(query, crm__service_field(entity, "open_parts"), VALUE_OF_NULL);
    crm__query_sort(query, TEXT("-id"));
    status = crm__query_first_id(query, run_out);
    crm__query_free(query);
    return status;
}

/* --- deciding --------------------------------------------------------------------------------- */

crm_status crm__segment_decide(struct segment_work *work)
{
    struct env *env = work->store->env;
    struct rfm_customers customers = {
        .count = work->count,
        .ids = work->accounts,
        .values = {work->values[0], work->values[1], work->values[2]},
    };
    struct segment_map map;
    size_t rule_count;
    const struct segment_rule *rules = crm__segment_standard(&rule_count);
    crm_status status = crm__rfm_score(env, &work->spec, &customers, &work->scores);
    if (status >= 0)
        status = crm__segment_compile(env, rules, rule_count, SEGMENT_STANDARD_SCALE,
                                      work->scores.bins, &map);
    if (status >= 0)
        status = crm__quadrants(env, &work->split, work->values[RFM_FREQUENCY],
                                work->values[RFM_MONETARY], work->count, work->quadrants,
                                &work->quadrant);
    if (status < 0)
        return status;
    crm__segment_assign(&map, &work->scores, work->after);
    work->report.customers = (int64_t)work->count;
    for (size_t i = 0; i < work->count; i++)
        work->report.changed += work->before[i] != work->after[i];
    for (size_t i = 0; i < QUADRANTS; i++)
        work->report.quadrants[i] += (int64_t)work->quadrant.sizes[i];
    return CRM_OK;
}

/* --- alerting --------------------------------------------------------------------------------- */

crm_status crm__segment_alert(struct segment_work *work)
{
    struct alert_report report = {0};
    const struct alert_moves moves = {.accounts = work->accounts,
                                      .before = work->before,
                                      .after = work->after,
                                      .count = work->count + work->leavers,
                                      .run = work->id};
    crm_status status = crm__alerts_moved(work->store, &moves, &report);
    work->report.alerts_raised = report.raised;
    work->report.alerts_closed = report.closed;
    return status;
}
