/* What a writer does: a step is a call, or several in one transaction, under a key of its own. */
#include "writers.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MERGES_KEPT = 16, CLAIMS_KEPT = 8, PAGE_ROWS = 500, ATTEMPTS = 1000 };

struct merge {
    const char *entity;
    int64_t ids[2];
    int64_t made;
};

static struct told *own;
static int process;
static int calls;
static uint64_t random_state;
static int64_t followed; /* sequence of the last change that was read */
static struct merge merges[MERGES_KEPT];
static size_t claimed[CLAIMS_KEPT]; /* leads, to be released */

static size_t below(size_t limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)((random_state >> 33) % limit);
}

/* Work under the key of this call; it is asked for twice now and then, and must be done once. */
static crm_status once(crm_transaction_work work, void *context)
{
    char key[48];
    snprintf(key, sizeof key, "%d/%d", process, ++calls);
    const crm_transaction_options *options =
        CRM_OPTIONS(crm_transaction_options, .attempts = ATTEMPTS, .idempotency_key = key);
    crm_status status = crm_transaction_run(db, work, context, options);
    if (status == CRM_OK && below(4) == 0 &&
        crm_transaction_run(db, work, context, options) != CRM_DONE)
        own->failed++;
    return status;
}

/* Counts an answer: done, one of the two refusals that are right here, or a failure. */
static bool is_done(crm_status status, crm_status refusal, crm_status other)
{
    own->refused += status < 0 && (status == refusal || status == other);
    own->failed += status != CRM_OK && status != refusal && status != other;
    return status == CRM_OK;
}

/* --- records ---------------------------------------------------------------------------------- */

static crm_status lead_work(crm_db *handle, void *context)
{
    return MAKE(handle, NULL, "lead", "name", context, "external_source", "own", "external_id",
                context);
}

static void lead_step(void)
{
    char name[32];
    snprintf(name, sizeof name, "%d-%d", process, calls);
    own->leads += is_done(once(lead_work, name), CRM_OK, CRM_OK);
}

static crm_status shared_work(crm_db *handle, void *context)
{
    return MAKE(handle, NULL, "account", "name", "共享", "number", context);
}

static void shared_step(void)
{
    char number[32];
    size_t which = below(SHARED_KEYS);
    snprintf(number, sizeof number, "shared-%zu", which);
    own->shared[which] += is_done(once(shared_work, number), CRM_E_EXISTS, CRM_OK);
}

struct order {
    char number[32];
    char placed_at[CRM_TIME_TEXT_SIZE];
    int64_t account;
    int64_t minor;
};

static crm_status order_work(crm_db *handle, void *context)
{
    const struct order *order = context;
    char amount[32];
    snprintf(amount, sizeof amount, "%" PRId64 ".%02" PRId64, order->minor / 100,
             order->minor % 100);
    return MAKE(handle, NULL, "order", "number", order->number, "account", digits(order->account),
                "placed_at", order->placed_at, "currency", "CNY", "amount", amount);
}

/* The account may have been merged away meanwhile. */
static void order_step(void)
{
    struct order order = {.account = town.accounts[below(ACCOUNTS + PARTS)],
                          .minor = (int64_t)below(100000)};
    snprintf(order.number, sizeof order.number, "%d-%d", process, calls);
    crm_time_format(INT64_C(1772438400000000) + (int64_t)below(90) * INT64_C(86400000000),
                    order.placed_at);
    if (!is_done(once(order_work, &order), CRM_E_NOT_FOUND, CRM_E_INVALID))
        return;
    own->orders++;
    own->amount_minor += order.minor;
}

static int32_t csv_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    char **rest = context;
    *read_out = strlen(*rest) < size ? strlen(*rest) : size;
    memcpy(bytes, *rest, *read_out);
    *rest += *read_out;
    return 0;
}

static void import_step(void)
{
    char text[1024] = "external_id,name\n";
    char key[32];
    crm_import_report report = {0};
    calls++;
    for (int i = 0; i < IMPORT_ROWS; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "i%d-%d-%d,导入\n", process,
                 calls, i);
    snprintf(key, sizeof key, "import %d/%d", process, calls);
    crm_status status;
    int tries = 0;
    do {
        char *rest = text;
        status = crm_import_run(db,
                                CRM_OPTIONS(crm_import_options, .name = key, .entity = "lead",
                                            .source = "own", .idempotency_key = key),
                                csv_read, &rest, &report);
    } while (status == CRM_E_BUSY && ++tries < ATTEMPTS);
    if (is_done(status, CRM_OK, CRM_OK))
        own->leads += report.created;
    own->failed += report.created != IMPORT_ROWS;
}

/* --- the pool and turns ----------------------------------------------------------------------- */

struct claim {
    int64_t lead;
    int64_t seller;
};

static crm_status claim_work(crm_db *handle, void *context)
{
    const struct claim *claim = context;
    return crm_lead_claim(handle, &claim->lead, 1, claim->seller, NULL);
}

static crm_status release_work(crm_db *handle, void *context)
{
    const struct claim *claim = context;
    return crm_lead_release(handle, &claim->lead, 1, 0, NULL);
}

/* One seller alone claims what is merged: undoing a merge gives him a lead back, whatever he has
 * claimed meanwhile. */
static void claim_step(void)
{
    bool claims = below(2);
    size_t *kept = &claimed[below(CLAIMS_KEPT)];
    size_t lead = claims ? below(POOLED) : *kept;
    size_t seller = lead < BLENDED ? below(SELLERS - 1) : SELLERS - 1;
    struct claim claim = {town.pooled[lead], town.sellers[seller]};
    if (!is_done(once(claims ? claim_work : release_work, &claim), CRM_E_REFUSED,
                 lead < BLENDED ? CRM_OK : CRM_E_NOT_FOUND))
        return;
    if (claims)
        *kept = lead;
    own->claims += claims;
    own->releases += !claims;
    own->claims_unblended += claims && lead < BLENDED;
    own->releases_unblended += !claims && lead < BLENDED;
}

static crm_status assign_work(crm_db *handle, void *context)
{
    crm_cursor *cursor = NULL;
    int64_t lead;
    crm_status status = MAKE(handle, &lead, "lead", "name", context);
    if (status < 0)
        return status;
    status = crm_lead_assign(
        handle, CRM_OPTIONS(crm_assign_options, .leads = &lead, .lead_count = 1), &cursor);
    crm_cursor_free(cursor);
    return status;
}

static void assign_step(void)
{
    char name[32];
    snprintf(name, sizeof name, "turn %d-%d", process, calls);
    own->assigned += is_done(once(assign_work, name), CRM_OK, CRM_OK);
}

/* --- merging ---------------------------------------------------------------------------------- */

static crm_status merge_work(crm_db *handle, void *context)
{
    struct merge *merge = context;
    return crm_merge_run(handle, merge->entity, merge->ids, 2, "same", &merge->made);
}

static crm_status unmerge_work(crm_db *handle, void *context)
{
    const struct merge *merge = context;
    return crm_merge_undo(handle, merge->made);
}

/* Everybody merges the same few: one of them may be away already. */
static void merge_step(void)
{
    struct merge *merge = &merges[below(MERGES_KEPT)];
    bool leads = below(2);
    const int64_t *from = leads ? town.pooled + BLENDED : town.accounts + ACCOUNTS;
    size_t count = leads ? POOLED - BLENDED : PARTS;
    size_t first = below(count);
    *merge = (struct merge){.entity = leads ? "lead" : "account",
                            .ids = {from[first], from[(first + 1 + below(count - 1)) % count]}};
    if (is_done(once(merge_work, merge), CRM_E_NOT_FOUND, CRM_E_INVALID))
        own->merges[leads]++;
    else
        merge->made = 0;
}

/* The survivor may have been merged away by somebody else. */
static void unmerge_step(void)
{
    size_t slot = 0;
    while (slot < MERGES_KEPT && merges[slot].made == 0)
        slot++;
    if (slot == MERGES_KEPT)
        return;
    struct merge *merge = &merges[slot];
    if (is_done(once(unmerge_work, merge), CRM_E_REFUSED, CRM_OK))
        own->unmerges[strcmp(merge->entity, "lead") == 0]++;
    merge->made = 0;
}

/* --- what others do --------------------------------------------------------------------------- */

/* Changes come in order and without a gap, whoever commits meanwhile. */
static void follow_step(void)
{
    int64_t rows = PAGE_ROWS;
    while (rows == PAGE_ROWS) {
        crm_cursor *cursor = NULL;
        crm_status status = crm_changes(db, followed, PAGE_ROWS, &cursor);
        rows = 0;
        while (status == CRM_OK && (status = crm_cursor_next(cursor)) == CRM_OK) {
            int64_t sequence = crm_cursor_int(cursor, 0);
            if (sequence != followed + 1) {
                fprintf(stderr, "# change %" PRId64 " after %" PRId64 "\n", sequence, followed);
                own->failed++;
            }
            followed = sequence;
            rows++;
        }
        crm_cursor_free(cursor);
        own->followed += rows;
        own->failed += status != CRM_DONE;
    }
}

static void sweep_step(void)
{
    crm_work_report report = {0};
    crm_status status;
    int tries = 0;
    do {
        status = crm_work_run(db, CRM_OPTIONS(crm_work_options, .limit = 20), &report);
    } while (status == CRM_E_BUSY && ++tries < ATTEMPTS);
    is_done(status, CRM_OK, CRM_OK);
    own->failed += report.failed;
}

void steps_run(int number, double until, struct told *told)
{
    static void (*const steps[])(void) = {
        lead_step,  order_step,   order_step,  claim_step,  claim_step, claim_step, shared_step,
        merge_step, unmerge_step, assign_step, import_step, sweep_step, follow_step};
    process = number;
    own = told;
    random_state = (uint64_t)number * 977 + 5;
    followed = town.sequence;
    open_database();
    while (seconds_now() < until) {
        int64_t failed = own->failed;
        size_t step = below(sizeof steps / sizeof *steps);
        steps[step]();
        own->calls++;
        if (own->failed > failed)
            fprintf(stderr, "# process %d, call %d, step %zu: %s: %s\n", number, calls, step,
                    crm_status_name(crm_db_error(db)->status), crm_db_error(db)->message);
    }
    follow_step();
    crm_db_free(db);
}
