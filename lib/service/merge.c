/* Merging records: the order of steps, and what a preview shows of them. */
#include "service/merge_part.h"

#include <stdio.h>

#include "store/outbox.h"

/* --- one merge ------------------------------------------------------------------------------- */

/* What the library computes follows by itself; what it keeps of every record is the record's. */
static bool is_mergeable(const struct field *field)
{
    return !(field->flags & (FIELD_SYSTEM | FIELD_DERIVED | FIELD_RETIRED)) && !field->normal_of;
}

crm_status crm__merge_init(struct merge *merge, struct store *store, const struct entity *entity,
                           const int64_t *ids, size_t count)
{
    *merge = (struct merge){.store = store, .entity = entity, .ids = ids, .count = count};
    crm__arena_init(&merge->arena, store->env);
    crm__batch_init(&merge->before, store->env);
    crm__batch_init(&merge->after, store->env);
    merge->fields =
        crm__arena_alloc_zero(&merge->arena, entity->field_count, sizeof *merge->fields);
    merge->chosen =
        crm__arena_alloc_zero(&merge->arena, entity->field_count, sizeof *merge->chosen);
    if (!merge->fields || !merge->chosen)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < entity->field_count; i++) {
        if (is_mergeable(entity->fields[i]))
            merge->fields[merge->field_count++] = entity->fields[i];
    }
    return CRM_OK;
}

void crm__merge_free(struct merge *merge)
{
    crm__free(merge->store->env, merge->moves);
    crm__batch_free(&merge->before);
    crm__batch_free(&merge->after);
    crm__arena_free(&merge->arena);
}

crm_status crm__merge_load(struct merge *merge, size_t count, struct batch *rows)
{
    return crm__rows_get(merge->store, merge->entity, merge->fields, merge->field_count, merge->ids,
                         count, 0, NULL, rows);
}

crm_status crm__merge_write(struct merge *merge, const struct value *values, const bool *marked,
                            enum row_operation operation)
{
    struct arena arena;
    struct batch row;
    crm__arena_init(&arena, merge->store->env);
    crm__batch_init(&row, merge->store->env);
    size_t count = 0;
    const struct field **fields =
        crm__arena_alloc_zero(&arena, merge->field_count + 1, sizeof *fields);
    crm_status status = fields ? CRM_OK : CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < merge->field_count; i++) {
        if (!marked[i])
            continue;
        fields[count] = merge->fields[i];
        status = crm__batch_add_fields(&row, &fields[count++], 1);
        if (status >= 0)
            status = crm__column_value(&row, &row.columns[count - 1], values[i]);
    }
    struct save save = {.entity = merge->entity,
                        .fields = fields,
                        .field_count = count,
                        .rows = &row,
                        .ids = merge->ids,
                        .by_system = true,
                        .all_or_none = true,
                        .operation = operation,
                        .arena = &arena};
    if (status >= 0 && count) {
        crm__batch_finish_row(&row);
        status = crm__save_rows(merge->store, &save);
    }
    crm__batch_free(&row);
    crm__arena_free(&arena);
    return status;
}

static crm_status arguments_check(struct store *store, const struct entity *entity,
                                  const int64_t *ids, size_t count)
{
    const char *name = entity->name.data;
    if (!(entity->flags & (ENTITY_CUSTOMER | ENTITY_CUSTOM)))
        return crm__fail_field(store->env, CRM_E_UNSUPPORTED, name, NULL,
                               "%s records are not merged; leads, contacts, accounts and records "
                               "of custom entities are",
                               name);
    if (count < 2 || count > MERGE_RECORDS_LIMIT)
        return crm__fail_field(store->env, CRM_E_INVALID, name, NULL,
                               "merge: %zu records, at least 2 and at most %d", count,
                               MERGE_RECORDS_LIMIT);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (ids[i] == ids[j])
                return crm__fail_field(store->env, CRM_E_INVALID, name, NULL,
                                       "merge: %lld is named twice", (long long)ids[i]);
        }
    }
    return CRM_OK;
}

/* The others go first, so that their unique keys are free for the survivor. */
static crm_status records_merge(struct merge *merge)
{
    crm_status status = crm__merge_load(merge, merge->count, &merge->before);
    if (status >= 0)
        status = crm__merge_choose(merge);
    struct row_write losers = {
        .entity = merge->entity, .ids = (int64_t *)merge->ids + 1, .count = merge->count - 1};
    if (status >= 0)
        status = crm__rows_delete(merge->store, &losers);
    bool *changes = crm__arena_alloc_zero(&merge->arena, merge->field_count + 1, sizeof *changes);
    if (!changes)
        return CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < merge->field_count; i++)
        changes[i] = !crm__value_equal(merge->chosen[i], crm__batch_at(&merge->before, i, 0));
    if (status >= 0)
        status = crm__merge_write(merge, merge->chosen, changes, ROW_MERGE);
    if (status >= 0)
        status = crm__merge_move(merge);
    return status < 0 ? status : crm__merge_load(merge, 1, &merge->after);
}

/* --- what remains of it ---------------------------------------------------------------------- */

static crm_status row_write(struct merge *merge, struct text reason, int64_t *merge_out)
{
    struct buffer losers;
    struct buffer journal;
    struct json_writer writer;
    crm__buffer_init(&losers, merge->store->env);
    crm__buffer_init(&journal, merge->store->env);
    crm__json_writer_init(&writer, &losers, 0);
    crm__json_begin_array(&writer);
    for (size_t i = 1; i < merge->count; i++)
        crm__json_write_id(&writer, merge->ids[i]);
    crm__json_end_array(&writer);
    crm_status status = crm__buffer_status(&losers);
    if (status >= 0)
        status = crm__merge_journal_write(merge, &journal);
    const struct save_field fields[] = {
        {"entity_name", crm__value_text(merge->entity->name)},
        {"survivor_id", crm__value_int(merge->ids[0])},
        {"losers", crm__value_text(crm__buffer_view(&losers))},
        {"journal", crm__value_text(crm__buffer_view(&journal))},
        {"at", crm__value_int(merge->store->env->now_us)},
        {"reason", reason.size ? crm__value_text(reason) : VALUE_OF_NULL},
    };
    if (status >= 0)
        status = crm__save_fields(merge->store, crm__service_entity(merge->store, "merge"), 0, 0,
                                  fields, sizeof fields / sizeof *fields, merge_out);
    crm__buffer_free(&journal);
    crm__buffer_free(&losers);
    return status;
}

static crm_status aliases_write(struct merge *merge, int64_t merge_id)
{
    static const char *const names[] = {"entity_name", "old_id", "survivor_id", "merge"};
    struct table table;
    crm_status status = crm__table_init(&table, merge->store, "alias", names, 4);
    for (size_t i = 1; status >= 0 && i < merge->count; i++) {
        const struct value values[] = {crm__value_text(merge->entity->name),
                                       crm__value_int(merge->ids[i]), crm__value_int(merge->ids[0]),
                                       crm__value_int(merge_id)};
        status = crm__table_add(&table, 0, values);
    }
    if (status >= 0)
        status = crm__table_save(&table, ROW_CREATE);
    crm__table_free(&table);
    return status;
}

static void ids_list(const struct merge *merge, struct buffer *where, const char *field)
{
    crm__buffer_format(where, " && %s in [", field);
    for (size_t i = 0; i < merge->count; i++)
        crm__buffer_format(where, "%s%lld", i ? ", " : "", (long long)merge->ids[i]);
    crm__buffer_byte(where, ']');
}

/* Pairs of the merged records among each other are decided. */
static crm_status pairs_decide(struct merge *merge, int64_t merge_id)
{
    static const char *const names[] = {"state", "decided_by", "decided_at", "merge"};
    struct store *store = merge->store;
    const char *name = merge->entity->name.data;
    struct buffer where;
    struct batch rows;
    struct table table;
    crm__buffer_init(&where, store->env);
    crm__batch_init(&rows, store->env);
    crm__buffer_format(&where, "state == \"open\" && entity_a == \"%s\" && entity_b == \"%s\"",
                       name, name);
    ids_list(merge, &where, "id_a");
    ids_list(merge, &where, "id_b");
    crm_status status = crm__table_init(&table, store, "duplicate_pair", names, 4);
    if (status >= 0)
        status = crm__buffer_status(&where);
    if (status >= 0)
        status = crm__table_query(store, "duplicate_pair", crm__buffer_view(&where), TEXT("id"),
                                  TEXT("id"), &rows);
    const struct value values[] = {crm__value_text(TEXT("merged")),
                                   crm__value_or_null(store->actor.user_id, 0),
                                   crm__value_int(store->env->now_us), crm__value_int(merge_id)};
    for (size_t i = 0; status >= 0 && i < rows.row_count; i++)
        status = crm__table_add(&table, rows.columns[0].integers[i], values);
    if (status >= 0)
        status = crm__table_save(&table, ROW_MERGE);
    crm__table_free(&table);
    crm__batch_free(&rows);
    crm__buffer_free(&where);
    return status;
}

static crm_status owners_tell(struct merge *merge, const struct batch *owners, int64_t merge_id)
{
    int64_t survivor_owner = crm__table_int(owners, 0, 0, 0);
    crm_status status = CRM_OK;
    for (size_t i = 1; status >= 0 && i < merge->count; i++) {
        char subject[160];
        char key[96];
        int64_t owner = crm__table_int(owners, 0, i, 0);
        if (!owner || owner == survivor_owner || owner == merge->store->actor.user_id)
            continue;
        snprintf(subject, sizeof subject, "%s %lld was merged into %lld", merge->entity->name.data,
                 (long long)merge->ids[i], (long long)merge->ids[0]);
        snprintf(key, sizeof key, "merge/%lld/%lld", (long long)merge_id, (long long)merge->ids[i]);
        const struct outbox_message message = {.channel = TEXT("notification"),
                                               .kind = TEXT("merge"),
                                               .user_id = owner,
                                               .subject = crm__text_of(subject),
                                               .idempotency_key = crm__text_of(key),
                                               .entity = merge->entity,
                                               .record_id = merge->ids[0]};
        status = crm__outbox_add(merge->store, &message, 1, NULL);
    }
    return status;
}

static crm_status traces_write(struct merge *merge, const struct batch *owners, struct text reason,
                               int64_t *merge_out)
{
    crm__store_elevate(merge->store);
    crm_status status = row_write(merge, reason, merge_out);
    if (status >= 0)
        status = aliases_write(merge, *merge_out);
    if (status >= 0)
        status = pairs_decide(merge, *merge_out);
    if (status >= 0)
        status = owners_tell(merge, owners, *merge_out);
    crm__store_restore(merge->store);
    return status;
}

crm_status crm__merge_run(struct store *store, const struct entity *entity, const int64_t *ids,
                          size_t count, struct text reason, int64_t *merge_out)
{
    *merge_out = 0;
    crm_status status = arguments_check(store, entity, ids, count);
    if (status >= 0)
        status = crm__store_begin(store);
    if (status < 0)
        return status;
    struct merge merge;
    struct batch owners;
    int64_t merge_id = 0;
    const struct field *owner = crm__system_field(entity, SYSTEM_OWNER);
    crm__batch_init(&owners, store->env);
    status = crm__merge_init(&merge, store, entity, ids, count);
    if (status >= 0)
        status = crm__rows_get(store, entity, &owner, 1, ids, count, 0, NULL, &owners);
    if (status >= 0)
        status = records_merge(&merge);
    if (status >= 0)
        status = traces_write(&merge, &owners, reason, &merge_id);
    crm__batch_free(&owners);
    crm__merge_free(&merge);
    status = crm__store_end(store, status);
    if (status >= 0)
        *merge_out = merge_id;
    return status;
}

/* --- preview --------------------------------------------------------------------------------- */

static const struct reader_column preview_columns[] = {
    {.name = {"change", 6},
     .label_en = {"Change", 6},
     .label_zh = {"变更", 6},
     .type = COLUMN_TEXT,
     .currency_column = COLUMN_NO_CURRENCY},
    {.name = {"of", 2},
     .label_en = {"Of", 2},
     .label_zh = {"对象", 6},
     .type = COLUMN_TEXT,
     .currency_column = COLUMN_NO_CURRENCY},
    {.name = {"before", 6},
     .label_en = {"Before", 6},
     .label_zh = {"合并前", 9},
     .type = COLUMN_TEXT,
     .currency_column = COLUMN_NO_CURRENCY},
    {.name = {"after", 5},
     .label_en = {"After", 5},
     .label_zh = {"合并后", 9},
     .type = COLUMN_TEXT,
     .currency_column = COLUMN_NO_CURRENCY},
};
enum { PREVIEW_COLUMNS = sizeof preview_columns / sizeof *preview_columns };

static crm_status preview_row(struct batch *rows, const struct text texts[PREVIEW_COLUMNS])
{
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < PREVIEW_COLUMNS; i++)
        status = crm__column_value(rows, &rows->columns[i],
                                   texts[i].size ? crm__value_text(texts[i]) : VALUE_OF_NULL);
    if (status >= 0)
        crm__batch_finish_row(rows);
    return status;
}

static struct text currency_of(const struct merge *merge, const struct batch *rows)
{
    for (size_t i = 0; i < merge->field_count; i++) {
        if (merge->fields[i] == merge->entity->currency)
            return crm__table_text(rows, i, 0);
    }
    return TEXT_NONE;
}

static crm_status preview_fields(const struct merge *merge, struct batch *rows)
{
    struct buffer before;
    struct buffer after;
    crm_status status = CRM_OK;
    crm__buffer_init(&before, merge->store->env);
    crm__buffer_init(&after, merge->store->env);
    for (size_t i = 0; status >= 0 && i < merge->field_count; i++) {
        struct value old = crm__batch_at(&merge->before, i, 0);
        struct value new = crm__batch_at(&merge->after, i, 0);
        if (crm__value_equal(old, new))
            continue;
        crm__buffer_clear(&before);
        crm__buffer_clear(&after);
        crm__field_format(&before, merge->fields[i], currency_of(merge, &merge->before), old);
        crm__field_format(&after, merge->fields[i], currency_of(merge, &merge->after), new);
        status = before.failed || after.failed ? CRM_E_NOMEM : CRM_OK;
        const struct text texts[] = {TEXT("set"), merge->fields[i]->name, crm__buffer_view(&before),
                                     crm__buffer_view(&after)};
        if (status >= 0)
            status = preview_row(rows, texts);
    }
    crm__buffer_free(&before);
    crm__buffer_free(&after);
    return status;
}

static crm_status preview_rest(const struct merge *merge, struct batch *rows)
{
    char of[160];
    char from[24];
    char to[24];
    crm_status status = CRM_OK;
    snprintf(to, sizeof to, "%lld", (long long)merge->ids[0]);
    for (size_t i = 0; status >= 0 && i < merge->move_count; i++) {
        const struct merge_move *move = &merge->moves[i];
        snprintf(of, sizeof of, "%s/%lld %s", move->field->entity->name.data, (long long)move->id,
                 move->field->name.data);
        snprintf(from, sizeof from, "%lld", (long long)move->from);
        const struct text texts[] = {TEXT("move"), crm__text_of(of), crm__text_of(from),
                                     crm__text_of(to)};
        status = preview_row(rows, texts);
    }
    for (size_t i = 1; status >= 0 && i < merge->count; i++) {
        snprintf(of, sizeof of, "%s/%lld", merge->entity->name.data, (long long)merge->ids[i]);
        const struct text texts[] = {TEXT("delete"), crm__text_of(of), TEXT_NONE, TEXT_NONE};
        status = preview_row(rows, texts);
    }
    return status;
}

/* The merge itself, taken back: so the preview shows what would happen, not a guess at it. */
crm_status crm__merge_preview(struct store *store, const struct entity *entity, const int64_t *ids,
                              size_t count, struct reader **reader_out)
{
    *reader_out = NULL;
    crm_status status = arguments_check(store, entity, ids, count);
    if (status >= 0)
        status = crm__store_begin(store);
    if (status < 0)
        return status;
    struct merge merge;
    struct batch rows;
    crm__batch_init(&rows, store->env);
    status = crm__merge_init(&merge, store, entity, ids, count);
    if (status >= 0)
        status = records_merge(&merge);
    crm__store_rollback(store);
    if (status >= 0)
        status = crm__reader_prepare(preview_columns, PREVIEW_COLUMNS, &rows);
    if (status >= 0)
        status = preview_fields(&merge, &rows);
    if (status >= 0)
        status = preview_rest(&merge, &rows);
    if (status >= 0)
        status = crm__reader_of_batch(store->env, &rows, preview_columns, reader_out);
    crm__batch_free(&rows);
    crm__merge_free(&merge);
    return status;
}
