/* The rows of one batch as values, and saving them. */
#include "service/import_run.h"

#include "base/json.h"

#include <string.h>

/* --- columns ---------------------------------------------------------------------------------- */

static crm_status batch_column(struct import_run *run, const struct field *field, size_t source,
                               bool is_reference)
{
    run->fields[run->field_count] = field;
    run->sources[run->field_count] = source;
    run->is_reference[run->field_count++] = is_reference;
    return crm__batch_add(&run->batch, field->name, crm__field_kind(field->type)) ? CRM_OK
                                                                                  : CRM_E_NOMEM;
}

/* Columns of the batch follow the map; the id is none, for it says which record a row is. */
static crm_status columns_make(struct import_run *run)
{
    run->field_count = 0;
    crm__batch_free(&run->batch);
    crm__batch_init(&run->batch, run->env);
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < run->map.target_count; i++) {
        const struct import_target *target = &run->map.targets[i];
        if (!target->path && !crm__import_refers(target->field) &&
            target->field->index != SYSTEM_ID)
            status = batch_column(run, target->field, i, false);
    }
    for (size_t i = 0; status >= 0 && i < run->references.count; i++)
        status = batch_column(run, run->references.items[i].field, i, true);
    return status;
}

/* --- rows ------------------------------------------------------------------------------------- */

/* A text for a message: its beginning, cut at a character. */
static struct text shown(struct text typed)
{
    enum { SHOWN_SIZE = 60 };
    typed = crm__text_slice(typed, 0, SHOWN_SIZE);
    return crm__text_slice(typed, 0, crm__utf8_valid_prefix(typed));
}

static crm_status row_currency(struct import_run *run, size_t row, char code[4])
{
    const struct field *field = run->entity->currency;
    const struct import_target *target = field ? crm__import_target(&run->map, field) : NULL;
    struct text typed = TEXT_NONE;
    if (target)
        typed = crm__import_target_text(target, &run->rows, row, &run->arena);
    if (typed.size == 0)
        typed = crm__text_of(run->store->currency);
    if (crm__import_currency(typed, code))
        return CRM_OK;
    return crm__fail_field(run->env, CRM_E_INVALID, run->entity->name.data, "currency",
                           "currency: '%.*s' is no currency code", (int)shown(typed).size,
                           typed.data);
}

static crm_status links_value(struct import_run *run, struct import_reference *reference,
                              size_t row, struct value *value)
{
    const struct import_links *links = &reference->links[row];
    *value = links->value;
    if (links->wrong.size == 0)
        return CRM_OK;
    return crm__import_reference_fail(&run->references, reference, links->wrong, links->why);
}

static crm_status reference_value(struct import_run *run, struct import_reference *reference,
                                  size_t row, struct value *value)
{
    if (crm__import_is_list(reference))
        return links_value(run, reference, row, value);
    int64_t id = reference->ids[row];
    *value = id > 0 ? crm__value_int(id) : VALUE_OF_NULL;
    if (id >= 0)
        return CRM_OK;
    const struct import_target *target = &run->map.targets[reference->key];
    return crm__import_reference_fail(&run->references, reference,
                                      crm__import_target_text(target, &run->rows, row, &run->arena),
                                      id);
}

/* A text in NDJSON where a field takes any JSON is the JSON of that text. */
static crm_status json_text(struct import_run *run, const struct import_target *target, size_t row,
                            struct text *typed)
{
    struct buffer quoted;
    if (run->input.form != IMPORT_NDJSON || target->origin != IMPORT_FROM_COLUMN ||
        crm__import_cell_kind(&run->rows, row, target->column) != CELL_TEXT)
        return CRM_OK;
    crm__buffer_init(&quoted, run->env);
    crm__buffer_json_text(&quoted, crm__import_cell_text(&run->rows, row, target->column));
    *typed = crm__arena_text(&run->arena, crm__buffer_view(&quoted));
    crm_status status = crm__buffer_status(&quoted);
    crm__buffer_free(&quoted);
    return status >= 0 && !typed->data ? CRM_E_NOMEM : status;
}

static crm_status cell_value(struct import_run *run, size_t column, size_t row, const char *code,
                             struct value *value)
{
    if (run->is_reference[column])
        return reference_value(run, &run->references.items[run->sources[column]], row, value);
    const struct field *field = run->fields[column];
    const struct import_target *target = &run->map.targets[run->sources[column]];
    struct text typed = crm__import_target_text(target, &run->rows, row, &run->arena);
    if (field == run->entity->currency && typed.size) {
        struct text kept = crm__arena_text(&run->arena, crm__text_of(code));
        *value = crm__value_text(kept);
        return kept.data ? CRM_OK : CRM_E_NOMEM;
    }
    crm_status status = field->type == FIELD_JSON ? json_text(run, target, row, &typed) : CRM_OK;
    if (status < 0)
        return status;
    return crm__import_value(&run->reading, field, crm__text_of(code), typed, value);
}

static crm_status row_values(struct import_run *run, size_t row, struct value *values)
{
    char code[4] = "";
    crm_status status = run->entity->currency ? row_currency(run, row, code) : CRM_OK;
    for (size_t i = 0; status >= 0 && i < run->field_count; i++)
        status = cell_value(run, i, row, code, &values[i]);
    return status;
}

/* The record that a row names by its id; 0: none, a new one. */
static crm_status row_id(struct import_run *run, const struct import_target *target, size_t row,
                         int64_t *id_out)
{
    *id_out = 0;
    struct text typed = crm__import_target_text(target, &run->rows, row, &run->arena);
    if (typed.size == 0)
        return CRM_OK;
    if (crm__text_to_int64(typed, id_out) == CRM_OK && *id_out > 0 &&
        (!run->options->keep_ids || crm__import_is_own_id(*id_out)))
        return CRM_OK;
    return crm__fail_field(run->env, CRM_E_INVALID, run->entity->name.data, "id",
                           "id: '%.*s' is no id", (int)shown(typed).size, typed.data);
}

static crm_status row_append(struct import_run *run, size_t row, const struct value *values,
                             int64_t id)
{
    for (size_t i = 0; i < run->field_count; i++) {
        crm_status status = crm__column_value(&run->batch, &run->batch.columns[i], values[i]);
        if (status < 0)
            return status;
    }
    run->origins[run->batch.row_count] = row;
    if (run->ids)
        run->ids[run->batch.row_count] = id;
    run->batch.row_count++;
    return CRM_OK;
}

static bool row_is_blank(const struct value *values, size_t count, const struct import_run *run)
{
    for (size_t i = 0; i < count; i++) {
        bool constant =
            !run->is_reference[i] && run->map.targets[run->sources[i]].origin != IMPORT_FROM_COLUMN;
        if (values[i].kind != VALUE_NULL && !constant)
            return false;
    }
    return true;
}

static crm_status row_make(struct import_run *run, const struct import_target *id_target,
                           size_t row)
{
    struct value values[IMPORT_TARGET_LIMIT];
    int64_t id = 0;
    if (run->rows.rows[row].problem.size)
        return crm__import_reject(run, row, TEXT_NONE, run->rows.rows[row].problem);
    if (run->rows.rows[row].refused.size)
        return crm__import_reject(run, row, run->rows.rows[row].refused_field,
                                  run->rows.rows[row].refused);
    crm_status status = row_values(run, row, values);
    if (status >= 0 && id_target)
        status = row_id(run, id_target, row, &id);
    if (status < 0)
        return crm__import_reject_error(run, row, status);
    if (row_is_blank(values, run->field_count, run))
        return crm__import_reject(run, row, TEXT_NONE, TEXT("nothing in it that a field takes"));
    return row_append(run, row, values, id);
}

crm_status crm__import_batch_make(struct import_run *run)
{
    const struct import_target *id_target =
        crm__import_target(&run->map, crm__system_field(run->entity, SYSTEM_ID));
    crm_status status = columns_make(run);
    run->origins = crm__arena_alloc_zero(&run->arena, run->rows.count, sizeof *run->origins);
    run->ids = NULL;
    if (id_target)
        run->ids = crm__arena_alloc_zero(&run->arena, run->rows.count, sizeof *run->ids);
    if (!run->origins || (id_target && !run->ids))
        status = CRM_E_NOMEM;
    for (size_t row = 0; status >= 0 && row < run->rows.count; row++)
        status = row_make(run, id_target, row);
    run->next.rows += (int64_t)run->rows.count;
    return status;
}

/* --- saving ----------------------------------------------------------------------------------- */

crm_status crm__import_batch_save(struct import_run *run)
{
    struct save save = {.entity = run->entity,
                        .fields = run->fields,
                        .field_count = run->field_count,
                        .rows = &run->batch,
                        .ids = run->ids,
                        .key = run->key,
                        .region = run->options->region,
                        .on_match = run->options->on_match,
                        .nulls_keep = true,
                        .keep_ids = run->options->keep_ids,
                        .arena = &run->arena};
    crm_status status = run->batch.row_count ? crm__save_rows(run->store, &save) : CRM_OK;
    if (status < 0)
        return status;
    run->next.created += (int64_t)save.created;
    run->next.updated += (int64_t)save.updated;
    run->next.duplicates += (int64_t)save.duplicates;
    for (size_t i = 0; status >= 0 && i < run->batch.row_count; i++) {
        const struct save_result *result = &save.results[i];
        if (result->outcome == SAVE_CREATED && result->match_id)
            run->next.to_review++;
        if (result->outcome == SAVE_REJECTED)
            status = crm__import_reject(run, run->origins[i], result->field, result->message);
    }
    return status;
}
