/*
 * What kill.py kills: a host that works on leads and customers without end, one public call after
 * the other, and says after each which change was the last that the library acknowledged.
 *
 *     kill_worker DB new          makes the database, with users, a pool and its rules
 *     kill_worker DB work SEED    works; a line "SEQUENCE" for each call that has returned
 *     kill_worker DB check SEQ    says what is lost of SEQ changes, or half done
 *
 * The clock stands one hour further with each call and each start, so that leads fall due.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <crm/crm.h>

#define START_US INT64_C(1772438400000000) /* 2026-03-02T08:00:00Z */
#define HOUR_US INT64_C(3600000000)

enum { LEADS = 300, ACCOUNTS = 60, SELLERS = 3 };

struct worker {
    crm_db *db;
    int64_t now_us;
    int64_t sequence;
    uint64_t seed;
    int64_t leads[LEADS];
    size_t lead_count;
    int64_t accounts[ACCOUNTS];
    size_t account_count;
    int64_t users[SELLERS];
    int64_t pool;
    int problems;
};

static int64_t clock_now(void *context)
{
    return ((struct worker *)context)->now_us;
}

static uint64_t any(struct worker *worker, uint64_t limit)
{
    worker->seed = worker->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (worker->seed >> 33) % limit;
}

static void must(struct worker *worker, crm_status status, const char *what)
{
    if (status >= 0)
        return;
    printf("%s: %s: %s\n", what, crm_status_name(status), crm_db_error(worker->db)->message);
    exit(3);
}

static crm_status try_to_create(struct worker *worker, const char *entity, const char *json,
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

static int64_t create(struct worker *worker, const char *entity, const char *json)
{
    int64_t id;
    must(worker, try_to_create(worker, entity, json, &id), entity);
    return id;
}

/* --- what the calls work on ------------------------------------------------------------------- */

static size_t ids_of(struct worker *worker, const char *entity, int64_t *ids, size_t limit)
{
    crm_query *query = NULL;
    crm_cursor *cursor = NULL;
    size_t count = 0;
    must(worker, crm_query_new(worker->db, entity, &query), entity);
    crm_query_fields(query, "id");
    crm_query_sort(query, "-id");
    crm_query_limit(query, (int64_t)limit);
    must(worker, crm_query_run(query, &cursor), entity);
    while (crm_cursor_next(cursor) == CRM_OK)
        ids[count++] = crm_cursor_int(cursor, 0);
    crm_cursor_free(cursor);
    crm_query_free(query);
    return count;
}

/* Reads on in the change feed; its last time is where the clock goes on. */
static void follow(struct worker *worker)
{
    crm_cursor *cursor = NULL;
    must(worker, crm_changes(worker->db, worker->sequence, 0, &cursor), "changes");
    while (crm_cursor_next(cursor) == CRM_OK) {
        worker->sequence = crm_cursor_int(cursor, 0);
        if (crm_cursor_int(cursor, 1) > worker->now_us)
            worker->now_us = crm_cursor_int(cursor, 1);
    }
    crm_cursor_free(cursor);
}

static void begin(struct worker *worker, const char *path, uint32_t flags)
{
    crm_host host = {.size = sizeof host, .context = worker, .now_us = clock_now};
    worker->now_us = START_US;
    if (crm_db_new(&host, &worker->db) < 0)
        exit(3);
    must(worker, crm_db_open(worker->db, path, CRM_OPTIONS(crm_open_options, .flags = flags)),
         "open");
    follow(worker);
}

/* --- the calls -------------------------------------------------------------------------------- */

static crm_status lead_new(struct worker *worker)
{
    char json[200];
    snprintf(json, sizeof json,
             "{\"name\":\"张%d\",\"company\":\"公司%d\",\"mobile\":\"138%08d\",\"pool\":\"%" PRId64
             "\"}",
             (int)any(worker, 1000), (int)any(worker, 40), (int)any(worker, 500), worker->pool);
    int64_t id = create(worker, "lead", json);
    if (worker->lead_count < LEADS)
        worker->leads[worker->lead_count++] = id;
    return CRM_OK;
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
                          worker->users[any(worker, SELLERS)], "worker");
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
    if (worker->account_count < ACCOUNTS && any(worker, 3) == 0) {
        snprintf(json, sizeof json, "{\"name\":\"客户%d\"}", (int)any(worker, 10000));
        worker->accounts[worker->account_count++] = create(worker, "account", json);
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
    return try_to_create(worker, "order", json, &id);
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
    return status >= 0 || status == CRM_E_REFUSED || status == CRM_E_INVALID ||
           status == CRM_E_NOT_FOUND || status == CRM_E_EXISTS;
}

static void work(struct worker *worker)
{
    worker->lead_count = ids_of(worker, "lead", worker->leads, LEADS);
    worker->account_count = ids_of(worker, "account", worker->accounts, ACCOUNTS);
    if (ids_of(worker, "user", worker->users, SELLERS) != SELLERS ||
        ids_of(worker, "pool", &worker->pool, 1) != 1)
        exit(3);
    for (;;) {
        worker->now_us += HOUR_US;
        crm_status status = calls[any(worker, sizeof calls / sizeof *calls)](worker);
        if (!is_an_answer(status))
            must(worker, status, "a call");
        follow(worker);
        printf("%" PRId64 "\n", worker->sequence);
        fflush(stdout);
    }
}

/* --- the check -------------------------------------------------------------------------------- */

static void problem(struct worker *worker, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    worker->problems++;
}

static int64_t count_of(struct worker *worker, const char *entity, const char *rule)
{
    int64_t count = -1;
    crm_query *query = NULL;
    must(worker, crm_query_new(worker->db, entity, &query), entity);
    must(worker, crm_query_where(query, rule, CRM_NUL), rule);
    must(worker, crm_query_count(query, &count), rule);
    crm_query_free(query);
    return count;
}

/* A recycled lead has its line in the ledger and its owner a message: the three come together. */
static void check_recycled(struct worker *worker)
{
    int64_t lines = count_of(worker, "claim", "action == 'recycle'");
    int64_t messages = count_of(worker, "outbox", "kind == 'recycled'");
    if (lines != messages)
        problem(worker, "%" PRId64 " leads were taken back, but %" PRId64 " messages written",
                lines, messages);
}

/* The newest line of the ledger says who owns the lead. */
static void check_ledger(struct worker *worker)
{
    crm_query *query = NULL;
    crm_cursor *cursor = NULL;
    int64_t last = 0;
    must(worker, crm_query_new(worker->db, "claim", &query), "claim");
    crm_query_fields(query, "lead,action,user,lead.owner,id");
    crm_query_sort(query, "lead,-id");
    must(worker, crm_query_run(query, &cursor), "claim");
    while (crm_cursor_next(cursor) == CRM_OK) {
        int64_t lead = crm_cursor_int(cursor, 0);
        const char *action = crm_cursor_text(cursor, 1);
        bool gives = strcmp(action, "claim") == 0 || strcmp(action, "assign") == 0;
        if (lead != last && crm_cursor_int(cursor, 3) != (gives ? crm_cursor_int(cursor, 2) : 0))
            problem(worker, "lead %" PRId64 " was last moved by %s, but has owner %s", lead,
                    crm_cursor_text(cursor, 1), crm_cursor_text(cursor, 3));
        last = lead;
    }
    crm_cursor_free(cursor);
    crm_query_free(query);
}

/* A converted lead has one conversion, whose records are there. */
static void check_conversions(struct worker *worker)
{
    crm_query *query = NULL;
    crm_cursor *cursor = NULL;
    int64_t converted = count_of(worker, "lead", "has(converted_at)");
    int64_t rows = 0;
    must(worker, crm_query_new(worker->db, "conversion", &query), "conversion");
    crm_query_where(query, "!has(undone_at)", CRM_NUL);
    crm_query_fields(query, "lead.converted_at,account");
    must(worker, crm_query_run(query, &cursor), "conversion");
    while (crm_cursor_next(cursor) == CRM_OK) {
        crm_record *account = NULL;
        rows++;
        if (crm_cursor_is_null(cursor, 0))
            problem(worker, "a conversion whose lead is not converted");
        int64_t id = crm_cursor_int(cursor, 1);
        if (id && crm_record_get(worker->db, "account", id, &account) < 0)
            problem(worker, "account %" PRId64 " of a conversion is not there", id);
        crm_record_free(account);
    }
    if (rows != converted)
        problem(worker, "%" PRId64 " leads are converted by %" PRId64 " conversions", converted,
                rows);
    crm_cursor_free(cursor);
    crm_query_free(query);
}

static void check(struct worker *worker, int64_t acknowledged)
{
    int64_t found = 0;
    crm_cursor *cursor = NULL;
    if (worker->sequence < acknowledged)
        problem(worker, "change %" PRId64 " was acknowledged, %" PRId64 " is the last",
                acknowledged, worker->sequence);
    must(worker, crm_db_check(worker->db, &found, &cursor), "check");
    while (crm_cursor_next(cursor) == CRM_OK)
        problem(worker, "%s %s: %s", crm_cursor_text(cursor, 0), crm_cursor_text(cursor, 1),
                crm_cursor_text(cursor, 2));
    crm_cursor_free(cursor);
    check_recycled(worker);
    check_ledger(worker);
    check_conversions(worker);
}

static void make(struct worker *worker)
{
    char json[200];
    for (int i = 0; i < SELLERS; i++) {
        snprintf(json, sizeof json, "{\"name\":\"Seller %d\",\"login\":\"seller%d\"}", i, i);
        create(worker, "user", json);
    }
    int64_t pool = create(worker, "pool", "{\"name\":\"East\"}");
    snprintf(json, sizeof json,
             "{\"name\":\"all\",\"kind\":\"assign\",\"pool\":\"%" PRId64
             "\",\"strategy\":\"round_robin\"}",
             pool);
    create(worker, "pool_rule", json);
    create(worker, "pool_rule",
           "{\"name\":\"idle\",\"kind\":\"recycle\",\"recycle_kind\":\"no_follow_up\","
           "\"days\":10}");
}

int main(int count, char **arguments)
{
    static struct worker worker;
    if (count < 3)
        return 2;
    const char *verb = arguments[2];
    int64_t number = count > 3 ? strtoll(arguments[3], NULL, 10) : 0;
    bool is_new = strcmp(verb, "new") == 0;
    begin(&worker, arguments[1], is_new ? CRM_OPEN_MUST_CREATE : CRM_OPEN_MUST_EXIST);
    worker.seed = (uint64_t)number * 2654435761u + 1;
    if (is_new)
        make(&worker);
    else if (strcmp(verb, "work") == 0)
        work(&worker);
    else
        check(&worker, number);
    crm_db_free(worker.db);
    return worker.problems ? 1 : 0;
}
