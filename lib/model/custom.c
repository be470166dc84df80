/* Custom entities and fields: built by the steps that build the standard ones. */
#include "model/build.h"
#include "model/definition.h"
#include "model/record.h"

#include <string.h>

enum { CUSTOM_FIELD_LIMIT = 500, CUSTOM_ENTITY_LIMIT = 500 };

/* What an entity was before a definition, to go back to when one of its steps fails. */
struct mark {
    size_t field_count;
    size_t key_count;
    size_t choice_set_count;
    const struct field *currency;
};

static crm_status entity_number(struct catalogue *catalogue, int32_t wanted, int32_t *number_out);
static crm_status entity_make(struct catalogue *catalogue, const struct entity *prototype,
                              const struct entity **entity_out);
static crm_status name_is_free(struct env *env, const struct entity *entity,
                               const struct field_definition *definition);
static crm_status field_number(struct env *env, const struct entity *entity, int32_t wanted,
                               int32_t *number_out);
static crm_status prototype_make(struct catalogue *catalogue, const struct entity *entity,
                                 const struct field_definition *definition,
                                 struct field *prototype);
static crm_status choices_find(struct catalogue *catalogue, const struct entity *entity,
                               const struct field_definition *definition,
                               const struct choice_set **set_out);
static crm_status choices_make(struct catalogue *catalogue, const struct entity *entity,
                               const struct field_definition *definition,
                               const struct choice_set **set_out);
static crm_status initial_check(struct env *env, const struct field *field);
static crm_status append_all(struct catalogue *catalogue, struct entity *entity,
                             const struct field *prototype, struct field **field_out);
static crm_status append_currency(struct catalogue *catalogue, struct entity *entity);
static bool has_money(const struct entity *entity);
static crm_status revive(struct catalogue *catalogue, struct field *retired,
                         const struct field *prototype);
static struct field *find_retired(const struct entity *entity, struct text name);
static crm_status labels_copy(struct arena *arena, struct text name, struct text label_en,
                              struct text label_zh, struct text *en_out, struct text *zh_out);

crm_status crm__catalogue_add_entity(struct catalogue *catalogue, struct text name,
                                     struct text label_en, struct text label_zh, uint32_t flags,
                                     int32_t number, const struct entity **entity_out)
{
    struct env *env = catalogue->env;
    struct entity prototype = {.flags = flags | ENTITY_CUSTOM};
    *entity_out = NULL;
    crm_status status = crm__definition_check_name(env, "entity", name);
    if (status >= 0)
        status = crm__definition_check_label(env, name, label_en);
    if (status >= 0)
        status = crm__definition_check_label(env, name, label_zh);
    if (status >= 0 && crm__entity_find(catalogue, name))
        status =
            crm__fail(env, CRM_E_EXISTS, "there is an entity '%.*s'", (int)name.size, name.data);
    if (status >= 0 && (flags & ~(uint32_t)(ENTITY_NO_HISTORY | ENTITY_APPEND_ONLY)))
        status = crm__fail(env, CRM_E_MISUSE, "flags 0x%x are not for custom entities", flags);
    if (status >= 0)
        status = entity_number(catalogue, number, &prototype.number);
    if (status < 0)
        return status;

    prototype.name = crm__arena_text(&catalogue->arena, name);
    prototype.area = TEXT("X");
    status = labels_copy(&catalogue->arena, name, label_en, label_zh, &prototype.label_en,
                         &prototype.label_zh);
    if (status < 0 || !prototype.name.data)
        return CRM_E_NOMEM;
    return entity_make(catalogue, &prototype, entity_out);
}

crm_status crm__catalogue_add_field(struct catalogue *catalogue, const struct entity *entity,
                                    const struct field_definition *definition,
                                    const struct field **field_out)
{
    *field_out = NULL;
    struct field prototype = {0};
    struct mark mark = {entity->field_count, entity->key_count, catalogue->choice_set_count,
                        entity->currency};
    crm_status status = crm__definition_check(catalogue, definition);
    if (status >= 0)
        status = name_is_free(catalogue->env, entity, definition);
    if (status >= 0)
        status = prototype_make(catalogue, entity, definition, &prototype);
    if (status < 0)
        goto undo;

    struct entity *mutable_entity = catalogue->entities[entity->index];
    struct field *field = find_retired(entity, definition->name);
    if (field)
        status = revive(catalogue, field, &prototype);
    else
        status = append_all(catalogue, mutable_entity, &prototype, &field);
    if (status < 0)
        goto undo_fields;
    catalogue->generation++;
    *field_out = field;
    return CRM_OK;

undo_fields:
    mutable_entity->field_count = mark.field_count;
    mutable_entity->key_count = mark.key_count;
    mutable_entity->currency = mark.currency;
undo:
    catalogue->choice_set_count = mark.choice_set_count;
    return status;
}

crm_status crm__catalogue_retire_field(struct catalogue *catalogue, const struct field *field)
{
    if (field->number < FIELD_NUMBER_CUSTOM || field->normal_of)
        return crm__fail_field(catalogue->env, CRM_E_MISUSE, field->entity->name.data,
                               field->name.data, "%s: not a custom field", field->name.data);
    struct entity *entity = catalogue->entities[field->entity->index];
    if (entity->currency == field && has_money(entity))
        return crm__fail_field(catalogue->env, CRM_E_REFUSED, entity->name.data, "currency",
                               "currency: the money fields of %s need it", entity->name.data);
    entity->fields[field->index]->flags |= FIELD_RETIRED;
    if (field->normal)
        entity->fields[field->normal->index]->flags |= FIELD_RETIRED;
    if (entity->currency == field)
        entity->currency = NULL;
    catalogue->generation++;
    return CRM_OK;
}

static crm_status entity_number(struct catalogue *catalogue, int32_t wanted, int32_t *number_out)
{
    size_t custom_count = 0;
    int32_t next = ENTITY_NUMBER_CUSTOM;
    for (size_t i = 0; i < catalogue->entity_count; i++) {
        int32_t number = catalogue->entities[i]->number;
        if (number == wanted)
            return crm__fail(catalogue->env, CRM_E_EXISTS, "entity number %d is taken", wanted);
        custom_count += number >= ENTITY_NUMBER_CUSTOM;
        if (number >= next)
            next = number + 1;
    }
    if (custom_count >= CUSTOM_ENTITY_LIMIT)
        return crm__fail(catalogue->env, CRM_E_LIMIT, "%zu custom entities, at most %d",
                         custom_count + 1, CUSTOM_ENTITY_LIMIT);
    if (wanted && wanted < ENTITY_NUMBER_CUSTOM)
        return crm__fail(catalogue->env, CRM_E_INVALID, "entity number %d, from %d", wanted,
                         ENTITY_NUMBER_CUSTOM);
    *number_out = wanted ? wanted : next;
    return CRM_OK;
}

/* A custom entity has a name from the start, for something must stand for a record in a list. */
static crm_status entity_make(struct catalogue *catalogue, const struct entity *prototype,
                              const struct entity **entity_out)
{
    struct entity *entity = NULL;
    crm_status status = crm__entity_new(catalogue, prototype, &entity);
    if (status < 0)
        return status;

    struct field name = {
        .name = TEXT("name"),
        .type = FIELD_TEXT,
        .flags = FIELD_SEARCHABLE,
        .size_limit = crm__field_type_size(FIELD_TEXT),
        .number = FIELD_NUMBER_STANDARD,
        .label_en = TEXT("Name"),
        .label_zh = TEXT("名称"),
    };
    struct field *added = NULL;
    const struct field *owner = crm__system_field(entity, SYSTEM_OWNER);
    status = crm__entity_append(catalogue, entity, &name, &added);
    if (status >= 0)
        status = crm__entity_add_key(catalogue, entity, &owner, 1, false);
    if (status < 0) {
        crm__map_free(&entity->field_map);
        catalogue->entity_count--;
        return status;
    }
    entity->name_field = added;
    catalogue->generation++;
    *entity_out = entity;
    return CRM_OK;
}

static crm_status name_is_free(struct env *env, const struct entity *entity,
                               const struct field_definition *definition)
{
    struct text name = definition->name;
    bool brings = definition->type == FIELD_PHONE || definition->type == FIELD_EMAIL;
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        bool retired = field->flags & FIELD_RETIRED;
        bool same = crm__text_equal(field->name, name);
        bool same_normal =
            brings && crm__text_starts(field->name, name) &&
            crm__text_is(crm__text_slice(field->name, name.size, SIZE_MAX), "_normal");
        /* A retired field may come back, together with its own normal form. */
        if (retired ? (same && field->normal_of) || (same_normal && !field->normal_of)
                    : same || same_normal)
            return crm__fail_field(env, CRM_E_EXISTS, entity->name.data, field->name.data,
                                   "there is a field '%s' in %s", field->name.data,
                                   entity->name.data);
    }
    if (crm__text_is(name, "currency") && definition->type != FIELD_TEXT)
        return crm__fail_field(env, CRM_E_INVALID, entity->name.data, "currency",
                               "currency: type %s, must be text",
                               crm__field_type_name(definition->type));
    return CRM_OK;
}

static crm_status field_number(struct env *env, const struct entity *entity, int32_t wanted,
                               int32_t *number_out)
{
    size_t custom_count = 0;
    int32_t next = FIELD_NUMBER_CUSTOM;
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        if (field->number < FIELD_NUMBER_CUSTOM || field->normal_of)
            continue;
        if (field->number == wanted)
            return crm__fail(env, CRM_E_EXISTS, "field number %d of %s is taken", wanted,
                             entity->name.data);
        custom_count += !(field->flags & FIELD_RETIRED);
        if (field->number >= next)
            next = field->number + 1;
    }
    if (custom_count >= CUSTOM_FIELD_LIMIT)
        return crm__fail(env, CRM_E_LIMIT, "%zu custom fields of %s, at most %d", custom_count + 1,
                         entity->name.data, CUSTOM_FIELD_LIMIT);
    int32_t number = wanted ? wanted : next;
    if (number < FIELD_NUMBER_CUSTOM || number >= FIELD_NUMBER_NORMAL)
        return crm__fail(env, CRM_E_INVALID, "field number %d of %s, from %d to %d", number,
                         entity->name.data, FIELD_NUMBER_CUSTOM, FIELD_NUMBER_NORMAL - 1);
    *number_out = number;
    return CRM_OK;
}

static crm_status prototype_make(struct catalogue *catalogue, const struct entity *entity,
                                 const struct field_definition *definition, struct field *prototype)
{
    struct arena *arena = &catalogue->arena;
    bool decimal = definition->type == FIELD_DECIMAL;
    *prototype = (struct field){
        .name = crm__arena_text(arena, definition->name),
        .entity = entity,
        .type = definition->type,
        .flags = definition->flags,
        .size_limit = definition->size && !decimal ? definition->size
                                                   : crm__field_type_size(definition->type),
        .scale = decimal ? definition->size : 0,
    };
    crm_status status = prototype->name.data ? CRM_OK : CRM_E_NOMEM;
    if (status >= 0)
        status = labels_copy(arena, definition->name, definition->label_en, definition->label_zh,
                             &prototype->label_en, &prototype->label_zh);
    if (status >= 0 && !find_retired(entity, definition->name))
        status = field_number(catalogue->env, entity, definition->number, &prototype->number);
    if (status >= 0 && (definition->type == FIELD_CHOICE || definition->type == FIELD_CHOICES))
        status = choices_find(catalogue, entity, definition, &prototype->choices);
    if (status < 0)
        return status;

    if (definition->type == FIELD_REFERENCE || definition->type == FIELD_REFERENCES)
        prototype->target = crm__entity_find(catalogue, definition->target);
    if (definition->initial.size == 0)
        return CRM_OK;
    prototype->initial = crm__arena_text(arena, definition->initial);
    return prototype->initial.data ? initial_check(catalogue->env, prototype) : CRM_E_NOMEM;
}

static crm_status choices_find(struct catalogue *catalogue, const struct entity *entity,
                               const struct field_definition *definition,
                               const struct choice_set **set_out)
{
    if (definition->choice_count)
        return choices_make(catalogue, entity, definition, set_out);
    *set_out = crm__choice_set_find(catalogue, definition->target);
    if (*set_out)
        return CRM_OK;
    return crm__fail(catalogue->env, CRM_E_UNKNOWN, "%.*s: no choice set '%.*s'",
                     (int)definition->name.size, definition->name.data,
                     (int)definition->target.size, definition->target.data);
}

/* Standard sets have no dot in their names, so a set of a field's own never meets one. */
static crm_status choices_make(struct catalogue *catalogue, const struct entity *entity,
                               const struct field_definition *definition,
                               const struct choice_set **set_out)
{
    struct arena *arena = &catalogue->arena;
    size_t count = definition->choice_count;
    struct choice *choices = crm__arena_alloc(arena, count * sizeof *choices);
    const char *name = crm__arena_format(arena, "%s.%.*s", entity->name.data,
                                         (int)definition->name.size, definition->name.data);
    if (!choices || !name)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        const struct choice *given = &definition->choices[i];
        choices[i].name = crm__arena_text(arena, given->name);
        crm_status status = labels_copy(arena, given->name, given->label_en, given->label_zh,
                                        &choices[i].label_en, &choices[i].label_zh);
        if (status < 0 || !choices[i].name.data)
            return CRM_E_NOMEM;
    }
    struct choice_set set = {.name = crm__text_of(name), .choices = choices, .count = count};
    return crm__choice_set_new(catalogue, &set, set_out);
}

static crm_status append_all(struct catalogue *catalogue, struct entity *entity,
                             const struct field *prototype, struct field **field_out)
{
    crm_status status = CRM_OK;
    if (prototype->type == FIELD_MONEY && !entity->currency)
        status = append_currency(catalogue, entity);
    if (status >= 0)
        status = crm__entity_append(catalogue, entity, prototype, field_out);
    return status;
}

static crm_status append_currency(struct catalogue *catalogue, struct entity *entity)
{
    struct field currency = {
        .name = TEXT("currency"),
        .type = FIELD_TEXT,
        .size_limit = 3,
        .number = FIELD_NUMBER_CURRENCY,
        .label_en = TEXT("Currency"),
        .label_zh = TEXT("币种"),
    };
    struct field *added = NULL;
    return crm__entity_append(catalogue, entity, &currency, &added);
}

/* The column and the values are still there, so the type must be the one they were written in. */
static crm_status revive(struct catalogue *catalogue, struct field *retired,
                         const struct field *prototype)
{
    if (retired->type != prototype->type || retired->scale != prototype->scale ||
        retired->target != prototype->target)
        return crm__fail_field(catalogue->env, CRM_E_EXISTS, retired->entity->name.data,
                               retired->name.data, "%s: a removed field of type %s has this name",
                               retired->name.data, crm__field_type_name(retired->type));
    const uint32_t kept =
        FIELD_UNIQUE | FIELD_INDEXED; /* As keys they are still in the database. */
    retired->flags = (retired->flags & kept) | (prototype->flags & ~kept);
    retired->size_limit = prototype->size_limit;
    retired->label_en = prototype->label_en;
    retired->label_zh = prototype->label_zh;
    retired->initial = prototype->initial;
    retired->choices = prototype->choices;
    struct entity *entity = catalogue->entities[retired->entity->index];
    if (retired->normal)
        entity->fields[retired->normal->index]->flags &= ~(uint32_t)FIELD_RETIRED;
    if (crm__text_is(retired->name, "currency"))
        entity->currency = retired;
    return CRM_OK;
}

static bool has_money(const struct entity *entity)
{
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        if (field->type == FIELD_MONEY && !(field->flags & FIELD_RETIRED))
            return true;
    }
    return false;
}

static struct field *find_retired(const struct entity *entity, struct text name)
{
    for (size_t i = 0; i < entity->field_count; i++) {
        struct field *field = entity->fields[i];
        if ((field->flags & FIELD_RETIRED) && crm__text_equal(field->name, name))
            return field;
    }
    return NULL;
}

static crm_status initial_check(struct env *env, const struct field *field)
{
    struct arena arena;
    struct value value;
    crm__arena_init(&arena, env);
    crm_status status = crm__field_parse(env, &arena, field, TEXT_NONE, field->initial, &value);
    crm__arena_free(&arena);
    return status;
}

/* A label that is missing is the other language's, or else the name. */
static crm_status labels_copy(struct arena *arena, struct text name, struct text label_en,
                              struct text label_zh, struct text *en_out, struct text *zh_out)
{
    struct text en = label_en.size ? label_en : label_zh.size ? label_zh : name;
    struct text zh = label_zh.size ? label_zh : en;
    *en_out = crm__arena_text(arena, en);
    *zh_out = crm__arena_text(arena, zh);
    return en_out->data && zh_out->data ? CRM_OK : CRM_E_NOMEM;
}
