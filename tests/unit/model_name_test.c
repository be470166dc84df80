/* Names of entities, fields and types: found, or answered with what was meant. */
#include "model_fixture.h"

#include <string.h>

START_TEST(unknown_names_say_what_was_meant)
{
    const struct entity *entity = entity_of("lead");
    const struct field *field = NULL;
    static const struct {
        const char *wrong, *message;
    } fields[] = {
        {"emial", "no field 'emial' in lead; did you mean 'email'?"},
        {"Email", "no field 'Email' in lead; did you mean 'email'?"},
        {"手机", "no field '手机' in lead; did you mean 'mobile'?"},
        {"Owned since", "no field 'Owned since' in lead; did you mean 'owner_since'?"},
        {"zzzzzzzz", "no field 'zzzzzzzz' in lead"},
        {"", "no field '' in lead"},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        ck_assert_int_eq(crm__field_need(&env, entity, crm__text_of(fields[i].wrong), &field),
                         CRM_E_UNKNOWN);
        ck_assert_str_eq(env.error.message, fields[i].message);
        ck_assert_ptr_null(field);
    }
    ck_assert_int_eq(crm__entity_need(&catalogue, TEXT("laed"), &entity), CRM_E_UNKNOWN);
    ck_assert_str_eq(env.error.message, "no entity 'laed'; did you mean 'lead'?");
    ck_assert_int_eq(crm__entity_need(&catalogue, TEXT("客户"), &entity), CRM_E_UNKNOWN);
    ck_assert_str_eq(env.error.message, "no entity '客户'; did you mean 'account'?");
    ck_assert_ptr_null(entity);
}
END_TEST

START_TEST(a_long_wrong_name_is_cut_at_a_character)
{
    char wrong[1001] = "x";
    for (size_t i = 1; i + 3 < sizeof wrong; i += 3)
        memcpy(wrong + i, "客", 4);
    const struct field *field = NULL;
    ck_assert_int_eq(crm__field_need(&env, entity_of("lead"), crm__text_of(wrong), &field),
                     CRM_E_UNKNOWN);
    struct text message = crm__text_of(env.error.message);
    ck_assert_uint_eq(crm__utf8_valid_prefix(message), message.size);
    ck_assert_uint_lt(message.size, 120);
    ck_assert_ptr_nonnull(strstr(env.error.message, "…' in lead"));
}
END_TEST

START_TEST(field_types_have_names)
{
    for (int type = FIELD_TEXT; type <= FIELD_JSON; type++) {
        enum field_type parsed;
        const char *name = crm__field_type_name((enum field_type)type);
        ck_assert_int_eq(crm__field_type_parse(&env, crm__text_of(name), &parsed), CRM_OK);
        ck_assert_int_eq((int)parsed, type);
    }
    enum field_type parsed = FIELD_URL;
    ck_assert_int_eq(crm__field_type_parse(&env, TEXT("interger"), &parsed), CRM_E_UNKNOWN);
    ck_assert_str_eq(env.error.message, "no field type 'interger'; did you mean 'integer'?");
    ck_assert_int_eq((int)parsed, FIELD_URL);
    ck_assert_int_eq(crm__field_kind(FIELD_MONEY), VALUE_INT);
    ck_assert_int_eq(crm__field_kind(FIELD_CHOICES), VALUE_TEXT);
    ck_assert(!crm__field_has_column(field_of("pool", "users")));
    ck_assert(crm__field_has_column(field_of("pool", "name")));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("model name");
    TCase *tests = tcase_create("name");
    tcase_add_checked_fixture(tests, begin_catalogue, end_catalogue);
    tcase_add_test(tests, unknown_names_say_what_was_meant);
    tcase_add_test(tests, a_long_wrong_name_is_cut_at_a_character);
    tcase_add_test(tests, field_types_have_names);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
