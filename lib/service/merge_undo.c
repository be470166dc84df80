/* Undoing a merge by its journal. */
#include "service/merge_part.h"

enum { MERGE_ENTITY, MERGE_SURVIVOR, MERGE_LOSERS, MERGE_JOURNAL, MERGE_UNDONE };
static const char *const merge_names[] = {"entity_name", "survivor_id", "losers", "journal",
                                          "undone_at"};

/* Ids of the journal's row: the survivor, then the others. */
static crm_status ids_read(struct store *store, const struct batch *row, int64_t *ids,
                           size_t *count_out)
{
    struct json *losers;
    crm_status status = crm__json_parse(store->env, crm__table_text(row, MERGE_LOSERS, 0), &losers);
    if (status < 0)
        return status;
    size_t count = crm__json_size(losers);
    bool good = count > 0 && count < MERGE_RECORDS_LIMIT;
    ids[0] = crm__table_int(row, MERGE_SURVIVOR, 0, 0);
    for (size_t i = 0; good && i < count; i++)
        good = crm__json_int64(crm__json_at(losers, i), &ids[i + 1]);
    crm__json_free(losers);
    *count_out = count + 1;
    return good ? CRM_OK
                : crm__fail_field(store->env, CRM_E_CORRUPT, "merge", "losers",
                                  "losers: not those of a merge");
}

/* Rows of an entity that belong to the merge: aliases, pairs. */
static crm_status rows_of(struct store *store, const char *entity, int64_t merge_id,
                          struct batch *rows)
{
    const struct entity *of = crm__service_entity(store, entity);
    struct query *query;
    crm_status status = crm__query_new(store, of, &query);
    if (status < 0)
        return status;
    crm__query_where_equal(query, crm__service_field(of, "merge"), crm__value_int(merge_id));
    crm__query_fields(query, TEXT("id"));
    status = crm__query_all(query, rows);
    crm__query_free(query);
    return status;
}

static crm_status aliases_delete(struct store *store, int64_t merge_id)
{
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm_status status = rows_of(store, "alias", merge_id, &rows);
    if (status >= 0 && rows.row_count)
        status = crm__save_delete_all(store, crm__service_entity(store, "alias"),
                                      rows.columns[0].integers, rows.row_count);
    crm__batch_free(&rows);
    return status;
}

static crm_status pairs_open(struct store *store, int64_t merge_id)
{
    static const char *const names[] = {"state", "decided_by", "decided_at", "merge"};
    const struct value values[] = {crm__value_text(TEXT("open")), VALUE_OF_NULL, VALUE_OF_NULL,
                                   VALUE_OF_NULL};
    struct batch rows;
    struct table table;
    crm__batch_init(&rows, store->env);
    crm_status status = crm__table_init(&table, store, "duplicate_pair", names, 4);
    if (status >= 0)
        status = rows_of(store, "duplicate_pair", merge_id, &rows);
    for (size_t i = 0; status >= 0 && i < rows.row_count; i++)
        status = crm__table_add(&table, rows.columns[0].integers[i], values);
    if (status >= 0)
        status = crm__table_save(&table, ROW_UNMERGE);
    crm__table_free(&table);
    crm__batch_free(&rows);
    return status;
}

static crm_status undone_mark(struct store *store, int64_t merge_id)
{
    const struct save_field fields[] = {
        {"undone_at", crm__value_int(store->env->now_us)},
        {"undone_by", crm__value_or_null(store->actor.user_id, 0)},
    };
    return crm__save_fields(store, crm__service_entity(store, "merge"), merge_id, ROW_UNMERGE,
                            fields, 2, NULL);
}

static crm_status traces_remove(struct store *store, int64_t merge_id)
{
    crm__store_elevate(store);
    crm_status status = aliases_delete(store, merge_id);
    if (status >= 0)
        status = pairs_open(store, merge_id);
    if (status >= 0)
        status = undone_mark(store, merge_id);
    crm__store_restore(store);
    return status;
}

/* The survivor gives back first, so that unique keys are free for the others; it cannot refer to
 * them before they are back. Records that point back may move what derives from them (a last
 * follow-up), so at the end all is set; what is so already is not written again. */
static crm_status records_part(struct merge *merge, struct text json)
{
    struct merge_journal journal;
    crm_status status = crm__merge_journal_read(merge, json, &journal);
    if (status >= 0)
        status = crm__merge_load(merge, 1, &merge->after);
    bool *first = crm__arena_alloc_zero(&merge->arena, merge->field_count + 1, sizeof *first);
    if (!first)
        return CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < merge->field_count; i++) {
        journal.changed[i] = journal.changed[i] &&
                             crm__value_equal(journal.after[i], crm__batch_at(&merge->after, i, 0));
        first[i] = journal.changed[i] && merge->fields[i]->target != merge->entity;
    }
    if (status >= 0)
        status = crm__merge_write(merge, journal.before, first, ROW_UNMERGE);
    if (status >= 0)
        status =
            crm__save_restore_all(merge->store, merge->entity, merge->ids + 1, merge->count - 1);
    if (status >= 0)
        status = crm__merge_move_back(merge);
    if (status >= 0)
        status = crm__merge_write(merge, journal.before, journal.changed, ROW_UNMERGE);
    return status;
}

static crm_status survivor_check(struct store *store, const struct entity *entity, int64_t id)
{
    uint8_t lives = 0;
    crm_status status = crm__rows_visible(store, entity, &id, 1, &lives);
    if (status >= 0 && !lives)
        status = crm__fail_field(store->env, CRM_E_REFUSED, entity->name.data, NULL,
                                 "the survivor %lld is deleted, or was merged away itself; undo "
                                 "that first",
                                 (long long)id);
    return status;
}

static crm_status undo(struct store *store, int64_t merge_id, const struct batch *row)
{
    int64_t ids[MERGE_RECORDS_LIMIT];
    size_t count;
    const struct entity *entity;
    if (crm__batch_at(row, MERGE_UNDONE, 0).kind != VALUE_NULL)
        return crm__fail_field(store->env, CRM_E_REFUSED, "merge", "undone_at",
                               "merge %lld was undone before", (long long)merge_id);
    crm_status status =
        crm__entity_need(store->catalogue, crm__table_text(row, MERGE_ENTITY, 0), &entity);
    if (status >= 0)
        status = ids_read(store, row, ids, &count);
    if (status >= 0)
        status = survivor_check(store, entity, ids[0]);
    if (status < 0)
        return status;
    struct merge merge;
    status = crm__merge_init(&merge, store, entity, ids, count);
    if (status >= 0)
        status = records_part(&merge, crm__table_text(row, MERGE_JOURNAL, 0));
    crm__merge_free(&merge);
    return status < 0 ? status : traces_remove(store, merge_id);
}

crm_status crm__merge_undo(struct store *store, int64_t merge_id)
{
    struct batch row;
    uint8_t found = 0;
    crm_status status = crm__store_begin(store);
    if (status < 0)
        return status;
    crm__batch_init(&row, store->env);
    status = crm__table_get(store, "merge", merge_names, sizeof merge_names / sizeof *merge_names,
                            &merge_id, 1, &found, &row);
    if (status >= 0 && !found)
        status = crm__fail_field(store->env, CRM_E_NOT_FOUND, "merge", NULL, "no merge %lld",
                                 (long long)merge_id);
    if (status >= 0)
        status = undo(store, merge_id, &row);
    crm__batch_free(&row);
    return crm__store_end(store, status);
}
