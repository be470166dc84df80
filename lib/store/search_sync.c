/* The search index follows the change feed: what changed is fed to it before the next search. */
#include "store/search_part.h"

#include "db/ddl.h"
#include "store/meta.h"
#include "store/rows.h"
#include "store/tables.h"
#include "store/transaction.h"

enum { SYNC_ROWS = 5000 };

struct sync {
    struct store *store;
    struct batch changes; /* sequence, entity number, record id */
    struct batch fed;     /* record id, terms */
    struct batch gone;    /* record id */
    struct buffer name;
    struct buffer terms;
};

static crm_status changes_read(struct sync *sync, int64_t after)
{
    struct batch *changes = &sync->changes;
    crm__batch_clear(changes);
    struct sql sql;
    struct statement *statement = NULL;
    crm__sql_init(&sql, sync->store->db);
    crm__sql_add(&sql, "SELECT sequence, entity, record_id FROM ");
    crm__sql_name(&sql, TABLE_HISTORY);
    crm__sql_add(&sql, " WHERE sequence > ");
    crm__sql_int(&sql, after);
    crm__sql_add(&sql, " ORDER BY sequence");
    crm__sql_limit(&sql, SYNC_ROWS);
    crm_status status = crm__sql_query(&sql, 0, &statement);
    if (status >= 0)
        status = crm__statement_fetch(statement, changes, SYNC_ROWS);
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status < 0 ? status : CRM_OK;
}

/* The entities of the batch whose records have words and no index yet. */
static crm_status unindexed(struct sync *sync, struct id_map *numbers)
{
    const struct batch *changes = &sync->changes;
    const struct field *fields[SEARCH_FIELDS_LIMIT];
    struct id_map seen;
    crm_status status = CRM_OK;
    crm__id_map_init(&seen, sync->store->env);
    for (size_t row = 0; status >= 0 && row < changes->row_count; row++) {
        int64_t number = changes->columns[1].integers[row];
        const struct entity *entity =
            crm__entity_by_number(sync->store->catalogue, (int32_t)number);
        if (!entity || crm__id_map_find(&seen, number) || crm__search_fields(entity, fields) == 0)
            continue;
        int64_t made = 0;
        struct text name = crm__search_index_name(entity, &sync->name);
        status = crm__buffer_status(&sync->name);
        if (status >= 0)
            status = crm__meta_int(sync->store, name, &made);
        if (status >= 0 &&
            (!crm__id_map_put(&seen, number, 0) || (!made && !crm__id_map_put(numbers, number, 0))))
            status = CRM_E_NOMEM;
    }
    crm__id_map_free(&seen);
    return status;
}

static struct text unindexed_name(struct sync *sync, const struct id_map *numbers, size_t i)
{
    int32_t number = (int32_t)numbers->entries[i].key;
    return crm__search_index_name(crm__entity_by_number(sync->store->catalogue, number),
                                  &sync->name);
}

/* Before anything is written, see crm__ddl_begin. */
static crm_status indexes_ensure(struct sync *sync)
{
    struct db *db = sync->store->db;
    struct id_map numbers;
    crm__id_map_init(&numbers, sync->store->env);
    crm_status status = unindexed(sync, &numbers);
    if (status >= 0 && numbers.count)
        status = crm__ddl_begin(db);
    for (size_t i = 0; status >= 0 && i < numbers.count; i++)
        status = crm__ddl_create_search(db, unindexed_name(sync, &numbers, i));
    if (numbers.count)
        status = crm__ddl_end(db, status);
    for (size_t i = 0; status >= 0 && i < numbers.count; i++)
        status = crm__meta_set_int(sync->store, unindexed_name(sync, &numbers, i), 1);
    crm__id_map_free(&numbers);
    return status;
}

/* Rows into the index, or out of it: ids, and terms to feed. */
static crm_status index_run(struct sync *sync, const struct entity *entity,
                            const struct batch *rows, bool feed)
{
    if (rows->row_count == 0)
        return CRM_OK;
    struct sql sql;
    struct text name = crm__search_index_name(entity, &sync->name);
    crm__sql_init(&sql, sync->store->db);
    if (feed)
        crm__sql_search_feed(&sql, name);
    else
        crm__sql_search_remove(&sql, name);
    struct statement_many many = {.params = rows};
    crm_status status = crm__sql_many(&sql, 0, &many);
    crm__sql_free(&sql);
    return status;
}

/* The terms of row `row`: among those to be fed, or, without any, among those to be taken out. */
static crm_status record_sort(struct sync *sync, int64_t id, const struct batch *rows, size_t row)
{
    crm__buffer_clear(&sync->terms);
    for (size_t i = 0; i < rows->column_count; i++) {
        struct value value = crm__batch_at(rows, i, row);
        if (value.kind == VALUE_TEXT)
            crm__search_terms(value.text, &sync->terms);
    }
    crm_status status = crm__buffer_status(&sync->terms);
    struct text terms = crm__buffer_view(&sync->terms);
    struct batch *batch = terms.size ? &sync->fed : &sync->gone;
    if (status >= 0)
        status = crm__column_int(batch, &batch->columns[0], id);
    if (status >= 0 && terms.size)
        status = crm__column_text(batch, &batch->columns[1], terms);
    if (status >= 0)
        crm__batch_finish_row(batch);
    return status;
}

/* Feeds the records of one entity anew: what they say now, or nothing when they are gone. Those
 * that are not there have rows of nulls. */
static crm_status records_feed(struct sync *sync, const struct entity *entity, const int64_t *ids,
                               size_t count)
{
    const struct field *fields[SEARCH_FIELDS_LIMIT];
    size_t field_count = crm__search_fields(entity, fields);
    struct batch rows;
    if (field_count == 0)
        return CRM_OK;
    uint8_t *found = crm__alloc_zero(sync->store->env, count, 1);
    if (!found)
        return CRM_E_NOMEM;
    crm__batch_init(&rows, sync->store->env);
    crm__batch_clear(&sync->fed);
    crm__batch_clear(&sync->gone);
    crm_status status =
        crm__rows_get(sync->store, entity, fields, field_count, ids, count, 0, found, &rows);
    for (size_t row = 0; status >= 0 && row < count; row++)
        status = record_sort(sync, ids[row], &rows, row);
    if (status >= 0)
        status = index_run(sync, entity, &sync->gone, false);
    if (status >= 0)
        status = index_run(sync, entity, &sync->fed, true);
    crm__batch_free(&rows);
    crm__free(sync->store->env, found);
    return status;
}

/* A record that changed several times within the batch is fed once. */
static crm_status entity_feed(struct sync *sync, int64_t number, struct id_map *ids)
{
    const struct batch *changes = &sync->changes;
    const struct entity *entity = crm__entity_by_number(sync->store->catalogue, (int32_t)number);
    if (!entity)
        return CRM_OK;
    crm__id_map_clear(ids);
    for (size_t row = 0; row < changes->row_count; row++) {
        if (changes->columns[1].integers[row] == number &&
            !crm__id_map_put(ids, changes->columns[2].integers[row], 0))
            return CRM_E_NOMEM;
    }
    int64_t *list = crm__realloc_array(sync->store->env, NULL, ids->count + 1, sizeof *list);
    if (!list)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < ids->count; i++)
        list[i] = ids->entries[i].key;
    crm_status status = records_feed(sync, entity, list, ids->count);
    crm__free(sync->store->env, list);
    return status;
}

static crm_status changes_feed(struct sync *sync)
{
    struct id_map entities;
    struct id_map ids;
    crm__id_map_init(&entities, sync->store->env);
    crm__id_map_init(&ids, sync->store->env);
    crm_status status = CRM_OK;
    for (size_t row = 0; status >= 0 && row < sync->changes.row_count; row++) {
        int64_t number = sync->changes.columns[1].integers[row];
        size_t before = entities.count;
        if (!crm__id_map_put(&entities, number, 0))
            status = CRM_E_NOMEM;
        else if (entities.count != before)
            status = entity_feed(sync, number, &ids);
    }
    crm__id_map_free(&ids);
    crm__id_map_free(&entities);
    return status;
}

/* One batch in its own transaction, so that a search never waits for the whole backlog's commit. */
static crm_status batch_sync(struct sync *sync, size_t *count_out)
{
    struct store *store = sync->store;
    int64_t searched = 0;
    *count_out = 0;
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    status = crm__meta_int(store, META_SEARCHED, &searched);
    if (status >= 0)
        status = changes_read(sync, searched);
    size_t count = sync->changes.row_count;
    if (status >= 0 && count)
        status = indexes_ensure(sync);
    if (status >= 0 && count) {
        crm__store_elevate(store);
        status = changes_feed(sync);
        crm__store_restore(store);
    }
    if (status >= 0 && count)
        status =
            crm__meta_set_int(store, META_SEARCHED, sync->changes.columns[0].integers[count - 1]);
    *count_out = count;
    return crm__store_end(store, status);
}

static crm_status is_current(struct store *store, bool *current_out)
{
    int64_t searched = 0;
    int64_t last = 0;
    crm_status status = crm__meta_int(store, META_SEARCHED, &searched);
    if (status >= 0)
        status = crm__store_last_sequence(store, &last);
    *current_out = searched >= last;
    return status;
}

static crm_status sync_init(struct sync *sync, struct store *store)
{
    *sync = (struct sync){.store = store};
    crm__batch_init(&sync->changes, store->env);
    crm__batch_init(&sync->fed, store->env);
    crm__batch_init(&sync->gone, store->env);
    crm__buffer_init(&sync->name, store->env);
    crm__buffer_init(&sync->terms, store->env);
    bool made = crm__batch_add(&sync->changes, TEXT("sequence"), VALUE_INT) &&
                crm__batch_add(&sync->changes, TEXT("entity"), VALUE_INT) &&
                crm__batch_add(&sync->changes, TEXT("record_id"), VALUE_INT) &&
                crm__batch_add(&sync->fed, TEXT("id"), VALUE_INT) &&
                crm__batch_add(&sync->fed, TEXT("terms"), VALUE_TEXT) &&
                crm__batch_add(&sync->gone, TEXT("id"), VALUE_INT);
    return made ? CRM_OK : CRM_E_NOMEM;
}

static void sync_free(struct sync *sync)
{
    crm__buffer_free(&sync->terms);
    crm__buffer_free(&sync->name);
    crm__batch_free(&sync->gone);
    crm__batch_free(&sync->fed);
    crm__batch_free(&sync->changes);
}

crm_status crm__search_sync(struct store *store, size_t limit, bool *done_out)
{
    bool current;
    crm_status status = is_current(store, &current);
    if (done_out)
        *done_out = status >= 0 && (current || store->read_only);
    if (status < 0 || current || store->read_only)
        return status;
    struct sync sync;
    status = sync_init(&sync, store);
    size_t done = 0;
    while (status >= 0) {
        size_t count;
        status = batch_sync(&sync, &count);
        done += count;
        if (status >= 0)
            status = crm__progress(store->env, "search index", (int64_t)done, -1);
        if (status < 0 || count < SYNC_ROWS || (limit && done >= limit)) {
            if (done_out)
                *done_out = status >= 0 && count < SYNC_ROWS;
            break;
        }
    }
    sync_free(&sync);
    return status;
}
