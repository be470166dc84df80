/* Pairs of records that may be the same, put up for review. */
#include "service/pairs.h"

#include "service/match_keys.h"

#include <assert.h>

enum { PAIR_FIELDS = 7 };

static const char *const pair_fields[PAIR_FIELDS] = {"entity_a", "id_a",  "entity_b", "id_b",
                                                     "kinds",    "state", "found_at"};

enum { SIDE_LIMIT = 3 }; /* leads, contacts, accounts */

struct side {
    const struct entity *entity;
    const struct field *fields[MATCH_KEYS_LIMIT];
    size_t field_count;
    struct id_map rows; /* id to its row in `values` */
    uint8_t *found;
    struct batch values;
};

/* The records of all pairs, by entity: one read for each. */
struct sides {
    struct store *store;
    struct side items[SIDE_LIMIT];
    size_t count;
};

static void sides_free(struct sides *sides)
{
    for (size_t i = 0; i < sides->count; i++) {
        crm__id_map_free(&sides->items[i].rows);
        crm__free(sides->store->env, sides->items[i].found);
        crm__batch_free(&sides->items[i].values);
    }
}

static struct side *side_of(struct sides *sides, const struct entity *entity)
{
    for (size_t i = 0; i < sides->count; i++) {
        if (sides->items[i].entity == entity)
            return &sides->items[i];
    }
    assert(sides->count < SIDE_LIMIT);
    struct side *side = &sides->items[sides->count++];
    side->entity = entity;
    side->field_count = crm__match_fields(entity, side->fields);
    crm__id_map_init(&side->rows, sides->store->env);
    crm__batch_init(&side->values, sides->store->env);
    return side;
}

static crm_status record_need(struct sides *sides, const struct entity *entity, int64_t id)
{
    struct side *side = side_of(sides, entity);
    int64_t next = (int64_t)side->rows.count;
    return crm__id_map_put(&side->rows, id, next) ? CRM_OK : CRM_E_NOMEM;
}

static crm_status side_read(struct sides *sides, struct side *side)
{
    struct env *env = sides->store->env;
    size_t count = side->rows.count;
    int64_t *ids = crm__alloc_zero(env, count + 1, sizeof *ids);
    side->found = crm__alloc_zero(env, count + 1, 1);
    crm_status status = ids && side->found ? CRM_OK : CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < count; i++)
        ids[i] = side->rows.entries[i].key;
    if (status >= 0)
        status = crm__rows_get(sides->store, side->entity, side->fields, side->field_count, ids,
                               count, 0, side->found, &side->values);
    crm__free(env, ids);
    return status;
}

/* Does a result name a pair? */
static bool is_pair(const struct save_result *result)
{
    return result->outcome != SAVE_REJECTED && result->match_id;
}

static crm_status sides_read(struct sides *sides, const struct entity *entity,
                             const struct save_result *results, const size_t *rows, size_t count)
{
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < count; i++) {
        const struct save_result *result = &results[rows[i]];
        if (is_pair(result))
            status = record_need(sides, entity, result->id);
        if (status >= 0 && is_pair(result))
            status = record_need(sides, result->match_entity, result->match_id);
    }
    for (size_t i = 0; status >= 0 && i < sides->count; i++)
        status = side_read(sides, &sides->items[i]);
    return status;
}

/* The keys of a record; none when it is gone. */
static size_t keys_of(struct sides *sides, const struct entity *entity, int64_t id,
                      struct match_key keys[MATCH_KEYS_LIMIT])
{
    struct side *side = side_of(sides, entity);
    struct value values[MATCH_KEYS_LIMIT];
    size_t row = (size_t)*crm__id_map_find(&side->rows, id);
    if (!side->found[row])
        return 0;
    for (size_t i = 0; i < side->field_count; i++)
        values[i] = crm__batch_at(&side->values, i, row);
    return crm__match_keys_of(side->fields, values, side->field_count, id, keys);
}

/* The kinds of key that both records have. */
static crm_status shared_kinds(struct sides *sides, const struct entity *entity,
                               const struct save_result *result, struct buffer *kinds)
{
    struct match_key mine[MATCH_KEYS_LIMIT];
    struct match_key theirs[MATCH_KEYS_LIMIT];
    size_t mine_count = keys_of(sides, entity, result->id, mine);
    size_t theirs_count = keys_of(sides, result->match_entity, result->match_id, theirs);
    crm__buffer_clear(kinds);
    for (enum match_kind kind = MATCH_PHONE; kind < MATCH_KIND_END; kind++) {
        bool shared = false;
        for (size_t i = 0; i < mine_count; i++) {
            for (size_t j = 0; j < theirs_count; j++)
                shared |= mine[i].kind == (int32_t)kind && theirs[j].kind == mine[i].kind &&
                          theirs[j].key == mine[i].key;
        }
        if (!shared)
            continue;
        if (kinds->size == 0)
            crm__buffer_byte(kinds, '|');
        crm__buffer_cstr(kinds, crm__match_kind_name(kind));
        crm__buffer_byte(kinds, '|');
    }
    return crm__buffer_status(kinds);
}

/* The smaller id comes first, so that a pair has one form. */
static crm_status pair_add(struct store *store, struct batch *rows, const struct entity *entity,
                           const struct save_result *result, struct text kinds)
{
    bool first = result->id < result->match_id;
    struct text mine = entity->name;
    struct text theirs = result->match_entity->name;
    const struct value values[PAIR_FIELDS] = {
        crm__value_text(first ? mine : theirs),
        crm__value_int(first ? result->id : result->match_id),
        crm__value_text(first ? theirs : mine),
        crm__value_int(first ? result->match_id : result->id),
        crm__value_text(kinds),
        crm__value_text(TEXT("open")),
        crm__value_int(store->env->now_us),
    };
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < PAIR_FIELDS; i++)
        status = crm__column_value(rows, &rows->columns[i], values[i]);
    if (status >= 0)
        crm__batch_finish_row(rows);
    return status;
}

static crm_status pairs_gather(struct store *store, const struct entity *entity,
                               const struct save_result *results, const size_t *rows, size_t count,
                               struct batch *pairs)
{
    struct sides sides = {.store = store};
    struct buffer kinds;
    crm__buffer_init(&kinds, store->env);
    crm_status status = sides_read(&sides, entity, results, rows, count);
    for (size_t i = 0; status >= 0 && i < count; i++) {
        const struct save_result *result = &results[rows[i]];
        if (!is_pair(result))
            continue;
        status = shared_kinds(&sides, entity, result, &kinds);
        if (status >= 0 && kinds.size)
            status = pair_add(store, pairs, entity, result, crm__buffer_view(&kinds));
    }
    sides_free(&sides);
    crm__buffer_free(&kinds);
    return status;
}

/* A pair that is there already breaks the unique key and is left alone. */
static crm_status known_ignore(void *context, size_t row, crm_status status)
{
    int64_t *known = context;
    (void)row;
    if (status != CRM_E_EXISTS)
        return status;
    (*known)++;
    return CRM_OK;
}

static crm_status pairs_insert(struct store *store, const struct batch *pairs, int64_t *added)
{
    int64_t known = 0;
    const struct entity *entity = crm__service_entity(store, "duplicate_pair");
    const struct field *fields[PAIR_FIELDS];
    for (size_t i = 0; i < PAIR_FIELDS; i++)
        fields[i] = crm__service_field(entity, pair_fields[i]);
    int64_t *ids = crm__alloc_zero(store->env, pairs->row_count, sizeof *ids);
    if (!ids)
        return CRM_E_NOMEM;
    struct row_write write = {.entity = entity,
                              .fields = fields,
                              .field_count = PAIR_FIELDS,
                              .rows = pairs,
                              .count = pairs->row_count,
                              .ids = ids,
                              .reject = known_ignore,
                              .context = &known};
    crm_status status = crm__rows_insert(store, &write);
    if (status >= 0 && added)
        *added += (int64_t)pairs->row_count - known;
    crm__free(store->env, ids);
    return status;
}

crm_status crm__pairs_review(struct store *store, const struct entity *entity,
                             const struct save_result *results, const size_t *rows, size_t count,
                             int64_t *added)
{
    struct batch pairs;
    crm__batch_init(&pairs, store->env);
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < PAIR_FIELDS; i++) {
        bool is_number = i == 1 || i == 3 || i == 6;
        if (!crm__batch_add(&pairs, crm__text_of(pair_fields[i]),
                            is_number ? VALUE_INT : VALUE_TEXT))
            status = CRM_E_NOMEM;
    }
    crm__store_elevate(store);
    if (status >= 0)
        status = pairs_gather(store, entity, results, rows, count, &pairs);
    if (status >= 0 && pairs.row_count)
        status = pairs_insert(store, &pairs, added);
    crm__store_restore(store);
    crm__batch_free(&pairs);
    return status;
}
