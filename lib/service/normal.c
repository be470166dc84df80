/* Normal forms: making one, finding those that are wrong, and making these anew. */
#include "service/normal.h"

#include "service/save.h"
#include "store/query.h"

#include <string.h>

enum { NORMAL_FIELDS = 32, REBUILD_RECORDS = 500 };

struct text crm__normal_of(const struct env *env, const struct field *field, struct text typed,
                           const char *region, union normal *room)
{
    if (field->type == FIELD_PHONE) {
        crm__phone_clean_by(crm__phone_table_of(env), typed, crm__text_of(region), &room->phone);
        return room->phone.level == PHONE_INVALID ? TEXT_NONE : crm__text_of(room->phone.e164);
    }
    crm__email_clean(typed, &room->email);
    return room->email.exact;
}

crm_status crm__normal_region(struct store *store, char region[REGION_SIZE])
{
    struct buffer setting;
    crm__buffer_init(&setting, store->env);
    memset(region, 0, REGION_SIZE);
    crm_status status = crm__store_setting(store, TEXT("region"), &setting);
    struct text found = setting.size ? crm__buffer_view(&setting) : TEXT("CN");
    if (status >= 0 && found.size < REGION_SIZE)
        memcpy(region, found.data, found.size);
    crm__buffer_free(&setting);
    return status;
}

/* --- reading all of them ---------------------------------------------------------------------- */

/* Typed fields of an entity, and whom to tell of a record whose normal form is wrong. */
struct walk {
    struct store *store;
    const struct entity *entity;
    const struct field *fields[NORMAL_FIELDS];
    size_t count;
    char region[REGION_SIZE];
    crm_status (*wrong)(struct walk *walk, int64_t id, const struct field *field,
                        struct text stored, struct text right);
    struct check *check;
    struct id_map *ids;
};

/* A number without a country may have come with another one, as in an import of its own region. */
static bool is_of_another_region(const struct env *env, const struct field *field,
                                 struct text typed, struct text stored)
{
    union normal room;
    char region[sizeof room.phone.region];
    if (field->type != FIELD_PHONE)
        return false;
    crm__phone_clean_by(crm__phone_table_of(env), stored, TEXT_NONE, &room.phone);
    if (room.phone.level == PHONE_INVALID)
        return false;
    memcpy(region, room.phone.region, sizeof region);
    return crm__text_equal(crm__normal_of(env, field, typed, region, &room), stored);
}

static crm_status cell_check(struct walk *walk, int64_t id, const struct field *field,
                             struct value typed, struct value stored)
{
    union normal room;
    const struct env *env = walk->store->env;
    struct text is = stored.kind == VALUE_TEXT ? stored.text : TEXT_NONE;
    struct text right = typed.kind == VALUE_TEXT
                            ? crm__normal_of(env, field, typed.text, walk->region, &room)
                            : TEXT_NONE;
    if (crm__text_equal(is, right))
        return CRM_OK;
    if (is.size && typed.kind == VALUE_TEXT && is_of_another_region(env, field, typed.text, is))
        return CRM_OK;
    return walk->wrong(walk, id, field, is, right);
}

static crm_status rows_check(void *context, const struct batch *rows)
{
    struct walk *walk = context;
    crm_status status = CRM_OK;
    for (size_t row = 0; status >= 0 && row < rows->row_count; row++) {
        for (size_t i = 0; status >= 0 && i < walk->count; i++)
            status = cell_check(walk, rows->columns[0].integers[row], walk->fields[i],
                                crm__batch_at(rows, 1 + 2 * i, row),
                                crm__batch_at(rows, 2 + 2 * i, row));
    }
    return status;
}

static crm_status entity_walk(struct walk *walk)
{
    const struct field *fields[2 * NORMAL_FIELDS];
    struct query *query;
    for (size_t i = 0; i < walk->count; i++) {
        fields[2 * i] = walk->fields[i];
        fields[2 * i + 1] = walk->fields[i]->normal;
    }
    crm_status status = crm__query_new(walk->store, walk->entity, &query);
    if (status < 0)
        return status;
    crm__query_id_fields(query, fields, 2 * walk->count);
    status = crm__query_each(query, rows_check, walk);
    crm__query_free(query);
    return status;
}

static void fields_find(struct walk *walk)
{
    walk->count = 0;
    for (size_t i = 0; i < walk->entity->field_count && walk->count < NORMAL_FIELDS; i++) {
        const struct field *field = walk->entity->fields[i];
        if (field->normal && !(field->flags & FIELD_RETIRED))
            walk->fields[walk->count++] = field;
    }
}

/* --- reporting -------------------------------------------------------------------------------- */

static crm_status wrong_report(struct walk *walk, int64_t id, const struct field *field,
                               struct text stored, struct text right)
{
    return crm__check_report(
        walk->check, walk->entity, id, "%s is '%.*s', what was typed into %s gives '%.*s'",
        field->normal->name.data, (int)stored.size, stored.size ? stored.data : "",
        field->name.data, (int)right.size, right.size ? right.data : "");
}

crm_status crm__normals_check(struct checker *checker, struct store *store, struct check *check)
{
    (void)checker;
    struct walk walk = {.store = store, .wrong = wrong_report, .check = check};
    crm_status status = crm__normal_region(store, walk.region);
    for (size_t i = 0; status >= 0 && i < store->catalogue->entity_count; i++) {
        walk.entity = store->catalogue->entities[i];
        fields_find(&walk);
        if (walk.count)
            status = entity_walk(&walk);
    }
    return status;
}

/* --- making them anew ------------------------------------------------------------------------- */

static crm_status wrong_keep(struct walk *walk, int64_t id, const struct field *field,
                             struct text stored, struct text right)
{
    (void)field;
    (void)stored;
    (void)right;
    return crm__id_map_put(walk->ids, id, 0) ? CRM_OK : CRM_E_NOMEM;
}

/* What was typed is saved as it is, so that all follows which follows from it. */
static crm_status portion_rebuild(struct walk *walk, const int64_t *ids, size_t count,
                                  int64_t *changed)
{
    struct batch rows;
    struct arena arena;
    crm__batch_init(&rows, walk->store->env);
    crm__arena_init(&arena, walk->store->env);
    crm_status status = crm__store_begin(walk->store);
    if (status >= 0) {
        struct save save = {.entity = walk->entity,
                            .fields = walk->fields,
                            .field_count = walk->count,
                            .rows = &rows,
                            .ids = ids,
                            .arena = &arena};
        status = crm__rows_get(walk->store, walk->entity, walk->fields, walk->count, ids, count, 0,
                               NULL, &rows);
        if (status >= 0)
            status = crm__save_rows(walk->store, &save);
        if (status >= 0)
            *changed += (int64_t)save.updated;
        status = crm__store_end(walk->store, status);
    }
    crm__arena_free(&arena);
    crm__batch_free(&rows);
    return status;
}

static crm_status entity_rebuild(struct walk *walk, int64_t *changed)
{
    struct env *env = walk->store->env;
    struct id_map ids;
    crm__id_map_init(&ids, env);
    walk->ids = &ids;
    crm_status status = entity_walk(walk);
    int64_t *list = crm__realloc_array(env, NULL, ids.count + 1, sizeof *list);
    if (status >= 0 && !list)
        status = CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < ids.count; i++)
        list[i] = ids.entries[i].key;
    for (size_t from = 0; status >= 0 && from < ids.count; from += REBUILD_RECORDS) {
        size_t left = ids.count - from;
        status = portion_rebuild(walk, list + from, left < REBUILD_RECORDS ? left : REBUILD_RECORDS,
                                 changed);
        if (status >= 0)
            status = crm__progress(env, "normal forms", (int64_t)from, (int64_t)ids.count);
    }
    crm__free(env, list);
    crm__id_map_free(&ids);
    return status;
}

crm_status crm__normals_rebuild(struct store *store, int64_t *changed_out)
{
    struct walk walk = {.store = store, .wrong = wrong_keep};
    int64_t changed = 0;
    *changed_out = 0;
    crm_status status = crm__access_check_superuser(store, "make normal forms anew");
    if (status < 0)
        return status;
    status = crm__normal_region(store, walk.region);
    crm__store_elevate(store);
    for (size_t i = 0; status >= 0 && i < store->catalogue->entity_count; i++) {
        walk.entity = store->catalogue->entities[i];
        fields_find(&walk);
        if (walk.count)
            status = entity_rebuild(&walk, &changed);
    }
    crm__store_restore(store);
    if (status >= 0)
        *changed_out = changed;
    return status;
}
