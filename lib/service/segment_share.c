/*
 * Segment runs that n processes share. All of them give the same key. Whoever comes first opens the
 * run: it looks at all customers, without a lock, and keeps what follows from all of them, the cuts
 * of scores and quadrants, the counts and moves, in the run. Then each process writes the customers
 * of its part by those cuts, some at a time, each time reading them again within the transaction
 * that writes them. The run stands in each row of customer_value that it has written, so a part
 * that is begun again, or done by two, writes the rest and nothing twice. At its end a part brings
 * the members of people's segments up to date and says in the run that it is done, in one
 * transaction; the last one closes the run. Until then the run is open, and no other takes it for
 * the latest.
 */
#include "service/once.h"
#include "service/segment_state.h"

#include <string.h>

enum { SHARE_ROWS = 1024 };

struct share {
    struct store *store;
    const struct segment_options *options;
    struct partition partition;
    struct segment_state state;
    int64_t run;
    struct text rest; /* the rule for rollups that the run has not written */
    struct segment_report report; /* of what this process has done */
};

/* --- opening ---------------------------------------------------------------------------------- */

/* Of what all processes must ask for alike. */
static int64_t request_hash(const struct segment_options *options)
{
    uint64_t hash = crm__hash_text(options->cuts, 1);
    hash = crm__hash_text(options->quadrants, hash);
    const int64_t numbers[] = {options->as_of_us, options->method, options->bins,
                               options->least_orders, options->partition.count};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        hash = crm__hash_int64(numbers[i], hash);
    return (int64_t)(hash >> 1) | 1;
}

/* CRM_OK: the run of the key; CRM_DONE: it is not known. */
static crm_status run_find(struct share *share)
{
    struct once once = {.key = share->options->run_key, .operation = TEXT("segment_run")};
    crm_status status = crm__once_find(share->store, &once);
    share->run = once.answer;
    if (status != CRM_OK || once.request_hash == request_hash(share->options))
        return status;
    return crm__fail(share->store->env, CRM_E_CONFLICT,
                     "run key '%.*s': the run was begun with other options or another number of "
                     "parts",
                     (int)once.key.size, once.key.data);
}

static crm_status run_write(struct share *share, struct segment_work *work)
{
    struct segment_state state;
    crm_status status = crm__segment_state_begin(work, &state);
    if (status >= 0)
        status = crm__segment_write_run(work);
    if (status >= 0)
        status = crm__segment_named_open(work, &state.named_run);
    if (status >= 0)
        status = crm__segment_state_save(share->store, work->id, &state);
    crm__segment_state_free(&state);
    const struct once once = {.key = share->options->run_key,
                              .operation = TEXT("segment_run"),
                              .request_hash = request_hash(share->options),
                              .answer = work->id};
    share->run = work->id;
    return status < 0 ? status : crm__once_keep(share->store, &once);
}

/* Another one may have been faster while this one was looking. */
static crm_status run_open(struct share *share, struct segment_work *work)
{
    crm_status status = crm__segment_load(work);
    if (status >= 0)
        status = crm__segment_decide(work);
    if (status >= 0)
        status = crm__store_begin(share->store);
    if (status < 0)
        return status;
    status = run_find(share);
    if (status == CRM_DONE)
        status = run_write(share, work);
    return crm__store_end(share->store, status);
}

/* --- a part ----------------------------------------------------------------------------------- */

/* Work by what the run has kept. */
static void work_make(const struct share *share, struct segment_work *work)
{
    const struct segment_state *state = &share->state;
    *work = (struct segment_work){
        .store = share->store,
        .options = share->options,
        .spec = {.method = RFM_FIXED, .bins = state->bins},
        .split = {.split = SPLIT_FIXED,
                  .order_value_milli = state->order_value_milli,
                  .frequency_milli = state->frequency_milli,
                  .least_orders = share->options->least_orders},
        .as_of_us = state->as_of_us,
        .id = share->run,
        .partition = share->partition,
        .shared = true,
        .rest = share->rest,
    };
    memcpy(work->spec.thresholds, state->cuts, sizeof state->cuts);
    memcpy(work->spec.threshold_ids, state->cut_ids, sizeof state->cut_ids);
    crm__batch_init(&work->rollups, share->store->env);
    crm__batch_init(&work->strangers, share->store->env);
    crm__id_map_init(&work->gone, share->store->env);
}

static void report_add(struct segment_report *sum, const struct segment_report *part)
{
    sum->customers += part->customers;
    sum->changed += part->changed;
    sum->left_out += part->left_out;
    for (size_t i = 0; i < QUADRANTS; i++)
        sum->quadrants[i] += part->quadrants[i];
    sum->entered += part->entered;
    sum->left += part->left;
    sum->alerts_raised += part->alerts_raised;
    sum->alerts_closed += part->alerts_closed;
}

static crm_status some_write(struct segment_work *work, const int64_t *ids, size_t count)
{
    crm_status status = crm__segment_load_some(work, ids, count);
    if (status >= 0)
        status = crm__segment_decide(work);
    if (status >= 0)
        status = crm__segment_write_customers(work);
    return status < 0 ? status : crm__segment_alert(work);
}

static crm_status some_share(struct share *share, const int64_t *ids, size_t count)
{
    struct segment_work work;
    work_make(share, &work);
    crm_status status = crm__store_begin(share->store);
    if (status >= 0)
        status = crm__store_end(share->store, some_write(&work, ids, count));
    if (status >= 0)
        report_add(&share->report, &work.report);
    crm__segment_work_free(&work);
    return status;
}

static crm_status customers_share(struct share *share)
{
    struct segment_work work;
    struct batch rows;
    work_make(share, &work);
    crm__batch_init(&rows, share->store->env);
    crm_status status = crm__segment_query(&work, "customer_value", "account", share->rest,
                                           TEXT("id"), TEXT("id"), &rows);
    size_t count = rows.row_count;
    for (size_t from = 0; status >= 0 && from < count; from += SHARE_ROWS) {
        size_t some = count - from < SHARE_ROWS ? count - from : SHARE_ROWS;
        status = some_share(share, rows.columns[0].integers + from, some);
        if (status >= 0)
            status = crm__progress(share->store->env, "segments", (int64_t)(from + some),
                                   (int64_t)count);
    }
    crm__batch_free(&rows);
    crm__segment_work_free(&work);
    return status;
}

static crm_status strangers_share(struct share *share)
{
    struct segment_work work;
    struct batch known;
    work_make(share, &work);
    crm__batch_init(&known, share->store->env);
    crm_status status = crm__segment_query(&work, "customer_value", "account", TEXT_NONE,
                                           TEXT("account"), TEXT("account"), &known);
    if (status >= 0)
        status = crm__segment_load_strangers(&work, &known, 0);
    size_t count = work.strangers.row_count;
    for (size_t from = 0; status >= 0 && from < count; from += SHARE_ROWS) {
        status = crm__store_begin(share->store);
        if (status >= 0)
            status = crm__store_end(
                share->store, crm__segment_write_strangers(
                                  &work, from, count - from < SHARE_ROWS ? count - from
                                                                         : SHARE_ROWS));
    }
    if (status >= 0)
        report_add(&share->report, &work.report);
    crm__batch_free(&known);
    crm__segment_work_free(&work);
    return status;
}

/* --- the end of a part, and of the run -------------------------------------------------------- */

static crm_status run_close(const struct share *share, const struct segment_state *state)
{
    struct segment_work work;
    work_make(share, &work);
    crm_status status = crm__segment_named_close(&work, state);
    crm__segment_work_free(&work);
    return status;
}

static crm_status part_end(const struct share *share, struct segment_work *work,
                           struct segment_state *state)
{
    char *done = &state->done[share->partition.index];
    if (*done == '1')
        return CRM_OK; /* by another process, meanwhile */
    crm_status status = CRM_OK;
    if (state->named_run)
        status = crm__segment_load_gone(work, NULL, 0);
    if (status >= 0 && state->named_run)
        status = crm__segment_named_share(work, state);
    if (status < 0)
        return status;
    *done = '1';
    if (state->named_run && crm__segment_state_open(state) == 0)
        status = run_close(share, state);
    return status < 0 ? status : crm__segment_state_save(share->store, share->run, state);
}

static crm_status part_finish(struct share *share)
{
    struct segment_work work;
    struct segment_state state = {0};
    crm_status status = crm__store_begin(share->store);
    if (status < 0)
        return status;
    work_make(share, &work);
    status = crm__segment_state_load(share->store, share->run, &state);
    if (status >= 0)
        status = part_end(share, &work, &state);
    status = crm__store_end(share->store, status);
    if (status >= 0)
        report_add(&share->report, &work.report);
    crm__segment_state_free(&state);
    crm__segment_work_free(&work);
    return status;
}

static crm_status part_share(struct share *share)
{
    struct buffer rest;
    crm_status status = crm__segment_state_load(share->store, share->run, &share->state);
    if (status >= 0 && share->state.done[share->partition.index] == '0') {
        crm__buffer_init(&rest, share->store->env);
        crm__buffer_format(&rest, "!has(run) || run != %lld", (long long)share->run);
        share->rest = crm__buffer_view(&rest);
        status = crm__buffer_status(&rest);
        if (status >= 0)
            status = customers_share(share);
        if (status >= 0)
            status = strangers_share(share);
        if (status >= 0)
            status = part_finish(share);
        crm__buffer_free(&rest);
    }
    crm__segment_state_free(&share->state);
    share->report.run = share->run;
    return status;
}

static crm_status options_check(struct env *env, const struct segment_options *options)
{
    if (options->run_key.size == 0 || options->run_key.size > ONCE_KEY_LIMIT)
        return crm__fail(env, CRM_E_INVALID,
                         "run_key: %zu bytes, at least 1 and at most %d; all processes that share "
                         "a run give the same one",
                         options->run_key.size, ONCE_KEY_LIMIT);
    if (options->dry_run)
        return crm__fail(env, CRM_E_INVALID, "dry_run: a run that is shared cannot be tried");
    return CRM_OK;
}

crm_status crm__segment_share(struct store *store, const struct segment_options *options,
                              struct segment_report *report_out)
{
    struct share share = {
        .store = store, .options = options, .partition = options->partition};
    struct segment_work work;
    crm_status status = crm__segment_work_init(&work, store, options);
    if (status >= 0)
        status = options_check(store->env, options);
    crm__store_elevate(store);
    if (status >= 0)
        status = run_find(&share);
    if (status == CRM_DONE)
        status = run_open(&share, &work);
    crm__segment_work_free(&work);
    if (status >= 0)
        status = part_share(&share);
    crm__store_restore(store);
    if (status >= 0)
        *report_out = share.report;
    return status;
}
