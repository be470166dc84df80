/* Conflicts: what others changed since the caller read a record, from history. */
#include "store/row_load.h"

#include "db/sql.h"
#include "store/diff.h"
#include "store/tables.h"

#include <string.h>

static crm_status changed_since(struct row_work *work, size_t row, int64_t expected,
                                struct id_map *numbers);
static crm_status add_numbers(struct row_work *work, struct text diff, struct id_map *numbers);
static size_t names_of(const struct row_work *work, size_t row, const struct id_map *numbers,
                       bool both, char names[ERROR_NAME_SIZE]);
static bool caller_changes(const struct row_work *work, size_t row, const struct field *field);

crm_status crm__work_conflict(struct row_work *work, size_t row, int64_t expected)
{
    struct env *env = work->store->env;
    struct id_map numbers;
    crm__id_map_init(&numbers, env);
    crm_status status = changed_since(work, row, expected, &numbers);
    char names[ERROR_NAME_SIZE];
    bool both = names_of(work, row, &numbers, true, names) > 0;
    if (!both)
        names_of(work, row, &numbers, false, names);
    crm__id_map_free(&numbers);
    if (status < 0)
        return status;

    const char *entity = work->entity->name.data;
    const char *what = both ? "both changed " : names[0] ? "the other side changed " : "";
    crm__fail_field(env, CRM_E_CONFLICT, entity, names[0] ? names : NULL,
                    "%s %lld is at version %lld, not %lld%s%s%s", entity, (long long)work->ids[row],
                    (long long)work->versions[row], (long long)expected, names[0] ? ": " : "", what,
                    names);
    env->error.record_id = work->ids[row];
    return CRM_E_CONFLICT;
}

static crm_status changed_since(struct row_work *work, size_t row, int64_t expected,
                                struct id_map *numbers)
{
    struct sql sql;
    crm__sql_init(&sql, work->store->db);
    crm__sql_add(&sql, "SELECT diff FROM ");
    crm__sql_name(&sql, TABLE_HISTORY);
    crm__sql_add(&sql, " WHERE record_id = ");
    crm__sql_int(&sql, work->ids[row]);
    crm__sql_add(&sql, " AND entity = ");
    crm__sql_int(&sql, work->entity->number);
    crm__sql_add(&sql, " AND version > ");
    crm__sql_int(&sql, expected);
    crm__sql_add(&sql, " ORDER BY sequence");
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    while (status == CRM_OK) {
        status = crm__statement_step(statement);
        if (status != CRM_OK)
            break;
        struct value diff = crm__statement_column(statement, 0);
        if (diff.kind == VALUE_BLOB)
            status = add_numbers(work, diff.text, numbers);
    }
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status < 0 ? status : CRM_OK;
}

static crm_status add_numbers(struct row_work *work, struct text diff, struct id_map *numbers)
{
    size_t offset = 0;
    struct diff_entry entry;
    crm_status status = crm__diff_next(&work->arena, diff, &offset, &entry);
    while (status == CRM_OK) {
        if (!crm__id_map_put(numbers, entry.number, 1))
            return CRM_E_NOMEM;
        status = crm__diff_next(&work->arena, diff, &offset, &entry);
    }
    return status < 0 ? status : CRM_OK;
}

/* As many names as fit; gives their count. */
static size_t names_of(const struct row_work *work, size_t row, const struct id_map *numbers,
                       bool both, char names[ERROR_NAME_SIZE])
{
    size_t size = 0;
    size_t count = 0;
    for (size_t i = 0; i < numbers->count; i++) {
        const struct field *field =
            crm__field_by_number(work->entity, (int32_t)numbers->entries[i].key);
        if (!field || field->normal_of || (both && !caller_changes(work, row, field)))
            continue;
        if (size + field->name.size + 2 > ERROR_NAME_SIZE)
            break;
        if (count++ > 0)
            names[size++] = ',';
        memcpy(names + size, field->name.data, field->name.size);
        size += field->name.size;
    }
    names[size] = '\0';
    return count;
}

static bool caller_changes(const struct row_work *work, size_t row, const struct field *field)
{
    for (size_t i = 0; i < work->written_count; i++) {
        if (work->fields[i] == field)
            return !crm__value_equal(crm__batch_at(&work->before, i, row),
                                     crm__batch_at(work->write->rows, i, work->source[row]));
    }
    return false;
}
