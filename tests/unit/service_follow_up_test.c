/* Follow-ups: what activities say of the records that they are about. */
#include "service_fixture.h"

#include "base/time.h"

static struct fixture fixture;
static struct store *store;
static int64_t lead, account;

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

static int64_t named(const char *entity)
{
    const struct save_field fields[] = {{"name", text("星河")}};
    return made(entity, fields, 1);
}

static void setup(void)
{
    service_set_up(&fixture);
    store = fixture.store;
    lead = named("lead");
    account = named("account");
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

static int64_t days_ago(int64_t days)
{
    return fixture.env.now_us - days * DAY_US;
}

static int64_t call_made(const char *target, int64_t id, int64_t at_us, const char *direction)
{
    const struct save_field fields[] = {{"kind", text("call")},
                                        {"at", crm__value_int(at_us)},
                                        {"direction", text(direction)},
                                        {target, crm__value_int(id)}};
    return made("activity", fields, 4);
}

START_TEST(a_call_of_the_customer_is_a_contact_and_no_response)
{
    call_made("lead", lead, days_ago(3), "in");
    ck_assert_int_eq(field_int(store, "lead", lead, "last_follow_up_at"), days_ago(3));
    assert_field(store, "lead", lead, "first_response_at", "");
    call_made("lead", lead, days_ago(2), "out");
    call_made("lead", lead, days_ago(1), "out");
    ck_assert_int_eq(field_int(store, "lead", lead, "first_response_at"), days_ago(2));
    ck_assert_int_eq(field_int(store, "lead", lead, "follow_up_count"), 3);
}
END_TEST

START_TEST(accounts_contacts_and_opportunities_know_their_last_follow_up)
{
    static const char *const targets[] = {"account", "contact", "opportunity"};
    for (size_t i = 0; i < 3; i++) {
        int64_t id = named(targets[i]);
        const struct save_field fields[] = {{"kind", text("visit")},
                                            {"at", crm__value_int(days_ago(1))},
                                            {"next_at", crm__value_int(days_ago(-5))},
                                            {targets[i], crm__value_int(id)}};
        made("activity", fields, 4);
        call_made(targets[i], id, days_ago(9), "out"); /* an older one, told later */
        ck_assert_int_eq(field_int(store, targets[i], id, "last_follow_up_at"), days_ago(1));
        ck_assert_int_eq(field_int(store, targets[i], id, "next_follow_up_at"), days_ago(-5));
    }
    assert_field(store, "lead", lead, "last_follow_up_at", "");
}
END_TEST

/* One visit may be of an account and its contact, and be told in either form. */
START_TEST(when_the_newest_follow_up_goes_the_one_before_it_is_the_last)
{
    const struct save_field fields[] = {{"kind", text("visit")},
                                        {"at", crm__value_int(days_ago(4))},
                                        {"subject_entity", text("account")},
                                        {"subject_id", crm__value_int(account)},
                                        {"lead", crm__value_int(lead)}};
    made("activity", fields, 5);
    int64_t newest = call_made("account", account, days_ago(1), "out");
    const struct entity *activity = crm__service_entity(store, "activity");
    ck_assert_int_eq(field_int(store, "account", account, "last_follow_up_at"), days_ago(1));
    ck_assert_int_eq(field_int(store, "lead", lead, "last_follow_up_at"), days_ago(4));
    ck_assert_done(&fixture, crm__save_delete(store, activity, newest));
    ck_assert_int_eq(field_int(store, "account", account, "last_follow_up_at"), days_ago(4));
    ck_assert_done(&fixture, crm__save_restore(store, activity, newest));
    ck_assert_int_eq(field_int(store, "account", account, "last_follow_up_at"), days_ago(1));
}
END_TEST

START_TEST(a_failed_allocation_leaves_account_and_activity_as_they_were)
{
    const struct save_field fields[] = {{"kind", text("call")},
                                        {"at", crm__value_int(days_ago(1))},
                                        {"lead", crm__value_int(lead)},
                                        {"account", crm__value_int(account)}};
    const struct entity *activity = crm__service_entity(store, "activity");
    crm_status status = CRM_E_NOMEM;
    for (size_t fail = 1; status == CRM_E_NOMEM; fail += 1 + fail / 30) {
        fixture.heap.calls = 0;
        fixture.heap.fail_at = fail;
        status = crm__save_fields(store, activity, 0, 0, fields, 4, NULL);
        fixture.heap.fail_at = 0;
        ck_assert(status == CRM_OK || status == CRM_E_NOMEM);
        int64_t written = status == CRM_OK;
        ck_assert_int_eq(count_where(store, "activity", ""), written);
        ck_assert_int_eq(count_where(store, "account", "has(last_follow_up_at)"), written);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/follow_up");
    TCase *tests = tcase_create("follow_up");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_call_of_the_customer_is_a_contact_and_no_response);
    tcase_add_test(tests, accounts_contacts_and_opportunities_know_their_last_follow_up);
    tcase_add_test(tests, when_the_newest_follow_up_goes_the_one_before_it_is_the_last);
    tcase_add_test(tests, a_failed_allocation_leaves_account_and_activity_as_they_were);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
