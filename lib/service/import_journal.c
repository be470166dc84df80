/*
 * The record of an import. It moves on in the transaction of every batch, so that after a kill it
 * says exactly which rows are saved.
 */
#include "service/import_run.h"

#include "base/json.h"
#include "service/once.h"
#include "store/query.h"

enum { COUNT_FIELDS = 7 };
static const char *const count_names[COUNT_FIELDS] = {
    "row_count",      "created_count", "updated_count", "duplicate_count",
    "rejected_count", "rejects_size",  "position"};

static struct text file_name(const struct import_run *run)
{
    return run->options->name.size ? run->options->name : TEXT("import");
}

static const struct entity *journal_entity(const struct import_run *run)
{
    return crm__service_entity(run->store, "import_run");
}

/* Counters of the report, in the order of count_names. */
static void counts_put(const struct import_report *report, int64_t position,
                       struct save_field fields[COUNT_FIELDS])
{
    const int64_t counts[COUNT_FIELDS] = {
        report->rows,     report->created,      report->updated, report->duplicates,
        report->rejected, report->rejects_size, position};
    for (size_t i = 0; i < COUNT_FIELDS; i++)
        fields[i] = (struct save_field){count_names[i], crm__value_int(counts[i])};
}

static void counts_take(const struct batch *rows, size_t row, struct import_report *report)
{
    report->run_id = rows->columns[0].integers[row];
    report->rows = rows->columns[1].integers[row];
    report->created = rows->columns[2].integers[row];
    report->updated = rows->columns[3].integers[row];
    report->duplicates = rows->columns[4].integers[row];
    report->rejected = rows->columns[5].integers[row];
    report->rejects_size = rows->columns[6].integers[row];
}

#define JOURNAL_COLUMNS                                                                            \
    "id,row_count,created_count,updated_count,duplicate_count,rejected_count,rejects_size,state"
enum { STATE_COLUMN = 7 };

static crm_status journal_ask(struct import_run *run, struct query *query, struct batch *rows)
{
    crm__query_fields(query, TEXT(JOURNAL_COLUMNS));
    crm__query_sort(query, TEXT("-id"));
    crm__query_limit(query, 1);
    crm__store_elevate(run->store);
    crm_status status = crm__query_all(query, rows);
    crm__store_restore(run->store);
    return status;
}

/* --- an earlier run that was stopped ---------------------------------------------------------- */

static crm_status unfinished_ask(struct import_run *run, struct query *query, struct batch *rows)
{
    const struct entity *journal = journal_entity(run);
    crm__query_where_equal(query, crm__service_field(journal, "file_hash"),
                           crm__value_int((int64_t)run->input.hash));
    crm__query_where_equal(query, crm__service_field(journal, "entity_name"),
                           crm__value_text(run->entity->name));
    crm__query_where_equal(query, crm__service_field(journal, "name"),
                           crm__value_text(file_name(run)));
    crm__query_where(query, TEXT("state != 'done'"));
    return journal_ask(run, query, rows);
}

/* Goes on where that run was. */
static void earlier_take(struct import_run *run, const struct batch *rows)
{
    counts_take(rows, 0, run->report);
    run->report->entity = run->entity;
    run->record_id = run->report->run_id;
    run->skip = run->report->rows;
}

crm_status crm__import_journal_find(struct import_run *run)
{
    if (run->record_id) /* the idempotency key has found it */
        return CRM_OK;
    struct query *query;
    struct batch rows;
    crm_status status = crm__query_new(run->store, journal_entity(run), &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, run->env);
    status = unfinished_ask(run, query, &rows);
    if (status >= 0 && rows.row_count) {
        if (run->options->resume)
            earlier_take(run, &rows);
        else
            run->report->unfinished_rows = rows.columns[1].integers[0];
    }
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

/* --- idempotency ------------------------------------------------------------------------------ */

/* The record of this run, or of that of the key; no row when it is gone. */
static crm_status journal_read(struct import_run *run, int64_t run_id, struct batch *rows)
{
    struct query *query;
    crm_status status = crm__query_new(run->store, journal_entity(run), &query);
    if (status < 0)
        return status;
    crm__query_where_ids(query, &run_id, 1);
    status = journal_ask(run, query, rows);
    crm__query_free(query);
    return status;
}

/* A finished run is answered with its report, one that was stopped goes on. */
static crm_status replay_or_go_on(struct import_run *run, int64_t run_id)
{
    struct batch rows;
    crm__batch_init(&rows, run->env);
    crm_status status = journal_read(run, run_id, &rows);
    bool is_known = status >= 0 && rows.row_count > 0;
    bool is_done =
        !is_known || crm__text_is(crm__column_text_at(&rows.columns[STATE_COLUMN], 0), "done");
    if (is_known && is_done)
        counts_take(&rows, 0, run->report);
    else if (is_known)
        earlier_take(run, &rows);
    run->report->replayed = is_done;
    crm__batch_free(&rows);
    return status < 0 ? status : is_done ? CRM_DONE : CRM_OK;
}

crm_status crm__import_journal_replay(struct import_run *run)
{
    struct once once = {.key = run->options->idempotency_key, .operation = TEXT("import")};
    if (once.key.size == 0)
        return CRM_OK;
    crm_status status = crm__once_find(run->store, &once);
    if (status != CRM_OK)
        return status < 0 ? status : CRM_OK;
    if (once.request_hash != (int64_t)run->input.hash)
        return crm__fail(run->env, CRM_E_CONFLICT, "idempotency key '%.*s': used for another file",
                         (int)once.key.size, once.key.data);
    run->key_kept = true;
    return replay_or_go_on(run, once.answer);
}

/* With the first rows, so that a run that is stopped later is found by its key. */
static crm_status key_keep(struct import_run *run)
{
    const struct once once = {.key = run->options->idempotency_key,
                              .operation = TEXT("import"),
                              .request_hash = (int64_t)run->input.hash,
                              .answer = run->record_id};
    if (once.key.size == 0 || run->options->dry_run || run->key_kept)
        return CRM_OK;
    crm_status status = crm__once_keep(run->store, &once);
    if (status == CRM_E_EXISTS)
        return crm__fail(run->env, CRM_E_BUSY,
                         "idempotency key '%.*s': somebody else imports under it; try again",
                         (int)once.key.size, once.key.data);
    return status;
}

/* Two who go on with one run would save its rows twice. */
static crm_status is_still_ours(struct import_run *run)
{
    if (run->options->idempotency_key.size == 0 && run->skip == 0)
        return CRM_OK;
    struct batch rows;
    crm__batch_init(&rows, run->env);
    crm_status status = journal_read(run, run->record_id, &rows);
    if (status >= 0 && (rows.row_count == 0 || rows.columns[1].integers[0] != run->report->rows))
        status = crm__fail(run->env, CRM_E_BUSY,
                           "somebody else goes on with this import at the same time; try again");
    crm__batch_free(&rows);
    return status;
}

/* --- the life of a run ------------------------------------------------------------------------ */

/* {"column":"field", …}: what went where. */
static crm_status mapping_json(struct import_run *run, struct buffer *json)
{
    struct json_writer writer;
    crm__json_writer_init(&writer, json, 0);
    crm__json_begin_array(&writer);
    for (size_t i = 0; i < run->map.column_count; i++) {
        const struct import_column *column = &run->map.columns[i];
        crm__json_begin_object(&writer);
        crm__json_write_name(&writer, "column");
        crm__json_write_text(&writer, column->name);
        crm__json_write_name(&writer, "field");
        if (column->target.size)
            crm__json_write_text(&writer, column->target);
        else
            crm__json_write_null(&writer);
        crm__json_end_object(&writer);
    }
    crm__json_end_array(&writer);
    return crm__buffer_status(json);
}

static crm_status journal_save(struct import_run *run, const struct save_field *fields,
                               size_t count)
{
    crm__store_elevate(run->store);
    crm_status status = crm__save_fields(run->store, journal_entity(run), run->record_id, 0, fields,
                                         count, &run->record_id);
    crm__store_restore(run->store);
    return status;
}

crm_status crm__import_journal_begin(struct import_run *run)
{
    struct buffer mapping;
    crm__buffer_init(&mapping, run->env);
    crm_status status = mapping_json(run, &mapping);
    struct value size = VALUE_OF_NULL;
    if (run->options->size > 0)
        size = crm__value_int(run->options->size);
    const struct save_field fields[] = {
        {"name", crm__value_text(file_name(run))},
        {"entity_name", crm__value_text(run->entity->name)},
        {"file_size", size},
        {"file_hash", crm__value_int((int64_t)run->input.hash)},
        {"options", crm__value_text(crm__buffer_view(&mapping))},
        {"state", crm__value_text(TEXT("running"))},
        {"started_at", crm__value_int(run->env->now_us)},
        {"last_error", VALUE_OF_NULL},
    };
    if (status >= 0)
        status = journal_save(run, fields, sizeof fields / sizeof *fields);
    if (status >= 0)
        run->report->run_id = run->record_id;
    crm__buffer_free(&mapping);
    return status;
}

crm_status crm__import_journal_move(struct import_run *run)
{
    struct save_field fields[COUNT_FIELDS];
    crm_status status = is_still_ours(run);
    if (status < 0)
        return status;
    counts_put(&run->next, run->input.taken, fields);
    status = journal_save(run, fields, COUNT_FIELDS);
    return status < 0 ? status : key_keep(run);
}

static crm_status done_write(struct import_run *run)
{
    const struct save_field fields[] = {
        {"state", crm__value_text(TEXT("done"))},
        {"finished_at", crm__value_int(run->env->now_us)},
    };
    crm_status status = crm__store_begin(run->store);
    if (status < 0)
        return status;
    status = journal_save(run, fields, sizeof fields / sizeof *fields);
    if (status >= 0)
        status = key_keep(run);
    return crm__store_end(run->store, status);
}

/* Says what a cancelled import leaves. */
static crm_status cancelled_fail(const struct import_run *run)
{
    if (run->options->dry_run)
        return crm__fail(run->env, CRM_E_CANCELLED, "cancelled; a dry run writes nothing");
    if (run->report->rows == 0)
        return crm__fail(run->env, CRM_E_CANCELLED, "cancelled before any row was saved");
    return crm__fail(run->env, CRM_E_CANCELLED,
                     "cancelled; the first %lld rows are saved, resume goes on after them",
                     (long long)run->report->rows);
}

/* A failure is written down as far as that is still possible; what was saved stays. */
static void stopped_write(struct import_run *run, crm_status failure)
{
    enum { ERROR_SHOWN = 200 };
    if (failure == CRM_E_CANCELLED) {
        crm__store_resume(run->store); /* it has stopped; what is left is to say so */
        (void)cancelled_fail(run);
    }
    struct error kept = run->env->error;
    struct text why = crm__text_slice(crm__text_of(kept.message), 0, ERROR_SHOWN);
    why.size = crm__utf8_valid_prefix(why);
    const struct save_field fields[] = {
        {"state", crm__value_text(failure == CRM_E_CANCELLED ? TEXT("cancelled") : TEXT("failed"))},
        {"finished_at", crm__value_int(run->env->now_us)},
        {"last_error", crm__value_text(why)},
    };
    (void)journal_save(run, fields, sizeof fields / sizeof *fields);
    run->env->error = kept;
}

crm_status crm__import_journal_end(struct import_run *run, crm_status status)
{
    if (status >= 0)
        return done_write(run);
    stopped_write(run, status);
    return status;
}
