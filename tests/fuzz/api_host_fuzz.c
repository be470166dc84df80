/*
 * A host that hands over anything: texts of every kind that the public interface parses, on one
 * open database. Whatever they are, the call answers with a status and says why; what it accepted
 * it accepts again, and no cursor or record is left when it fails.
 */
#include "fuzz.h"

#include <string.h>

#include <crm/crm.h>

/* The first byte says what the rest is: its kind, and which field or part of a query. */
enum { TEXT_LIMIT = 2000, KINDS = 5 };

struct input {
    const char *text;
    size_t size;
};

static crm_db *db;
static int64_t lead_id;

static void opened(void)
{
    crm_record *record;
    if (db)
        return;
    FUZZ_CHECK(crm_db_new(NULL, &db) == CRM_OK);
    FUZZ_CHECK(crm_db_open(db, ":memory:", NULL) == CRM_OK);
    FUZZ_CHECK(crm_record_new(db, "lead", &record) == CRM_OK);
    FUZZ_CHECK(crm_record_set_text(record, "name", "张伟", CRM_NUL) == CRM_OK);
    FUZZ_CHECK(crm_record_save(record, NULL) == CRM_OK);
    lead_id = crm_record_id(record);
    crm_record_free(record);
}

/* Every failure is told. */
static crm_status told(crm_status status)
{
    FUZZ_CHECK(status <= CRM_DONE && status >= CRM_E_UNSUPPORTED);
    if (status < 0) {
        FUZZ_CHECK(crm_db_error(db)->status == status);
        FUZZ_CHECK(crm_db_error(db)->message[0] != '\0');
    }
    return status;
}

static int32_t nowhere(void *context, const void *bytes, size_t size)
{
    (void)context;
    (void)bytes;
    (void)size;
    return 0;
}

static int32_t input_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    struct input *input = context;
    *read_out = size < input->size ? size : input->size;
    memcpy(bytes, input->text, *read_out);
    input->text += *read_out;
    input->size -= *read_out;
    return 0;
}

static void try_field(const char *text, size_t size, size_t which)
{
    static const char *const fields[] = {"name",  "mobile", "email",  "needed_by", "budget",
                                         "owner", "tags",   "status", "website",   "created_at"};
    const char *field = fields[which % (sizeof fields / sizeof *fields)];
    crm_record *record;
    FUZZ_CHECK(crm_record_get(db, "lead", lead_id, &record) == CRM_OK);
    if (told(crm_record_set_text(record, field, text, size)) == CRM_OK)
        FUZZ_CHECK(crm_record_text(record, field) != NULL);
    told(crm_record_save(record, CRM_OPTIONS(crm_save_options, .dry_run = 1)));
    crm_record_free(record);
}

static void try_json(const char *text, size_t size)
{
    crm_record *record;
    FUZZ_CHECK(crm_record_new(db, "lead", &record) == CRM_OK);
    if (told(crm_record_set_json(record, text, size)) == CRM_OK)
        FUZZ_CHECK(told(crm_record_json(record, nowhere, NULL)) == CRM_OK);
    told(crm_record_save(record, CRM_OPTIONS(crm_save_options, .dry_run = 1)));
    crm_record_free(record);
}

typedef crm_status builder(crm_query *query, const char *text);

static crm_status where(crm_query *query, const char *text)
{
    return crm_query_where(query, text, CRM_NUL);
}

static crm_status search(crm_query *query, const char *text)
{
    return crm_query_search(query, text, CRM_NUL);
}

static void try_query(const char *text, size_t which)
{
    static builder *const builders[] = {where,           search,          crm_query_sort,
                                        crm_query_fields, crm_query_after, crm_query_group,
                                        crm_query_measure};
    crm_query *query;
    crm_cursor *cursor = NULL;
    FUZZ_CHECK(crm_query_new(db, "lead", &query) == CRM_OK);
    crm_status built = told(builders[which % (sizeof builders / sizeof *builders)](query, text));
    crm_status status = told(crm_query_run(query, &cursor));
    FUZZ_CHECK(built >= 0 || status == built);
    FUZZ_CHECK((cursor != NULL) == (status >= 0));
    while (status == CRM_OK)
        status = told(crm_cursor_next(cursor));
    crm_cursor_free(cursor);
    crm_query_free(query);
}

static void try_names(const char *text)
{
    crm_record *record = NULL;
    crm_cursor *cursor = NULL;
    crm_report *report = NULL;
    told(crm_record_new(db, text, &record));
    crm_record_free(record);
    told(crm_schema_fields(db, text, &cursor));
    crm_cursor_free(cursor);
    told(crm_report_run(db, "portrait", CRM_OPTIONS(crm_report_options, .field = text), &report));
    crm_report_free(report);
    told(crm_lead_score(db, CRM_OPTIONS(crm_lead_options, .where = text, .dry_run = 1),
                        &(crm_score_report){0}));
    told(crm_rule_eval(db, text, CRM_NUL, NULL, CRM_VALUE_TEXT, nowhere, NULL));
}

/* The first line is the mapping, the rest the file. */
static void try_import(const char *text, size_t size)
{
    char map[256];
    crm_import_report report;
    const char *line = memchr(text, '\n', size);
    size_t map_size = line ? (size_t)(line - text) : 0;
    if (map_size >= sizeof map)
        return;
    memcpy(map, text, map_size);
    map[map_size] = '\0';
    struct input input = {text + map_size, size - map_size};
    told(crm_import_run(db,
                        CRM_OPTIONS(crm_import_options, .entity = "lead", .dry_run = 1,
                                    .map = map_size ? map : NULL),
                        input_read, &input, &report));
    FUZZ_CHECK(report.created + report.updated + report.duplicates + report.rejected ==
               report.rows);
}

int crm_fuzz_target(const uint8_t *data, size_t size)
{
    char text[TEXT_LIMIT + 1];
    if (size < 1 || size > TEXT_LIMIT)
        return 0;
    opened();
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    switch (data[0] % KINDS) {
    case 0:
        try_field(text, size - 1, data[0] / KINDS);
        break;
    case 1:
        try_json(text, size - 1);
        break;
    case 2:
        try_query(text, data[0] / KINDS);
        break;
    case 3:
        try_names(text);
        break;
    default:
        try_import(text, size - 1);
    }
    return 0;
}
