/* What hangs on the lead hangs on the new records, too: activities and tasks by their references,
 * notes by links. The journal notes each, so that it can be taken back. */
#include "service/conversion_run.h"
#include "store/query.h"

static crm_status rows_of(struct store *store, const struct entity *entity, const char *field,
                          struct value value, bool of_leads, struct text fields, struct batch *rows)
{
    struct query *query;
    crm_status status = crm__query_new(store, entity, &query);
    if (status < 0)
        return status;
    crm__query_where_equal(query, crm__service_field(entity, field), value);
    if (of_leads)
        crm__query_where_equal(query, crm__service_field(entity, "subject_entity"),
                               crm__value_text(TEXT("lead")));
    crm__query_fields(query, fields);
    status = crm__query_all(query, rows);
    crm__query_free(query);
    return status;
}

static crm_status row_relink(struct conversion *conversion, const struct entity *entity,
                             const struct batch *rows, size_t row)
{
    struct save_field fields[CONVERT_TARGETS];
    struct json_writer *writer = &conversion->writer;
    int64_t id = rows->columns[0].integers[row];
    size_t count = 0;
    for (int target = 0; target < CONVERT_TARGETS; target++) {
        bool empty = crm__batch_at(rows, 1 + (size_t)target, row).kind == VALUE_NULL;
        if (empty && conversion->result->ids[target])
            fields[count++] =
                (struct save_field){crm__conversion_entity((enum convert_target)target),
                                    crm__value_int(conversion->result->ids[target])};
    }
    if (count == 0)
        return CRM_OK;
    crm__json_begin_object(writer);
    crm__json_write_name(writer, "entity");
    crm__json_write_text(writer, entity->name);
    crm__json_write_name(writer, "id");
    crm__json_write_id(writer, id);
    crm__json_write_name(writer, "fields");
    crm__json_begin_object(writer);
    for (size_t i = 0; i < count; i++) {
        crm__json_write_name(writer, fields[i].name);
        crm__json_write_id(writer, fields[i].value.integer);
    }
    crm__json_end_object(writer);
    crm__json_end_object(writer);
    conversion->result->relinked++;
    return crm__save_fields(conversion->store, entity, id, ROW_CONVERT, fields, count, NULL);
}

static crm_status references_relink(struct conversion *conversion, const char *name)
{
    const struct entity *entity = crm__service_entity(conversion->store, name);
    struct batch rows;
    crm__batch_init(&rows, conversion->store->env);
    crm_status status =
        rows_of(conversion->store, entity, "lead", crm__value_int(conversion->lead_id), false,
                TEXT("id,account,contact,opportunity"), &rows);
    for (size_t row = 0; status >= 0 && row < rows.row_count; row++)
        status = row_relink(conversion, entity, &rows, row);
    crm__batch_free(&rows);
    return status;
}

static crm_status note_link(struct conversion *conversion, int64_t note)
{
    const struct entity *link = crm__service_entity(conversion->store, "link");
    conversion->result->relinked++;
    for (int target = 0; target < CONVERT_TARGETS; target++) {
        int64_t to = conversion->result->ids[target];
        int64_t id;
        if (!to)
            continue;
        const struct save_field fields[] = {
            {"kind", crm__value_text(TEXT("converted"))},
            {"from_entity", crm__value_text(TEXT("note"))},
            {"from_id", crm__value_int(note)},
            {"to_entity",
             crm__value_text(crm__text_of(crm__conversion_entity((enum convert_target)target)))},
            {"to_id", crm__value_int(to)},
        };
        crm_status status = crm__save_fields(conversion->store, link, 0, 0, fields,
                                             sizeof fields / sizeof *fields, &id);
        if (status < 0)
            return status;
        crm__json_write_id(&conversion->writer, id);
    }
    return CRM_OK;
}

static crm_status notes_link(struct conversion *conversion)
{
    struct batch rows;
    crm__batch_init(&rows, conversion->store->env);
    crm_status status =
        rows_of(conversion->store, crm__service_entity(conversion->store, "note"), "subject_id",
                crm__value_int(conversion->lead_id), true, TEXT("id"), &rows);
    for (size_t row = 0; status >= 0 && row < rows.row_count; row++)
        status = note_link(conversion, rows.columns[0].integers[row]);
    crm__batch_free(&rows);
    return status;
}

crm_status crm__conversion_relink(struct conversion *conversion)
{
    /* A colleague's call belongs to the customer, whoever converts. */
    crm__store_elevate(conversion->store);
    crm__json_write_name(&conversion->writer, "relinked");
    crm__json_begin_array(&conversion->writer);
    crm_status status = references_relink(conversion, "activity");
    if (status >= 0)
        status = references_relink(conversion, "task");
    crm__json_end_array(&conversion->writer);
    crm__json_write_name(&conversion->writer, "links");
    crm__json_begin_array(&conversion->writer);
    if (status >= 0)
        status = notes_link(conversion);
    crm__json_end_array(&conversion->writer);
    crm__store_restore(conversion->store);
    return status;
}
