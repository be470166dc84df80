/* What points to merged records: found by the catalogue, led to the survivor, and back. */
#include "service/merge_part.h"

#include <stdlib.h>

#include "store/links.h"

crm_status crm__merge_move_add(struct merge *merge, const struct merge_move *move)
{
    crm_status status =
        crm__array_reserve(merge->store->env, (void **)&merge->moves, &merge->move_capacity,
                           merge->move_count + 1, sizeof *merge->moves);
    if (status >= 0)
        merge->moves[merge->move_count++] = *move;
    return status;
}

/* --- finding --------------------------------------------------------------------------------- */

/* Pairs of fields that name a record of any entity; `other` is the far end of a link. */
static const struct any_reference {
    const char *id;
    const char *entity;
    const char *other_id;
    const char *other_entity;
} any_references[] = {
    {"subject_id", "subject_entity", NULL, NULL},
    {"from_id", "from_entity", "to_id", "to_entity"},
    {"to_id", "to_entity", "from_id", "from_entity"},
};

static const struct any_reference *any_reference_of(const struct field *field)
{
    for (size_t i = 0; i < sizeof any_references / sizeof *any_references; i++) {
        if (crm__text_is(field->name, any_references[i].id) &&
            crm__field_find(field->entity, crm__text_of(any_references[i].entity)))
            return &any_references[i];
    }
    return NULL;
}

static void ids_add(const struct merge *merge, size_t first, struct buffer *where)
{
    crm__buffer_cstr(where, " in [");
    for (size_t i = first; i < merge->count; i++)
        crm__buffer_format(where, "%s%lld", i > first ? ", " : "", (long long)merge->ids[i]);
    crm__buffer_byte(where, ']');
}

/* Records that name one of the merged ones by such a pair. A link among the merged records says
 * nothing about the one that they become: it stays with them. */
static crm_status named_find(const struct merge *merge, const struct field *field,
                             struct batch *rows)
{
    const struct any_reference *pair = any_reference_of(field);
    const char *name = merge->entity->name.data;
    struct buffer where;
    struct buffer fields;
    crm__buffer_init(&where, merge->store->env);
    crm__buffer_init(&fields, merge->store->env);
    crm__buffer_format(&fields, "id,%s", pair->id);
    crm__buffer_format(&where, "%s == \"%s\" && %s", pair->entity, name, pair->id);
    ids_add(merge, 1, &where);
    if (pair->other_id) {
        crm__buffer_format(&where, " && !(%s == \"%s\" && %s", pair->other_entity, name,
                           pair->other_id);
        ids_add(merge, 0, &where);
        crm__buffer_byte(&where, ')');
    }
    crm_status status = crm__buffer_status(&where) < 0 ? CRM_E_NOMEM : crm__buffer_status(&fields);
    if (status >= 0)
        status = crm__table_query(merge->store, field->entity->name.data, crm__buffer_view(&where),
                                  crm__buffer_view(&fields), TEXT("id"), rows);
    crm__buffer_free(&fields);
    crm__buffer_free(&where);
    return status;
}

/* Was the survivor among the references before the merge? */
static crm_status had_find(struct merge *merge, struct merge_move *move)
{
    struct batch row;
    crm__batch_init(&row, merge->store->env);
    crm_status status = crm__rows_get(merge->store, move->field->entity, &move->field, 1, &move->id,
                                      1, 0, NULL, &row);
    if (status >= 0)
        move->had = crm__references_has(crm__batch_at(&row, 0, 0), merge->ids[0]);
    crm__batch_free(&row);
    return status;
}

static crm_status moves_gather(struct merge *merge, const struct field *field)
{
    struct batch rows;
    crm__batch_init(&rows, merge->store->env);
    crm_status status = field->target ? crm__links_sources(merge->store, field, merge->ids + 1,
                                                           merge->count - 1, &rows)
                                      : named_find(merge, field, &rows);
    for (size_t i = 0; status >= 0 && i < rows.row_count; i++) {
        struct merge_move move = {
            .field = field, .id = rows.columns[0].integers[i], .from = rows.columns[1].integers[i]};
        if (field->entity == merge->entity && move.id == merge->ids[0])
            continue;
        if (field->type == FIELD_REFERENCES)
            status = had_find(merge, &move);
        if (status >= 0)
            status = crm__merge_move_add(merge, &move);
    }
    crm__batch_free(&rows);
    return status;
}

/* --- writing --------------------------------------------------------------------------------- */

/* Writes targets[i] into the reference of moves[i]. A place that is taken already (a unique key
 * with the target in it) is none to move to: that record keeps its reference, and the move is
 * forgotten. */
static crm_status references_write(struct merge *merge, struct merge_move *moves, size_t *count,
                                   const int64_t *targets, enum row_operation operation)
{
    struct env *env = merge->store->env;
    struct arena arena;
    struct batch rows;
    crm__arena_init(&arena, env);
    crm__batch_init(&rows, env);
    int64_t *ids = crm__arena_alloc_zero(&arena, *count, sizeof *ids);
    crm_status status = ids ? crm__batch_add_fields(&rows, &moves->field, 1) : CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < *count; i++) {
        ids[i] = moves[i].id;
        status = crm__column_int(&rows, &rows.columns[0], targets[i]);
        if (status >= 0)
            crm__batch_finish_row(&rows);
    }
    struct save save = {.entity = moves->field->entity,
                        .fields = &moves->field,
                        .field_count = 1,
                        .rows = &rows,
                        .ids = ids,
                        .by_system = true,
                        .operation = operation,
                        .arena = &arena};
    if (status >= 0)
        status = crm__save_rows(merge->store, &save);
    size_t kept = 0;
    for (size_t i = 0; status >= 0 && i < *count; i++) {
        const struct save_result *result = &save.results[i];
        if (result->outcome != SAVE_REJECTED)
            moves[kept++] = moves[i];
        else if (result->status != CRM_E_EXISTS)
            status = crm__fail_field(env, result->status, save.entity->name.data,
                                     moves->field->name.data, "%.*s", (int)result->message.size,
                                     result->message.data);
    }
    *count = kept;
    crm__batch_free(&rows);
    crm__arena_free(&arena);
    return status;
}

static int by_record(const void *a, const void *b)
{
    const struct merge_move *x = a;
    const struct merge_move *y = b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

/* Of moves in the order of records: how many of the first ones are of one record. Their targets go
 * to `targets`. A list of references is changed at once, for it may name no deleted record. */
static size_t record_moves(const struct merge_move *moves, size_t count, int64_t *targets)
{
    size_t same = 0;
    for (; same < count && moves[same].id == moves->id; same++)
        targets[same] = moves[same].from;
    return same;
}

static crm_status links_write(struct merge *merge, struct merge_move *moves, size_t count)
{
    int64_t targets[MERGE_RECORDS_LIMIT];
    crm_status status = CRM_OK;
    qsort(moves, count, sizeof *moves, by_record);
    for (size_t i = 0, same; status >= 0 && i < count; i += same) {
        same = record_moves(moves + i, count - i, targets);
        status = crm__links_change(merge->store, moves[i].field, moves[i].id, merge->ids, 1,
                                   targets, same);
    }
    return status;
}

static crm_status field_move(struct merge *merge, const struct field *field)
{
    size_t first = merge->move_count;
    crm_status status = moves_gather(merge, field);
    size_t count = merge->move_count - first;
    if (status < 0 || count == 0)
        return status;
    if (field->type == FIELD_REFERENCES)
        return links_write(merge, merge->moves + first, count);
    int64_t *targets = crm__arena_alloc(&merge->arena, count * sizeof *targets);
    if (!targets)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        targets[i] = merge->ids[0];
    status = references_write(merge, merge->moves + first, &count, targets, ROW_MERGE);
    merge->move_count = first + count;
    return status;
}

/* Ledgers are not rewritten: they say what happened to which record at the time. */
static bool is_ledger(const struct entity *entity)
{
    return entity->flags & (ENTITY_NO_HISTORY | ENTITY_APPEND_ONLY);
}

/* Totals follow the orders that they are made of. */
static bool is_total(const struct entity *entity)
{
    return crm__text_is(entity->name, "customer_value") ||
           crm__text_is(entity->name, "customer_month");
}

static bool is_child(const struct merge *merge, const struct field *field)
{
    if (field->flags & (FIELD_SYSTEM | FIELD_RETIRED))
        return false;
    if (field->target)
        return field->target == merge->entity;
    return field->type == FIELD_INTEGER && any_reference_of(field);
}

crm_status crm__merge_move(struct merge *merge)
{
    const struct catalogue *catalogue = merge->store->catalogue;
    crm_status status = CRM_OK;
    crm__store_elevate(merge->store);
    for (size_t e = 0; status >= 0 && e < catalogue->entity_count; e++) {
        const struct entity *entity = catalogue->entities[e];
        if (is_ledger(entity) || is_total(entity))
            continue;
        for (size_t i = 0; status >= 0 && i < entity->field_count; i++) {
            if (is_child(merge, entity->fields[i]))
                status = field_move(merge, entity->fields[i]);
        }
    }
    crm__store_restore(merge->store);
    return status;
}

/* --- back ------------------------------------------------------------------------------------ */

/* Of references: the survivor goes unless it was there before; the merged one comes back. */
static crm_status links_back(struct merge *merge, const struct merge_move *moves, size_t count,
                             const struct batch *now, const uint8_t *found)
{
    int64_t targets[MERGE_RECORDS_LIMIT];
    crm_status status = CRM_OK;
    for (size_t i = 0, same; status >= 0 && i < count; i += same) {
        same = record_moves(moves + i, count - i, targets);
        if (found[i] && crm__references_has(crm__batch_at(now, 0, i), merge->ids[0]))
            status = crm__links_change(merge->store, moves[i].field, moves[i].id, targets, same,
                                       merge->ids, moves[i].had ? 0 : 1);
    }
    return status;
}

static crm_status references_back(struct merge *merge, struct merge_move *moves, size_t count,
                                  const struct batch *now, const uint8_t *found)
{
    int64_t *targets = crm__arena_alloc(&merge->arena, (count + 1) * sizeof *targets);
    if (!targets)
        return CRM_E_NOMEM;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct value value = crm__batch_at(now, 0, i);
        if (!found[i] || value.kind != VALUE_INT || value.integer != merge->ids[0])
            continue;
        targets[kept] = moves[i].from;
        moves[kept++] = moves[i];
    }
    return kept ? references_write(merge, moves, &kept, targets, ROW_UNMERGE) : CRM_OK;
}

static crm_status field_back(struct merge *merge, struct merge_move *moves, size_t count)
{
    struct batch now;
    crm__batch_init(&now, merge->store->env);
    int64_t *ids = crm__arena_alloc(&merge->arena, count * sizeof *ids);
    uint8_t *found = crm__arena_alloc_zero(&merge->arena, count, 1);
    crm_status status = ids && found ? CRM_OK : CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < count; i++)
        ids[i] = moves[i].id;
    const struct field *field = moves->field;
    if (status >= 0)
        status = crm__rows_get(merge->store, field->entity, &field, 1, ids, count, 0, found, &now);
    if (status >= 0)
        status = field->type == FIELD_REFERENCES
                     ? links_back(merge, moves, count, &now, found)
                     : references_back(merge, moves, count, &now, found);
    crm__batch_free(&now);
    return status;
}

crm_status crm__merge_move_back(struct merge *merge)
{
    crm_status status = CRM_OK;
    crm__store_elevate(merge->store);
    for (size_t from = 0; status >= 0 && from < merge->move_count;) {
        size_t to = from + 1;
        while (to < merge->move_count && merge->moves[to].field == merge->moves[from].field)
            to++;
        status = field_back(merge, merge->moves + from, to - from);
        from = to;
    }
    crm__store_restore(merge->store);
    return status;
}
