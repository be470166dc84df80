/* Lead pools: claims within limits counted from the ledger, releases, transfers. */
#include "base/text.h"
#include "service/pool.h"
#include "service/service.h"
#include "store/query.h"
#include "store_place.h"



static struct env env;
static struct test_heap heap;
static struct store *store;
static int64_t seller;
static int64_t other;
static int64_t pool_id;

static int64_t made(const char *entity, const struct save_field *fields, size_t count)
{
    int64_t id = 0;
    ck_assert_int_eq(crm__save_fields(store, crm__service_entity(store, entity), 0, 0, fields,
                                      count, &id),
                     CRM_OK);
    return id;
}

static int64_t user_made(const char *login)
{
    const struct save_field fields[] = {{"name", crm__value_text(crm__text_of(login))},
                                        {"login", crm__value_text(crm__text_of(login))}};
    return made("user", fields, 2);
}

static int64_t lead_made(const char *name)
{
    const struct save_field fields[] = {
        {"name", crm__value_text(crm__text_of(name))},
        {"pool", crm__value_int(pool_id)},
        {"pool_entered_at", crm__value_int(env.now_us - 10 * DAY_US)}};
    return made("lead", fields, 3);
}

static void setup(void)
{
    crm_host host = test_host(&heap);
    heap = (struct test_heap){0};
    ck_assert_int_eq(crm__env_init(&env, &host), CRM_OK);
    crm__env_enter(&env);
    ck_assert_int_eq(crm__store_open(&env, store_place(&env), NULL, &store), CRM_OK);
    ck_assert_int_eq(crm__service_attach(store), CRM_OK);
    seller = user_made("wang");
    other = user_made("li");
    const struct save_field pool[] = {{"name", crm__value_text(TEXT("East"))},
                                      {"capacity", crm__value_int(3)},
                                      {"daily_limit", crm__value_int(2)},
                                      {"cool_down_days", crm__value_int(5)},
                                      {"hold_hours", crm__value_int(24)},
                                      {"is_default", crm__value_int(1)}};
    pool_id = made("pool", pool, 6);
}

static void teardown(void)
{
    crm__store_close(store);
    ck_assert_uint_eq(heap.live, 0);
}

static struct lead_state state_of(int64_t lead)
{
    struct lead_state state;
    ck_assert_int_eq(crm__lead_states(store, &lead, 1, &state), CRM_OK);
    return state;
}

START_TEST(a_claimed_lead_has_an_owner_and_a_row_in_the_ledger)
{
    int64_t lead = lead_made("张伟");
    ck_assert_int_eq(crm__pool_claim(store, &lead, 1, seller, TEXT("hot")), CRM_OK);
    ck_assert_int_eq(state_of(lead).owner, seller);
    ck_assert_int_eq(state_of(lead).owner_since_us, env.now_us);

    struct query *query;
    int64_t rows;
    ck_assert_int_eq(crm__query_new(store, crm__service_entity(store, "claim"), &query), CRM_OK);
    crm__query_where(query, TEXT("action == \"claim\" && reason == \"hot\""));
    ck_assert_int_eq(crm__query_count(query, &rows), CRM_OK);
    ck_assert_int_eq(rows, 1);
    crm__query_free(query);
}
END_TEST

START_TEST(releasing_and_claiming_again_does_not_reset_the_daily_limit)
{
    int64_t a = lead_made("a");
    int64_t b = lead_made("b");
    int64_t c = lead_made("c");
    ck_assert_int_eq(crm__pool_claim(store, &a, 1, seller, TEXT_NONE), CRM_OK);
    ck_assert_int_eq(crm__pool_release(store, &a, 1, 0, TEXT_NONE), CRM_OK);
    ck_assert_int_eq(crm__pool_claim(store, &b, 1, seller, TEXT_NONE), CRM_OK);
    ck_assert_int_eq(crm__pool_claim(store, &c, 1, seller, TEXT_NONE), CRM_E_REFUSED);
    ck_assert_str_eq(env.error.field, "daily_limit");
    ck_assert_int_eq(state_of(c).owner, 0);
}
END_TEST

START_TEST(a_batch_over_the_capacity_is_refused_whole)
{
    int64_t leads[4] = {lead_made("a"), lead_made("b"), lead_made("c"), lead_made("d")};
    ck_assert_int_eq(crm__pool_give(store, leads, 4, seller, TEXT_NONE), CRM_E_REFUSED);
    ck_assert_str_eq(env.error.field, "capacity");
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(state_of(leads[i]).owner, 0);
    ck_assert_int_eq(crm__pool_give(store, leads, 3, seller, TEXT_NONE), CRM_OK);
}
END_TEST

START_TEST(a_new_lead_waits_for_the_hold_and_any_edit_does_not_restart_it)
{
    int64_t lead = lead_made("fresh");
    struct save_field entered = {"pool_entered_at", crm__value_int(env.now_us - 3600000000)};
    const struct entity *entity = crm__service_entity(store, "lead");
    ck_assert_int_eq(crm__save_fields(store, entity, lead, 0, &entered, 1, NULL), CRM_OK);
    ck_assert_int_eq(crm__pool_claim(store, &lead, 1, seller, TEXT_NONE), CRM_E_REFUSED);
    env.now_us += 24 * 3600000000;
    struct save_field title = {"title", crm__value_text(TEXT("CEO"))};
    ck_assert_int_eq(crm__save_fields(store, entity, lead, 0, &title, 1, NULL), CRM_OK);
    ck_assert_int_eq(crm__pool_claim(store, &lead, 1, seller, TEXT_NONE), CRM_OK);
}
END_TEST

START_TEST(the_previous_owner_cools_down_and_another_seller_does_not)
{
    int64_t lead = lead_made("was mine");
    ck_assert_int_eq(crm__pool_give(store, &lead, 1, seller, TEXT_NONE), CRM_OK);
    ck_assert_int_eq(crm__pool_release(store, &lead, 1, 0, TEXT_NONE), CRM_OK);
    env.now_us += 2 * DAY_US;
    ck_assert_int_eq(crm__pool_claim(store, &lead, 1, seller, TEXT_NONE), CRM_E_REFUSED);
    ck_assert_int_eq(crm__pool_claim(store, &lead, 1, other, TEXT_NONE), CRM_OK);
    ck_assert_int_eq(crm__pool_release(store, &lead, 1, 0, TEXT_NONE), CRM_OK);
    env.now_us += 6 * DAY_US;
    ck_assert_int_eq(crm__pool_claim(store, &lead, 1, other, TEXT_NONE), CRM_OK);
}
END_TEST

START_TEST(an_owned_lead_cannot_be_claimed_and_an_ownerless_one_not_released)
{
    int64_t lead = lead_made("x");
    ck_assert_int_eq(crm__pool_release(store, &lead, 1, 0, TEXT_NONE), CRM_E_REFUSED);
    ck_assert_int_eq(crm__pool_claim(store, &lead, 1, seller, TEXT_NONE), CRM_OK);
    ck_assert_int_eq(crm__pool_claim(store, &lead, 1, other, TEXT_NONE), CRM_E_REFUSED);
    ck_assert_int_eq(env.error.record_id, lead);
}
END_TEST

START_TEST(a_lead_that_is_not_there_is_not_found_and_nothing_moves)
{
    int64_t leads[2] = {lead_made("x"), 12345};
    ck_assert_int_eq(crm__pool_claim(store, leads, 2, seller, TEXT_NONE), CRM_E_NOT_FOUND);
    ck_assert_int_eq(state_of(leads[0]).owner, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/pool");
    TCase *tests = tcase_create("pool");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_claimed_lead_has_an_owner_and_a_row_in_the_ledger);
    tcase_add_test(tests, releasing_and_claiming_again_does_not_reset_the_daily_limit);
    tcase_add_test(tests, a_batch_over_the_capacity_is_refused_whole);
    tcase_add_test(tests, a_new_lead_waits_for_the_hold_and_any_edit_does_not_restart_it);
    tcase_add_test(tests, the_previous_owner_cools_down_and_another_seller_does_not);
    tcase_add_test(tests, an_owned_lead_cannot_be_claimed_and_an_ownerless_one_not_released);
    tcase_add_test(tests, a_lead_that_is_not_there_is_not_found_and_nothing_moves);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
