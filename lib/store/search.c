/* The search index: following the change feed, and finding. */
#include "store/search.h"

#include "db/ddl.h"
#include "db/driver.h"
#include "store/meta.h"
#include "store/query.h"
#include "store/row_batch.h"
#include "store/rows.h"
#include "store/tables.h"
#include "store/transaction.h"

#include <stdlib.h>

enum { SYNC_ROWS = 5000, FIELDS_LIMIT = 64, TERMS_LIMIT = 64, INDEX_NAME_SIZE = 96 };

static size_t searchable(const struct entity *entity, const struct field **fields)
{
    size_t count = 0;
    for (size_t i = 0; i < entity->field_count && count < FIELDS_LIMIT; i++) {
        const struct field *field = entity->fields[i];
        if (field->flags & FIELD_SEARCHABLE && !(field->flags & FIELD_RETIRED) &&
            crm__field_kind(field->type) == VALUE_TEXT)
            fields[count++] = field;
    }
    return count;
}

/* crm_words_ENTITY, in the caller's buffer. Meta says under the same name that it was made. */
static struct text index_name(const struct entity *entity, struct buffer *name)
{
    crm__buffer_clear(name);
    crm__buffer_text(name, META_SEARCH_INDEX);
    /* A name of the database may be shorter than an entity's. */
    if (entity->name.size <= SQL_NAME_LIMIT - 10)
        crm__buffer_text(name, entity->name);
    else
        crm__buffer_int64(name, entity->number);
    return crm__buffer_view(name);
}

/* --- following the change feed ---------------------------------------------------------------- */

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
    const struct field *fields[FIELDS_LIMIT];
    struct id_map seen;
    crm_status status = CRM_OK;
    crm__id_map_init(&seen, sync->store->env);
    for (size_t row = 0; status >= 0 && row < changes->row_count; row++) {
        int64_t number = changes->columns[1].integers[row];
        const struct entity *entity =
            crm__entity_by_number(sync->store->catalogue, (int32_t)number);
        if (!entity || crm__id_map_find(&seen, number) || searchable(entity, fields) == 0)
            continue;
        int64_t made = 0;
        struct text name = index_name(entity, &sync->name);
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
    return index_name(crm__entity_by_number(sync->store->catalogue, number), &sync->name);
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
    struct statement *statement = NULL;
    struct text name = index_name(entity, &sync->name);
    crm__sql_init(&sql, sync->store->db);
    if (feed)
        crm__sql_search_feed(&sql, name);
    else
        crm__sql_search_remove(&sql, name);
    crm_status status = crm__sql_query(&sql, 0, &statement);
    struct statement_many many = {.params = rows};
    if (status >= 0)
        status = crm__statement_many(statement, &many);
    crm__statement_release(statement);
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
    const struct field *fields[FIELDS_LIMIT];
    size_t field_count = searchable(entity, fields);
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

/* --- finding ---------------------------------------------------------------------------------- */

/* Single characters are implied by the pairs beside them. */
static size_t terms_split(struct text all, struct text *terms)
{
    size_t count = 0;
    while (all.size && count < TERMS_LIMIT) {
        size_t space = crm__text_find(all, TEXT(" "), 0);
        terms[count++] = crm__text_slice(all, 0, space);
        all = space == SIZE_MAX ? TEXT_NONE : crm__text_slice(all, space + 1, all.size);
    }
    return count;
}

crm_status crm__search_match(struct store *store, const struct entity *entity, struct text all,
                             struct sql *sql)
{
    const struct field *fields[FIELDS_LIMIT];
    struct text terms[TERMS_LIMIT];
    if (searchable(entity, fields) == 0)
        return crm__fail_field(store->env, CRM_E_INVALID, entity->name.data, NULL,
                               "%s has no searchable field", entity->name.data);
    struct buffer name;
    int64_t made = 0;
    crm__buffer_init(&name, store->env);
    struct text index = index_name(entity, &name);
    crm_status status = crm__buffer_status(&name);
    if (status >= 0)
        status = crm__meta_int(store, index, &made);
    if (status >= 0 && made)
        crm__sql_search_match(sql, index, terms, terms_split(all, terms), true);
    else if (status >= 0)
        crm__sql_add(sql, "SELECT 0"); /* nothing was indexed yet, and no id is 0 */
    crm__buffer_free(&name);
    return status < 0 ? status : crm__sql_status(sql);
}

static crm_status entity_find(struct store *store, const struct entity *entity, struct text text,
                              size_t limit, struct batch *found)
{
    struct query *query;
    struct batch rows;
    crm_status status = crm__query_new(store, entity, &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__query_search(query, text);
    crm__query_id_fields(query, &entity->name_field, entity->name_field->index != SYSTEM_ID);
    crm__query_sort(query, TEXT("-id"));
    crm__query_limit(query, (int64_t)limit);
    status = crm__query_all(query, &rows);
    for (size_t row = 0; status >= 0 && row < rows.row_count; row++) {
        struct value name = rows.column_count > 1 ? crm__batch_at(&rows, 1, row) : VALUE_OF_NULL;
        status = crm__column_text(found, &found->columns[0], entity->name);
        if (status >= 0)
            status = crm__column_value(found, &found->columns[1], crm__batch_at(&rows, 0, row));
        if (status >= 0)
            status = crm__column_value(found, &found->columns[2],
                                       name.kind == VALUE_TEXT ? name : VALUE_OF_NULL);
        if (status >= 0)
            crm__batch_finish_row(found);
    }
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

/* Appends the name of each index that was made, with a space after it: one question for all. */
static crm_status indexes_read(struct store *store, struct buffer *names)
{
    struct sql sql;
    struct statement *statement = NULL;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "SELECT name FROM ");
    crm__sql_name(&sql, TABLE_META);
    crm__sql_add(&sql, " WHERE name >= ");
    crm__sql_text(&sql, META_SEARCH_INDEX);
    crm__sql_add(&sql, " ORDER BY ");
    crm__sql_order(&sql, TEXT("name"), true, SQL_ASCENDING);
    crm_status status = crm__sql_query(&sql, 0, &statement);
    while (status == CRM_OK) {
        status = crm__statement_step(statement);
        struct text name = status == CRM_OK ? crm__statement_column(statement, 0).text : TEXT_NONE;
        if (!crm__text_starts(name, META_SEARCH_INDEX))
            break;
        crm__buffer_text(names, name);
        crm__buffer_byte(names, ' ');
    }
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status < 0 ? status : crm__buffer_status(names);
}

static bool is_indexed(const struct entity *entity, struct text names, struct buffer *name)
{
    index_name(entity, name);
    crm__buffer_byte(name, ' ');
    return crm__text_find(names, crm__buffer_view(name), 0) != SIZE_MAX;
}

struct aged {
    int64_t id; /* ids grow with time */
    uint32_t row;
};

static int newest_first(const void *left, const void *right)
{
    const struct aged *a = left;
    const struct aged *b = right;
    if (a->id != b->id)
        return a->id > b->id ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* Of what all entities have found, so that many of one do not hide the few of another. */
static crm_status newest_take(const struct batch *found, size_t limit,
                              const struct reader_column *columns, struct batch *newest)
{
    struct env *env = found->arena.env;
    size_t count = found->row_count;
    struct aged *aged = crm__realloc_array(env, NULL, count + 1, sizeof *aged);
    uint32_t *chosen = crm__realloc_array(env, NULL, count + 1, sizeof *chosen);
    crm_status status = aged && chosen ? crm__reader_prepare(columns, 3, newest) : CRM_E_NOMEM;
    for (size_t row = 0; status >= 0 && row < count; row++)
        aged[row] = (struct aged){crm__batch_at(found, 1, row).integer, (uint32_t)row};
    if (status >= 0)
        qsort(aged, count, sizeof *aged, newest_first);
    for (size_t row = 0; status >= 0 && row < count; row++)
        chosen[row] = aged[row].row;
    if (status >= 0)
        status = crm__batch_take(newest, found, chosen, count < limit ? count : limit);
    crm__free(env, chosen);
    crm__free(env, aged);
    return status;
}

crm_status crm__search_all(struct store *store, struct text text, size_t limit,
                           struct reader **reader_out)
{
    const struct reader_column columns[] = {
        crm__reader_column(TEXT("entity"), COLUMN_TEXT, TEXT("Entity"), TEXT("实体")),
        crm__reader_column(TEXT("id"), COLUMN_ID, TEXT("Id"), TEXT("编号")),
        crm__reader_column(TEXT("name"), COLUMN_TEXT, TEXT("Name"), TEXT("名称")),
    };
    *reader_out = NULL;
    struct batch found;
    struct buffer indexes;
    struct buffer name;
    struct batch newest;
    const struct field *fields[FIELDS_LIMIT];
    crm__batch_init(&found, store->env);
    crm__buffer_init(&indexes, store->env);
    crm__buffer_init(&name, store->env);
    crm_status status = crm__reader_prepare(columns, 3, &found);
    if (status >= 0)
        status = crm__search_terms_need(text, &name);
    if (status >= 0)
        status = crm__search_sync(store, 0, NULL);
    if (status >= 0)
        status = crm__store_before_read(store, NULL);
    if (status >= 0)
        status = indexes_read(store, &indexes);
    for (size_t i = 0; status >= 0 && i < store->catalogue->entity_count; i++) {
        const struct entity *entity = store->catalogue->entities[i];
        if (entity->flags & (ENTITY_INTERNAL | ENTITY_NO_HISTORY) || !searchable(entity, fields) ||
            !is_indexed(entity, crm__buffer_view(&indexes), &name))
            continue;
        if (crm__access_level(store, entity, ACCESS_READ) != ACCESS_NONE)
            status = entity_find(store, entity, text, limit, &found);
    }
    crm__batch_init(&newest, store->env);
    if (status >= 0)
        status = newest_take(&found, limit, columns, &newest);
    if (status >= 0)
        status = crm__reader_of_batch(store->env, &newest, columns, reader_out);
    crm__buffer_free(&name);
    crm__buffer_free(&indexes);
    crm__batch_free(&newest);
    crm__batch_free(&found);
    return status;
}
