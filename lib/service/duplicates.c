/* Duplicates among the records there are. */
#include "service/duplicates.h"

#include "service/match_keys.h"
#include "service/pairs.h"
#include "service/table.h"

enum { PORTION = 1024 }; /* pairs of a transaction */

struct scan {
    struct store *store;
    const struct entity *entity;
    const struct field *fields[MATCH_KEYS_LIMIT];
    size_t field_count;
    struct partition partition;
    struct save_result *pairs; /* id and match_id */
    size_t count;
    size_t capacity;
    int64_t records;
};

/* Both records of a pair of one entity come by; the one with the smaller id takes it. */
static crm_status pair_found(struct scan *scan, int64_t id, const struct match_hit *hit)
{
    if (hit->entity == scan->entity && hit->record_id <= id)
        return CRM_OK;
    for (size_t i = scan->count; i-- > 0 && scan->pairs[i].id == id;) {
        if (scan->pairs[i].match_id == hit->record_id && scan->pairs[i].match_entity == hit->entity)
            return CRM_OK;
    }
    crm_status status = crm__array_reserve(scan->store->env, (void **)&scan->pairs, &scan->capacity,
                                           scan->count + 1, sizeof *scan->pairs);
    if (status >= 0)
        scan->pairs[scan->count++] = (struct save_result){.outcome = SAVE_UPDATED,
                                                          .id = id,
                                                          .match_id = hit->record_id,
                                                          .match_entity = hit->entity};
    return status;
}

static crm_status hits_take(struct scan *scan, const struct match_key *keys,
                            const struct match_hits *hits)
{
    crm_status status = CRM_OK;
    for (size_t from = 0, to; status >= 0 && from < hits->count; from = to) {
        for (to = from; to < hits->count && hits->items[to].query == hits->items[from].query;)
            to++;
        for (size_t i = from; status >= 0 && to - from <= MATCH_FREQUENCY_CAP && i < to; i++)
            status = pair_found(scan, keys[hits->items[i].query].record_id, &hits->items[i]);
    }
    return status;
}

static crm_status rows_scan(void *context, const struct batch *rows)
{
    struct scan *scan = context;
    struct match_hits hits = {0};
    struct match_key *keys = crm__realloc_array(scan->store->env, NULL,
                                                rows->row_count * MATCH_KEYS_LIMIT, sizeof *keys);
    if (!keys)
        return CRM_E_NOMEM;
    size_t count = 0;
    for (size_t row = 0; row < rows->row_count; row++) {
        struct value values[MATCH_KEYS_LIMIT];
        for (size_t i = 0; i < scan->field_count; i++)
            values[i] = crm__batch_at(rows, i + 1, row);
        count += crm__match_keys_of(scan->fields, values, scan->field_count,
                                    rows->columns[0].integers[row], keys + count);
    }
    crm_status status =
        crm__match_keys_find(scan->store, keys, count, MATCH_FREQUENCY_CAP + 1, &hits);
    if (status >= 0)
        status = hits_take(scan, keys, &hits);
    scan->records += (int64_t)rows->row_count;
    crm__match_hits_free(&hits);
    crm__free(scan->store->env, keys);
    return status;
}

static crm_status records_scan(struct scan *scan)
{
    struct query *query;
    crm_status status = crm__query_new(scan->store, scan->entity, &query);
    if (status < 0)
        return status;
    crm__query_id_fields(query, scan->fields, scan->field_count);
    crm__query_partition(query, NULL, scan->partition);
    crm__query_sort(query, TEXT("id"));
    status = crm__query_each(query, rows_scan, scan);
    crm__query_free(query);
    return status;
}

static crm_status portion_review(const struct scan *scan, size_t from, size_t count,
                                 int64_t *added)
{
    size_t rows[PORTION];
    for (size_t i = 0; i < count; i++)
        rows[i] = from + i;
    crm_status status = crm__store_begin(scan->store);
    if (status < 0)
        return status;
    status = crm__pairs_review(scan->store, scan->entity, scan->pairs, rows, count, added);
    return crm__store_end(scan->store, status);
}

static crm_status pairs_review(const struct scan *scan, int64_t *added)
{
    crm_status status = CRM_OK;
    for (size_t from = 0; status >= 0 && from < scan->count; from += PORTION) {
        size_t count = scan->count - from < PORTION ? scan->count - from : PORTION;
        status = portion_review(scan, from, count, added);
    }
    return status;
}

crm_status crm__duplicates_scan(struct store *store, const struct entity *entity,
                                struct partition partition, struct duplicates_report *report)
{
    struct scan scan = {.store = store, .entity = entity, .partition = partition};
    int64_t added = 0;
    *report = (struct duplicates_report){0};
    scan.field_count = crm__match_fields(entity, scan.fields);
    if (scan.field_count == 0)
        return crm__fail_field(store->env, CRM_E_UNSUPPORTED, entity->name.data, NULL,
                               "%s records have no keys to match; leads, contacts and accounts do",
                               entity->name.data);
    crm_status status = records_scan(&scan);
    if (status >= 0)
        status = pairs_review(&scan, &added);
    crm__free(store->env, scan.pairs);
    if (status >= 0)
        *report = (struct duplicates_report){
            .records = scan.records, .found = (int64_t)scan.count, .added = added};
    return status;
}
