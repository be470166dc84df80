/* Operations of services: import and export, the lead's life, duplicates, alerts, upkeep. */
#include "ops.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ROW_LIMIT = 8, FILE_SIZE = 4096 };

static int64_t user_of(struct op *op)
{
    return op->known->users[dice_below(&op->state, 3)];
}

static int64_t lead_of(struct op *op)
{
    return known_id(op->known, &op->state, "lead");
}

static int32_t to_answer(void *context, const void *bytes, size_t size)
{
    answer_format(context, "%.*s", (int)size, (const char *)bytes);
    return 0;
}

/* --- files ------------------------------------------------------------------------------------ */

static int32_t file_read(void *context, void *bytes, size_t size, size_t *read_out)
{
    char **rest = context;
    *read_out = strlen(*rest) < size ? strlen(*rest) : size;
    memcpy(bytes, *rest, *read_out);
    *rest += *read_out;
    return 0;
}

static int32_t row_rejected(void *context, const crm_import_reject *reject)
{
    answer_format(context, "row %" PRId64 " line %" PRId64 " %s: %s\n", reject->row, reject->line,
                  reject->field, reject->reason);
    return 0;
}

/* Rows with values of every kind, good and bad, quoted; one in a while has a cell too few. */
static void file_make(struct op *op, const char *const *names, const enum values *kinds,
                      char file[FILE_SIZE])
{
    char text[64];
    size_t size = 0;
    size_t rows = 1 + dice_below(&op->state, ROW_LIMIT);
    for (size_t i = 0; names[i]; i++)
        size += (size_t)snprintf(file + size, FILE_SIZE - size, "%s%s", i ? "," : "", names[i]);
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = 0; names[i]; i++) {
            const char *value = op_value(op->known, &op->state, kinds[i], text, sizeof text);
            if (strchr(value, '"'))
                value = "";
            if (i > 0 && dice_below(&op->state, 40) == 0)
                break;
            size +=
                (size_t)snprintf(file + size, FILE_SIZE - size, "%s\"%s\"", i ? "," : "\n", value);
        }
    }
    snprintf(file + size, FILE_SIZE - size, "\n");
}

static void import(struct op *op)
{
    static const struct {
        const char *entity;
        const char *key;
        const char *names[6];
        enum values kinds[5];
    } forms[] = {
        {"lead",
         "external_source,external_id",
         {"external_id", "name", "mobile", "budget", "owner"},
         {VALUES_KEY, VALUES_TEXT, VALUES_PHONE, VALUES_MONEY, VALUES_USER}},
        {"account",
         "number",
         {"number", "name", "founded_on", "phone"},
         {VALUES_KEY, VALUES_TEXT, VALUES_DATE, VALUES_PHONE}},
        {"order",
         NULL,
         {"number", "account.name", "placed_at", "amount", "currency"},
         {VALUES_FRESH, VALUES_TEXT, VALUES_TIME, VALUES_MONEY, VALUES_CURRENCY}},
        {"car", "plate", {"plate", "title", "seats"}, {VALUES_KEY, VALUES_TEXT, VALUES_NUMBER}},
        {"contact",
         NULL,
         {"name", "mobile", "account.name"},
         {VALUES_TEXT, VALUES_PHONE, VALUES_TEXT}},
    };
    char file[FILE_SIZE];
    char *rest = file;
    char key[16];
    crm_import_report report = {0};
    size_t which = dice_below(&op->state, sizeof forms / sizeof *forms);
    file_make(op, forms[which].names, forms[which].kinds, file);
    snprintf(key, sizeof key, "import %zu", dice_below(&op->state, 40));
    crm_import_options options = {.size = sizeof options,
                                  .name = "rows.csv",
                                  .entity = forms[which].entity,
                                  .key = dice_below(&op->state, 2) ? forms[which].key : NULL,
                                  .source = "shop",
                                  .idempotency_key = dice_below(&op->state, 4) ? NULL : key,
                                  .on_match = (int32_t)dice_below(&op->state, 4),
                                  .references_must_exist = (int32_t)dice_below(&op->state, 2),
                                  .dry_run = dice_below(&op->state, 6) == 0,
                                  .batch_rows = 1 + (int32_t)dice_below(&op->state, 4),
                                  .context = op->world,
                                  .rejected = row_rejected};
    crm_status status = crm_import_run(db_of(op), &options, file_read, &rest, &report);
    answer_status(op->world, "import", status);
    answer_format(op->world,
                  "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
                  " %" PRId64 "\n",
                  report.rows, report.created, report.updated, report.duplicates, report.rejected,
                  report.to_review, report.references_created, report.replayed);
}

static void export(struct op *op)
{
    static const char *const forms[][3] = {{"lead", "has(name)", "-name"},
                                           {"account", NULL, "founded_on"},
                                           {"order", "amount > 0.0", NULL},
                                           {"car", "seats > 2", "title"},
                                           {"contact", NULL, "account.name"}};
    const char *const *form = forms[dice_below(&op->state, sizeof forms / sizeof *forms)];
    crm_export_report report = {0};
    int32_t parts = (int32_t)dice_below(&op->state, 4);
    crm_export_options options = {
        .size = sizeof options,
        .entity = form[0],
        .where = form[1],
        .sort = form[2],
        .limit = (int64_t)dice_below(&op->state, 30),
        .format = dice_below(&op->state, 2) ? CRM_FORMAT_NDJSON : CRM_FORMAT_CSV,
        .labels = dice_below(&op->state, 3) ? NULL : "zh",
        .partition_index = parts ? (int32_t)dice_below(&op->state, (size_t)parts) : 0,
        .partition_count = parts};
    crm_status status = crm_export_run(db_of(op), &options, to_answer, op->world, &report);
    answer_status(op->world, "export", status);
    answer_format(op->world, "%" PRId64 " rows\n", report.rows);
}

/* --- the lead's life -------------------------------------------------------------------------- */

static void move(struct op *op)
{
    int64_t leads[2] = {lead_of(op), lead_of(op)};
    int64_t user = user_of(op);
    if (dice_below(&op->state, 2))
        answer_status(op->world, "give", crm_lead_give(db_of(op), leads, 2, user, "his"));
    else
        answer_status(op->world, "transfer", crm_lead_transfer(db_of(op), leads, 1, 0, NULL));
}

static void assign(struct op *op)
{
    crm_cursor *cursor = NULL;
    int64_t leads[3] = {lead_of(op), lead_of(op), lead_of(op)};
    bool all = dice_below(&op->state, 3) == 0;
    crm_assign_options options = {.size = sizeof options,
                                  .leads = all ? NULL : leads,
                                  .lead_count = all ? 0 : 3,
                                  .dry_run = dice_below(&op->state, 3) == 0};
    crm_status status = crm_lead_assign(db_of(op), &options, &cursor);
    answer_rows(op->world, "assign", status, cursor);
}

static void recycle(struct op *op)
{
    int64_t count = -1;
    crm_cursor *cursor = NULL;
    int64_t until_us = world_now_us + (int64_t)dice_below(&op->state, 20) * INT64_C(86400000000);
    int64_t lead = dice_below(&op->state, 2) ? lead_of(op) : 0;
    crm_status status = crm_lead_recycle_plan(db_of(op), lead, until_us, &cursor);
    answer_rows(op->world, "plan", status, cursor);
    answer_status(op->world, "recycle", crm_lead_recycle(db_of(op), &count));
    answer_format(op->world, "%" PRId64 "\n", count);
}

static void score(struct op *op)
{
    crm_score_report scored = {0};
    crm_cleanse_report cleansed = {0};
    crm_cursor *cursor = NULL;
    int32_t parts = (int32_t)dice_below(&op->state, 3);
    crm_lead_options options = {.size = sizeof options,
                                .where = dice_below(&op->state, 2) ? "name != 'acme'" : NULL,
                                .dry_run = dice_below(&op->state, 4) == 0,
                                .partition_index = parts > 1,
                                .partition_count = parts};
    answer_status(op->world, "score", crm_lead_score(db_of(op), &options, &scored));
    answer_format(op->world, "%" PRId64 " %" PRId64 " %" PRId64 "\n", scored.scored, scored.changed,
                  scored.unscored);
    crm_status status = crm_lead_score_explain(db_of(op), lead_of(op), &cursor);
    answer_rows(op->world, "explain", status, status < 0 ? NULL : cursor);
    cursor = NULL;
    status = crm_lead_cleanse(db_of(op), &options, &cleansed, &cursor);
    answer_rows(op->world, "cleanse", status, status < 0 ? NULL : cursor);
}

static void unconvert(struct op *op)
{
    crm_unconvert_result made = {0};
    for (int i = 0; i < 4; i++)
        answer_status(op->world, "unconvert", crm_lead_unconvert(db_of(op), lead_of(op), &made));
}

/* --- duplicates ------------------------------------------------------------------------------- */

static void review(struct op *op)
{
    static const char *const entities[] = {"lead", "account", "contact"};
    crm_cursor *cursor = NULL;
    crm_duplicates_report found = {0};
    int64_t pair = 0;
    const char *a = entities[dice_below(&op->state, 3)];
    const char *b = entities[dice_below(&op->state, 3)];
    int64_t ids[2] = {known_id(op->known, &op->state, a), known_id(op->known, &op->state, b)};
    answer_status(op->world, "scan", crm_duplicates_scan(db_of(op), a, NULL, &found));
    answer_format(op->world, "%" PRId64 " %" PRId64 " %" PRId64 "\n", found.records, found.found,
                  found.added);
    if (crm_duplicates(db_of(op), 1, &cursor) >= 0 && crm_cursor_next(cursor) == CRM_OK)
        pair = crm_cursor_int(cursor, 0);
    crm_cursor_free(cursor);
    answer_status(op->world, "decide",
                  crm_duplicates_decide(db_of(op), pair, (int32_t)dice_below(&op->state, 2)));
    cursor = NULL;
    crm_status status = crm_match_explain(db_of(op), a, ids[0], b, ids[1], &cursor);
    answer_rows(op->world, "why", status, status < 0 ? NULL : cursor);
    cursor = NULL;
    status = crm_merge_preview(db_of(op), a, ids, 2, &cursor);
    answer_rows(op->world, "preview", status, status < 0 ? NULL : cursor);
}

/* --- lists of references, JSON ---------------------------------------------------------------- */

static void links(struct op *op)
{
    crm_record *record;
    int64_t ids[3];
    size_t count = dice_below(&op->state, 4);
    for (size_t i = 0; i < 3; i++)
        ids[i] = known_id(op->known, &op->state, "contact");
    if (answer_status(op->world, "activity", crm_record_new(db_of(op), "activity", &record)) < 0)
        return;
    answer_status(op->world, "subject", crm_record_set_text(record, "name", "拜访", CRM_NUL));
    answer_status(op->world, "links", crm_record_set_ids(record, "contacts", ids, count));
    crm_status status = crm_record_save(record, NULL);
    if (answer_status(op->world, "save", status) >= 0)
        crm_record_json(record, to_answer, op->world);
    crm_record_free(record);
}

static void json(struct op *op)
{
    static const char *const texts[] = {"{\"name\":\"张三\",\"budget\":\"12.50\",\"locked\":true}",
                                        "{\"name\":null}",
                                        "{\"nmae\":\"x\"}",
                                        "{\"name\":\"a\",\"mobile\":\"13912345678\"",
                                        "{}",
                                        "{\"budget\":1e400}",
                                        "[1]"};
    crm_record *record;
    const char *text = texts[dice_below(&op->state, sizeof texts / sizeof *texts)];
    if (crm_record_new(db_of(op), "lead", &record) < 0)
        return;
    if (answer_status(op->world, "json", crm_record_set_json(record, text, CRM_NUL)) >= 0 &&
        answer_status(op->world, "save", crm_record_save(record, NULL)) >= 0)
        crm_record_json(record, to_answer, op->world);
    crm_record_free(record);
}

/* --- what is due, alerts, upkeep -------------------------------------------------------------- */

static void remind(struct op *op)
{
    char user[24];
    char time[CRM_TIME_TEXT_SIZE];
    crm_record *record;
    snprintf(user, sizeof user, "%" PRId64, user_of(op));
    crm_time_format(world_now_us + (int64_t)dice_below(&op->state, 100000) * 1000000, time);
    if (crm_record_new(db_of(op), "reminder", &record) < 0)
        return;
    crm_record_set_text(record, "name", "回访", CRM_NUL);
    crm_record_set_text(record, "recipient", user, CRM_NUL);
    crm_record_set_text(record, "remind_at", time, CRM_NUL);
    answer_status(op->world, "remind", crm_record_save(record, NULL));
    crm_record_free(record);
}

static void deliver(struct op *op)
{
    crm_cursor *cursor = NULL;
    crm_status status = crm_outbox_take(db_of(op), 4, 600000000, &cursor);
    answer_status(op->world, "take", status);
    while (status >= 0 && crm_cursor_next(cursor) == CRM_OK) {
        int64_t id = crm_cursor_int(cursor, 0);
        if (dice_below(&op->state, 2))
            answer_status(op->world, "sent", crm_outbox_sent(db_of(op), id));
        else
            answer_status(op->world, "failed",
                          crm_outbox_failed(db_of(op), id, "no answer",
                                            dice_below(&op->state, 2) ? 0 : world_now_us + 1));
    }
    crm_cursor_free(cursor);
}

static void alerts(struct op *op)
{
    crm_alert_report report = {0};
    crm_cursor *cursor = NULL;
    int64_t alert = 0;
    crm_status status = crm_alert_run(
        db_of(op), CRM_OPTIONS(crm_alert_run_options, .dry_run = dice_below(&op->state, 3) == 0),
        &report, &cursor);
    answer_rows(op->world, "alerts", status, status < 0 ? NULL : cursor);
    answer_format(op->world, "%" PRId64 " %" PRId64 " %" PRId64 "\n", report.customers,
                  report.raised, report.closed);
    cursor = NULL;
    if (crm_alert_list(db_of(op), NULL, &cursor) >= 0 && crm_cursor_next(cursor) == CRM_OK)
        alert = crm_cursor_int(cursor, 0);
    crm_cursor_free(cursor);
    answer_status(op->world, "alert",
                  dice_below(&op->state, 2) ? crm_alert_acknowledge(db_of(op), alert)
                                            : crm_alert_close(db_of(op), alert));
}

/* What is kept beside records is right, so that making it anew changes nothing. */
static void rebuild(struct op *op)
{
    int64_t totals = -1;
    int64_t normals = -1;
    answer_status(op->world, "totals", crm_totals_rebuild(db_of(op), &totals));
    answer_status(op->world, "normals", crm_normals_rebuild(db_of(op), &normals));
    answer_format(op->world, "%" PRId64 " %" PRId64 "\n", totals, normals);
}

static crm_status keyed_work(crm_db *db, void *context)
{
    crm_record *record;
    crm_status status = crm_record_new(db, "car", &record);
    if (status < 0)
        return status;
    crm_record_set_text(record, "plate", context, CRM_NUL);
    status = crm_record_save(record, NULL);
    crm_record_free(record);
    return status;
}

static void keyed(struct op *op)
{
    char key[16];
    snprintf(key, sizeof key, "once %zu", dice_below(&op->state, 60));
    answer_status(op->world, key,
                  crm_transaction_run(
                      db_of(op), keyed_work, key,
                      CRM_OPTIONS(crm_transaction_options, .attempts = 1, .idempotency_key = key)));
}

static void retire(struct op *op)
{
    char name[16];
    size_t number = op->known->fields ? dice_below(&op->state, (size_t)op->known->fields) : 0;
    snprintf(name, sizeof name, "extra%zu", number);
    answer_status(op->world, name, crm_schema_retire_field(db_of(op), "lead", name));
}

const struct op_kind op_service_kinds[] = {
    {"import", import, 5},       {"export", export, 3},   {"move", move, 3},
    {"assign", assign, 3},       {"recycle", recycle, 2}, {"score", score, 2},
    {"unconvert", unconvert, 1}, {"review", review, 2},   {"links", links, 2},
    {"json", json, 2},           {"remind", remind, 2},   {"deliver", deliver, 2},
    {"alerts", alerts, 1},       {"rebuild", rebuild, 1}, {"keyed", keyed, 3},
    {"retire", retire, 1},
};
const size_t op_service_count = sizeof op_service_kinds / sizeof *op_service_kinds;
