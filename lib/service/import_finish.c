/* What the columns of a file leave to say: values for all rows, numbers, the key of an update. */
#include "service/import_map_part.h"

/* --- what the columns leave to say ------------------------------------------------------------ */

static bool name_known(const struct import_map *map, struct text name)
{
    for (size_t i = 0; i < map->column_count; i++) {
        if (crm__text_equal_nocase(map->columns[i].name, name))
            return true;
    }
    return false;
}

static crm_status constant_add(struct import_map *map, struct text constant,
                               enum import_origin origin, const struct field *field,
                               const struct field *path)
{
    struct import_target target = {.origin = origin,
                                   .constant = crm__arena_text(&map->arena, constant),
                                   .field = field,
                                   .path = path};
    if (!target.constant.data)
        return CRM_E_NOMEM;
    crm_status status = crm__import_target_add(map, &target);
    return status < 0 ? status
                      : crm__import_column_add(map, constant, IMPORT_CONSTANT, field, path);
}

static crm_status column_fail(const struct import_map *map, struct text wrong)
{
    enum { NAMES = 1024 };
    const char *names[NAMES];
    size_t count = 0;
    for (size_t i = 0; i < map->column_count && count < NAMES; i++)
        names[count++] = map->columns[i].name.data;
    size_t nearest = crm__text_nearest(wrong, names, count);
    wrong = crm__text_slice(wrong, 0, 60);
    wrong.size = crm__utf8_valid_prefix(wrong);
    if (nearest == SIZE_MAX)
        return crm__fail(map->env, CRM_E_UNKNOWN, "map: no column '%.*s' in the file",
                         (int)wrong.size, wrong.data);
    return crm__fail(map->env, CRM_E_UNKNOWN,
                     "map: no column '%.*s' in the file; did you mean '%s'?", (int)wrong.size,
                     wrong.data, names[nearest]);
}

/* ":USD=currency"; and every other source must be a column of the file. */
static crm_status constants_add(struct import_map *map)
{
    struct text source;
    struct text target;
    for (size_t from = 0; crm__import_map_next(map->options->map, &from, &source, &target);) {
        const struct field *field;
        const struct field *path;
        bool is_constant = source.size && source.data[0] == ':';
        if (!is_constant) {
            if (!name_known(map, source) && !name_known(map, target))
                return column_fail(map, source);
            continue;
        }
        if (!crm__import_path(map->entity, target, &field, &path))
            return crm__import_map_fail(map, target);
        if (!crm__import_settable(field) || crm__import_taken(map, field, path))
            return crm__fail_field(map->env, CRM_E_INVALID, map->entity->name.data,
                                   field->name.data, "map: '%.*s' cannot be given a value",
                                   (int)target.size, target.data);
        crm_status status = constant_add(map, crm__text_slice(source, 1, source.size),
                                         IMPORT_FROM_CONSTANT, field, path);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

/* "orders_2024.csv" gives numbers "orders_2024-1", "orders_2024-2", … */
static struct text number_prefix(const struct import_map *map)
{
    struct text name = map->options->name.size ? map->options->name : TEXT("import");
    for (size_t i = name.size; i-- > 1;) {
        if (name.data[i] == '.')
            return crm__text_slice(name, 0, i < 40 ? i : 40);
    }
    return crm__text_slice(name, 0, 40);
}

static crm_status required_check(struct import_map *map)
{
    const struct entity *entity = map->entity;
    for (size_t i = SYSTEM_FIELD_COUNT; i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        bool needed = (field->flags & FIELD_REQUIRED) && !(field->flags & FIELD_RETIRED) &&
                      crm__import_settable(field) && !field->initial.data &&
                      field != entity->currency;
        bool given = false;
        for (size_t j = 0; j < map->target_count; j++)
            given |= map->targets[j].field == field;
        if (needed && !given)
            return crm__fail_field(map->env, CRM_E_INVALID, entity->name.data, field->name.data,
                                   "%s: required in %s, but no column is it; map one to it",
                                   field->name.data, entity->name.data);
    }
    return CRM_OK;
}

crm_status crm__import_map_finish(struct import_map *map, const struct key *key)
{
    const struct entity *entity = map->entity;
    const struct field *source = crm__system_field(entity, SYSTEM_EXTERNAL_SOURCE);
    const struct field *name = entity->name_field;
    bool has_external = crm__import_target(map, crm__system_field(entity, SYSTEM_EXTERNAL_ID));
    crm_status status = constants_add(map);
    if (status >= 0 && has_external && !crm__import_target(map, source))
        status =
            constant_add(map, map->options->source.size ? map->options->source : TEXT("import"),
                         IMPORT_FROM_CONSTANT, source, NULL);
    if (status >= 0 && map->options->currency.size && entity->currency &&
        !crm__import_target(map, entity->currency))
        status =
            constant_add(map, map->options->currency, IMPORT_FROM_CONSTANT, entity->currency, NULL);
    uint32_t numbered = FIELD_REQUIRED | FIELD_UNIQUE;
    if (status >= 0 && name && name->type == FIELD_TEXT && (name->flags & numbered) == numbered &&
        crm__text_is(name->name, "number") && !crm__import_target(map, name))
        status = constant_add(map, number_prefix(map), IMPORT_FROM_ROW, name, NULL);
    bool may_update = key || crm__import_target(map, crm__system_field(entity, SYSTEM_ID));
    if (status >= 0 && !may_update)
        status = required_check(map);
    return status;
}

/* --- the key ---------------------------------------------------------------------------------- */

static bool key_is(const struct key *key, const struct field *const *fields, size_t count)
{
    for (size_t i = 0; i < key->count; i++) {
        bool found = false;
        for (size_t j = 0; j < count; j++)
            found |= key->fields[i] == fields[j];
        if (!found)
            return false;
    }
    return key->unique && key->count == count;
}

static const struct key *key_of(const struct entity *entity, const struct field *const *fields,
                                size_t count)
{
    for (size_t i = 0; i < entity->key_count; i++) {
        if (key_is(&entity->keys[i], fields, count))
            return &entity->keys[i];
    }
    return NULL;
}

crm_status crm__import_map_key(struct import_map *map, const struct key **key_out)
{
    enum { KEY_FIELDS = 8 };
    const struct entity *entity = map->entity;
    const struct field *fields[KEY_FIELDS];
    size_t count = 0;
    struct text named = map->options->key;
    *key_out = NULL;
    for (size_t from = 0; from < named.size && count < KEY_FIELDS;) {
        size_t end = crm__text_find(named, TEXT(","), from);
        if (end == SIZE_MAX)
            end = named.size;
        crm_status status = crm__field_need(
            map->env, entity, crm__text_trim(crm__text_slice(named, from, end)), &fields[count]);
        if (status < 0)
            return status;
        count++;
        from = end + 1;
    }
    const struct field *external = crm__system_field(entity, SYSTEM_EXTERNAL_ID);
    bool by_external = count == 0 && crm__import_target(map, external);
    if (by_external || (count == 1 && fields[0] == external)) {
        fields[0] = crm__system_field(entity, SYSTEM_EXTERNAL_SOURCE);
        fields[1] = external;
        count = 2;
    }
    if (count == 0)
        return CRM_OK;
    *key_out = key_of(entity, fields, count);
    return *key_out ? CRM_OK
                    : crm__fail(map->env, CRM_E_INVALID, "key: '%.*s' is no unique key of %s",
                                (int)named.size, named.data, entity->name.data);
}
