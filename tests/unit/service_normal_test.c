/* Normal forms of phones and e-mail addresses: found when they are wrong, and made anew. */
#include "service_fixture.h"

#include "service/normal.h"
#include "store/schema.h"

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

#define TEXT_VALUE(text) crm__value_text(TEXT(text))
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static int64_t saved(const char *entity, const struct save_field *fields, size_t count)
{
    int64_t id = 0;
    ck_assert_done(&fixture, crm__save_fields(store, entity_of(store, entity), 0, ROW_CREATE,
                                              fields, count, &id));
    return id;
}

static int64_t lead(void)
{
    const struct save_field fields[] = {{"name", TEXT_VALUE("张伟")},
                                        {"mobile", TEXT_VALUE("139 1234 5678")},
                                        {"email", TEXT_VALUE("Zhang@Example.COM")}};
    return saved("lead", fields, COUNT_OF(fields));
}

/* How many problems the check finds, each of this record and with `part` in its text. */
static size_t problems(int64_t id, const char *part)
{
    struct batch found;
    crm__batch_init(&found, &fixture.env);
    ck_assert_done(&fixture, crm__service_check(store, &found));
    size_t count = found.row_count;
    for (size_t i = 0; i < count; i++) {
        struct text text = crm__column_text_at(&found.columns[2], i);
        ck_assert_msg(crm__text_find(text, crm__text_of(part), 0) != SIZE_MAX, "%.*s",
                      (int)text.size, text.data);
        ck_assert_int_eq(found.columns[1].integers[i], id);
    }
    crm__batch_free(&found);
    return count;
}

static int64_t rebuilt(void)
{
    int64_t changed = -1;
    ck_assert_done(&fixture, crm__normals_rebuild(store, &changed));
    return changed;
}

/* Past the library. */
static const struct {
    const char *sql;
    const char *problem;
    const char *becomes; /* true of the lead that was made anew */
} damages[] = {
    {"UPDATE lead SET mobile_normal = '+8613900000000'",
     "mobile_normal is '+8613900000000', what was typed into mobile gives '+8613912345678'",
     "mobile_normal == '+8613912345678'"},
    {"UPDATE lead SET mobile_normal = NULL",
     "mobile_normal is '', what was typed into mobile gives '+8613912345678'",
     "mobile_normal == '+8613912345678'"},
    {"UPDATE lead SET mobile_normal = 'not a phone at all'",
     "mobile_normal is 'not a phone at all', what", "mobile_normal == '+8613912345678'"},
    {"UPDATE lead SET mobile = '13700001111'",
     "mobile_normal is '+8613912345678', what was typed into mobile gives '+8613700001111'",
     "mobile_normal == '+8613700001111'"},
    {"UPDATE lead SET mobile = NULL",
     "mobile_normal is '+8613912345678', what was typed into mobile gives ''",
     "!has(mobile_normal)"},
    {"UPDATE lead SET email_normal = '张伟@例子.cn'",
     "email_normal is '张伟@例子.cn', what was typed into email gives 'Zhang@example.com'",
     "email_normal == 'Zhang@example.com'"},
};

START_TEST(a_wrong_normal_form_is_found_and_made_anew)
{
    int64_t id = lead();
    ck_assert_uint_eq(problems(0, ""), 0);
    run(store, damages[_i].sql);
    ck_assert_uint_eq(problems(id, damages[_i].problem), 1);
    ck_assert_int_eq(rebuilt(), 1);
    ck_assert_uint_eq(problems(0, ""), 0);
    ck_assert_int_eq(count_where(store, "lead", damages[_i].becomes), 1);
    ck_assert_int_eq(rebuilt(), 0);
}
END_TEST

/* Duplicates are found by keys that come from normal forms. */
START_TEST(match_keys_follow_a_normal_form_that_was_made_anew)
{
    lead();
    run(store, "UPDATE lead SET mobile_normal = NULL");
    run(store, "DELETE FROM crm_match_key");
    rebuilt();
    ck_assert_int_gt(ask(store, "SELECT count(*) FROM crm_match_key"), 0);
}
END_TEST

START_TEST(a_field_of_ones_own_has_a_normal_form_to_check_too)
{
    const struct field *field;
    const struct field_definition definition = {.name = TEXT("hotline"), .type = FIELD_PHONE};
    ck_assert_done(&fixture,
                   crm__schema_add_field(store, entity_of(store, "account"), &definition, &field));
    const struct save_field fields[] = {{"name", TEXT_VALUE("星河")},
                                        {"hotline", TEXT_VALUE("010-65529988")}};
    int64_t id = saved("account", fields, COUNT_OF(fields));
    ck_assert_uint_eq(problems(0, ""), 0);
    run(store, "UPDATE account SET hotline_normal = '+861065529989'");
    ck_assert_uint_eq(problems(id, "hotline_normal is '+861065529989'"), 1);
    ck_assert_int_eq(rebuilt(), 1);
    ck_assert_uint_eq(problems(0, ""), 0);
}
END_TEST

/* A file of another country was imported with its own region. */
START_TEST(a_number_of_another_region_is_right_as_it_is)
{
    struct arena arena;
    struct batch rows;
    const struct field *fields[] = {field_of(store, "lead", "name"),
                                    field_of(store, "lead", "phone")};
    crm__arena_init(&arena, store->env);
    crm__batch_init(&rows, store->env);
    ck_assert_done(&fixture, crm__batch_add_fields(&rows, fields, 2));
    ck_assert_done(&fixture, crm__column_value(&rows, &rows.columns[0], TEXT_VALUE("Hans Müller")));
    ck_assert_done(&fixture, crm__column_value(&rows, &rows.columns[1], TEXT_VALUE("030 901820")));
    crm__batch_finish_row(&rows);
    struct save save = {.entity = entity_of(store, "lead"),
                        .fields = fields,
                        .field_count = 2,
                        .rows = &rows,
                        .region = TEXT("DE"),
                        .arena = &arena};
    ck_assert_done(&fixture, crm__save_rows(store, &save));
    ck_assert_int_eq(count_where(store, "lead", "phone_normal == '+4930901820'"), 1);
    ck_assert_uint_eq(problems(0, ""), 0);
    ck_assert_int_eq(rebuilt(), 0);
    crm__batch_free(&rows);
    crm__arena_free(&arena);
}
END_TEST

START_TEST(many_records_are_made_anew_in_portions)
{
    enum { RECORDS = 1203 };
    ck_assert_done(&fixture, crm__store_begin(store));
    for (int i = 0; i < RECORDS; i++)
        lead();
    ck_assert_done(&fixture, crm__store_commit(store));
    run(store, "UPDATE lead SET email_normal = NULL, mobile_normal = '1' ");
    ck_assert_int_eq(rebuilt(), RECORDS);
    ck_assert_uint_eq(problems(0, ""), 0);
}
END_TEST

START_TEST(failing_memory_leaves_a_record_wrong_or_right)
{
    lead();
    run(store, "UPDATE lead SET mobile_normal = NULL");
    crm_status status = CRM_E_NOMEM;
    for (size_t fail_at = 1; status < 0 && fail_at < 100000; fail_at++) {
        int64_t changed = -1;
        fixture.heap.fail_at = fixture.heap.calls + fail_at;
        status = crm__normals_rebuild(store, &changed);
        fixture.heap.fail_at = 0;
        ck_assert(status == CRM_OK || status == CRM_E_NOMEM);
        ck_assert_int_eq(changed, status == CRM_OK);
    }
    ck_assert_int_eq(status, CRM_OK);
    ck_assert_uint_eq(problems(0, ""), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service normal");
    TCase *tests = tcase_create("normal forms");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_wrong_normal_form_is_found_and_made_anew, 0,
                        (int)COUNT_OF(damages));
    tcase_add_test(tests, match_keys_follow_a_normal_form_that_was_made_anew);
    tcase_add_test(tests, a_field_of_ones_own_has_a_normal_form_to_check_too);
    tcase_add_test(tests, a_number_of_another_region_is_right_as_it_is);
    tcase_add_test(tests, many_records_are_made_anew_in_portions);
    tcase_add_test(tests, failing_memory_leaves_a_record_wrong_or_right);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
