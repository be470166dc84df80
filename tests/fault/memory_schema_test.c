/* Failing allocations under the catalogue: reading it and changing it. */
#include "memory_loop.h"

static int number;
static char name[32];

static int32_t nowhere(void *context, const void *bytes, size_t size)
{
    (void)context;
    (void)bytes;
    (void)size;
    return 0;
}

static crm_status entities(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_schema_entities(db, &cursor);
    return drained(status, cursor);
}

static crm_status fields(void)
{
    crm_cursor *cursor = GARBAGE;
    crm_status status = crm_schema_fields(db, "lead", &cursor);
    return drained(status, cursor);
}

static crm_status markdown(void)
{
    return crm_schema_markdown(db, nowhere, NULL);
}

static void next_name(void)
{
    snprintf(name, sizeof name, "extra_%d", number++);
}

static bool is_entity(const char *entity)
{
    crm_record *record = NULL;
    crm_status status = crm_record_new(db, entity, &record);
    crm_record_free(record);
    return status >= 0;
}

static crm_status add_entity(void)
{
    crm_status status = crm_schema_add_entity(db, name, "Extra", "额外");
    size_t fail_at = api_heap.fail_at;
    api_heap.fail_at = 0;
    if (status < 0 && sqlite_heap.fail_at == 0)
        ck_assert(!is_entity(name));
    api_heap.fail_at = fail_at;
    return status;
}

static crm_status add_choice(void)
{
    return crm_schema_add_field(
        db, "lead", name, "choice",
        CRM_OPTIONS(crm_field_options, .choices = "a=A,b=B", .label_zh = "选", .initial = "a"));
}

static crm_status add_indexed(void)
{
    return crm_schema_add_field(
        db, "account", name, "text",
        CRM_OPTIONS(crm_field_options, .size_limit = 40, .unique = 1, .searchable = 1));
}

static void field_there(void)
{
    next_name();
    ck_assert_ok(crm_schema_add_field(db, "contact", name, "integer", NULL));
}

static crm_status retire(void)
{
    return crm_schema_retire_field(db, "contact", name);
}

static const struct scenario scenarios[] = {
    {"entities", NULL, entities, 0},
    {"fields", NULL, fields, 0},
    {"markdown", NULL, markdown, 0},
    {"add_entity", next_name, add_entity, LOOP_OWN_ERROR},
    {"add_choice", next_name, add_choice, 0},
    {"add_indexed", next_name, add_indexed, 0},
    {"retire", field_there, retire, 0},
};

int main(void)
{
    return memory_main("schema", scenarios, COUNT_OF(scenarios), NULL);
}
