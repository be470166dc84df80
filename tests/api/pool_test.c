/*
 * Pools, recycling and turns as two hosts meet them: a database file, a clock that the test turns,
 * and the tables that say what should come out.
 */
#include "place.h"

#include <crm/crm.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DAY_US INT64_C(86400000000)
#define HOUR_US INT64_C(3600000000)

enum { SELLERS = 4 };

static char folder[64];
static char path[TEST_PLACE_SIZE];
static int64_t clock_us;
static crm_db *db;    /* one host */
static crm_db *other; /* and another on the same file */
static int64_t sellers[SELLERS];
static int64_t pool;

#define ck_assert_ok(call)                                                                         \
    ck_assert_msg((call) == CRM_OK, "%s: %s", #call, crm_db_error(db)->message)

static int64_t clock_now(void *context)
{
    (void)context;
    return clock_us;
}

static crm_db *opened(void)
{
    crm_db *handle;
    const crm_host host = {.size = sizeof host, .now_us = clock_now};
    ck_assert_int_eq(crm_db_new(&host, &handle), CRM_OK);
    ck_assert_int_eq(
        crm_db_open(handle, path, CRM_OPTIONS(crm_open_options, .busy_limit_us = 1000)), CRM_OK);
    return handle;
}

static int64_t made(const char *entity, const char *const *pairs)
{
    crm_record *record;
    ck_assert_ok(crm_record_new(db, entity, &record));
    for (size_t i = 0; pairs[i]; i += 2)
        ck_assert_ok(crm_record_set_text(record, pairs[i], pairs[i + 1], CRM_NUL));
    ck_assert_ok(crm_record_save(record, NULL));
    int64_t id = crm_record_id(record);
    crm_record_free(record);
    return id;
}
#define MADE(entity, ...) made(entity, (const char *const[]){__VA_ARGS__, NULL})

static const char *id_text(int64_t id)
{
    static char texts[8][24];
    static size_t next;
    char *text = texts[next++ % 8];
    snprintf(text, sizeof texts[0], "%lld", (long long)id);
    return text;
}

static const char *ago(int64_t us)
{
    static char texts[4][CRM_TIME_TEXT_SIZE];
    static size_t next;
    char *text = texts[next++ % 4];
    crm_time_format(clock_us - us, text);
    return text;
}

static void setup(void)
{
    snprintf(folder, sizeof folder, "/tmp/crm-pool-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    api_file(folder, path);
    clock_us = TEST_NOW_US;
    db = opened();
    for (int i = 0; i < SELLERS; i++) {
        char login[8];
        snprintf(login, sizeof login, "s%d", i);
        sellers[i] = MADE("user", "name", login, "login", login);
    }
    pool = MADE("pool", "name", "公海", "is_default", "true", "capacity", "3", "daily_limit", "2",
                "hold_hours", "24", "cool_down_days", "7");
    other = opened();
}

static void teardown(void)
{
    crm_db_free(db);
    crm_db_free(other);
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

/* In the pool for two days. */
static int64_t lead_made(void)
{
    return MADE("lead", "name", "张伟", "pool", id_text(pool), "pool_entered_at", ago(2 * DAY_US));
}

static int64_t owner_of(int64_t lead)
{
    crm_record *record;
    int64_t owner = 0;
    ck_assert_ok(crm_record_get(db, "lead", lead, &record));
    crm_record_int(record, "owner", &owner);
    crm_record_free(record);
    return owner;
}

static crm_status claimed(int64_t lead, int seller)
{
    return crm_lead_claim(db, &lead, 1, sellers[seller], NULL);
}

static void refused_by(const char *limit)
{
    ck_assert_int_eq(crm_db_error(db)->status, CRM_E_REFUSED);
    ck_assert_str_eq(crm_db_error(db)->field, limit);
}

/* --- recycling: without follow-up for 10 days, without a deal for 30 -------------------------- */

static const struct expiry {
    int64_t owned_days;
    int64_t contact_days; /* ago; -1: never */
    bool locked;
    bool recycled;
} expiries[] = {
    {31, 0, false, true},  {11, -1, false, true},  {11, 9, false, false},
    {5, 20, false, false}, {10, -1, false, false}, {60, -1, true, false},
};

START_TEST(a_lead_goes_back_as_the_table_of_expiry_says)
{
    const struct expiry *row = &expiries[_i];
    int64_t count;
    MADE("pool_rule", "name", "f", "pool", id_text(pool), "kind", "recycle", "recycle_kind",
         "no_follow_up", "days", "10");
    MADE("pool_rule", "name", "d", "pool", id_text(pool), "kind", "recycle", "recycle_kind",
         "no_deal", "days", "30");
    int64_t lead = MADE("lead", "name", "张伟", "pool", id_text(pool), "owner", id_text(sellers[0]),
                        "owner_since", ago(row->owned_days * DAY_US), "locked",
                        row->locked ? "true" : "false");
    if (row->contact_days >= 0)
        MADE("activity", "kind", "call", "lead", id_text(lead), "at",
             ago(row->contact_days * DAY_US));
    ck_assert_ok(crm_lead_recycle(db, &count));
    ck_assert_int_eq(count, row->recycled);
    ck_assert_int_eq(owner_of(lead), row->recycled ? 0 : sellers[0]);
    ck_assert_ok(crm_lead_recycle(db, &count)); /* and not once more */
    ck_assert_int_eq(count, 0);
}
END_TEST

/* --- claiming --------------------------------------------------------------------------------- */

START_TEST(limits_are_checked_in_their_order_and_named)
{
    int64_t leads[6];
    for (int i = 0; i < 6; i++)
        leads[i] = lead_made();
    ck_assert_int_eq(crm_lead_claim(db, leads, 4, sellers[0], NULL), CRM_E_REFUSED);
    refused_by("capacity"); /* before the daily limit, which four would break, too */
    ck_assert_int_eq(crm_lead_claim(db, leads, 3, sellers[0], NULL), CRM_E_REFUSED);
    refused_by("daily_limit");
    ck_assert_ok(crm_lead_claim(db, leads, 2, sellers[0], NULL));
    ck_assert_ok(crm_lead_release(db, leads, 2, 0, NULL));
    ck_assert_int_eq(claimed(leads[2], 0), CRM_E_REFUSED);
    refused_by("daily_limit"); /* the ledger does not forget */
    clock_us += 8 * HOUR_US;   /* midnight where the pool is */
    ck_assert_ok(claimed(leads[2], 0));
    ck_assert_int_eq(claimed(leads[0], 1), CRM_E_REFUSED);
    refused_by("hold_hours"); /* it has just come back */
    clock_us += DAY_US;
    ck_assert_int_eq(claimed(leads[0], 0), CRM_E_REFUSED);
    refused_by("cool_down_days");
    ck_assert_ok(claimed(leads[0], 1));
    clock_us += 7 * DAY_US;
    ck_assert_ok(claimed(leads[1], 0));
    int64_t fresh = MADE("lead", "name", "新", "pool", id_text(pool), "pool_entered_at", ago(0));
    ck_assert_int_eq(claimed(fresh, 2), CRM_E_REFUSED);
    refused_by("hold_hours");
    ck_assert_ok(crm_lead_give(db, &fresh, 1, sellers[2], NULL)); /* an administrator's hand */
}
END_TEST

START_TEST(of_two_hosts_that_claim_one_lead_one_gets_it)
{
    int64_t lead = lead_made();
    ck_assert_ok(crm_db_begin(db));
    ck_assert_ok(claimed(lead, 0));
    ck_assert_int_eq(crm_lead_claim(other, &lead, 1, sellers[1], NULL), CRM_E_BUSY);
    ck_assert_ok(crm_db_commit(db));
    ck_assert_int_eq(crm_lead_claim(other, &lead, 1, sellers[1], NULL), CRM_E_REFUSED);
    ck_assert_int_eq(crm_db_error(other)->record_id, lead);
    ck_assert_int_eq(owner_of(lead), sellers[0]);
}
END_TEST

/* --- turns ------------------------------------------------------------------------------------ */

static void assigned(const int *expected, int count)
{
    int64_t leads[8];
    crm_cursor *cursor;
    for (int i = 0; i < count; i++)
        leads[i] = lead_made();
    ck_assert_ok(crm_lead_assign(
        db, CRM_OPTIONS(crm_assign_options, .leads = leads, .lead_count = (size_t)count), &cursor));
    crm_cursor_free(cursor);
    for (int i = 0; i < count; i++)
        ck_assert_msg(owner_of(leads[i]) == sellers[expected[i]], "lead %d is not of seller %d", i,
                      expected[i]);
}

START_TEST(turns_go_round_and_go_on_after_the_file_was_closed)
{
    MADE("pool_rule", "name", "r", "kind", "assign", "strategy", "round_robin");
    assigned((const int[]){0, 1, 2, 3, 0, 1}, 6);
    crm_db_free(db);
    crm_db_free(other);
    db = opened();
    other = opened();
    assigned((const int[]){2, 3, 0}, 3);
}
END_TEST

/* --- the share of the day --------------------------------------------------------------------- */

static void user_set(int seller, const char *field, const char *text)
{
    crm_record *record;
    ck_assert_ok(crm_record_get(db, "user", sellers[seller], &record));
    ck_assert_ok(crm_record_set_text(record, field, text, CRM_NUL));
    ck_assert_ok(crm_record_save(record, NULL));
    crm_record_free(record);
}

/* Assigns so many new leads; who gets them, as "102--": seller 1, 0, 2, and two for nobody. */
static const char *turns_of(int count)
{
    static char turns[16];
    int64_t leads[8];
    crm_cursor *cursor;
    for (int i = 0; i < count; i++)
        leads[i] = lead_made();
    ck_assert_ok(crm_lead_assign(
        db, CRM_OPTIONS(crm_assign_options, .leads = leads, .lead_count = (size_t)count), &cursor));
    crm_cursor_free(cursor);
    for (int i = 0; i < count; i++) {
        turns[i] = '-';
        for (int seller = 0; seller < SELLERS; seller++) {
            if (owner_of(leads[i]) == sellers[seller])
                turns[i] = (char)('0' + seller);
        }
    }
    turns[count] = '\0';
    return turns;
}

/* Leads a month, how many of them were given within a day, and how many more he gets today. */
static const struct share {
    const char *monthly;
    int given;
    int gets;
} shares[] = {
    {"30", 0, 1}, {"45", 0, 2}, {"15", 0, 1}, {"14", 0, 0}, {"0", 0, 0},
    {"30", 1, 0}, {"90", 2, 1}, {"90", 3, 0}, {"44", 0, 1}, {"74", 0, 2},
};

START_TEST(a_member_gets_a_thirtieth_of_his_month_a_day)
{
    const struct share *row = &shares[_i];
    int64_t leads[4];
    MADE("pool_rule", "name", "r", "kind", "assign", "strategy", "quota", "members",
         id_text(sellers[0]));
    for (int i = 0; i < row->given; i++)
        leads[i] = lead_made();
    if (row->given)
        ck_assert_ok(crm_lead_give(db, leads, (size_t)row->given, sellers[0], NULL));
    /* What was given back was given. */
    if (row->given)
        ck_assert_ok(crm_lead_release(db, leads, 1, 0, NULL));
    user_set(0, "monthly_leads", row->monthly);
    clock_us += DAY_US - 1;
    ck_assert_str_eq(turns_of(3), row->gets == 0 ? "---" : row->gets == 1 ? "0--" : "00-");
}
END_TEST

START_TEST(a_share_is_there_again_after_a_day_to_the_microsecond)
{
    MADE("pool_rule", "name", "r", "kind", "assign", "members", id_text(sellers[0]));
    user_set(0, "monthly_leads", "30");
    ck_assert_str_eq(turns_of(2), "0-");
    clock_us += DAY_US - 1;
    ck_assert_str_eq(turns_of(1), "-");
    clock_us += 1;
    ck_assert_str_eq(turns_of(2), "0-");
}
END_TEST

/* Most of the share left comes first; who gets one goes to the end; who has none left leaves. */
START_TEST(shares_are_used_up_in_turns_and_the_rest_goes_to_nobody)
{
    static const char *const monthly[] = {"30", "45", "15", "14"};
    MADE("pool_rule", "name", "r", "kind", "assign", "strategy", "quota");
    for (int i = 0; i < SELLERS; i++)
        user_set(i, "monthly_leads", monthly[i]);
    ck_assert_str_eq(turns_of(6), "1021--");
    clock_us += DAY_US;
    user_set(1, "active", "false"); /* away */
    ck_assert_str_eq(turns_of(4), "02--");
}
END_TEST

START_TEST(the_own_capacity_and_that_of_the_pool_bound_a_share)
{
    MADE("pool_rule", "name", "r", "kind", "assign", "members", id_text(sellers[0]));
    user_set(0, "monthly_leads", "300");
    ck_assert_str_eq(turns_of(5), "000--"); /* the pool's capacity is 3 */
    clock_us += DAY_US;
    user_set(0, "capacity", "2");
    ck_assert_str_eq(turns_of(1), "-");
}
END_TEST

START_TEST(the_least_busy_gets_the_next_and_of_equals_the_first)
{
    int64_t held = lead_made();
    ck_assert_ok(claimed(held, 0));
    MADE("pool_rule", "name", "r", "kind", "assign", "strategy", "least_busy");
    assigned((const int[]){1, 2, 3}, 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("api/pool");
    TCase *tests = tcase_create("pool");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, a_lead_goes_back_as_the_table_of_expiry_says, 0,
                        sizeof expiries / sizeof *expiries);
    tcase_add_test(tests, limits_are_checked_in_their_order_and_named);
    tcase_add_test(tests, of_two_hosts_that_claim_one_lead_one_gets_it);
    tcase_add_test(tests, turns_go_round_and_go_on_after_the_file_was_closed);
    tcase_add_loop_test(tests, a_member_gets_a_thirtieth_of_his_month_a_day, 0,
                        sizeof shares / sizeof *shares);
    tcase_add_test(tests, a_share_is_there_again_after_a_day_to_the_microsecond);
    tcase_add_test(tests, shares_are_used_up_in_turns_and_the_rest_goes_to_nobody);
    tcase_add_test(tests, the_own_capacity_and_that_of_the_pool_bound_a_share);
    tcase_add_test(tests, the_least_busy_gets_the_next_and_of_equals_the_first);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
