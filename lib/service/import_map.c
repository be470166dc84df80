/* Mapping columns to fields. */
#include "service/import_map.h"

#include <string.h>

void crm__import_map_init(struct import_map *map, struct env *env,
                          const struct import_options *options)
{
    *map = (struct import_map){.env = env, .options = options, .entity = options->entity};
    crm__arena_init(&map->arena, env);
}

void crm__import_map_free(struct import_map *map)
{
    crm__free(map->env, map->columns);
    crm__arena_free(&map->arena);
}

const struct import_target *crm__import_target(const struct import_map *map,
                                               const struct field *field)
{
    for (size_t i = 0; i < map->target_count; i++) {
        if (map->targets[i].field == field && !map->targets[i].path)
            return &map->targets[i];
    }
    return NULL;
}

/* --- targets ---------------------------------------------------------------------------------- */

/* Fields that the library keeps are no targets. */
static bool settable(const struct field *field)
{
    switch (field->index) {
    case SYSTEM_ID:
    case SYSTEM_OWNER:
    case SYSTEM_EXTERNAL_SOURCE:
    case SYSTEM_EXTERNAL_ID:
        return true;
    default:
        return !(field->flags & (FIELD_SYSTEM | FIELD_DERIVED | FIELD_RETIRED)) &&
               !field->normal_of;
    }
}

static bool taken(const struct import_map *map, const struct field *field, const struct field *path)
{
    for (size_t i = 0; i < map->target_count; i++) {
        const struct import_target *target = &map->targets[i];
        /* A reference is given whole, or by fields of what it leads to. */
        if (target->field == field && (target->path == path || !path || !target->path))
            return true;
    }
    return false;
}

/* "mobile" or "account.external_id"; false when the entity has no such field. */
static bool path_find(const struct entity *entity, struct text name, const struct field **field_out,
                      const struct field **path_out)
{
    size_t dot = crm__text_find(name, TEXT("."), 0);
    *path_out = NULL;
    *field_out =
        crm__field_find(entity, crm__text_slice(name, 0, dot == SIZE_MAX ? name.size : dot));
    if (!*field_out || dot == SIZE_MAX)
        return *field_out != NULL;
    if ((*field_out)->type != FIELD_REFERENCE)
        return false;
    *path_out = crm__field_find((*field_out)->target, crm__text_slice(name, dot + 1, name.size));
    return *path_out != NULL;
}

static crm_status target_add(struct import_map *map, const struct import_target *target)
{
    if (!map->targets)
        map->targets = crm__arena_alloc_zero(&map->arena, IMPORT_TARGET_LIMIT, sizeof *map->targets);
    if (!map->targets)
        return CRM_E_NOMEM;
    if (map->target_count == IMPORT_TARGET_LIMIT)
        return crm__fail(map->env, CRM_E_LIMIT, "columns: more than %d have a field",
                         (int)IMPORT_TARGET_LIMIT);
    map->targets[map->target_count++] = *target;
    return CRM_OK;
}

/* What the plan says of a column, or of a constant. */
static crm_status column_add(struct import_map *map, struct text name, enum import_use use,
                             const struct field *field, const struct field *path)
{
    crm_status status =
        crm__array_reserve(map->env, (void **)&map->columns, &map->column_capacity,
                           map->column_count + 1, sizeof *map->columns);
    if (status < 0)
        return status;
    struct import_column *column = &map->columns[map->column_count];
    *column = (struct import_column){.name = crm__arena_text(&map->arena, name), .use = use};
    if (field && path)
        column->target = crm__text_of(crm__arena_format(&map->arena, "%s.%s", field->name.data,
                                                        path->name.data));
    else if (field)
        column->target = field->name;
    if (!column->name.data || (field && !column->target.data))
        return CRM_E_NOMEM;
    map->column_count++;
    return CRM_OK;
}

/* --- what the caller said --------------------------------------------------------------------- */

/* Steps through "src=dst,…"; false at the end. */
static bool map_next(struct text text, size_t *from, struct text *source, struct text *target)
{
    while (*from < text.size) {
        size_t end = crm__text_find(text, TEXT(","), *from);
        if (end == SIZE_MAX)
            end = text.size;
        struct text entry = crm__text_trim(crm__text_slice(text, *from, end));
        *from = end + 1;
        if (entry.size == 0)
            continue;
        size_t equals = crm__text_find(entry, TEXT("="), 0);
        size_t split = equals == SIZE_MAX ? entry.size : equals;
        *source = crm__text_trim(crm__text_slice(entry, 0, split));
        *target = crm__text_trim(crm__text_slice(entry, split + 1, entry.size));
        return true;
    }
    return false;
}

static crm_status given_fail(struct import_map *map, struct text target)
{
    const struct field *field = NULL;
    size_t dot = crm__text_find(target, TEXT("."), 0);
    struct text first = crm__text_slice(target, 0, dot == SIZE_MAX ? target.size : dot);
    crm_status status = crm__field_need(map->env, map->entity, first, &field);
    if (status < 0)
        return status;
    if (field->type != FIELD_REFERENCE)
        return crm__fail_field(map->env, CRM_E_UNKNOWN, map->entity->name.data, field->name.data,
                               "map: '%s' is no reference, so it has no '%.*s'", field->name.data,
                               (int)target.size, target.data);
    return crm__field_need(map->env, field->target, crm__text_slice(target, dot + 1, target.size),
                           &field);
}

/* The field that the caller gave for a column; a target of "" leaves the column out. Both orders
 * are understood, for a column is rarely called like a field that it does not mean. */
static bool given_for(const struct import_map *map, struct text name, struct text *target_out)
{
    struct text source;
    struct text target;
    for (size_t from = 0; map_next(map->options->map, &from, &source, &target);) {
        const struct field *field;
        const struct field *path;
        if (crm__text_equal_nocase(source, name)) {
            *target_out = target;
            return true;
        }
        if (crm__text_equal_nocase(target, name) &&
            path_find(map->entity, source, &field, &path) &&
            !path_find(map->entity, target, &field, &path)) {
            *target_out = source;
            return true;
        }
    }
    return false;
}

static crm_status given_add(struct import_map *map, size_t column, struct text name,
                            struct text target_name)
{
    const struct field *field;
    const struct field *path;
    if (target_name.size == 0)
        return column_add(map, name, IMPORT_UNUSED, NULL, NULL);
    if (!path_find(map->entity, target_name, &field, &path))
        return given_fail(map, target_name);
    if (!settable(field) || (path && !settable(path)))
        return crm__fail_field(map->env, CRM_E_INVALID, map->entity->name.data, field->name.data,
                               "map: '%.*s' is kept by the library; it cannot be imported",
                               (int)target_name.size, target_name.data);
    if (taken(map, field, path))
        return crm__fail_field(map->env, CRM_E_INVALID, map->entity->name.data, field->name.data,
                               "map: '%.*s' is given by two columns", (int)target_name.size,
                               target_name.data);
    crm_status status = target_add(
        map, &(struct import_target){.column = column, .field = field, .path = path});
    return status < 0 ? status : column_add(map, name, IMPORT_GIVEN, field, path);
}

/* --- what names say --------------------------------------------------------------------------- */

static bool same(struct buffer *folded, struct text name, struct text label)
{
    crm__buffer_clear(folded);
    crm__import_fold(folded, label);
    return folded->size && crm__text_equal(crm__buffer_view(folded), name);
}

/* A field by its name or one of its labels. Custom fields come last, and so does the last word. */
static const struct field *field_named(const struct entity *entity, struct text folded,
                                       struct buffer *scratch)
{
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        if (field->flags & FIELD_RETIRED || field->normal_of)
            continue;
        if (same(scratch, folded, field->name) || same(scratch, folded, field->label_en) ||
            same(scratch, folded, field->label_zh))
            return field;
    }
    return NULL;
}

/* The first target of "a,b.c" that the entity has and that no column gives yet. */
static bool synonym_find(const struct import_map *map, const char *targets,
                         const struct field **field, const struct field **path)
{
    struct text all = crm__text_of(targets);
    for (size_t from = 0; from < all.size;) {
        size_t end = crm__text_find(all, TEXT(","), from);
        if (end == SIZE_MAX)
            end = all.size;
        if (path_find(map->entity, crm__text_slice(all, from, end), field, path) &&
            settable(*field) && !taken(map, *field, *path))
            return true;
        from = end + 1;
    }
    return false;
}

/* Ids of this database are long numbers; a short "id" is another system's. */
static bool is_own_id(struct text sample)
{
    int64_t number;
    return crm__text_to_int64(sample, &number) == CRM_OK && number >= INT64_C(1) << 40;
}

struct meaning {
    const struct field *field;
    const struct field *path;
    bool kept; /* it is a field, but not one to set */
};

static void exact_meaning(const struct import_map *map, struct text name, struct text folded,
                          struct text sample, struct buffer *scratch, struct meaning *meaning)
{
    if (path_find(map->entity, name, &meaning->field, &meaning->path)) {
        if (meaning->path && !settable(meaning->path))
            meaning->kept = true;
    } else {
        meaning->field = field_named(map->entity, folded, scratch);
        meaning->path = NULL;
    }
    if (meaning->field && meaning->field->index == SYSTEM_ID && !is_own_id(sample))
        meaning->field = crm__system_field(map->entity, SYSTEM_EXTERNAL_ID);
    if (meaning->field && !settable(meaning->field))
        meaning->kept = true;
}

static void synonym_meaning(const struct import_map *map, struct text folded,
                            struct meaning *meaning)
{
    const char *targets;
    for (size_t from = 0; (targets = crm__import_synonym(folded, &from)) != NULL;) {
        if (synonym_find(map, targets, &meaning->field, &meaning->path))
            return;
    }
    meaning->field = meaning->path = NULL;
}

enum { PASS_GIVEN, PASS_EXACT, PASS_SYNONYMS, PASS_COUNT };

/* Decides on one column if this pass can: certain ones first, so that a mere synonym never takes a
 * field from the column that is called like it. */
static crm_status column_decide(struct import_map *map, int pass, size_t column, struct text name,
                                struct text sample, struct import_column *decided, bool *done)
{
    struct text given;
    struct meaning meaning = {0};
    struct buffer folded;
    struct buffer scratch;
    crm__buffer_init(&folded, map->env);
    crm__buffer_init(&scratch, map->env);
    crm__import_fold(&folded, name);
    crm_status status = crm__buffer_status(&folded);
    size_t before = map->column_count;
    if (status >= 0 && pass == PASS_GIVEN && given_for(map, name, &given)) {
        status = given_add(map, column, name, given);
    } else if (status >= 0 && pass != PASS_GIVEN) {
        if (pass == PASS_EXACT)
            exact_meaning(map, name, crm__buffer_view(&folded), sample, &scratch, &meaning);
        else
            synonym_meaning(map, crm__buffer_view(&folded), &meaning);
        if (meaning.kept) {
            status = column_add(map, name, IMPORT_KEPT, meaning.field, meaning.path);
        } else if (meaning.field && !taken(map, meaning.field, meaning.path)) {
            status = target_add(map, &(struct import_target){.column = column,
                                                             .field = meaning.field,
                                                             .path = meaning.path});
            if (status >= 0)
                status = column_add(map, name, IMPORT_DETECTED, meaning.field, meaning.path);
        } else if (pass == PASS_SYNONYMS) {
            status = column_add(map, name, IMPORT_UNUSED, NULL, NULL);
        }
    }
    *done = map->column_count > before;
    if (*done)
        *decided = map->columns[--map->column_count];
    crm__buffer_free(&scratch);
    crm__buffer_free(&folded);
    return status;
}

/* Columns of a file of rejected rows that import itself has written. */
static bool is_reject_column(const struct text *names, size_t count, size_t column)
{
    return count > 3 && column < 3 && crm__text_is(names[0], "line") &&
           crm__text_is(names[1], "field") && crm__text_is(names[2], "reason");
}

crm_status crm__import_map_columns(struct import_map *map, const struct text *names,
                                   const struct text *sample, size_t count)
{
    size_t first = map->file_columns;
    if (first >= count)
        return CRM_OK;
    struct import_column *decided =
        crm__arena_alloc_zero(&map->arena, count - first, sizeof *decided);
    uint8_t *done = crm__arena_alloc_zero(&map->arena, count - first, 1);
    crm_status status = decided && done ? CRM_OK : CRM_E_NOMEM;
    for (int pass = 0; status >= 0 && pass < PASS_COUNT; pass++) {
        for (size_t i = first; status >= 0 && i < count; i++) {
            bool now = false;
            if (done[i - first])
                continue;
            if (is_reject_column(names, count, i))
                decided[i - first] = (struct import_column){.name = names[i]};
            else
                status = column_decide(map, pass, i, names[i], sample[i], &decided[i - first],
                                       &now);
            done[i - first] = now || is_reject_column(names, count, i);
        }
    }
    if (status >= 0)
        status = crm__array_reserve(map->env, (void **)&map->columns, &map->column_capacity,
                                    map->column_count + count - first, sizeof *map->columns);
    for (size_t i = first; status >= 0 && i < count; i++)
        map->columns[map->column_count++] = decided[i - first];
    map->file_columns = count;
    return status;
}

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
    crm_status status = target_add(map, &target);
    return status < 0 ? status : column_add(map, constant, IMPORT_CONSTANT, field, path);
}

/* ":USD=currency"; and every other source must be a column of the file. */
static crm_status constants_add(struct import_map *map)
{
    struct text source;
    struct text target;
    for (size_t from = 0; map_next(map->options->map, &from, &source, &target);) {
        const struct field *field;
        const struct field *path;
        bool is_constant = source.size && source.data[0] == ':';
        if (!is_constant) {
            if (!name_known(map, source) && !name_known(map, target))
                return crm__fail(map->env, CRM_E_UNKNOWN, "map: no column '%.*s' in the file",
                                 (int)source.size, source.data);
            continue;
        }
        if (!path_find(map->entity, target, &field, &path))
            return given_fail(map, target);
        if (!settable(field) || taken(map, field, path))
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
                      settable(field) && !field->initial.data && field != entity->currency;
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
        status = constant_add(map, map->options->source.size ? map->options->source : TEXT("import"),
                              IMPORT_FROM_CONSTANT, source, NULL);
    if (status >= 0 && map->options->currency.size && entity->currency &&
        !crm__import_target(map, entity->currency))
        status = constant_add(map, map->options->currency, IMPORT_FROM_CONSTANT, entity->currency,
                              NULL);
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
        crm_status status =
            crm__field_need(map->env, entity, crm__text_trim(crm__text_slice(named, from, end)),
                            &fields[count]);
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
                    : crm__fail(map->env, CRM_E_INVALID,
                                "key: '%.*s' is no unique key of %s", (int)named.size, named.data,
                                entity->name.data);
}
