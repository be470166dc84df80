/* Inserting rows. */
#include "store/rows.h"

#include "db/sql.h"
#include "store/ids.h"
#include "store/row_batch.h"
#include "store/row_read.h"
#include "store/row_work.h"
#include "store/shape.h"

#include <assert.h>

enum { ID_ATTEMPTS = 8 };

/* The system fields that every new row gets, before those that are given. */
static const enum system_field stamped[] = {SYSTEM_ID,         SYSTEM_VERSION,
                                            SYSTEM_CREATED_AT, SYSTEM_CREATED_BY,
                                            SYSTEM_UPDATED_AT, SYSTEM_UPDATED_BY};
enum { STAMPED_COUNT = sizeof stamped / sizeof stamped[0] };

static crm_status insert(struct row_work *work, uint8_t *is_new);
static crm_status make_after(struct row_work *work);
static crm_status add_given(struct row_work *work, size_t field);
static crm_status add_constant(struct row_work *work, const struct field *field);
static struct value stamp_of(const struct store *store, enum system_field which);
static bool is_stamp(const struct field *field);
static crm_status write_rows(struct row_work *work, const uint8_t *is_new);
static crm_status write_chosen(struct row_work *work, struct statement *statement,
                               const uint32_t *chosen, size_t count);
static crm_status renew_ids(struct row_work *work, const uint8_t *is_new, uint32_t *again,
                            size_t *count_out);
static crm_status statement_insert(struct row_work *work, struct statement **statement_out);

crm_status crm__rows_insert(struct store *store, struct row_write *write)
{
    crm_status status = crm__access_check_create(store, write->entity);
    if (status < 0)
        return status;
    size_t count = write->rows ? write->rows->row_count : write->count;
    struct row_work work;
    status = crm__work_init(&work, store, write);
    uint8_t *is_new = crm__arena_alloc_zero(&work.arena, count + 1, 1);
    if (status == CRM_OK && !is_new)
        status = CRM_E_NOMEM;
    if (status == CRM_OK)
        status = crm__work_rows(&work, count);
    if (status == CRM_OK)
        status = crm__store_begin(store);
    if (status == CRM_OK) {
        for (size_t i = 0; i < count; i++)
            is_new[i] = write->ids[i] == 0;
        status = crm__store_end(store, insert(&work, is_new));
        for (size_t i = 0; status < 0 && i < count; i++)
            write->ids[i] = is_new[i] ? 0 : write->ids[i];
        status = crm__work_explain(&work, status);
    }
    if (status == CRM_OK)
        write->written = work.kept;
    crm__work_free(&work);
    return status;
}

static crm_status insert(struct row_work *work, uint8_t *is_new)
{
    struct store *store = work->store;
    work->ids = work->write->ids;
    crm_status status = crm__ids_fill(store, work->ids, work->count);
    if (status == CRM_OK)
        status = make_after(work);
    if (status == CRM_OK)
        status = crm__work_check_references(work);
    if (status == CRM_OK)
        status = write_rows(work, is_new);
    if (status == CRM_OK)
        status = crm__work_write_links(work);
    if (status == CRM_OK)
        status = crm__work_write_history(work, ROW_CREATE);
    return status < 0 ? status : crm__work_tell(work, ROW_CREATE);
}

/* A view of the caller's columns, with constants for what observers look at besides. */
static crm_status make_after(struct row_work *work)
{
    crm_status status = crm__view_init(&work->after, &work->arena, work->field_count, work->count);
    if (status < 0)
        return status;
    /* Constants first, for adding a column moves the others. */
    for (size_t i = 0; i < work->field_count; i++) {
        bool given = i < work->written_count;
        if (given && !(is_stamp(work->fields[i]) && work->write->rows->columns[i].null_count > 0))
            continue;
        status = given ? add_given(work, i) : add_constant(work, work->fields[i]);
        if (status < 0)
            return status;
    }
    size_t next = 0;
    for (size_t i = 0; i < work->field_count; i++) {
        bool given = i < work->written_count;
        if (given && !(is_stamp(work->fields[i]) && work->write->rows->columns[i].null_count > 0))
            crm__view_add(&work->after, &work->write->rows->columns[i]);
        else
            crm__view_add(&work->after, &work->fresh.columns[next++]);
    }
    return CRM_OK;
}

/* A given stamp, such as created_at, with the usual value where it is null. */
static crm_status add_given(struct row_work *work, size_t field)
{
    const struct column *given = &work->write->rows->columns[field];
    struct column *column = crm__batch_add(&work->fresh, work->fields[field]->name, given->kind);
    if (!column)
        return CRM_E_NOMEM;
    struct value usual = stamp_of(work->store, (enum system_field)work->fields[field]->index);
    for (size_t row = 0; row < work->count; row++) {
        bool is_null = crm__column_is_null(given, row);
        crm_status status =
            crm__column_value(&work->fresh, column, is_null ? usual : crm__column_at(given, row));
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static crm_status add_constant(struct row_work *work, const struct field *field)
{
    struct column *column = crm__batch_add(&work->fresh, field->name, crm__field_kind(field->type));
    if (!column)
        return CRM_E_NOMEM;
    struct value constant =
        is_stamp(field) ? stamp_of(work->store, (enum system_field)field->index) : VALUE_OF_NULL;
    for (size_t row = 0; row < work->count; row++) {
        if (field->index == SYSTEM_ID)
            constant = crm__value_int(work->ids[row]);
        crm_status status = crm__column_value(&work->fresh, column, constant);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static struct value stamp_of(const struct store *store, enum system_field which)
{
    switch (which) {
    case SYSTEM_VERSION:
        return crm__value_int(1);
    case SYSTEM_CREATED_AT:
    case SYSTEM_UPDATED_AT:
        return crm__value_int(store->env->now_us);
    case SYSTEM_CREATED_BY:
    case SYSTEM_UPDATED_BY:
        return crm__actor_value(store);
    default:
        return VALUE_OF_NULL;
    }
}

static bool is_stamp(const struct field *field)
{
    for (size_t i = 0; i < STAMPED_COUNT; i++) {
        if (field->index == (int32_t)stamped[i])
            return true;
    }
    return false;
}

static crm_status write_rows(struct row_work *work, const uint8_t *is_new)
{
    uint32_t *chosen = NULL;
    crm_status status = crm__work_chosen(work, &chosen);
    struct statement *statement = NULL;
    if (status == CRM_OK)
        status = statement_insert(work, &statement);
    size_t count = work->kept;
    for (int attempt = 0; status == CRM_OK && count > 0; attempt++) {
        if (attempt == ID_ATTEMPTS)
            status = crm__fail(work->store->env, CRM_E_INTERNAL, "no free id after %d attempts",
                               (int)ID_ATTEMPTS);
        else
            status = write_chosen(work, statement, chosen, count);
        if (status == CRM_OK)
            status = renew_ids(work, is_new, chosen, &count);
    }
    crm__statement_release(statement);
    return status < 0 ? status : crm__work_tell_refused(work);
}

static crm_status write_chosen(struct row_work *work, struct statement *statement,
                               const uint32_t *chosen, size_t count)
{
    size_t variables = statement->variable_count;
    struct batch params;
    crm_status status = crm__view_init(&params, &work->arena, work->written_count + 1, work->count);
    size_t *positions = crm__arena_alloc(&work->arena, (variables + 1) * sizeof *positions);
    if (status < 0 || !positions)
        return CRM_E_NOMEM;

    positions[0] = crm__view_add_ints(&params, work->ids);
    size_t position = 1;
    for (size_t i = 1; i < STAMPED_COUNT; i++) {
        const struct field *field = crm__system_field(work->entity, stamped[i]);
        size_t given = 0;
        while (given < work->written_count && work->fields[given] != field)
            given++;
        if (given < work->written_count) {
            positions[position++] = crm__view_add(&params, &work->after.columns[given]);
            continue;
        }
        positions[position] = KEEP_BOUND;
        status = crm__statement_bind(statement, ++position, stamp_of(work->store, stamped[i]));
        if (status < 0)
            return status;
    }
    for (size_t i = 0; i < work->written_count; i++) {
        if (crm__field_has_column(work->fields[i]) && !is_stamp(work->fields[i]))
            positions[position++] = crm__view_add(&params, &work->after.columns[i]);
    }
    assert(position == variables);
    struct statement_many many = {.params = &params,
                                  .columns = positions,
                                  .chosen = count < work->count ? chosen : NULL,
                                  .chosen_count = count,
                                  .reject = crm__work_refused,
                                  .context = work};
    return crm__statement_many(statement, &many);
}

/* Rows whose new id was taken already get another; they are what is to be written again. */
static crm_status renew_ids(struct row_work *work, const uint8_t *is_new, uint32_t *again,
                            size_t *count_out)
{
    size_t count = 0;
    size_t refusals = 0;
    for (size_t i = 0; i < work->refusal_count; i++) {
        struct row_refusal refusal = work->refusals[i];
        if (refusal.is_id && is_new[refusal.row]) {
            work->ids[refusal.row] = 0;
            again[count++] = refusal.row;
        } else {
            work->refusals[refusals++] = refusal;
        }
    }
    work->refusal_count = refusals;
    *count_out = count;
    if (count == 0)
        return CRM_OK;
    crm_status status = crm__ids_renew(work->store);
    return status < 0 ? status : crm__ids_fill(work->store, work->ids, work->count);
}

/* Columns: the stamps, then the given fields that are no stamps and have a column. */
static crm_status statement_insert(struct row_work *work, struct statement **statement_out)
{
    struct store *store = work->store;
    uint64_t shape = crm__shape(SHAPE_INSERT, work->entity, work->fields, work->written_count, 0);
    *statement_out = crm__db_cached(store->db, shape);
    if (*statement_out)
        return CRM_OK;
    struct text *columns =
        crm__arena_alloc(&work->arena, (STAMPED_COUNT + work->written_count) * sizeof *columns);
    if (!columns)
        return CRM_E_NOMEM;
    size_t count = 0;
    for (size_t i = 0; i < STAMPED_COUNT; i++)
        columns[count++] = crm__system_field(work->entity, stamped[i])->name;
    for (size_t i = 0; i < work->written_count; i++) {
        if (crm__field_has_column(work->fields[i]) && !is_stamp(work->fields[i]))
            columns[count++] = work->fields[i]->name;
    }
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_insert(&sql, work->entity->name, columns, count);
    crm_status status = crm__sql_query(&sql, shape, statement_out);
    crm__sql_free(&sql);
    return status;
}
