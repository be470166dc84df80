/* Check of what hangs on rows: history, links, match keys. */
#include "store/check_part.h"

#include "db/sql.h"
#include "store/diff.h"
#include "store/tables.h"

static crm_status check_changes(struct check *check);
static crm_status check_change(struct check *check, const struct value *row, struct arena *arena);
static crm_status check_owned(struct check *check, const struct entity *entity, struct text table,
                              const char *problem);
static crm_status check_targets(struct check *check, const struct field *field);
static crm_status check_unknown(struct check *check, struct text table, const char *problem);

crm_status crm__check_history(struct check *check)
{
    crm_status status = check_unknown(check, TABLE_HISTORY, "history of no entity:");
    return status < 0 ? status : check_changes(check);
}

crm_status crm__check_links(struct check *check)
{
    const struct catalogue *catalogue = check->store->catalogue;
    crm_status status = check_unknown(check, TABLE_LINK, "links of no entity:");
    for (size_t i = 0; status == CRM_OK && i < catalogue->entity_count; i++) {
        const struct entity *entity = catalogue->entities[i];
        status = check_owned(check, entity, TABLE_LINK, "links of a record that is not there");
        for (size_t j = 0; status == CRM_OK && j < entity->field_count; j++) {
            if (entity->fields[j]->type == FIELD_REFERENCES)
                status = check_targets(check, entity->fields[j]);
        }
    }
    return status;
}

crm_status crm__check_match_keys(struct check *check)
{
    const struct catalogue *catalogue = check->store->catalogue;
    crm_status status = check_unknown(check, TABLE_MATCH_KEY, "match keys of no entity:");
    for (size_t i = 0; status == CRM_OK && i < catalogue->entity_count; i++)
        status = check_owned(check, catalogue->entities[i], TABLE_MATCH_KEY,
                             "match keys of a record that is not there");
    return status;
}

/* Can every change be read? */
static crm_status check_changes(struct check *check)
{
    struct sql sql;
    crm__sql_init(&sql, check->store->db);
    crm__sql_add(&sql, "SELECT sequence, entity, record_id, diff FROM ");
    crm__sql_name(&sql, TABLE_HISTORY);
    crm__sql_add(&sql, " WHERE diff IS NOT NULL ORDER BY sequence");
    struct arena arena;
    crm__arena_init(&arena, check->store->env);
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    while (status == CRM_OK) {
        status = crm__statement_step(statement);
        if (status != CRM_OK)
            break;
        struct value row[4];
        crm__statement_row(statement, row, 4);
        status = check_change(check, row, &arena);
        crm__arena_reset(&arena);
    }
    crm__statement_release(statement);
    crm__arena_free(&arena);
    crm__sql_free(&sql);
    return status < 0 ? status : CRM_OK;
}

static crm_status check_change(struct check *check, const struct value *row, struct arena *arena)
{
    const struct entity *entity =
        crm__entity_by_number(check->store->catalogue, (int32_t)row[1].integer);
    size_t offset = 0;
    struct diff_entry entry;
    crm_status status = crm__diff_next(arena, row[3].text, &offset, &entry);
    while (status == CRM_OK) {
        if (entity && !crm__field_by_number(entity, entry.number))
            return crm__check_report(check, entity, row[2].integer,
                                     "history %lld tells of field %d, which is not",
                                     (long long)row[0].integer, entry.number);
        status = crm__diff_next(arena, row[3].text, &offset, &entry);
    }
    if (status != CRM_E_CORRUPT)
        return status < 0 ? status : CRM_OK;
    crm__error_clear(check->store->env);
    return crm__check_report(check, entity, row[2].integer, "history %lld is damaged",
                             (long long)row[0].integer);
}

static crm_status check_owned(struct check *check, const struct entity *entity, struct text table,
                              const char *problem)
{
    struct sql sql;
    crm__sql_init(&sql, check->store->db);
    crm__sql_add(&sql, "SELECT DISTINCT crm_side.record_id FROM ");
    crm__sql_name(&sql, table);
    crm__sql_add(&sql, " AS crm_side LEFT JOIN ");
    crm__sql_name(&sql, entity->name);
    crm__sql_add(&sql, " AS crm_row ON crm_row.id = crm_side.record_id WHERE crm_side.entity = ");
    crm__sql_int(&sql, entity->number);
    crm__sql_add(&sql, " AND crm_row.id IS NULL ORDER BY crm_side.record_id");
    return crm__check_rows(check, entity, &sql, problem, "");
}

static crm_status check_targets(struct check *check, const struct field *field)
{
    struct sql sql;
    crm__sql_init(&sql, check->store->db);
    crm__sql_add(&sql, "SELECT crm_side.record_id, crm_side.target_id FROM ");
    crm__sql_name(&sql, TABLE_LINK);
    crm__sql_add(&sql, " AS crm_side LEFT JOIN ");
    crm__sql_name(&sql, field->target->name);
    crm__sql_add(&sql, " AS crm_row ON crm_row.id = crm_side.target_id WHERE crm_side.entity = ");
    crm__sql_int(&sql, field->entity->number);
    crm__sql_add(&sql, " AND crm_side.field = ");
    crm__sql_int(&sql, field->number);
    crm__sql_add(&sql, " AND crm_row.id IS NULL ORDER BY crm_side.record_id");
    return crm__check_rows(check, field->entity, &sql,
                           " leads to a record that is not there:", field->name.data);
}

static crm_status check_unknown(struct check *check, struct text table, const char *problem)
{
    const struct catalogue *catalogue = check->store->catalogue;
    struct sql sql;
    crm__sql_init(&sql, check->store->db);
    crm__sql_add(&sql, "SELECT min(record_id), entity FROM ");
    crm__sql_name(&sql, table);
    crm__sql_add(&sql, " WHERE NOT (entity");
    int64_t *numbers =
        crm__realloc_array(check->store->env, NULL, catalogue->entity_count + 1, sizeof *numbers);
    if (!numbers) {
        crm__sql_free(&sql);
        return CRM_E_NOMEM;
    }
    for (size_t i = 0; i < catalogue->entity_count; i++)
        numbers[i] = catalogue->entities[i]->number;
    crm__sql_in_ints(&sql, numbers, catalogue->entity_count);
    crm__sql_add(&sql, ") GROUP BY entity ORDER BY entity");
    crm__free(check->store->env, numbers);
    return crm__check_rows(check, NULL, &sql, problem, "");
}
