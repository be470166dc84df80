/* Failing allocations under records, their history and their tags. */
#include "memory_loop.h"

static int64_t lead_id;
static int64_t other_id;
static int number;

static void setup(void)
{
    lead_id = API_RECORD("lead", "name", "张三", "mobile", "13800001111", "external_source", "erp",
                         "external_id", "1");
    other_id = API_RECORD("lead", "name", "李四", "email", "li@example.cn");
    API_RECORD("user", "name", "Wang", "login", "wang");
    ck_assert_ok(crm_record_tag(db, "lead", lead_id, "vip", 0));
}

static crm_status record_new(void)
{
    crm_record *record = GARBAGE;
    crm_status status = crm_record_new(db, "lead", &record);
    ck_assert_emptied(status, record);
    crm_record_free(record);
    return status;
}

static crm_status record_get(void)
{
    crm_record *record = GARBAGE;
    crm_status status = crm_record_get(db, "lead", lead_id, &record);
    ck_assert_emptied(status, record);
    crm_record_free(record);
    return status;
}

static crm_status record_find(void)
{
    crm_record *record = GARBAGE;
    crm_status status = crm_record_find(db, "user", "login", "wang", CRM_NUL, &record);
    ck_assert_emptied(status, record);
    crm_record_free(record);
    return status;
}

/* Reads what it has set; a text that is not there for want of memory is NULL, never "". */
static crm_status fields_read(crm_record *record)
{
    static struct api_text text;
    int64_t value = -1;
    text.size = 0;
    ck_assert_int_eq(crm_record_id(record), 0);
    ck_assert_int_eq(crm_record_version(record), 0);
    crm_status status = crm_record_int(record, "employee_count", &value);
    if (status == CRM_OK) {
        const char *name = crm_record_text(record, "name");
        if (!name)
            return crm_db_error(db)->status;
        ck_assert_str_eq(name, "张伟");
        ck_assert_int_eq(value, 12);
    }
    return status < 0 ? status : crm_record_json(record, api_write, &text);
}

static crm_status record_fields(void)
{
    crm_record *record = GARBAGE;
    crm_status status = crm_record_new(db, "account", &record);
    if (status >= 0)
        status = crm_record_set_text(record, "name", "张伟", CRM_NUL);
    if (status >= 0)
        status = crm_record_set_int(record, "employee_count", 12);
    if (status >= 0)
        status = crm_record_set_json(record, "{\"website\":\"https://a.cn\",\"city\":\"上海\"}",
                                     CRM_NUL);
    if (status >= 0)
        status = crm_record_clear(record, "city");
    if (status >= 0)
        status = fields_read(record);
    crm_record_free(status >= 0 || record != GARBAGE ? record : NULL);
    return status;
}

static crm_status record_ids(void)
{
    crm_record *record = NULL;
    crm_status status = crm_record_new(db, "pool", &record);
    if (status >= 0)
        status = crm_record_set_ids(record, "administrators", (int64_t[]){7, 3, 5}, 3);
    crm_record_free(record);
    return status;
}

static crm_status record_named(void)
{
    crm_record *record = NULL;
    crm_status status = crm_record_new(db, "lead", &record);
    if (status >= 0)
        status = crm_record_set_named(record, "owner", "wang", CRM_NUL);
    crm_record_free(record);
    return status;
}

/* A setter that failed for want of memory keeps the record from being saved without its value. */
static crm_status saved(const char *name, const char *mobile, const crm_save_options *options)
{
    char id[24];
    crm_record *record = NULL;
    snprintf(id, sizeof id, "%d", number);
    crm_status status = crm_record_new(db, "lead", &record);
    if (status < 0)
        return status;
    crm_record_set_text(record, "name", name, CRM_NUL);
    crm_record_set_text(record, "mobile", mobile, CRM_NUL);
    crm_record_set_text(record, "external_source", "test", CRM_NUL);
    crm_record_set_text(record, "external_id", id, CRM_NUL);
    status = crm_record_save(record, options);
    if (status < 0)
        ck_assert_int_eq(crm_record_version(record), 0);
    crm_record_free(record);
    return status;
}

static void next_number(void)
{
    number++;
}

static crm_status save_new(void)
{
    return saved("张伟", "13912345678", NULL);
}

static crm_status save_review(void)
{
    return saved("张三", "13800001111", CRM_OPTIONS(crm_save_options, .on_match = CRM_MATCH_REVIEW));
}

static crm_status save_skip(void)
{
    crm_status status = saved("张三", "13800001111",
                              CRM_OPTIONS(crm_save_options, .on_match = CRM_MATCH_SKIP));
    return status == CRM_E_EXISTS ? CRM_OK : status;
}

static crm_status save_merge(void)
{
    return saved("张三", "13800001111", CRM_OPTIONS(crm_save_options, .on_match = CRM_MATCH_MERGE));
}

static crm_status save_dry(void)
{
    return saved("赵六", "13700001111", CRM_OPTIONS(crm_save_options, .dry_run = 1));
}

static crm_status save_upsert(void)
{
    char title[24];
    crm_record *record = NULL;
    snprintf(title, sizeof title, "T%d", number);
    crm_status status = crm_record_new(db, "lead", &record);
    if (status < 0)
        return status;
    crm_record_set_text(record, "external_source", "erp", CRM_NUL);
    crm_record_set_text(record, "external_id", "1", CRM_NUL);
    crm_record_set_text(record, "title", title, CRM_NUL);
    status = crm_record_save(
        record, CRM_OPTIONS(crm_save_options, .key = "external_source,external_id"));
    crm_record_free(record);
    return status;
}

static crm_status save_change(void)
{
    char json[64];
    crm_record *record = NULL;
    snprintf(json, sizeof json, "{\"title\":\"CEO\",\"email\":\"a%d@example.cn\"}", number);
    crm_status status = crm_record_get(db, "lead", lead_id, &record);
    if (status < 0)
        return status;
    int64_t version = crm_record_version(record);
    crm_record_set_json(record, json, CRM_NUL);
    status = crm_record_save(record, NULL);
    ck_assert_int_eq(crm_record_version(record), version + (status >= 0));
    crm_record_free(record);
    return status;
}

static void undelete(void)
{
    crm_record_restore(db, "lead", other_id);
}

static crm_status record_delete(void)
{
    return crm_record_delete(db, "lead", other_id);
}

static void delete_again(void)
{
    crm_record_delete(db, "lead", other_id);
}

static crm_status record_restore(void)
{
    return crm_record_restore(db, "lead", other_id);
}

static crm_status record_history(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_record_history(db, "lead", lead_id, &cursor);
    return drained(status, cursor);
}

static crm_status record_tags(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_record_tags(db, "lead", lead_id, &cursor);
    return drained(status, cursor);
}

static void tag_off(void)
{
    number++;
    crm_record_untag(db, "lead", lead_id, "hot");
}

/* A tag that is new is made in the same transaction. */
static crm_status tag_on(void)
{
    char name[24];
    snprintf(name, sizeof name, "t%d", number);
    return crm_record_tag(db, "lead", lead_id, name, TEST_NOW_US + 1000000);
}

static void tag_hot(void)
{
    crm_record_tag(db, "lead", lead_id, "hot", 0);
}

static crm_status untag(void)
{
    return crm_record_untag(db, "lead", lead_id, "hot");
}

static const struct scenario scenarios[] = {
    {"record_new", NULL, record_new, 0},
    {"record_get", NULL, record_get, 0},
    {"record_find", NULL, record_find, 0},
    {"record_fields", NULL, record_fields, 0},
    {"record_ids", NULL, record_ids, 0},
    {"record_named", NULL, record_named, 0},
    {"save_new", next_number, save_new, 0},
    {"save_review", next_number, save_review, 0},
    {"save_skip", next_number, save_skip, 0},
    {"save_merge", next_number, save_merge, 0},
    {"save_dry", next_number, save_dry, 0},
    {"save_upsert", next_number, save_upsert, 0},
    {"save_change", next_number, save_change, 0},
    {"record_delete", undelete, record_delete, 0},
    {"record_restore", delete_again, record_restore, 0},
    {"record_history", NULL, record_history, 0},
    {"record_tags", NULL, record_tags, 0},
    {"tag_on", tag_off, tag_on, 0},
    {"untag", tag_hot, untag, 0},
};

int main(void)
{
    return memory_main("record", scenarios, COUNT_OF(scenarios), setup);
}
