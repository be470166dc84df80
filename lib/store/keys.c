/* Match keys: kept by record, found by key. */
#include "store/keys.h"

#include "db/sql.h"
#include "store/row_read.h"
#include "store/tables.h"
#include "store/transaction.h"

#include <assert.h>
#include <stdlib.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define NAME(text)                                                                                 \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }

enum { KEY_RECORD, KEY_KIND, KEY_KEY };

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
static crm_status find_one(struct store *store, struct statement *statement, size_t query,
                           const struct match_key *key, size_t limit, struct match_hits *hits);
static crm_status keep_visible(struct store *store, struct match_hits *hits, size_t first);

crm_status crm__match_keys_set(struct store *store, const struct entity *entity, const int64_t *ids,
                               size_t id_count, const struct match_key *keys, size_t key_count,
                               bool is_new)
{
    if (id_count == 0)
        return CRM_OK;
    crm_status status = crm__step_begin(store);
    if (status < 0)
        return status;
    return crm__step_end(store, set(store, entity, ids, id_count, keys, key_count, is_new));
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
    struct match_key *keys = NULL;
    size_t count = 0;
    size_t capacity = 0;
    for (size_t i = 0; status == CRM_OK && i < id_count; i++) {
        status = crm__statement_bind(statement, 1, crm__value_int(ids[i]));
        while (status == CRM_OK) {
            status = crm__statement_step(statement);
            if (status != CRM_OK)
                break;
            struct value row[3];
            crm__statement_row(statement, row, COUNT_OF(row));
            status =
                crm__array_reserve(store->env, (void **)&keys, &capacity, count + 1, sizeof *keys);
            if (status == CRM_OK)
                keys[count++] = (struct match_key){.record_id = row[KEY_RECORD].integer,
                                                   .kind = (int32_t)row[KEY_KIND].integer,
                                                   .key = row[KEY_KEY].integer};
        }
        if (status == CRM_DONE)
            status = CRM_OK;
    }
    crm__statement_release(statement);
    crm__sql_free(&sql);
    if (status == CRM_OK)
        status = sorted_copy(store, keys, count, old);
    crm__free(store->env, keys);
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

static crm_status find_all(struct store *store, const struct match_key *queries, size_t count,
                           size_t limit, struct match_hits *hits)
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
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    for (size_t i = 0; status == CRM_OK && i < count; i++)
        status = find_one(store, statement, i, &queries[i], limit, hits);
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status;
}

/* Reads in portions, for hits that are deleted or hidden do not count towards the limit. */
static crm_status find_one(struct store *store, struct statement *statement, size_t query,
                           const struct match_key *key, size_t limit, struct match_hits *hits)
{
    enum { PORTION = 64 };
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
