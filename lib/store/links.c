/* Links: rows of crm_link for the values of FIELD_REFERENCES fields. */
#include "store/links.h"

#include "db/sql.h"
#include "store/row_batch.h"
#include "store/row_read.h"
#include "store/row_work.h"
#include "store/shape.h"
#include "store/tables.h"
#include "store/transaction.h"

#include <assert.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define NAME(text)                                                                                 \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }

enum { LINK_RECORD, LINK_TARGET };

static const struct text link_columns[] = {NAME("entity"), NAME("record_id"), NAME("field"),
                                           NAME("target_id")};

static crm_status link_rows_init(struct batch *batch, struct env *env);
static crm_status link_rows_add(struct batch *batch, int64_t record_id, int64_t target_id);
static crm_status write_field(struct row_work *work, size_t field);
static crm_status difference(struct batch *batch, int64_t record_id, struct value from,
                             struct value without);
static crm_status run(struct store *store, const struct field *field, const struct batch *batch,
                      bool is_insert);
static crm_status merge_targets(struct store *store, struct arena *arena, struct value old,
                                const int64_t *added, size_t added_count, const int64_t *removed,
                                size_t removed_count, struct value *value_out);
static crm_status statement_sources(struct store *store, const struct field *field,
                                    struct statement **statement_out);

crm_status crm__links_change(struct store *store, const struct field *field, int64_t id,
                             const int64_t *added, size_t added_count, const int64_t *removed,
                             size_t removed_count)
{
    assert(field->type == FIELD_REFERENCES);
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    struct arena arena;
    crm__arena_init(&arena, store->env);
    struct batch batch;
    crm__batch_init(&batch, store->env);
    status = crm__rows_get(store, field->entity, &field, 1, &id, 1, 0, NULL, &batch);
    struct value value = VALUE_OF_NULL;
    if (status == CRM_OK)
        status = merge_targets(store, &arena, crm__batch_at(&batch, 0, 0), added, added_count,
                               removed, removed_count, &value);
    if (status == CRM_OK) {
        struct batch rows;
        crm__batch_init(&rows, store->env);
        status = crm__batch_add_fields(&rows, &field, 1);
        if (status == CRM_OK)
            status = crm__column_value(&rows, &rows.columns[0], value);
        rows.row_count = 1;
        struct row_write write = {
            .entity = field->entity, .fields = &field, .field_count = 1, .rows = &rows, .ids = &id};
        if (status == CRM_OK)
            status = crm__rows_update(store, &write);
        crm__batch_free(&rows);
    }
    crm__batch_free(&batch);
    crm__arena_free(&arena);
    return crm__store_end(store, status);
}

crm_status crm__links_sources(struct store *store, const struct field *field,
                              const int64_t *targets, size_t count, struct batch *batch)
{
    assert(field->target);
    crm__batch_free(batch);
    if (!crm__batch_add(batch, TEXT("id"), VALUE_INT) ||
        !crm__batch_add(batch, TEXT("target_id"), VALUE_INT))
        return CRM_E_NOMEM;
    crm_status status = crm__store_before_read(store, NULL);
    struct statement *statement = NULL;
    if (status == CRM_OK)
        status = statement_sources(store, field, &statement);
    if (status < 0)
        return status;
    struct value bound[3];
    size_t bound_count = crm__access_values(store, field->entity, ACCESS_READ, bound);
    if (!crm__field_has_column(field)) {
        bound[bound_count++] = crm__value_int(field->entity->number);
        bound[bound_count++] = crm__value_int(field->number);
    }
    status = crm__ids_run(store, statement, targets, count, bound, bound_count, batch, NULL);
    crm__statement_release(statement);
    return status;
}

crm_status crm__links_load(struct store *store, const struct field *field, const int64_t *ids,
                           size_t count, const uint32_t *present, struct batch *batch,
                           struct column *column)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "SELECT target_id FROM ");
    crm__sql_name(&sql, TABLE_LINK);
    crm__sql_add(&sql, " WHERE record_id = ");
    crm__sql_placeholder(&sql);
    crm__sql_add(&sql, " AND entity = ");
    crm__sql_int(&sql, field->entity->number);
    crm__sql_add(&sql, " AND field = ");
    crm__sql_int(&sql, field->number);
    crm__sql_add(&sql, " ORDER BY target_id");
    struct batch targets;
    crm__batch_init(&targets, store->env);
    uint32_t *counts = crm__alloc_zero(store->env, count + 1, sizeof *counts);
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    if (status == CRM_OK && (!counts || !crm__batch_add(&targets, TEXT("target_id"), VALUE_INT)))
        status = CRM_E_NOMEM;
    if (status == CRM_OK)
        status = crm__ids_run(store, statement, ids, count, NULL, 0, &targets, counts);
    crm__statement_release(statement);
    crm__sql_free(&sql);
    size_t from = 0;
    for (size_t i = 0; status == CRM_OK && i < count; i++) {
        bool has_any = counts[i] > 0 && (!present || present[i]);
        struct text bytes = TEXT_NONE;
        if (has_any)
            bytes = (struct text){(const char *)(targets.columns[0].integers + from),
                                  counts[i] * sizeof(int64_t)};
        status = has_any ? crm__column_value(batch, column, crm__value_blob(bytes))
                         : crm__column_null(batch, column);
        from += counts[i];
    }
    crm__free(store->env, counts);
    crm__batch_free(&targets);
    return status;
}

crm_status crm__work_write_links(struct row_work *work)
{
    for (size_t i = 0; i < work->written_count; i++) {
        if (work->fields[i]->type != FIELD_REFERENCES)
            continue;
        crm_status status = write_field(work, i);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static crm_status link_rows_init(struct batch *batch, struct env *env)
{
    crm__batch_init(batch, env);
    if (!crm__batch_add(batch, TEXT("record_id"), VALUE_INT) ||
        !crm__batch_add(batch, TEXT("target_id"), VALUE_INT))
        return CRM_E_NOMEM;
    return CRM_OK;
}

static crm_status link_rows_add(struct batch *batch, int64_t record_id, int64_t target_id)
{
    crm_status status = crm__column_int(batch, &batch->columns[LINK_RECORD], record_id);
    if (status == CRM_OK)
        status = crm__column_int(batch, &batch->columns[LINK_TARGET], target_id);
    if (status == CRM_OK)
        crm__batch_finish_row(batch);
    return status;
}

static crm_status write_field(struct row_work *work, size_t field)
{
    struct batch gone;
    struct batch fresh;
    crm_status status = link_rows_init(&gone, work->store->env);
    crm_status second = link_rows_init(&fresh, work->store->env);
    if (status == CRM_OK)
        status = second;
    for (size_t row = 0; status == CRM_OK && row < work->count; row++) {
        if (work->states[row] != ROW_KEPT || !crm__work_changes(work, row, field))
            continue;
        struct value before = work->before.column_count > 0
                                  ? crm__batch_at(&work->before, field, row)
                                  : VALUE_OF_NULL;
        struct value after = crm__batch_at(&work->after, field, row);
        status = difference(&gone, work->ids[row], before, after);
        if (status == CRM_OK)
            status = difference(&fresh, work->ids[row], after, before);
    }
    if (status == CRM_OK)
        status = run(work->store, work->fields[field], &gone, false);
    if (status == CRM_OK)
        status = run(work->store, work->fields[field], &fresh, true);
    crm__batch_free(&gone);
    crm__batch_free(&fresh);
    return status;
}

/* The ids of `from` that are not in `without`; both ascend. */
static crm_status difference(struct batch *batch, int64_t record_id, struct value from,
                             struct value without)
{
    size_t from_count = 0;
    size_t without_count = 0;
    const int64_t *ids = crm__references_ids(from, &from_count);
    const int64_t *others = crm__references_ids(without, &without_count);
    size_t other = 0;
    for (size_t i = 0; i < from_count; i++) {
        while (other < without_count && others[other] < ids[i])
            other++;
        if (other < without_count && others[other] == ids[i])
            continue;
        crm_status status = link_rows_add(batch, record_id, ids[i]);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static crm_status run(struct store *store, const struct field *field, const struct batch *batch,
                      bool is_insert)
{
    if (batch->row_count == 0)
        return CRM_OK;
    struct sql sql;
    crm__sql_init(&sql, store->db);
    if (is_insert)
        crm__sql_insert(&sql, TABLE_LINK, link_columns, COUNT_OF(link_columns));
    else
        crm__sql_delete(&sql, TABLE_LINK, link_columns, COUNT_OF(link_columns));
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    if (status == CRM_OK)
        status = crm__statement_bind(statement, 1, crm__value_int(field->entity->number));
    if (status == CRM_OK)
        status = crm__statement_bind(statement, 3, crm__value_int(field->number));
    static const size_t positions[] = {KEEP_BOUND, LINK_RECORD, KEEP_BOUND, LINK_TARGET};
    struct statement_many many = {.params = batch, .columns = positions};
    if (status == CRM_OK)
        status = crm__statement_many(statement, &many);
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status;
}

static crm_status merge_targets(struct store *store, struct arena *arena, struct value old,
                                const int64_t *added, size_t added_count, const int64_t *removed,
                                size_t removed_count, struct value *value_out)
{
    size_t old_count = 0;
    const int64_t *ids = crm__references_ids(old, &old_count);
    struct id_map left_out;
    crm__id_map_init(&left_out, store->env);
    int64_t *merged = crm__arena_alloc(arena, (old_count + added_count + 1) * sizeof *merged);
    crm_status status = merged ? CRM_OK : CRM_E_NOMEM;
    for (size_t i = 0; status == CRM_OK && i < removed_count; i++)
        status = crm__id_map_put(&left_out, removed[i], 1) ? CRM_OK : CRM_E_NOMEM;
    size_t count = 0;
    for (size_t i = 0; status == CRM_OK && i < old_count; i++) {
        if (!crm__id_map_find(&left_out, ids[i]))
            merged[count++] = ids[i];
    }
    for (size_t i = 0; status == CRM_OK && i < added_count; i++)
        merged[count++] = added[i];
    if (status == CRM_OK && count > 0)
        status = crm__references_make(arena, merged, count, value_out);
    crm__id_map_free(&left_out);
    return status;
}

static crm_status statement_sources(struct store *store, const struct field *field,
                                    struct statement **statement_out)
{
    const struct entity *entity = field->entity;
    uint32_t level = (uint32_t)crm__access_level(store, entity, ACCESS_READ);
    uint64_t shape = crm__shape(SHAPE_LINK_SOURCES, entity, &field, 1, level);
    *statement_out = crm__db_cached(store->db, shape);
    if (*statement_out)
        return CRM_OK;
    struct sql sql;
    crm__sql_init(&sql, store->db);
    if (crm__field_has_column(field)) {
        crm__sql_add(&sql, "SELECT crm_row.id, crm_row.");
        crm__sql_name(&sql, field->name);
        crm__sql_add(&sql, " FROM ");
        crm__sql_name(&sql, entity->name);
        crm__sql_add(&sql, " AS crm_row WHERE crm_row.");
        crm__sql_name(&sql, field->name);
        crm__sql_add(&sql, " = ");
        crm__sql_placeholder(&sql);
    } else {
        crm__sql_add(&sql, "SELECT crm_row.id, crm_link.target_id FROM crm_link JOIN ");
        crm__sql_name(&sql, entity->name);
        crm__sql_add(&sql, " AS crm_row ON crm_row.id = crm_link.record_id"
                           " WHERE crm_link.target_id = ");
        crm__sql_placeholder(&sql);
    }
    crm__sql_add(&sql, " AND crm_row.deleted_at IS NULL");
    crm__access_where(store, entity, ACCESS_READ, &sql, TEXT("crm_row"));
    if (!crm__field_has_column(field)) {
        crm__sql_add(&sql, " AND crm_link.entity = ");
        crm__sql_int(&sql, entity->number);
        crm__sql_add(&sql, " AND crm_link.field = ");
        crm__sql_int(&sql, field->number);
    }
    crm__sql_add(&sql, " ORDER BY crm_row.id");
    crm_status status = crm__sql_query(&sql, shape, statement_out);
    crm__sql_free(&sql);
    return status;
}
