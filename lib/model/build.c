/* Steps of building the catalogue: entities, fields, keys, choice sets. */
#include "model/build.h"

#include <string.h>

static crm_status append_system_fields(struct catalogue *catalogue, struct entity *entity);
static crm_status append_one(struct catalogue *catalogue, struct entity *entity,
                             const struct field *prototype, struct field **field_out);
static crm_status append_normal(struct catalogue *catalogue, struct entity *entity,
                                struct field *field);
static crm_status key_of_flags(struct catalogue *catalogue, struct entity *entity,
                               const struct field *field);
static crm_status pointers_reserve(struct arena *arena, void ***items, size_t *capacity,
                                   size_t count);

crm_status crm__entity_new(struct catalogue *catalogue, const struct entity *prototype,
                           struct entity **entity_out)
{
    struct arena *arena = &catalogue->arena;
    struct entity *entity = crm__arena_alloc(arena, sizeof *entity);
    if (!entity || pointers_reserve(arena, (void ***)&catalogue->entities,
                                    &catalogue->entity_capacity, catalogue->entity_count) < 0)
        return CRM_E_NOMEM;
    *entity = *prototype;
    entity->index = (int32_t)catalogue->entity_count;
    entity->catalogue = catalogue;
    crm__map_init(&entity->field_map, catalogue->env);

    int64_t *place = crm__map_put(&catalogue->entity_map, entity->name, entity->index);
    if (!place || append_system_fields(catalogue, entity) < 0) {
        crm__map_free(&entity->field_map);
        return CRM_E_NOMEM;
    }
    *place = entity->index;
    catalogue->entities[catalogue->entity_count++] = entity;
    *entity_out = entity;
    return CRM_OK;
}

crm_status crm__entity_append(struct catalogue *catalogue, struct entity *entity,
                              const struct field *prototype, struct field **field_out)
{
    struct field *field = NULL;
    crm_status status = append_one(catalogue, entity, prototype, &field);
    if (status < 0)
        return status;

    if (field->type == FIELD_PHONE || field->type == FIELD_EMAIL)
        status = append_normal(catalogue, entity, field);
    else
        status = key_of_flags(catalogue, entity, field);
    if (status < 0)
        return status;

    if (crm__text_is(field->name, "currency"))
        entity->currency = field;
    *field_out = field;
    return CRM_OK;
}

crm_status crm__entity_add_key(struct catalogue *catalogue, struct entity *entity,
                               const struct field *const *fields, size_t count, bool unique)
{
    struct arena *arena = &catalogue->arena;
    if (entity->key_count == entity->key_capacity) {
        size_t capacity = entity->key_capacity ? entity->key_capacity * 2 : 8;
        struct key *keys = crm__arena_alloc_zero(arena, capacity, sizeof *keys);
        if (!keys)
            return CRM_E_NOMEM;
        if (entity->key_count)
            memcpy(keys, entity->keys, entity->key_count * sizeof *keys);
        entity->keys = keys;
        entity->key_capacity = capacity;
    }

    const struct field **copy = crm__arena_alloc(arena, count * sizeof(struct field *));
    if (!copy)
        return CRM_E_NOMEM;
    memcpy(copy, fields, count * sizeof *copy);
    entity->keys[entity->key_count++] =
        (struct key){.fields = copy, .count = count, .unique = unique};
    return CRM_OK;
}

crm_status crm__choice_set_new(struct catalogue *catalogue, const struct choice_set *prototype,
                               const struct choice_set **set_out)
{
    struct arena *arena = &catalogue->arena;
    struct choice_set *set = crm__arena_alloc(arena, sizeof *set);
    if (!set || pointers_reserve(arena, (void ***)&catalogue->choice_sets,
                                 &catalogue->choice_set_capacity, catalogue->choice_set_count) < 0)
        return CRM_E_NOMEM;
    *set = *prototype;

    int64_t index = (int64_t)catalogue->choice_set_count;
    int64_t *place = crm__map_put(&catalogue->choice_map, set->name, index);
    if (!place)
        return CRM_E_NOMEM;
    *place = index;
    catalogue->choice_sets[catalogue->choice_set_count++] = set;
    *set_out = set;
    return CRM_OK;
}

const struct choice_set *crm__choice_set_find(const struct catalogue *catalogue, struct text name)
{
    const int64_t *index = crm__map_find(&catalogue->choice_map, name);
    if (!index || (size_t)*index >= catalogue->choice_set_count)
        return NULL;
    const struct choice_set *set = catalogue->choice_sets[*index];
    return crm__text_equal(set->name, name) ? set : NULL;
}

/* By enum system_field. */
static const struct field_spec system_fields[] = {
    {"id", FIELD_INTEGER, FIELD_DERIVED, 0, NULL, "Id", "编号", NULL},
    {"version", FIELD_INTEGER, FIELD_DERIVED, 0, NULL, "Version", "版本", NULL},
    {"created_at", FIELD_TIME, FIELD_DERIVED, 0, NULL, "Created at", "创建时间", NULL},
    {"created_by", FIELD_REFERENCE, FIELD_DERIVED, 0, "user", "Created by", "创建人", NULL},
    {"updated_at", FIELD_TIME, FIELD_DERIVED, 0, NULL, "Updated at", "更新时间", NULL},
    {"updated_by", FIELD_REFERENCE, FIELD_DERIVED, 0, "user", "Updated by", "更新人", NULL},
    {"deleted_at", FIELD_TIME, FIELD_DERIVED, 0, NULL, "Deleted at", "删除时间", NULL},
    {"owner", FIELD_REFERENCE, 0, 0, "user", "Owner", "负责人", NULL},
    {"external_source", FIELD_TEXT, 0, 64, NULL, "External source", "外部来源", NULL},
    {"external_id", FIELD_TEXT, 0, 200, NULL, "External id", "外部编号", NULL},
};
_Static_assert(sizeof system_fields / sizeof *system_fields == SYSTEM_FIELD_COUNT,
               "one row for each system field");

static crm_status append_system_fields(struct catalogue *catalogue, struct entity *entity)
{
    for (int32_t i = 0; i < SYSTEM_FIELD_COUNT; i++) {
        const struct field_spec *spec = &system_fields[i];
        struct field field = {
            .name = crm__text_of(spec->name),
            .type = spec->type,
            .flags = spec->flags | FIELD_SYSTEM,
            .size_limit = spec->size,
            .number = FIELD_NUMBER_SYSTEM + i,
            /* The first entity is `user`, which makes itself the target. */
            .target = spec->target && catalogue->entity_count ? catalogue->entities[0]
                      : spec->target                          ? entity
                                                              : NULL,
            .label_en = crm__text_of(spec->label_en),
            .label_zh = crm__text_of(spec->label_zh),
        };
        struct field *appended = NULL;
        crm_status status = append_one(catalogue, entity, &field, &appended);
        if (status < 0)
            return status;
    }
    const struct field *external[] = {entity->fields[SYSTEM_EXTERNAL_SOURCE],
                                      entity->fields[SYSTEM_EXTERNAL_ID]};
    return crm__entity_add_key(catalogue, entity, external, 2, true);
}

static crm_status append_one(struct catalogue *catalogue, struct entity *entity,
                             const struct field *prototype, struct field **field_out)
{
    struct arena *arena = &catalogue->arena;
    struct field *field = crm__arena_alloc(arena, sizeof *field);
    if (!field || pointers_reserve(arena, (void ***)&entity->fields, &entity->field_capacity,
                                   entity->field_count) < 0)
        return CRM_E_NOMEM;
    *field = *prototype;
    field->entity = entity;
    field->index = (int32_t)entity->field_count;

    int64_t *place = crm__map_put(&entity->field_map, field->name, field->index);
    if (!place)
        return CRM_E_NOMEM;
    *place = field->index; /* A failed definition may have left the name behind. */
    entity->fields[entity->field_count++] = field;
    *field_out = field;
    return CRM_OK;
}

static crm_status append_normal(struct catalogue *catalogue, struct entity *entity,
                                struct field *field)
{
    struct arena *arena = &catalogue->arena;
    const char *name = crm__arena_format(arena, "%s_normal", field->name.data);
    const char *label_en = crm__arena_format(arena, "%s, normal form", field->label_en.data);
    const char *label_zh = crm__arena_format(arena, "%s（标准形式）", field->label_zh.data);
    if (!name || !label_en || !label_zh)
        return CRM_E_NOMEM;

    const uint32_t moved = FIELD_UNIQUE | FIELD_INDEXED;
    struct field normal = {
        .name = crm__text_of(name),
        .type = FIELD_TEXT,
        .flags = (field->flags & (moved | FIELD_PII)) | FIELD_DERIVED | FIELD_NO_HISTORY,
        .size_limit = field->size_limit,
        .number = field->number + FIELD_NUMBER_NORMAL,
        .label_en = crm__text_of(label_en),
        .label_zh = crm__text_of(label_zh),
        .normal_of = field,
    };
    struct field *appended = NULL;
    crm_status status = append_one(catalogue, entity, &normal, &appended);
    if (status < 0)
        return status;
    field->flags &= ~moved;
    field->normal = appended;
    return key_of_flags(catalogue, entity, appended);
}

static crm_status key_of_flags(struct catalogue *catalogue, struct entity *entity,
                               const struct field *field)
{
    if (!(field->flags & (FIELD_UNIQUE | FIELD_INDEXED)))
        return CRM_OK;
    return crm__entity_add_key(catalogue, entity, &field, 1, (field->flags & FIELD_UNIQUE) != 0);
}

/* Room for one more pointer in an array of the arena; the array it outgrows stays readable. */
static crm_status pointers_reserve(struct arena *arena, void ***items, size_t *capacity,
                                   size_t count)
{
    if (count < *capacity)
        return CRM_OK;
    size_t more = *capacity ? *capacity * 2 : 32;
    void **grown = crm__arena_alloc_zero(arena, more, sizeof *grown);
    if (!grown)
        return CRM_E_NOMEM;
    if (count)
        memcpy(grown, *items, count * sizeof *grown);
    *items = grown;
    *capacity = more;
    return CRM_OK;
}
