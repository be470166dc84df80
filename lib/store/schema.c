/* Custom entities and fields. */
#include "store/schema.h"

#include "db/ddl.h"
#include "store/definition.h"
#include "store/meta.h"
#include "store/tables.h"
#include "store/transaction.h"

static crm_status change_begin(struct store *store);
static crm_status change_end(struct store *store, crm_status status);
static crm_status add_entity(struct store *store, const struct entity_definition *definition,
                             const struct entity **entity_out);
static crm_status add_field(struct store *store, const struct entity *entity,
                            const struct field_definition *definition,
                            const struct field **field_out);
static crm_status add_columns(struct store *store, const struct entity *entity, size_t first,
                              size_t first_key);
static crm_status tables_begin(struct store *store, int64_t *version_out);
static crm_status tables_end(struct store *store, int64_t version, crm_status status);

crm_status crm__schema_add_entity(struct store *store, const struct entity_definition *definition,
                                  const struct entity **entity_out)
{
    *entity_out = NULL;
    const struct entity *entity = NULL;
    crm_status status = change_begin(store);
    if (status == CRM_OK)
        status = change_end(store, add_entity(store, definition, &entity));
    if (status == CRM_OK)
        *entity_out = entity;
    return status;
}

crm_status crm__schema_add_field(struct store *store, const struct entity *entity,
                                 const struct field_definition *definition,
                                 const struct field **field_out)
{
    *field_out = NULL;
    const struct field *field = NULL;
    crm_status status = change_begin(store);
    if (status == CRM_OK)
        status = change_end(store, add_field(store, entity, definition, &field));
    if (status == CRM_OK)
        *field_out = field;
    return status;
}

crm_status crm__schema_retire_field(struct store *store, const struct field *field)
{
    crm_status status = change_begin(store);
    if (status < 0)
        return status;
    status = crm__catalogue_retire_field(store->catalogue, field);
    if (status == CRM_OK)
        status = crm__definition_put_field(store, field);
    if (status == CRM_OK && field->normal)
        status = crm__definition_put_field(store, field->normal);
    return change_end(store, status);
}

static crm_status change_begin(struct store *store)
{
    crm_status status = crm__access_check_superuser(store, "change entities and fields");
    return status < 0 ? status : crm__store_begin(store);
}

/* A catalogue that got ahead of the database is made anew when the level is undone. */
static crm_status change_end(struct store *store, crm_status status)
{
    int64_t version = 0;
    if (status == CRM_OK)
        status = crm__meta_bump(store, META_SCHEMA, &version);
    if (status == CRM_OK)
        store->schema_version = version;
    crm__store_level(store)->schema_changed = true;
    crm__db_schema_changed(store->db);
    return crm__store_end(store, status);
}

static crm_status add_entity(struct store *store, const struct entity_definition *definition,
                             const struct entity **entity_out)
{
    int64_t version = 0;
    crm_status status =
        crm__catalogue_add_entity(store->catalogue, definition->name, definition->label_en,
                                  definition->label_zh, definition->flags, 0, entity_out);
    if (status == CRM_OK)
        status = tables_begin(store, &version);
    if (status == CRM_OK)
        status = tables_end(store, version, crm__tables_create_entity(store, *entity_out));
    if (status == CRM_OK)
        status = crm__definition_put_entity(store, *entity_out);
    for (size_t i = 0; status == CRM_OK && i < (*entity_out)->field_count; i++)
        status = crm__definition_put_field(store, (*entity_out)->fields[i]);
    return status;
}

static crm_status add_field(struct store *store, const struct entity *entity,
                            const struct field_definition *definition,
                            const struct field **field_out)
{
    size_t first = entity->field_count;
    size_t first_key = entity->key_count;
    int64_t version = 0;
    crm_status status = crm__catalogue_add_field(store->catalogue, entity, definition, field_out);
    if (status == CRM_OK)
        status = tables_begin(store, &version);
    if (status == CRM_OK)
        status = tables_end(store, version, add_columns(store, entity, first, first_key));
    /* A retired field comes back to its old place. */
    if (status == CRM_OK && entity->field_count == first)
        status = crm__definition_put_field(store, *field_out);
    for (size_t i = first; status == CRM_OK && i < entity->field_count; i++)
        status = crm__definition_put_field(store, entity->fields[i]);
    return status;
}

static crm_status add_columns(struct store *store, const struct entity *entity, size_t first,
                              size_t first_key)
{
    crm_status status = CRM_OK;
    for (size_t i = first; status == CRM_OK && i < entity->field_count; i++)
        status = crm__tables_add_column(store, entity->fields[i]);
    return status < 0 ? status : crm__tables_create_indexes(store, entity, first_key);
}

/* Where the transaction is ended for changes of tables, another writer may come between: then the
 * numbers that were chosen before may be his. */
static crm_status tables_begin(struct store *store, int64_t *version_out)
{
    crm_status status = crm__db_data_version(store->db, version_out);
    return status < 0 ? status : crm__ddl_begin(store->db);
}

static crm_status tables_end(struct store *store, int64_t version, crm_status status)
{
    int64_t now = version;
    status = crm__ddl_end(store->db, status);
    if (status == CRM_OK)
        status = crm__db_data_version(store->db, &now);
    if (status == CRM_OK && now != version)
        return crm__fail(store->env, CRM_E_BUSY, "another connection wrote meanwhile; try again");
    return status;
}
