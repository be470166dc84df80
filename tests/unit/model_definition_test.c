/* Definitions of custom entities and fields: what is refused, and why. */
#include "model_fixture.h"

#include <stdio.h>
#include <string.h>

static const struct entity *lead;
static const struct field *field;

static void setup(void)
{
    begin_catalogue();
    lead = entity_of("lead");
    field = NULL;
}

static struct field_definition definition_of(const char *name, enum field_type type)
{
    return (struct field_definition){.name = crm__text_of(name), .type = type};
}

static crm_status add(const struct entity *entity, const struct field_definition *definition)
{
    return crm__catalogue_add_field(&catalogue, entity, definition, &field);
}

static void refuse(const struct field_definition *definition, crm_status status,
                   const char *message)
{
    size_t field_count = lead->field_count;
    size_t choice_set_count = catalogue.choice_set_count;
    uint64_t generation = catalogue.generation;
    ck_assert_int_eq(add(lead, definition), status);
    ck_assert_str_eq(env.error.message, message);
    ck_assert_ptr_null(field);
    ck_assert_uint_eq(lead->field_count, field_count);
    ck_assert_uint_eq(catalogue.choice_set_count, choice_set_count);
    ck_assert_uint_eq(catalogue.generation, generation);
}

START_TEST(names_that_are_no_names_are_refused)
{
    static const struct {
        const char *name, *message;
    } cases[] = {
        {"", "field name: empty"},
        {"Age", "field name: byte 0x41 at 1; names are a lower-case letter, then letters, digits "
                "and '_'"},
        {"a-b", "field name: byte 0x2d at 2; names are a lower-case letter, then letters, digits "
                "and '_'"},
        {"1st", "field name: byte 0x31 at 1; names are a lower-case letter, then letters, digits "
                "and '_'"},
        {"_x", "field name: byte 0x5f at 1; names are a lower-case letter, then letters, digits "
               "and '_'"},
        {"年龄", "field name: byte 0xe5 at 1; names are a lower-case letter, then letters, digits "
                 "and '_'"},
        {"a\"; drop", "field name: byte 0x22 at 2; names are a lower-case letter, then letters, "
                      "digits and '_'"},
        {"in", "field name 'in': a reserved word"},
        {"while", "field name 'while': a reserved word"},
        {"sqlite_x", "field name 'sqlite_x': a reserved word"},
        {"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghi",
         "field name 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh…': 61 bytes, "
         "at most 60"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct field_definition definition = definition_of(cases[i].name, FIELD_TEXT);
        refuse(&definition, CRM_E_INVALID, cases[i].message);
    }
}
END_TEST

START_TEST(names_in_use_are_refused)
{
    struct field_definition definition = definition_of("status", FIELD_TEXT);
    refuse(&definition, CRM_E_EXISTS, "there is a field 'status' in lead");
    definition = definition_of("id", FIELD_TEXT);
    refuse(&definition, CRM_E_EXISTS, "there is a field 'id' in lead");
    definition = definition_of("email_normal", FIELD_TEXT);
    refuse(&definition, CRM_E_EXISTS, "there is a field 'email_normal' in lead");

    definition = definition_of("fax_normal", FIELD_TEXT);
    ck_assert_int_eq(add(lead, &definition), CRM_OK);
    definition = definition_of("fax", FIELD_PHONE);
    refuse(&definition, CRM_E_EXISTS, "there is a field 'fax_normal' in lead");
}
END_TEST

START_TEST(sizes_flags_and_targets_must_fit_the_type)
{
    struct field_definition definition = definition_of("x", FIELD_INTEGER);
    definition.size = 4;
    refuse(&definition, CRM_E_INVALID, "x: size 4, type integer takes 0 to 0");
    definition = definition_of("x", FIELD_DECIMAL);
    definition.size = 10;
    refuse(&definition, CRM_E_INVALID, "x: size 10, type decimal takes 0 to 9");
    definition = definition_of("x", FIELD_TEXT);
    definition.size = -1;
    refuse(&definition, CRM_E_INVALID, "x: size -1, type text takes 0 to 4194304");
    definition = definition_of("x", FIELD_JSON);
    definition.flags = FIELD_UNIQUE;
    refuse(&definition, CRM_E_INVALID, "x: type json cannot be unique or indexed");
    definition = definition_of("x", FIELD_DATE);
    definition.flags = FIELD_SEARCHABLE;
    refuse(&definition, CRM_E_INVALID, "x: type date cannot be searchable");
    definition = definition_of("x", FIELD_TEXT);
    definition.flags = FIELD_DERIVED;
    refuse(&definition, CRM_E_MISUSE, "x: flags 0x80 are not for custom fields");
    definition = definition_of("x", FIELD_TEXT);
    definition.target = TEXT("user");
    refuse(&definition, CRM_E_INVALID, "x: type text has no target");
    definition = definition_of("x", FIELD_REFERENCE);
    definition.target = TEXT("uesr");
    refuse(&definition, CRM_E_UNKNOWN, "no entity 'uesr'; did you mean 'user'?");
    definition.target = TEXT("due_work");
    refuse(&definition, CRM_E_INVALID, "x: due_work cannot be referred to");
    definition = definition_of("x", FIELD_CHOICE);
    refuse(&definition, CRM_E_INVALID, "x: 0 choices, from 1 to 1000");
    definition.target = TEXT("no_set");
    refuse(&definition, CRM_E_UNKNOWN, "x: no choice set 'no_set'");
    definition = definition_of("currency2", (enum field_type)99);
    refuse(&definition, CRM_E_MISUSE, "currency2: no field type of number 99");
}
END_TEST

START_TEST(labels_must_be_short_valid_text)
{
    char label[202];
    memset(label, 'x', sizeof label);
    struct field_definition definition = definition_of("x", FIELD_TEXT);
    definition.label_zh = (struct text){label, 201};
    refuse(&definition, CRM_E_INVALID, "label of x: 201 bytes, at most 200");
    definition.label_zh = TEXT("\xff");
    ck_assert_int_eq(add(lead, &definition), CRM_E_INVALID);
    definition.label_zh = TEXT_NONE;
    ck_assert_int_eq(add(lead, &definition), CRM_OK);
    ck_assert_str_eq(field->label_en.data, "x");
    ck_assert_str_eq(field->label_zh.data, "x");
}
END_TEST

START_TEST(choices_that_could_not_be_written_are_refused)
{
    static const struct {
        const char *first, *second, *message;
    } cases[] = {
        {"a", "a", "x: choice 'a' twice"},
        {"a", "", "x: choice 2 of 0 bytes, from 1 to 64"},
        {"a|b", "c", "x: choice 1 has '|', ',', a control character or outer space"},
        {"a", "b,c", "x: choice 2 has '|', ',', a control character or outer space"},
        {" a", "b", "x: choice 1 has '|', ',', a control character or outer space"},
        {"a\n", "b", "x: choice 1 has '|', ',', a control character or outer space"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct choice choices[] = {{.name = crm__text_of(cases[i].first)},
                                   {.name = crm__text_of(cases[i].second)}};
        struct field_definition definition = definition_of("x", FIELD_CHOICES);
        definition.choices = choices;
        definition.choice_count = 2;
        refuse(&definition, CRM_E_INVALID, cases[i].message);
    }
}
END_TEST

START_TEST(an_initial_value_must_parse)
{
    struct field_definition definition = definition_of("x", FIELD_DATE);
    definition.initial = TEXT("2026-02-30");
    ck_assert_int_eq(add(lead, &definition), CRM_E_INVALID);
    ck_assert_str_eq(env.error.field, "x");
    definition.initial = TEXT("2026-02-28");
    ck_assert_int_eq(add(lead, &definition), CRM_OK);
    ck_assert_str_eq(field->initial.data, "2026-02-28");
}
END_TEST

START_TEST(custom_entities_are_checked_too)
{
    const struct entity *made = lead;
    ck_assert_int_eq(
        crm__catalogue_add_entity(&catalogue, TEXT("lead"), TEXT_NONE, TEXT_NONE, 0, 0, &made),
        CRM_E_EXISTS);
    ck_assert_str_eq(env.error.message, "there is an entity 'lead'");
    ck_assert_ptr_null(made);
    ck_assert_int_eq(
        crm__catalogue_add_entity(&catalogue, TEXT("Pet"), TEXT_NONE, TEXT_NONE, 0, 0, &made),
        CRM_E_INVALID);
    ck_assert_int_eq(crm__catalogue_add_entity(&catalogue, TEXT("pet"), TEXT_NONE, TEXT_NONE,
                                               ENTITY_INTERNAL, 0, &made),
                     CRM_E_MISUSE);
    ck_assert_int_eq(crm__catalogue_add_entity(&catalogue, TEXT("pet"), TEXT_NONE, TEXT_NONE, 0,
                                               lead->number, &made),
                     CRM_E_EXISTS);
    ck_assert_int_eq(
        crm__catalogue_add_entity(&catalogue, TEXT("pet"), TEXT_NONE, TEXT_NONE, 0, 77, &made),
        CRM_E_INVALID);
    ck_assert_ptr_null(crm__entity_find(&catalogue, TEXT("pet")));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("model definition");
    TCase *tests = tcase_create("definition");
    tcase_add_checked_fixture(tests, setup, end_catalogue);
    tcase_add_test(tests, names_that_are_no_names_are_refused);
    tcase_add_test(tests, names_in_use_are_refused);
    tcase_add_test(tests, sizes_flags_and_targets_must_fit_the_type);
    tcase_add_test(tests, labels_must_be_short_valid_text);
    tcase_add_test(tests, choices_that_could_not_be_written_are_refused);
    tcase_add_test(tests, an_initial_value_must_parse);
    tcase_add_test(tests, custom_entities_are_checked_too);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
