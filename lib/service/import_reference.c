/* Resolving the references of imported rows. */
#include "service/import_create.h"

#include "base/json.h"
#include "store/query.h"

#include <string.h>

struct text crm__import_target_text(const struct import_target *target,
                                    const struct import_rows *rows, size_t row, struct arena *arena)
{
    if (target->origin == IMPORT_FROM_COLUMN)
        return crm__import_cell(rows, row, target->column);
    if (target->origin == IMPORT_FROM_CONSTANT)
        return target->constant;
    return crm__text_of(crm__arena_format(arena, "%s-%lld", target->constant.data,
                                          (long long)rows->rows[row].number));
}

/* --- which references there are --------------------------------------------------------------- */

static bool is_unique_alone(const struct field *field)
{
    return field->flags & FIELD_UNIQUE;
}

/* Of several fields of one record, which finds it best? */
static int key_rank(const struct field *path)
{
    if (!path || path->index == SYSTEM_ID)
        return 4;
    if (path->index == SYSTEM_EXTERNAL_ID)
        return 3;
    if (is_unique_alone(path))
        return 2;
    return path == path->entity->name_field ? 1 : 0;
}

static crm_status reference_add(struct import_references *references, size_t target)
{
    const struct import_target *given = &references->map->targets[target];
    for (size_t i = 0; i < references->count; i++) {
        struct import_reference *known = &references->items[i];
        if (known->field != given->field)
            continue;
        if (key_rank(given->path) > key_rank(known->key_field)) {
            known->key = target;
            known->key_field = given->path;
        }
        return CRM_OK;
    }
    struct env *env = references->store->env;
    crm_status status = crm__array_reserve(env, (void **)&references->items, &references->capacity,
                                           references->count + 1, sizeof *references->items);
    if (status < 0)
        return status;
    struct import_reference *reference = &references->items[references->count++];
    *reference =
        (struct import_reference){.field = given->field, .key = target, .key_field = given->path};
    crm__map_init(&reference->cache, env);
    return CRM_OK;
}

crm_status crm__import_references_update(struct import_references *references, struct store *store,
                                         const struct import_map *map)
{
    if (!references->store)
        crm__arena_init(&references->names, store->env);
    references->store = store;
    references->map = map;
    for (; references->targets_seen < map->target_count; references->targets_seen++) {
        size_t target = references->targets_seen;
        if (!crm__import_refers(map->targets[target].field))
            continue;
        crm_status status = reference_add(references, target);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

void crm__import_references_free(struct import_references *references)
{
    if (!references->store)
        return;
    for (size_t i = 0; i < references->count; i++)
        crm__map_free(&references->items[i].cache);
    crm__free(references->store->env, references->items);
    crm__arena_free(&references->names);
}

/* --- finding ---------------------------------------------------------------------------------- */

static const struct key *key_with(const struct entity *entity, const struct field *field)
{
    bool external = field->index == SYSTEM_EXTERNAL_ID;
    for (size_t i = 0; i < entity->key_count; i++) {
        const struct key *key = &entity->keys[i];
        if (!key->unique || key->fields[key->count - 1] != field)
            continue;
        if (external ? key->count == 2 && key->fields[0]->index == SYSTEM_EXTERNAL_SOURCE
                     : key->count == 1)
            return key;
    }
    return NULL;
}

/* The lookup's rows: those names that were not found yet and can be a value of the field. */
static crm_status lookup_fill(const struct pending *pending, const struct field *field,
                              bool external, struct batch *batch, size_t *positions)
{
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < pending->names.count; i++) {
        if (pending->ids[i] != 0)
            continue;
        struct value value;
        if (crm__import_value(pending->reading, field, TEXT_NONE, pending_name(pending, i),
                              &value) < 0) {
            if (pending->reading->env->error.status == CRM_E_NOMEM)
                return CRM_E_NOMEM;
            crm__error_clear(pending->reading->env);
            continue;
        }
        if (external)
            status = crm__column_text(batch, &batch->columns[0], crm__import_source(pending));
        if (status >= 0)
            status = crm__column_value(batch, &batch->columns[external], value);
        positions[batch->row_count++] = i;
    }
    return status;
}

static crm_status find_by_key(struct pending *pending, const struct field *field,
                              const struct key *key)
{
    static const size_t columns[] = {0, 1};
    struct store *store = pending->references->store;
    bool external = key->count == 2;
    struct arena *arena = pending->reading->arena;
    size_t *positions = crm__arena_alloc_zero(arena, pending->names.count, sizeof *positions);
    int64_t *found = crm__arena_alloc_zero(arena, pending->names.count, sizeof *found);
    if (!positions || !found)
        return CRM_E_NOMEM;
    struct batch batch;
    crm__batch_init(&batch, store->env);
    crm_status status = CRM_OK;
    for (size_t i = 0; i < key->count; i++) {
        if (!crm__batch_add(&batch, key->fields[i]->name, crm__field_kind(key->fields[i]->type)))
            status = CRM_E_NOMEM;
    }
    if (status >= 0)
        status = lookup_fill(pending, field, external, &batch, positions);
    if (status >= 0 && batch.row_count)
        status = crm__rows_lookup(store, field->entity, key, &batch, columns, found);
    for (size_t i = 0; status >= 0 && i < batch.row_count; i++)
        pending->ids[positions[i]] = found[i];
    crm__batch_free(&batch);
    return status;
}

static crm_status find_by_id(struct pending *pending)
{
    struct store *store = pending->references->store;
    struct arena *arena = pending->reading->arena;
    size_t count = pending->names.count;
    int64_t *ids = crm__arena_alloc_zero(arena, count, sizeof *ids);
    size_t *positions = crm__arena_alloc_zero(arena, count, sizeof *positions);
    uint8_t *visible = crm__arena_alloc_zero(arena, count, 1);
    size_t asked = 0;
    if (!ids || !positions || !visible)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        if (pending->ids[i] == 0 &&
            crm__text_to_int64(pending_name(pending, i), &ids[asked]) == CRM_OK)
            positions[asked++] = i;
    }
    crm_status status = CRM_OK;
    if (asked)
        status = crm__rows_visible(store, pending->reference->field->target, ids, asked, visible);
    for (size_t i = 0; status >= 0 && i < asked; i++) {
        if (visible[i])
            pending->ids[positions[i]] = ids[i];
    }
    return status;
}

/* "name in ['…', …]" over one portion of the names. */
static crm_status names_rule(const struct pending *pending, const struct field *field, size_t from,
                             size_t to, struct buffer *rule)
{
    crm__buffer_clear(rule);
    crm__buffer_text(rule, field->name);
    crm__buffer_cstr(rule, " in [");
    bool any = false;
    for (size_t i = from; i < to; i++) {
        if (pending->ids[i] != 0)
            continue;
        if (any)
            crm__buffer_byte(rule, ',');
        crm__buffer_json_text(rule, pending_name(pending, i));
        any = true;
    }
    crm__buffer_byte(rule, ']');
    return rule->failed ? CRM_E_NOMEM : any ? CRM_OK : CRM_DONE;
}

static crm_status names_ask(struct pending *pending, const struct field *field, struct text rule)
{
    struct store *store = pending->references->store;
    struct query *query;
    struct batch rows;
    crm_status status = crm__query_new(store, field->entity, &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__query_where(query, rule);
    char fields[2 * ERROR_NAME_SIZE];
    size_t size = field->name.size;
    memcpy(fields, "id,", 3);
    memcpy(fields + 3, field->name.data, size);
    crm__query_fields(query, (struct text){fields, size + 3});
    status = crm__query_all(query, &rows);
    for (size_t row = 0; status >= 0 && row < rows.row_count; row++) {
        int64_t *position =
            crm__map_find(&pending->names, crm__column_text_at(&rows.columns[1], row));
        if (position)
            pending->ids[*position] = pending->ids[*position] == 0 ? rows.columns[0].integers[row]
                                                                   : (int64_t)REFERENCE_AMBIGUOUS;
    }
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

/* A name is no key: two records may bear it, and then the row does not say which one is meant. */
static crm_status find_by_name(struct pending *pending, const struct field *field)
{
    enum { PORTION = 500 };
    struct buffer rule;
    crm__buffer_init(&rule, pending->references->store->env);
    crm_status status = CRM_OK;
    for (size_t from = 0; status >= 0 && from < pending->names.count; from += PORTION) {
        size_t to = from + PORTION < pending->names.count ? from + PORTION : pending->names.count;
        status = names_rule(pending, field, from, to, &rule);
        if (status == CRM_OK)
            status = names_ask(pending, field, crm__buffer_view(&rule));
    }
    crm__buffer_free(&rule);
    return status < 0 ? status : CRM_OK;
}

static crm_status find_by(struct pending *pending, const struct field *field)
{
    if (field->index == SYSTEM_ID)
        return find_by_id(pending);
    const struct key *key = key_with(field->entity, field);
    if (key)
        return find_by_key(pending, field, key);
    return field->type == FIELD_TEXT ? find_by_name(pending, field) : CRM_OK;
}

/* Nothing says what the name is: an id, another system's id, a unique field, or the name. */
static crm_status find_by_anything(struct pending *pending)
{
    const struct entity *entity = pending->reference->field->target;
    crm_status status = find_by_id(pending);
    if (status >= 0)
        status = find_by(pending, crm__system_field(entity, SYSTEM_EXTERNAL_ID));
    for (size_t i = SYSTEM_FIELD_COUNT; status >= 0 && i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        if (is_unique_alone(field) && field->type == FIELD_TEXT && !(field->flags & FIELD_RETIRED))
            status = find_by(pending, field);
    }
    const struct field *name = entity->name_field;
    if (status >= 0 && name && name->type == FIELD_TEXT && !is_unique_alone(name))
        status = find_by(pending, name);
    return status;
}

/* --- a batch ---------------------------------------------------------------------------------- */

/* A name of that row becomes pending; its id may be known from an earlier batch. */
static crm_status name_add(struct pending *pending, struct text name, size_t row)
{
    struct env *env = pending->references->store->env;
    size_t before = pending->names.count;
    crm_status status = crm__array_reserve(env, (void **)&pending->ids, &pending->id_capacity,
                                           before + 1, sizeof *pending->ids);
    if (status >= 0)
        status = crm__array_reserve(env, (void **)&pending->first, &pending->first_capacity,
                                    before + 1, sizeof *pending->first);
    if (status < 0)
        return status;
    if (!crm__map_put(&pending->names, name, (int64_t)before))
        return CRM_E_NOMEM;
    if (pending->names.count == before)
        return CRM_OK;
    const int64_t *known = crm__map_find(&pending->reference->cache, name);
    pending->ids[before] = known ? *known : 0;
    pending->first[before] = row;
    return CRM_OK;
}

/* A list that is broken is one name, which leads nowhere. */
static crm_status list_of(const struct pending *pending, struct text typed,
                          struct import_list *list)
{
    const struct import_reading *reading = pending->reading;
    crm_status status = crm__import_list(reading, typed, list);
    if (status >= 0 || status == CRM_E_NOMEM)
        return status;
    crm__error_clear(reading->env);
    list->items = crm__arena_alloc_zero(reading->arena, 1, sizeof *list->items);
    if (!list->items)
        return CRM_E_NOMEM;
    list->items[0] = typed;
    list->count = 1;
    return CRM_OK;
}

static crm_status list_gather(struct pending *pending, struct text typed, size_t row)
{
    struct import_list list;
    crm_status status = list_of(pending, typed, &list);
    for (size_t i = 0; status >= 0 && i < list.count; i++)
        status = name_add(pending, list.items[i], row);
    return status;
}

static struct text typed_at(const struct pending *pending, size_t row)
{
    const struct import_target *target =
        &pending->references->map->targets[pending->reference->key];
    return crm__import_target_text(target, pending->rows, row, pending->reading->arena);
}

/* Ids that are known are filled in; the other names become pending. */
static crm_status names_gather(struct pending *pending)
{
    struct import_reference *reference = pending->reference;
    crm_status status = CRM_OK;
    for (size_t row = 0; status >= 0 && row < pending->rows->count; row++) {
        struct text typed = typed_at(pending, row);
        if (typed.size == 0 || pending->rows->rows[row].problem.size)
            continue;
        if (crm__import_is_list(reference)) {
            status = list_gather(pending, typed, row);
            continue;
        }
        const int64_t *known = crm__map_find(&reference->cache, typed);
        if (known)
            reference->ids[row] = *known;
        else
            status = name_add(pending, typed, row);
    }
    return status;
}

static crm_status names_keep(struct pending *pending)
{
    struct import_reference *reference = pending->reference;
    if (reference->cache.count + pending->names.count > IMPORT_CACHE_LIMIT)
        crm__map_clear(&reference->cache);
    for (size_t i = 0; i < pending->names.count; i++) {
        if (pending->ids[i] > 0 &&
            !crm__map_put(&reference->cache, pending_name(pending, i), pending->ids[i]))
            return CRM_E_NOMEM;
    }
    return CRM_OK;
}

static int64_t id_of(const struct pending *pending, struct text name)
{
    const int64_t *position = crm__map_find(&pending->names, name);
    int64_t id = position ? pending->ids[*position] : 0;
    return id ? id : (int64_t)REFERENCE_UNKNOWN;
}

static crm_status list_settle(struct pending *pending, struct text typed,
                              struct import_links *links)
{
    struct import_list list;
    crm_status status = list_of(pending, typed, &list);
    if (status < 0 || list.count == 0)
        return status;
    struct arena *arena = pending->reading->arena;
    int64_t *ids = crm__arena_alloc_zero(arena, list.count, sizeof *ids);
    if (!ids)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < list.count; i++) {
        ids[i] = id_of(pending, list.items[i]);
        if (ids[i] > 0)
            continue;
        links->wrong = list.items[i];
        links->why = ids[i];
        return CRM_OK;
    }
    return crm__references_make(arena, ids, list.count, &links->value);
}

static crm_status names_settle(struct pending *pending)
{
    struct import_reference *reference = pending->reference;
    crm_status status = names_keep(pending);
    for (size_t row = 0; status >= 0 && row < pending->rows->count; row++) {
        struct text typed = typed_at(pending, row);
        if (typed.size == 0 || pending->rows->rows[row].problem.size)
            continue;
        if (crm__import_is_list(reference))
            status = list_settle(pending, typed, &reference->links[row]);
        else if (reference->ids[row] == 0)
            reference->ids[row] = id_of(pending, typed);
    }
    return status;
}

static crm_status reference_resolve(struct pending *pending)
{
    struct import_reference *reference = pending->reference;
    struct arena *arena = pending->reading->arena;
    size_t count = pending->rows->count;
    reference->ids = crm__arena_alloc_zero(arena, count, sizeof *reference->ids);
    reference->links = NULL;
    if (crm__import_is_list(reference))
        reference->links = crm__arena_alloc_zero(arena, count, sizeof *reference->links);
    if (!reference->ids || (crm__import_is_list(reference) && !reference->links))
        return CRM_E_NOMEM;
    crm_status status = names_gather(pending);
    if (status < 0 || pending->names.count == 0)
        return status;
    status =
        reference->key_field ? find_by(pending, reference->key_field) : find_by_anything(pending);
    if (status >= 0)
        status = crm__import_create(pending);
    return status < 0 ? status : names_settle(pending);
}

crm_status crm__import_references_resolve(struct import_references *references,
                                          struct import_rows *rows,
                                          const struct import_reading *reading)
{
    for (size_t i = 0; i < references->count; i++) {
        struct env *env = references->store->env;
        struct pending pending = {.references = references,
                                  .reference = &references->items[i],
                                  .rows = rows,
                                  .reading = reading};
        crm__map_init(&pending.names, env);
        crm_status status = reference_resolve(&pending);
        crm__map_free(&pending.names);
        crm__free(env, pending.ids);
        crm__free(env, pending.first);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}
