/* Records: setting, loading, currencies, completing. */
#include "model/record.h"

#include "model_fixture.h"

#include <string.h>

static struct record record;

static void setup(void)
{
    begin_catalogue();
    ck_assert_int_eq(crm__record_init(&record, &env, entity_of("order")), CRM_OK);
}

static void teardown(void)
{
    crm__record_free(&record);
    end_catalogue();
}

static void begin(const char *entity)
{
    crm__record_free(&record);
    ck_assert_int_eq(crm__record_init(&record, &env, entity_of(entity)), CRM_OK);
}

static const struct field *field(const char *name)
{
    const struct field *found = crm__field_find(record.entity, crm__text_of(name));
    ck_assert_msg(found != NULL, "no field %s", name);
    return found;
}

static crm_status set(const char *name, const char *text)
{
    return crm__record_set_text(&record, field(name), crm__text_of(text));
}

static int64_t integer(const char *name)
{
    struct value value = crm__record_value(&record, field(name));
    ck_assert_int_eq(value.kind, VALUE_INT);
    return value.integer;
}

START_TEST(a_new_record_is_all_null_and_unchanged)
{
    for (size_t i = 0; i < record.entity->field_count; i++) {
        const struct field *each = record.entity->fields[i];
        ck_assert_int_eq(crm__record_value(&record, each).kind, VALUE_NULL);
        ck_assert(!crm__record_changed(&record, each));
    }
}
END_TEST

START_TEST(setting_copies_and_marks_as_changed)
{
    char number[] = "SO-1";
    ck_assert_int_eq(set("number", number), CRM_OK);
    number[0] = '?';
    ck_assert_str_eq(crm__record_value(&record, field("number")).text.data, "SO-1");
    ck_assert(crm__record_changed(&record, field("number")));
    ck_assert(!crm__record_changed(&record, field("status")));
    ck_assert_int_eq(crm__record_set(&record, field("number"), VALUE_OF_NULL), CRM_OK);
    ck_assert_int_eq(crm__record_value(&record, field("number")).kind, VALUE_NULL);
    ck_assert(crm__record_changed(&record, field("number")));
}
END_TEST

START_TEST(loading_marks_nothing_as_changed)
{
    char number[] = "SO-1";
    ck_assert_int_eq(
        crm__record_load(&record, field("number"), crm__value_text(crm__text_of(number))), CRM_OK);
    ck_assert_int_eq(crm__record_load(&record, field("id"), crm__value_int(5)), CRM_OK);
    number[0] = '?';
    ck_assert_str_eq(crm__record_value(&record, field("number")).text.data, "SO-1");
    ck_assert(!crm__record_changed(&record, field("number")));
}
END_TEST

START_TEST(what_the_library_keeps_is_set_by_the_library_only)
{
    ck_assert_int_eq(set("created_at", "2026-01-01T00:00:00Z"), CRM_E_MISUSE);
    ck_assert_str_eq(env.error.message, "created_at: kept by the library");
    ck_assert_int_eq(set("owner", "5"), CRM_OK);
    ck_assert_int_eq(set("external_id", "A-1"), CRM_OK);
    ck_assert_int_eq(crm__record_derive(&record, field("created_at"), crm__value_int(1)), CRM_OK);
    ck_assert(crm__record_changed(&record, field("created_at")));
    ck_assert_int_eq(crm__record_derive(&record, field("id"), crm__value_int(1)), CRM_E_MISUSE);
    begin("lead");
    ck_assert_int_eq(set("mobile_normal", "+8613800138000"), CRM_E_MISUSE);
    ck_assert_int_eq(set("score", "99"), CRM_E_MISUSE);
    ck_assert_int_eq(crm__record_derive(&record, field("score"), crm__value_int(99)), CRM_OK);
}
END_TEST

START_TEST(the_first_failure_stays_for_save)
{
    ck_assert_int_eq(set("status", "palced"), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "status: no choice 'palced'; did you mean 'placed'?");
    ck_assert_int_eq(set("created_at", "2026-01-01T00:00:00Z"), CRM_E_MISUSE);
    ck_assert_int_eq(set("number", "SO-1"), CRM_OK);
    ck_assert_int_eq(record.failure, CRM_E_INVALID);
    ck_assert_int_eq(crm__record_value(&record, field("status")).kind, VALUE_NULL);
    ck_assert(!crm__record_changed(&record, field("status")));
}
END_TEST

START_TEST(a_field_of_another_entity_is_refused)
{
    const struct field *mobile = crm__field_find(entity_of("lead"), TEXT("mobile"));
    ck_assert_int_eq(crm__record_set_text(&record, mobile, TEXT("1")), CRM_E_MISUSE);
    ck_assert_str_eq(env.error.message, "mobile: of another entity");
}
END_TEST

START_TEST(fields_that_came_later_or_are_gone_are_refused)
{
    struct field_definition definition = {.name = TEXT("colour"), .type = FIELD_TEXT};
    const struct field *colour = NULL;
    ck_assert_int_eq(crm__catalogue_add_field(&catalogue, record.entity, &definition, &colour),
                     CRM_OK);
    ck_assert_int_eq(crm__record_set_text(&record, colour, TEXT("red")), CRM_E_MISUSE);
    ck_assert_str_eq(env.error.message, "colour: newer than the record");
    ck_assert_int_eq(crm__record_value(&record, colour).kind, VALUE_NULL);
    ck_assert(!crm__record_changed(&record, colour));

    begin("order");
    ck_assert_int_eq(crm__record_set_text(&record, colour, TEXT("red")), CRM_OK);
    ck_assert_int_eq(crm__catalogue_retire_field(&catalogue, colour), CRM_OK);
    ck_assert_int_eq(crm__record_set_text(&record, colour, TEXT("blue")), CRM_E_MISUSE);
    ck_assert_str_eq(env.error.message, "colour: removed");
}
END_TEST

START_TEST(money_as_text_does_not_care_when_the_currency_is_set)
{
    ck_assert_int_eq(set("amount", "1250"), CRM_OK);
    ck_assert_int_eq(integer("amount"), 125000);
    ck_assert_int_eq(set("currency", "JPY"), CRM_OK);
    ck_assert_int_eq(integer("amount"), 1250);
    ck_assert_int_eq(set("currency", "KWD"), CRM_OK);
    ck_assert_int_eq(integer("amount"), 1250000);
    ck_assert_int_eq(set("tax", "0.125"), CRM_OK);
    ck_assert_int_eq(integer("tax"), 125);
}
END_TEST

START_TEST(money_that_does_not_fit_the_new_currency_is_refused)
{
    ck_assert_int_eq(set("amount", "12.50"), CRM_OK);
    ck_assert_int_eq(set("currency", "JPY"), CRM_E_INVALID);
    ck_assert_str_eq(env.error.field, "amount");
    ck_assert_int_eq(record.failure, CRM_E_INVALID);
}
END_TEST

START_TEST(minor_units_mean_what_the_caller_says)
{
    ck_assert_int_eq(crm__record_set(&record, field("amount"), crm__value_int(1250)), CRM_OK);
    ck_assert_int_eq(set("currency", "JPY"), CRM_OK);
    ck_assert_int_eq(integer("amount"), 1250);
}
END_TEST

START_TEST(loaded_money_keeps_its_decimal_form)
{
    crm__record_load(&record, field("currency"), crm__value_text(TEXT("CNY")));
    crm__record_load(&record, field("amount"), crm__value_int(1200));
    ck_assert_int_eq(set("currency", "JPY"), CRM_OK);
    ck_assert_int_eq(integer("amount"), 12);
    ck_assert(crm__record_changed(&record, field("amount")));
    ck_assert(!crm__record_changed(&record, field("tax")));
}
END_TEST

START_TEST(money_without_a_currency_is_in_the_default_one)
{
    record.default_currency = TEXT("JPY");
    ck_assert_int_eq(set("amount", "1250"), CRM_OK);
    ck_assert_int_eq(integer("amount"), 1250);
    ck_assert_int_eq(crm__record_fill_initial(&record), CRM_OK);
    ck_assert_str_eq(crm__record_value(&record, field("currency")).text.data, "JPY");
    ck_assert_int_eq(integer("amount"), 1250);
}
END_TEST

START_TEST(a_new_record_is_completed_with_initial_values)
{
    begin("lead");
    ck_assert_int_eq(set("status", "working"), CRM_OK);
    ck_assert_int_eq(crm__record_set(&record, field("validity"), VALUE_OF_NULL), CRM_OK);
    ck_assert_int_eq(crm__record_fill_initial(&record), CRM_OK);
    ck_assert_str_eq(crm__record_value(&record, field("status")).text.data, "working");
    ck_assert_int_eq(integer("locked"), 0);
    ck_assert_int_eq(integer("follow_up_count"), 0);
    ck_assert(crm__record_changed(&record, field("locked")));
    ck_assert_int_eq(crm__record_value(&record, field("currency")).kind, VALUE_NULL);

    /* What was cleared on purpose stays clear, and is then missed. */
    ck_assert_int_eq(crm__record_value(&record, field("validity")).kind, VALUE_NULL);
    ck_assert_int_eq(crm__record_check_required(&record), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "validity: required");
    ck_assert_int_eq(set("validity", "valid"), CRM_OK);
    ck_assert_int_eq(crm__record_check_required(&record), CRM_OK);
}
END_TEST

START_TEST(every_entity_takes_its_initial_values)
{
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        begin(catalogue.entities[i]->name.data);
        ck_assert_msg(crm__record_fill_initial(&record) == CRM_OK, "%s", env.error.message);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("model record");
    TCase *tests = tcase_create("record");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_new_record_is_all_null_and_unchanged);
    tcase_add_test(tests, setting_copies_and_marks_as_changed);
    tcase_add_test(tests, loading_marks_nothing_as_changed);
    tcase_add_test(tests, what_the_library_keeps_is_set_by_the_library_only);
    tcase_add_test(tests, the_first_failure_stays_for_save);
    tcase_add_test(tests, a_field_of_another_entity_is_refused);
    tcase_add_test(tests, fields_that_came_later_or_are_gone_are_refused);
    tcase_add_test(tests, money_as_text_does_not_care_when_the_currency_is_set);
    tcase_add_test(tests, money_that_does_not_fit_the_new_currency_is_refused);
    tcase_add_test(tests, minor_units_mean_what_the_caller_says);
    tcase_add_test(tests, loaded_money_keeps_its_decimal_form);
    tcase_add_test(tests, money_without_a_currency_is_in_the_default_one);
    tcase_add_test(tests, a_new_record_is_completed_with_initial_values);
    tcase_add_test(tests, every_entity_takes_its_initial_values);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
