/* What is there before anybody writes, and whether all is as it was told afterwards. */
#include "writers.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct town town;
static int problems;

static void user_make(const char *prefix, size_t number, int64_t *id_out)
{
    char login[16];
    snprintf(login, sizeof login, "%s%zu", prefix, number);
    if (MAKE(db, id_out, "user", "login", login, "name", login) < 0)
        die(login);
}

/* Turns go round among others than those who claim. */
static void turns_make(void)
{
    char members[256] = "";
    crm_record *rule;
    for (size_t i = 0; i < TURNS; i++) {
        int64_t id;
        user_make("turn", i, &id);
        snprintf(members + strlen(members), sizeof members - strlen(members), "%s%" PRId64,
                 i ? "|" : "", id);
    }
    if (crm_record_new(db, "pool_rule", &rule) < 0)
        die("rule");
    crm_record_set_text(rule, "name", "turns", CRM_NUL);
    crm_record_set_text(rule, "kind", "assign", CRM_NUL);
    crm_record_set_text(rule, "strategy", "round_robin", CRM_NUL);
    crm_record_set_named(rule, "members", members, CRM_NUL);
    if (crm_record_save(rule, NULL) < 0)
        die("rule");
    crm_record_free(rule);
}

static int64_t measured(const char *entity, const char *measure)
{
    crm_query *query;
    crm_cursor *cursor = NULL;
    if (crm_query_new(db, entity, &query) < 0)
        die(entity);
    crm_query_measure(query, measure);
    if (crm_query_run(query, &cursor) < 0 || crm_cursor_next(cursor) != CRM_OK)
        die(measure);
    int64_t value = crm_cursor_int(cursor, 0);
    crm_cursor_free(cursor);
    crm_query_free(query);
    return value;
}

static int64_t last_change(void)
{
    int64_t last = 0;
    crm_cursor *cursor;
    if (crm_changes(db, 0, 0, &cursor) < 0)
        die("changes");
    while (crm_cursor_next(cursor) == CRM_OK)
        last = crm_cursor_int(cursor, 0);
    crm_cursor_free(cursor);
    return last;
}

void town_furnish(int seconds)
{
    int64_t pool;
    open_database();
    if (MAKE(db, &pool, "pool", "name", "公海", "is_default", "true", "capacity", digits(CAPACITY),
             "daily_limit", digits((int64_t)DAILY_LIMIT * seconds), "cool_down_days", "0") < 0)
        die("pool");
    for (size_t i = 0; i < SELLERS; i++)
        user_make("seller", i, &town.sellers[i]);
    turns_make();
    for (size_t i = 0; i < ACCOUNTS + PARTS; i++) {
        if (MAKE(db, &town.accounts[i], "account", "name", "星河") < 0)
            die("account");
    }
    for (size_t i = 0; i < POOLED; i++) {
        const char *name = i < BLENDED ? "pooled" : "blended";
        if (MAKE(db, &town.pooled[i], "lead", "name", name, "pool", digits(pool)) < 0)
            die("pooled lead");
    }
    town.sequence = last_change();
    crm_db_free(db);
}

/* --- afterwards ------------------------------------------------------------------------------- */

static int64_t counted(const char *entity, const char *where, bool deleted)
{
    crm_query *query;
    int64_t count = -1;
    if (crm_query_new(db, entity, &query) < 0)
        die(entity);
    crm_query_where(query, where, CRM_NUL);
    if (deleted)
        crm_query_deleted(query);
    if (crm_query_count(query, &count) < 0)
        die(where);
    crm_query_free(query);
    return count;
}

static void expect(const char *what, int64_t found, int64_t least, int64_t most)
{
    if (found >= least && found <= most)
        return;
    problems++;
    printf("# %s: %" PRId64 ", not from %" PRId64 " to %" PRId64 "\n", what, found, least, most);
}

static void expect_equal(const char *what, int64_t found, int64_t told)
{
    expect(what, found, told, told);
}

static void pool_compare(const struct told *sum, int seconds)
{
    char where[256];
    for (size_t i = 0; i < SELLERS; i++) {
        int64_t given_back = i + 1 == SELLERS ? sum->unmerges[1] : 0;
        snprintf(where, sizeof where, "owner.login == 'seller%zu'", i);
        expect("leads that a seller holds", counted("lead", where, false), 1,
               CAPACITY + given_back);
        snprintf(where, sizeof where, "user.login == 'seller%zu' && action == 'claim'", i);
        expect("claims of a seller today", counted("claim", where, false), 0,
               DAILY_LIMIT * seconds);
    }
    expect_equal("claims in the ledger", counted("claim", "action == 'claim'", false), sum->claims);
    expect_equal("releases in the ledger", counted("claim", "action == 'release'", false),
                 sum->releases);
    expect_equal("leads held",
                 counted("lead", "name == 'pooled' && owner.login.startsWith('seller')", false),
                 sum->claims_unblended - sum->releases_unblended);
}

static void turns_compare(const struct told *sum)
{
    char where[256];
    int64_t least = INT64_MAX;
    int64_t most = 0;
    for (size_t i = 0; i < TURNS; i++) {
        snprintf(where, sizeof where, "owner.login == 'turn%zu'", i);
        int64_t count = counted("lead", where, false);
        least = count < least ? count : least;
        most = count > most ? count : most;
    }
    expect("turns that one has more than another", most - least, 0, 1);
    expect_equal("leads given in turns", counted("lead", "name.startsWith('turn')", false),
                 sum->assigned);
}

static void totals_compare(const struct told *sum)
{
    expect_equal("orders", measured("order", "count"), sum->orders);
    expect_equal("their amount", measured("order", "sum(amount)"), sum->amount_minor);
    expect_equal("orders in totals", measured("customer_value", "sum(order_count)"), sum->orders);
    expect_equal("amount in totals", measured("customer_value", "sum(amount)"), sum->amount_minor);
    expect_equal("orders in months", measured("customer_month", "sum(order_count)"), sum->orders);
}

int town_compare(const struct told *sum, int seconds)
{
    crm_cursor *cursor = NULL;
    int64_t found = -1;
    open_database();
    expect_equal("calls that failed", sum->failed, 0);
    expect_equal("leads", counted("lead", "external_source == 'own'", false), sum->leads);
    expect_equal("accounts merged away", counted("account", "name == '星河'", true),
                 sum->merges[0] - sum->unmerges[0]);
    expect_equal("leads merged away", counted("lead", "name == 'blended'", true),
                 sum->merges[1] - sum->unmerges[1]);
    for (size_t key = 0; key < SHARED_KEYS; key++)
        expect("successes for one unique key", sum->shared[key], 0, 1);
    totals_compare(sum);
    pool_compare(sum, seconds);
    turns_compare(sum);
    expect("merges", sum->merges[0] * sum->merges[1] * sum->unmerges[0] * sum->unmerges[1], 1,
           INT64_MAX);
    expect("other work that was done", sum->leads * sum->orders * sum->claims * sum->assigned, 1,
           INT64_MAX);
    if (crm_db_check(db, &found, &cursor) < 0)
        die("check");
    while (found > 0 && crm_cursor_next(cursor) == CRM_OK)
        printf("# problem: %s %s %s\n", crm_cursor_text(cursor, 0), crm_cursor_text(cursor, 1),
               crm_cursor_text(cursor, 2));
    crm_cursor_free(cursor);
    expect_equal("problems", found, 0);
    crm_db_free(db);
    return problems;
}
