/* Layout of the database: the store's own tables, and entities as tables. docs/file-format.md
 * tells the same in words. */
#include "store/tables.h"

#include "db/ddl.h"

#include <assert.h>

#define INT_COLUMN(text)                                                                           \
    {                                                                                              \
        .name = {(text), sizeof(text) - 1}, .kind = VALUE_INT                                      \
    }
#define TEXT_COLUMN(text)                                                                          \
    {                                                                                              \
        .name = {(text), sizeof(text) - 1}, .kind = VALUE_TEXT                                     \
    }
#define BLOB_COLUMN(text)                                                                          \
    {                                                                                              \
        .name = {(text), sizeof(text) - 1}, .kind = VALUE_BLOB                                     \
    }
#define NAME(text)                                                                                 \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum { OWN_COLUMN_LIMIT = 12, OWN_KEY_LIMIT = TABLE_KEY_LIMIT };

struct own_table {
    struct text name;
    struct ddl_column columns[OWN_COLUMN_LIMIT];
    struct text key[OWN_KEY_LIMIT];
};

static const struct own_table own_tables[] = {
    {NAME("crm_meta"),
     {TEXT_COLUMN("name"), INT_COLUMN("number"), TEXT_COLUMN("value")},
     {NAME("name")}},
    {NAME("crm_migration"),
     {INT_COLUMN("number"), TEXT_COLUMN("name"), INT_COLUMN("at")},
     {NAME("number")}},
    {NAME("crm_entity"),
     {INT_COLUMN("number"), TEXT_COLUMN("name"), TEXT_COLUMN("label_en"), TEXT_COLUMN("label_zh"),
      INT_COLUMN("flags")},
     {NAME("number")}},
    {NAME("crm_field"),
     {INT_COLUMN("entity"), INT_COLUMN("number"), TEXT_COLUMN("name"), TEXT_COLUMN("type"),
      INT_COLUMN("flags"), INT_COLUMN("size"), TEXT_COLUMN("target"), TEXT_COLUMN("label_en"),
      TEXT_COLUMN("label_zh"), TEXT_COLUMN("initial")},
     {NAME("entity"), NAME("number")}},
    {NAME("crm_choice"),
     {INT_COLUMN("entity"), INT_COLUMN("field"), INT_COLUMN("position"), TEXT_COLUMN("name"),
      TEXT_COLUMN("label_en"), TEXT_COLUMN("label_zh")},
     {NAME("entity"), NAME("field"), NAME("position")}},
    {NAME("crm_history"),
     {INT_COLUMN("sequence"), INT_COLUMN("at"), INT_COLUMN("actor"), INT_COLUMN("entity"),
      INT_COLUMN("record_id"), INT_COLUMN("version"), INT_COLUMN("operation"),
      TEXT_COLUMN("reason"), BLOB_COLUMN("diff")},
     {NAME("sequence")}},
    {NAME("crm_link"),
     {INT_COLUMN("entity"), INT_COLUMN("record_id"), INT_COLUMN("field"), INT_COLUMN("target_id")},
     {NAME("entity"), NAME("record_id"), NAME("field"), NAME("target_id")}},
    {NAME("crm_match_key"),
     {INT_COLUMN("entity"), INT_COLUMN("record_id"), INT_COLUMN("kind"), INT_COLUMN("key")},
     {NAME("entity"), NAME("record_id"), NAME("kind"), NAME("key")}},
};

/* Every one is for a way of reading that the key does not serve. */
static const struct {
    struct text name;
    struct text table;
    struct text columns[OWN_KEY_LIMIT];
} own_indexes[] = {
    {NAME("crm_history_record"), NAME("crm_history"), {NAME("record_id")}},
    {NAME("crm_link_target"), NAME("crm_link"), {NAME("entity"), NAME("field"), NAME("target_id")}},
    {NAME("crm_match_key_key"), NAME("crm_match_key"), {NAME("key"), NAME("kind")}},
};

static crm_status create_own_table(struct store *store, const struct own_table *own);
static crm_status create_own_indexes(struct store *store, struct text table);
static struct ddl_column column_of(const struct field *field);
static void index_name(struct buffer *name, const struct entity *entity, const struct key *key);
static crm_status create_index(struct store *store, const struct entity *entity,
                               const struct key *key);
static crm_status drop_index(struct store *store, const struct entity *entity,
                             const struct key *key);
static crm_status own_layout(struct arena *arena, const struct own_table *own,
                             struct table_layout *layout);
static crm_status entity_layout(struct arena *arena, const struct entity *entity,
                                struct table_layout *layout);

crm_status crm__tables_create_own(struct store *store)
{
    for (size_t i = 0; i < COUNT_OF(own_tables); i++) {
        crm_status status = create_own_table(store, &own_tables[i]);
        if (status < 0)
            return status;
    }
    return create_own_indexes(store, TEXT_NONE);
}

crm_status crm__tables_create_entity(struct store *store, const struct entity *entity)
{
    struct arena arena;
    crm__arena_init(&arena, store->env);
    struct ddl_column *columns =
        crm__arena_alloc_zero(&arena, entity->field_count, sizeof *columns);
    crm_status status = columns ? CRM_OK : CRM_E_NOMEM;
    if (status == CRM_OK) {
        struct ddl_table table = {.name = entity->name,
                                  .columns = columns,
                                  .key = &entity->fields[SYSTEM_ID]->name,
                                  .key_count = 1};
        for (size_t i = 0; i < entity->field_count; i++) {
            if (crm__field_has_column(entity->fields[i]))
                columns[table.column_count++] = column_of(entity->fields[i]);
        }
        status = crm__ddl_create_table(store->db, &table);
    }
    crm__arena_free(&arena);
    return status < 0 ? status : crm__tables_create_indexes(store, entity, 0);
}

crm_status crm__tables_add_column(struct store *store, const struct field *field)
{
    if (!crm__field_has_column(field))
        return CRM_OK;
    struct ddl_column column = column_of(field);
    return crm__ddl_add_column(store->db, field->entity->name, &column);
}

crm_status crm__tables_create_indexes(struct store *store, const struct entity *entity,
                                      size_t first)
{
    for (size_t i = first; i < entity->key_count; i++) {
        crm_status status = create_index(store, entity, &entity->keys[i]);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

crm_status crm__tables_list(struct store *store, struct arena *arena,
                            const struct table_layout **tables_out, size_t *count_out)
{
    *tables_out = NULL;
    *count_out = 0;
    size_t entities = store->catalogue->entity_count;
    struct table_layout *tables =
        crm__arena_alloc_zero(arena, entities + COUNT_OF(own_tables), sizeof *tables);
    crm_status status = tables ? CRM_OK : CRM_E_NOMEM;
    for (size_t i = 0; status == CRM_OK && i < entities; i++)
        status = entity_layout(arena, store->catalogue->entities[i], &tables[i]);
    for (size_t i = 0; status == CRM_OK && i < COUNT_OF(own_tables); i++)
        status = own_layout(arena, &own_tables[i], &tables[entities + i]);
    if (status < 0)
        return status;
    *tables_out = tables;
    *count_out = entities + COUNT_OF(own_tables);
    return CRM_OK;
}

crm_status crm__tables_index(struct store *store, const struct table_layout *table)
{
    return table->entity ? crm__tables_create_indexes(store, table->entity, 0)
                         : create_own_indexes(store, table->name);
}

crm_status crm__tables_unindex(struct store *store, const struct table_layout *table)
{
    crm_status status = CRM_OK;
    for (size_t i = 0; status == CRM_OK && table->entity && i < table->entity->key_count; i++)
        status = drop_index(store, table->entity, &table->entity->keys[i]);
    for (size_t i = 0; status == CRM_OK && i < COUNT_OF(own_indexes); i++) {
        if (crm__text_equal(own_indexes[i].table, table->name))
            status = crm__ddl_drop_index(store->db, own_indexes[i].name);
    }
    return status;
}

static crm_status create_own_table(struct store *store, const struct own_table *own)
{
    struct ddl_table table = {.name = own->name, .columns = own->columns, .key = own->key};
    while (table.column_count < OWN_COLUMN_LIMIT && own->columns[table.column_count].name.size > 0)
        table.column_count++;
    while (table.key_count < OWN_KEY_LIMIT && own->key[table.key_count].size > 0)
        table.key_count++;
    return crm__ddl_create_table(store->db, &table);
}

/* Of one table, or of all. */
static crm_status create_own_indexes(struct store *store, struct text table)
{
    for (size_t i = 0; i < COUNT_OF(own_indexes); i++) {
        if (table.size > 0 && !crm__text_equal(table, own_indexes[i].table))
            continue;
        size_t count = 0;
        while (count < OWN_KEY_LIMIT && own_indexes[i].columns[count].size > 0)
            count++;
        struct ddl_index index = {.name = own_indexes[i].name,
                                  .table = own_indexes[i].table,
                                  .columns = own_indexes[i].columns,
                                  .column_count = count};
        crm_status status = crm__ddl_create_index(store->db, &index);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

/* Nothing is NOT NULL: what is required is a rule of saving, and may change. */
static struct ddl_column column_of(const struct field *field)
{
    return (struct ddl_column){.name = field->name, .kind = crm__field_kind(field->type)};
}

/* The name is made of numbers, which fit the length limit of every database and do not change when
 * a field is renamed. */
static void index_name(struct buffer *name, const struct entity *entity, const struct key *key)
{
    crm__buffer_cstr(name, key->unique ? "crm_u_" : "crm_i_");
    crm__buffer_int64(name, entity->number);
    for (size_t i = 0; i < key->count; i++) {
        crm__buffer_byte(name, '_');
        crm__buffer_int64(name, key->fields[i]->number);
    }
}

static crm_status drop_index(struct store *store, const struct entity *entity,
                             const struct key *key)
{
    struct buffer name;
    crm__buffer_init(&name, store->env);
    index_name(&name, entity, key);
    crm_status status = crm__buffer_status(&name);
    if (status == CRM_OK)
        status = crm__ddl_drop_index(store->db, crm__buffer_view(&name));
    crm__buffer_free(&name);
    return status;
}

/* A unique key leaves out deleted records, and records without a value. */
static crm_status create_index(struct store *store, const struct entity *entity,
                               const struct key *key)
{
    enum { KEY_FIELD_LIMIT = 8 };
    if (key->count > KEY_FIELD_LIMIT)
        return crm__fail(store->env, CRM_E_INTERNAL, "%s: a key of %zu fields, at most %d",
                         entity->name.data, key->count, (int)KEY_FIELD_LIMIT);

    struct buffer name;
    crm__buffer_init(&name, store->env);
    index_name(&name, entity, key);
    struct text columns[KEY_FIELD_LIMIT];
    for (size_t i = 0; i < key->count; i++)
        columns[i] = key->fields[i]->name;
    crm_status status = crm__buffer_status(&name);
    if (status == CRM_OK) {
        struct ddl_index index = {.name = crm__buffer_view(&name),
                                  .table = entity->name,
                                  .columns = columns,
                                  .column_count = key->count,
                                  .is_unique = key->unique};
        if (key->unique) {
            index.skip_null = columns[key->count - 1];
            index.only_null = crm__system_field(entity, SYSTEM_DELETED_AT)->name;
        }
        status = crm__ddl_create_index(store->db, &index);
    }
    crm__buffer_free(&name);
    return status;
}

static crm_status own_layout(struct arena *arena, const struct own_table *own,
                             struct table_layout *layout)
{
    struct text *columns = crm__arena_alloc_zero(arena, OWN_COLUMN_LIMIT, sizeof *columns);
    enum value_kind *kinds = crm__arena_alloc_zero(arena, OWN_COLUMN_LIMIT, sizeof *kinds);
    if (!columns || !kinds)
        return CRM_E_NOMEM;
    *layout = (struct table_layout){.name = own->name, .columns = columns, .kinds = kinds};
    size_t count = 0;
    for (; count < OWN_COLUMN_LIMIT && own->columns[count].name.size > 0; count++) {
        columns[count] = own->columns[count].name;
        kinds[count] = own->columns[count].kind;
    }
    layout->column_count = count;
    while (layout->key_count < OWN_KEY_LIMIT && own->key[layout->key_count].size > 0)
        layout->key_count++;
    return CRM_OK;
}

static crm_status entity_layout(struct arena *arena, const struct entity *entity,
                                struct table_layout *layout)
{
    struct text *columns = crm__arena_alloc_zero(arena, entity->field_count, sizeof *columns);
    enum value_kind *kinds = crm__arena_alloc_zero(arena, entity->field_count, sizeof *kinds);
    if (!columns || !kinds)
        return CRM_E_NOMEM;
    _Static_assert(SYSTEM_ID == 0, "the id is the first column");
    *layout = (struct table_layout){
        .name = entity->name, .entity = entity, .columns = columns, .kinds = kinds, .key_count = 1};
    for (size_t i = 0; i < entity->field_count; i++) {
        if (!crm__field_has_column(entity->fields[i]))
            continue;
        columns[layout->column_count] = entity->fields[i]->name;
        kinds[layout->column_count++] = crm__field_kind(entity->fields[i]->type);
    }
    return CRM_OK;
}
