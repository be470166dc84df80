/* The calls of a host at work, and what must hold of a database after any of them. */
#include "work.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define START_US INT64_C(1772438400000000) /* 2026-03-02T08:00:00Z */
#define HOUR_US INT64_C(3600000000)

static int64_t clock_now(void *context)
{
    return ((struct worker *)context)->now_us;
}

static uint64_t any(struct worker *worker, uint64_t limit)
{
    worker->seed = worker->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (worker->seed >> 33) % limit;
}

static crm_status create(struct worker *worker, const char *entity, const char *json,
                         int64_t *id_out)
{
    crm_record *record = NULL;
    crm_status status = crm_record_new(worker->db, entity, &record);
    if (status >= 0)
        status = crm_record_set_json(record, json, CRM_NUL);
    if (status >= 0)
        status = crm_record_save(record, NULL);
    *id_out = crm_record_id(record);
    crm_record_free(record);
    return status;
}

/* --- what the calls work on ------------------------------------------------------------------- */

static crm_status ids_of(struct worker *worker, const char *entity, int64_t *ids, size_t limit,
                         size_t *count_out)
{
    crm_query *query = NULL;
    crm_cursor *cursor = NULL;
    *count_out = 0;
    crm_status status = crm_query_new(worker->db, entity, &query);
    if (status < 0)
        return status;
    crm_query_fields(query, "id");
    crm_query_sort(query, "-id");
    crm_query_limit(query, (int64_t)limit);
    status = crm_query_run(query, &cursor);
    while (status == CRM_OK && (status = crm_cursor_next(cursor)) == CRM_OK)
        ids[(*count_out)++] = crm_cursor_int(cursor, 0);
    crm_cursor_free(cursor);
    crm_query_free(query);
    return status < 0 ? status : CRM_OK;
}

crm_status work_load(struct worker *worker)
{
    size_t users;
    size_t pools;
    crm_status status =
        ids_of(worker, "lead", worker->leads, WORK_LEADS, &worker->lead_count);
    if (status >= 0)
        status = ids_of(worker, "account", worker->accounts, WORK_ACCOUNTS,
                        &worker->account_count);
    if (status >= 0)
        status = ids_of(worker, "user", worker->users, WORK_SELLERS, &users);
    if (status >= 0)
        status = ids_of(worker, "pool", &worker->pool, 1, &pools);
    return status >= 0 && (users != WORK_SELLERS || pools != 1) ? CRM_E_NOT_FOUND : status;
}

crm_status work_follow(struct worker *worker)
{
    crm_cursor *cursor = NULL;
    crm_status status = crm_changes(worker->db, worker->sequence, 0, &cursor);
    while (status == CRM_OK && (status = crm_cursor_next(cursor)) == CRM_OK) {
        worker->sequence = crm_cursor_int(cursor, 0);
        if (crm_cursor_int(cursor, 1) > worker->now_us)
            worker->now_us = crm_cursor_int(cursor, 1);
    }
    crm_cursor_free(cursor);
    return status < 0 ? status : CRM_OK;
}

crm_status work_open(struct worker *worker, const char *path, const crm_open_options *options)
{
    crm_host host = {.size = sizeof host, .context = worker, .now_us = clock_now};
    worker->now_us = START_US;
    crm_status status = crm_db_new(&host, &worker->db);
    if (status >= 0)
        status = crm_db_open(worker->db, path, options);
    return status < 0 ? status : work_follow(worker);
}

/* --- the calls -------------------------------------------------------------------------------- */

static crm_status lead_new(struct worker *worker)
{
    int64_t id;
    char json[200];
    snprintf(json, sizeof json,
             "{\"name\":\"张%d\",\"company\":\"公司%d\",\"mobile\":\"138%08d\",\"pool\":\"%" PRId64
             "\"}",
             (int)any(worker, 1000), (int)any(worker, 40), (int)any(worker, 500), worker->pool);
    crm_status status = create(worker, "lead", json, &id);
    if (status >= 0 && worker->lead_count < WORK_LEADS)
        worker->leads[worker->lead_count++] = id;
    return status;
}

static int64_t any_lead(struct worker *worker)
{
    return worker->lead_count ? worker->leads[any(worker, worker->lead_count)] : 1;
}

static crm_status leads_assign(struct worker *worker)
{
    crm_cursor *cursor = NULL;
    crm_status status = crm_lead_assign(
        worker->db, CRM_OPTIONS(crm_assign_options, .pool_id = worker->pool), &cursor);
    crm_cursor_free(cursor);
    return status;
}

static crm_status leads_recycle(struct worker *worker)
{
    worker->now_us += 5 * 24 * HOUR_US;
    return crm_lead_recycle(worker->db, NULL);
}

static crm_status due_run(struct worker *worker)
{
    crm_work_report report;
    return crm_work_run(worker->db, NULL, &report);
}

static crm_status lead_claim(struct worker *worker)
{
    int64_t leads[] = {any_lead(worker), any_lead(worker)};
    return crm_lead_claim(worker->db, leads, leads[0] == leads[1] ? 1 : 2,
                          worker->users[any(worker, WORK_SELLERS)], "worker");
}

static crm_status lead_release(struct worker *worker)
{
    int64_t lead = any_lead(worker);
    return crm_lead_release(worker->db, &lead, 1, worker->pool, NULL);
}

static crm_status lead_convert(struct worker *worker)
{
    crm_convert_result result;
    return crm_lead_convert(worker->db, any_lead(worker), NULL, &result);
}

static crm_status lead_unconvert(struct worker *worker)
{
    crm_unconvert_result result;
    return crm_lead_unconvert(worker->db, any_lead(worker), &result);
}

/* The account may have gone with a conversion that was undone. */
static crm_status order_new(struct worker *worker)
{
    int64_t id;
    char json[280];
    char day[CRM_TIME_TEXT_SIZE];
    if (worker->account_count < WORK_ACCOUNTS && any(worker, 3) == 0) {
        snprintf(json, sizeof json, "{\"name\":\"客户%d\"}", (int)any(worker, 10000));
        crm_status status = create(worker, "account", json, &id);
        if (status < 0)
            return status;
        worker->accounts[worker->account_count++] = id;
    }
    if (worker->account_count == 0)
        return CRM_OK;
    crm_time_format(worker->now_us, day);
    snprintf(json, sizeof json,
             "{\"number\":\"N%" PRId64 "-%d\",\"account\":\"%" PRId64 "\","
             "\"placed_at\":\"%s\",\"currency\":\"CNY\","
             "\"amount\":\"%d.50\",\"status\":\"placed\"}",
             worker->now_us, (int)any(worker, 1 << 30),
             worker->accounts[any(worker, worker->account_count)], day, (int)any(worker, 900));
    return create(worker, "order", json, &id);
}

/* What was bought moves with the customer, so the totals are of both. */
static crm_status accounts_merge(struct worker *worker)
{
    if (worker->account_count < 2)
        return CRM_OK;
    size_t other = any(worker, worker->account_count - 1);
    int64_t merge;
    int64_t ids[] = {worker->accounts[worker->account_count - 1], worker->accounts[other]};
    crm_status status = crm_merge_run(worker->db, "account", ids, 2, NULL, &merge);
    if (status >= 0 && any(worker, 2))
        return crm_merge_undo(worker->db, merge);
    if (status >= 0)
        worker->accounts[other] = worker->accounts[--worker->account_count];
    return status;
}

static crm_status segments(struct worker *worker)
{
    crm_segment_report report;
    return crm_segment_run(worker->db, NULL, &report);
}

static crm_status (*const calls[])(struct worker *) = {
    lead_new,     lead_new,     leads_assign, leads_recycle, due_run,        lead_claim,
    lead_release, lead_convert, order_new,    order_new,     lead_unconvert, segments,
    accounts_merge};

static bool is_an_answer(crm_status status)
{
    return status == CRM_E_REFUSED || status == CRM_E_INVALID || status == CRM_E_NOT_FOUND ||
           status == CRM_E_EXISTS;
}

crm_status work_call(struct worker *worker)
{
    worker->now_us += HOUR_US;
    crm_status status = calls[any(worker, sizeof calls / sizeof *calls)](worker);
    return is_an_answer(status) ? CRM_OK : status;
}

crm_status work_make(struct worker *worker)
{
    char json[200];
    int64_t id;
    crm_status status = CRM_OK;
    for (int i = 0; status >= 0 && i < WORK_SELLERS; i++) {
        snprintf(json, sizeof json, "{\"name\":\"Seller %d\",\"login\":\"seller%d\"}", i, i);
        status = create(worker, "user", json, &id);
    }
    if (status >= 0)
        status = create(worker, "pool", "{\"name\":\"East\"}", &id);
    snprintf(json, sizeof json,
             "{\"name\":\"all\",\"kind\":\"assign\",\"pool\":\"%" PRId64
             "\",\"strategy\":\"round_robin\"}",
             id);
    if (status >= 0)
        status = create(worker, "pool_rule", json, &id);
    if (status >= 0)
        status = create(worker, "pool_rule",
                        "{\"name\":\"idle\",\"kind\":\"recycle\",\"recycle_kind\":"
                        "\"no_follow_up\",\"days\":10}",
                        &id);
    return status;
}

/* --- the check -------------------------------------------------------------------------------- */

static void problem(struct worker *worker, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("# ");
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    worker->problems++;
}

static crm_status count_of(struct worker *worker, const char *entity, const char *rule,
                           int64_t *count_out)
{
    crm_query *query = NULL;
    *count_out = -1;
    crm_status status = crm_query_new(worker->db, entity, &query);
    if (status < 0)
        return status;
    crm_query_where(query, rule, CRM_NUL);
    status = crm_query_count(query, count_out);
    crm_query_free(query);
    return status;
}

/* Runs a query over `entity` and hands each row on. */
static crm_status each(struct worker *worker, const char *entity, const char *rule,
                       const char *fields, const char *sort,
                       void (*row)(struct worker *worker, crm_cursor *cursor, void *context),
                       void *context)
{
    crm_query *query = NULL;
    crm_cursor *cursor = NULL;
    crm_status status = crm_query_new(worker->db, entity, &query);
    if (status < 0)
        return status;
    crm_query_where(query, rule, CRM_NUL);
    crm_query_fields(query, fields);
    crm_query_sort(query, sort);
    status = crm_query_run(query, &cursor);
    while (status == CRM_OK && (status = crm_cursor_next(cursor)) == CRM_OK)
        row(worker, cursor, context);
    crm_cursor_free(cursor);
    crm_query_free(query);
    return status < 0 ? status : CRM_OK;
}

/* A recycled lead has its line in the ledger and its owner a message: they come together. */
static crm_status check_recycled(struct worker *worker)
{
    int64_t lines;
    int64_t messages;
    crm_status status = count_of(worker, "claim", "action == 'recycle'", &lines);
    if (status >= 0)
        status = count_of(worker, "outbox", "kind == 'recycled'", &messages);
    if (status >= 0 && lines != messages)
        problem(worker, "%" PRId64 " leads were taken back, but %" PRId64 " messages written",
                lines, messages);
    return status;
}

/* The newest line of the ledger says who owns the lead. */
static void ledger_row(struct worker *worker, crm_cursor *cursor, void *context)
{
    int64_t *last = context;
    int64_t lead = crm_cursor_int(cursor, 0);
    const char *action = crm_cursor_text(cursor, 1);
    bool gives = strcmp(action, "claim") == 0 || strcmp(action, "assign") == 0;
    if (lead != *last && crm_cursor_int(cursor, 3) != (gives ? crm_cursor_int(cursor, 2) : 0))
        problem(worker, "lead %" PRId64 " was last moved by %s, but has owner %s", lead,
                crm_cursor_text(cursor, 1), crm_cursor_text(cursor, 3));
    *last = lead;
}

/* A converted lead has one conversion, whose records are there. */
static void conversion_row(struct worker *worker, crm_cursor *cursor, void *context)
{
    crm_record *account = NULL;
    int64_t id = crm_cursor_int(cursor, 1);
    ++*(int64_t *)context;
    if (crm_cursor_is_null(cursor, 0))
        problem(worker, "a conversion whose lead is not converted");
    if (id && crm_record_get(worker->db, "account", id, &account) < 0)
        problem(worker, "account %" PRId64 " of a conversion is not there", id);
    crm_record_free(account);
}

static crm_status check_leads(struct worker *worker)
{
    int64_t last = 0;
    int64_t rows = 0;
    int64_t converted = 0;
    crm_status status = each(worker, "claim", "true", "lead,action,user,lead.owner,id", "lead,-id",
                             ledger_row, &last);
    if (status >= 0)
        status = each(worker, "conversion", "!has(undone_at)", "lead.converted_at,account", "id",
                      conversion_row, &rows);
    if (status >= 0)
        status = count_of(worker, "lead", "has(converted_at)", &converted);
    if (status >= 0 && rows != converted)
        problem(worker, "%" PRId64 " leads are converted by %" PRId64 " conversions", converted,
                rows);
    return status;
}

crm_status work_check(struct worker *worker, int64_t acknowledged)
{
    int64_t found = 0;
    crm_cursor *cursor = NULL;
    if (worker->sequence < acknowledged)
        problem(worker, "change %" PRId64 " was acknowledged, %" PRId64 " is the last",
                acknowledged, worker->sequence);
    crm_status status = crm_db_check(worker->db, &found, &cursor);
    while (status == CRM_OK && (status = crm_cursor_next(cursor)) == CRM_OK)
        problem(worker, "%s %s: %s", crm_cursor_text(cursor, 0), crm_cursor_text(cursor, 1),
                crm_cursor_text(cursor, 2));
    crm_cursor_free(cursor);
    if (status >= 0)
        status = check_recycled(worker);
    return status < 0 ? status : check_leads(worker);
}
