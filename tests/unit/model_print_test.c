/* The printed catalogue: Markdown for the documentation, JSON for programs. */
#include "model/print.h"

#include "model_fixture.h"

#include <stdio.h>
#include <string.h>

static struct buffer buffer;

static void setup(void)
{
    begin_catalogue();
    crm__buffer_init(&buffer, &env);
}

static void teardown(void)
{
    crm__buffer_free(&buffer);
    end_catalogue();
}

static void has(const char *part)
{
    ck_assert_msg(strstr(buffer.data, part) != NULL, "no %s", part);
}

static size_t count_of(const char *part)
{
    size_t count = 0;
    for (const char *at = buffer.data; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

START_TEST(the_page_has_every_entity_and_every_field)
{
    crm__catalogue_to_markdown(&catalogue, &buffer);
    ck_assert_int_eq(crm__buffer_status(&buffer), CRM_OK);
    ck_assert_uint_eq(count_of("\n### `"), catalogue.entity_count);
    size_t rows = SYSTEM_FIELD_COUNT;
    for (size_t i = 0; i < catalogue.entity_count; i++) {
        const struct entity *entity = catalogue.entities[i];
        for (size_t j = SYSTEM_FIELD_COUNT; j < entity->field_count; j++)
            rows += entity->fields[j]->normal_of == NULL;
    }
    ck_assert_uint_eq(count_of("\n| `"), rows + catalogue.choice_set_count);
}
END_TEST

START_TEST(the_page_in_docs_is_fresh)
{
    struct buffer page;
    crm__buffer_init(&page, &env);
    FILE *file = fopen(TESTS_DIR "/../docs/entities.md", "rb");
    ck_assert_ptr_nonnull(file);
    char block[4096];
    for (size_t size; (size = fread(block, 1, sizeof block, file)) > 0;)
        crm__buffer_bytes(&page, block, size);
    fclose(file);
    crm__catalogue_to_markdown(&catalogue, &buffer);
    bool fresh = crm__text_equal(crm__buffer_view(&page), crm__buffer_view(&buffer));
    crm__buffer_free(&page);
    if (!fresh) {
        FILE *out = fopen("entities.md", "wb");
        ck_assert_ptr_nonnull(out);
        fwrite(buffer.data, 1, buffer.size, out);
        fclose(out);
    }
    ck_assert_msg(fresh, "docs/entities.md is not what the catalogue prints: see entities.md in "
                         "the build folder");
}
END_TEST

START_TEST(the_page_says_types_labels_and_properties)
{
    crm__catalogue_to_markdown(&catalogue, &buffer);
    has("\n## B. Leads · 线索（售前）\n\n### `lead` Lead · 线索\n\n"
        "Takes part in duplicate checks across entities.\n\n| field | type |");
    has("\n| `mobile` | phone, 64 | Mobile | 手机 | searchable, pii |\n");
    has("\n| `status` | choice of `lead_status` | Status | 状态 | required, initially `new` |\n");
    has("\n| `pool` | reference to `pool` | Lead pool | 线索池 | indexed |\n");
    has("\n| `rate` | decimal, 9 places | Rate | 汇率 | required |\n");
    has("\n| `phone` | phone, 64 | Phone | 电话 | indexed, pii |\n");
    has("\nUnique: `entity_name` + `record_id` + `kind`.\n");
    has("\n| `gender` | `male` Male · 男, `female` Female · 女, `other` Other · 其他 |\n");
    ck_assert_ptr_null(strstr(buffer.data, "mobile_normal"));
    ck_assert_ptr_null(strstr(buffer.data, "X. Custom"));
}
END_TEST

START_TEST(labels_of_hosts_do_not_break_the_table)
{
    const struct entity *pet = NULL;
    ck_assert_int_eq(
        crm__catalogue_add_entity(&catalogue, TEXT("pet"), TEXT("Pet"), TEXT("宠物"), 0, 0, &pet),
        CRM_OK);
    struct field_definition definition = {
        .name = TEXT("toy"), .type = FIELD_BOOL, .label_en = TEXT("a|b\n<script>`")};
    const struct field *toy = NULL;
    ck_assert_int_eq(crm__catalogue_add_field(&catalogue, pet, &definition, &toy), CRM_OK);
    crm__catalogue_to_markdown(&catalogue, &buffer);
    has("\n## X. Custom · 自定义\n\n### `pet` Pet · 宠物\n");
    has("\n| `toy` | bool | a\\|b \\<script>\\` | a\\|b \\<script>\\` |  |\n");
}
END_TEST

START_TEST(json_is_one_document_that_parses)
{
    struct json_writer writer;
    struct json *root = NULL;
    crm__json_writer_init(&writer, &buffer, 0);
    crm__catalogue_to_json(&catalogue, &writer);
    ck_assert_int_eq(crm__json_parse(&env, crm__buffer_view(&buffer), &root), CRM_OK);
    const struct json *entities = crm__json_find(root, TEXT("entities"));
    ck_assert_uint_eq(crm__json_size(entities), catalogue.entity_count);
    crm__json_free(root);
}
END_TEST

START_TEST(json_of_an_entity_has_its_fields_and_keys)
{
    struct json_writer writer;
    crm__json_writer_init(&writer, &buffer, 0);
    crm__entity_to_json(crm__entity_find(&catalogue, TEXT("holiday")), &writer);
    has("{\"name\":\"holiday\",\"label\":{\"en\":\"Holiday\",\"zh\":\"节假日\"},\"area\":\"A\","
        "\"custom\":false,\"internal\":false,\"append_only\":false,\"history\":true,"
        "\"name_field\":\"name\",\"fields\":[{\"name\":\"id\",\"type\":\"integer\",");
    has("{\"name\":\"calendar\",\"type\":\"reference\",\"label\":{\"en\":\"Working calendar\","
        "\"zh\":\"工作日历\"},\"target\":\"working_calendar\",\"flags\":[\"required\"]}");
    has("{\"name\":\"working\",\"type\":\"bool\",\"label\":{\"en\":\"Make-up working day\","
        "\"zh\":\"调休上班\"},\"initial\":\"false\",\"flags\":[\"required\"]}");
    has("\"unique\":[[\"external_source\",\"external_id\"],[\"calendar\",\"day\"]],"
        "\"indexes\":[]}");
}
END_TEST

START_TEST(removed_fields_are_not_printed)
{
    const struct entity *skill = crm__entity_find(&catalogue, TEXT("skill"));
    struct field_definition definition = {.name = TEXT("toy"), .type = FIELD_BOOL};
    const struct field *toy = NULL;
    ck_assert_int_eq(crm__catalogue_add_field(&catalogue, skill, &definition, &toy), CRM_OK);
    ck_assert_int_eq(crm__catalogue_retire_field(&catalogue, toy), CRM_OK);
    struct json_writer writer;
    crm__json_writer_init(&writer, &buffer, 0);
    crm__entity_to_json(skill, &writer);
    ck_assert_ptr_null(strstr(buffer.data, "toy"));
    crm__buffer_clear(&buffer);
    crm__catalogue_to_markdown(&catalogue, &buffer);
    ck_assert_ptr_null(strstr(buffer.data, "toy"));
}
END_TEST

START_TEST(no_memory_shows_in_the_buffer)
{
    size_t at = 1;
    for (;; at++) {
        struct buffer page;
        crm__buffer_init(&page, &env);
        heap.calls = 0;
        heap.fail_at = at;
        crm__catalogue_to_markdown(&catalogue, &page);
        heap.fail_at = 0;
        crm_status status = crm__buffer_status(&page);
        crm__buffer_free(&page);
        if (status == CRM_OK)
            break;
        ck_assert_int_eq(status, CRM_E_NOMEM);
    }
    ck_assert_uint_gt(at, 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("model print");
    TCase *tests = tcase_create("print");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, the_page_has_every_entity_and_every_field);
    tcase_add_test(tests, the_page_in_docs_is_fresh);
    tcase_add_test(tests, the_page_says_types_labels_and_properties);
    tcase_add_test(tests, labels_of_hosts_do_not_break_the_table);
    tcase_add_test(tests, json_is_one_document_that_parses);
    tcase_add_test(tests, json_of_an_entity_has_its_fields_and_keys);
    tcase_add_test(tests, removed_fields_are_not_printed);
    tcase_add_test(tests, no_memory_shows_in_the_buffer);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
