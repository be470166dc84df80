/* History, the writing side: a row for each changed record, in the transaction that changes it. */
#include "store/row_work.h"

#include "db/sql.h"
#include "store/diff.h"
#include "store/history_write.h"
#include "store/row_batch.h"
#include "store/shape.h"
#include "store/tables.h"
#include "store/transaction.h"

#include <string.h>

#define NAME(text)                                                                                 \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }

static const struct text history_columns[] = {NAME("sequence"), NAME("record_id"), NAME("version"),
                                              NAME("diff"),     NAME("at"),        NAME("actor"),
                                              NAME("entity"),   NAME("operation"), NAME("reason")};
/* From AT on, the rows of one write have the same. */
enum { SEQUENCE, RECORD_ID, VERSION, DIFF, AT, ACTOR, ENTITY, OPERATION, REASON, COLUMN_COUNT };
enum { TOGETHER = 64 };

static crm_status insert_together(struct store *store, const struct history_rows *rows,
                                  const struct value *bound, size_t *done_out);
static crm_status insert_each(struct store *store, const struct history_rows *rows,
                              const struct value *bound, size_t done);
static crm_status statement_insert(struct store *store, size_t rows,
                                   struct statement **statement_out);
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

    struct value bound[] = {[AT] = crm__value_int(store->env->now_us),
                            [ACTOR] = crm__actor_value(store),
                            [ENTITY] = crm__value_int(entity->number),
                            [OPERATION] = crm__value_int((int64_t)operation),
                            [REASON] = reason.size > 0 ? crm__value_text(reason) : VALUE_OF_NULL};
    size_t done = 0;
    if (!store->db->caps.round_trips)
        status = insert_together(store, rows, bound, &done);
    return status < 0 ? status : insert_each(store, rows, bound, done);
}

/*
 * Full statements of many rows: the tree's end is then looked for once for all of them. The first
 * row binds what all have in common.
 */
static crm_status insert_together(struct store *store, const struct history_rows *rows,
                                  const struct value *bound, size_t *done_out)
{
    size_t full = rows->batch.row_count / TOGETHER * TOGETHER;
    if (full == 0)
        return CRM_OK;
    struct statement *statement = NULL;
    crm_status status = statement_insert(store, TOGETHER, &statement);
    struct value values[COLUMN_COUNT + (TOGETHER - 1) * AT];
    memcpy(&values[AT], &bound[AT], (COLUMN_COUNT - AT) * sizeof *bound);
    for (size_t from = 0; status == CRM_OK && from < full; from += TOGETHER) {
        for (size_t i = 0; i < AT; i++)
            values[i] = crm__batch_at(&rows->batch, i, from);
        size_t count = COLUMN_COUNT;
        for (size_t row = from + 1; row < from + TOGETHER; row++) {
            for (size_t i = 0; i < AT; i++)
                values[count++] = crm__batch_at(&rows->batch, i, row);
        }
        status = crm__statement_bind_all(statement, values, count);
        if (status == CRM_OK)
            status = crm__statement_exec(statement, NULL);
    }
    crm__statement_release(statement);
    *done_out = full;
    return status;
}

static crm_status insert_each(struct store *store, const struct history_rows *rows,
                              const struct value *bound, size_t done)
{
    uint32_t rest[TOGETHER];
    size_t count = rows->batch.row_count - done;
    for (size_t i = 0; done > 0 && i < count; i++)
        rest[i] = (uint32_t)(done + i);
    if (count == 0)
        return CRM_OK;
    struct statement *statement = NULL;
    crm_status status = statement_insert(store, 1, &statement);
    for (size_t i = AT; status == CRM_OK && i <= REASON; i++)
        status = crm__statement_bind(statement, i + 1, bound[i]);
    static const size_t positions[] = {SEQUENCE,   RECORD_ID,  VERSION,    DIFF,      KEEP_BOUND,
                                       KEEP_BOUND, KEEP_BOUND, KEEP_BOUND, KEEP_BOUND};
    struct statement_many many = {.params = &rows->batch,
                                  .columns = positions,
                                  .chosen = done > 0 ? rest : NULL,
                                  .chosen_count = count};
    if (status == CRM_OK)
        status = crm__statement_many(statement, &many);
    crm__statement_release(statement);
    return status;
}

static crm_status statement_insert(struct store *store, size_t rows,
                                   struct statement **statement_out)
{
    uint64_t shape = crm__shape_of(SHAPE_HISTORY, (uint32_t)rows);
    *statement_out = crm__db_cached(store->db, shape);
    if (*statement_out)
        return CRM_OK;
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_insert(&sql, TABLE_HISTORY, history_columns, COLUMN_COUNT);
    for (size_t row = 1; row < rows; row++) {
        crm__sql_add(&sql, ", (");
        crm__sql_placeholders(&sql, AT);
        for (size_t i = AT; i < COLUMN_COUNT; i++) {
            crm__sql_add(&sql, ", ");
            crm__sql_again(&sql, i + 1);
        }
        crm__sql_add(&sql, ")");
    }
    crm_status status = crm__sql_query(&sql, shape, statement_out);
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
