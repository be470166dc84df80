/*
 * Updating rows: the old ones are read, differences are found here, and each set of columns that
 * really changes is written by a statement of its own.
 */
#include "store/rows.h"

#include "db/sql.h"
#include "store/row_batch.h"
#include "store/row_load.h"
#include "store/row_same.h"
#include "store/row_work.h"
#include "store/shape.h"

#include <assert.h>
#include <string.h>

/* Batches in which rows change in more ways than this write the rest with all columns. */
enum { GROUP_LIMIT = 8 };

/* Rows that change the same fields. */
struct group {
    uint64_t *changed; /* bits over written fields */
    bool counts;       /* for the version */
    uint32_t *rows;
    size_t count;
};

struct groups {
    struct group items[GROUP_LIMIT + 2]; /* the last two: any fields, with and without counting */
    size_t count;
};

static crm_status update(struct row_work *work);
static crm_status make_after(struct row_work *work);
static crm_status put_after(struct row_work *work, size_t field);
static struct value new_value(const struct row_work *work, size_t field, size_t row);
static void compare(struct row_work *work);
static crm_status write_groups(struct row_work *work);
static crm_status find_groups(struct row_work *work, struct groups *groups);
static struct group *group_of(struct row_work *work, struct groups *groups, size_t row);
static crm_status write_group(struct row_work *work, const struct group *group,
                              const int64_t *new_versions);
static size_t group_fields(const struct row_work *work, const struct group *group,
                           const struct field **fields, size_t *indexes);
static crm_status write_each(struct row_work *work, const struct row_group *group,
                             const int64_t *new_versions, int64_t *written_out);
static crm_status statement_update(struct row_work *work, const struct row_group *group,
                                   struct statement **statement_out);

crm_status crm__rows_update(struct store *store, struct row_write *write)
{
    assert(write->rows);
    if (write->entity->flags & ENTITY_APPEND_ONLY)
        return crm__fail_field(store->env, CRM_E_REFUSED, write->entity->name.data, NULL,
                               "%s records are never changed", write->entity->name.data);
    struct row_work work;
    crm_status status = crm__work_init(&work, store, write);
    if (status == CRM_OK)
        status = crm__store_begin(store);
    if (status == CRM_OK) {
        status = crm__store_end(store, update(&work));
        status = crm__work_explain(&work, status);
    }
    if (status == CRM_OK)
        write->written = work.kept;
    crm__work_free(&work);
    return status;
}

static crm_status update(struct row_work *work)
{
    struct row_loading loading = {.verb = ACCESS_WRITE};
    crm_status status = crm__work_load(work, &loading);
    if (status == CRM_OK)
        status = make_after(work);
    if (status == CRM_OK) {
        compare(work);
        status = crm__work_check_references(work);
    }
    if (status == CRM_OK)
        status = write_groups(work);
    if (status == CRM_OK)
        status = crm__work_write_links(work);
    if (status == CRM_OK)
        status = crm__work_write_history(work, ROW_UPDATE);
    return status < 0 ? status : crm__work_tell(work, ROW_UPDATE);
}

/* What the rows will be: the caller's values in the rows' order, and what stays as it was. */
static crm_status make_after(struct row_work *work)
{
    work->changed_words = (work->written_count + 63) / 64;
    work->changed = crm__arena_alloc_zero(&work->arena, work->count * work->changed_words + 1,
                                          sizeof *work->changed);
    work->counts = crm__arena_alloc_zero(&work->arena, work->count + 1, 1);
    if (!work->changed || !work->counts)
        return CRM_E_NOMEM;
    crm_status status = crm__view_init(&work->after, &work->arena, work->field_count, work->count);
    if (status == CRM_OK)
        status = crm__batch_add_fields(&work->fresh, work->fields, work->written_count);
    for (size_t i = 0; status == CRM_OK && i < work->written_count; i++)
        status = put_after(work, i);
    for (size_t i = 0; status == CRM_OK && i < work->field_count; i++)
        crm__view_add(&work->after,
                      i < work->written_count ? &work->fresh.columns[i] : &work->before.columns[i]);
    return status;
}

static crm_status put_after(struct row_work *work, size_t field)
{
    struct column *column = &work->fresh.columns[field];
    for (size_t row = 0; row < work->count; row++) {
        crm_status status = crm__column_value(&work->fresh, column, new_value(work, field, row));
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

/* Something new was typed that has no normal form. */
static bool is_cleared_normal(const struct row_work *work, size_t field, size_t row)
{
    const struct field *typed = work->fields[field]->normal_of;
    for (size_t i = 0; typed && i < work->written_count; i++) {
        if (work->fields[i] == typed)
            return crm__batch_at(work->write->rows, i, work->source[row]).kind != VALUE_NULL;
    }
    return false;
}

static struct value new_value(const struct row_work *work, size_t field, size_t row)
{
    struct value value = crm__batch_at(work->write->rows, field, work->source[row]);
    if (value.kind == VALUE_NULL && work->write->nulls_keep && !is_cleared_normal(work, field, row))
        return crm__batch_at(&work->before, field, row);
    /* No targets and no value are one thing: there are no link rows. */
    if (work->fields[field]->type == FIELD_REFERENCES && value.kind == VALUE_BLOB &&
        value.text.size == 0)
        return VALUE_OF_NULL;
    return value;
}

static void compare(struct row_work *work)
{
    for (size_t row = 0; row < work->count; row++) {
        if (work->states[row] != ROW_KEPT)
            continue;
        uint64_t *words = work->changed + row * work->changed_words;
        bool any = false;
        for (size_t i = 0; i < work->written_count; i++) {
            if (crm__value_equal(crm__batch_at(&work->before, i, row),
                                 crm__batch_at(&work->after, i, row)))
                continue;
            words[i >> 6] |= UINT64_C(1) << (i & 63);
            any = true;
            if (!(work->fields[i]->flags & FIELD_NO_HISTORY))
                work->counts[row] = 1;
        }
        /* Where rows are their own history, every change is one for the version. */
        if (any && work->entity->flags & ENTITY_NO_HISTORY)
            work->counts[row] = 1;
        if (!any)
            crm__work_drop(work, row, ROW_UNCHANGED);
    }
}

static crm_status write_groups(struct row_work *work)
{
    struct groups groups = {.count = 0};
    int64_t *new_versions =
        crm__arena_alloc(&work->arena, (work->count + 1) * sizeof *new_versions);
    if (!new_versions)
        return CRM_E_NOMEM;
    for (size_t row = 0; row < work->count; row++)
        new_versions[row] = work->versions[row] + 1;
    crm_status status = find_groups(work, &groups);
    for (size_t i = 0; status == CRM_OK && i < GROUP_LIMIT + 2; i++) {
        if (groups.items[i].count > 0)
            status = write_group(work, &groups.items[i], new_versions);
    }
    return status < 0 ? status : crm__work_tell_refused(work);
}

static crm_status find_groups(struct row_work *work, struct groups *groups)
{
    struct group **of_row = crm__arena_alloc_zero(&work->arena, work->count + 1, sizeof *of_row);
    if (!of_row)
        return CRM_E_NOMEM;
    for (size_t row = 0; row < work->count; row++) {
        if (work->states[row] != ROW_KEPT)
            continue;
        of_row[row] = group_of(work, groups, row);
        of_row[row]->count++;
    }
    for (size_t i = 0; i < GROUP_LIMIT + 2; i++) {
        struct group *group = &groups->items[i];
        group->rows = crm__arena_alloc(&work->arena, (group->count + 1) * sizeof *group->rows);
        if (!group->rows)
            return CRM_E_NOMEM;
        group->count = 0;
    }
    for (size_t row = 0; row < work->count; row++) {
        if (of_row[row])
            of_row[row]->rows[of_row[row]->count++] = (uint32_t)row;
    }
    return CRM_OK;
}

static struct group *group_of(struct row_work *work, struct groups *groups, size_t row)
{
    uint64_t *words = work->changed + row * work->changed_words;
    bool counts = work->counts[row];
    for (size_t i = 0; i < groups->count; i++) {
        struct group *group = &groups->items[i];
        if (group->counts == counts &&
            memcmp(group->changed, words, work->changed_words * sizeof *words) == 0)
            return group;
    }
    if (groups->count < GROUP_LIMIT) {
        struct group *group = &groups->items[groups->count++];
        group->changed = words;
        group->counts = counts;
        return group;
    }
    struct group *any = &groups->items[GROUP_LIMIT + counts];
    any->counts = counts;
    return any;
}

static crm_status write_group(struct row_work *work, const struct group *group,
                              const int64_t *new_versions)
{
    const struct field **fields =
        crm__arena_alloc(&work->arena, (work->written_count + 1) * sizeof(struct field *));
    size_t *indexes = crm__arena_alloc(&work->arena, (work->written_count + 1) * sizeof *indexes);
    if (!fields || !indexes)
        return CRM_E_NOMEM;
    struct row_group rows = {.fields = fields,
                             .indexes = indexes,
                             .field_count = group_fields(work, group, fields, indexes),
                             .counts = group->counts,
                             .rows = group->rows,
                             .row_count = group->count};
    if (rows.field_count == 0 && !group->counts)
        return CRM_OK; /* only links change, and they do not count */

    int64_t written = 0;
    crm_status status = crm__group_is_same(work, &rows)
                            ? crm__group_write_same(work, &rows, &written)
                            : write_each(work, &rows, new_versions, &written);
    if (status == CRM_OK && written != (int64_t)group->count)
        status = crm__fail_field(work->store->env, CRM_E_CONFLICT, work->entity->name.data, NULL,
                                 "a %s record is given twice, or was saved by somebody else in "
                                 "this moment",
                                 work->entity->name.data);
    return status;
}

/* A run for each row, as long as it has the version that was read. */
static crm_status write_each(struct row_work *work, const struct row_group *group,
                             const int64_t *new_versions, int64_t *written_out)
{
    struct store *store = work->store;
    size_t *positions =
        crm__arena_alloc(&work->arena, (work->written_count + 6) * sizeof *positions);
    struct batch params;
    crm_status status = crm__view_init(&params, &work->arena, work->written_count + 3, work->count);
    if (!positions || status < 0)
        return CRM_E_NOMEM;
    struct statement *statement = NULL;
    status = statement_update(work, group, &statement);
    size_t position = 0;
    for (size_t i = 0; i < group->field_count; i++)
        positions[position++] = crm__view_add(&params, &work->after.columns[group->indexes[i]]);
    if (status == CRM_OK && group->counts) {
        positions[position++] = crm__view_add_ints(&params, new_versions);
        positions[position++] = KEEP_BOUND;
        status = crm__statement_bind(statement, position, crm__value_int(store->env->now_us));
        positions[position++] = KEEP_BOUND;
        if (status == CRM_OK)
            status = crm__statement_bind(statement, position, crm__actor_value(store));
    }
    positions[position++] = crm__view_add_ints(&params, work->ids);
    positions[position++] = crm__view_add_ints(&params, work->versions);
    struct statement_many many = {.params = &params,
                                  .columns = positions,
                                  .chosen = group->rows,
                                  .chosen_count = group->row_count,
                                  .reject = crm__work_refused,
                                  .context = work};
    if (status == CRM_OK)
        status = crm__statement_many(statement, &many);
    crm__statement_release(statement);
    *written_out = many.changed + many.rejected;
    return status;
}

/* The fields of a group that have columns, and their places in work. */
static size_t group_fields(const struct row_work *work, const struct group *group,
                           const struct field **fields, size_t *indexes)
{
    size_t count = 0;
    for (size_t i = 0; i < work->written_count; i++) {
        bool changes = !group->changed || group->changed[i >> 6] >> (i & 63) & 1;
        if (!changes || !crm__field_has_column(work->fields[i]))
            continue;
        fields[count] = work->fields[i];
        indexes[count++] = i;
    }
    return count;
}

static crm_status statement_update(struct row_work *work, const struct row_group *group,
                                   struct statement **statement_out)
{
    static const enum system_field stamps[] = {SYSTEM_VERSION, SYSTEM_UPDATED_AT,
                                               SYSTEM_UPDATED_BY};
    struct store *store = work->store;
    size_t count = group->field_count;
    uint64_t shape = crm__shape(SHAPE_UPDATE, work->entity, group->fields, count, group->counts);
    *statement_out = crm__db_cached(store->db, shape);
    if (*statement_out)
        return CRM_OK;
    struct text *columns = crm__arena_alloc(&work->arena, (count + 3) * sizeof *columns);
    if (!columns)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        columns[i] = group->fields[i]->name;
    for (size_t i = 0; group->counts && i < sizeof stamps / sizeof stamps[0]; i++)
        columns[count++] = crm__system_field(work->entity, stamps[i])->name;
    struct text keys[] = {crm__system_field(work->entity, SYSTEM_ID)->name,
                          crm__system_field(work->entity, SYSTEM_VERSION)->name};
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_update(&sql, work->entity->name, columns, count, keys, 2);
    crm_status status = crm__sql_query(&sql, shape, statement_out);
    crm__sql_free(&sql);
    return status;
}
