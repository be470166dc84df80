/* Custom entities and fields: numbered, removed and revived, and then like any other. */
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

START_TEST(a_custom_field_is_found_like_any_other)
{
    struct field_definition definition = definition_of("age", FIELD_INTEGER);
    definition.label_en = TEXT("Age");
    definition.label_zh = TEXT("年龄");
    definition.flags = FIELD_INDEXED;
    size_t key_count = lead->key_count;
    uint64_t generation = catalogue.generation;
    ck_assert_int_eq(add(lead, &definition), CRM_OK);
    ck_assert_ptr_eq(crm__field_find(lead, TEXT("age")), field);
    ck_assert_ptr_eq(crm__field_by_number(lead, FIELD_NUMBER_CUSTOM), field);
    ck_assert_ptr_eq(lead->fields[lead->field_count - 1], field);
    ck_assert_ptr_eq(field->entity, lead);
    ck_assert_str_eq(field->label_zh.data, "年龄");
    ck_assert_uint_eq(lead->key_count, key_count + 1);
    ck_assert_ptr_eq(lead->keys[key_count].fields[0], field);
    ck_assert(!lead->keys[key_count].unique);
    ck_assert_uint_gt(catalogue.generation, generation);
}
END_TEST

START_TEST(pointers_to_fields_stay_valid_while_fields_are_added)
{
    const struct field *status = crm__field_find(lead, TEXT("status"));
    for (int i = 0; i < 500; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%d", i);
        struct field_definition definition = definition_of(name, FIELD_BOOL);
        ck_assert_int_eq(add(lead, &definition), CRM_OK);
        ck_assert_int_eq(field->number, FIELD_NUMBER_CUSTOM + i);
    }
    ck_assert_ptr_eq(crm__field_find(lead, TEXT("status")), status);
    ck_assert_str_eq(status->name.data, "status");
    struct field_definition definition = definition_of("one_more", FIELD_BOOL);
    refuse(&definition, CRM_E_LIMIT, "501 custom fields of lead, at most 500");
}
END_TEST

START_TEST(a_choice_field_brings_its_own_set_or_shares_one)
{
    struct choice choices[] = {
        {TEXT("blue-collar"), TEXT("Blue collar"), TEXT("蓝领")},
        {TEXT("管理"), TEXT_NONE, TEXT_NONE},
    };
    struct field_definition definition = definition_of("job", FIELD_CHOICE);
    definition.choices = choices;
    definition.choice_count = 2;
    definition.initial = TEXT("蓝领");
    ck_assert_int_eq(add(lead, &definition), CRM_OK);
    ck_assert_str_eq(field->choices->name.data, "lead.job");
    ck_assert_uint_eq(field->choices->count, 2);
    ck_assert_ptr_nonnull(crm__choice_find(field->choices, TEXT("blue-collar")));
    ck_assert_str_eq(field->choices->choices[1].label_en.data, "管理");

    definition = definition_of("second_level", FIELD_CHOICES);
    definition.target = TEXT("customer_level");
    ck_assert_int_eq(add(lead, &definition), CRM_OK);
    ck_assert_ptr_eq(field->choices, crm__field_find(lead, TEXT("level"))->choices);
    definition.choices = choices;
    definition.choice_count = 2;
    definition.name = TEXT("x");
    refuse(&definition, CRM_E_INVALID, "x: either a choice set or choices");
    definition.type = FIELD_TEXT;
    refuse(&definition, CRM_E_INVALID, "x: type text has no choices");
}
END_TEST

START_TEST(a_phone_field_brings_its_normal_form)
{
    struct field_definition definition = definition_of("fax", FIELD_PHONE);
    definition.flags = FIELD_UNIQUE | FIELD_PII;
    size_t field_count = lead->field_count;
    ck_assert_int_eq(add(lead, &definition), CRM_OK);
    ck_assert_uint_eq(lead->field_count, field_count + 2);
    ck_assert_ptr_eq(lead->fields[field_count], field);
    ck_assert_ptr_eq(lead->fields[field_count + 1], field->normal);
    ck_assert_str_eq(field->normal->name.data, "fax_normal");
    ck_assert_int_eq(field->normal->number, field->number + FIELD_NUMBER_NORMAL);
    const struct key *key = &lead->keys[lead->key_count - 1];
    ck_assert(key->unique && key->fields[0] == field->normal);
}
END_TEST

START_TEST(the_first_money_field_brings_the_currency)
{
    const struct entity *team = crm__entity_find(&catalogue, TEXT("team"));
    struct field_definition definition = definition_of("target", FIELD_MONEY);
    ck_assert_ptr_null(team->currency);
    ck_assert_int_eq(add(team, &definition), CRM_OK);
    ck_assert_ptr_nonnull(team->currency);
    ck_assert_int_eq(team->currency->number, FIELD_NUMBER_CURRENCY);
    ck_assert_int_eq(field->number, FIELD_NUMBER_CUSTOM);
    size_t field_count = team->field_count;
    definition.name = TEXT("stretch");
    ck_assert_int_eq(add(team, &definition), CRM_OK);
    ck_assert_uint_eq(team->field_count, field_count + 1);
}
END_TEST

START_TEST(a_currency_is_text_and_stays_while_money_needs_it)
{
    const struct entity *team = crm__entity_find(&catalogue, TEXT("team"));
    struct field_definition definition = definition_of("currency", FIELD_INTEGER);
    ck_assert_int_eq(add(team, &definition), CRM_E_INVALID);
    definition.type = FIELD_TEXT;
    definition.size = 3;
    ck_assert_int_eq(add(team, &definition), CRM_OK);
    const struct field *currency = field;
    ck_assert_ptr_eq(team->currency, currency);
    definition = definition_of("target", FIELD_MONEY);
    ck_assert_int_eq(add(team, &definition), CRM_OK);
    const struct field *target = field;
    ck_assert_int_eq(crm__catalogue_retire_field(&catalogue, currency), CRM_E_REFUSED);
    ck_assert_int_eq(crm__catalogue_retire_field(&catalogue, target), CRM_OK);
    ck_assert_int_eq(crm__catalogue_retire_field(&catalogue, currency), CRM_OK);
    ck_assert_ptr_null(team->currency);
}
END_TEST

START_TEST(numbers_from_the_database_are_kept_and_new_ones_follow)
{
    struct field_definition definition = definition_of("a", FIELD_TEXT);
    definition.number = 10007;
    ck_assert_int_eq(add(lead, &definition), CRM_OK);
    ck_assert_int_eq(field->number, 10007);
    definition = definition_of("b", FIELD_TEXT);
    ck_assert_int_eq(add(lead, &definition), CRM_OK);
    ck_assert_int_eq(field->number, 10008);
    definition = definition_of("c", FIELD_TEXT);
    definition.number = 10007;
    refuse(&definition, CRM_E_EXISTS, "field number 10007 of lead is taken");
    definition.number = 5;
    refuse(&definition, CRM_E_INVALID, "field number 5 of lead, from 10000 to 99999");
}
END_TEST

START_TEST(a_removed_field_is_not_found_and_comes_back_with_its_number)
{
    struct field_definition definition = definition_of("fax", FIELD_PHONE);
    definition.label_en = TEXT("Fax");
    ck_assert_int_eq(add(lead, &definition), CRM_OK);
    const struct field *fax = field;
    int32_t number = fax->number;
    size_t field_count = lead->field_count;
    ck_assert_int_eq(crm__catalogue_retire_field(&catalogue, fax), CRM_OK);
    ck_assert_ptr_null(crm__field_find(lead, TEXT("fax")));
    ck_assert_ptr_null(crm__field_find(lead, TEXT("fax_normal")));
    ck_assert_ptr_eq(crm__field_by_number(lead, number), fax);

    struct field_definition other = definition_of("fax", FIELD_TEXT);
    refuse(&other, CRM_E_EXISTS, "fax: a removed field of type phone has this name");
    other = definition_of("fax_normal", FIELD_TEXT);
    refuse(&other, CRM_E_EXISTS, "there is a field 'fax_normal' in lead");

    definition.label_en = TEXT("Telefax");
    ck_assert_int_eq(add(lead, &definition), CRM_OK);
    ck_assert_ptr_eq(field, fax);
    ck_assert_int_eq(field->number, number);
    ck_assert_uint_eq(lead->field_count, field_count);
    ck_assert_str_eq(field->label_en.data, "Telefax");
    ck_assert_ptr_eq(crm__field_find(lead, TEXT("fax_normal")), fax->normal);
}
END_TEST

START_TEST(standard_fields_cannot_be_removed)
{
    const struct field *email = crm__field_find(lead, TEXT("email"));
    ck_assert_int_eq(crm__catalogue_retire_field(&catalogue, email), CRM_E_MISUSE);
    ck_assert_str_eq(env.error.message, "email: not a custom field");
    ck_assert_int_eq(crm__catalogue_retire_field(&catalogue, email->normal), CRM_E_MISUSE);
    ck_assert_ptr_eq(crm__field_find(lead, TEXT("email")), email);
}
END_TEST

START_TEST(a_custom_entity_has_system_fields_a_name_and_takes_references)
{
    const struct entity *pet = NULL;
    ck_assert_int_eq(
        crm__catalogue_add_entity(&catalogue, TEXT("pet"), TEXT("Pet"), TEXT("宠物"), 0, 0, &pet),
        CRM_OK);
    ck_assert_ptr_eq(crm__entity_find(&catalogue, TEXT("pet")), pet);
    ck_assert_int_eq(pet->number, ENTITY_NUMBER_CUSTOM);
    ck_assert(pet->flags & ENTITY_CUSTOM);
    ck_assert_str_eq(pet->name_field->name.data, "name");
    ck_assert_str_eq(crm__system_field(pet, SYSTEM_ID)->name.data, "id");
    ck_assert_ptr_eq(crm__entity_by_number(&catalogue, pet->number), pet);

    struct field_definition definition = definition_of("pets", FIELD_REFERENCES);
    definition.target = TEXT("pet");
    ck_assert_int_eq(add(lead, &definition), CRM_OK);
    ck_assert_ptr_eq(field->target, pet);
    definition = definition_of("born", FIELD_DATE);
    ck_assert_int_eq(add(pet, &definition), CRM_OK);
}
END_TEST

/* Everything that a definition can bring, so that every allocation has its turn to fail. */
static crm_status add_everything(void)
{
    const struct entity *pet = NULL;
    struct choice choices[] = {{TEXT("cat"), TEXT("Cat"), TEXT("猫")},
                               {TEXT("dog"), TEXT("Dog"), TEXT("狗")}};
    struct field_definition species = definition_of("species", FIELD_CHOICE);
    species.choices = choices;
    species.choice_count = 2;
    species.initial = TEXT("cat");
    struct field_definition price = definition_of("price", FIELD_MONEY);
    struct field_definition vet = definition_of("vet", FIELD_PHONE);
    vet.flags = FIELD_UNIQUE;
    crm_status status =
        crm__catalogue_add_entity(&catalogue, TEXT("pet"), TEXT("Pet"), TEXT("宠物"), 0, 0, &pet);
    if (status >= 0)
        status = add(pet, &species);
    if (status >= 0)
        status = add(pet, &price);
    if (status >= 0)
        status = add(pet, &vet);
    return status;
}

START_TEST(no_memory_leaves_the_catalogue_as_it_was)
{
    size_t failures = 0;
    for (size_t at = 1;; at++) {
        crm__catalogue_free(&catalogue);
        heap.fail_at = 0;
        ck_assert_int_eq(crm__catalogue_init(&catalogue, &env), CRM_OK);
        heap.calls = 0;
        heap.fail_at = at;
        crm_status status = add_everything();
        heap.fail_at = 0;
        if (status == CRM_OK)
            break;
        failures++;
        ck_assert_int_eq(status, CRM_E_NOMEM);

        /* What is half done is not visible, and the same call may follow. */
        const struct entity *pet = crm__entity_find(&catalogue, TEXT("pet"));
        ck_assert(!pet || pet->currency == NULL || crm__field_find(pet, TEXT("price")));
        ck_assert(!pet || !crm__field_find(pet, TEXT("vet")));
        for (size_t i = 0; pet && i < pet->field_count; i++)
            ck_assert_ptr_eq(crm__field_find(pet, pet->fields[i]->name), pet->fields[i]);
    }
    ck_assert_uint_gt(failures, 3);
}
END_TEST

START_TEST(a_definition_that_failed_can_be_repeated)
{
    const struct entity *team = crm__entity_find(&catalogue, TEXT("team"));
    struct field_definition definition = definition_of("fax", FIELD_PHONE);
    definition.initial = TEXT("1");
    size_t at = 1;
    for (;; at++) {
        heap.calls = 0;
        heap.fail_at = at;
        if (add(team, &definition) == CRM_OK)
            break;
        ck_assert_ptr_null(crm__field_find(team, TEXT("fax")));
        ck_assert_ptr_null(crm__field_find(team, TEXT("fax_normal")));
    }
    heap.fail_at = 0;
    ck_assert_ptr_eq(crm__field_find(team, TEXT("fax")), field);
    ck_assert_ptr_eq(crm__field_find(team, TEXT("fax_normal")), field->normal);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("model custom");
    TCase *tests = tcase_create("custom");
    tcase_add_checked_fixture(tests, setup, end_catalogue);
    tcase_add_test(tests, a_custom_field_is_found_like_any_other);
    tcase_add_test(tests, pointers_to_fields_stay_valid_while_fields_are_added);
    tcase_add_test(tests, a_choice_field_brings_its_own_set_or_shares_one);
    tcase_add_test(tests, a_phone_field_brings_its_normal_form);
    tcase_add_test(tests, the_first_money_field_brings_the_currency);
    tcase_add_test(tests, a_currency_is_text_and_stays_while_money_needs_it);
    tcase_add_test(tests, numbers_from_the_database_are_kept_and_new_ones_follow);
    tcase_add_test(tests, a_removed_field_is_not_found_and_comes_back_with_its_number);
    tcase_add_test(tests, standard_fields_cannot_be_removed);
    tcase_add_test(tests, a_custom_entity_has_system_fields_a_name_and_takes_references);
    tcase_add_test(tests, no_memory_leaves_the_catalogue_as_it_was);
    tcase_add_test(tests, a_definition_that_failed_can_be_repeated);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
