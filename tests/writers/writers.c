/*
 * Many processes on one database: they make leads and orders, claim, release, assign, import and
 * fight for the same unique keys, each call under an idempotency key. Afterwards the database must
 * have exactly what was answered for: nothing lost, nothing twice, no limit broken.
 *
 *     writers DATABASE [--processes N] [--seconds N]
 *
 * DATABASE is "file" for a new file, or "server" for a new schema on the server that
 * CRM_TEST_POSTGRES names.
 */
#define _DEFAULT_SOURCE

#include "../differential/place.h"

#include <crm/crm.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

enum {
    PROCESS_LIMIT = 64,
    SELLERS = 5,
    ACCOUNTS = 12,
    POOLED = 300,
    SHARED_KEYS = 40,
    CAPACITY = 9,
    DAILY_LIMIT = 25,
    IMPORT_ROWS = 4
};

/* What a process was told, for the comparison at the end. */
struct told {
    int64_t leads;
    int64_t orders;
    int64_t amount_minor;
    int64_t claims[SELLERS];
    int64_t assigned;
    int64_t shared[SHARED_KEYS];
    int64_t refused;
    int64_t failed; /* calls that gave an answer which they must not give */
};

static struct told *told; /* of each process, in memory that all share */
static struct told *own;
static crm_db *db;
static struct place place;
static int64_t sellers[SELLERS];
static int64_t accounts[ACCOUNTS];
static int64_t pooled[POOLED];
static int process;
static int calls;
static uint64_t random_state;
static int problems;

static void die(const char *what)
{
    fprintf(stderr, "writers: %s: %s\n", what, crm_db_error(db)->message);
    exit(2);
}

static void open_database(void)
{
    if (crm_db_new(NULL, &db) < 0 ||
        crm_db_open(db, place.uri, CRM_OPTIONS(crm_open_options, .busy_limit_us = 2000000)) < 0)
        die(place.uri);
}

static size_t below(size_t limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)((random_state >> 33) % limit);
}

/* --- the work --------------------------------------------------------------------------------- */

static crm_status record_make(crm_db *handle, const char *entity, const char *const *pairs,
                              int64_t *id_out)
{
    crm_record *record;
    crm_status status = crm_record_new(handle, entity, &record);
    if (status < 0)
        return status;
    for (size_t i = 0; pairs[i]; i += 2)
        crm_record_set_text(record, pairs[i], pairs[i + 1], CRM_NUL);
    status = crm_record_save(record, NULL);
    if (id_out)
        *id_out = crm_record_id(record);
    crm_record_free(record);
    return status;
}

#define MAKE(handle, id_out, entity, ...)                                                          \
    record_make((handle), (entity), (const char *const[]){__VA_ARGS__, NULL}, (id_out))

static const char *digits(int64_t number)
{
    static char texts[8][24];
    static size_t next;
    char *text = texts[next++ % 8];
    snprintf(text, sizeof texts[0], "%" PRId64, number);
    return text;
}

/* Work under the key of this call; it is asked for twice now and then, and must be done once. */
static crm_status once(crm_transaction_work work, void *context)
{
    char key[48];
    snprintf(key, sizeof key, "%d/%d", process, ++calls);
    const crm_transaction_options *options =
        CRM_OPTIONS(crm_transaction_options, .attempts = 1000, .idempotency_key = key);
    crm_status status = crm_transaction_run(db, work, context, options);
    if (status == CRM_OK && below(4) == 0 &&
        crm_transaction_run(db, work, context, options) != CRM_DONE)
        own->failed++;
    return status;
}

static crm_status lead_work(crm_db *handle, void *context)
{
    return MAKE(handle, NULL, "lead", "name", context, "external_source", "own", "external_id",
                context);
}

static void lead_step(void)
{
    char name[32];
    snprintf(name, sizeof name, "%d-%d", process, calls);
    if (once(lead_work, name) == CRM_OK)
        own->leads++;
    else
        own->failed++;
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
    crm_status status = once(shared_work, number);
    own->shared[which] += status == CRM_OK;
    own->failed += status != CRM_OK && status != CRM_E_EXISTS;
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

static void order_step(void)
{
    struct order order = {.account = accounts[below(ACCOUNTS)], .minor = (int64_t)below(100000)};
    snprintf(order.number, sizeof order.number, "%d-%d", process, calls);
    crm_time_format(INT64_C(1772438400000000) + (int64_t)below(90) * INT64_C(86400000000),
                    order.placed_at);
    if (once(order_work, &order) != CRM_OK) {
        own->failed++;
        return;
    }
    own->orders++;
    own->amount_minor += order.minor;
}

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

static void claim_step(void)
{
    size_t seller = below(SELLERS);
    struct claim claim = {pooled[below(POOLED)], sellers[seller]};
    crm_status status = once(below(3) ? claim_work : release_work, &claim);
    own->refused += status == CRM_E_REFUSED;
    own->failed += status != CRM_OK && status != CRM_E_REFUSED;
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
    } while (status == CRM_E_BUSY && ++tries < 1000);
    if (status != CRM_OK || report.created != IMPORT_ROWS)
        own->failed++;
    else
        own->leads += IMPORT_ROWS;
}

static crm_status assign_work(crm_db *handle, void *context)
{
    crm_cursor *cursor = NULL;
    int64_t lead;
    char name[32];
    snprintf(name, sizeof name, "turn %d-%d", process, calls);
    crm_status status = MAKE(handle, &lead, "lead", "name", name);
    if (status < 0)
        return status;
    status = crm_lead_assign(
        handle, CRM_OPTIONS(crm_assign_options, .leads = &lead, .lead_count = 1), &cursor);
    crm_cursor_free(cursor);
    (void)context;
    return status;
}

static void assign_step(void)
{
    if (once(assign_work, NULL) == CRM_OK)
        own->assigned++;
    else
        own->failed++;
}

static int writer(int number, time_t until)
{
    static void (*const steps[])(void) = {lead_step,  order_step,  order_step,  claim_step,
                                          claim_step, shared_step, assign_step, import_step};
    process = number;
    own = &told[number];
    random_state = (uint64_t)number * 977 + 5;
    open_database();
    while (time(NULL) < until) {
        int64_t failed = own->failed;
        steps[below(sizeof steps / sizeof *steps)]();
        if (own->failed > failed)
            fprintf(stderr, "# process %d, call %d: %s\n", number, calls,
                    crm_db_error(db)->message);
    }
    crm_db_free(db);
    return 0;
}

/* --- before and after ------------------------------------------------------------------------- */

static void furnish(void)
{
    char members[256] = "";
    open_database();
    if (MAKE(db, NULL, "pool", "name", "公海", "is_default", "true", "capacity", digits(CAPACITY),
             "daily_limit", digits(DAILY_LIMIT), "cool_down_days", "0") < 0)
        die("pool");
    for (size_t i = 0; i < SELLERS; i++) {
        char login[16];
        snprintf(login, sizeof login, "seller%zu", i);
        if (MAKE(db, &sellers[i], "user", "login", login, "name", login) < 0)
            die(login);
    }
    /* Turns go round among others than those who claim. */
    for (size_t i = 0; i < 3; i++) {
        char login[16];
        int64_t id;
        snprintf(login, sizeof login, "turn%zu", i);
        if (MAKE(db, &id, "user", "login", login, "name", login) < 0)
            die(login);
        snprintf(members + strlen(members), sizeof members - strlen(members), "%s%" PRId64,
                 i ? "|" : "", id);
    }
    crm_record *rule;
    if (crm_record_new(db, "pool_rule", &rule) < 0)
        die("rule");
    crm_record_set_text(rule, "name", "turns", CRM_NUL);
    crm_record_set_text(rule, "kind", "assign", CRM_NUL);
    crm_record_set_text(rule, "strategy", "round_robin", CRM_NUL);
    crm_record_set_named(rule, "members", members, CRM_NUL);
    if (crm_record_save(rule, NULL) < 0)
        die("rule");
    crm_record_free(rule);
    for (size_t i = 0; i < ACCOUNTS; i++) {
        if (MAKE(db, &accounts[i], "account", "name", "星河") < 0)
            die("account");
    }
    for (size_t i = 0; i < POOLED; i++) {
        if (MAKE(db, &pooled[i], "lead", "name", "pooled") < 0)
            die("pooled lead");
    }
    crm_db_free(db);
}

static int64_t counted(const char *entity, const char *where)
{
    crm_query *query;
    int64_t count = -1;
    if (crm_query_new(db, entity, &query) < 0)
        die(entity);
    crm_query_where(query, where, CRM_NUL);
    if (crm_query_count(query, &count) < 0)
        die(where);
    crm_query_free(query);
    return count;
}

static int64_t measured(const char *entity, const char *measure)
{
    crm_query *query;
    crm_cursor *cursor = NULL;
    int64_t value = -1;
    if (crm_query_new(db, entity, &query) < 0)
        die(entity);
    crm_query_measure(query, measure);
    if (crm_query_run(query, &cursor) < 0 || crm_cursor_next(cursor) != CRM_OK)
        die(measure);
    value = crm_cursor_int(cursor, 0);
    crm_cursor_free(cursor);
    crm_query_free(query);
    return value;
}

static void expect(const char *what, int64_t found, int64_t least, int64_t most)
{
    if (found >= least && found <= most)
        return;
    problems++;
    printf("# %s: %" PRId64 ", not from %" PRId64 " to %" PRId64 "\n", what, found, least, most);
}

static void sellers_compare(void)
{
    char where[256];
    int64_t least = INT64_MAX;
    int64_t most = 0;
    for (size_t i = 0; i < SELLERS; i++) {
        snprintf(where, sizeof where, "owner.login == 'seller%zu'", i);
        expect("leads that a seller holds", counted("lead", where), 0, CAPACITY);
        snprintf(where, sizeof where, "user.login == 'seller%zu' && action == 'claim'", i);
        expect("claims of a seller today", counted("claim", where), 0, DAILY_LIMIT);
    }
    for (size_t i = 0; i < 3; i++) {
        snprintf(where, sizeof where, "owner.login == 'turn%zu'", i);
        int64_t count = counted("lead", where);
        least = count < least ? count : least;
        most = count > most ? count : most;
    }
    expect("turns that one has more than another", most - least, 0, 1);
}

static struct told all_told(int processes)
{
    struct told sum = {0};
    for (int i = 0; i < processes; i++) {
        sum.leads += told[i].leads;
        sum.orders += told[i].orders;
        sum.amount_minor += told[i].amount_minor;
        sum.assigned += told[i].assigned;
        sum.refused += told[i].refused;
        sum.failed += told[i].failed;
        for (size_t key = 0; key < SHARED_KEYS; key++)
            sum.shared[key] += told[i].shared[key];
    }
    return sum;
}

static void compare(int processes)
{
    struct told sum = all_told(processes);
    crm_cursor *cursor = NULL;
    int64_t found = -1;
    open_database();
    expect("calls that failed", sum.failed, 0, 0);
    expect("leads", counted("lead", "external_source == 'own'"), sum.leads, sum.leads);
    expect("orders", measured("order", "count"), sum.orders, sum.orders);
    expect("their amount", measured("order", "sum(amount)"), sum.amount_minor, sum.amount_minor);
    expect("orders in totals", measured("customer_value", "sum(order_count)"), sum.orders,
           sum.orders);
    expect("amount in totals", measured("customer_value", "sum(amount)"), sum.amount_minor,
           sum.amount_minor);
    expect("orders in months", measured("customer_month", "sum(order_count)"), sum.orders,
           sum.orders);
    expect("leads given in turns", counted("lead", "name.startsWith('turn')"), sum.assigned,
           sum.assigned);
    for (size_t key = 0; key < SHARED_KEYS; key++)
        expect("successes for one unique key", sum.shared[key], 0, 1);
    sellers_compare();
    if (crm_db_check(db, &found, &cursor) < 0)
        die("check");
    crm_cursor_free(cursor);
    expect("problems", found, 0, 0);
    printf("# %" PRId64 " leads, %" PRId64 " orders, %" PRId64 " turns; %" PRId64 " refused\n",
           sum.leads, sum.orders, sum.assigned, sum.refused);
    expect("work that was done", sum.leads + sum.orders, 1, INT64_MAX);
    crm_db_free(db);
}

static void processes_run(int processes, int seconds)
{
    pid_t children[PROCESS_LIMIT];
    time_t until = time(NULL) + seconds;
    for (int i = 0; i < processes; i++) {
        children[i] = fork();
        if (children[i] == 0)
            _exit(writer(i, until));
    }
    for (int i = 0; i < processes; i++) {
        int code = -1;
        waitpid(children[i], &code, 0);
        expect("exit code of a process", code, 0, 0);
    }
}

int main(int argc, char **argv)
{
    int processes = 16;
    int seconds = 60;
    for (int i = 2; i + 1 < argc; i += 2) {
        int number = (int)strtol(argv[i + 1], NULL, 10);
        if (strcmp(argv[i], "--processes") == 0 && number > 0 && number <= PROCESS_LIMIT)
            processes = number;
        else if (strcmp(argv[i], "--seconds") == 0 && number > 0)
            seconds = number;
    }
    if (argc < 2) {
        fprintf(stderr, "usage: writers file|server|URI [--processes N] [--seconds N]\n");
        return 2;
    }
    told = mmap(NULL, sizeof *told * PROCESS_LIMIT, PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (told == MAP_FAILED)
        return 2;
    place_set(&place, argv[1], "writers");
    furnish();
    processes_run(processes, seconds);
    compare(processes);
    place_remove(&place);
    printf("%sok - %d processes wrote for %d seconds, and all is as they were told\n",
           problems ? "not " : "", processes, seconds);
    return problems != 0;
}
