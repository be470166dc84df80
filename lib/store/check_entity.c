/* Check of one entity's rows: what every record must hold, keys, references, history. */
#include "store/check_part.h"

#include "db/sql.h"
#include "store/tables.h"

static crm_status check_stamps(struct check *check, const struct entity *entity);
static crm_status check_key(struct check *check, const struct entity *entity,
                            const struct key *key);
static crm_status check_references(struct check *check, const struct entity *entity);
static crm_status find_filled(struct check *check, const struct entity *entity, uint8_t *filled);
static crm_status check_versions(struct check *check, const struct entity *entity);

crm_status crm__check_entity(struct check *check, const struct entity *entity)
{
    crm_status status = check_stamps(check, entity);
    for (size_t i = 0; status == CRM_OK && i < entity->key_count; i++) {
        if (entity->keys[i].unique)
            status = check_key(check, entity, &entity->keys[i]);
    }
    if (status == CRM_OK)
        status = check_references(check, entity);
    if (status == CRM_OK)
        status = crm__check_choices(check, entity);
    if (status == CRM_OK && !(entity->flags & ENTITY_NO_HISTORY))
        status = check_versions(check, entity);
    if (status == CRM_OK)
        status = crm__check_subjects(check, entity);
    return status == CRM_OK ? crm__check_values(check, entity) : status;
}

/* Of those fields that have a value anywhere: most have none, and one pass over the rows says
 * which. */
static crm_status check_references(struct check *check, const struct entity *entity)
{
    struct env *env = check->store->env;
    uint8_t *filled = crm__alloc_zero(env, entity->field_count + 1, 1);
    crm_status status = filled ? find_filled(check, entity, filled) : CRM_E_NOMEM;
    for (size_t i = 0; status == CRM_OK && i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        if (filled[i])
            status = crm__check_reference(check, field);
    }
    crm__free(env, filled);
    return status;
}

static bool is_looked_up(const struct field *field)
{
    return !(field->flags & FIELD_RETIRED) && field->type == FIELD_REFERENCE;
}

static crm_status find_filled(struct check *check, const struct entity *entity, uint8_t *filled)
{
    struct sql sql;
    struct statement *statement = NULL;
    crm__sql_init(&sql, check->store->db);
    crm__sql_add(&sql, "SELECT count(id)");
    for (size_t i = 0; i < entity->field_count; i++) {
        if (!is_looked_up(entity->fields[i]))
            continue;
        crm__sql_add(&sql, ", count(");
        crm__sql_name(&sql, entity->fields[i]->name);
        crm__sql_add(&sql, ")");
    }
    crm__sql_add(&sql, " FROM ");
    crm__sql_name(&sql, entity->name);
    crm_status status = crm__sql_query(&sql, 0, &statement);
    if (status == CRM_OK)
        status = crm__statement_step(statement);
    for (size_t i = 0, column = 1; status == CRM_OK && i < entity->field_count; i++) {
        if (is_looked_up(entity->fields[i]))
            filled[i] = crm__statement_column(statement, column++).integer > 0;
    }
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status < 0 ? status : CRM_OK;
}

static crm_status check_stamps(struct check *check, const struct entity *entity)
{
    struct sql sql;
    crm__sql_init(&sql, check->store->db);
    crm__sql_add(&sql, "SELECT id FROM ");
    crm__sql_name(&sql, entity->name);
    crm__sql_add(&sql, " WHERE id < 1 OR version IS NULL OR version < 1 OR created_at IS NULL"
                       " OR updated_at IS NULL");
    return crm__check_rows(check, entity, &sql, "id, version, created_at or updated_at is missing",
                           "");
}

/* Gives the newest record of each key that several living records have. */
static crm_status check_key(struct check *check, const struct entity *entity, const struct key *key)
{
    struct sql sql;
    crm__sql_init(&sql, check->store->db);
    crm__sql_add(&sql, "SELECT max(id), min(id) FROM ");
    crm__sql_name(&sql, entity->name);
    crm__sql_add(&sql, " WHERE deleted_at IS NULL");
    for (size_t i = 0; i < key->count; i++) {
        crm__sql_add(&sql, " AND ");
        crm__sql_name(&sql, key->fields[i]->name);
        crm__sql_add(&sql, " IS NOT NULL");
    }
    crm__sql_add(&sql, " GROUP BY ");
    for (size_t i = 0; i < key->count; i++) {
        crm__sql_add(&sql, i > 0 ? ", " : "");
        crm__sql_name(&sql, key->fields[i]->name);
    }
    crm__sql_add(&sql, " HAVING count(id) > 1");
    return crm__check_rows(check, entity, &sql, ": the unique key is that of another record, too:",
                           key->fields[key->count - 1]->name.data);
}

/* Versions 1, 2, 3 … have a history row each. */
static crm_status check_versions(struct check *check, const struct entity *entity)
{
    struct sql sql;
    crm__sql_init(&sql, check->store->db);
    crm__sql_add(&sql, "SELECT crm_row.id, crm_row.version, count(crm_change.sequence) FROM ");
    crm__sql_name(&sql, entity->name);
    crm__sql_add(&sql, " AS crm_row LEFT JOIN ");
    crm__sql_name(&sql, TABLE_HISTORY);
    crm__sql_add(&sql, " AS crm_change ON crm_change.record_id = crm_row.id"
                       " AND crm_change.entity = ");
    crm__sql_int(&sql, entity->number);
    crm__sql_add(&sql, " AND crm_change.operation <> ");
    crm__sql_int(&sql, ROW_ERASE);
    crm__sql_add(&sql, " GROUP BY crm_row.id, crm_row.version"
                       " HAVING count(crm_change.sequence) <> crm_row.version"
                       " OR coalesce(max(crm_change.version), 0) <> crm_row.version"
                       " ORDER BY crm_row.id");
    return crm__check_rows(check, entity, &sql, "version and number of history rows differ:", "");
}
