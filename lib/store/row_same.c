/* Writing rows that all get the same values: one statement for many of them. */
#include "store/row_same.h"

#include "db/sql.h"
#include "store/row_batch.h"
#include "store/shape.h"

#include <stdlib.h>

/* Longer values might make a row too long, which is the row's own failure. */
enum { SAME_SIZE_LIMIT = 4096 };

static bool is_in_key(const struct entity *entity, const struct field *field);
static struct value *make_values(struct row_work *work, const struct row_group *group,
                                 size_t *count_out);
static size_t sort_ids(const struct row_work *work, const struct row_group *group, int64_t *ids);
static int compare_ids(const void *a, const void *b);
static crm_status run(struct statement *statement, struct value *values, size_t given,
                      const int64_t *ids, size_t count, int64_t *written_out);
static crm_status statement_same(struct row_work *work, const struct row_group *group,
                                 struct statement **statement_out);

bool crm__group_is_same(const struct row_work *work, const struct row_group *group)
{
    if (crm__work_together(work, group->row_count) == 1 ||
        work->store->db->caps.parallel_writers)
        return false;
    size_t size = 0;
    for (size_t i = 0; i < group->field_count; i++) {
        const struct column *column = &work->after.columns[group->indexes[i]];
        struct value first = crm__column_at(column, group->rows[0]);
        if (first.kind == VALUE_TEXT || first.kind == VALUE_BLOB)
            size += first.text.size;
        if (size > SAME_SIZE_LIMIT || is_in_key(work->entity, group->fields[i]))
            return false;
        for (size_t j = 1; j < group->row_count; j++) {
            if (!crm__value_equal(first, crm__column_at(column, group->rows[j])))
                return false;
        }
    }
    return true;
}

crm_status crm__group_write_same(struct row_work *work, const struct row_group *group,
                                 int64_t *written_out)
{
    *written_out = 0;
    size_t given = 0;
    struct value *values = make_values(work, group, &given);
    int64_t *ids = crm__arena_alloc(&work->arena, group->row_count * sizeof *ids);
    if (!values || !ids)
        return CRM_E_NOMEM;
    size_t count = sort_ids(work, group, ids);
    struct statement *statement = NULL;
    crm_status status = statement_same(work, group, &statement);
    if (status == CRM_OK)
        status = run(statement, values, given, ids, count, written_out);
    crm__statement_release(statement);
    return status;
}

static bool is_in_key(const struct entity *entity, const struct field *field)
{
    for (size_t i = 0; i < entity->key_count; i++) {
        const struct key *key = &entity->keys[i];
        for (size_t j = 0; key->unique && j < key->count; j++) {
            if (key->fields[j] == field)
                return true;
        }
    }
    return false;
}

/* What the rows get, with room for their ids behind. */
static struct value *make_values(struct row_work *work, const struct row_group *group,
                                 size_t *count_out)
{
    enum { STAMPS = 2 };
    size_t count = 0;
    struct value *values = crm__arena_alloc_zero(
        &work->arena, group->field_count + STAMPS + ROWS_TOGETHER, sizeof *values);
    for (size_t i = 0; values && i < group->field_count; i++)
        values[count++] = crm__column_at(&work->after.columns[group->indexes[i]], group->rows[0]);
    if (values && group->counts) {
        values[count++] = crm__value_int(work->store->env->now_us);
        values[count++] = crm__actor_value(work->store);
    }
    *count_out = count;
    return values;
}

/* In the order in which they lie, each once: one that is given twice is missed in the count. */
static size_t sort_ids(const struct row_work *work, const struct row_group *group, int64_t *ids)
{
    for (size_t i = 0; i < group->row_count; i++)
        ids[i] = work->ids[group->rows[i]];
    qsort(ids, group->row_count, sizeof *ids, compare_ids);
    size_t count = 1;
    for (size_t i = 1; i < group->row_count; i++) {
        if (ids[i] != ids[i - 1])
            ids[count++] = ids[i];
    }
    return count;
}

static int compare_ids(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* What is left over at the end is filled up with 0, which is no row's id. */
static crm_status run(struct statement *statement, struct value *values, size_t given,
                      const int64_t *ids, size_t count, int64_t *written_out)
{
    crm_status status = CRM_OK;
    for (size_t from = 0; status == CRM_OK && from < count; from += ROWS_TOGETHER) {
        for (size_t i = 0; i < ROWS_TOGETHER; i++)
            values[given + i] = crm__value_int(from + i < count ? ids[from + i] : 0);
        int64_t changed = 0;
        status = crm__statement_bind_all(statement, values, given + ROWS_TOGETHER);
        if (status == CRM_OK)
            status = crm__statement_exec(statement, &changed);
        *written_out += changed;
    }
    return status;
}

static crm_status statement_same(struct row_work *work, const struct row_group *group,
                                 struct statement **statement_out)
{
    const struct entity *entity = work->entity;
    uint64_t shape =
        crm__shape(SHAPE_UPDATE_SAME, entity, group->fields, group->field_count, group->counts);
    *statement_out = crm__db_cached(work->store->db, shape);
    if (*statement_out)
        return CRM_OK;
    struct sql sql;
    crm__sql_init(&sql, work->store->db);
    crm__sql_add(&sql, "UPDATE ");
    crm__sql_name(&sql, entity->name);
    crm__sql_add(&sql, " SET ");
    for (size_t i = 0; i < group->field_count; i++) {
        crm__sql_add(&sql, i > 0 ? ", " : "");
        crm__sql_name(&sql, group->fields[i]->name);
        crm__sql_add(&sql, " = ");
        crm__sql_placeholder(&sql);
    }
    if (group->counts) {
        crm__sql_add(&sql, group->field_count > 0 ? ", " : "");
        crm__sql_add(&sql, "version = version + 1, updated_at = ");
        crm__sql_placeholder(&sql);
        crm__sql_add(&sql, ", updated_by = ");
        crm__sql_placeholder(&sql);
    }
    crm__sql_add(&sql, " WHERE id IN (");
    crm__sql_placeholders(&sql, ROWS_TOGETHER);
    crm__sql_add(&sql, ")");
    crm_status status = crm__sql_query(&sql, shape, statement_out);
    crm__sql_free(&sql);
    return status;
}
