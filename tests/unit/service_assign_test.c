/* Assignment: first rule that matches, fair turns from run to run, limits, explanation, dry
 * runs. */
#include <string.h>

#include "base/time.h"
#include "service/assign.h"
#include "service/lead_move.h"
#include "service/service.h"
#include "service/table.h"
#include "store_place.h"

enum { SELLERS = 3 };

static struct env env;
static struct test_heap heap;
static struct store *store;
static int64_t sellers[SELLERS];
static int64_t pool_id;

static int64_t made(const char *entity, const struct save_field *fields, size_t count)
{
    int64_t id = 0;
    ck_assert_int_eq(
        crm__save_fields(store, crm__service_entity(store, entity), 0, 0, fields, count, &id),
        CRM_OK);
    return id;
}

static void set(const char *entity, int64_t id, const char *name, struct value value)
{
    struct save_field field = {name, value};
    ck_assert_int_eq(
        crm__save_fields(store, crm__service_entity(store, entity), id, 0, &field, 1, NULL),
        CRM_OK);
}

static int64_t lead_made(const char *city)
{
    const struct save_field fields[] = {{"name", crm__value_text(TEXT("张伟"))},
                                        {"city", crm__value_text(crm__text_of(city))},
                                        {"pool", crm__value_int(pool_id)}};
    return made("lead", fields, 3);
}

/* In one call. */
static void leads_made(const char *city, size_t count)
{
    static const char *const names[] = {"name", "city", "pool"};
    const struct value values[] = {crm__value_text(TEXT("张伟")),
                                   crm__value_text(crm__text_of(city)), crm__value_int(pool_id)};
    struct table table;
    ck_assert_int_eq(crm__table_init(&table, store, "lead", names, 3), CRM_OK);
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(crm__table_add(&table, 0, values), CRM_OK);
    ck_assert_int_eq(crm__table_save(&table, 0), CRM_OK);
    crm__table_free(&table);
}

static int64_t rule_made(int64_t position, const char *condition, const char *strategy)
{
    struct save_field fields[] = {{"name", crm__value_text(TEXT("rule"))},
                                  {"pool", crm__value_int(pool_id)},
                                  {"kind", crm__value_text(TEXT("assign"))},
                                  {"position", crm__value_int(position)},
                                  {"strategy", crm__value_text(crm__text_of(strategy))},
                                  {"condition", crm__value_text(crm__text_of(condition))}};
    return made("pool_rule", fields, *condition ? 6 : 5);
}

static void setup(void)
{
    static const char *const logins[SELLERS] = {"wang", "li", "zhao"};
    crm_host host = test_host(&heap);
    heap = (struct test_heap){0};
    ck_assert_int_eq(crm__env_init(&env, &host), CRM_OK);
    crm__env_enter(&env);
    ck_assert_int_eq(crm__store_open(&env, store_place(&env), NULL, &store), CRM_OK);
    ck_assert_int_eq(crm__service_attach(store), CRM_OK);
    for (int i = 0; i < SELLERS; i++) {
        const struct save_field user[] = {{"name", crm__value_text(crm__text_of(logins[i]))},
                                          {"login", crm__value_text(crm__text_of(logins[i]))}};
        sellers[i] = made("user", user, 2);
    }
    const struct save_field pool[] = {{"name", crm__value_text(TEXT("East"))}};
    pool_id = made("pool", pool, 1);
}

static void teardown(void)
{
    crm__store_close(store);
    ck_assert_uint_eq(heap.live, 0);
}

static int64_t owner_of(int64_t lead)
{
    struct lead_state state;
    ck_assert_int_eq(crm__lead_states(store, &lead, 1, &state), CRM_OK);
    return state.owner;
}

/* Runs it and gives the decisions; free the batch. */
static struct batch assign(struct assign_options options)
{
    struct reader *reader;
    struct batch rows;
    crm__batch_init(&rows, &env);
    ck_assert_int_eq(crm__assign(store, &options, &reader), CRM_OK);
    crm_status status = reader->next(reader, &rows);
    ck_assert_int_eq(status, rows.row_count ? CRM_OK : CRM_DONE);
    crm__reader_free(reader);
    return rows;
}

static size_t assign_pool(void)
{
    struct batch rows = assign((struct assign_options){.pool = pool_id});
    size_t count = rows.row_count;
    crm__batch_free(&rows);
    return count;
}

static int64_t held_by(int64_t user)
{
    struct query *query;
    int64_t count;
    const struct entity *lead = crm__service_entity(store, "lead");
    ck_assert_int_eq(crm__query_new(store, lead, &query), CRM_OK);
    crm__query_where_equal(query, crm__service_field(lead, "owner"), crm__value_int(user));
    ck_assert_int_eq(crm__query_count(query, &count), CRM_OK);
    crm__query_free(query);
    return count;
}

START_TEST(turns_go_on_where_the_last_run_ended)
{
    static const char *const strategies[] = {"round_robin", "weighted", "least_busy"};
    rule_made(1, "", strategies[_i]);
    for (int run = 0; run < 7; run++) {
        lead_made("上海");
        ck_assert_uint_eq(assign_pool(), 1);
    }
    for (int i = 0; i < SELLERS; i++) {
        ck_assert_int_ge(held_by(sellers[i]), 2);
        ck_assert_int_le(held_by(sellers[i]), 3);
    }
}
END_TEST

START_TEST(the_first_rule_that_matches_decides)
{
    int64_t shanghai = rule_made(1, "city == \"上海\"", "round_robin");
    rule_made(2, "", "round_robin");
    int64_t a = lead_made("上海");
    int64_t b = lead_made("北京");
    struct batch rows = assign((struct assign_options){.pool = pool_id});
    ck_assert_uint_eq(rows.row_count, 2);
    ck_assert_int_eq(rows.columns[0].integers[0], a);
    ck_assert_int_eq(rows.columns[4].integers[0], shanghai);
    ck_assert_int_eq(rows.columns[0].integers[1], b);
    ck_assert_int_ne(rows.columns[4].integers[1], shanghai);
    crm__batch_free(&rows);
}
END_TEST

START_TEST(nobody_gets_more_than_he_can_hold_and_who_was_passed_over_is_said)
{
    rule_made(1, "", "round_robin");
    for (int i = 0; i < SELLERS; i++)
        set("user", sellers[i], "capacity", crm__value_int(2));
    set("user", sellers[2], "available_until", crm__value_int(env.now_us - 1));
    for (int i = 0; i < 6; i++)
        lead_made("上海");
    struct batch rows = assign((struct assign_options){.pool = pool_id});
    ck_assert_uint_eq(rows.row_count, 6);
    ck_assert(crm__text_is(crm__table_text(&rows, 2, 3), "given"));
    ck_assert(crm__text_is(crm__table_text(&rows, 2, 4), "nobody"));
    struct text skipped = crm__table_text(&rows, 7, 4);
    ck_assert_uint_ne(crm__text_find(skipped, TEXT("full"), 0), SIZE_MAX);
    ck_assert_uint_ne(crm__text_find(skipped, TEXT("away"), 0), SIZE_MAX);
    ck_assert_int_eq(held_by(sellers[0]), 2);
    ck_assert_int_eq(held_by(sellers[1]), 2);
    ck_assert_int_eq(held_by(sellers[2]), 0);
    crm__batch_free(&rows);
}
END_TEST

START_TEST(the_capacity_of_the_pool_counts_too)
{
    rule_made(1, "", "least_busy");
    set("pool", pool_id, "capacity", crm__value_int(1));
    for (int i = 0; i < 5; i++)
        lead_made("上海");
    assign_pool();
    for (int i = 0; i < SELLERS; i++)
        ck_assert_int_eq(held_by(sellers[i]), 1);
}
END_TEST

START_TEST(weights_share_the_leads_out)
{
    int64_t rule = rule_made(1, "", "weighted");
    char weights[128];
    struct buffer json;
    crm__buffer_init(&json, &env);
    crm__buffer_format(&json, "{\"%lld\":3,\"%lld\":0}", (long long)sellers[0],
                       (long long)sellers[1]);
    memcpy(weights, json.data, json.size);
    set("pool_rule", rule, "weights", crm__value_text((struct text){weights, json.size}));
    crm__buffer_free(&json);
    for (int i = 0; i < 8; i++)
        lead_made("上海");
    assign_pool();
    ck_assert_int_eq(held_by(sellers[0]), 6);
    ck_assert_int_eq(held_by(sellers[1]), 0);
    ck_assert_int_eq(held_by(sellers[2]), 2);
}
END_TEST

START_TEST(a_dry_run_says_the_same_and_writes_nothing)
{
    rule_made(1, "", "round_robin");
    int64_t lead = lead_made("上海");
    struct batch dry = assign((struct assign_options){.pool = pool_id, .dry_run = true});
    ck_assert_int_eq(owner_of(lead), 0);
    struct batch wet = assign((struct assign_options){.pool = pool_id});
    ck_assert_int_eq(dry.columns[3].integers[0], wet.columns[3].integers[0]);
    ck_assert_int_eq(owner_of(lead), wet.columns[3].integers[0]);
    crm__batch_free(&dry);
    crm__batch_free(&wet);
}
END_TEST

START_TEST(an_owned_lead_is_left_alone_and_said)
{
    rule_made(1, "", "round_robin");
    int64_t lead = lead_made("上海");
    assign_pool();
    int64_t owner = owner_of(lead);
    env.now_us += DAY_US;
    struct batch rows = assign((struct assign_options){.leads = &lead, .count = 1});
    ck_assert(crm__text_is(crm__table_text(&rows, 2, 0), "owned"));
    ck_assert_int_eq(owner_of(lead), owner);
    crm__batch_free(&rows);
    ck_assert_uint_eq(assign_pool(), 0);
}
END_TEST

START_TEST(a_lead_that_is_not_there_fails_the_run)
{
    int64_t leads[2] = {lead_made("上海"), 99};
    struct assign_options options = {.leads = leads, .count = 2};
    struct reader *reader;
    rule_made(1, "", "round_robin");
    ck_assert_int_eq(crm__assign(store, &options, &reader), CRM_E_NOT_FOUND);
    ck_assert_ptr_null(reader);
    ck_assert_int_eq(owner_of(leads[0]), 0);
}
END_TEST

/* 2500 leads in a run: more than a batch of rules and of moves, equal within one. */
START_TEST(many_leads_are_shared_equally_within_one)
{
    rule_made(1, "city == \"上海\"", "round_robin");
    leads_made("上海", 2500);
    assign_pool();
    int64_t all = 0;
    for (int i = 0; i < SELLERS; i++) {
        int64_t held = held_by(sellers[i]);
        ck_assert(held == 833 || held == 834);
        all += held;
    }
    ck_assert_int_eq(all, 2500);
}
END_TEST

START_TEST(a_failed_allocation_assigns_nothing)
{
    rule_made(1, "city == \"上海\"", "weighted");
    int64_t lead = lead_made("上海");
    struct assign_options options = {.pool = pool_id};
    struct reader *reader = NULL;
    crm_status status = CRM_E_NOMEM;
    for (size_t n = 1; status < 0; n++) {
        heap.calls = 0;
        heap.fail_at = n;
        status = crm__assign(store, &options, &reader);
        heap.fail_at = 0;
        if (status < 0) {
            ck_assert_int_eq(status, CRM_E_NOMEM);
            ck_assert_ptr_null(reader);
            ck_assert_int_eq(owner_of(lead), 0);
        }
    }
    crm__reader_free(reader);
    ck_assert_int_ne(owner_of(lead), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/assign");
    TCase *tests = tcase_create("assign");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, turns_go_on_where_the_last_run_ended, 0, 3);
    tcase_add_test(tests, the_first_rule_that_matches_decides);
    tcase_add_test(tests, nobody_gets_more_than_he_can_hold_and_who_was_passed_over_is_said);
    tcase_add_test(tests, the_capacity_of_the_pool_counts_too);
    tcase_add_test(tests, weights_share_the_leads_out);
    tcase_add_test(tests, a_dry_run_says_the_same_and_writes_nothing);
    tcase_add_test(tests, an_owned_lead_is_left_alone_and_said);
    tcase_add_test(tests, a_lead_that_is_not_there_fails_the_run);
    tcase_add_test(tests, many_leads_are_shared_equally_within_one);
    tcase_add_test(tests, a_failed_allocation_assigns_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
