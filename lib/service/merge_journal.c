/*
 * The journal of a merge. Values are kept as they are stored (whole numbers as text, references as
 * lists), so that undoing gives back exactly what was there:
 *
 *     {"fields":[{"field":"phone","before":null,"after":"139…"}],
 *      "moves":[{"entity":"order","field":"account","items":[["12","7",false]]}]}
 *
 * An item is the record, whom it led to, and whether it led to the survivor, too.
 */
#include "service/merge_part.h"

static void value_write(struct json_writer *writer, struct value value)
{
    size_t count;
    const int64_t *ids;
    switch (value.kind) {
    case VALUE_INT:
        crm__json_write_id(writer, value.integer);
        break;
    case VALUE_TEXT:
        crm__json_write_text(writer, value.text);
        break;
    case VALUE_BLOB:
        ids = crm__references_ids(value, &count);
        crm__json_begin_array(writer);
        for (size_t i = 0; i < count; i++)
            crm__json_write_id(writer, ids[i]);
        crm__json_end_array(writer);
        break;
    default:
        crm__json_write_null(writer);
        break;
    }
}

static void fields_write(struct json_writer *writer, const struct merge *merge)
{
    crm__json_begin_array(writer);
    for (size_t i = 0; i < merge->field_count; i++) {
        struct value before = crm__batch_at(&merge->before, i, 0);
        struct value after = crm__batch_at(&merge->after, i, 0);
        if (crm__value_equal(before, after))
            continue;
        crm__json_begin_object(writer);
        crm__json_write_name(writer, "field");
        crm__json_write_text(writer, merge->fields[i]->name);
        crm__json_write_name(writer, "before");
        value_write(writer, before);
        crm__json_write_name(writer, "after");
        value_write(writer, after);
        crm__json_end_object(writer);
    }
    crm__json_end_array(writer);
}

static void item_write(struct json_writer *writer, const struct merge_move *move)
{
    crm__json_begin_array(writer);
    crm__json_write_id(writer, move->id);
    crm__json_write_id(writer, move->from);
    crm__json_write_bool(writer, move->had);
    crm__json_end_array(writer);
}

static void moves_write(struct json_writer *writer, const struct merge *merge)
{
    crm__json_begin_array(writer);
    for (size_t i = 0; i < merge->move_count;) {
        const struct field *field = merge->moves[i].field;
        crm__json_begin_object(writer);
        crm__json_write_name(writer, "entity");
        crm__json_write_text(writer, field->entity->name);
        crm__json_write_name(writer, "field");
        crm__json_write_text(writer, field->name);
        crm__json_write_name(writer, "items");
        crm__json_begin_array(writer);
        for (; i < merge->move_count && merge->moves[i].field == field; i++)
            item_write(writer, &merge->moves[i]);
        crm__json_end_array(writer);
        crm__json_end_object(writer);
    }
    crm__json_end_array(writer);
}

crm_status crm__merge_journal_write(const struct merge *merge, struct buffer *json)
{
    struct json_writer writer;
    crm__json_writer_init(&writer, json, 0);
    crm__json_begin_object(&writer);
    crm__json_write_name(&writer, "fields");
    fields_write(&writer, merge);
    crm__json_write_name(&writer, "moves");
    moves_write(&writer, merge);
    crm__json_end_object(&writer);
    return crm__buffer_status(json);
}

/* --- reading --------------------------------------------------------------------------------- */

static crm_status damaged(const struct merge *merge)
{
    return crm__fail_field(merge->store->env, CRM_E_CORRUPT, "merge", "journal",
                           "journal: not one of a merge");
}

static bool member_text(const struct json *json, struct text key, struct text *text_out)
{
    const struct json *member = crm__json_find(json, key);
    return member && crm__json_text(member, text_out);
}

static crm_status ids_read(struct merge *merge, const struct json *json, struct value *value_out)
{
    size_t count = crm__json_size(json);
    int64_t *ids = crm__arena_alloc_zero(&merge->arena, count + 1, sizeof *ids);
    if (!ids)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        if (!crm__json_int64(crm__json_at(json, i), &ids[i]))
            return damaged(merge);
    }
    return crm__references_make(&merge->arena, ids, count, value_out);
}

static crm_status value_read(struct merge *merge, const struct field *field,
                             const struct json *json, struct value *value_out)
{
    int64_t integer;
    struct text text;
    *value_out = VALUE_OF_NULL;
    if (!json)
        return damaged(merge);
    if (crm__json_kind(json) == JSON_NULL)
        return CRM_OK;
    switch (crm__field_kind(field->type)) {
    case VALUE_INT:
        if (!crm__json_int64(json, &integer))
            return damaged(merge);
        *value_out = crm__value_int(integer);
        return CRM_OK;
    case VALUE_BLOB:
        return ids_read(merge, json, value_out);
    default:
        if (!crm__json_text(json, &text))
            return damaged(merge);
        text = crm__arena_text(&merge->arena, text);
        *value_out = crm__value_text(text);
        return text.data ? CRM_OK : CRM_E_NOMEM;
    }
}

/* A field that was removed since is passed over. */
static crm_status field_read(struct merge *merge, const struct json *json,
                             struct merge_journal *journal)
{
    struct text name;
    if (!member_text(json, TEXT("field"), &name))
        return damaged(merge);
    for (size_t i = 0; i < merge->field_count; i++) {
        if (!crm__text_equal(merge->fields[i]->name, name))
            continue;
        journal->changed[i] = true;
        crm_status status = value_read(merge, merge->fields[i],
                                       crm__json_find(json, TEXT("before")), &journal->before[i]);
        if (status < 0)
            return status;
        return value_read(merge, merge->fields[i], crm__json_find(json, TEXT("after")),
                          &journal->after[i]);
    }
    return CRM_OK;
}

static crm_status moves_read(struct merge *merge, const struct json *json)
{
    struct text name;
    if (!member_text(json, TEXT("entity"), &name))
        return damaged(merge);
    const struct entity *entity = crm__entity_find(merge->store->catalogue, name);
    if (!entity || !member_text(json, TEXT("field"), &name))
        return damaged(merge);
    const struct field *field = crm__field_find(entity, name);
    const struct json *items = crm__json_find(json, TEXT("items"));
    for (size_t i = 0; field && items && i < crm__json_size(items); i++) {
        const struct json *item = crm__json_at(items, i);
        struct merge_move move = {.field = field};
        if (crm__json_size(item) != 3 || !crm__json_int64(crm__json_at(item, 0), &move.id) ||
            !crm__json_int64(crm__json_at(item, 1), &move.from) ||
            !crm__json_bool(crm__json_at(item, 2), &move.had))
            return damaged(merge);
        crm_status status = crm__merge_move_add(merge, &move);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

crm_status crm__merge_journal_read(struct merge *merge, struct text text,
                                   struct merge_journal *journal)
{
    size_t count = merge->field_count + 1;
    journal->changed = crm__arena_alloc_zero(&merge->arena, count, sizeof *journal->changed);
    journal->before = crm__arena_alloc_zero(&merge->arena, count, sizeof *journal->before);
    journal->after = crm__arena_alloc_zero(&merge->arena, count, sizeof *journal->after);
    if (!journal->changed || !journal->before || !journal->after)
        return CRM_E_NOMEM;
    struct json *root;
    crm_status status = crm__json_parse(merge->store->env, text, &root);
    if (status < 0)
        return status;
    const struct json *fields = crm__json_find(root, TEXT("fields"));
    const struct json *moves = crm__json_find(root, TEXT("moves"));
    if (!fields || !moves)
        status = damaged(merge);
    for (size_t i = 0; status >= 0 && i < crm__json_size(fields); i++)
        status = field_read(merge, crm__json_at(fields, i), journal);
    for (size_t i = 0; status >= 0 && i < crm__json_size(moves); i++)
        status = moves_read(merge, crm__json_at(moves, i));
    crm__json_free(root);
    return status;
}
