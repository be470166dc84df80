/* Importing, for hosts. */
#include "crm/transfer.h"

#include "api/handle.h"
#include "base/options.h"
#include "service/import.h"

struct transfer {
    crm_db *db;
    const crm_import_options *options;
};

static crm_status stopped(const struct transfer *transfer)
{
    return crm__fail(&transfer->db->env, CRM_E_CANCELLED, "the host stopped the import");
}

static crm_status plan_tell(struct transfer *transfer, const struct import_plan *plan,
                            struct arena *arena)
{
    crm_import_column *columns =
        crm__arena_alloc_zero(arena, plan->column_count + 1, sizeof *columns);
    if (!columns)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < plan->column_count; i++) {
        struct text name = crm__arena_text(arena, plan->columns[i].name);
        struct text field = crm__arena_text(arena, plan->columns[i].target);
        if (!name.data || !field.data)
            return CRM_E_NOMEM;
        columns[i] = (crm_import_column){
            .name = name.data, .field = field.data, .use = (int32_t)plan->columns[i].use};
    }
    crm_import_plan told = {.entity = plan->entity->name.data,
                            .format = plan->form == IMPORT_CSV ? "csv" : "ndjson",
                            .encoding = plan->encoding,
                            .encoding_certainty = plan->confidence,
                            .entity_guessed = plan->entity_guessed,
                            .delimiter = {plan->delimiter},
                            .has_header = plan->has_header,
                            .columns = columns,
                            .column_count = (int64_t)plan->column_count,
                            .skipped_rows = plan->skipped_rows,
                            .rejects_size = plan->rejects_size,
                            .rejects_header =
                                plan->rejects_header.size ? plan->rejects_header.data : ""};
    return transfer->options->planned(transfer->options->context, &told) ? stopped(transfer)
                                                                         : CRM_OK;
}

static crm_status planned(void *context, const struct import_plan *plan)
{
    struct transfer *transfer = context;
    struct arena arena;
    if (!transfer->options->planned)
        return CRM_OK;
    crm__arena_init(&arena, &transfer->db->env);
    crm_status status = plan_tell(transfer, plan, &arena);
    crm__arena_free(&arena);
    return status;
}

static crm_status rejected(void *context, const struct import_reject *reject)
{
    struct transfer *transfer = context;
    /* These texts are the library's own copies, which end with a NUL. */
    crm_import_reject told = {.row = reject->row,
                              .line = reject->line,
                              .field = reject->field.size ? reject->field.data : "",
                              .reason = reject->reason.size ? reject->reason.data : "",
                              .header = reject->header.size ? reject->header.data : "",
                              .text = reject->text.size ? reject->text.data : ""};
    return transfer->options->rejected(transfer->options->context, &told) ? stopped(transfer)
                                                                          : CRM_OK;
}

static crm_status rejects(void *context, struct text bytes)
{
    struct transfer *transfer = context;
    int32_t answer =
        transfer->options->rejects(transfer->options->context, bytes.data, bytes.size);
    return answer == 0 ? CRM_OK
                       : crm__fail(&transfer->db->env, CRM_E_IO,
                                   "rejects: the host's write callback answered %d", (int)answer);
}

static crm_status on_match_of(crm_db *db, int32_t given, enum save_on_match *out)
{
    static const enum save_on_match known[] = {[CRM_IMPORT_REVIEW] = SAVE_MATCH_REVIEW,
                                               [CRM_IMPORT_MERGE] = SAVE_MATCH_MERGE,
                                               [CRM_IMPORT_SKIP] = SAVE_MATCH_SKIP,
                                               [CRM_IMPORT_CREATE] = SAVE_MATCH_CREATE};
    if (given < 0 || (size_t)given >= sizeof known / sizeof *known)
        return crm__fail(&db->env, CRM_E_MISUSE,
                         "crm_import_options.on_match: %d is none of CRM_IMPORT_…", (int)given);
    *out = known[given];
    return CRM_OK;
}

static crm_status date_order_of(crm_db *db, struct text given, enum date_order *out)
{
    static const char *const names[] = {"", "dmy", "mdy", "ymd"};
    static const enum date_order orders[] = {DATE_ORDER_UNKNOWN, DATE_ORDER_DMY, DATE_ORDER_MDY,
                                             DATE_ORDER_YMD};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (crm__text_is(given, names[i])) {
            *out = orders[i];
            return CRM_OK;
        }
    }
    return crm__fail(&db->env, CRM_E_UNKNOWN, "date_order: '%.*s' is none of dmy, mdy, ymd",
                     (int)given.size, given.data);
}

static crm_status options_read(crm_db *db, const crm_import_options *given,
                               struct import_options *options)
{
    struct text encoding = crm__text_of(given->encoding);
    *options = (struct import_options){
        .name = crm__text_of(given->name),
        .map = crm__text_of(given->map),
        .key = crm__text_of(given->key),
        .source = crm__text_of(given->source),
        .region = crm__text_of(given->region),
        .currency = crm__text_of(given->currency),
        .time_zone = crm__text_of(given->time_zone),
        .references_must_exist = given->references_must_exist != 0,
        .keep_ids = given->keep_ids != 0,
        .dry_run = given->dry_run != 0,
        .resume = given->resume != 0,
        .idempotency_key = crm__text_of(given->idempotency_key),
        .size = given->input_size,
        .batch_rows = given->batch_rows > 0 ? (size_t)given->batch_rows : 0,
        .planned = planned,
        .rejected = given->rejected ? rejected : NULL,
        .rejects = given->rejects ? rejects : NULL,
    };
    crm_status status = CRM_OK;
    if (given->batch_rows < 0)
        status = crm__fail(&db->env, CRM_E_MISUSE, "crm_import_options.batch_rows: %d, at least 0",
                           (int)given->batch_rows);
    if (status >= 0 && given->entity)
        status = crm__api_entity(db, given->entity, &options->entity);
    if (status >= 0)
        status = on_match_of(db, given->on_match, &options->on_match);
    if (status >= 0)
        status = date_order_of(db, crm__text_of(given->date_order), &options->date_order);
    if (status >= 0 && encoding.size)
        status = crm__encoding_find(&db->env, encoding, &options->encoding);
    return status;
}

crm_status crm_import_run(crm_db *db, const crm_import_options *given, crm_read read,
                          void *read_context, crm_import_report *report_out)
{
    if (report_out)
        *report_out = (crm_import_report){0};
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!read || !report_out)
        return crm__api_null(db, read ? "report_out" : "read");
    crm_import_options mine = {.size = sizeof mine};
    status = crm__options_copy(&db->env, "crm_import_options", &mine, sizeof mine, given);
    struct import_options options;
    if (status >= 0)
        status = options_read(db, &mine, &options);
    if (status < 0)
        return status;
    struct transfer transfer = {.db = db, .options = &mine};
    struct import_report report;
    options.context = &transfer;
    status = crm__import_run(db->store, &options, read, read_context, &report);
    if (status >= 0)
        crm__error_clear(&db->env); /* of a row that was handed back, or a cache without memory */
    *report_out = (crm_import_report){.run_id = report.run_id,
                                      .rows = report.rows,
                                      .created = report.created,
                                      .updated = report.updated,
                                      .duplicates = report.duplicates,
                                      .rejected = report.rejected,
                                      .to_review = report.to_review,
                                      .references_created = report.references_created,
                                      .unfinished_rows = report.unfinished_rows,
                                      .rejects_size = report.rejects_size,
                                      .replayed = report.replayed};
    return status;
}
