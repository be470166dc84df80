/* Assignment of leads to sellers. */
#include "engine/route.h"

#include "engine_fixture.h"

enum { MEMBERS_MAX = 40 };

static struct route_member members[MEMBERS_MAX];
static uint32_t everyone[MEMBERS_MAX];
static int32_t weights[MEMBERS_MAX];
static int64_t state[MEMBERS_MAX];
static struct route_rule rule;
static struct route_plan plan;
static struct router *router;

/* Sellers with ids 1, 2, … who are all free, and one rule for all leads. */
static void team_of(size_t count, enum route_strategy strategy)
{
    for (size_t i = 0; i < count; i++) {
        members[i] = (struct route_member){
            .id = (int64_t)i + 1, .available = true, .capacity = ROUTE_UNLIMITED};
        everyone[i] = (uint32_t)i;
        weights[i] = 1;
        state[i] = ROUTE_STATE_NEW;
    }
    rule = (struct route_rule){.id = 1,
                               .strategy = strategy,
                               .members = everyone,
                               .weights = weights,
                               .member_count = count,
                               .state = state};
    plan = (struct route_plan){members, count, &rule, 1};
}

static void open_router(void)
{
    ck_assert_int_eq(crm__router_new(&env, &plan, &router), CRM_OK);
}

/* The id of who gets the lead, or 0. */
static int64_t give_to(struct route_lead lead)
{
    struct route_decision decision;
    const uint8_t yes[] = {1, 1, 1};
    crm__router_assign(router, &lead, yes, NULL, &decision);
    return decision.outcome == ROUTE_GIVEN ? members[decision.member].id : 0;
}

static int64_t give(void)
{
    return give_to((struct route_lead){0});
}

static void check_turns(const int64_t *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(give(), expected[i]);
}

#define CHECK_TURNS(...)                                                                           \
    check_turns((const int64_t[]){__VA_ARGS__},                                                    \
                sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

START_TEST(round_robin_goes_by_id_and_starts_again)
{
    team_of(4, ROUTE_ROUND_ROBIN);
    open_router();
    CHECK_TURNS(1, 2, 3, 4, 1, 2); /* six leads to four sellers */
    crm__router_free(router);
    ck_assert_int_eq(rule.last_id, 2);
    open_router(); /* the rotation goes on where it stopped */
    CHECK_TURNS(3, 4);
    crm__router_free(router);
}
END_TEST

START_TEST(round_robin_after_the_last_or_an_unknown_one_is_the_first)
{
    team_of(3, ROUTE_ROUND_ROBIN);
    rule.last_id = 3;
    open_router();
    CHECK_TURNS(1);
    crm__router_free(router);
    rule.last_id = 99;
    open_router();
    CHECK_TURNS(1);
    crm__router_free(router);
    members[1].id = 5; /* 2 has gone: who comes next by id is 5 */
    members[2].id = 6;
    rule.last_id = 2;
    open_router();
    CHECK_TURNS(5, 6, 1);
    crm__router_free(router);
}
END_TEST

START_TEST(round_robin_skips_who_is_away_or_full)
{
    team_of(4, ROUTE_ROUND_ROBIN);
    members[1].available = false;
    members[2].capacity = 1;
    open_router();
    CHECK_TURNS(1, 3, 4, 1, 4, 1);
    crm__router_free(router);
}
END_TEST

START_TEST(least_busy_takes_fewest_open_then_fewest_ever_then_lowest_id)
{
    team_of(4, ROUTE_LEAST_BUSY);
    members[0].load = 2;
    members[1].load = 1;
    members[1].assigned_count = 9;
    members[2].load = 1;
    members[2].assigned_count = 8;
    members[3].load = 1;
    members[3].assigned_count = 8;
    open_router();
    CHECK_TURNS(3, 4, 2, 1);
    ck_assert_int_eq(members[0].load, 3);
    ck_assert_int_eq(members[0].assigned_count, 1);
    crm__router_free(router);
}
END_TEST

START_TEST(weights_share_in_proportion_and_smoothly)
{
    team_of(3, ROUTE_WEIGHTED);
    weights[0] = 5;
    open_router();
    CHECK_TURNS(1, 1, 1, 2, 1, 1, 3);
    CHECK_TURNS(1, 1, 1, 2, 1, 1, 3);
    crm__router_free(router);
}
END_TEST

START_TEST(a_weighted_count_is_never_a_whole_lead_off_its_share)
{
    struct noise noise = {41};
    for (int round = 0; round < 200; round++) {
        size_t count = (size_t)(1 + noise_below(&noise, MEMBERS_MAX));
        int64_t total = 0;
        int64_t given[MEMBERS_MAX] = {0};
        team_of(count, ROUTE_WEIGHTED);
        for (size_t i = 0; i < count; i++) {
            weights[i] = (int32_t)(1 + noise_below(&noise, 16));
            total += weights[i];
        }
        open_router();
        for (int64_t t = 1; t <= 500; t++) {
            given[give() - 1]++;
            int64_t most_off = 0;
            for (size_t i = 0; i < count; i++) {
                int64_t off = llabs(given[i] * total - t * weights[i]);
                most_off = off > most_off ? off : most_off;
            }
            ck_assert_int_lt(most_off, total);
            if (noise_below(&noise, 50) == 0) { /* a restart must not lose the place */
                crm__router_save(router);
                crm__router_free(router);
                open_router();
            }
        }
        crm__router_free(router);
    }
}
END_TEST

START_TEST(a_new_member_joins_without_catching_up)
{
    team_of(3, ROUTE_WEIGHTED);
    plan.member_count = rule.member_count = 2;
    open_router();
    for (int i = 0; i < 100; i++)
        give();
    crm__router_save(router);
    crm__router_free(router);
    plan.member_count = rule.member_count = 3;
    open_router();
    int64_t given[4] = {0};
    for (int i = 0; i < 9; i++)
        given[give()]++;
    ck_assert_int_eq(given[1], 3);
    ck_assert_int_eq(given[2], 3);
    ck_assert_int_eq(given[3], 3);
    crm__router_free(router);
}
END_TEST

START_TEST(time_away_is_not_made_up)
{
    team_of(2, ROUTE_WEIGHTED);
    members[0].available = false;
    open_router();
    for (int i = 0; i < 50; i++)
        ck_assert_int_eq(give(), 2);
    crm__router_save(router);
    crm__router_free(router);
    members[0].available = true;
    open_router();
    int64_t given[3] = {0};
    for (int i = 0; i < 10; i++)
        given[give()]++;
    ck_assert_int_eq(given[1], 5);
    crm__router_free(router);
}
END_TEST

START_TEST(no_weight_gets_nothing)
{
    team_of(2, ROUTE_WEIGHTED);
    weights[0] = 0;
    open_router();
    CHECK_TURNS(2, 2, 2);
    crm__router_save(router);
    crm__router_free(router);
}
END_TEST

START_TEST(quota_serves_who_has_most_room_and_drops_who_is_full)
{
    team_of(3, ROUTE_QUOTA);
    members[0].capacity = 1;
    members[1].capacity = 3;
    members[2].capacity = 2;
    open_router();
    CHECK_TURNS(2, 3, 1, 2, 3, 2, 0);
    crm__router_free(router);
}
END_TEST

START_TEST(a_daily_quota_rounds_a_thirtieth_half_up)
{
    ck_assert_int_eq(crm__route_daily_quota(30, 0), 1);
    ck_assert_int_eq(crm__route_daily_quota(45, 0), 2);
    ck_assert_int_eq(crm__route_daily_quota(15, 0), 1);
    ck_assert_int_eq(crm__route_daily_quota(14, 0), 0);
    ck_assert_int_eq(crm__route_daily_quota(90, 2), 1);
    ck_assert_int_eq(crm__route_daily_quota(-90, 5), 0);
    ck_assert_int_eq(crm__route_daily_quota(INT64_MAX, 0), INT64_MAX / 30);
}
END_TEST

START_TEST(skills_and_territory_limit_who_may_take_a_lead)
{
    for (int strategy = ROUTE_ROUND_ROBIN; strategy <= ROUTE_QUOTA; strategy++) {
        team_of(4, (enum route_strategy)strategy);
        members[1].skills = 6;
        members[2].skills = 1;
        members[2].territory = 7;
        members[3].skills = 6;
        members[3].territory = 8;
        open_router();
        ck_assert_int_eq(give_to((struct route_lead){.skills = 6, .territory = 8}), 2);
        ck_assert_int_eq(give_to((struct route_lead){.skills = 6, .territory = 8}), 4);
        ck_assert_int_eq(give_to((struct route_lead){.skills = 1, .territory = 7}), 3);
        ck_assert_int_eq(give_to((struct route_lead){.skills = 1, .territory = 8}), 0);
        ck_assert_int_eq(give_to((struct route_lead){.skills = 8}), 0);
        crm__router_free(router);
    }
}
END_TEST

/* A lead with demands takes the slow road through a strategy; it must choose alike. */
START_TEST(demands_that_all_meet_change_nothing)
{
    struct noise noise = {42};
    for (int strategy = ROUTE_ROUND_ROBIN; strategy <= ROUTE_QUOTA; strategy++) {
        int64_t plain[600];
        for (int road = 0; road < 3; road++) {
            noise.state = (uint64_t)strategy;
            team_of(20, (enum route_strategy)strategy);
            for (size_t i = 0; i < 20; i++) {
                weights[i] = (int32_t)noise_below(&noise, 5);
                members[i].available = noise_below(&noise, 5) > 0;
                members[i].capacity = noise_below(&noise, 60);
                members[i].skills = 1;
            }
            open_router();
            for (int i = 0; i < 600; i++) {
                bool demands = road == 1 || (road == 2 && i % 3 == 0);
                int64_t id = give_to((struct route_lead){.skills = demands});
                if (road == 0)
                    plain[i] = id;
                else
                    ck_assert_msg(id == plain[i], "%s, lead %d: %lld, not %lld",
                                  crm__route_strategy_name((enum route_strategy)strategy), i,
                                  (long long)id, (long long)plain[i]);
            }
            crm__router_free(router);
        }
    }
}
END_TEST

START_TEST(the_first_matching_rule_decides_and_may_fall_through)
{
    team_of(3, ROUTE_ROUND_ROBIN);
    uint32_t first[] = {0};
    uint32_t others[] = {1, 2};
    struct route_rule rules[] = {
        {.id = 1, .members = first, .member_count = 1, .fall_through = true},
        {.id = 2, .members = others, .member_count = 2},
        {.id = 3, .members = everyone, .member_count = 3},
    };
    members[0].capacity = 1;
    members[1].capacity = 1;
    members[2].capacity = 0;
    plan.rules = rules;
    plan.rule_count = 3;
    open_router();
    const uint8_t columns[3][6] = {{1, 0, 1, 2, 0, 0}, {0, 0, 1, 1, 0, 0}, {0, 0, 1, 1, 1, 0}};
    const uint8_t *verdicts[] = {columns[0], columns[1], columns[2]};
    struct route_decision decisions[6];
    crm__router_assign_all(router, NULL, verdicts, 6, decisions);
    ck_assert_int_eq(decisions[0].outcome, ROUTE_GIVEN);
    ck_assert_uint_eq(decisions[0].member, 0);
    ck_assert_int_eq(decisions[1].outcome, ROUTE_NO_RULE);
    ck_assert_uint_eq(decisions[1].rule, SIZE_MAX);
    ck_assert_int_eq(decisions[2].outcome, ROUTE_GIVEN); /* rule 1 is full, rule 2 has room */
    ck_assert_uint_eq(decisions[2].rule, 1);
    ck_assert_uint_eq(decisions[2].rules_tried, 2);
    ck_assert_int_eq(decisions[3].outcome, ROUTE_NOBODY); /* an error is no match; 2 stops */
    ck_assert_uint_eq(decisions[3].rule, 1);
    ck_assert_int_eq(decisions[4].outcome, ROUTE_NOBODY);
    ck_assert_uint_eq(decisions[4].rule, 2);
    ck_assert_int_eq(decisions[5].outcome, ROUTE_NO_RULE);
    crm__router_free(router);
}
END_TEST

START_TEST(every_member_passed_over_has_a_reason)
{
    team_of(6, ROUTE_WEIGHTED);
    members[0].available = false;
    members[1].capacity = 0;
    members[2].skills = 0;
    for (size_t i = 3; i < 6; i++)
        members[i].skills = 2;
    members[3].territory = 9;
    weights[4] = 0;
    open_router();
    struct route_lead lead = {.skills = 2, .territory = 8};
    uint8_t skips[6];
    const uint8_t yes[] = {1};
    struct route_decision decision;
    crm__router_assign(router, &lead, yes, skips, &decision);
    ck_assert_uint_eq(decision.member, 5);
    static const char *const names[] = {"away", "full", "no_skill", "elsewhere", "no_weight",
                                        "free"};
    for (size_t i = 0; i < 6; i++)
        ck_assert_str_eq(crm__route_skip_name((enum route_skip)skips[i]), names[i]);
    crm__router_free(router);
}
END_TEST

START_TEST(loads_of_one_rule_count_in_the_others)
{
    team_of(2, ROUTE_LEAST_BUSY);
    uint32_t second[] = {1};
    struct route_rule rules[] = {
        {.id = 1, .strategy = ROUTE_LEAST_BUSY, .members = everyone, .member_count = 2},
        {.id = 2, .members = second, .member_count = 1},
    };
    plan.rules = rules;
    plan.rule_count = 2;
    open_router();
    const uint8_t by_first[] = {1, 0};
    const uint8_t by_second[] = {0, 1};
    struct route_lead lead = {0};
    struct route_decision decision;
    for (int i = 0; i < 3; i++)
        crm__router_assign(router, &lead, by_second, NULL, &decision);
    for (int i = 0; i < 3; i++) {
        crm__router_assign(router, &lead, by_first, NULL, &decision);
        ck_assert_uint_eq(decision.member, 0);
    }
    crm__router_assign(router, &lead, by_first, NULL, &decision);
    ck_assert_uint_eq(decision.member, 0); /* three each; the second was assigned no fewer */
    crm__router_free(router);
}
END_TEST

START_TEST(capacity_is_never_exceeded_and_used_up_when_it_can_be)
{
    struct noise noise = {43};
    for (int round = 0; round < 100; round++) {
        int64_t room = 0;
        team_of(20, (enum route_strategy)(round % 4));
        for (size_t i = 0; i < 20; i++) {
            members[i].capacity = noise_below(&noise, 9);
            members[i].load = noise_below(&noise, 5);
            members[i].available = noise_below(&noise, 4) > 0;
            if (members[i].available && members[i].capacity > members[i].load)
                room += members[i].capacity - members[i].load;
        }
        open_router();
        for (int64_t i = 0; i < room; i++)
            ck_assert_int_gt(give(), 0);
        ck_assert_int_eq(give(), 0);
        for (size_t i = 0; i < 20; i++)
            ck_assert(members[i].load <= members[i].capacity || members[i].assigned_count == 0);
        crm__router_save(router);
        crm__router_free(router);
    }
}
END_TEST

START_TEST(any_stored_state_is_survived)
{
    struct noise noise = {44};
    for (int round = 0; round < 200; round++) {
        team_of(10, ROUTE_WEIGHTED);
        for (size_t i = 0; i < 10; i++) {
            state[i] = (int64_t)noise_next(&noise);
            weights[i] = (int32_t)(1 + noise_below(&noise, 1000));
        }
        open_router();
        for (int i = 0; i < 100; i++)
            ck_assert_int_gt(give(), 0);
        crm__router_save(router);
        crm__router_free(router);
    }
}
END_TEST

START_TEST(a_wrong_plan_is_refused_by_id)
{
    team_of(2, ROUTE_WEIGHTED);
    rule.state = NULL;
    ck_assert_int_eq(crm__router_new(&env, &plan, &router), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "rule 1: weighted, but without rotation state");
    rule.state = state;
    weights[1] = 1001;
    ck_assert_int_eq(crm__router_new(&env, &plan, &router), CRM_E_INVALID);
    weights[1] = 1;
    everyone[1] = 0;
    ck_assert_int_eq(crm__router_new(&env, &plan, &router), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "rule 1: member id 1 after 1, must ascend");
    everyone[1] = 2;
    ck_assert_int_eq(crm__router_new(&env, &plan, &router), CRM_E_INVALID);
    everyone[1] = 1;
    members[0].id = 0;
    ck_assert_int_eq(crm__router_new(&env, &plan, &router), CRM_E_INVALID);
    plan.member_count = ROUTE_MEMBER_LIMIT + 1;
    ck_assert_int_eq(crm__router_new(&env, &plan, &router), CRM_E_LIMIT);
    ck_assert_ptr_null(router);
    crm__router_free(NULL);
}
END_TEST

static crm_status route_all_ways(void)
{
    team_of(30, ROUTE_WEIGHTED);
    struct route_rule rules[4];
    for (size_t i = 0; i < 4; i++) {
        rules[i] = rule;
        rules[i].strategy = (enum route_strategy)i;
    }
    plan.rules = rules;
    plan.rule_count = 4;
    crm_status status = crm__router_new(&env, &plan, &router);
    crm__router_free(router);
    return status;
}

START_TEST(every_failing_allocation_is_reported_and_leaks_nothing)
{
    check_every_allocation(route_all_ways);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine route");
    TCase *tests = tcase_create("route");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, round_robin_goes_by_id_and_starts_again);
    tcase_add_test(tests, round_robin_after_the_last_or_an_unknown_one_is_the_first);
    tcase_add_test(tests, round_robin_skips_who_is_away_or_full);
    tcase_add_test(tests, least_busy_takes_fewest_open_then_fewest_ever_then_lowest_id);
    tcase_add_test(tests, weights_share_in_proportion_and_smoothly);
    tcase_add_test(tests, a_weighted_count_is_never_a_whole_lead_off_its_share);
    tcase_add_test(tests, a_new_member_joins_without_catching_up);
    tcase_add_test(tests, time_away_is_not_made_up);
    tcase_add_test(tests, no_weight_gets_nothing);
    tcase_add_test(tests, quota_serves_who_has_most_room_and_drops_who_is_full);
    tcase_add_test(tests, a_daily_quota_rounds_a_thirtieth_half_up);
    tcase_add_test(tests, skills_and_territory_limit_who_may_take_a_lead);
    tcase_add_test(tests, demands_that_all_meet_change_nothing);
    tcase_add_test(tests, the_first_matching_rule_decides_and_may_fall_through);
    tcase_add_test(tests, every_member_passed_over_has_a_reason);
    tcase_add_test(tests, loads_of_one_rule_count_in_the_others);
    tcase_add_test(tests, capacity_is_never_exceeded_and_used_up_when_it_can_be);
    tcase_add_test(tests, any_stored_state_is_survived);
    tcase_add_test(tests, a_wrong_plan_is_refused_by_id);
    tcase_add_test(tests, every_failing_allocation_is_reported_and_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
