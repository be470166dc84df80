/* Import: what files become, and what happens to rows that cannot. */
#include "service_fixture.h"

#include "format/source.h"
#include "service/import.h"

static struct fixture fixture;
static struct store *store;

static void set_up(void)
{
    service_set_up(&fixture);
    store = fixture.store;
}

static void tear_down(void)
{
    fixture_tear_down(&fixture);
}

/* What an import told its host. */
struct told {
    int rejects;
    int64_t lines[64];
    char fields[64][64];
    char reasons[64][256];
    char header[512];
    char text[512]; /* of the last reject */
    int plans;
    char entity[64];
    bool guessed;
    char encoding[16];
    char delimiter;
    int columns;
    char names[64][64];
    char targets[64][64];
    enum import_use uses[64];
    int64_t skipped;
    int cancel_after; /* plans; 0 never */
};
static struct told told;

static void copy(char *to, size_t size, struct text text)
{
    snprintf(to, size, "%.*s", (int)text.size, text.size ? text.data : "");
}

static crm_status on_plan(void *context, const struct import_plan *plan)
{
    struct told *heard = context;
    heard->plans++;
    copy(heard->entity, sizeof heard->entity, plan->entity->name);
    heard->guessed = plan->entity_guessed;
    snprintf(heard->encoding, sizeof heard->encoding, "%s", plan->encoding);
    heard->delimiter = plan->delimiter;
    heard->columns = (int)plan->column_count;
    heard->skipped = plan->skipped_rows;
    for (int i = 0; i < heard->columns && i < 64; i++) {
        copy(heard->names[i], 64, plan->columns[i].name);
        copy(heard->targets[i], 64, plan->columns[i].target);
        heard->uses[i] = plan->columns[i].use;
    }
    return CRM_OK;
}

static crm_status on_reject(void *context, const struct import_reject *reject)
{
    struct told *heard = context;
    int i = heard->rejects++;
    if (i >= 64)
        return CRM_OK;
    heard->lines[i] = reject->line;
    copy(heard->fields[i], 64, reject->field);
    copy(heard->reasons[i], 256, reject->reason);
    copy(heard->header, sizeof heard->header, reject->header);
    copy(heard->text, sizeof heard->text, reject->text);
    return CRM_OK;
}

static crm_status import_try(const char *file, struct import_options options,
                             struct import_report *report)
{
    struct text input = crm__text_of(file);
    memset(&told, 0, sizeof told);
    options.planned = on_plan;
    options.rejected = on_reject;
    options.context = &told;
    return crm__import_run(store, &options, crm__read_text, &input, report);
}

static struct import_report import(const char *file, struct import_options options)
{
    struct import_report report;
    crm_status status = import_try(file, options, &report);
    if (status < 0)
        ck_abort_msg("import: %s: %s", crm_status_name(status), fixture.env.error.message);
    ck_assert_int_eq(report.rows,
                     report.created + report.updated + report.duplicates + report.rejected);
    ck_assert_int_eq(report.rejected, told.rejects);
    return report;
}

static const char *target_of(const char *name)
{
    for (int i = 0; i < told.columns; i++) {
        if (strcmp(told.names[i], name) == 0)
            return told.targets[i];
    }
    return "(no such column)";
}

/* --- finding out ------------------------------------------------------------------------------ */

START_TEST(a_chinese_lead_list_is_understood_by_its_headers)
{
    struct import_report report = import("姓名,手机号（必填）,电子邮箱,公司名称,职位,备注\n"
                                         "张伟,13912345678,zw@example.cn,星河科技,经理,想要报价\n"
                                         "李娜,139 8765 4321,,云帆贸易,,\n",
                                         (struct import_options){.region = TEXT("CN")});
    ck_assert_str_eq(told.entity, "lead");
    ck_assert(told.guessed);
    ck_assert_str_eq(target_of("手机号（必填）"), "mobile");
    ck_assert_str_eq(target_of("电子邮箱"), "email");
    ck_assert_str_eq(target_of("公司名称"), "company");
    ck_assert_str_eq(target_of("职位"), "title");
    ck_assert_str_eq(target_of("备注"), "description");
    ck_assert_int_eq(report.created, 2);
    int64_t id = id_where(store, "lead", "name == '李娜'");
    assert_field(store, "lead", id, "mobile_normal", "+8613987654321");
    assert_field(store, "lead", id, "company", "云帆贸易");
}
END_TEST

START_TEST(english_headers_in_any_spelling_are_understood)
{
    import("Full Name;E-Mail;Cell-Phone;COMPANY_NAME;Zip Code;Favourite colour\n"
           "Ann Lee;ann@example.com;+14155552671;Acme;94107;blue\n",
           (struct import_options){0});
    ck_assert_str_eq(told.entity, "lead");
    ck_assert_int_eq(told.delimiter, ';');
    ck_assert_str_eq(target_of("Full Name"), "name");
    ck_assert_str_eq(target_of("E-Mail"), "email");
    ck_assert_str_eq(target_of("Cell-Phone"), "mobile");
    ck_assert_str_eq(target_of("COMPANY_NAME"), "company");
    ck_assert_str_eq(target_of("Zip Code"), "postcode");
    ck_assert_str_eq(target_of("Favourite colour"), "");
    ck_assert_int_eq(told.uses[5], IMPORT_UNUSED);
}
END_TEST

START_TEST(an_exact_name_wins_over_a_synonym)
{
    import("tel,phone,name\n+14155552671,+14155552672,Ann\n", (struct import_options){0});
    ck_assert_str_eq(target_of("phone"), "phone");
    ck_assert_str_eq(target_of("tel"), "mobile");
}
END_TEST

START_TEST(columns_of_the_library_itself_are_left_alone)
{
    import("name,score,created_at,phone\nAnn,99,2024-01-01,+14155552671\n",
           (struct import_options){.entity = entity_of(store, "lead")});
    ck_assert_int_eq(told.uses[1], IMPORT_KEPT);
    ck_assert_int_eq(told.uses[2], IMPORT_KEPT);
    assert_field(store, "lead", id_where(store, "lead", "name == 'Ann'"), "score", "");
}
END_TEST

START_TEST(the_caller_maps_columns_in_either_order_and_gives_values_to_all_rows)
{
    import("who,nr\nAnn,+14155552671\n",
           (struct import_options){.entity = entity_of(store, "lead"),
                                   .map = TEXT("who=name,mobile=nr,:web=campaign")});
    int64_t id = id_where(store, "lead", "name == 'Ann'");
    assert_field(store, "lead", id, "mobile", "+14155552671");
    assert_field(store, "lead", id, "campaign", "web");
    ck_assert_str_eq(target_of("web"), "campaign");
}
END_TEST

START_TEST(a_wrong_name_in_the_map_is_refused_with_the_right_one)
{
    struct import_report report;
    ck_assert_int_eq(import_try("a,b\n1,2\n",
                                (struct import_options){.entity = entity_of(store, "lead"),
                                                        .map = TEXT("a=nane")},
                                &report),
                     CRM_E_UNKNOWN);
    ck_assert_message(&fixture, "name");
    ck_assert_int_eq(import_try("a,b\n1,2\n",
                                (struct import_options){.entity = entity_of(store, "lead"),
                                                        .map = TEXT("c=name")},
                                &report),
                     CRM_E_UNKNOWN);
    ck_assert_message(&fixture, "no column 'c'");
}
END_TEST

START_TEST(columns_that_fit_nothing_are_refused)
{
    struct import_report report;
    ck_assert_int_eq(import_try("x,y\n1,2\n", (struct import_options){0}, &report), CRM_E_INVALID);
    ck_assert_int_eq(count_where(store, "import_run", ""), 0);
}
END_TEST

START_TEST(a_required_field_without_a_column_is_refused_before_any_row)
{
    struct import_report report;
    ck_assert_int_eq(import_try("number,amount\n1,2\n",
                                (struct import_options){.entity = entity_of(store, "order")},
                                &report),
                     CRM_E_INVALID);
    ck_assert_message(&fixture, "required");
    ck_assert_int_eq(told.plans, 0);
}
END_TEST

START_TEST(gb18030_is_detected)
{
    /* 姓名,手机号 / 张伟,13912345678 */
    import("\xd0\xd5\xc3\xfb,\xca\xd6\xbb\xfa\xba\xc5\n\xd5\xc5\xce\xb0,13912345678\n",
           (struct import_options){0});
    ck_assert_str_eq(told.encoding, "GB18030");
    ck_assert_int_eq(count_where(store, "lead", "name == '张伟'"), 1);
}
END_TEST

START_TEST(ndjson_is_told_apart_by_its_content_and_may_bring_names_late)
{
    struct import_report report =
        import("{\"name\":\"Ann\",\"email\":\"ann@example.com\"}\n"
               "\n"
               "{\"email\":\"bob@example.com\",\"name\":\"Bob\",\"company\":\"Acme\"}\n"
               "{\"name\":\"Cy\",\"mobile\":null,\"interests\":[],\"do_not_call\":true}\n"
               "{broken\n",
               (struct import_options){.batch_rows = 1, .entity = entity_of(store, "lead")});
    ck_assert_int_eq(report.created, 3);
    ck_assert_int_eq(report.rejected, 1);
    ck_assert_int_eq(told.lines[0], 5);
    assert_field(store, "lead", id_where(store, "lead", "name == 'Bob'"), "company", "Acme");
    assert_field(store, "lead", id_where(store, "lead", "name == 'Cy'"), "do_not_call", "true");
}
END_TEST

START_TEST(a_json_array_is_refused_with_advice)
{
    struct import_report report;
    ck_assert_int_eq(import_try("[{\"name\":\"Ann\"}]", (struct import_options){0}, &report),
                     CRM_E_FORMAT);
    ck_assert_message(&fixture, "NDJSON");
}
END_TEST

START_TEST(an_empty_input_of_a_known_entity_imports_nothing)
{
    struct import_report report =
        import("", (struct import_options){.entity = entity_of(store, "lead")});
    ck_assert_int_eq(report.rows, 0);
    ck_assert_int_eq(import_try("", (struct import_options){0}, &report), CRM_E_INVALID);
}
END_TEST

/* --- values and rejects ----------------------------------------------------------------------- */

START_TEST(values_are_read_as_people_type_them)
{
    import("name,budget,needed_by,do_not_call,industry,next_follow_up_at\n"
           "Ann,\"￥1,234.50\",2024年3月5日,是,,2024/3/5 14:05\n",
           (struct import_options){.entity = entity_of(store, "lead"),
                                   .time_zone = TEXT("Asia/Shanghai"),
                                   .currency = TEXT("CNY")});
    ck_assert_int_eq(told.rejects, 0);
    int64_t id = id_where(store, "lead", "name == 'Ann'");
    ck_assert_int_eq(field_int(store, "lead", id, "budget"), 123450);
    assert_field(store, "lead", id, "needed_by", "2024-03-05");
    assert_field(store, "lead", id, "do_not_call", "true");
    assert_field(store, "lead", id, "next_follow_up_at", "2024-03-05T06:05:00Z");
}
END_TEST

START_TEST(a_rejected_row_comes_back_with_line_field_reason_and_text)
{
    struct import_report report =
        import("name,needed_by,status\n"
               "Ann,2024-01-05,new\n"
               "\"Bob, Jr\",5.1.24,new\n"
               "Cy,2024-02-30,new\n"
               "Dee,,nwe\n"
               "Eve\n",
               (struct import_options){.entity = entity_of(store, "lead")});
    ck_assert_int_eq(report.created, 1);
    ck_assert_int_eq(report.rejected, 4);
    static const int64_t lines[] = {3, 4, 5, 6};
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(told.lines[i], lines[i]);
    ck_assert_str_eq(told.header, "name,needed_by,status");
}
END_TEST

START_TEST(reasons_name_the_field_and_the_value)
{
    import("name,needed_by,status\n\"Bob, Jr\",5.1.24,new\n",
           (struct import_options){.entity = entity_of(store, "lead")});
    ck_assert_int_eq(told.rejects, 1);
    ck_assert_int_eq(told.lines[0], 2);
    ck_assert_str_eq(told.fields[0], "needed_by");
    ck_assert_ptr_nonnull(strstr(told.reasons[0], "5.1.24"));
    ck_assert_str_eq(told.text, "\"Bob, Jr\",5.1.24,new");
}
END_TEST

START_TEST(a_declared_order_settles_ambiguous_dates)
{
    import(
        "name,needed_by\nBob,5.1.24\n",
        (struct import_options){.entity = entity_of(store, "lead"), .date_order = DATE_ORDER_DMY});
    assert_field(store, "lead", id_where(store, "lead", "name == 'Bob'"), "needed_by",
                 "2024-01-05");
}
END_TEST

START_TEST(a_file_of_rejected_rows_can_be_imported_again)
{
    struct import_report report =
        import("line,field,reason,name,needed_by\n3,needed_by,\"is no date\",Bob,2024-01-05\n",
               (struct import_options){.entity = entity_of(store, "lead")});
    ck_assert_int_eq(report.created, 1);
    ck_assert_str_eq(target_of("line"), "");
    ck_assert_str_eq(target_of("reason"), "");
}
END_TEST

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
    Suite *suite = suite_create("service import");
    TCase *tests = tcase_create("import");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_chinese_lead_list_is_understood_by_its_headers);
    tcase_add_test(tests, english_headers_in_any_spelling_are_understood);
    tcase_add_test(tests, an_exact_name_wins_over_a_synonym);
    tcase_add_test(tests, columns_of_the_library_itself_are_left_alone);
    tcase_add_test(tests, the_caller_maps_columns_in_either_order_and_gives_values_to_all_rows);
    tcase_add_test(tests, a_wrong_name_in_the_map_is_refused_with_the_right_one);
    tcase_add_test(tests, columns_that_fit_nothing_are_refused);
    tcase_add_test(tests, a_required_field_without_a_column_is_refused_before_any_row);
    tcase_add_test(tests, gb18030_is_detected);
    tcase_add_test(tests, ndjson_is_told_apart_by_its_content_and_may_bring_names_late);
    tcase_add_test(tests, a_json_array_is_refused_with_advice);
    tcase_add_test(tests, an_empty_input_of_a_known_entity_imports_nothing);
    tcase_add_test(tests, values_are_read_as_people_type_them);
    tcase_add_test(tests, a_rejected_row_comes_back_with_line_field_reason_and_text);
    tcase_add_test(tests, reasons_name_the_field_and_the_value);
    tcase_add_test(tests, a_declared_order_settles_ambiguous_dates);
    tcase_add_test(tests, a_file_of_rejected_rows_can_be_imported_again);
    tcase_add_test(tests, by_default_duplicates_are_saved_and_put_up_for_review);
    tcase_add_test(tests, duplicates_can_be_left_out_or_merged);
    tcase_add_test(tests, external_ids_make_a_second_import_an_update);
    tcase_add_test(tests, a_key_that_is_not_unique_is_refused);
    tcase_add_test(tests, rows_with_an_id_of_this_database_update_that_record);
    tcase_add_test(tests, orders_find_or_make_their_accounts_by_external_id);
    tcase_add_test(tests, a_made_account_takes_what_the_rows_say_about_it);
    tcase_add_test(tests, people_are_found_by_login_but_never_made);
    tcase_add_test(tests, a_name_that_two_records_bear_is_ambiguous);
    tcase_add_test(tests, sources_are_made_once_unless_they_must_exist);
    tcase_add_test(tests, a_dry_run_reports_the_same_and_writes_nothing);
    tcase_add_test(tests, an_import_that_was_stopped_goes_on_where_it_was);
    tcase_add_test(tests, an_idempotency_key_makes_a_repetition_a_no_op_with_the_same_report);
    tcase_add_test(tests, running_out_of_memory_anywhere_leaves_no_leak);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
