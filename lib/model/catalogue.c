/* The catalogue: builds the standard entities from their tables, and finds entities and fields. */
#include "model/build.h"
#include "model/catalogue/tables.h"
#include "model/suggest.h"

#include <assert.h>
#include <string.h>

static crm_status build(struct catalogue *catalogue);
static crm_status add_choice_sets(struct catalogue *catalogue);
static crm_status add_entities(struct catalogue *catalogue, const struct entity_table *table);
static crm_status add_fields(struct catalogue *catalogue, const struct entity_spec *spec);
static crm_status add_field(struct catalogue *catalogue, struct entity *entity,
                            const struct field_spec *spec, int32_t number);
static crm_status add_keys(struct catalogue *catalogue, struct entity *entity,
                           const char *const *keys, bool unique);

/* In the order of their areas. `user` is the first entity of the first: see build.c. */
static const struct entity_table *const tables[] = {
    &crm__ground_table,    &crm__leads_table,   &crm__sales_table,
    &crm__marketing_table, &crm__members_table,
};

crm_status crm__catalogue_init(struct catalogue *catalogue, struct env *env)
{
    *catalogue = (struct catalogue){.env = env, .generation = 1};
    crm__arena_init(&catalogue->arena, env);
    crm__map_init(&catalogue->entity_map, env);
    crm__map_init(&catalogue->choice_map, env);
    crm_status status = build(catalogue);
    if (status < 0)
        crm__catalogue_free(catalogue);
    return status;
}

void crm__catalogue_free(struct catalogue *catalogue)
{
    if (!catalogue || !catalogue->env)
        return;
    for (size_t i = 0; i < catalogue->entity_count; i++)
        crm__map_free(&catalogue->entities[i]->field_map);
    crm__map_free(&catalogue->entity_map);
    crm__map_free(&catalogue->choice_map);
    crm__arena_free(&catalogue->arena);
    *catalogue = (struct catalogue){0};
}

const struct entity *crm__entity_find(const struct catalogue *catalogue, struct text name)
{
    const int64_t *index = crm__map_find(&catalogue->entity_map, name);
    if (!index || (size_t)*index >= catalogue->entity_count)
        return NULL;
    const struct entity *entity = catalogue->entities[*index];
    return crm__text_equal(entity->name, name) ? entity : NULL;
}

/* The map may hold names of definitions that failed, and of retired fields. */
const struct field *crm__field_find(const struct entity *entity, struct text name)
{
    const int64_t *index = crm__map_find(&entity->field_map, name);
    if (!index || (size_t)*index >= entity->field_count)
        return NULL;
    const struct field *field = entity->fields[*index];
    return crm__text_equal(field->name, name) && !(field->flags & FIELD_RETIRED) ? field : NULL;
}

crm_status crm__entity_need(const struct catalogue *catalogue, struct text name,
                            const struct entity **entity_out)
{
    *entity_out = crm__entity_find(catalogue, name);
    return *entity_out ? CRM_OK : crm__fail_no_entity(catalogue, name);
}

crm_status crm__field_need(struct env *env, const struct entity *entity, struct text name,
                           const struct field **field_out)
{
    *field_out = crm__field_find(entity, name);
    return *field_out ? CRM_OK : crm__fail_no_field(env, entity, name);
}

const struct field *crm__field_by_number(const struct entity *entity, int32_t number)
{
    for (size_t i = 0; i < entity->field_count; i++) {
        if (entity->fields[i]->number == number)
            return entity->fields[i];
    }
    return NULL;
}

const struct entity *crm__entity_by_number(const struct catalogue *catalogue, int32_t number)
{
    for (size_t i = 0; i < catalogue->entity_count; i++) {
        if (catalogue->entities[i]->number == number)
            return catalogue->entities[i];
    }
    return NULL;
}

const struct choice *crm__choice_find(const struct choice_set *set, struct text name)
{
    for (size_t i = 0; i < set->count; i++) {
        if (crm__text_equal(set->choices[i].name, name))
            return &set->choices[i];
    }
    return NULL;
}

/* Fields come after all entities, because references point in both directions. */
static crm_status build(struct catalogue *catalogue)
{
    crm_status status = add_choice_sets(catalogue);
    for (size_t i = 0; i < COUNT_OF(tables) && status >= 0; i++)
        status = add_entities(catalogue, tables[i]);
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        for (size_t j = 0; j < tables[i]->count && status >= 0; j++)
            status = add_fields(catalogue, &tables[i]->entities[j]);
    }
    return status;
}

static crm_status add_choice_sets(struct catalogue *catalogue)
{
    for (size_t i = 0; i < crm__choice_set_spec_count; i++) {
        const struct choice_set_spec *spec = &crm__choice_set_specs[i];
        struct choice *choices =
            crm__arena_alloc(&catalogue->arena, spec->count * sizeof(struct choice));
        if (!choices)
            return CRM_E_NOMEM;
        for (size_t j = 0; j < spec->count; j++) {
            choices[j] = (struct choice){
                .name = crm__text_of(spec->choices[j].name),
                .label_en = crm__text_of(spec->choices[j].label_en),
                .label_zh = crm__text_of(spec->choices[j].label_zh),
            };
        }
        struct choice_set set = {
            .name = crm__text_of(spec->name), .choices = choices, .count = spec->count};
        const struct choice_set *added = NULL;
        crm_status status = crm__choice_set_new(catalogue, &set, &added);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static crm_status add_entities(struct catalogue *catalogue, const struct entity_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct entity_spec *spec = &table->entities[i];
        struct entity prototype = {
            .name = crm__text_of(spec->name),
            .label_en = crm__text_of(spec->label_en),
            .label_zh = crm__text_of(spec->label_zh),
            .area = crm__text_of(spec->area),
            .flags = spec->flags,
            .list = crm__text_of(spec->list),
            .number = table->number + (int32_t)i,
        };
        struct entity *entity = NULL;
        crm_status status = crm__entity_new(catalogue, &prototype, &entity);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static crm_status add_fields(struct catalogue *catalogue, const struct entity_spec *spec)
{
    const struct entity *found = crm__entity_find(catalogue, crm__text_of(spec->name));
    struct entity *entity = catalogue->entities[found->index];
    crm_status status = CRM_OK;
    for (size_t i = 0; i < spec->field_count && status >= 0; i++)
        status = add_field(catalogue, entity, &spec->fields[i], FIELD_NUMBER_STANDARD + (int32_t)i);
    if (status >= 0)
        status = add_keys(catalogue, entity, spec->uniques, true);
    if (status >= 0)
        status = add_keys(catalogue, entity, spec->indexes, false);
    if (status >= 0) {
        entity->name_field = crm__field_find(entity, crm__text_of(spec->name_field));
        assert(entity->name_field);
    }
    return status;
}

static crm_status add_field(struct catalogue *catalogue, struct entity *entity,
                            const struct field_spec *spec, int32_t number)
{
    bool refers = spec->type == FIELD_REFERENCE || spec->type == FIELD_REFERENCES;
    bool chooses = spec->type == FIELD_CHOICE || spec->type == FIELD_CHOICES;
    bool decimal = spec->type == FIELD_DECIMAL;
    struct text target = crm__text_of(spec->target);
    struct field field = {
        .name = crm__text_of(spec->name),
        .type = spec->type,
        .flags = spec->flags,
        .size_limit = decimal      ? 0
                      : spec->size ? spec->size
                                   : crm__field_type_size(spec->type),
        .scale = decimal ? spec->size : 0,
        .number = number,
        .target = refers ? crm__entity_find(catalogue, target) : NULL,
        .choices = chooses ? crm__choice_set_find(catalogue, target) : NULL,
        .label_en = crm__text_of(spec->label_en),
        .label_zh = crm__text_of(spec->label_zh),
        .initial = crm__text_of(spec->initial),
    };
    assert(!refers || field.target);
    assert(!chooses || field.choices);
    struct field *added = NULL;
    return crm__entity_append(catalogue, entity, &field, &added);
}

/* Each key is "field,field". */
static crm_status add_keys(struct catalogue *catalogue, struct entity *entity,
                           const char *const *keys, bool unique)
{
    for (; keys && *keys; keys++) {
        const struct field *fields[8];
        size_t count = 0;
        for (const char *name = *keys; name;) {
            const char *comma = strchr(name, ',');
            struct text part = {name, comma ? (size_t)(comma - name) : strlen(name)};
            assert(count < COUNT_OF(fields));
            fields[count] = crm__field_find(entity, part);
            assert(fields[count]);
            count++;
            name = comma ? comma + 1 : NULL;
        }
        crm_status status = crm__entity_add_key(catalogue, entity, fields, count, unique);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}
