/* The catalogue: the standard tables are whole, and numbers never shift. */
#include "model/catalogue/tables.h"

#include "model_fixture.h"

#include <stdio.h>
#include <string.h>

static bool has_chinese(struct text text)
{
    for (size_t offset = 0; offset < text.size;) {
        uint32_t code_point = crm__utf8_next(text, &offset);
        if (code_point >= 0x4e00 && code_point <= 0x9fff)
            return true;
    }
    return false;
}

/* Names that people of both languages write alike. */
static bool is_international(struct text label)
{
    static const char *const labels[] = {"QQ",  "SHA-256", "AAA", "AA", "A",
                                         "BBB", "BB",      "B",   "C",  "D"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (crm__text_is(label, labels[i]))
            return true;
    }
    return false;
}

static void check_labels(const char *whose, struct text name, struct text en, struct text zh)
{
    ck_assert_msg(en.size > 0 && !has_chinese(en), "%s %s: label en", whose, name.data);
    ck_assert_msg(has_chinese(zh) || is_international(zh), "%s %s: label zh", whose, name.data);
    ck_assert_uint_eq(crm__utf8_valid_prefix(zh), zh.size);
}

START_TEST(every_entity_and_field_has_labels_in_both_languages)
{
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        const struct entity *entity = catalogue.entities[i];
        check_labels("entity", entity->name, entity->label_en, entity->label_zh);
        for (size_t j = 0; j < entity->field_count; j++) {
            const struct field *field = entity->fields[j];
            check_labels(entity->name.data, field->name, field->label_en, field->label_zh);
        }
    }
}
END_TEST

START_TEST(every_choice_set_is_used_and_has_distinct_names_and_labels)
{
    for (size_t i = 0; i < catalogue.choice_set_count; i++) {
        const struct choice_set *set = catalogue.choice_sets[i];
        bool used = false;
        for (size_t j = 0; j < catalogue.entity_count; j++) {
            for (size_t k = 0; k < catalogue.entities[j]->field_count; k++)
                used |= catalogue.entities[j]->fields[k]->choices == set;
        }
        ck_assert_msg(used, "choice set %s is not used", set->name.data);
        ck_assert_uint_gt(set->count, 0);
        for (size_t j = 0; j < set->count; j++) {
            const struct choice *choice = &set->choices[j];
            check_labels(set->name.data, choice->name, choice->label_en, choice->label_zh);
            ck_assert_ptr_eq(crm__choice_find(set, choice->name), choice);
            ck_assert_uint_le(choice->name.size, 64);
            for (size_t k = 0; k < j; k++)
                ck_assert(!crm__text_equal(choice->label_zh, set->choices[k].label_zh));
        }
    }
}
END_TEST

START_TEST(names_are_distinct_lower_case_words)
{
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        const struct entity *entity = catalogue.entities[i];
        ck_assert_ptr_eq(crm__entity_find(&catalogue, entity->name), entity);
        ck_assert_ptr_nonnull(entity->name_field);
        ck_assert_ptr_eq(entity->name_field->entity, entity);
        for (size_t j = 0; j < entity->field_count; j++) {
            const struct field *field = entity->fields[j];
            ck_assert_ptr_eq(crm__field_find(entity, field->name), field);
            ck_assert_int_eq(field->index, (int)j);
            ck_assert_uint_eq(strspn(field->name.data, "abcdefghijklmnopqrstuvwxyz0123456789_"),
                              field->name.size);
            ck_assert_uint_le(field->name.size, 60);
        }
    }
}
END_TEST

START_TEST(labels_of_an_entity_name_one_field_each)
{
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        const struct entity *entity = catalogue.entities[i];
        for (size_t j = 0; j < entity->field_count; j++) {
            for (size_t k = 0; k < j; k++) {
                const struct field *a = entity->fields[j];
                const struct field *b = entity->fields[k];
                ck_assert_msg(!crm__text_equal(a->label_en, b->label_en) &&
                                  !crm__text_equal(a->label_zh, b->label_zh),
                              "%s: %s and %s have one label", entity->name.data, a->name.data,
                              b->name.data);
            }
        }
    }
}
END_TEST

START_TEST(every_entity_begins_with_the_system_fields)
{
    static const char *const names[] = {
        "id",         "version",    "created_at", "created_by",      "updated_at",
        "updated_by", "deleted_at", "owner",      "external_source", "external_id"};
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        for (int j = 0; j < SYSTEM_FIELD_COUNT; j++) {
            const struct field *field =
                crm__system_field(catalogue.entities[i], (enum system_field)j);
            ck_assert_str_eq(field->name.data, names[j]);
            ck_assert(field->flags & FIELD_SYSTEM);
        }
        ck_assert_ptr_eq(crm__system_field(catalogue.entities[i], SYSTEM_OWNER)->target,
                         entity_of("user"));
    }
}
END_TEST

START_TEST(references_have_targets_and_choices_have_sets)
{
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        for (size_t j = 0; j < catalogue.entities[i]->field_count; j++) {
            const struct field *field = catalogue.entities[i]->fields[j];
            bool refers = field->type == FIELD_REFERENCE || field->type == FIELD_REFERENCES;
            bool chooses = field->type == FIELD_CHOICE || field->type == FIELD_CHOICES;
            ck_assert_msg(refers == (field->target != NULL), "%s", field->name.data);
            ck_assert_msg(chooses == (field->choices != NULL), "%s", field->name.data);
            ck_assert(!refers || !(field->target->flags & ENTITY_INTERNAL));
        }
    }
}
END_TEST

START_TEST(an_entity_with_money_has_a_currency)
{
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        const struct entity *entity = catalogue.entities[i];
        for (size_t j = 0; j < entity->field_count; j++) {
            if (entity->fields[j]->type != FIELD_MONEY)
                continue;
            ck_assert_msg(entity->currency != NULL, "%s has no currency", entity->name.data);
            ck_assert_str_eq(entity->currency->name.data, "currency");
            ck_assert_int_eq(entity->currency->type, FIELD_TEXT);
            ck_assert_int_eq(entity->currency->size_limit, 3);
        }
    }
}
END_TEST

START_TEST(every_phone_and_email_is_followed_by_its_normal_form)
{
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        const struct entity *entity = catalogue.entities[i];
        for (size_t j = 0; j < entity->field_count; j++) {
            const struct field *field = entity->fields[j];
            if (field->type != FIELD_PHONE && field->type != FIELD_EMAIL) {
                ck_assert_ptr_null(field->normal);
                continue;
            }
            const struct field *normal = entity->fields[j + 1];
            ck_assert_ptr_eq(field->normal, normal);
            ck_assert_ptr_eq(normal->normal_of, field);
            ck_assert_int_eq(normal->number, field->number + FIELD_NUMBER_NORMAL);
            ck_assert(normal->flags & FIELD_DERIVED);
            ck_assert_int_eq(normal->flags & FIELD_PII, field->flags & FIELD_PII);
            ck_assert(!(field->flags & (FIELD_UNIQUE | FIELD_INDEXED)));
        }
    }
}
END_TEST

START_TEST(polymorphic_references_come_in_pairs)
{
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        const struct entity *entity = catalogue.entities[i];
        const struct field *name = crm__field_find(entity, TEXT("subject_entity"));
        const struct field *id = crm__field_find(entity, TEXT("subject_id"));
        ck_assert((name == NULL) == (id == NULL));
        ck_assert(!name || (name->type == FIELD_TEXT && id->type == FIELD_INTEGER));
    }
}
END_TEST

static bool has_key(const struct entity *entity, const char *names, bool unique)
{
    for (size_t i = 0; i < entity->key_count; i++) {
        char joined[256] = "";
        for (size_t j = 0; j < entity->keys[i].count; j++) {
            size_t used = strlen(joined);
            snprintf(joined + used, sizeof joined - used, "%s%s", j ? "," : "",
                     entity->keys[i].fields[j]->name.data);
        }
        if (strcmp(joined, names) == 0 && entity->keys[i].unique == unique)
            return true;
    }
    return false;
}

START_TEST(keys_come_from_flags_and_from_lists)
{
    ck_assert(has_key(entity_of("lead"), "external_source,external_id", true));
    ck_assert(has_key(entity_of("user"), "login", true));
    ck_assert(has_key(entity_of("due_work"), "entity_name,record_id,kind", true));
    ck_assert(has_key(entity_of("due_work"), "state,due_at", false));
    ck_assert(has_key(entity_of("lead"), "owner,status", false));
    ck_assert(has_key(entity_of("customer_value"), "account", true));
    ck_assert(has_key(entity_of("registration"), "phone_normal", false));
    ck_assert(!has_key(entity_of("registration"), "phone", false));
}
END_TEST

START_TEST(no_key_is_there_twice)
{
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        const struct entity *entity = catalogue.entities[i];
        for (size_t j = 0; j < entity->key_count; j++) {
            for (size_t k = 0; k < j; k++) {
                const struct key *a = &entity->keys[j], *b = &entity->keys[k];
                bool same = a->count == b->count;
                for (size_t l = 0; same && l < a->count; l++)
                    same = a->fields[l] == b->fields[l];
                ck_assert_msg(!same, "%s: key %zu twice", entity->name.data, j);
            }
        }
    }
}
END_TEST

START_TEST(only_short_values_are_unique_or_indexed)
{
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        const struct entity *entity = catalogue.entities[i];
        for (size_t j = 0; j < entity->key_count; j++) {
            for (size_t k = 0; k < entity->keys[j].count; k++) {
                const struct field *field = entity->keys[j].fields[k];
                ck_assert_int_ne(field->type, FIELD_JSON);
                ck_assert_int_ne(field->type, FIELD_REFERENCES);
                ck_assert_int_le(field->size_limit, 500);
            }
        }
    }
}
END_TEST

/* One line an entity, then one a field, as the golden file has them. */
static void print_numbers(struct buffer *buffer)
{
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        const struct entity *entity = catalogue.entities[i];
        crm__buffer_format(buffer, "%d %s\n", entity->number, entity->name.data);
        for (size_t j = SYSTEM_FIELD_COUNT; j < entity->field_count; j++) {
            const struct field *field = entity->fields[j];
            if (!field->normal_of)
                crm__buffer_format(buffer, "%d.%d %s.%s %s\n", entity->number, field->number,
                                   entity->name.data, field->name.data,
                                   crm__field_type_name(field->type));
        }
    }
}

/*
 * Databases in the field refer to these numbers. A new line in the output is a new line in the
 * golden file; a changed one is a mistake in the tables.
 */
START_TEST(numbers_never_shift)
{
    FILE *file = fopen(TESTS_DIR "/golden/catalogue_numbers.txt", "rb");
    ck_assert_ptr_nonnull(file);
    struct buffer golden, actual;
    crm__buffer_init(&golden, &env);
    crm__buffer_init(&actual, &env);
    char block[4096];
    for (size_t size; (size = fread(block, 1, sizeof block, file)) > 0;)
        crm__buffer_bytes(&golden, block, size);
    fclose(file);

    print_numbers(&actual);
    if (!crm__text_equal(crm__buffer_view(&golden), crm__buffer_view(&actual))) {
        FILE *out = fopen("catalogue_numbers.txt", "wb");
        fwrite(actual.data, 1, actual.size, out);
        fclose(out);
        ck_abort_msg("numbers differ from tests/golden/catalogue_numbers.txt: compare with "
                     "catalogue_numbers.txt in the build folder");
    }
    crm__buffer_free(&golden);
    crm__buffer_free(&actual);
}
END_TEST

START_TEST(entities_and_fields_are_found_by_number)
{
    const struct entity *lead = entity_of("lead");
    ck_assert_ptr_eq(crm__entity_by_number(&catalogue, lead->number), lead);
    ck_assert_ptr_null(crm__entity_by_number(&catalogue, 99));
    for (size_t i = 0; i < lead->field_count; i++)
        ck_assert_ptr_eq(crm__field_by_number(lead, lead->fields[i]->number), lead->fields[i]);
    ck_assert_ptr_null(crm__field_by_number(lead, 0));
}
END_TEST

START_TEST(the_catalogue_covers_its_areas)
{
    static const char *const names[] = {
        "user",
        "role",
        "team",
        "territory",
        "working_calendar",
        "holiday",
        "skill",
        "exchange_rate",
        "setting",
        "trigger",
        "approval_flow",
        "approval",
        "due_work",
        "outbox",
        "event",
        "lead",
        "lead_source",
        "channel",
        "capture_form",
        "pool",
        "pool_rule",
        "claim",
        "score_model",
        "score",
        "tag_rule",
        "duplicate_pair",
        "merge",
        "alias",
        "nurture_track",
        "registration",
        "account",
        "contact",
        "opportunity",
        "activity",
        "task",
        "product",
        "order",
        "order_line",
        "customer_value",
        "alert",
        "segment",
        "note",
        "attachment",
        "tag",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        entity_of(names[i]);
    ck_assert_ptr_null(crm__entity_find(&catalogue, TEXT("leads")));
    ck_assert_ptr_null(crm__entity_find(&catalogue, TEXT_NONE));
}
END_TEST

START_TEST(no_memory_at_any_point_leaves_nothing_behind)
{
    crm__catalogue_free(&catalogue);
    size_t failures = 0;
    for (size_t at = 1;; at++) {
        heap.calls = 0;
        heap.fail_at = at;
        crm_status status = crm__catalogue_init(&catalogue, &env);
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        ck_assert_uint_eq(heap.live, 0);
        failures++;
    }
    heap.fail_at = 0;
    ck_assert_uint_gt(failures, 50);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("model catalogue");
    TCase *tests = tcase_create("catalogue");
    tcase_add_checked_fixture(tests, begin_catalogue, end_catalogue);
    tcase_add_test(tests, every_entity_and_field_has_labels_in_both_languages);
    tcase_add_test(tests, every_choice_set_is_used_and_has_distinct_names_and_labels);
    tcase_add_test(tests, names_are_distinct_lower_case_words);
    tcase_add_test(tests, labels_of_an_entity_name_one_field_each);
    tcase_add_test(tests, every_entity_begins_with_the_system_fields);
    tcase_add_test(tests, references_have_targets_and_choices_have_sets);
    tcase_add_test(tests, an_entity_with_money_has_a_currency);
    tcase_add_test(tests, every_phone_and_email_is_followed_by_its_normal_form);
    tcase_add_test(tests, polymorphic_references_come_in_pairs);
    tcase_add_test(tests, keys_come_from_flags_and_from_lists);
    tcase_add_test(tests, no_key_is_there_twice);
    tcase_add_test(tests, only_short_values_are_unique_or_indexed);
    tcase_add_test(tests, numbers_never_shift);
    tcase_add_test(tests, entities_and_fields_are_found_by_number);
    tcase_add_test(tests, the_catalogue_covers_its_areas);
    tcase_add_test(tests, no_memory_at_any_point_leaves_nothing_behind);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
