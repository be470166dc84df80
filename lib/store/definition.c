/* Definitions: between rows of crm_entity, crm_field and crm_choice, and the catalogue. */
#include "store/definition.h"

#include "db/sql.h"
#include "store/tables.h"

#include <assert.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define NAME(text)                                                                                 \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }

/* What a custom entity may choose; the rest follows from its being one. */
enum { CUSTOM_ENTITY_FLAGS = ENTITY_NO_HISTORY | ENTITY_APPEND_ONLY };

struct catalogue_copy {
    struct catalogue *catalogue;
    struct catalogue_copy *next;
};

static const struct text entity_columns[] = {NAME("number"), NAME("name"), NAME("label_en"),
                                             NAME("label_zh"), NAME("flags")};
static const struct text field_columns[] = {
    NAME("entity"), NAME("number"), NAME("name"),     NAME("type"),     NAME("flags"),
    NAME("size"),   NAME("target"), NAME("label_en"), NAME("label_zh"), NAME("initial")};
static const struct text choice_columns[] = {NAME("entity"), NAME("field"),    NAME("position"),
                                             NAME("name"),   NAME("label_en"), NAME("label_zh")};

static crm_status put(struct store *store, struct text table, const struct text *columns,
                      size_t count, size_t key_count, const struct value *values);
static crm_status put_choices(struct store *store, const struct field *field);
static int32_t size_of(const struct field *field);
static bool has_own_choices(const struct field *field);
static struct text target_of(const struct field *field);
static crm_status load_entities(struct store *store, struct catalogue *catalogue);
static crm_status load_fields(struct store *store, struct catalogue *catalogue);
static crm_status load_field(struct store *store, struct catalogue *catalogue,
                             const struct value *row);
static crm_status read_choices(struct store *store, struct arena *arena, int64_t entity,
                               int64_t field, struct field_definition *definition);
static crm_status next_row(struct statement *statement, struct value *values, size_t count);
static struct text text_or_none(struct value value);

crm_status crm__definition_put_entity(struct store *store, const struct entity *entity)
{
    struct value values[] = {crm__value_int(entity->number), crm__value_text(entity->name),
                             crm__value_text(entity->label_en), crm__value_text(entity->label_zh),
                             crm__value_int(entity->flags)};
    return put(store, TABLE_ENTITY, entity_columns, COUNT_OF(entity_columns), 1, values);
}

crm_status crm__definition_put_field(struct store *store, const struct field *field)
{
    int32_t size = size_of(field);
    struct text target = target_of(field);
    struct value values[] = {crm__value_int(field->entity->number),
                             crm__value_int(field->number),
                             crm__value_text(field->name),
                             crm__value_text(crm__text_of(crm__field_type_name(field->type))),
                             crm__value_int(field->flags),
                             crm__value_int(size),
                             target.size > 0 ? crm__value_text(target) : VALUE_OF_NULL,
                             crm__value_text(field->label_en),
                             crm__value_text(field->label_zh),
                             field->initial.data ? crm__value_text(field->initial) : VALUE_OF_NULL};
    crm_status status = put(store, TABLE_FIELD, field_columns, COUNT_OF(field_columns), 2, values);
    if (status == CRM_OK && crm__field_is_custom(field->number) && has_own_choices(field))
        status = put_choices(store, field);
    return status;
}

crm_status crm__definitions_load(struct store *store, struct catalogue *catalogue)
{
    crm_status status = load_entities(store, catalogue);
    return status < 0 ? status : load_fields(store, catalogue);
}

crm_status crm__catalogue_rebuild(struct store *store)
{
    struct catalogue_copy *copy = crm__alloc_zero(store->env, 1, sizeof *copy);
    struct catalogue *fresh = crm__alloc_zero(store->env, 1, sizeof *fresh);
    crm_status status = copy && fresh ? CRM_OK : CRM_E_NOMEM;
    if (status == CRM_OK) {
        status = crm__catalogue_init(fresh, store->env);
        if (status == CRM_OK)
            status = crm__definitions_load(store, fresh);
        if (status < 0)
            crm__catalogue_free(fresh);
    }
    if (status < 0) {
        crm__free(store->env, fresh);
        crm__free(store->env, copy);
        return status;
    }
    copy->catalogue = store->catalogue;
    copy->next = store->old_catalogues;
    store->old_catalogues = copy;
    store->catalogue = fresh;
    crm__db_schema_changed(store->db);
    return CRM_OK;
}

void crm__catalogues_free(struct store *store)
{
    while (store->old_catalogues) {
        struct catalogue_copy *copy = store->old_catalogues;
        store->old_catalogues = copy->next;
        crm__catalogue_free(copy->catalogue);
        crm__free(store->env, copy->catalogue);
        crm__free(store->env, copy);
    }
    if (store->catalogue)
        crm__catalogue_free(store->catalogue);
    crm__free(store->env, store->catalogue);
    store->catalogue = NULL;
}

static crm_status put(struct store *store, struct text table, const struct text *columns,
                      size_t count, size_t key_count, const struct value *values)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_insert(&sql, table, columns, count);
    crm__sql_on_conflict(&sql, columns, key_count, columns + key_count, count - key_count);
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    if (status == CRM_OK)
        status = crm__statement_bind_all(statement, values, count);
    if (status == CRM_OK)
        status = crm__statement_exec(statement, NULL);
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status;
}

static crm_status put_choices(struct store *store, const struct field *field)
{
    for (size_t i = 0; i < field->choices->count; i++) {
        const struct choice *choice = &field->choices->choices[i];
        struct value values[] = {
            crm__value_int(field->entity->number), crm__value_int(field->number),
            crm__value_int((int64_t)i + 1),        crm__value_text(choice->name),
            crm__value_text(choice->label_en),     crm__value_text(choice->label_zh)};
        crm_status status =
            put(store, TABLE_CHOICE, choice_columns, COUNT_OF(choice_columns), 3, values);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

/* As in a definition: only some types have one. */
static int32_t size_of(const struct field *field)
{
    switch (field->type) {
    case FIELD_DECIMAL:
        return field->scale;
    case FIELD_TEXT:
    case FIELD_PHONE:
    case FIELD_EMAIL:
    case FIELD_URL:
    case FIELD_JSON:
        return field->size_limit;
    default:
        return 0;
    }
}

/* A set that was made with a custom field is named ENTITY.FIELD. */
static bool has_own_choices(const struct field *field)
{
    if (!field->choices)
        return false;
    struct text set = field->choices->name;
    struct text entity = field->entity->name;
    return set.size == entity.size + 1 + field->name.size && crm__text_starts(set, entity) &&
           set.data[entity.size] == '.' && crm__text_ends(set, field->name);
}

static struct text target_of(const struct field *field)
{
    if (field->target)
        return field->target->name;
    return field->choices ? field->choices->name : TEXT_NONE;
}

static crm_status load_entities(struct store *store, struct catalogue *catalogue)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_select(&sql, TABLE_ENTITY, entity_columns, COUNT_OF(entity_columns));
    crm__sql_add(&sql, " WHERE number >= ");
    crm__sql_int(&sql, ENTITY_NUMBER_CUSTOM);
    crm__sql_add(&sql, " ORDER BY number");
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    struct value row[COUNT_OF(entity_columns)];
    while (status == CRM_OK) {
        status = next_row(statement, row, COUNT_OF(entity_columns));
        if (status != CRM_OK || crm__entity_by_number(catalogue, (int32_t)row[0].integer))
            continue;
        const struct entity *entity = NULL;
        status = crm__catalogue_add_entity(
            catalogue, text_or_none(row[1]), text_or_none(row[2]), text_or_none(row[3]),
            (uint32_t)row[4].integer & CUSTOM_ENTITY_FLAGS, (int32_t)row[0].integer, &entity);
    }
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status < 0 ? status : CRM_OK;
}

static crm_status load_fields(struct store *store, struct catalogue *catalogue)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_select(&sql, TABLE_FIELD, field_columns, COUNT_OF(field_columns));
    crm__sql_add(&sql, " WHERE number >= ");
    crm__sql_int(&sql, FIELD_NUMBER_CUSTOM);
    crm__sql_add(&sql, " AND number < ");
    crm__sql_int(&sql, FIELD_NUMBER_NORMAL);
    crm__sql_add(&sql, " ORDER BY entity, number");
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    struct value row[COUNT_OF(field_columns)];
    while (status == CRM_OK) {
        status = next_row(statement, row, COUNT_OF(field_columns));
        if (status == CRM_OK)
            status = load_field(store, catalogue, row);
    }
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status < 0 ? status : CRM_OK;
}

static crm_status load_field(struct store *store, struct catalogue *catalogue,
                             const struct value *row)
{
    const struct entity *entity = crm__entity_by_number(catalogue, (int32_t)row[0].integer);
    if (!entity)
        return crm__fail(store->env, CRM_E_CORRUPT, "field %lld is defined in no entity",
                         (long long)row[1].integer);
    const struct field *field = crm__field_by_number(entity, (int32_t)row[1].integer);
    uint32_t flags = (uint32_t)row[4].integer;
    bool is_retired = flags & FIELD_RETIRED;
    crm_status status = CRM_OK;
    if (!field || (field->flags & FIELD_RETIRED && !is_retired)) {
        struct arena arena;
        crm__arena_init(&arena, store->env);
        struct field_definition definition = {.name = text_or_none(row[2]),
                                              .flags = flags & ~(uint32_t)FIELD_RETIRED,
                                              .size = (int32_t)row[5].integer,
                                              .target = text_or_none(row[6]),
                                              .label_en = text_or_none(row[7]),
                                              .label_zh = text_or_none(row[8]),
                                              .initial = text_or_none(row[9]),
                                              .number = (int32_t)row[1].integer};
        status = crm__field_type_parse(store->env, text_or_none(row[3]), &definition.type);
        if (status == CRM_OK)
            status = read_choices(store, &arena, row[0].integer, row[1].integer, &definition);
        if (status == CRM_OK)
            status = crm__catalogue_add_field(catalogue, entity, &definition, &field);
        crm__arena_free(&arena);
    }
    if (status == CRM_OK && is_retired && !(field->flags & FIELD_RETIRED))
        status = crm__catalogue_retire_field(catalogue, field);
    return status;
}

/* Leaves the definition alone when the field has no choices of its own. */
static crm_status read_choices(struct store *store, struct arena *arena, int64_t entity,
                               int64_t field, struct field_definition *definition)
{
    if (definition->type != FIELD_CHOICE && definition->type != FIELD_CHOICES)
        return CRM_OK;
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_select(&sql, TABLE_CHOICE, choice_columns + 3, 3);
    crm__sql_add(&sql, " WHERE entity = ");
    crm__sql_int(&sql, entity);
    crm__sql_add(&sql, " AND field = ");
    crm__sql_int(&sql, field);
    crm__sql_add(&sql, " ORDER BY position");
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    struct choice *choices = NULL;
    size_t count = 0;
    size_t capacity = 0;
    struct value row[3];
    while (status == CRM_OK) {
        status = next_row(statement, row, COUNT_OF(row));
        if (status == CRM_OK)
            status = crm__array_reserve(store->env, (void **)&choices, &capacity, count + 1,
                                        sizeof *choices);
        if (status != CRM_OK)
            continue;
        struct choice *choice = &choices[count++];
        choice->name = crm__arena_text(arena, text_or_none(row[0]));
        choice->label_en = crm__arena_text(arena, text_or_none(row[1]));
        choice->label_zh = crm__arena_text(arena, text_or_none(row[2]));
        if (!choice->name.data || !choice->label_en.data || !choice->label_zh.data)
            status = CRM_E_NOMEM;
    }
    crm__statement_release(statement);
    crm__sql_free(&sql);
    if (status >= 0 && count > 0) {
        struct choice *kept = crm__arena_alloc(arena, count * sizeof *kept);
        for (size_t i = 0; kept && i < count; i++)
            kept[i] = choices[i];
        definition->choices = kept;
        definition->choice_count = count;
        definition->target = TEXT_NONE;
        status = kept ? CRM_OK : CRM_E_NOMEM;
    }
    crm__free(store->env, choices);
    return status < 0 ? status : CRM_OK;
}

static crm_status next_row(struct statement *statement, struct value *values, size_t count)
{
    crm_status status = crm__statement_step(statement);
    if (status == CRM_OK)
        crm__statement_row(statement, values, count);
    return status;
}

static struct text text_or_none(struct value value)
{
    return value.kind == VALUE_TEXT ? value.text : TEXT_NONE;
}
