/* Mapping columns to fields. */
#include "service/import_map_part.h"

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

/* Of a record that rows name, an import sets what a cell holds, and not what leads further. */
static bool is_record(const struct field *field)
{
    return field->type == FIELD_REFERENCE || field->type == FIELD_REFERENCES;
}

/* Fields that the library keeps are no targets. */
bool crm__import_settable(const struct field *field)
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

bool crm__import_taken(const struct import_map *map, const struct field *field,
                       const struct field *path)
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
bool crm__import_path(const struct entity *entity, struct text name, const struct field **field_out,
                      const struct field **path_out)
{
    size_t dot = crm__text_find(name, TEXT("."), 0);
    *path_out = NULL;
    *field_out =
        crm__field_find(entity, crm__text_slice(name, 0, dot == SIZE_MAX ? name.size : dot));
    if (!*field_out || dot == SIZE_MAX)
        return *field_out != NULL;
    if (!crm__import_refers(*field_out))
        return false;
    *path_out = crm__field_find((*field_out)->target, crm__text_slice(name, dot + 1, name.size));
    return *path_out != NULL;
}

crm_status crm__import_target_add(struct import_map *map, const struct import_target *target)
{
    if (!map->targets)
        map->targets =
            crm__arena_alloc_zero(&map->arena, IMPORT_TARGET_LIMIT, sizeof *map->targets);
    if (!map->targets)
        return CRM_E_NOMEM;
    if (map->target_count == IMPORT_TARGET_LIMIT)
        return crm__fail(map->env, CRM_E_LIMIT, "columns: more than %d have a field",
                         (int)IMPORT_TARGET_LIMIT);
    map->targets[map->target_count++] = *target;
    return CRM_OK;
}

/* What the plan says of a column, or of a constant. */
crm_status crm__import_column_add(struct import_map *map, struct text name, enum import_use use,
                                  const struct field *field, const struct field *path)
{
    crm_status status = crm__array_reserve(map->env, (void **)&map->columns, &map->column_capacity,
                                           map->column_count + 1, sizeof *map->columns);
    if (status < 0)
        return status;
    struct import_column *column = &map->columns[map->column_count];
    *column = (struct import_column){.name = crm__arena_text(&map->arena, name), .use = use};
    if (field && path)
        column->target = crm__text_of(
            crm__arena_format(&map->arena, "%s.%s", field->name.data, path->name.data));
    else if (field)
        column->target = field->name;
    if (!column->name.data || (field && !column->target.data))
        return CRM_E_NOMEM;
    map->column_count++;
    return CRM_OK;
}

/* --- what the caller said --------------------------------------------------------------------- */

/* Steps through "src=dst,…"; false at the end. */
bool crm__import_map_next(struct text text, size_t *from, struct text *source, struct text *target)
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

crm_status crm__import_map_fail(struct import_map *map, struct text target)
{
    const struct field *field = NULL;
    size_t dot = crm__text_find(target, TEXT("."), 0);
    struct text first = crm__text_slice(target, 0, dot == SIZE_MAX ? target.size : dot);
    crm_status status = crm__field_need(map->env, map->entity, first, &field);
    if (status < 0)
        return status;
    if (!crm__import_refers(field))
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
    for (size_t from = 0; crm__import_map_next(map->options->map, &from, &source, &target);) {
        const struct field *field;
        const struct field *path;
        if (crm__text_equal_nocase(source, name)) {
            *target_out = target;
            return true;
        }
        if (crm__text_equal_nocase(target, name) &&
            crm__import_path(map->entity, source, &field, &path) &&
            !crm__import_path(map->entity, target, &field, &path)) {
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
        return crm__import_column_add(map, name, IMPORT_UNUSED, NULL, NULL);
    if (!crm__import_path(map->entity, target_name, &field, &path))
        return crm__import_map_fail(map, target_name);
    if (!crm__import_settable(field) || (path && !crm__import_settable(path)))
        return crm__fail_field(map->env, CRM_E_INVALID, map->entity->name.data, field->name.data,
                               "map: '%.*s' is kept by the library; it cannot be imported",
                               (int)target_name.size, target_name.data);
    if (path && is_record(path))
        return crm__fail_field(map->env, CRM_E_INVALID, map->entity->name.data, field->name.data,
                               "map: '%.*s' is a record by itself; import %s records with their %s",
                               (int)target_name.size, target_name.data, field->target->name.data,
                               path->name.data);
    if (crm__import_taken(map, field, path))
        return crm__fail_field(map->env, CRM_E_INVALID, map->entity->name.data, field->name.data,
                               "map: '%.*s' is given by two columns", (int)target_name.size,
                               target_name.data);
    crm_status status = crm__import_target_add(
        map, &(struct import_target){.column = column, .field = field, .path = path});
    return status < 0 ? status : crm__import_column_add(map, name, IMPORT_GIVEN, field, path);
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
        if (crm__import_path(map->entity, crm__text_slice(all, from, end), field, path) &&
            crm__import_settable(*field) && !crm__import_taken(map, *field, *path))
            return true;
        from = end + 1;
    }
    return false;
}

static bool is_own_id(struct text sample)
{
    int64_t number;
    return crm__text_to_int64(sample, &number) == CRM_OK && crm__import_is_own_id(number);
}

struct meaning {
    const struct field *field;
    const struct field *path;
    bool kept; /* it is a field, but not one to set */
};

static void exact_meaning(const struct import_map *map, struct text name, struct text folded,
                          struct text sample, struct buffer *scratch, struct meaning *meaning)
{
    if (crm__import_path(map->entity, name, &meaning->field, &meaning->path)) {
        if (meaning->path && (!crm__import_settable(meaning->path) || is_record(meaning->path)))
            meaning->kept = true;
    } else {
        meaning->field = field_named(map->entity, folded, scratch);
        meaning->path = NULL;
    }
    if (meaning->field && meaning->field->index == SYSTEM_ID && !is_own_id(sample))
        meaning->field = crm__system_field(map->entity, SYSTEM_EXTERNAL_ID);
    if (meaning->field && !crm__import_settable(meaning->field))
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
            status = crm__import_column_add(map, name, IMPORT_KEPT, meaning.field, meaning.path);
        } else if (meaning.field && !crm__import_taken(map, meaning.field, meaning.path)) {
            status = crm__import_target_add(map, &(struct import_target){.column = column,
                                                                         .field = meaning.field,
                                                                         .path = meaning.path});
            if (status >= 0)
                status =
                    crm__import_column_add(map, name, IMPORT_DETECTED, meaning.field, meaning.path);
        } else if (pass == PASS_SYNONYMS) {
            status = crm__import_column_add(map, name, IMPORT_UNUSED, NULL, NULL);
        }
    }
    *done = map->column_count > before;
    if (*done)
        *decided = map->columns[--map->column_count];
    crm__buffer_free(&scratch);
    crm__buffer_free(&folded);
    return status;
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
    size_t reasons = crm__import_reason_columns(names, count);
    for (int pass = 0; status >= 0 && pass < PASS_COUNT; pass++) {
        for (size_t i = first; status >= 0 && i < count; i++) {
            bool now = false;
            if (done[i - first])
                continue;
            if (i < reasons)
                decided[i - first] = (struct import_column){.name = names[i]};
            else
                status =
                    column_decide(map, pass, i, names[i], sample[i], &decided[i - first], &now);
            done[i - first] = now || i < reasons;
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
