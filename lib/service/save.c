/* Saving rows: the order of the steps, and the small forms for one record. */
#include "service/save.h"

#include <assert.h>

#include "service/save_run.h"

static crm_status results_make(struct save_run *run)
{
    struct save *save = run->save;
    size_t count = run->row_count;
    save->created = save->updated = save->duplicates = save->rejected = 0;
    save->results = crm__arena_alloc_zero(save->arena, count, sizeof *save->results);
    run->rows = crm__arena_alloc_zero(save->arena, count, sizeof *run->rows);
    if (!save->results || !run->rows)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        run->rows[i].id = save->ids ? save->ids[i] : 0;
        run->rows[i].version = save->versions ? save->versions[i] : 0;
    }
    return CRM_OK;
}

crm_status crm__save_reject(struct save_run *run, size_t row, crm_status status)
{
    struct save_result *result = &run->save->results[row];
    const struct error *error = &run->env->error;
    if (status == CRM_E_NOMEM || status == CRM_E_CANCELLED || status == CRM_E_IO)
        return status;
    run->env->error.row = (int64_t)row + 1;
    if (run->save->all_or_none)
        return status;
    run->rows[row].state = ROW_SETTLED;
    result->outcome = SAVE_REJECTED;
    result->status = status;
    result->match_id = status == CRM_E_EXISTS ? error->record_id : 0;
    result->field = crm__arena_text(run->save->arena, crm__text_of(error->field));
    result->message = crm__arena_text(run->save->arena, crm__text_of(error->message));
    crm__error_clear(run->env);
    return result->message.data && result->field.data ? CRM_OK : CRM_E_NOMEM;
}

size_t crm__save_column(const struct save_run *run, const struct field *field)
{
    for (size_t i = 0; i < run->width; i++) {
        if (run->fields[i] == field)
            return i;
    }
    return SIZE_MAX;
}

bool crm__save_keeps(const struct save_run *run, size_t row, size_t column)
{
    if (!run->save->nulls_keep || crm__save_cell(run, row, column)->kind != VALUE_NULL)
        return false;
    const struct field *typed = run->fields[column]->normal_of;
    size_t source = typed ? crm__save_column(run, typed) : SIZE_MAX;
    return source == SIZE_MAX || crm__save_cell(run, row, source)->kind == VALUE_NULL;
}

static void results_count(struct save *save, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        enum save_outcome outcome = save->results[i].outcome;
        save->created += outcome == SAVE_CREATED;
        save->updated += outcome == SAVE_UPDATED;
        save->duplicates += outcome == SAVE_DUPLICATE;
        save->rejected += outcome == SAVE_REJECTED;
    }
}

/* Rows with the same unique key as an earlier row of the batch wait until that one is written, so
 * that they find it. */
static crm_status passes_run(struct save_run *run)
{
    do {
        run->held_back = false;
        crm_status status = crm__save_identify(run);
        if (status >= 0)
            status = crm__save_meaning(run);
        if (status >= 0)
            status = crm__save_stage(run);
        if (status >= 0)
            status = crm__save_match(run);
        if (status >= 0)
            status = crm__save_validity(run);
        if (status >= 0)
            status = crm__save_write(run);
        if (status < 0)
            return status;
    } while (run->held_back);
    return CRM_OK;
}

static crm_status steps_run(struct save_run *run)
{
    crm_status status = results_make(run);
    if (status >= 0)
        status = crm__save_plan(run);
    if (status >= 0)
        status = crm__save_check(run);
    if (status >= 0)
        status = crm__save_normalise(run);
    if (status >= 0)
        status = passes_run(run);
    return status;
}

bool crm__save_is_of_a_row(crm_status status)
{
    return status == CRM_E_INVALID || status == CRM_E_SYNTAX || status == CRM_E_UNKNOWN ||
           status == CRM_E_LIMIT || status == CRM_E_REFUSED || status == CRM_E_NOT_FOUND ||
           status == CRM_E_EXISTS || status == CRM_E_CONFLICT;
}

/* Within a transaction, which the caller rolls back after a dry run. */
static crm_status rows_save(struct store *store, struct save *save, bool careful)
{
    assert(save->arena && save->field_count <= save->rows->column_count);
    struct save_run run = {.store = store,
                           .env = store->env,
                           .save = save,
                           .row_count = save->rows->row_count,
                           .careful = careful};
    crm_status status = steps_run(&run);
    /* Now, so that what observers say of these rows is heard of these rows. */
    if (status >= 0 && !save->all_or_none)
        status = crm__store_flush(store);
    if (status >= 0)
        results_count(save, run.row_count);
    return status;
}

static crm_status saved_end(struct store *store, const struct save *save, crm_status status)
{
    if (status < 0 || !save->dry_run)
        return crm__store_end(store, status);
    crm__store_rollback(store);
    return CRM_OK;
}

crm_status crm__save_rows(struct store *store, struct save *save)
{
    if (save->rows->row_count == 0)
        return CRM_OK;
    /* What is still due is of rows that were saved before, and not to be blamed on these. */
    crm_status status = save->all_or_none ? CRM_OK : crm__store_flush(store);
    if (status >= 0)
        status = crm__store_begin(store);
    if (status < 0)
        return status;
    status = rows_save(store, save, false);
    if (!save->all_or_none && crm__save_is_of_a_row(status)) {
        /* An observer, who is told of all rows at once, cannot accept one of them. */
        crm__store_rollback(store);
        crm__error_clear(store->env);
        status = crm__store_begin(store);
        if (status < 0)
            return status;
        status = rows_save(store, save, true);
    }
    return saved_end(store, save, status);
}

/* --- one record ------------------------------------------------------------------------------ */

static crm_status changed_to_batch(const struct record *record, const struct field **fields,
                                   size_t *count_out, struct batch *rows)
{
    const struct entity *entity = record->entity;
    size_t count = 0;
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        if (!crm__record_changed(record, field))
            continue;
        struct column *column = crm__batch_add(rows, field->name, crm__field_kind(field->type));
        if (!column)
            return CRM_E_NOMEM;
        crm_status status = crm__column_value(rows, column, crm__record_value(record, field));
        if (status < 0)
            return status;
        fields[count++] = field;
    }
    rows->row_count = 1;
    *count_out = count;
    return CRM_OK;
}

/* Reads the record back, so that it shows what was stored: defaults, normal forms, version, and
 * what observers made of it. Who has given it away may see this once what he wrote. */
static crm_status record_read_back(struct store *store, int64_t id, struct record *fresh)
{
    crm_status status = crm__row_load(store, id, 0, fresh);
    if (status != CRM_E_NOT_FOUND)
        return status;
    crm__error_clear(store->env);
    crm__store_elevate(store);
    status = crm__row_load(store, id, 0, fresh);
    crm__store_restore(store);
    return status;
}

static crm_status duplicate_refused(struct env *env, const struct record *record,
                                    const struct save_result *result)
{
    crm__fail_field(env, CRM_E_EXISTS, record->entity->name.data, NULL,
                    "the same %s is there already: %s/%lld", record->entity->name.data,
                    result->match_entity->name.data, (long long)result->match_id);
    env->error.record_id = result->match_id;
    return CRM_E_EXISTS;
}

/* Within a transaction: when even the reading fails, nothing has been saved. */
static crm_status record_steps(struct store *store, const struct record *record, struct save *save,
                               struct batch *rows, struct record *fresh)
{
    const struct field **fields =
        crm__arena_alloc_zero(save->arena, record->entity->field_count, sizeof *fields);
    if (!fields)
        return CRM_E_NOMEM;
    crm_status status = changed_to_batch(record, fields, &save->field_count, rows);
    if (status < 0)
        return status;
    int64_t id = record->values[SYSTEM_ID].integer;
    int64_t version = record->values[SYSTEM_VERSION].integer;
    save->entity = record->entity;
    save->fields = fields;
    save->rows = rows;
    save->ids = &id;
    save->versions = &version;
    save->all_or_none = true;
    status = rows_save(store, save, false);
    if (status < 0)
        return status;
    const struct save_result *result = &save->results[0];
    if (result->outcome == SAVE_DUPLICATE)
        return duplicate_refused(store->env, record, result);
    return save->dry_run ? CRM_OK : record_read_back(store, result->id, fresh);
}

static crm_status record_save(struct store *store, struct record *record, struct save *save,
                              struct batch *rows)
{
    struct record fresh;
    crm_status status = crm__record_init(&fresh, record->env, record->entity);
    if (status < 0)
        return status;
    status = crm__store_begin(store);
    if (status >= 0)
        status = saved_end(store, save, record_steps(store, record, save, rows, &fresh));
    if (status < 0 || save->dry_run) {
        crm__record_free(&fresh);
        return status;
    }
    fresh.default_currency = record->default_currency;
    crm__record_free(record);
    *record = fresh;
    return CRM_OK;
}

crm_status crm__save_record(struct store *store, struct record *record, const struct save *options)
{
    if (record->failure < 0)
        return record->failure;
    struct save save = options ? *options : (struct save){0};
    struct arena arena;
    struct batch rows;
    crm__arena_init(&arena, store->env);
    crm__batch_init(&rows, store->env);
    save.arena = &arena;
    crm_status status = record_save(store, record, &save, &rows);
    crm__batch_free(&rows);
    crm__arena_free(&arena);
    return status;
}

/* --- a few fields ---------------------------------------------------------------------------- */

static crm_status fields_to_batch(const struct entity *entity, const struct save_field *values,
                                  size_t count, const struct field **fields, struct batch *rows)
{
    for (size_t i = 0; i < count; i++) {
        fields[i] = crm__service_field(entity, values[i].name);
        struct column *column =
            crm__batch_add(rows, fields[i]->name, crm__field_kind(fields[i]->type));
        if (!column)
            return CRM_E_NOMEM;
        crm_status status = crm__column_value(rows, column, values[i].value);
        if (status < 0)
            return status;
    }
    rows->row_count = 1;
    return CRM_OK;
}

crm_status crm__save_fields(struct store *store, const struct entity *entity, int64_t id,
                            enum row_operation operation, const struct save_field *fields,
                            size_t count, int64_t *id_out)
{
    enum { FIELDS_LIMIT = 48 };
    assert(count <= FIELDS_LIMIT);
    const struct field *resolved[FIELDS_LIMIT];
    struct arena arena;
    struct batch rows;
    crm__arena_init(&arena, store->env);
    crm__batch_init(&rows, store->env);
    crm_status status = fields_to_batch(entity, fields, count, resolved, &rows);
    struct save save = {.entity = entity,
                        .fields = resolved,
                        .field_count = count,
                        .rows = &rows,
                        .ids = &id,
                        .by_system = true,
                        .all_or_none = true,
                        .operation = operation,
                        .arena = &arena};
    if (status >= 0)
        status = crm__save_rows(store, &save);
    if (status >= 0 && id_out)
        *id_out = save.results[0].id;
    crm__batch_free(&rows);
    crm__arena_free(&arena);
    return status;
}

/* The store gives ids to what it creates, and to nothing else. */
static struct row_write write_of(const struct entity *entity, const int64_t *ids, size_t count)
{
    return (struct row_write){.entity = entity, .ids = (int64_t *)(uintptr_t)ids, .count = count};
}

crm_status crm__save_delete(struct store *store, const struct entity *entity, int64_t id)
{
    return crm__save_delete_all(store, entity, &id, 1);
}

crm_status crm__save_restore(struct store *store, const struct entity *entity, int64_t id)
{
    return crm__save_restore_all(store, entity, &id, 1);
}

crm_status crm__save_delete_all(struct store *store, const struct entity *entity,
                                const int64_t *ids, size_t count)
{
    struct row_write write = write_of(entity, ids, count);
    return count ? crm__rows_delete(store, &write) : CRM_OK;
}

crm_status crm__save_restore_all(struct store *store, const struct entity *entity,
                                 const int64_t *ids, size_t count)
{
    struct row_write write = write_of(entity, ids, count);
    return count ? crm__rows_restore(store, &write) : CRM_OK;
}

const struct entity *crm__service_entity(struct store *store, const char *name)
{
    const struct entity *entity = crm__entity_find(store->catalogue, crm__text_of(name));
    assert(entity);
    return entity;
}

const struct field *crm__service_field(const struct entity *entity, const char *name)
{
    const struct field *field = crm__field_find(entity, crm__text_of(name));
    assert(field);
    return field;
}
