/* History, the writing side: a row for each changed record, in the transaction that changes it. */
#include "store/row_work.h"

#include "db/sql.h"
#include "store/diff.h"
#include "store/history_write.h"
#include "store/row_batch.h"
#include "store/tables.h"
#include "store/transaction.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define NAME(text)                                                                                 \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }

static const struct text history_columns[] = {NAME("sequence"), NAME("record_id"), NAME("version"),
                                              NAME("diff"),     NAME("at"),        NAME("actor"),
                                              NAME("entity"),   NAME("operation"), NAME("reason")};
enum { SEQUENCE, RECORD_ID, VERSION, DIFF, AT, ACTOR, ENTITY, OPERATION, REASON };

static crm_status collect(struct row_work *work, struct history_rows *rows);
static crm_status put_diff(struct row_work *work, size_t row, struct buffer *diff);
static crm_status known_sequence(struct store *store);

crm_status crm__work_write_history(struct row_work *work, enum row_operation operation)
{
    if (work->entity->flags & ENTITY_NO_HISTORY || work->kept == 0)
        return CRM_OK;
    if (work->write->operation)
        operation = work->write->operation;
    struct history_rows rows;
    crm_status status = crm__history_rows_init(&rows, work->store->env);
    if (status == CRM_OK)
        status = collect(work, &rows);
    if (status == CRM_OK)
        status =
            crm__history_append(work->store, work->entity, operation, work->write->reason, &rows);
    crm__history_rows_free(&rows);
    return status;
}

crm_status crm__history_rows_init(struct history_rows *rows, struct env *env)
{
    crm__batch_init(&rows->batch, env);
    if (!crm__batch_add(&rows->batch, TEXT("sequence"), VALUE_INT) ||
        !crm__batch_add(&rows->batch, TEXT("record_id"), VALUE_INT) ||
        !crm__batch_add(&rows->batch, TEXT("version"), VALUE_INT) ||
        !crm__batch_add(&rows->batch, TEXT("diff"), VALUE_BLOB))
        return CRM_E_NOMEM;
    return CRM_OK;
}

void crm__history_rows_free(struct history_rows *rows)
{
    crm__batch_free(&rows->batch);
}

crm_status crm__history_rows_add(struct history_rows *rows, int64_t record_id, int64_t version,
                                 struct text diff)
{
    struct batch *batch = &rows->batch;
    crm_status status = crm__column_int(batch, &batch->columns[SEQUENCE], 0);
    if (status == CRM_OK)
        status = crm__column_int(batch, &batch->columns[RECORD_ID], record_id);
    if (status == CRM_OK)
        status = crm__column_int(batch, &batch->columns[VERSION], version);
    if (status == CRM_OK)
        status = diff.size > 0 ? crm__column_text(batch, &batch->columns[DIFF], diff)
                               : crm__column_null(batch, &batch->columns[DIFF]);
    if (status == CRM_OK)
        crm__batch_finish_row(batch);
    return status;
}

crm_status crm__history_append(struct store *store, const struct entity *entity,
                               enum row_operation operation, struct text reason,
                               struct history_rows *rows)
{
    if (rows->batch.row_count == 0)
        return CRM_OK;
    crm_status status = known_sequence(store);
    if (status < 0)
        return status;
    for (size_t i = 0; i < rows->batch.row_count; i++)
        rows->batch.columns[SEQUENCE].integers[i] = ++store->sequence;

    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_insert(&sql, TABLE_HISTORY, history_columns, COUNT_OF(history_columns));
    struct statement *statement = NULL;
    status = crm__sql_query(&sql, 0, &statement);
    struct value bound[] = {[AT] = crm__value_int(store->env->now_us),
                            [ACTOR] = store->actor.user_id ? crm__value_int(store->actor.user_id)
                                                           : VALUE_OF_NULL,
                            [ENTITY] = crm__value_int(entity->number),
                            [OPERATION] = crm__value_int((int64_t)operation),
                            [REASON] = reason.size > 0 ? crm__value_text(reason) : VALUE_OF_NULL};
    for (size_t i = AT; status == CRM_OK && i <= REASON; i++)
        status = crm__statement_bind(statement, i + 1, bound[i]);
    static const size_t positions[] = {SEQUENCE,   RECORD_ID,  VERSION,    DIFF,      KEEP_BOUND,
                                       KEEP_BOUND, KEEP_BOUND, KEEP_BOUND, KEEP_BOUND};
    struct statement_many many = {.params = &rows->batch, .columns = positions};
    if (status == CRM_OK)
        status = crm__statement_many(statement, &many);
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status;
}

static crm_status collect(struct row_work *work, struct history_rows *rows)
{
    struct buffer diff;
    crm__buffer_init(&diff, work->store->env);
    crm_status status = CRM_OK;
    for (size_t row = 0; status == CRM_OK && row < work->count; row++) {
        if (work->states[row] != ROW_KEPT || (work->counts && !work->counts[row]))
            continue;
        crm__buffer_clear(&diff);
        status = work->changed ? put_diff(work, row, &diff) : CRM_OK;
        int64_t version = work->versions ? work->versions[row] + 1 : 1;
        if (status == CRM_OK)
            status = crm__history_rows_add(rows, work->ids[row], version, crm__buffer_view(&diff));
    }
    crm__buffer_free(&diff);
    return status;
}

static crm_status put_diff(struct row_work *work, size_t row, struct buffer *diff)
{
    for (size_t i = 0; i < work->written_count; i++) {
        if (crm__work_changes(work, row, i) && !(work->fields[i]->flags & FIELD_NO_HISTORY))
            crm__diff_put(diff, work->fields[i], crm__batch_at(&work->before, i, row),
                          crm__batch_at(&work->after, i, row));
    }
    return crm__buffer_status(diff);
}

/* Asked once a transaction; what is rolled back is forgotten, so no number is skipped. */
static crm_status known_sequence(struct store *store)
{
    if (store->sequence > 0)
        return CRM_OK;
    return crm__store_last_sequence(store, &store->sequence);
}
