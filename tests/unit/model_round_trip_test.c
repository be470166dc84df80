/* Laws of values and their texts: what is written reads back, whatever the type. */
#include "base/random.h"
#include "base/time.h"
#include "model/record.h"

#include "model_fixture.h"

#include <stdio.h>

static struct arena arena;
static struct buffer buffer;
static struct value value;

static void setup(void)
{
    begin_catalogue();
    crm__arena_init(&arena, &env);
    crm__buffer_init(&buffer, &env);
    value = VALUE_OF_NULL;
}

static void teardown(void)
{
    crm__buffer_free(&buffer);
    crm__arena_free(&arena);
    end_catalogue();
}

static struct value text_value(const char *text)
{
    return crm__value_text(crm__text_of(text));
}

/* A value that the field takes, drawn evenly over its range and its edges. */
static struct value any_value(struct random *random, const struct field *field)
{
    static const int64_t edges[] = {0, 1, -1, INT64_MAX, INT64_MIN, 1000000, -86400000000};
    int64_t number = crm__random_below(random, 4) ? (int64_t)crm__random_next(random)
                                                  : edges[crm__random_below(random, 7)];
    char *text;
    int64_t ids[20];
    size_t count = crm__random_below(random, 19) + 1;
    switch (field->type) {
    case FIELD_BOOL:
        return crm__value_int(number & 1);
    case FIELD_DATE:
        return crm__value_int(
            DATE_MIN + (int64_t)crm__random_below(random, (uint64_t)(DATE_MAX - DATE_MIN + 1)));
    case FIELD_TIME:
        return crm__value_int(TIME_MIN_US + (int64_t)crm__random_below(
                                                random, (uint64_t)(TIME_MAX_US - TIME_MIN_US)));
    case FIELD_REFERENCE:
        return crm__value_int((int64_t)(crm__random_next(random) >> 1) | 1);
    case FIELD_REFERENCES:
        for (size_t i = 0; i < count; i++)
            ids[i] = (int64_t)crm__random_below(random, 50) + 1;
        ck_assert_int_eq(crm__references_make(&arena, ids, count, &value), CRM_OK);
        return value;
    case FIELD_CHOICE:
        return crm__value_text(
            field->choices->choices[crm__random_below(random, field->choices->count)].name);
    case FIELD_CHOICES:
        crm__buffer_clear(&buffer);
        crm__buffer_byte(&buffer, '|');
        for (size_t i = 0; i < field->choices->count; i++) {
            if (crm__random_below(random, 2) || (i == 0)) {
                crm__buffer_text(&buffer, field->choices->choices[i].name);
                crm__buffer_byte(&buffer, '|');
            }
        }
        return crm__value_text(crm__arena_text(&arena, crm__buffer_view(&buffer)));
    case FIELD_JSON:
        text = crm__arena_format(&arena, "{\"客户\": [%lld, \"x\"]}", (long long)number);
        return text_value(text);
    case FIELD_URL:
        text = crm__arena_format(&arena, "https://例.cn/%llx", (unsigned long long)number);
        return text_value(text);
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
    case FIELD_MONEY:
        return crm__value_int(number);
    default:
        crm__buffer_clear(&buffer);
        for (size_t i = 0; i < count; i++)
            crm__buffer_code_point(&buffer, (uint32_t)(crm__random_below(random, 0x9000) + 1));
        return crm__value_text(
            crm__arena_text(&arena, crm__text_slice(crm__buffer_view(&buffer), 0, buffer.size)));
    }
}

static void reads_back(struct random *random, const struct field *field, struct text currency)
{
    struct buffer written;
    struct value original = any_value(random, field);
    crm__buffer_init(&written, &env);
    ck_assert_msg(crm__field_check(&env, field, original) == CRM_OK, "%s", env.error.message);
    crm__field_format(&written, field, currency, original);
    ck_assert_msg(crm__field_parse(&env, &arena, field, currency, crm__buffer_view(&written),
                                   &value) == CRM_OK,
                  "'%s': %s", written.data, env.error.message);
    ck_assert_msg(crm__value_equal(value, original), "%s '%s'", field->name.data, written.data);
    crm__buffer_free(&written);
}

START_TEST(what_is_written_reads_back_as_the_same_value)
{
    static const struct {
        const char *entity, *name, *currency;
    } fields[] = {
        {"lead", "description", NULL}, {"user", "capacity", NULL},
        {"product", "tax_rate", NULL}, {"exchange_rate", "rate", NULL},
        {"order", "amount", "CNY"},    {"order", "amount", "JPY"},
        {"order", "amount", "KWD"},    {"lead", "locked", NULL},
        {"lead", "needed_by", NULL},   {"activity", "at", NULL},
        {"lead", "status", NULL},      {"lead", "interests", NULL},
        {"lead", "mobile", NULL},      {"lead", "email", NULL},
        {"lead", "website", NULL},     {"lead", "pool", NULL},
        {"pool", "users", NULL},       {"pool", "hidden_fields", NULL},
    };
    struct random random;
    crm__random_init(&random, 20260302, 0);
    for (int round = 0; round < 300; round++) {
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
            const struct field *field = field_of(fields[i].entity, fields[i].name);
            struct text currency = crm__text_of(fields[i].currency);
            reads_back(&random, field, currency);
        }
        crm__arena_reset(&arena);
    }
}
END_TEST

/* One custom field of every type, beside the standard fields of an entity. */
START_TEST(custom_fields_of_every_type_read_back_too)
{
    const struct entity *skill = crm__entity_find(&catalogue, TEXT("skill"));
    struct random random;
    crm__random_init(&random, 20260303, 0);
    for (int type = FIELD_TEXT; type <= FIELD_JSON; type++) {
        char name[32];
        snprintf(name, sizeof name, "my_%s", crm__field_type_name((enum field_type)type));
        struct field_definition definition = {.name = crm__text_of(name),
                                              .type = (enum field_type)type};
        if (type == FIELD_CHOICE || type == FIELD_CHOICES)
            definition.target = TEXT("industry");
        if (type == FIELD_REFERENCE || type == FIELD_REFERENCES)
            definition.target = TEXT("lead");
        const struct field *field = NULL;
        ck_assert_msg(crm__catalogue_add_field(&catalogue, skill, &definition, &field) == CRM_OK,
                      "%s", env.error.message);
        ck_assert(field->flags == 0 && field->entity == skill);
        for (int round = 0; round < 50; round++)
            reads_back(&random, field, TEXT("USD"));
    }
}
END_TEST

START_TEST(every_choice_label_means_its_choice)
{
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        for (size_t j = 0; j < catalogue.entities[i]->field_count; j++) {
            const struct field *field = catalogue.entities[i]->fields[j];
            for (size_t k = 0; field->type == FIELD_CHOICE && k < field->choices->count; k++) {
                const struct choice *choice = &field->choices->choices[k];
                const struct text texts[] = {choice->name, choice->label_en, choice->label_zh};
                for (size_t l = 0; l < 3; l++) {
                    ck_assert_int_eq(
                        crm__field_parse(&env, &arena, field, TEXT_NONE, texts[l], &value), CRM_OK);
                    ck_assert_str_eq(value.text.data, choice->name.data);
                }
            }
        }
        crm__arena_reset(&arena);
    }
}
END_TEST

START_TEST(every_initial_value_of_the_catalogue_parses)
{
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        for (size_t j = 0; j < catalogue.entities[i]->field_count; j++) {
            const struct field *field = catalogue.entities[i]->fields[j];
            ck_assert_msg(
                crm__field_parse(&env, &arena, field, TEXT_NONE, field->initial, &value) == CRM_OK,
                "%s.%s: %s", catalogue.entities[i]->name.data, field->name.data, env.error.message);
        }
        crm__arena_reset(&arena);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("model round trip");
    TCase *tests = tcase_create("round trip");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, what_is_written_reads_back_as_the_same_value);
    tcase_add_test(tests, custom_fields_of_every_type_read_back_too);
    tcase_add_test(tests, every_choice_label_means_its_choice);
    tcase_add_test(tests, every_initial_value_of_the_catalogue_parses);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
