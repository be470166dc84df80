/* Loading the rows that are to be written: as the acting user may see them, with what is needed to
 * compare, to check his rights and to tell observers. */
#include "store/row_load.h"

#include "db/sql.h"
#include "store/row_batch.h"
#include "store/row_read.h"
#include "store/shape.h"

static crm_status read_rows(struct row_work *work, const struct row_loading *loading,
                            uint32_t *counts);
static crm_status read_each(struct row_work *work, struct statement *statement,
                            const struct value *access, size_t access_count, uint32_t *counts);
static crm_status read_together(struct row_work *work, struct statement *statement,
                                const struct value *access, size_t access_count, uint32_t *counts);
static crm_status count_rows(struct row_work *work, const int64_t *ids, size_t count, size_t first,
                             uint32_t *counts);
static crm_status old_columns(struct row_work *work);
static crm_status reject_missing(struct row_work *work, const struct row_loading *loading,
                                 const uint32_t *counts);
static crm_status not_deleted(struct env *env, const struct entity *entity, int64_t id, size_t row);
static crm_status place_rows(struct row_work *work, const uint32_t *counts);
static crm_status check_row(struct row_work *work, const struct row_loading *loading, size_t row,
                            const int64_t *expected);
static crm_status make_before(struct row_work *work);
static crm_status statement_load(struct row_work *work, const struct row_loading *loading,
                                 size_t width, struct statement **statement_out);
static void from_ids(struct sql *sql, const struct entity *entity, size_t width);

crm_status crm__work_load(struct row_work *work, const struct row_loading *loading)
{
    size_t count = crm__work_wanted(work);
    uint32_t *counts = crm__arena_alloc_zero(&work->arena, count + 1, sizeof *counts);
    if (!counts)
        return CRM_E_NOMEM;
    crm_status status = old_columns(work);
    if (status == CRM_OK && count > 0)
        status = read_rows(work, loading, counts);
    if (status == CRM_OK)
        status = reject_missing(work, loading, counts);
    if (status == CRM_OK)
        status = place_rows(work, counts);
    if (status == CRM_OK)
        status = make_before(work);
    for (size_t row = 0; status == CRM_OK && row < work->count; row++)
        status = check_row(work, loading, row, work->write->versions);
    return status;
}

/* The row's own: id, version, may it be written; then the fields that have columns. */
enum { OLD_ID, OLD_VERSION, OLD_ALLOWED, OLD_FIELDS };

static crm_status old_columns(struct row_work *work)
{
    if (!crm__batch_add(&work->old, TEXT("id"), VALUE_INT) ||
        !crm__batch_add(&work->old, TEXT("version"), VALUE_INT) ||
        !crm__batch_add(&work->old, TEXT("allowed"), VALUE_INT))
        return CRM_E_NOMEM;
    crm_status status = CRM_OK;
    for (size_t i = 0; status == CRM_OK && i < work->field_count; i++) {
        if (crm__field_has_column(work->fields[i]))
            status = crm__batch_add_fields(&work->old, &work->fields[i], 1);
    }
    return status;
}

static crm_status read_rows(struct row_work *work, const struct row_loading *loading,
                            uint32_t *counts)
{
    size_t width = crm__work_together(work, crm__work_wanted(work));
    struct statement *statement = NULL;
    crm_status status = statement_load(work, loading, width, &statement);
    if (status == CRM_OK) {
        struct value access[2];
        size_t access_count = crm__access_values(work->store, work->entity, ACCESS_READ, access);
        access_count +=
            crm__access_values(work->store, work->entity, loading->verb, access + access_count);
        status = width > 1 ? read_together(work, statement, access, access_count, counts)
                           : read_each(work, statement, access, access_count, counts);
    }
    crm__statement_release(statement);
    return status;
}

static crm_status read_each(struct row_work *work, struct statement *statement,
                            const struct value *access, size_t access_count, uint32_t *counts)
{
    return crm__ids_run(work->store, statement, work->write->ids, crm__work_wanted(work), access,
                        access_count, &work->old, counts);
}

/* Many rows a run; what is left over at the end is filled up with 0, which is no row's id. */
static crm_status read_together(struct row_work *work, struct statement *statement,
                                const struct value *access, size_t access_count, uint32_t *counts)
{
    struct value values[ROWS_TOGETHER + 2];
    size_t wanted = crm__work_wanted(work);
    crm_status status = CRM_OK;
    for (size_t i = 0; i < access_count; i++)
        values[ROWS_TOGETHER + i] = access[i];
    for (size_t from = 0; status == CRM_OK && from < wanted; from += ROWS_TOGETHER) {
        const int64_t *ids = work->write->ids + from;
        size_t count = wanted - from < ROWS_TOGETHER ? wanted - from : ROWS_TOGETHER;
        for (size_t i = 0; i < ROWS_TOGETHER; i++)
            values[i] = crm__value_int(i < count ? ids[i] : 0);
        size_t first = work->old.row_count;
        status = crm__statement_bind_all(statement, values, ROWS_TOGETHER + access_count);
        if (status == CRM_OK)
            status = crm__statement_fetch(statement, &work->old, SIZE_MAX);
        if (status == CRM_DONE)
            status = count_rows(work, ids, count, first, counts + from);
    }
    return status;
}

/* The rows came in the order of the ids: which ids have none? */
static crm_status count_rows(struct row_work *work, const int64_t *ids, size_t count, size_t first,
                             uint32_t *counts)
{
    const int64_t *found = work->old.columns[OLD_ID].integers;
    size_t next = first;
    for (size_t i = 0; i < count; i++) {
        counts[i] = next < work->old.row_count && found[next] == ids[i];
        next += counts[i];
    }
    if (next < work->old.row_count)
        return crm__fail(work->store->env, CRM_E_INTERNAL, "%s: rows in another order than asked",
                         work->entity->name.data);
    return CRM_OK;
}

/* What is to be restored may be missing among the deleted because it lives. */
static crm_status reject_missing(struct row_work *work, const struct row_loading *loading,
                                 const uint32_t *counts)
{
    struct store *store = work->store;
    const int64_t *ids = work->write->ids;
    size_t count = crm__work_wanted(work);
    uint8_t *alive = NULL;
    crm_status status = CRM_OK;
    for (size_t i = 0; status == CRM_OK && i < count; i++) {
        if (counts[i] > 0)
            continue;
        if (loading->deleted && !alive) {
            alive = crm__arena_alloc_zero(&work->arena, count, 1);
            if (!alive)
                return CRM_E_NOMEM;
            status = crm__rows_visible(store, work->entity, ids, count, alive);
            if (status < 0)
                return status;
        }
        status = alive && alive[i] ? not_deleted(store->env, work->entity, ids[i], i)
                                   : crm__row_missing(store->env, work->entity, ids[i], i);
        status = crm__write_reject(store, work->write, i, status);
    }
    return status;
}

static crm_status not_deleted(struct env *env, const struct entity *entity, int64_t id, size_t row)
{
    crm__fail_field(env, CRM_E_NOT_FOUND, entity->name.data, NULL, "%s %lld is not deleted",
                    entity->name.data, (long long)id);
    return crm__row_fail(env, CRM_E_NOT_FOUND, row);
}

/* Rows in work are those that were found. */
static crm_status place_rows(struct row_work *work, const uint32_t *counts)
{
    size_t found = work->old.row_count;
    crm_status status = crm__work_rows(work, found);
    work->ids = crm__arena_alloc_zero(&work->arena, found + 1, sizeof *work->ids);
    if (status < 0 || !work->ids)
        return CRM_E_NOMEM;
    size_t source = 0;
    for (size_t row = 0; row < found; row++, source++) {
        while (counts[source] == 0)
            source++;
        work->source[row] = (uint32_t)source;
        work->ids[row] = work->write->ids[source];
    }
    work->versions = work->old.columns[OLD_VERSION].integers;
    return CRM_OK;
}

static crm_status check_row(struct row_work *work, const struct row_loading *loading, size_t row,
                            const int64_t *expected)
{
    struct env *env = work->store->env;
    const char *entity = work->entity->name.data;
    crm_status status = CRM_OK;
    int64_t wanted = expected ? expected[work->source[row]] : 0;
    if (!work->old.columns[OLD_ALLOWED].integers[row]) {
        status = crm__fail_field(env, CRM_E_DENIED, entity, NULL, "user %lld may not %s %s %lld",
                                 (long long)work->store->actor.user_id,
                                 loading->verb == ACCESS_DELETE ? "delete" : "change", entity,
                                 (long long)work->ids[row]);
        env->error.record_id = 0;
    } else if (wanted != 0 && wanted != work->versions[row]) {
        status = crm__work_conflict(work, row, wanted);
    }
    return status < 0 ? crm__work_reject(work, row, status) : CRM_OK;
}

static crm_status make_before(struct row_work *work)
{
    crm_status status = crm__view_init(&work->before, &work->arena, work->field_count, work->count);
    for (size_t i = 0; status == CRM_OK && i < work->field_count; i++) {
        if (crm__field_has_column(work->fields[i]))
            continue;
        struct column *column = crm__batch_add(&work->links, work->fields[i]->name, VALUE_BLOB);
        status = column ? crm__links_load(work->store, work->fields[i], work->ids, work->count,
                                          NULL, &work->links, column)
                        : CRM_E_NOMEM;
    }
    if (status < 0)
        return status;
    size_t next = OLD_FIELDS;
    size_t next_link = 0;
    for (size_t i = 0; i < work->field_count; i++) {
        if (crm__field_has_column(work->fields[i]))
            crm__view_add(&work->before, &work->old.columns[next++]);
        else
            crm__view_add(&work->before, &work->links.columns[next_link++]);
    }
    return CRM_OK;
}

static crm_status statement_load(struct row_work *work, const struct row_loading *loading,
                                 size_t width, struct statement **statement_out)
{
    struct store *store = work->store;
    const struct entity *entity = work->entity;
    uint32_t read = (uint32_t)crm__access_level(store, entity, ACCESS_READ);
    uint32_t write = (uint32_t)crm__access_level(store, entity, loading->verb);
    uint64_t shape = crm__shape(SHAPE_LOAD, entity, work->fields, work->field_count,
                                read | write << 8 | (uint32_t)loading->deleted << 16 |
                                    (uint32_t)(width > 1) << 17);
    *statement_out = crm__db_cached(store->db, shape);
    if (*statement_out)
        return CRM_OK;

    /* Placeholders stand in ascending order: ids, what may be seen, what may be written. */
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "WITH crm_row AS (SELECT id, owner, version");
    for (size_t i = 0; i < work->field_count; i++) {
        const struct field *field = work->fields[i];
        if (!crm__field_has_column(field) || field->index == SYSTEM_ID ||
            field->index == SYSTEM_VERSION || field->index == SYSTEM_OWNER)
            continue;
        crm__sql_add(&sql, ", ");
        crm__sql_name(&sql, field->name);
    }
    from_ids(&sql, entity, width);
    crm__sql_add(&sql,
                 loading->deleted ? " AND deleted_at IS NOT NULL" : " AND deleted_at IS NULL");
    crm__access_where(store, entity, ACCESS_READ, &sql, entity->name);
    crm__sql_add(&sql, ") SELECT id, version, ");
    crm__access_expression(store, entity, loading->verb, &sql, TEXT("crm_row"));
    for (size_t i = 0; i < work->field_count; i++) {
        if (!crm__field_has_column(work->fields[i]))
            continue;
        crm__sql_add(&sql, ", ");
        crm__sql_name(&sql, work->fields[i]->name);
    }
    crm__sql_add(&sql, " FROM crm_row");
    crm_status status = crm__sql_query(&sql, shape, statement_out);
    crm__sql_free(&sql);
    return status;
}

/* The ids lead, so that each row is found by its key, and in their order. */
static void from_ids(struct sql *sql, const struct entity *entity, size_t width)
{
    if (width > 1) {
        crm__sql_add(sql, " FROM (");
        crm__sql_values(sql, 1, width);
        crm__sql_add(sql, ") AS crm_wanted CROSS JOIN ");
        crm__sql_name(sql, entity->name);
        crm__sql_add(sql, " WHERE id = crm_wanted.column1");
        return;
    }
    crm__sql_add(sql, " FROM ");
    crm__sql_name(sql, entity->name);
    crm__sql_add(sql, " WHERE id = ");
    crm__sql_placeholder(sql);
}
