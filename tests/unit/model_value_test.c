/* Values and their texts: every type is read, written, and refused by its own rules. */
#include "base/time.h"
#include "model/record.h"

#include "model_fixture.h"

#include <string.h>

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

static void parses_in(const struct field *field, const char *currency, const char *text,
                      struct value expected, const char *written)
{
    ck_assert_msg(crm__field_parse(&env, &arena, field, crm__text_of(currency), crm__text_of(text),
                                   &value) == CRM_OK,
                  "'%s': %s", text, env.error.message);
    ck_assert_msg(crm__value_equal(value, expected), "'%s' is another value", text);
    ck_assert_int_eq(crm__field_check(&env, field, value), CRM_OK);
    crm__buffer_clear(&buffer);
    crm__field_format(&buffer, field, crm__text_of(currency), value);
    ck_assert_str_eq(buffer.data, written);
}

static void parses(const struct field *field, const char *text, struct value expected,
                   const char *written)
{
    parses_in(field, NULL, text, expected, written);
}

static void refuses(const struct field *field, const char *text, const char *message)
{
    value = crm__value_int(7);
    crm__error_clear(&env);
    ck_assert_int_eq(crm__field_parse(&env, &arena, field, TEXT_NONE, crm__text_of(text), &value),
                     CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, message);
    ck_assert_str_eq(env.error.entity, field->entity->name.data);
    ck_assert_str_eq(env.error.field, field->name.data);
    ck_assert_int_eq(value.kind, VALUE_NULL);
}

static struct value text_value(const char *text)
{
    return crm__value_text(crm__text_of(text));
}

START_TEST(empty_text_is_no_value_in_every_type)
{
    static const struct {
        const char *entity, *name;
    } fields[] = {{"lead", "name"},      {"lead", "score"},  {"tag_link", "confidence"},
                  {"lead", "budget"},    {"lead", "locked"}, {"lead", "needed_by"},
                  {"lead", "scored_at"}, {"lead", "status"}, {"lead", "interests"},
                  {"lead", "mobile"},    {"lead", "email"},  {"lead", "website"},
                  {"lead", "pool"},      {"pool", "users"},  {"pool", "hidden_fields"}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct field *field = field_of(fields[i].entity, fields[i].name);
        value = crm__value_int(7);
        ck_assert_int_eq(crm__field_parse(&env, &arena, field, TEXT_NONE, TEXT_NONE, &value),
                         CRM_OK);
        ck_assert_int_eq(value.kind, VALUE_NULL);
        ck_assert_int_eq(crm__field_check(&env, field, value), CRM_OK);
        crm__field_format(&buffer, field, TEXT_NONE, value);
        ck_assert_uint_eq(buffer.size, 0);
    }
}
END_TEST

START_TEST(text_is_taken_as_it_is)
{
    const struct field *name = field_of("lead", "name");
    parses(name, " 王小明 ", text_value(" 王小明 "), " 王小明 ");
    char text[300];
    memset(text, 'x', sizeof text);
    text[256] = '\0';
    refuses(name, text, "name: 256 bytes, at most 255");
    text[255] = '\0';
    parses(name, text, text_value(text), text);
}
END_TEST

START_TEST(text_must_be_utf8_without_nul)
{
    const struct field *name = field_of("lead", "name");
    ck_assert_int_eq(crm__field_parse(&env, &arena, name, TEXT_NONE, TEXT("a\xff"), &value),
                     CRM_E_INVALID);
    ck_assert_str_eq(env.error.field, "name");
    ck_assert_int_eq(
        crm__field_parse(&env, &arena, name, TEXT_NONE, (struct text){"a\0b", 3}, &value),
        CRM_E_INVALID);
    ck_assert_int_eq(crm__field_check(&env, name, crm__value_text(TEXT("\xed\xa0\x80"))),
                     CRM_E_INVALID);
    ck_assert_int_eq(crm__field_check(&env, name, crm__value_text(TEXT_NONE)), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "name: empty text; no value is null");
}
END_TEST

START_TEST(integers_have_64_bits)
{
    const struct field *capacity = field_of("user", "capacity");
    parses(capacity, "0", crm__value_int(0), "0");
    parses(capacity, "-9223372036854775808", crm__value_int(INT64_MIN), "-9223372036854775808");
    parses(capacity, "9223372036854775807", crm__value_int(INT64_MAX), "9223372036854775807");
    refuses(capacity, "9223372036854775808",
            "capacity: '9223372036854775808' is not an integer of 64 bits");
    refuses(capacity, "12.0", "capacity: '12.0' is not an integer");
    refuses(capacity, "十", "capacity: '十' is not an integer");
    refuses(capacity, " 1", "capacity: ' 1' is not an integer");
}
END_TEST

START_TEST(decimals_have_the_scale_of_the_field)
{
    const struct field *rate = field_of("product", "tax_rate");
    parses(rate, "13", crm__value_int(130000), "13.0000");
    parses(rate, "-0.0001", crm__value_int(-1), "-0.0001");
    ck_assert_int_eq(crm__field_parse(&env, &arena, rate, TEXT_NONE, TEXT("0.00001"), &value),
                     CRM_E_INVALID);
    ck_assert_int_eq(strncmp(env.error.message, "tax_rate: ", 10), 0);
    ck_assert_int_eq(crm__field_parse(&env, &arena, rate, TEXT_NONE, TEXT("1e3"), &value),
                     CRM_E_INVALID);
}
END_TEST

START_TEST(money_has_the_decimals_of_its_currency)
{
    const struct field *amount = field_of("order", "amount");
    parses_in(amount, NULL, "12.5", crm__value_int(1250), "12.50");
    parses_in(amount, "CNY", "12.50", crm__value_int(1250), "12.50");
    parses_in(amount, "JPY", "1250", crm__value_int(1250), "1250");
    parses_in(amount, "KWD", "1.25", crm__value_int(1250), "1.250");
    parses_in(amount, "CNY", "-0.01", crm__value_int(-1), "-0.01");
    ck_assert_int_eq(crm__field_parse(&env, &arena, amount, TEXT("JPY"), TEXT("0.5"), &value),
                     CRM_E_INVALID);
    ck_assert_int_eq(crm__field_parse(&env, &arena, amount, TEXT("XYZ"), TEXT("5"), &value),
                     CRM_E_INVALID);
    ck_assert_int_eq(
        crm__field_parse(&env, &arena, amount, TEXT("CNY"), TEXT("92233720368547758.08"), &value),
        CRM_E_INVALID);
    ck_assert_int_eq(value.kind, VALUE_NULL);
}
END_TEST

START_TEST(a_currency_is_an_iso_code)
{
    const struct field *currency = field_of("order", "currency");
    parses(currency, "EUR", text_value("EUR"), "EUR");
    ck_assert_int_eq(crm__field_parse(&env, &arena, currency, TEXT_NONE, TEXT("CNX"), &value),
                     CRM_E_INVALID);
    ck_assert_int_eq(strncmp(env.error.message, "currency: ", 10), 0);
    refuses(currency, "YUAN", "currency: 4 bytes, at most 3");
}
END_TEST

START_TEST(bools_are_true_or_false)
{
    const struct field *locked = field_of("lead", "locked");
    parses(locked, "true", crm__value_int(1), "true");
    parses(locked, "0", crm__value_int(0), "false");
    parses(locked, "False", crm__value_int(0), "false");
    refuses(locked, "2", "locked: '2' is not true or false");
    refuses(locked, "是", "locked: '是' is not true or false");
    ck_assert_int_eq(crm__field_check(&env, locked, crm__value_int(2)), CRM_E_INVALID);
}
END_TEST

START_TEST(dates_and_times_are_those_of_rfc_3339)
{
    const struct field *day = field_of("lead", "needed_by");
    const struct field *at = field_of("activity", "at");
    parses(day, "1970-01-02", crm__value_int(1), "1970-01-02");
    parses(day, "0001-01-01", crm__value_int(DATE_MIN), "0001-01-01");
    parses(day, "9999-12-31", crm__value_int(DATE_MAX), "9999-12-31");
    parses(at, "1970-01-01T08:00:00+08:00", crm__value_int(0), "1970-01-01T00:00:00Z");
    parses(at, "1970-01-01T00:00:00.000001Z", crm__value_int(1), "1970-01-01T00:00:00.000001Z");
    static const char *const bad[] = {"2026-02-29", "2026/02/01", "2026-2-1", "today"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_int_eq(
            crm__field_parse(&env, &arena, day, TEXT_NONE, crm__text_of(bad[i]), &value),
            CRM_E_INVALID);
    ck_assert_int_eq(
        crm__field_parse(&env, &arena, at, TEXT_NONE, TEXT("2026-02-01T10:00:00"), &value),
        CRM_E_INVALID);
    ck_assert_str_eq(env.error.field, "at");
    ck_assert_int_eq(crm__field_check(&env, day, crm__value_int(DATE_MAX + 1)), CRM_E_INVALID);
    ck_assert_int_eq(crm__field_check(&env, at, crm__value_int(TIME_MIN_US - 1)), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "at: a time outside of the years 1 to 9999");
}
END_TEST

START_TEST(a_choice_is_its_name_or_a_label)
{
    const struct field *status = field_of("lead", "status");
    parses(status, "nurture", text_value("nurture"), "nurture");
    parses(status, "Nurture", text_value("nurture"), "nurture");
    parses(status, "培育中", text_value("nurture"), "nurture");
    refuses(status, "nutrure", "status: no choice 'nutrure'; did you mean 'nurture'?");
    refuses(status, "已转", "status: no choice '已转'");
    ck_assert_int_eq(crm__field_check(&env, status, text_value("培育中")), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "status: no choice '培育中'; did you mean 'nurture'?");
}
END_TEST

START_TEST(choices_come_in_one_order_and_once)
{
    const struct field *interests = field_of("lead", "interests");
    parses(interests, "price", text_value("|price|"), "price");
    parses(interests, "trial, Price ,price|产品资料", text_value("|product|price|trial|"),
           "product,price,trial");
    parses(interests, "|price|demo|", text_value("|price|demo|"), "price,demo");
    ck_assert_int_eq(crm__field_parse(&env, &arena, interests, TEXT_NONE, TEXT(" ,|"), &value),
                     CRM_OK);
    ck_assert_int_eq(value.kind, VALUE_NULL);
    refuses(interests, "price,pirce", "interests: no choice 'pirce'; did you mean 'price'?");

    static const char *const bad[] = {"price",         "|price", "price|", "|demo|price|",
                                      "|price|price|", "||",     "|",      "|price||demo|"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(crm__field_check(&env, interests, text_value(bad[i])) == CRM_E_INVALID, "%s",
                      bad[i]);
}
END_TEST

START_TEST(choices_are_walked_and_asked)
{
    struct text choices = TEXT("|price|demo|");
    struct text name;
    size_t offset = 0;
    ck_assert(crm__choices_next(choices, &offset, &name));
    ck_assert(crm__text_is(name, "price"));
    ck_assert(crm__choices_next(choices, &offset, &name));
    ck_assert(crm__text_is(name, "demo"));
    ck_assert(!crm__choices_next(choices, &offset, &name));
    ck_assert(crm__choices_has(choices, TEXT("demo")));
    ck_assert(!crm__choices_has(choices, TEXT("dem")));
    ck_assert(!crm__choices_has(TEXT_NONE, TEXT("demo")));
}
END_TEST

START_TEST(phones_and_emails_are_kept_as_typed)
{
    parses(field_of("lead", "mobile"), "138 0013 8000", text_value("138 0013 8000"),
           "138 0013 8000");
    parses(field_of("lead", "email"), "Li.Lei@Example.CN", text_value("Li.Lei@Example.CN"),
           "Li.Lei@Example.CN");
    char email[413];
    memset(email, 'a', sizeof email);
    email[412] = '\0';
    refuses(field_of("lead", "email"), email, "email: 412 bytes, at most 320");
}
END_TEST

START_TEST(urls_have_no_blanks_and_run_nothing)
{
    const struct field *website = field_of("lead", "website");
    parses(website, "www.example.cn", text_value("www.example.cn"), "www.example.cn");
    parses(website, "https://例子.cn/a?b=c#d", text_value("https://例子.cn/a?b=c#d"),
           "https://例子.cn/a?b=c#d");
    refuses(website, "https://a b", "website: byte 0x20 at 10 is not for a url");
    refuses(website, "http://a\"b", "website: byte 0x22 at 9 is not for a url");
    refuses(website, "JavaScript:alert(1)",
            "website: a url of scheme 'javascript:' is not allowed");
    refuses(website, "data:text/html,x", "website: a url of scheme 'data:' is not allowed");
}
END_TEST

START_TEST(references_are_positive_ids)
{
    const struct field *pool = field_of("lead", "pool");
    parses(pool, "7443210987654321", crm__value_int(INT64_C(7443210987654321)), "7443210987654321");
    refuses(pool, "0", "pool: '0' is not an id");
    refuses(pool, "-1", "pool: '-1' is not an id");
    refuses(pool, "east", "pool: 'east' is not an id");
    ck_assert_int_eq(crm__field_check(&env, pool, crm__value_int(0)), CRM_E_INVALID);
}
END_TEST

START_TEST(references_are_sorted_and_distinct)
{
    const struct field *users = field_of("pool", "users");
    ck_assert_int_eq(crm__field_parse(&env, &arena, users, TEXT_NONE, TEXT("30,10|20, 10"), &value),
                     CRM_OK);
    size_t count;
    const int64_t *ids = crm__references_ids(value, &count);
    ck_assert_uint_eq(count, 3);
    ck_assert_int_eq(ids[0], 10);
    ck_assert_int_eq(ids[2], 30);
    crm__field_format(&buffer, users, TEXT_NONE, value);
    ck_assert_str_eq(buffer.data, "10,20,30");
    refuses(users, "10,x", "users: 'x' is not an id");

    const int64_t unsorted[] = {2, 1}, repeated[] = {1, 1}, negative[] = {-1};
    struct value bad = crm__value_blob((struct text){(const char *)unsorted, sizeof unsorted});
    ck_assert_int_eq(crm__field_check(&env, users, bad), CRM_E_INVALID);
    bad = crm__value_blob((struct text){(const char *)repeated, sizeof repeated});
    ck_assert_int_eq(crm__field_check(&env, users, bad), CRM_E_INVALID);
    bad = crm__value_blob((struct text){(const char *)negative, sizeof negative});
    ck_assert_int_eq(crm__field_check(&env, users, bad), CRM_E_INVALID);
    bad = crm__value_blob((struct text){(const char *)negative, 7});
    ck_assert_int_eq(crm__field_check(&env, users, bad), CRM_E_INVALID);
    ck_assert_ptr_null(crm__references_ids(VALUE_OF_NULL, &count));
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(crm__references_make(&arena, NULL, 0, &value), CRM_OK);
    ck_assert_int_eq(value.kind, VALUE_NULL);
}
END_TEST

START_TEST(there_is_an_end_to_references)
{
    int64_t ids[10001];
    for (int64_t i = 0; i < 10001; i++)
        ids[i] = i + 1;
    const struct field *users = field_of("pool", "users");
    ck_assert_int_eq(crm__references_make(&arena, ids, 10000, &value), CRM_OK);
    ck_assert_int_eq(crm__field_check(&env, users, value), CRM_OK);
    ck_assert_int_eq(crm__references_make(&arena, ids, 10001, &value), CRM_OK);
    ck_assert_int_eq(crm__field_check(&env, users, value), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "users: 10001 ids, at most 10000");
}
END_TEST

START_TEST(json_must_be_json)
{
    const struct field *hidden = field_of("pool", "hidden_fields");
    parses(hidden, "[\"phone\", \"微信\"]", text_value("[\"phone\", \"微信\"]"),
           "[\"phone\", \"微信\"]");
    static const char *const bad[] = {"[", "{\"a\":1,\"a\":2}", "[1] 2", "{'a':1}", "nul"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(
            crm__field_parse(&env, &arena, hidden, TEXT_NONE, crm__text_of(bad[i]), &value),
            CRM_E_INVALID);
        ck_assert_int_eq(strncmp(env.error.message, "hidden_fields: ", 15), 0);
    }
    for (int i = 0; i < 40000; i++)
        crm__buffer_byte(&buffer, '[');
    ck_assert_int_eq(
        crm__field_parse(&env, &arena, hidden, TEXT_NONE, crm__buffer_view(&buffer), &value),
        CRM_E_INVALID);
}
END_TEST

START_TEST(a_value_of_another_kind_is_refused)
{
    ck_assert_int_eq(crm__field_check(&env, field_of("lead", "name"), crm__value_int(1)),
                     CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "name: a value of kind integer, type text takes text");
    ck_assert_int_eq(crm__field_check(&env, field_of("order", "amount"), crm__value_double(1)),
                     CRM_E_INVALID);
    ck_assert_int_eq(crm__field_check(&env, field_of("pool", "users"), text_value("1")),
                     CRM_E_INVALID);
}
END_TEST

START_TEST(custom_fields_read_and_write_as_standard_ones_do)
{
    const struct entity *lead = crm__entity_find(&catalogue, TEXT("lead"));
    struct choice choices[] = {{TEXT("admin."), TEXT("Administration"), TEXT("行政")},
                               {TEXT("blue-collar"), TEXT("Blue collar"), TEXT("蓝领")}};
    struct field_definition definition = {
        .name = TEXT("job"), .type = FIELD_CHOICES, .choices = choices, .choice_count = 2};
    const struct field *job = NULL;
    ck_assert_int_eq(crm__catalogue_add_field(&catalogue, lead, &definition, &job), CRM_OK);
    parses(job, "蓝领,admin.", text_value("|admin.|blue-collar|"), "admin.,blue-collar");
    refuses(job, "blue", "job: no choice 'blue'");
}
END_TEST

START_TEST(columns_of_a_batch_are_of_the_kinds_of_fields)
{
    struct batch batch;
    crm__batch_init(&batch, &env);
    const struct field *fields[] = {field_of("pool", "name"), field_of("pool", "capacity"),
                                    field_of("pool", "users")};
    ck_assert_int_eq(crm__batch_add_fields(&batch, fields, 3), CRM_OK);
    ck_assert_uint_eq(batch.column_count, 3);
    ck_assert_int_eq(batch.columns[0].kind, VALUE_TEXT);
    ck_assert_int_eq(batch.columns[1].kind, VALUE_INT);
    ck_assert_int_eq(batch.columns[2].kind, VALUE_BLOB);
    ck_assert_uint_eq(crm__batch_find(&batch, TEXT("users")), 2);
    crm__batch_free(&batch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("model value");
    TCase *tests = tcase_create("value");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, empty_text_is_no_value_in_every_type);
    tcase_add_test(tests, text_is_taken_as_it_is);
    tcase_add_test(tests, text_must_be_utf8_without_nul);
    tcase_add_test(tests, integers_have_64_bits);
    tcase_add_test(tests, decimals_have_the_scale_of_the_field);
    tcase_add_test(tests, money_has_the_decimals_of_its_currency);
    tcase_add_test(tests, a_currency_is_an_iso_code);
    tcase_add_test(tests, bools_are_true_or_false);
    tcase_add_test(tests, dates_and_times_are_those_of_rfc_3339);
    tcase_add_test(tests, a_choice_is_its_name_or_a_label);
    tcase_add_test(tests, choices_come_in_one_order_and_once);
    tcase_add_test(tests, choices_are_walked_and_asked);
    tcase_add_test(tests, phones_and_emails_are_kept_as_typed);
    tcase_add_test(tests, urls_have_no_blanks_and_run_nothing);
    tcase_add_test(tests, references_are_positive_ids);
    tcase_add_test(tests, references_are_sorted_and_distinct);
    tcase_add_test(tests, there_is_an_end_to_references);
    tcase_add_test(tests, json_must_be_json);
    tcase_add_test(tests, a_value_of_another_kind_is_refused);
    tcase_add_test(tests, custom_fields_read_and_write_as_standard_ones_do);
    tcase_add_test(tests, columns_of_a_batch_are_of_the_kinds_of_fields);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
