/* Import: duplicates, keys, references, and runs that are stopped or repeated. */
#include "service_import.h"

/* --- duplicates and keys ---------------------------------------------------------------------- */

#define TWICE "name,mobile\nAnn,+14155552671\nAnna,+1 415 555 2671\n"

START_TEST(by_default_duplicates_are_saved_and_put_up_for_review)
{
    struct import_report report =
        import(TWICE, (struct import_options){.on_match = SAVE_MATCH_REVIEW});
    ck_assert_int_eq(report.created, 2);
    ck_assert_int_eq(report.to_review, 1);
    ck_assert_int_eq(count_where(store, "duplicate_pair", ""), 1);
}
END_TEST

START_TEST(duplicates_can_be_left_out_or_merged)
{
    struct import_report report =
        import(TWICE, (struct import_options){.on_match = SAVE_MATCH_SKIP});
    ck_assert_int_eq(report.created, 1);
    ck_assert_int_eq(report.duplicates, 1);
    report = import("name,mobile,company\nAnn,+14155552671,Acme\n",
                    (struct import_options){.on_match = SAVE_MATCH_MERGE});
    ck_assert_int_eq(report.updated, 1);
    assert_field(store, "lead", id_where(store, "lead", "name == 'Ann'"), "company", "Acme");
}
END_TEST

START_TEST(a_merged_row_brings_no_normal_form_of_a_number_that_is_not_taken)
{
    import("name,mobile,email\nAnn,12,a@b.cn\n", (struct import_options){0});
    import("name,mobile,email\nAnna,13912345678,a@b.cn\n",
           (struct import_options){.on_match = SAVE_MATCH_MERGE});
    int64_t ann = id_where(store, "lead", "mobile == '12'");
    ck_assert_int_eq(count_where(store, "lead", "has(mobile_normal)"), 0);
    assert_field(store, "lead", ann, "validity_reason", "email");
}
END_TEST

START_TEST(external_ids_make_a_second_import_an_update)
{
    struct import_options options = {.entity = entity_of(store, "lead"), .source = TEXT("shop")};
    import("id,name\n7,Ann\n8,Bob\n", options);
    struct import_report report = import("id,name\n8,Bobby\n9,Cy\n", options);
    ck_assert_int_eq(report.created, 1);
    ck_assert_int_eq(report.updated, 1);
    ck_assert_int_eq(count_where(store, "lead", "external_source == 'shop'"), 3);
    ck_assert_int_eq(count_where(store, "lead", "name == 'Bobby'"), 1);
}
END_TEST

START_TEST(a_second_import_leaves_what_it_says_nothing_of_and_no_normal_form_of_another_value)
{
    struct import_options options = {.entity = entity_of(store, "lead"), .source = TEXT("shop")};
    import("id,name,mobile,email\n7,Ann,13912345678,a@b.cn\n8,Bob,13912345679,b@b.cn\n", options);
    import("id,name,mobile,email\n7,Ann,call me,\n8,Bob,,none\n", options);
    int64_t ann = id_where(store, "lead", "name == 'Ann'");
    int64_t bob = id_where(store, "lead", "name == 'Bob'");
    ck_assert_int_eq(count_where(store, "lead", "has(mobile_normal)"), 1);
    ck_assert_int_eq(count_where(store, "lead", "has(email_normal)"), 1);
    assert_field(store, "lead", ann, "mobile", "call me");
    assert_field(store, "lead", ann, "email_normal", "a@b.cn");
    assert_field(store, "lead", ann, "validity_reason", "email");
    assert_field(store, "lead", bob, "mobile_normal", "+8613912345679");
    assert_field(store, "lead", bob, "validity_reason", "mobile");
}
END_TEST

START_TEST(a_key_that_is_not_unique_is_refused)
{
    struct import_report report;
    ck_assert_int_eq(import_try("name,email\nA,b@c.de\n",
                                (struct import_options){.entity = entity_of(store, "lead"),
                                                        .key = TEXT("email")},
                                &report),
                     CRM_E_INVALID);
    ck_assert_message(&fixture, "no unique key");
}
END_TEST

START_TEST(rows_with_an_id_of_this_database_update_that_record)
{
    int64_t id = insert(store, "lead", "name", "Ann", NULL);
    char file[128];
    snprintf(file, sizeof file, "id,name\n%lld,Anna\n%lld,Nobody\n", (long long)id,
             (long long)id + 1);
    struct import_report report =
        import(file, (struct import_options){.entity = entity_of(store, "lead")});
    ck_assert_int_eq(report.updated, 1);
    ck_assert_int_eq(report.rejected, 1);
    assert_field(store, "lead", id, "name", "Anna");
}
END_TEST

/* --- references ------------------------------------------------------------------------------- */

START_TEST(orders_find_or_make_their_accounts_by_external_id)
{
    struct import_report report = import("customer_id,date,cds,amount\n"
                                         "00001,1997-01-01,1,11.77\n"
                                         "00002,1997-01-12,1,12.00\n"
                                         "00002,1997-01-12,5,77.00\n",
                                         (struct import_options){.name = TEXT("cdnow.csv"),
                                                                 .currency = TEXT("USD"),
                                                                 .map = TEXT("cds=item_count"),
                                                                 .batch_rows = 2});
    ck_assert_str_eq(told.entity, "order");
    ck_assert_str_eq(target_of("customer_id"), "account.external_id");
    ck_assert_int_eq(report.created, 3);
    ck_assert_int_eq(report.references_created, 2);
    ck_assert_int_eq(count_where(store, "account", ""), 2);
    int64_t order = id_where(store, "order", "number == 'cdnow-3'");
    ck_assert_int_eq(field_int(store, "order", order, "amount"), 7700);
    ck_assert_int_eq(field_int(store, "order", order, "account"),
                     id_where(store, "account", "external_id == '00002'"));
}
END_TEST

START_TEST(a_made_account_takes_what_the_rows_say_about_it)
{
    import("订单号,客户编号,客户名称,手机号,下单时间,金额\nA1,C9,星河科技,13912345678,2024-01-05 "
           "10:00,99\n",
           (struct import_options){.entity = entity_of(store, "order"), .region = TEXT("CN")});
    int64_t account = id_where(store, "account", "external_id == 'C9'");
    assert_field(store, "account", account, "name", "星河科技");
    assert_field(store, "account", account, "phone_normal", "+8613912345678");
}
END_TEST

START_TEST(a_row_is_rejected_when_the_record_that_it_names_cannot_be_made)
{
    struct import_report report = import(
        "number,customer,tel,since,placed_at,amount\n"
        "A1,Acme,,2024-02-30,2024-01-05,9\n"
        "A2,Bolt,,2024-02-03,2024-01-05,9\n"
        "A3,Acme,,2024-02-03,2024-01-06,9\n",
        (struct import_options){
            .entity = entity_of(store, "order"),
            .map = TEXT("customer=account.name,since=account.founded_on,tel=account.phone")});
    ck_assert_int_eq(report.created, 1);
    ck_assert_int_eq(report.rejected, 2);
    ck_assert_int_eq(told.lines[0], 2);
    ck_assert_str_eq(told.fields[0], "account");
    ck_assert_ptr_nonnull(strstr(told.reasons[0], "account.founded_on: '2024-02-30'"));
    ck_assert_ptr_nonnull(strstr(told.reasons[1], "no account"));
    assert_field(store, "account", id_where(store, "account", "name == 'Bolt'"), "founded_on",
                 "2024-02-03");
    ck_assert_int_eq(count_where(store, "account", "true"), 1);
}
END_TEST

START_TEST(what_leads_further_from_a_named_record_is_refused_not_dropped)
{
    struct import_report report;
    ck_assert_int_eq(import_try("number,customer,seller,placed_at\nA1,Acme,wang,2024-01-05\n",
                                (struct import_options){
                                    .entity = entity_of(store, "order"),
                                    .map = TEXT("customer=account.name,seller=account.owner")},
                                &report),
                     CRM_E_INVALID);
    ck_assert_message(&fixture, "'account.owner' is a record by itself");
}
END_TEST

START_TEST(people_are_found_by_login_but_never_made)
{
    int64_t user = insert(store, "user", "name", "Zoe", "login", "zoe", NULL);
    struct import_report report =
        import("name,owner\nAnn,zoe\nBob,nobody\nCy,Zoe\nDee,\n",
               (struct import_options){.entity = entity_of(store, "lead")});
    ck_assert_int_eq(report.created, 3);
    ck_assert_int_eq(report.rejected, 1);
    ck_assert_str_eq(told.fields[0], "owner");
    ck_assert_ptr_nonnull(strstr(told.reasons[0], "nobody"));
    ck_assert_int_eq(field_int(store, "lead", id_where(store, "lead", "name == 'Cy'"), "owner"),
                     user);
}
END_TEST

START_TEST(a_name_that_two_records_bear_is_ambiguous)
{
    insert(store, "user", "name", "Zoe", "login", "zoe1", NULL);
    insert(store, "user", "name", "Zoe", "login", "zoe2", NULL);
    import("name,owner\nAnn,Zoe\n", (struct import_options){.entity = entity_of(store, "lead")});
    ck_assert_int_eq(told.rejects, 1);
    ck_assert_ptr_nonnull(strstr(told.reasons[0], "several"));
}
END_TEST

START_TEST(sources_are_made_once_unless_they_must_exist)
{
    struct import_options options = {.entity = entity_of(store, "lead")};
    import("name,来源\nAnn,展会\nBob,展会\n", options);
    ck_assert_int_eq(count_where(store, "lead_source", ""), 1);
    options.references_must_exist = true;
    struct import_report report = import("name,source\nCy,展会\nDee,fair\n", options);
    ck_assert_int_eq(report.rejected, 1);
    ck_assert_int_eq(count_where(store, "lead_source", ""), 1);
}
END_TEST

START_TEST(lists_of_references_are_resolved_by_any_name)
{
    int64_t zoe = insert(store, "user", "name", "Zoe", "login", "zoe", NULL);
    insert(store, "user", "name", "Lee, Bo", "login", "bo", NULL);
    char file[256];
    snprintf(file, sizeof file,
             "name,users\nP1,zoe\nP2,zoe;bo\nP3,\"Zoe|Lee, Bo\"\nP4,\"[\"\"bo\"\",%lld]\"\n"
             "P5,\nP6,\"bo,zoe\"\nP7,zoe、bo\n",
             (long long)zoe);
    struct import_report report =
        import(file, (struct import_options){.entity = entity_of(store, "pool")});
    ck_assert_int_eq(report.created, 7);
    ck_assert_int_eq(count_where(store, "pool", "size(users) == 2"), 5);
    snprintf(file, sizeof file, "%lld in users", (long long)zoe);
    ck_assert_int_eq(count_where(store, "pool", file), 6);
    report = import("{\"name\":\"Q\",\"users\":[\"zoe\",\"bo\"]}\n",
                    (struct import_options){.entity = entity_of(store, "pool")});
    ck_assert_int_eq(report.created, 1);
}
END_TEST

START_TEST(a_list_with_an_unknown_name_is_rejected_with_the_right_one)
{
    insert(store, "user", "name", "Zoe", "login", "zoe", NULL);
    import("name,users\nP1,zoe;zeo\nP2,[zoe\n",
           (struct import_options){.entity = entity_of(store, "pool")});
    ck_assert_int_eq(told.rejects, 2);
    ck_assert_str_eq(told.fields[0], "users");
    ck_assert_str_eq(told.reasons[0], "users: no user with id or name 'zeo'; did you mean 'Zoe'?");
    ck_assert_int_eq(count_where(store, "pool", ""), 0);
}
END_TEST

START_TEST(a_reference_may_name_any_field_of_its_record)
{
    int64_t team = insert(store, "team", "name", "North", NULL);
    insert(store, "user", "name", "Zoe", "login", "zoe", "employee_number", "E1007", NULL);
    import("name,boss,who\nAnn,E1007,zoe\nBob,E1008,zoe\n",
           (struct import_options){.entity = entity_of(store, "lead"),
                                   .map = TEXT("boss=owner.employee_number,who=")});
    ck_assert_int_eq(told.rejects, 1);
    ck_assert_str_eq(told.reasons[0],
                     "owner: no user with employee_number 'E1008'; did you mean 'E1007'?");
    import("name,logins\nP,zoe\n", (struct import_options){.entity = entity_of(store, "pool"),
                                                           .map = TEXT("logins=users.login")});
    ck_assert_int_eq(count_where(store, "pool", "size(users) == 1"), 1);
    import("name,login,team\nX,x,North\n",
           (struct import_options){.entity = entity_of(store, "user")});
    ck_assert_int_eq(field_int(store, "user", id_where(store, "user", "login == 'x'"), "team"),
                     team);
}
END_TEST

/* --- the run ---------------------------------------------------------------------------------- */

START_TEST(a_dry_run_reports_the_same_and_writes_nothing)
{
    struct import_options options = {.on_match = SAVE_MATCH_SKIP, .batch_rows = 1, .dry_run = true};
    struct import_report report = import(TWICE, options);
    ck_assert_int_eq(report.created, 1);
    ck_assert_int_eq(report.duplicates, 1);
    ck_assert_int_eq(report.run_id, 0);
    ck_assert_int_eq(count_where(store, "lead", ""), 0);
    ck_assert_int_eq(count_where(store, "import_run", ""), 0);
}
END_TEST

/* Gives the first bytes of a text, then fails as a broken pipe does. */
struct broken {
    struct text text;
    size_t left;
};

static int32_t broken_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct broken *broken = context;
    if (broken->left == 0)
        return 1;
    size = size < broken->left ? size : broken->left;
    broken->left -= size;
    return crm__read_text(&broken->text, bytes, size, read_out);
}

static char *many_leads(size_t count)
{
    size_t limit = count * 48 + 16;
    char *file = malloc(limit);
    ck_assert_ptr_nonnull(file);
    size_t size = (size_t)snprintf(file, limit, "name,email\n");
    for (size_t i = 0; i < count; i++)
        size += (size_t)snprintf(file + size, limit - size, "Lead %zu,lead%zu@example%zu.com\n", i,
                                 i, i);
    return file;
}

START_TEST(an_import_that_was_stopped_goes_on_where_it_was)
{
    enum { ROWS = 8000, BATCH = 500 };
    char *file = many_leads(ROWS);
    struct broken broken = {.text = crm__text_of(file), .left = 200 * 1024};
    struct import_options options = {
        .name = TEXT("leads.csv"), .batch_rows = BATCH, .planned = on_plan, .context = &told};
    struct import_report report;
    ck_assert_int_eq(crm__import_run(store, &options, broken_read, &broken, &report), CRM_E_IO);
    int64_t saved = count_where(store, "lead", "");
    ck_assert_int_gt(saved, 0);
    ck_assert_int_lt(saved, ROWS);
    ck_assert_int_eq(report.rows, saved);
    ck_assert_int_eq(count_where(store, "import_run", "state == 'failed'"), 1);

    options.resume = true;
    report = import(file, options);
    ck_assert_int_eq(told.skipped, saved);
    ck_assert_int_eq(report.rows, ROWS);
    ck_assert_int_eq(report.created, ROWS);
    ck_assert_int_eq(count_where(store, "lead", ""), ROWS);
    ck_assert_int_eq(count_where(store, "import_run", "state == 'done'"), 1);
    free(file);
}
END_TEST

START_TEST(an_idempotency_key_makes_a_repetition_a_no_op_with_the_same_report)
{
    struct import_options options = {.idempotency_key = TEXT("monday")};
    struct import_report first = import(TWICE, options);
    struct import_report second;
    ck_assert_int_eq(import_try(TWICE, options, &second), CRM_OK);
    ck_assert(second.replayed);
    ck_assert_int_eq(second.created, first.created);
    ck_assert_int_eq(second.run_id, first.run_id);
    ck_assert_int_eq(count_where(store, "lead", ""), 2);
    ck_assert_int_eq(import_try("name,mobile\nX,1\n", options, &second), CRM_E_CONFLICT);
}
END_TEST

START_TEST(an_import_of_a_key_that_was_stopped_goes_on_when_the_key_comes_again)
{
    enum { ROWS = 8000, BATCH = 500 };
    char *file = many_leads(ROWS);
    struct broken broken = {.text = crm__text_of(file), .left = 200 * 1024};
    struct import_options options = {.idempotency_key = TEXT("monday"), .batch_rows = BATCH};
    struct import_report report;
    ck_assert_int_eq(crm__import_run(store, &options, broken_read, &broken, &report), CRM_E_IO);
    ck_assert_int_gt(count_where(store, "lead", ""), 0);
    report = import(file, options);
    ck_assert(!report.replayed);
    ck_assert_int_eq(report.created, ROWS);
    ck_assert_int_eq(count_where(store, "lead", ""), ROWS);
    ck_assert_int_eq(count_where(store, "import_run", ""), 1);
    ck_assert_int_eq(import_try(file, options, &report), CRM_OK);
    ck_assert(report.replayed);
    ck_assert_int_eq(report.created, ROWS);
    free(file);
}
END_TEST

/* The plan is told after the rows of the key were found and before the first are saved. */
static crm_status on_plan_overtake(void *context, const struct import_plan *plan)
{
    struct import_options options = {.idempotency_key = TEXT("monday"), .batch_rows = 1};
    struct text input = crm__text_of(TWICE);
    struct import_report report;
    (void)plan;
    return *(bool *)context ? crm__import_run(store, &options, crm__read_text, &input, &report)
                            : CRM_OK;
}

START_TEST(two_imports_under_one_key_at_once_save_every_row_once)
{
    bool overtakes = true;
    struct import_options options = {.idempotency_key = TEXT("monday"),
                                     .batch_rows = 1,
                                     .planned = on_plan_overtake,
                                     .context = &overtakes};
    struct text input = crm__text_of(TWICE);
    struct import_report report;
    ck_assert_int_eq(crm__import_run(store, &options, crm__read_text, &input, &report),
                     CRM_E_BUSY);
    ck_assert_message(&fixture, "'monday'");
    ck_assert_int_eq(count_where(store, "lead", ""), 2);
    overtakes = false;
    input = crm__text_of(TWICE);
    ck_assert_int_eq(crm__import_run(store, &options, crm__read_text, &input, &report), CRM_OK);
    ck_assert(report.replayed);
    ck_assert_int_eq(count_where(store, "lead", ""), 2);
}
END_TEST

START_TEST(running_out_of_memory_anywhere_leaves_no_leak)
{
    crm_status status = CRM_E_NOMEM;
    for (size_t fail_at = 1; status < 0 && fail_at < 100000; fail_at++) {
        struct text input = TEXT("name,mobile,source\nAnn,+14155552671,fair\nBob,,\nCy,1,x\n");
        struct import_options options = {.entity = entity_of(store, "lead"), .dry_run = true};
        struct import_report report;
        fixture.heap.fail_at = fixture.heap.calls + fail_at;
        status = crm__import_run(store, &options, crm__read_text, &input, &report);
        fixture.heap.fail_at = 0;
        if (status < 0)
            ck_assert_int_eq(status, CRM_E_NOMEM);
        fail_at += fail_at / 16;
    }
    ck_assert_int_eq(status, CRM_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service import run");
    TCase *tests = tcase_create("import");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, by_default_duplicates_are_saved_and_put_up_for_review);
    tcase_add_test(tests, duplicates_can_be_left_out_or_merged);
    tcase_add_test(tests, a_merged_row_brings_no_normal_form_of_a_number_that_is_not_taken);
    tcase_add_test(tests, external_ids_make_a_second_import_an_update);
    tcase_add_test(
        tests, a_second_import_leaves_what_it_says_nothing_of_and_no_normal_form_of_another_value);
    tcase_add_test(tests, a_key_that_is_not_unique_is_refused);
    tcase_add_test(tests, rows_with_an_id_of_this_database_update_that_record);
    tcase_add_test(tests, orders_find_or_make_their_accounts_by_external_id);
    tcase_add_test(tests, a_made_account_takes_what_the_rows_say_about_it);
    tcase_add_test(tests, a_row_is_rejected_when_the_record_that_it_names_cannot_be_made);
    tcase_add_test(tests, what_leads_further_from_a_named_record_is_refused_not_dropped);
    tcase_add_test(tests, people_are_found_by_login_but_never_made);
    tcase_add_test(tests, a_name_that_two_records_bear_is_ambiguous);
    tcase_add_test(tests, sources_are_made_once_unless_they_must_exist);
    tcase_add_test(tests, lists_of_references_are_resolved_by_any_name);
    tcase_add_test(tests, a_list_with_an_unknown_name_is_rejected_with_the_right_one);
    tcase_add_test(tests, a_reference_may_name_any_field_of_its_record);
    tcase_add_test(tests, a_dry_run_reports_the_same_and_writes_nothing);
    tcase_add_test(tests, an_import_that_was_stopped_goes_on_where_it_was);
    tcase_add_test(tests, an_idempotency_key_makes_a_repetition_a_no_op_with_the_same_report);
    tcase_add_test(tests, an_import_of_a_key_that_was_stopped_goes_on_when_the_key_comes_again);
    tcase_add_test(tests, two_imports_under_one_key_at_once_save_every_row_once);
    tcase_add_test(tests, running_out_of_memory_anywhere_leaves_no_leak);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
