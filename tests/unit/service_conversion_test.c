/* Conversion of leads and its undoing. */
#include "service_fixture.h"

#include "base/time.h"
#include "service/conversion.h"

static struct fixture fixture;
static struct store *store;
static int64_t seller;

static int64_t made(const char *entity, const struct save_field *fields, size_t count)
{
    int64_t id = 0;
    ck_assert_done(&fixture, crm__save_fields(store, crm__service_entity(store, entity), 0, 0,
                                              fields, count, &id));
    return id;
}

static struct value text(const char *words)
{
    return crm__value_text(crm__text_of(words));
}

static void setup(void)
{
    service_set_up(&fixture);
    store = fixture.store;
    const struct save_field user[] = {{"name", text("王")}, {"login", text("wang")}};
    seller = made("user", user, 2);
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

static int64_t lead_made(void)
{
    const struct save_field fields[] = {
        {"name", text("张伟")},
        {"company", text("上海测试有限公司")},
        {"mobile", text("13800138000")},
        {"email", text("zhang@example.com")},
        {"city", text("上海")},
        {"budget", crm__value_int(1250000)},
        {"currency", text("CNY")},
        {"status", text("working")},
        {"owner", crm__value_int(seller)},
    };
    return made("lead", fields, sizeof fields / sizeof *fields);
}

static struct conversion_result converted(int64_t lead)
{
    struct conversion_options options = {0};
    struct conversion_result result;
    ck_assert_done(&fixture, crm__conversion_run(store, lead, &options, &result));
    return result;
}

/* All fields of a lead but the stamps of saving, as one text. */
static void lead_text(int64_t lead, struct buffer *out)
{
    struct record record;
    const struct entity *entity = entity_of(store, "lead");
    ck_assert_int_eq(crm__record_init(&record, &fixture.env, entity), CRM_OK);
    ck_assert_done(&fixture, crm__row_load(store, lead, 0, &record));
    for (size_t i = 0; i < record.field_count; i++) {
        if (i == SYSTEM_VERSION || i == SYSTEM_UPDATED_AT || i == SYSTEM_UPDATED_BY)
            continue;
        crm__buffer_text(out, entity->fields[i]->name);
        crm__buffer_byte(out, '=');
        crm__field_format(out, entity->fields[i], TEXT("CNY"), record.values[i]);
        crm__buffer_byte(out, '\n');
    }
    crm__record_free(&record);
}

START_TEST(a_lead_becomes_account_contact_and_opportunity)
{
    int64_t lead = lead_made();
    struct conversion_result result = converted(lead);
    for (int target = 0; target < CONVERT_TARGETS; target++) {
        ck_assert_int_ne(result.ids[target], 0);
        ck_assert(result.created[target]);
    }
    int64_t account = result.ids[CONVERT_ACCOUNT];
    int64_t opportunity = result.ids[CONVERT_OPPORTUNITY];
    assert_field(store, "account", account, "name", "上海测试有限公司");
    assert_field(store, "account", account, "city", "上海");
    assert_field(store, "account", account, "email", "");
    assert_field(store, "account", account, "is_person", "false");
    assert_field(store, "contact", result.ids[CONVERT_CONTACT], "mobile_normal", "+8613800138000");
    ck_assert_int_eq(field_int(store, "contact", result.ids[CONVERT_CONTACT], "account"), account);
    assert_field(store, "opportunity", opportunity, "name", "上海测试有限公司");
    ck_assert_int_eq(field_int(store, "opportunity", opportunity, "amount"), 1250000);
    ck_assert_int_eq(field_int(store, "opportunity", opportunity, "owner"), seller);
    assert_field(store, "lead", lead, "status", "converted");
    ck_assert_int_eq(field_int(store, "lead", lead, "converted_opportunity"), opportunity);
}
END_TEST

START_TEST(a_lead_is_converted_once)
{
    int64_t lead = lead_made();
    converted(lead);
    struct conversion_options options = {0};
    struct conversion_result result;
    ck_assert_int_eq(crm__conversion_run(store, lead, &options, &result), CRM_E_REFUSED);
    ck_assert_message(&fixture, "converted already");
}
END_TEST

START_TEST(known_account_and_contact_are_linked_and_only_their_empty_fields_filled)
{
    const struct save_field firm[] = {{"name", text("上海测试有限公司")}, {"city", text("北京")}};
    int64_t account = made("account", firm, 2);
    const struct save_field person[] = {{"name", text("张先生")},
                                        {"mobile", text("+86 138 0013 8000")}};
    int64_t contact = made("contact", person, 2);
    struct conversion_result result = converted(lead_made());
    ck_assert_int_eq(result.ids[CONVERT_ACCOUNT], account);
    ck_assert_int_eq(result.ids[CONVERT_CONTACT], contact);
    ck_assert(!result.created[CONVERT_ACCOUNT] && !result.created[CONVERT_CONTACT]);
    assert_field(store, "account", account, "city", "北京");
    assert_field(store, "contact", contact, "name", "张先生");
    assert_field(store, "contact", contact, "city", "上海");
    ck_assert_int_eq(field_int(store, "contact", contact, "account"), account);
}
END_TEST

START_TEST(parts_can_be_left_out_and_given)
{
    const struct save_field firm[] = {{"name", text("Other Ltd")}};
    int64_t account = made("account", firm, 1);
    struct conversion_options options = {
        .modes = {CONVERT_LINK, CONVERT_SKIP, CONVERT_CREATE},
        .ids = {account},
        .opportunity_name = TEXT("Big deal"),
        .has_amount = true,
        .amount_minor = 77,
    };
    struct conversion_result result;
    ck_assert_done(&fixture, crm__conversion_run(store, lead_made(), &options, &result));
    ck_assert_int_eq(result.ids[CONVERT_ACCOUNT], account);
    ck_assert_int_eq(result.ids[CONVERT_CONTACT], 0);
    assert_field(store, "opportunity", result.ids[CONVERT_OPPORTUNITY], "name", "Big deal");
    ck_assert_int_eq(
        field_int(store, "opportunity", result.ids[CONVERT_OPPORTUNITY], "amount"), 77);
    ck_assert_int_eq(count_where(store, "contact", ""), 0);
}
END_TEST

START_TEST(an_ownerless_lead_needs_an_owner)
{
    const struct save_field fields[] = {{"name", text("x")}};
    int64_t lead = made("lead", fields, 1);
    struct conversion_options options = {0};
    struct conversion_result result;
    ck_assert_int_eq(crm__conversion_run(store, lead, &options, &result), CRM_E_INVALID);
    ck_assert_message(&fixture, "has no owner");
    options.owner = seller;
    ck_assert_done(&fixture, crm__conversion_run(store, lead, &options, &result));
    ck_assert_int_eq(field_int(store, "account", result.ids[CONVERT_ACCOUNT], "owner"), seller);
    assert_field(store, "account", result.ids[CONVERT_ACCOUNT], "is_person", "true");
}
END_TEST

START_TEST(a_lead_that_leaves_out_everything_becomes_nothing_and_stays)
{
    int64_t lead = lead_made();
    struct conversion_options options = {.modes = {CONVERT_SKIP, CONVERT_SKIP, CONVERT_SKIP}};
    struct conversion_result result;
    ck_assert_int_eq(crm__conversion_run(store, lead, &options, &result), CRM_E_INVALID);
    assert_field(store, "lead", lead, "status", "working");
}
END_TEST

START_TEST(a_dry_run_leaves_nothing_behind)
{
    int64_t lead = lead_made();
    struct conversion_options options = {.dry_run = true};
    struct conversion_result result;
    ck_assert_done(&fixture, crm__conversion_run(store, lead, &options, &result));
    ck_assert(result.created[CONVERT_ACCOUNT]);
    ck_assert_int_eq(result.ids[CONVERT_ACCOUNT], 0);
    ck_assert_int_eq(count_where(store, "account", ""), 0);
    assert_field(store, "lead", lead, "status", "working");
}
END_TEST

START_TEST(activities_tasks_and_notes_follow_and_come_back)
{
    int64_t lead = lead_made();
    const struct save_field task[] = {{"name", text("call")}, {"lead", crm__value_int(lead)}};
    int64_t task_id = made("task", task, 2);
    const struct save_field note[] = {{"subject_entity", text("lead")},
                                      {"subject_id", crm__value_int(lead)},
                                      {"body", text("记录")}};
    made("note", note, 3);
    struct conversion_result result = converted(lead);
    ck_assert_int_eq(result.relinked, 2);
    ck_assert_int_eq(field_int(store, "task", task_id, "account"), result.ids[CONVERT_ACCOUNT]);
    ck_assert_int_eq(count_where(store, "link", "from_entity == \"note\""), 3);

    struct conversion_undo undo;
    ck_assert_done(&fixture, crm__conversion_undo(store, lead, &undo));
    assert_field(store, "task", task_id, "account", "");
    ck_assert_int_eq(count_where(store, "link", ""), 0);
    ck_assert_int_eq(count_where(store, "account", ""), 0);
}
END_TEST

START_TEST(converting_and_undoing_is_the_identity_on_the_lead_and_leaves_no_record)
{
    struct buffer before;
    struct buffer after;
    crm__buffer_init(&before, &fixture.env);
    crm__buffer_init(&after, &fixture.env);
    const struct save_field firm[] = {{"name", text("上海测试有限公司")}};
    /* All ways of leaving parts out, with and without a known account. */
    for (int known = 0; known < 2; known++) {
        int64_t account = known ? made("account", firm, 1) : 0;
        for (int mask = 0; mask < 7; mask++) {
            struct conversion_options options = {0};
            struct conversion_result result;
            struct conversion_undo undo;
            for (int target = 0; target < CONVERT_TARGETS; target++)
                options.modes[target] = mask >> target & 1 ? CONVERT_SKIP : CONVERT_FIND_OR_CREATE;
            int64_t lead = lead_made();
            crm__buffer_clear(&before);
            crm__buffer_clear(&after);
            lead_text(lead, &before);
            ck_assert_done(&fixture, crm__conversion_run(store, lead, &options, &result));
            ck_assert_done(&fixture, crm__conversion_undo(store, lead, &undo));
            lead_text(lead, &after);
            ck_assert_str_eq(before.data, after.data);
            ck_assert_int_eq(count_where(store, "account", ""), known);
            ck_assert_int_eq(count_where(store, "contact", ""), 0);
            ck_assert_int_eq(count_where(store, "opportunity", ""), 0);
            if (known) {
                assert_field(store, "account", account, "city", "");
                assert_field(store, "account", account, "lead", "");
            }
        }
    }
    crm__buffer_free(&before);
    crm__buffer_free(&after);
}
END_TEST

START_TEST(what_was_changed_or_used_since_stays_and_is_reported)
{
    int64_t lead = lead_made();
    struct conversion_result result = converted(lead);
    const struct save_field title = {"title", text("CEO")};
    ck_assert_done(&fixture, crm__save_fields(store, crm__service_entity(store, "contact"),
                                              result.ids[CONVERT_CONTACT], 0, &title, 1, NULL));
    struct conversion_undo undo;
    ck_assert_done(&fixture, crm__conversion_undo(store, lead, &undo));
    ck_assert(undo.deleted[CONVERT_OPPORTUNITY]);
    ck_assert(undo.kept[CONVERT_CONTACT]);
    ck_assert(undo.kept[CONVERT_ACCOUNT]); /* the contact that stays is one of its */
    assert_field(store, "lead", lead, "status", "working");
}
END_TEST

START_TEST(later_activity_keeps_the_opportunity)
{
    int64_t lead = lead_made();
    struct conversion_result result = converted(lead);
    const struct save_field task[] = {
        {"name", text("offer")},
        {"opportunity", crm__value_int(result.ids[CONVERT_OPPORTUNITY])}};
    made("task", task, 2);
    struct conversion_undo undo;
    ck_assert_done(&fixture, crm__conversion_undo(store, lead, &undo));
    ck_assert(undo.kept[CONVERT_OPPORTUNITY]);
    ck_assert_int_eq(count_where(store, "opportunity", ""), 1);
}
END_TEST

START_TEST(a_filled_field_that_was_changed_since_stays)
{
    const struct save_field firm[] = {{"name", text("上海测试有限公司")}};
    int64_t account = made("account", firm, 1);
    int64_t lead = lead_made();
    converted(lead);
    const struct save_field city = {"city", text("苏州")};
    ck_assert_done(&fixture, crm__save_fields(store, crm__service_entity(store, "account"),
                                              account, 0, &city, 1, NULL));
    struct conversion_undo undo;
    ck_assert_done(&fixture, crm__conversion_undo(store, lead, &undo));
    ck_assert_int_eq(undo.fields_kept, 1);
    assert_field(store, "account", account, "city", "苏州");
    ck_assert_int_eq(count_where(store, "account", ""), 1);
}
END_TEST

START_TEST(what_is_not_converted_cannot_be_undone_and_twice_neither)
{
    int64_t lead = lead_made();
    struct conversion_undo undo;
    ck_assert_int_eq(crm__conversion_undo(store, lead, &undo), CRM_E_REFUSED);
    converted(lead);
    ck_assert_done(&fixture, crm__conversion_undo(store, lead, &undo));
    ck_assert_int_eq(crm__conversion_undo(store, lead, &undo), CRM_E_REFUSED);
    ck_assert_int_eq(crm__conversion_undo(store, 999, &undo), CRM_E_NOT_FOUND);
    converted(lead); /* and again */
}
END_TEST

START_TEST(failing_allocations_leave_the_lead_as_it_was)
{
    int64_t lead = lead_made();
    struct conversion_options options = {0};
    struct conversion_result result;
    crm_status status = CRM_E_NOMEM;
    for (size_t fail = 1; status == CRM_E_NOMEM; fail += 1 + fail / 30) {
        fixture.heap.calls = 0;
        fixture.heap.fail_at = fail;
        status = crm__conversion_run(store, lead, &options, &result);
        fixture.heap.fail_at = 0;
        if (status == CRM_E_NOMEM)
            assert_field(store, "lead", lead, "status", "working");
    }
    ck_assert_int_eq(status, CRM_OK);
    ck_assert_int_eq(count_where(store, "account", ""), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service/conversion");
    TCase *tests = tcase_create("conversion");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_lead_becomes_account_contact_and_opportunity);
    tcase_add_test(tests, a_lead_is_converted_once);
    tcase_add_test(tests, known_account_and_contact_are_linked_and_only_their_empty_fields_filled);
    tcase_add_test(tests, parts_can_be_left_out_and_given);
    tcase_add_test(tests, an_ownerless_lead_needs_an_owner);
    tcase_add_test(tests, a_lead_that_leaves_out_everything_becomes_nothing_and_stays);
    tcase_add_test(tests, a_dry_run_leaves_nothing_behind);
    tcase_add_test(tests, activities_tasks_and_notes_follow_and_come_back);
    tcase_add_test(tests, converting_and_undoing_is_the_identity_on_the_lead_and_leaves_no_record);
    tcase_add_test(tests, what_was_changed_or_used_since_stays_and_is_reported);
    tcase_add_test(tests, later_activity_keeps_the_opportunity);
    tcase_add_test(tests, a_filled_field_that_was_changed_since_stays);
    tcase_add_test(tests, what_is_not_converted_cannot_be_undone_and_twice_neither);
    tcase_add_test(tests, failing_allocations_leave_the_lead_as_it_was);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
