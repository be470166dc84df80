/* Standard definitions: compare with what is recorded, add what is missing. */
#include "store/standard.h"

#include "db/ddl.h"
#include "store/definition.h"
#include "store/tables.h"

#include <assert.h>

/* What the database has recorded: entity number to row, and entity and field number to row. */
struct recorded {
    struct batch entities; /* number, name */
    struct batch fields;   /* entity, number, name, type */
    struct id_map entity_rows;
    struct id_map field_rows;
};

/* Tables come before anything is written, see crm__ddl_begin; so the same way is gone twice. */
enum part { PART_TABLES, PART_ROWS };

struct upgrade {
    struct store *store;
    enum part part;
    struct recorded recorded;
};

enum { ENTITY_NUMBER, ENTITY_NAME };
enum { FIELD_ENTITY, FIELD_NUMBER, FIELD_NAME, FIELD_TYPE };

static uint64_t entity_hash(const struct entity *entity, uint64_t seed);
static crm_status recorded_read(struct store *store, struct recorded *recorded);
static void recorded_free(struct recorded *recorded);
static crm_status read_table(struct store *store, struct text table, const struct text *columns,
                             const enum value_kind *kinds, size_t count, struct batch *batch);
static crm_status refuse_newer(struct store *store, const struct recorded *recorded);
static crm_status is_newer(struct store *store, struct text name);
static crm_status go_through(struct store *store, enum part part);
static crm_status upgrade_entity(struct upgrade *upgrade, const struct entity *entity);
static crm_status create_entity(struct upgrade *upgrade, const struct entity *entity);
static crm_status upgrade_field(struct upgrade *upgrade, const struct field *field);
static crm_status make_way_for_entity(struct upgrade *upgrade, struct text name);
static crm_status make_way_for_field(struct upgrade *upgrade, const struct field *field);
static crm_status rename_custom(struct upgrade *upgrade, const struct entity *entity,
                                int64_t number);
static crm_status rename_field(struct upgrade *upgrade, const struct entity *entity, size_t row,
                               struct text renamed);
static crm_status custom_name(struct store *store, struct arena *arena, struct text name,
                              struct text *out);
static crm_status rename_record(struct store *store, struct text table, int64_t entity,
                                int64_t number, struct text name);

static int64_t field_key(int64_t entity, int64_t field)
{
    return entity << 32 | field;
}

int64_t crm__standard_signature(const struct catalogue *catalogue)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < catalogue->entity_count; i++) {
        if (!crm__entity_is_custom(catalogue->entities[i]->number))
            hash = entity_hash(catalogue->entities[i], hash);
    }
    int64_t signature = (int64_t)(hash >> 1);
    return signature ? signature : 1;
}

crm_status crm__standard_tables(struct store *store)
{
    return go_through(store, PART_TABLES);
}

crm_status crm__standard_rows(struct store *store)
{
    return go_through(store, PART_ROWS);
}

static crm_status go_through(struct store *store, enum part part)
{
    struct upgrade upgrade = {.store = store, .part = part};
    crm_status status = recorded_read(store, &upgrade.recorded);
    if (status == CRM_OK)
        status = refuse_newer(store, &upgrade.recorded);
    /* Some thousand rows and tables, of which none needs an answer. */
    bool together = part == PART_ROWS || store->db->caps.ddl_in_transaction;
    if (status == CRM_OK && together)
        status = crm__db_pipeline_begin(store->db);
    for (size_t i = 0; status == CRM_OK && i < store->catalogue->entity_count; i++)
        status = upgrade_entity(&upgrade, store->catalogue->entities[i]);
    if (status == CRM_OK && together)
        status = crm__db_pipeline_flush(store->db);
    recorded_free(&upgrade.recorded);
    return status;
}

static uint64_t entity_hash(const struct entity *entity, uint64_t seed)
{
    uint64_t hash = crm__hash_text(entity->name, seed);
    hash = crm__hash_int64(entity->number, hash);
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        if (crm__field_is_custom(field->number % FIELD_NUMBER_NORMAL))
            continue;
        hash = crm__hash_text(field->name, hash);
        hash = crm__hash_int64(field->number, hash);
        hash = crm__hash_int64((int64_t)field->type, hash);
    }
    for (size_t i = 0; i < entity->key_count; i++) {
        const struct key *key = &entity->keys[i];
        bool is_custom = false;
        for (size_t j = 0; j < key->count; j++)
            is_custom |= crm__field_is_custom(key->fields[j]->number % FIELD_NUMBER_NORMAL);
        for (size_t j = 0; !is_custom && j < key->count; j++)
            hash = crm__hash_int64(key->fields[j]->number, hash + key->unique);
    }
    return hash;
}

static crm_status recorded_read(struct store *store, struct recorded *recorded)
{
    crm__batch_init(&recorded->entities, store->env);
    crm__batch_init(&recorded->fields, store->env);
    crm__id_map_init(&recorded->entity_rows, store->env);
    crm__id_map_init(&recorded->field_rows, store->env);

    static const enum value_kind kinds[] = {VALUE_INT, VALUE_TEXT, VALUE_INT,
                                            VALUE_INT, VALUE_TEXT, VALUE_TEXT};
    struct text entity_columns[] = {TEXT("number"), TEXT("name")};
    struct text field_columns[] = {TEXT("entity"), TEXT("number"), TEXT("name"), TEXT("type")};
    crm_status status =
        read_table(store, TABLE_ENTITY, entity_columns, kinds, 2, &recorded->entities);
    if (status == CRM_OK)
        status = read_table(store, TABLE_FIELD, field_columns, kinds + 2, 4, &recorded->fields);
    if (status < 0)
        return status;

    for (size_t row = 0; row < recorded->entities.row_count; row++) {
        int64_t number = recorded->entities.columns[ENTITY_NUMBER].integers[row];
        if (!crm__id_map_put(&recorded->entity_rows, number, (int64_t)row))
            return CRM_E_NOMEM;
    }
    for (size_t row = 0; row < recorded->fields.row_count; row++) {
        int64_t entity = recorded->fields.columns[FIELD_ENTITY].integers[row];
        int64_t number = recorded->fields.columns[FIELD_NUMBER].integers[row];
        if (!crm__id_map_put(&recorded->field_rows, field_key(entity, number), (int64_t)row))
            return CRM_E_NOMEM;
    }
    return CRM_OK;
}

static void recorded_free(struct recorded *recorded)
{
    crm__batch_free(&recorded->entities);
    crm__batch_free(&recorded->fields);
    crm__id_map_free(&recorded->entity_rows);
    crm__id_map_free(&recorded->field_rows);
}

static crm_status read_table(struct store *store, struct text table, const struct text *columns,
                             const enum value_kind *kinds, size_t count, struct batch *batch)
{
    for (size_t i = 0; i < count; i++) {
        if (!crm__batch_add(batch, columns[i], kinds[i]))
            return CRM_E_NOMEM;
    }
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_select(&sql, table, columns, count);
    crm_status status = crm__sql_fetch(&sql, 0, batch);
    crm__sql_free(&sql);
    return status;
}

/* What came along with a custom field is not a standard definition, though its number is small. */
static crm_status refuse_newer(struct store *store, const struct recorded *recorded)
{
    for (size_t row = 0; row < recorded->entities.row_count; row++) {
        int64_t number = recorded->entities.columns[ENTITY_NUMBER].integers[row];
        if (!crm__entity_is_custom(number) &&
            !crm__entity_by_number(store->catalogue, (int32_t)number))
            return is_newer(store,
                            crm__column_text_at(&recorded->entities.columns[ENTITY_NAME], row));
    }
    for (size_t row = 0; row < recorded->fields.row_count; row++) {
        int64_t number = recorded->fields.columns[FIELD_NUMBER].integers[row];
        const struct entity *entity = crm__entity_by_number(
            store->catalogue, (int32_t)recorded->fields.columns[FIELD_ENTITY].integers[row]);
        if (entity && !crm__field_is_custom(number % FIELD_NUMBER_NORMAL) &&
            number != FIELD_NUMBER_CURRENCY && !crm__field_by_number(entity, (int32_t)number))
            return is_newer(store, crm__column_text_at(&recorded->fields.columns[FIELD_NAME], row));
    }
    return CRM_OK;
}

static crm_status is_newer(struct store *store, struct text name)
{
    return crm__fail(store->env, CRM_E_FORMAT,
                     "the database was written by a newer library than %s (it has '%.*s'): "
                     "use that one",
                     CRM_VERSION, (int)name.size, name.data);
}

static crm_status upgrade_entity(struct upgrade *upgrade, const struct entity *entity)
{
    if (!crm__id_map_find(&upgrade->recorded.entity_rows, entity->number))
        return create_entity(upgrade, entity);
    crm_status status = CRM_OK;
    for (size_t i = 0; status == CRM_OK && i < entity->field_count; i++)
        status = upgrade_field(upgrade, entity->fields[i]);
    if (status < 0 || upgrade->part == PART_ROWS)
        return status;
    return crm__tables_create_indexes(upgrade->store, entity, 0);
}

static crm_status create_entity(struct upgrade *upgrade, const struct entity *entity)
{
    struct store *store = upgrade->store;
    crm_status status = make_way_for_entity(upgrade, entity->name);
    if (upgrade->part == PART_TABLES)
        return status < 0 ? status : crm__tables_create_entity(store, entity);
    if (status == CRM_OK)
        status = crm__definition_put_entity(store, entity);
    for (size_t i = 0; status == CRM_OK && i < entity->field_count; i++)
        status = crm__definition_put_field(store, entity->fields[i]);
    return status;
}

static crm_status upgrade_field(struct upgrade *upgrade, const struct field *field)
{
    struct store *store = upgrade->store;
    const struct recorded *recorded = &upgrade->recorded;
    const int64_t *row =
        crm__id_map_find(&recorded->field_rows, field_key(field->entity->number, field->number));
    if (row) {
        struct text type = crm__column_text_at(&recorded->fields.columns[FIELD_TYPE], (size_t)*row);
        if (crm__text_is(type, crm__field_type_name(field->type)))
            return CRM_OK;
        return crm__fail_field(store->env, CRM_E_FORMAT, field->entity->name.data, field->name.data,
                               "%s.%s is %.*s in the database and %s in this library",
                               field->entity->name.data, field->name.data, (int)type.size,
                               type.data, crm__field_type_name(field->type));
    }
    crm_status status = make_way_for_field(upgrade, field);
    if (status < 0)
        return status;
    return upgrade->part == PART_TABLES ? crm__tables_add_column(store, field)
                                        : crm__definition_put_field(store, field);
}

static crm_status make_way_for_entity(struct upgrade *upgrade, struct text name)
{
    struct store *store = upgrade->store;
    const struct batch *entities = &upgrade->recorded.entities;
    for (size_t row = 0; row < entities->row_count; row++) {
        int64_t number = entities->columns[ENTITY_NUMBER].integers[row];
        if (!crm__text_equal(crm__column_text_at(&entities->columns[ENTITY_NAME], row), name))
            continue;
        struct arena arena;
        crm__arena_init(&arena, store->env);
        struct text renamed;
        crm_status status = custom_name(store, &arena, name, &renamed);
        if (status == CRM_OK)
            status = upgrade->part == PART_TABLES
                         ? crm__ddl_rename_table(store->db, name, renamed)
                         : rename_record(store, TABLE_ENTITY, 0, number, renamed);
        crm__arena_free(&arena);
        return status;
    }
    return CRM_OK;
}

static crm_status make_way_for_field(struct upgrade *upgrade, const struct field *field)
{
    const struct batch *fields = &upgrade->recorded.fields;
    for (size_t row = 0; row < fields->row_count; row++) {
        if (fields->columns[FIELD_ENTITY].integers[row] == field->entity->number &&
            crm__text_equal(crm__column_text_at(&fields->columns[FIELD_NAME], row), field->name))
            return rename_custom(upgrade, field->entity,
                                 fields->columns[FIELD_NUMBER].integers[row]);
    }
    return CRM_OK;
}

/* A custom field and its NAME_normal stay together, whichever of the two is in the way. */
static crm_status rename_custom(struct upgrade *upgrade, const struct entity *entity,
                                int64_t number)
{
    struct store *store = upgrade->store;
    const struct recorded *recorded = &upgrade->recorded;
    int64_t base = number % FIELD_NUMBER_NORMAL;
    const int64_t *row = crm__id_map_find(&recorded->field_rows, field_key(entity->number, base));
    const int64_t *normal = crm__id_map_find(&recorded->field_rows,
                                             field_key(entity->number, base + FIELD_NUMBER_NORMAL));
    if (!row)
        return crm__fail(store->env, CRM_E_CORRUPT, "field %lld of %s is not defined",
                         (long long)base, entity->name.data);
    const struct column *names = &recorded->fields.columns[FIELD_NAME];
    struct arena arena;
    crm__arena_init(&arena, store->env);
    struct text renamed;
    crm_status status =
        custom_name(store, &arena, crm__column_text_at(names, (size_t)*row), &renamed);
    if (status == CRM_OK)
        status = rename_field(upgrade, entity, (size_t)*row, renamed);
    if (status == CRM_OK && normal) {
        char *name = crm__arena_format(&arena, "%s_normal", renamed.data);
        status =
            name ? rename_field(upgrade, entity, (size_t)*normal, crm__text_of(name)) : CRM_E_NOMEM;
    }
    crm__arena_free(&arena);
    return status;
}

static crm_status rename_field(struct upgrade *upgrade, const struct entity *entity, size_t row,
                               struct text renamed)
{
    const struct column *columns = upgrade->recorded.fields.columns;
    if (upgrade->part == PART_ROWS)
        return rename_record(upgrade->store, TABLE_FIELD, entity->number,
                             columns[FIELD_NUMBER].integers[row], renamed);
    if (crm__text_is(crm__column_text_at(&columns[FIELD_TYPE], row),
                     crm__field_type_name(FIELD_REFERENCES)))
        return CRM_OK; /* It has no column. */
    return crm__ddl_rename_column(upgrade->store->db, entity->name,
                                  crm__column_text_at(&columns[FIELD_NAME], row), renamed);
}

static crm_status custom_name(struct store *store, struct arena *arena, struct text name,
                              struct text *out)
{
    enum { NAME_LIMIT = 60 };
    char *renamed = crm__arena_format(arena, "%.*s_custom", (int)name.size, name.data);
    if (!renamed)
        return CRM_E_NOMEM;
    *out = crm__text_of(renamed);
    if (out->size > NAME_LIMIT)
        return crm__fail(store->env, CRM_E_LIMIT, "'%s': %zu bytes, at most %d", renamed, out->size,
                         (int)NAME_LIMIT);
    return CRM_OK;
}

static crm_status rename_record(struct store *store, struct text table, int64_t entity,
                                int64_t number, struct text name)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "UPDATE ");
    crm__sql_name(&sql, table);
    crm__sql_add(&sql, " SET name = ");
    crm__sql_text(&sql, name);
    crm__sql_add(&sql, " WHERE number = ");
    crm__sql_int(&sql, number);
    if (entity > 0) {
        crm__sql_add(&sql, " AND entity = ");
        crm__sql_int(&sql, entity);
    }
    crm_status status = crm__sql_run(&sql, 0, NULL);
    crm__sql_free(&sql);
    return status;
}
