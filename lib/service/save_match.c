/* Which row is new and which updates what; and the duplicates of the new ones. */
#include "service/save_run.h"

#include "service/match_keys.h"

/* --- identity: ids and unique keys ------------------------------------------------------------ */

enum { KEY_FIELDS = 8 };

/* The key of each row as it will be stored: without the spaces around a text. */
static crm_status key_batch(struct save_run *run, size_t *columns, struct batch *batch)
{
    const struct save *save = run->save;
    for (size_t i = 0; i < save->key->count; i++) {
        const struct field *field = save->key->fields[i];
        size_t given = crm__save_column(run, field);
        if (given >= run->given)
            return crm__fail_field(
                run->env, CRM_E_MISUSE, save->entity->name.data, field->name.data,
                "%s: part of the key, but the rows do not give it", field->name.data);
        columns[i] = i;
        struct column *column = crm__batch_add(batch, field->name, crm__field_kind(field->type));
        crm_status status = column ? CRM_OK : CRM_E_NOMEM;
        for (size_t row = 0; status >= 0 && row < run->row_count; row++)
            status = crm__column_value(batch, column, *crm__save_cell(run, row, given));
        if (status < 0)
            return status;
    }
    batch->row_count = run->row_count;
    return CRM_OK;
}

/* Rows that name no record may still mean one, by the unique key of an upsert. */
static crm_status key_lookup(struct save_run *run)
{
    const struct save *save = run->save;
    size_t columns[KEY_FIELDS];
    struct batch keys;
    if (save->key->count > KEY_FIELDS)
        return crm__fail(run->env, CRM_E_LIMIT, "key: %zu fields, at most %d", save->key->count,
                         KEY_FIELDS);
    int64_t *found = crm__arena_alloc_zero(save->arena, run->row_count, sizeof *found);
    if (!found)
        return CRM_E_NOMEM;
    crm__batch_init(&keys, run->env);
    crm_status status = key_batch(run, columns, &keys);
    crm__store_elevate(run->store);
    if (status >= 0)
        status = crm__rows_lookup(run->store, save->entity, save->key, &keys, columns, found);
    crm__store_restore(run->store);
    crm__batch_free(&keys);
    for (size_t row = 0; status >= 0 && row < run->row_count; row++) {
        if (run->rows[row].state == ROW_PENDING && run->rows[row].id == 0)
            run->rows[row].id = found[row];
    }
    return status;
}

static void key_text(const struct save_run *run, size_t row, struct buffer *text)
{
    const struct key *key = run->save->key;
    crm__buffer_clear(text);
    for (size_t i = 0; i < key->count; i++) {
        struct value value = *crm__save_cell(run, row, crm__save_column(run, key->fields[i]));
        if (value.kind == VALUE_NULL) {
            crm__buffer_clear(text);
            return;
        }
        crm__field_format(text, key->fields[i], TEXT("USD"), value);
        crm__buffer_byte(text, '\0');
    }
}

/* Two rows of one key, or of one record, cannot be written together: the later one waits. */
static crm_status first_of_key(struct save_run *run, size_t row, struct map *seen,
                               struct id_map *written, struct buffer *text, bool *first_out)
{
    *first_out = true;
    struct save_row *plan = &run->rows[row];
    if (plan->id) {
        size_t before = written->count;
        if (!crm__id_map_put(written, plan->id, (int64_t)row))
            return CRM_E_NOMEM;
        *first_out = written->count != before;
        return CRM_OK;
    }
    if (!run->save->key)
        return CRM_OK;
    key_text(run, row, text);
    if (text->size == 0)
        return crm__buffer_status(text);
    size_t before = seen->count;
    if (text->failed || !crm__map_put(seen, crm__buffer_view(text), (int64_t)row))
        return CRM_E_NOMEM;
    *first_out = seen->count != before;
    return CRM_OK;
}

static crm_status rows_decide(struct save_run *run, struct map *seen, struct id_map *written,
                              struct buffer *text)
{
    for (size_t row = 0; row < run->row_count; row++) {
        struct save_row *plan = &run->rows[row];
        if (plan->state != ROW_PENDING)
            continue;
        bool first;
        crm_status status = first_of_key(run, row, seen, written, text, &first);
        if (status < 0)
            return status;
        if (first)
            plan->state = plan->id && !plan->is_new ? ROW_CHANGE : ROW_INSERT;
        else
            run->held_back = true;
    }
    return CRM_OK;
}

/* Which of the ids that the rows bring are free. Deleted records keep theirs. */
static crm_status new_ids_find(struct save_run *run)
{
    const struct field *id = crm__system_field(run->save->entity, SYSTEM_ID);
    int64_t *ids = crm__arena_alloc_zero(run->save->arena, run->row_count, sizeof *ids);
    uint8_t *found = crm__arena_alloc_zero(run->save->arena, run->row_count, 1);
    struct batch rows;
    if (!ids || !found)
        return CRM_E_NOMEM;
    for (size_t row = 0; row < run->row_count; row++)
        ids[row] = run->rows[row].id;
    crm__batch_init(&rows, run->env);
    crm__store_elevate(run->store);
    crm_status status = crm__rows_get(run->store, run->save->entity, &id, 1, ids, run->row_count,
                                      ROWS_DELETED, found, &rows);
    crm__store_restore(run->store);
    crm__batch_free(&rows);
    for (size_t row = 0; status >= 0 && row < run->row_count; row++)
        run->rows[row].is_new = ids[row] && !found[row];
    return status;
}

crm_status crm__save_identify(struct save_run *run)
{
    struct map seen;
    struct id_map written;
    struct buffer text;
    crm_status status = run->save->key ? key_lookup(run) : CRM_OK;
    if (status >= 0 && run->save->keep_ids)
        status = new_ids_find(run);
    if (status < 0)
        return status;
    crm__map_init(&seen, run->env);
    crm__id_map_init(&written, run->env);
    crm__buffer_init(&text, run->env);
    status = rows_decide(run, &seen, &written, &text);
    crm__buffer_free(&text);
    crm__id_map_free(&written);
    crm__map_free(&seen);
    return status;
}

/* --- duplicates ------------------------------------------------------------------------------- */

struct matching {
    struct save_run *run;
    const struct field *fields[MATCH_KEYS_LIMIT];
    size_t columns[MATCH_KEYS_LIMIT];
    size_t field_count;
    struct match_key *keys; /* of the new rows; record_id is the row */
    size_t key_count;
    struct id_map frequency; /* rows of the batch by key */
    struct id_map first;     /* first row of the batch by key */
    struct match_hits hits;
};

static crm_status row_keys(struct matching *matching, size_t row)
{
    struct value values[MATCH_KEYS_LIMIT];
    for (size_t i = 0; i < matching->field_count; i++)
        values[i] = *crm__save_cell(matching->run, row, matching->columns[i]);
    struct match_key *keys = matching->keys + matching->key_count;
    size_t count =
        crm__match_keys_of(matching->fields, values, matching->field_count, (int64_t)row, keys);
    for (size_t i = 0; i < count; i++) {
        int64_t *seen = crm__id_map_put(&matching->frequency, keys[i].key, 0);
        if (!seen || !crm__id_map_put(&matching->first, keys[i].key, (int64_t)row))
            return CRM_E_NOMEM;
        ++*seen;
    }
    matching->key_count += count;
    return CRM_OK;
}

/* A new row that shares a key with an earlier new row waits until that one is there to be found. */
static void batch_duplicates_wait(struct matching *matching)
{
    struct save_run *run = matching->run;
    for (size_t i = 0; i < matching->key_count; i++) {
        const struct match_key *key = &matching->keys[i];
        struct save_row *plan = &run->rows[key->record_id];
        int64_t first = *crm__id_map_find(&matching->first, key->key);
        int64_t frequency = *crm__id_map_find(&matching->frequency, key->key);
        if (first == key->record_id || frequency > MATCH_FREQUENCY_CAP)
            continue;
        if (run->rows[first].state == ROW_INSERT && plan->state == ROW_INSERT) {
            plan->state = ROW_PENDING;
            run->held_back = true;
        }
    }
}

/* How many keys each found record shares with the row decides which one it duplicates; the hits
 * of a
 * key that has too many of them say nothing. Earlier hits win ties. */
static void best_hit(const struct matching *matching, size_t from, size_t to,
                     struct save_result *result)
{
    size_t best_votes = 0;
    for (size_t i = from; i < to; i++) {
        size_t votes = 0;
        for (size_t j = from; j < to; j++)
            votes += matching->hits.items[j].record_id == matching->hits.items[i].record_id;
        if (votes > best_votes) {
            best_votes = votes;
            result->match_id = matching->hits.items[i].record_id;
            result->match_entity = matching->hits.items[i].entity;
        }
    }
}

/* Drops the hits of placeholders, in place. */
static void placeholders_drop(struct matching *matching)
{
    struct match_hits *hits = &matching->hits;
    size_t kept = 0;
    for (size_t i = 0; i < hits->count;) {
        size_t end = i;
        while (end < hits->count && hits->items[end].query == hits->items[i].query)
            end++;
        for (; i < end && end - i <= MATCH_FREQUENCY_CAP; i++)
            hits->items[kept++] = hits->items[i];
        i = end;
    }
    hits->count = kept;
}

static void duplicates_settle(struct matching *matching)
{
    struct save_run *run = matching->run;
    const struct match_hits *hits = &matching->hits;
    for (size_t i = 0; i < hits->count;) {
        int64_t row = matching->keys[hits->items[i].query].record_id;
        size_t end = i;
        while (end < hits->count && matching->keys[hits->items[end].query].record_id == row)
            end++;
        struct save_result *result = &run->save->results[row];
        struct save_row *plan = &run->rows[row];
        if (plan->state == ROW_INSERT) {
            best_hit(matching, i, end, result);
            if (run->save->on_match == SAVE_MATCH_SKIP) {
                result->outcome = SAVE_DUPLICATE;
                plan->state = ROW_SETTLED;
            } else if (run->save->on_match == SAVE_MATCH_MERGE &&
                       result->match_entity == run->save->entity) {
                plan->id = result->match_id;
                plan->state = ROW_CHANGE;
            }
        }
        i = end;
    }
}

static crm_status duplicates_find(struct matching *matching)
{
    struct save_run *run = matching->run;
    for (size_t row = 0; row < run->row_count; row++) {
        crm_status status = CRM_OK;
        if (run->rows[row].state == ROW_INSERT)
            status = row_keys(matching, row);
        if (status < 0)
            return status;
    }
    if (matching->key_count == 0)
        return CRM_OK;
    batch_duplicates_wait(matching);
    /* The queries carry rows, which are no record ids: nothing is left out of the hits. */
    struct match_key *queries =
        crm__arena_alloc_zero(run->save->arena, matching->key_count, sizeof *queries);
    if (!queries)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < matching->key_count; i++)
        queries[i] =
            (struct match_key){.key = matching->keys[i].key, .kind = matching->keys[i].kind};
    crm__store_elevate(run->store);
    crm_status status = crm__match_keys_find(run->store, queries, matching->key_count,
                                             MATCH_FREQUENCY_CAP + 1, &matching->hits);
    crm__store_restore(run->store);
    if (status < 0)
        return status;
    placeholders_drop(matching);
    duplicates_settle(matching);
    return CRM_OK;
}

/* What the record has; of a normal form, when it has what was typed. */
static bool has_stored(const struct save_run *run, const struct batch *stored, size_t row,
                       size_t column)
{
    const struct field *typed = run->fields[column]->normal_of;
    size_t source = typed ? crm__save_column(run, typed) : column;
    return crm__batch_at(stored, source == SIZE_MAX ? column : source, row).kind != VALUE_NULL;
}

/* A row that is merged into a record fills what is empty there and changes nothing else. */
static crm_status merged_keep_stored(struct save_run *run)
{
    int64_t *ids = crm__arena_alloc_zero(run->save->arena, run->row_count, sizeof *ids);
    uint8_t *found = crm__arena_alloc_zero(run->save->arena, run->row_count, 1);
    if (!ids || !found)
        return CRM_E_NOMEM;
    bool any = false;
    for (size_t row = 0; row < run->row_count; row++) {
        bool merged = run->rows[row].state == ROW_CHANGE && run->save->results[row].match_id;
        ids[row] = merged ? run->rows[row].id : 0;
        any |= merged;
    }
    if (!any)
        return CRM_OK;
    struct batch stored;
    crm__batch_init(&stored, run->env);
    crm__store_elevate(run->store);
    crm_status status = crm__rows_get(run->store, run->save->entity, run->fields, run->changing,
                                      ids, run->row_count, 0, found, &stored);
    crm__store_restore(run->store);
    for (size_t row = 0; status >= 0 && row < run->row_count; row++) {
        for (size_t column = 0; found[row] && column < run->changing; column++) {
            struct value old = crm__batch_at(&stored, column, row);
            if (old.kind == VALUE_TEXT || old.kind == VALUE_BLOB) {
                old.text = crm__arena_text(run->save->arena, old.text);
                if (!old.text.data)
                    status = CRM_E_NOMEM;
            }
            if (has_stored(run, &stored, row, column))
                *crm__save_cell(run, row, column) = old;
        }
    }
    crm__batch_free(&stored);
    return status;
}

crm_status crm__save_match(struct save_run *run)
{
    struct matching matching = {.run = run};
    size_t fields = crm__match_fields(run->save->entity, matching.fields);
    if (run->save->on_match == SAVE_MATCH_CREATE || fields == 0)
        return CRM_OK;
    for (size_t i = 0; i < fields; i++) {
        size_t column = crm__save_column(run, matching.fields[i]);
        if (column == SIZE_MAX)
            continue;
        matching.fields[matching.field_count] = matching.fields[i];
        matching.columns[matching.field_count++] = column;
    }
    matching.keys = crm__realloc_array(run->env, NULL, run->row_count * MATCH_KEYS_LIMIT,
                                       sizeof *matching.keys);
    if (!matching.keys)
        return CRM_E_NOMEM;
    crm__id_map_init(&matching.frequency, run->env);
    crm__id_map_init(&matching.first, run->env);
    crm_status status = duplicates_find(&matching);
    if (status >= 0 && run->save->on_match == SAVE_MATCH_MERGE)
        status = merged_keep_stored(run);
    crm__match_hits_free(&matching.hits);
    crm__id_map_free(&matching.first);
    crm__id_map_free(&matching.frequency);
    crm__free(run->env, matching.keys);
    return status;
}
