/* Records as JSON: every type both ways, and what is refused. */
#include "model/record_json.h"

#include "model_fixture.h"

#include <string.h>

static struct record record;
static struct buffer buffer;

static void setup(void)
{
    begin_catalogue();
    ck_assert_int_eq(crm__record_init(&record, &env, entity_of("order")), CRM_OK);
    crm__buffer_init(&buffer, &env);
}

static void teardown(void)
{
    crm__buffer_free(&buffer);
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

static const char *json_of(uint32_t flags)
{
    struct json_writer writer;
    crm__buffer_clear(&buffer);
    crm__json_writer_init(&writer, &buffer, 0);
    crm__record_to_json(&writer, &record, flags);
    ck_assert_int_eq(crm__buffer_status(&buffer), CRM_OK);
    return buffer.data;
}

static crm_status read_json(const char *text, uint32_t flags)
{
    struct json *json = NULL;
    ck_assert_msg(crm__json_parse(&env, crm__text_of(text), &json) == CRM_OK, "%s: %s", text,
                  env.error.message);
    crm_status status = crm__record_from_json(&record, json, flags);
    crm__json_free(json);
    return status;
}

START_TEST(every_type_has_its_form_in_json)
{
    begin("pool");
    crm__record_load(&record, field("id"), crm__value_int(42));
    ck_assert_int_eq(set("name", "华东 \"A\""), CRM_OK);
    ck_assert_int_eq(set("users", "9,7443210987654321"), CRM_OK);
    ck_assert_int_eq(set("enabled", "true"), CRM_OK);
    ck_assert_int_eq(set("capacity", "50"), CRM_OK);
    ck_assert_int_eq(set("hidden_fields", "[\"phone\"]"), CRM_OK);
    ck_assert_int_eq(set("on_return", "recycled"), CRM_OK);
    ck_assert_str_eq(json_of(0), "{\"id\":\"42\",\"name\":\"华东 \\\"A\\\"\","
                                 "\"users\":[\"9\",\"7443210987654321\"],\"enabled\":true,"
                                 "\"capacity\":50,\"hidden_fields\":[\"phone\"],"
                                 "\"on_return\":\"recycled\"}");
    begin("lead");
    ck_assert_int_eq(set("interests", "price,demo"), CRM_OK);
    ck_assert_int_eq(set("budget", "12.5"), CRM_OK);
    ck_assert_int_eq(set("currency", "USD"), CRM_OK);
    ck_assert_int_eq(set("needed_by", "2026-05-01"), CRM_OK);
    ck_assert_int_eq(set("hold_until", "2026-03-02T16:00:00+08:00"), CRM_OK);
    ck_assert_str_eq(json_of(0), "{\"hold_until\":\"2026-03-02T08:00:00Z\","
                                 "\"interests\":[\"price\",\"demo\"],\"budget\":\"12.50\","
                                 "\"currency\":\"USD\",\"needed_by\":\"2026-05-01\"}");
}
END_TEST

START_TEST(integers_that_doubles_cannot_hold_are_text_in_json)
{
    begin("user");
    crm__record_set(&record, field("capacity"), crm__value_int(INT64_C(9007199254740991)));
    ck_assert_str_eq(json_of(0), "{\"capacity\":9007199254740991}");
    crm__record_set(&record, field("capacity"), crm__value_int(INT64_C(-9007199254740992)));
    ck_assert_str_eq(json_of(0), "{\"capacity\":\"-9007199254740992\"}");
}
END_TEST

START_TEST(null_members_are_written_when_asked_for)
{
    begin("skill");
    ck_assert_int_eq(set("name", "英语"), CRM_OK);
    ck_assert_str_eq(json_of(0), "{\"name\":\"英语\"}");
    ck_assert_str_eq(json_of(RECORD_JSON_NULLS),
                     "{\"id\":null,\"version\":null,\"created_at\":null,\"created_by\":null,"
                     "\"updated_at\":null,\"updated_by\":null,\"deleted_at\":null,\"owner\":null,"
                     "\"external_source\":null,\"external_id\":null,\"name\":\"英语\","
                     "\"category\":null,\"description\":null}");
}
END_TEST

START_TEST(json_sets_each_type)
{
    ck_assert_int_eq(read_json("{\"number\":\"SO-1\",\"account\":\"77\",\"contact\":78,"
                               "\"amount\":12.50,\"tax\":\"1.25\",\"item_count\":3,"
                               "\"placed_at\":\"2026-03-02T08:00:00Z\",\"status\":\"已付款\","
                               "\"description\":null}",
                               0),
                     CRM_OK);
    ck_assert_int_eq(integer("account"), 77);
    ck_assert_int_eq(integer("contact"), 78);
    ck_assert_int_eq(integer("amount"), 1250);
    ck_assert_int_eq(integer("tax"), 125);
    ck_assert_int_eq(integer("item_count"), 3);
    ck_assert_int_eq(integer("placed_at"), TEST_NOW_US);
    ck_assert_str_eq(crm__record_value(&record, field("status")).text.data, "paid");
    ck_assert(crm__record_changed(&record, field("description")));
    begin("pool");
    ck_assert_int_eq(read_json("{\"users\":[\"9\",7,\"9\"],\"hidden_fields\":{\"a\":[1.50,null]},"
                               "\"enabled\":false}",
                               0),
                     CRM_OK);
    size_t count;
    crm__references_ids(crm__record_value(&record, field("users")), &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(crm__record_value(&record, field("hidden_fields")).text.data,
                     "{\"a\":[1.50,null]}");
    begin("lead");
    ck_assert_int_eq(read_json("{\"interests\":[\"trial\",\"price\"]}", 0), CRM_OK);
    ck_assert_str_eq(crm__record_value(&record, field("interests")).text.data, "|price|trial|");
    ck_assert_int_eq(read_json("{\"interests\":[]}", 0), CRM_OK);
    ck_assert_int_eq(crm__record_value(&record, field("interests")).kind, VALUE_NULL);
}
END_TEST

START_TEST(money_in_json_may_bring_its_currency)
{
    ck_assert_int_eq(
        read_json("{\"amount\":{\"amount\":\"1250\",\"currency\":\"JPY\"},\"tax\":\"50\"}", 0),
        CRM_OK);
    ck_assert_int_eq(integer("amount"), 1250);
    ck_assert_int_eq(integer("tax"), 50);
    ck_assert_str_eq(crm__record_value(&record, field("currency")).text.data, "JPY");
    begin("order");
    ck_assert_int_eq(
        read_json("{\"tax\":{\"amount\":\"1\",\"currency\":\"USD\"},\"currency\":\"CNY\"}", 0),
        CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "tax: in USD, but the record's currency is CNY");
    ck_assert_int_eq(read_json("{\"tax\":{\"amount\":\"1\"}}", 0), CRM_E_INVALID);
    ck_assert_int_eq(read_json("{\"tax\":{\"amount\":{\"amount\":\"1\",\"currency\":\"CNY\"},"
                               "\"currency\":\"CNY\"}}",
                               0),
                     CRM_E_INVALID);
}
END_TEST

START_TEST(the_order_of_members_does_not_matter)
{
    ck_assert_int_eq(read_json("{\"amount\":\"1.125\",\"currency\":\"KWD\"}", 0), CRM_OK);
    ck_assert_int_eq(integer("amount"), 1125);
}
END_TEST

START_TEST(bad_json_members_are_named)
{
    static const struct {
        const char *json, *message;
        crm_status status;
    } cases[] = {
        {"[]", "order: a record is a JSON object, not array", CRM_E_INVALID},
        {"{\"nubmer\":\"1\"}", "no field 'nubmer' in order; did you mean 'number'?", CRM_E_UNKNOWN},
        {"{\"number\":1}", "number: JSON number, type text takes text", CRM_E_INVALID},
        {"{\"amount\":true}", "amount: JSON bool, type money takes a number or text",
         CRM_E_INVALID},
        {"{\"placed_at\":0}", "placed_at: JSON number, type time takes text", CRM_E_INVALID},
        {"{\"account\":\"east\"}", "account: 'east' is not an id", CRM_E_INVALID},
        {"{\"item_count\":1.5}", "item_count: '1.5' is not an integer", CRM_E_INVALID},
        {"{\"id\":\"5\"}", "id: kept by the library", CRM_E_MISUSE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin("order");
        ck_assert_int_eq(read_json(cases[i].json, 0), cases[i].status);
        ck_assert_str_eq(env.error.message, cases[i].message);
    }
    begin("pool");
    ck_assert_int_eq(read_json("{\"enabled\":1}", 0), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "enabled: JSON number, type bool takes true or false");
    ck_assert_int_eq(read_json("{\"users\":[true]}", 0), CRM_E_INVALID);
    ck_assert_int_eq(read_json("{\"users\":[\"1,2\"]}", 0), CRM_E_INVALID);
    ck_assert_str_eq(env.error.message, "users: item 1 has a separator");
    ck_assert_int_eq(record.failure, CRM_E_INVALID);
}
END_TEST

START_TEST(what_an_export_has_an_import_reads)
{
    begin("lead");
    crm__record_load(&record, field("id"), crm__value_int(42));
    crm__record_load(&record, field("score"), crm__value_int(80));
    ck_assert_int_eq(set("name", "李雷"), CRM_OK);
    ck_assert_int_eq(set("interests", "price,demo"), CRM_OK);
    ck_assert_int_eq(set("budget", "12.5"), CRM_OK);
    ck_assert_int_eq(set("currency", "USD"), CRM_OK);
    struct buffer copy;
    crm__buffer_init(&copy, &env);
    crm__buffer_cstr(&copy, json_of(RECORD_JSON_NULLS));
    begin("lead");
    ck_assert_int_eq(read_json(copy.data, RECORD_JSON_SKIP_KEPT), CRM_OK);
    crm__buffer_free(&copy);
    ck_assert_int_eq(crm__record_value(&record, field("id")).kind, VALUE_NULL);
    ck_assert_str_eq(json_of(0), "{\"name\":\"李雷\",\"interests\":[\"price\",\"demo\"],"
                                 "\"budget\":\"12.50\",\"currency\":\"USD\"}");
}
END_TEST

/* Whole, or nothing but the failure. */
static crm_status make_and_write(void)
{
    struct record made;
    struct buffer written;
    struct json_writer writer;
    struct json *json = NULL;
    crm__buffer_init(&written, &env);
    crm_status status = crm__record_init(&made, &env, entity_of("lead"));
    if (status >= 0)
        status = crm__json_parse(&env,
                                 TEXT("{\"name\":\"李雷\",\"interests\":[\"price\"],\"budget\":"
                                      "{\"amount\":\"12\",\"currency\":\"JPY\"},"
                                      "\"score_reasons\":null,\"status\":\"跟进中\"}"),
                                 &json);
    if (status >= 0)
        status = crm__record_from_json(&made, json, RECORD_JSON_SKIP_KEPT);
    if (status >= 0)
        status = crm__record_fill_initial(&made);
    if (status >= 0)
        status = crm__record_check_required(&made);
    if (status >= 0) {
        crm__json_writer_init(&writer, &written, 2);
        crm__record_to_json(&writer, &made, 0);
        status = crm__buffer_status(&written);
    }
    crm__json_free(json);
    crm__record_free(&made);
    crm__buffer_free(&written);
    return status;
}

START_TEST(no_memory_at_any_point_is_said_and_leaks_nothing)
{
    size_t live = heap.live;
    size_t failures = 0;
    for (size_t at = 1;; at++) {
        heap.calls = 0;
        heap.fail_at = at;
        crm_status status = make_and_write();
        heap.fail_at = 0;
        ck_assert_uint_eq(heap.live, live);
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
        failures++;
    }
    ck_assert_uint_gt(failures, 8);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("model record json");
    TCase *tests = tcase_create("record json");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, every_type_has_its_form_in_json);
    tcase_add_test(tests, integers_that_doubles_cannot_hold_are_text_in_json);
    tcase_add_test(tests, null_members_are_written_when_asked_for);
    tcase_add_test(tests, json_sets_each_type);
    tcase_add_test(tests, money_in_json_may_bring_its_currency);
    tcase_add_test(tests, the_order_of_members_does_not_matter);
    tcase_add_test(tests, bad_json_members_are_named);
    tcase_add_test(tests, what_an_export_has_an_import_reads);
    tcase_add_test(tests, no_memory_at_any_point_is_said_and_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
