/*
 * What an everyday call costs must not grow with the table: the rows that the database had to step
 * over are counted, with few records and with many. Counts say it exactly; times would not.
 */
#include "service_fixture.h"

#include "base/time.h"
#include "service/conversion.h"
#include "service/work.h"
#include "store/history.h"

#include <stdio.h>

enum { FEW = 60, MANY = 600 };

static struct fixture fixture;
static struct store *store;
static int64_t sellers[2];
static int64_t first_lead;

static struct value text(const char *words)
{
    return crm__value_text(crm__text_of(words));
}

static int64_t made(const char *entity, const struct save_field *fields, size_t count)
{
    int64_t id = 0;
    ck_assert_done(&fixture, crm__save_fields(store, crm__service_entity(store, entity), 0, 0,
                                              fields, count, &id));
    return id;
}

static int64_t lead_made(size_t number, int64_t owner, int64_t since_us)
{
    char name[32];
    char company[32];
    char mobile[32];
    snprintf(name, sizeof name, "lead %zu", number);
    snprintf(company, sizeof company, "company %zu", number);
    snprintf(mobile, sizeof mobile, "139%08zu", number);
    const struct save_field fields[] = {
        {"name", text(name)},          {"company", text(company)},
        {"mobile", text(mobile)},      {"owner", crm__value_int(owner)},
        {"status", text("working")},   {"owner_since", crm__value_int(since_us)}};
    return made("lead", fields, sizeof fields / sizeof *fields);
}

/* Leads with a seller each, accounts of the same companies; three leads are the other seller's and
 * are due. */
static void crowd_make(size_t count)
{
    const struct save_field pool[] = {{"name", text("pool")}, {"is_default", crm__value_int(1)}};
    made("pool", pool, 2);
    const struct save_field rule[] = {{"name", text("rule")},
                                      {"kind", text("recycle")},
                                      {"recycle_kind", text("no_follow_up")},
                                      {"days", crm__value_int(10)}};
    made("pool_rule", rule, 4);
    for (size_t i = 0; i < 2; i++) {
        const struct save_field user[] = {{"name", text("user")}, {"login", text(i ? "b" : "a")}};
        sellers[i] = made("user", user, 2);
    }
    int64_t now_us = store->env->now_us;
    for (size_t i = 0; i < count; i++) {
        char company[32];
        snprintf(company, sizeof company, "company %zu", i);
        const struct save_field account = {"name", text(company)};
        made("account", &account, 1);
        int64_t lead = lead_made(i, sellers[0], now_us);
        first_lead = i == 0 ? lead : first_lead;
    }
    for (size_t i = 0; i < 3; i++)
        lead_made(count + i, sellers[1], now_us - 9 * DAY_US);
}

static size_t crowd; /* of the store in work */

static int64_t steps_of(void (*call)(void), size_t count)
{
    service_set_up(&fixture);
    store = fixture.store;
    crowd = count;
    crowd_make(count);
    call(); /* the first time reads definitions and prepares statements */
    struct db_stats *stats = &store->db->stats;
    *stats = (struct db_stats){0};
    call();
    ck_assert_int_eq(stats->auto_indexes, 0);
    int64_t steps = stats->scan_steps;
    fixture_tear_down(&fixture);
    return steps;
}

static void check_steps(void (*call)(void))
{
    int64_t few = steps_of(call, FEW);
    ck_assert_int_eq(steps_of(call, MANY), few);
}

static void convert(void)
{
    static int64_t turn;
    struct conversion_options options = {.dry_run = true};
    struct conversion_result result;
    int64_t lead = lead_made(crowd / 2, sellers[0], store->env->now_us - ++turn);
    ck_assert_done(&fixture, crm__conversion_run(store, lead, &options, &result));
    ck_assert_int_gt(result.ids[CONVERT_ACCOUNT], 0); /* it was found, by its name */
}

START_TEST(a_conversion_looks_for_the_account_by_an_index)
{
    check_steps(convert);
}
END_TEST

/* Both times three leads are due: the second time, those that were added. */
static void sweep(void)
{
    struct work_report report;
    store->env->now_us += DAY_US + 1;
    ck_assert_done(&fixture, crm__work_run(store, store->env->now_us, 0, PARTITION_WHOLE, &report));
    ck_assert_int_eq(report.done, 3);
    for (size_t i = 0; i < 3; i++)
        lead_made(crowd * 2 + (size_t)(store->env->now_us % 1000) + i, sellers[1],
                  store->env->now_us - 9 * DAY_US);
}

START_TEST(a_sweep_steps_over_what_is_due_and_nothing_else)
{
    check_steps(sweep);
}
END_TEST

static void page_read(const char *rule, const char *sort, size_t expected)
{
    struct query *query;
    struct batch rows;
    struct buffer after;
    crm__buffer_init(&after, store->env);
    for (size_t page = 0; page < 2; page++) {
        ck_assert_done(&fixture, crm__query_new(store, entity_of(store, "lead"), &query));
        crm__query_where(query, crm__text_of(rule));
        crm__query_fields(query, TEXT("id,name"));
        crm__query_sort(query, crm__text_of(sort));
        crm__query_limit(query, 2);
        if (page)
            ck_assert_done(&fixture, crm__query_after(query, crm__buffer_view(&after)));
        crm__batch_init(&rows, store->env);
        ck_assert_done(&fixture, crm__query_all(query, &rows));
        ck_assert_uint_eq(rows.row_count, page ? expected - 2 : 2);
        crm__buffer_clear(&after);
        ck_assert_done(&fixture, crm__query_token(query, &after));
        crm__query_free(query);
        crm__batch_free(&rows);
    }
    crm__buffer_free(&after);
}

static void owner_list(void)
{
    char rule[64];
    snprintf(rule, sizeof rule, "owner == %lld", (long long)sellers[1]);
    page_read(rule, "id", 3);
}

START_TEST(the_leads_of_one_seller_are_found_by_an_index)
{
    check_steps(owner_list);
}
END_TEST

static void all_list(void)
{
    page_read("true", "id", 4);
}

START_TEST(a_page_costs_what_it_shows)
{
    check_steps(all_list);
}
END_TEST

/* Checked for duplicates and reviewed: it shares its number with another one. */
static void duplicate_save(void)
{
    struct record record;
    ck_assert_done(&fixture, crm__record_init(&record, store->env, entity_of(store, "lead")));
    crm__record_set(&record, crm__service_field(record.entity, "name"), text("again"));
    crm__record_set(&record, crm__service_field(record.entity, "mobile"), text("13900000001"));
    struct save options = {.on_match = SAVE_MATCH_REVIEW};
    ck_assert_done(&fixture, crm__save_record(store, &record, &options));
    crm__record_free(&record);
}

START_TEST(a_new_lead_is_compared_by_its_keys)
{
    check_steps(duplicate_save);
}
END_TEST

static void history_read(void)
{
    struct history history;
    ck_assert_done(&fixture,
                   crm__history_read(store, entity_of(store, "lead"), first_lead, 0, &history));
    crm__history_free(&history);
}

START_TEST(the_history_of_a_record_is_found_by_an_index)
{
    check_steps(history_read);
}
END_TEST

/* The counting itself: what no index serves is stepped over, all of it. */
static void scan(void)
{
    ck_assert_int_eq(count_where(store, "lead", "company == 'nobody'"), 0);
}

START_TEST(a_search_without_an_index_steps_over_everything)
{
    int64_t few = steps_of(scan, FEW);
    ck_assert_int_ge(steps_of(scan, MANY) - few, MANY - FEW);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/plan");
    TCase *tests = tcase_create("plan");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_conversion_looks_for_the_account_by_an_index);
    tcase_add_test(tests, a_sweep_steps_over_what_is_due_and_nothing_else);
    tcase_add_test(tests, the_leads_of_one_seller_are_found_by_an_index);
    tcase_add_test(tests, a_page_costs_what_it_shows);
    tcase_add_test(tests, a_new_lead_is_compared_by_its_keys);
    tcase_add_test(tests, the_history_of_a_record_is_found_by_an_index);
    tcase_add_test(tests, a_search_without_an_index_steps_over_everything);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
