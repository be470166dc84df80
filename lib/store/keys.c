/* Match keys: kept by record, found by key. */
#include "store/keys.h"

#include "db/sql.h"
#include "store/row_read.h"
#include "store/tables.h"
#include "store/transaction.h"

#include <stdlib.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define NAME(text)                                                                                 \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }

enum { KEY_RECORD, KEY_KIND, KEY_KEY };
enum { PORTION = 64 }; /* hits of a query that are read at once */

/* A chunk of the queries. */
struct finding {
    const struct match_key *queries;
    size_t from;
    size_t count;
    size_t limit; /* hits of a query; 0: all */
};

static const struct text key_columns[] = {NAME("entity"), NAME("record_id"), NAME("kind"),
                                          NAME("key")};

static crm_status rows_init(struct batch *batch, struct env *env);
static crm_status rows_add(struct batch *batch, const struct match_key *key);
static crm_status set(struct store *store, const struct entity *entity, const int64_t *ids,
                      size_t id_count, const struct match_key *keys, size_t key_count, bool is_new);
static crm_status add_old(struct store *store, const struct entity *entity, const int64_t *ids,
                          size_t id_count, struct batch *old);
static crm_status difference(const struct batch *from, const struct batch *without,
                             struct batch *out);
static crm_status run(struct store *store, const struct entity *entity, const struct batch *rows,
                      bool is_insert);
static crm_status sorted_copy(struct store *store, const struct match_key *keys, size_t count,
                              struct batch *out);
static int compare_keys(const void *a, const void *b);
static int compare_rows(const struct batch *a, size_t i, const struct batch *b, size_t j);
static crm_status find_all(struct store *store, const struct match_key *queries, size_t count,
                           size_t limit, struct match_hits *hits);
static crm_status find_some(struct store *store, struct statement *statement,
                            const struct finding *finding, struct match_hits *hits);
static crm_status look(struct store *store, const struct batch *found, uint8_t **visible_out);
static crm_status take(struct store *store, const struct finding *finding,
                       const struct batch *found, const uint32_t *counts, const uint8_t *visible,
                       struct match_hits *hits);
static crm_status find_one(struct store *store, struct statement *statement, size_t query,
                           const struct match_key *key, size_t limit, struct match_hits *hits);
static crm_status keep_visible(struct store *store, struct match_hits *hits, size_t first);

crm_status crm__match_keys_set(struct store *store, const struct entity *entity, const int64_t *ids,
                               size_t id_count, const struct match_key *keys, size_t key_count,
                               bool is_new)
{
    if (id_count == 0)
        return CRM_OK;
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    return crm__store_end(store, set(store, entity, ids, id_count, keys, key_count, is_new));
}

crm_status crm__match_keys_find(struct store *store, const struct match_key *queries, size_t count,
                                size_t limit, struct match_hits *hits)
{
    hits->env = store->env;
    hits->count = 0;
    crm_status status = crm__store_before_read(store, NULL);
    if (status == CRM_OK)
        status = crm__store_begin_read(store);
    if (status < 0)
        return status;
    return crm__store_end(store, find_all(store, queries, count, limit, hits));
}

void crm__match_hits_free(struct match_hits *hits)
{
    if (hits->env)
        crm__free(hits->env, hits->items);
    *hits = (struct match_hits){.items = NULL};
}

static crm_status rows_init(struct batch *batch, struct env *env)
{
    crm__batch_init(batch, env);
    if (!crm__batch_add(batch, TEXT("record_id"), VALUE_INT) ||
        !crm__batch_add(batch, TEXT("kind"), VALUE_INT) ||
        !crm__batch_add(batch, TEXT("key"), VALUE_INT))
        return CRM_E_NOMEM;
    return CRM_OK;
}

static crm_status rows_add(struct batch *batch, const struct match_key *key)
{
    crm_status status = crm__column_int(batch, &batch->columns[KEY_RECORD], key->record_id);
    if (status == CRM_OK)
        status = crm__column_int(batch, &batch->columns[KEY_KIND], key->kind);
    if (status == CRM_OK)
        status = crm__column_int(batch, &batch->columns[KEY_KEY], key->key);
    if (status == CRM_OK)
        crm__batch_finish_row(batch);
    return status;
}

/* Keys that stay are left alone: most changes of a record change none of them. */
static crm_status set(struct store *store, const struct entity *entity, const int64_t *ids,
                      size_t id_count, const struct match_key *keys, size_t key_count, bool is_new)
{
    struct batch wanted;
    struct batch old;
    struct batch gone;
    struct batch fresh;
    struct batch *all[] = {&wanted, &old, &gone, &fresh};
    crm_status status = CRM_OK;
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        crm_status made = rows_init(all[i], store->env);
        if (made < 0)
            status = made;
    }
    if (status == CRM_OK)
        status = sorted_copy(store, keys, key_count, &wanted);
    if (status == CRM_OK && !is_new)
        status = add_old(store, entity, ids, id_count, &old);
    if (status == CRM_OK)
        status = difference(&old, &wanted, &gone);
    if (status == CRM_OK)
        status = difference(&wanted, &old, &fresh);
    if (status == CRM_OK)
        status = run(store, entity, &gone, false);
    if (status == CRM_OK)
        status = run(store, entity, &fresh, true);
    for (size_t i = 0; i < COUNT_OF(all); i++)
        crm__batch_free(all[i]);
    return status;
}

/* What the records have, in the order of sorted_copy. */
static crm_status add_old(struct store *store, const struct entity *entity, const int64_t *ids,
                          size_t id_count, struct batch *old)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_select(&sql, TABLE_MATCH_KEY, key_columns + 1, 3);
    crm__sql_add(&sql, " WHERE record_id = ");
    crm__sql_placeholder(&sql);
    crm__sql_add(&sql, " AND entity = ");
    crm__sql_int(&sql, entity->number);
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    struct batch found;
    struct match_key *keys = NULL;
    crm_status made = rows_init(&found, store->env);
    if (status == CRM_OK)
        status = made;
    if (status == CRM_OK)
        status = crm__ids_run(store, statement, ids, id_count, NULL, 0, &found, NULL);
    crm__statement_release(statement);
    crm__sql_free(&sql);
    if (status == CRM_OK) {
        keys = crm__realloc_array(store->env, NULL, found.row_count + 1, sizeof *keys);
        status = keys ? CRM_OK : CRM_E_NOMEM;
    }
    for (size_t row = 0; status == CRM_OK && row < found.row_count; row++)
        keys[row] = (struct match_key){.record_id = found.columns[KEY_RECORD].integers[row],
                                       .kind = (int32_t)found.columns[KEY_KIND].integers[row],
                                       .key = found.columns[KEY_KEY].integers[row]};
    if (status == CRM_OK)
        status = sorted_copy(store, keys, found.row_count, old);
    crm__free(store->env, keys);
    crm__batch_free(&found);
    return status;
}

/* Rows of `from` that `without` has not; both are sorted. */
static crm_status difference(const struct batch *from, const struct batch *without,
                             struct batch *out)
{
    size_t other = 0;
    for (size_t i = 0; i < from->row_count; i++) {
        while (other < without->row_count && compare_rows(without, other, from, i) < 0)
            other++;
        if (other < without->row_count && compare_rows(without, other, from, i) == 0)
            continue;
        uint32_t row = (uint32_t)i;
        struct match_key key = {.record_id = from->columns[KEY_RECORD].integers[row],
                                .kind = (int32_t)from->columns[KEY_KIND].integers[row],
                                .key = from->columns[KEY_KEY].integers[row]};
        crm_status status = rows_add(out, &key);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static crm_status run(struct store *store, const struct entity *entity, const struct batch *rows,
                      bool is_insert)
{
    if (rows->row_count == 0)
        return CRM_OK;
    struct sql sql;
    crm__sql_init(&sql, store->db);
    if (is_insert)
        crm__sql_insert(&sql, TABLE_MATCH_KEY, key_columns, COUNT_OF(key_columns));
    else
        crm__sql_delete(&sql, TABLE_MATCH_KEY, key_columns, COUNT_OF(key_columns));
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    if (status == CRM_OK)
        status = crm__statement_bind(statement, 1, crm__value_int(entity->number));
    static const size_t positions[] = {KEEP_BOUND, KEY_RECORD, KEY_KIND, KEY_KEY};
    struct statement_many many = {.params = rows, .columns = positions};
    if (status == CRM_OK)
        status = crm__statement_many(statement, &many);
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status;
}

/* By record, kind and key, each once. */
static crm_status sorted_copy(struct store *store, const struct match_key *keys, size_t count,
                              struct batch *out)
{
    if (count == 0)
        return CRM_OK;
    struct match_key *sorted = crm__realloc_array(store->env, NULL, count, sizeof *sorted);
    if (!sorted)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        sorted[i] = keys[i];
    qsort(sorted, count, sizeof *sorted, compare_keys);
    crm_status status = CRM_OK;
    for (size_t i = 0; status == CRM_OK && i < count; i++) {
        if (i == 0 || compare_keys(&sorted[i - 1], &sorted[i]) != 0)
            status = rows_add(out, &sorted[i]);
    }
    crm__free(store->env, sorted);
    return status;
}

static int compare_keys(const void *a, const void *b)
{
    const struct match_key *left = a;
    const struct match_key *right = b;
    if (left->record_id != right->record_id)
        return left->record_id < right->record_id ? -1 : 1;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return 0;
}

static int compare_rows(const struct batch *a, size_t i, const struct batch *b, size_t j)
{
    for (size_t column = KEY_RECORD; column <= KEY_KEY; column++) {
        int64_t left = a->columns[column].integers[i];
        int64_t right = b->columns[column].integers[j];
        if (left != right)
            return left < right ? -1 : 1;
    }
    return 0;
}

/* A statement that finds records by key and kind; `limit` 0: all of them. */
static crm_status statement_find(struct store *store, int64_t limit,
                                 struct statement **statement_out)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "SELECT entity, record_id FROM ");
    crm__sql_name(&sql, TABLE_MATCH_KEY);
    crm__sql_add(&sql, " WHERE key = ");
    crm__sql_placeholder(&sql);
    crm__sql_add(&sql, " AND kind = ");
    crm__sql_placeholder(&sql);
    crm__sql_add(&sql, " ORDER BY entity, record_id");
    if (limit > 0)
        crm__sql_limit(&sql, limit);
    crm_status status = crm__sql_query(&sql, 0, statement_out);
    crm__sql_free(&sql);
    return status;
}

static crm_status find_all(struct store *store, const struct match_key *queries, size_t count,
                           size_t limit, struct match_hits *hits)
{
    enum { CHUNK = 256 };
    struct statement *statement = NULL;
    crm_status status = statement_find(store, PORTION, &statement);
    for (size_t from = 0; status == CRM_OK && from < count; from += CHUNK) {
        size_t some = count - from < CHUNK ? count - from : CHUNK;
        status = find_some(store, statement, &(struct finding){queries, from, some, limit}, hits);
    }
    crm__statement_release(statement);
    return status;
}

/* All queries of a chunk at once; those that find a crowd are then read alone. */
static crm_status find_some(struct store *store, struct statement *statement,
                            const struct finding *finding, struct match_hits *hits)
{
    struct batch params;
    struct batch found;
    crm__batch_init(&params, store->env);
    crm__batch_init(&found, store->env);
    uint32_t *counts = crm__alloc_zero(store->env, finding->count, sizeof *counts);
    crm_status status = counts && crm__batch_add(&params, TEXT("key"), VALUE_INT) &&
                                crm__batch_add(&params, TEXT("kind"), VALUE_INT) &&
                                crm__batch_add(&found, TEXT("entity"), VALUE_INT) &&
                                crm__batch_add(&found, TEXT("record_id"), VALUE_INT)
                            ? CRM_OK
                            : CRM_E_NOMEM;
    for (size_t i = 0; status == CRM_OK && i < finding->count; i++) {
        const struct match_key *query = &finding->queries[finding->from + i];
        status = crm__column_int(&params, &params.columns[0], query->key);
        if (status == CRM_OK)
            status = crm__column_int(&params, &params.columns[1], query->kind);
        if (status == CRM_OK)
            crm__batch_finish_row(&params);
    }
    static const size_t positions[] = {0, 1, KEEP_BOUND};
    struct statement_many many = {
        .params = &params, .columns = positions, .rows = &found, .row_counts = counts};
    if (status == CRM_OK)
        status = crm__statement_many(statement, &many);
    uint8_t *visible = NULL;
    if (status == CRM_OK)
        status = look(store, &found, &visible);
    if (status == CRM_OK)
        status = take(store, finding, &found, counts, visible, hits);
    crm__free(store->env, visible);
    crm__free(store->env, counts);
    crm__batch_free(&found);
    crm__batch_free(&params);
    return status;
}

/* Which rows may be seen; records of one entity are asked for together. */
static crm_status look(struct store *store, const struct batch *found, uint8_t **visible_out)
{
    size_t count = found->row_count;
    const int64_t *entities = found->columns[0].integers;
    uint8_t *visible = crm__alloc_zero(store->env, count + 1, 1);
    uint8_t *marks = crm__alloc_zero(store->env, count + 1, 1);
    int64_t *ids = crm__realloc_array(store->env, NULL, count + 1, sizeof *ids);
    crm_status status = visible && marks && ids ? CRM_OK : CRM_E_NOMEM;
    for (size_t e = 0; status == CRM_OK && e < store->catalogue->entity_count; e++) {
        const struct entity *entity = store->catalogue->entities[e];
        size_t some = 0;
        for (size_t row = 0; row < count; row++) {
            if (entities[row] == entity->number)
                ids[some++] = found->columns[1].integers[row];
        }
        if (some == 0)
            continue;
        status = crm__rows_visible(store, entity, ids, some, marks);
        some = 0;
        for (size_t row = 0; status == CRM_OK && row < count; row++) {
            if (entities[row] == entity->number)
                visible[row] = marks[some++];
        }
    }
    crm__free(store->env, ids);
    crm__free(store->env, marks);
    if (status == CRM_OK)
        *visible_out = visible;
    else
        crm__free(store->env, visible);
    return status;
}

static crm_status take(struct store *store, const struct finding *finding,
                       const struct batch *found, const uint32_t *counts, const uint8_t *visible,
                       struct match_hits *hits)
{
    struct statement *crowded = NULL;
    crm_status status = CRM_OK;
    size_t row = 0;
    for (size_t i = 0; status == CRM_OK && i < finding->count; row += counts[i++]) {
        size_t query = finding->from + i;
        const struct match_key *key = &finding->queries[query];
        if (counts[i] == PORTION) {
            if (!crowded)
                status = statement_find(store, 0, &crowded);
            if (status == CRM_OK)
                status = find_one(store, crowded, query, key, finding->limit, hits);
            continue;
        }
        size_t first = hits->count;
        for (size_t j = row; status == CRM_OK && j < row + counts[i]; j++) {
            int64_t id = found->columns[1].integers[j];
            if (!visible[j] || id == key->record_id ||
                (finding->limit > 0 && hits->count - first == finding->limit))
                continue;
            const struct entity *entity =
                crm__entity_by_number(store->catalogue, (int32_t)found->columns[0].integers[j]);
            status = crm__array_reserve(store->env, (void **)&hits->items, &hits->capacity,
                                        hits->count + 1, sizeof *hits->items);
            if (status == CRM_OK)
                hits->items[hits->count++] = (struct match_hit){query, entity, id};
        }
    }
    crm__statement_release(crowded);
    return status;
}

/* Reads in portions, for hits that are deleted or hidden do not count towards the limit. */
static crm_status find_one(struct store *store, struct statement *statement, size_t query,
                           const struct match_key *key, size_t limit, struct match_hits *hits)
{
    struct value values[] = {crm__value_int(key->key), crm__value_int(key->kind)};
    crm_status status = crm__statement_bind_all(statement, values, COUNT_OF(values));
    size_t first = hits->count;
    size_t checked = first;
    while (status == CRM_OK) {
        status = crm__statement_step(statement);
        if (status == CRM_OK) {
            struct value row[2];
            crm__statement_row(statement, row, COUNT_OF(row));
            const struct entity *entity =
                crm__entity_by_number(store->catalogue, (int32_t)row[0].integer);
            if (entity && row[1].integer != key->record_id) {
                status = crm__array_reserve(store->env, (void **)&hits->items, &hits->capacity,
                                            hits->count + 1, sizeof *hits->items);
                if (status == CRM_OK)
                    hits->items[hits->count++] = (struct match_hit){query, entity, row[1].integer};
            }
        }
        bool portion = hits->count - checked == PORTION;
        if ((portion && status == CRM_OK) || status == CRM_DONE) {
            crm_status kept = keep_visible(store, hits, checked);
            checked = hits->count;
            if (kept < 0)
                status = kept;
        }
        if (limit > 0 && checked - first >= limit) {
            hits->count = first + limit;
            break;
        }
    }
    crm__statement_reset(statement);
    return status < 0 ? status : CRM_OK;
}

/* Hits come grouped by entity. */
static crm_status keep_visible(struct store *store, struct match_hits *hits, size_t first)
{
    size_t count = hits->count - first;
    if (count == 0)
        return CRM_OK;
    int64_t *ids = crm__realloc_array(store->env, NULL, count, sizeof *ids);
    uint8_t *visible = crm__alloc_zero(store->env, count, 1);
    crm_status status = ids && visible ? CRM_OK : CRM_E_NOMEM;
    for (size_t from = 0, to = 0; status == CRM_OK && from < count; from = to) {
        const struct match_hit *items = hits->items + first;
        for (to = from; to < count && items[to].entity == items[from].entity; to++)
            ids[to] = items[to].record_id;
        status =
            crm__rows_visible(store, items[from].entity, ids + from, to - from, visible + from);
    }
    size_t kept = first;
    for (size_t i = 0; status == CRM_OK && i < count; i++) {
        if (visible[i])
            hits->items[kept++] = hits->items[first + i];
    }
    if (status == CRM_OK)
        hits->count = kept;
    crm__free(store->env, ids);
    crm__free(store->env, visible);
    return status;
}
