/* Import: what files become, and what happens to rows that cannot. */
#include "service_import.h"

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
    ck_assert_int_eq(import_try("Surname,b\n1,2\n",
                                (struct import_options){.entity = entity_of(store, "lead"),
                                                        .map = TEXT("Surnmae=name")},
                                &report),
                     CRM_E_UNKNOWN);
    ck_assert_message(&fixture, "did you mean 'Surname'?");
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
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
