/* Deleting, restoring and purging rows. */
#include "store/rows.h"

#include "db/sql.h"
#include "store/history_write.h"
#include "store/observer.h"
#include "store/row_batch.h"
#include "store/row_load.h"
#include "store/row_work.h"
#include "store/tables.h"

#include <assert.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Rows that go with the ids in one column. */
struct deletion {
    struct text table;
    const char *column;
    int32_t entity; /* 0: any */
    int32_t field;  /* 0: any */
};

static crm_status set_deleted(struct store *store, struct row_write *write, bool deleted);
static crm_status mark(struct row_work *work, bool deleted);
static crm_status write_marks(struct row_work *work, bool deleted);
static crm_status purge(struct store *store, const struct entity *entity, const int64_t *ids,
                        size_t count);
static crm_status choose_present(struct store *store, const struct entity *entity,
                                 const int64_t *ids, size_t count, uint32_t flags, int64_t *present,
                                 size_t *present_count);
static crm_status erase(struct store *store, const struct entity *entity, const int64_t *ids,
                        size_t count);
static crm_status delete_links_to(struct store *store, const struct entity *entity,
                                  const int64_t *ids, size_t count);
static crm_status delete_by(struct store *store, const struct deletion *deletion,
                            const int64_t *ids, size_t count);

crm_status crm__rows_delete(struct store *store, struct row_write *write)
{
    return set_deleted(store, write, true);
}

crm_status crm__rows_restore(struct store *store, struct row_write *write)
{
    return set_deleted(store, write, false);
}

crm_status crm__rows_purge(struct store *store, const struct entity *entity, const int64_t *ids,
                           size_t count)
{
    crm_status status = crm__access_check_superuser(store, "erase records");
    if (status == CRM_OK)
        status = crm__store_begin(store);
    if (status < 0)
        return status;
    return crm__store_end(store, purge(store, entity, ids, count));
}

static crm_status set_deleted(struct store *store, struct row_write *write, bool deleted)
{
    if (write->entity->flags & ENTITY_APPEND_ONLY)
        return crm__fail_field(store->env, CRM_E_REFUSED, write->entity->name.data, NULL,
                               "%s records are never deleted", write->entity->name.data);
    /* Ids and versions are all that is taken from the caller. */
    struct row_write bare = *write;
    bare.count = write->rows ? write->rows->row_count : write->count;
    bare.rows = NULL;
    bare.fields = NULL;
    bare.field_count = 0;
    struct row_work work;
    crm_status status = crm__work_init(&work, store, &bare);
    if (status == CRM_OK)
        status = crm__store_begin(store);
    if (status == CRM_OK) {
        status = crm__store_end(store, mark(&work, deleted));
        status = crm__work_explain(&work, status);
    }
    write->written = status == CRM_OK ? work.kept : 0;
    crm__work_free(&work);
    return status;
}

static crm_status mark(struct row_work *work, bool deleted)
{
    enum row_operation operation = deleted ? ROW_DELETE : ROW_RESTORE;
    struct row_loading loading = {.verb = ACCESS_DELETE, .deleted = !deleted};
    crm_status status = crm__work_load(work, &loading);
    work->after = work->before;
    if (status == CRM_OK)
        status = write_marks(work, deleted);
    if (status == CRM_OK)
        status = crm__work_write_history(work, operation);
    return status < 0 ? status : crm__work_tell(work, operation);
}

static crm_status write_marks(struct row_work *work, bool deleted)
{
    static const enum system_field stamps[] = {SYSTEM_DELETED_AT, SYSTEM_UPDATED_AT,
                                               SYSTEM_UPDATED_BY, SYSTEM_VERSION};
    struct store *store = work->store;
    uint32_t *chosen = NULL;
    crm_status status = crm__work_chosen(work, &chosen);
    int64_t *new_versions =
        crm__arena_alloc(&work->arena, (work->count + 1) * sizeof *new_versions);
    struct batch params;
    if (crm__view_init(&params, &work->arena, 3, work->count) < 0 || !new_versions)
        status = CRM_E_NOMEM;
    if (status < 0)
        return status;
    for (size_t row = 0; row < work->count; row++)
        new_versions[row] = work->versions[row] + 1;
    crm__view_add_ints(&params, new_versions);
    crm__view_add_ints(&params, work->ids);
    crm__view_add_ints(&params, work->versions);

    struct text columns[COUNT_OF(stamps)];
    for (size_t i = 0; i < COUNT_OF(stamps); i++)
        columns[i] = crm__system_field(work->entity, stamps[i])->name;
    struct text keys[] = {TEXT("id"), TEXT("version")};
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_update(&sql, work->entity->name, columns, COUNT_OF(columns), keys, 2);
    struct value now = crm__value_int(store->env->now_us);
    struct value bound[] = {deleted ? now : VALUE_OF_NULL, now,
                            crm__actor_value(store)};
    struct statement *statement = NULL;
    status = crm__sql_query(&sql, 0, &statement);
    for (size_t i = 0; status == CRM_OK && i < COUNT_OF(bound); i++)
        status = crm__statement_bind(statement, i + 1, bound[i]);
    static const size_t positions[] = {KEEP_BOUND, KEEP_BOUND, KEEP_BOUND, 0, 1, 2};
    struct statement_many many = {.params = &params,
                                  .columns = positions,
                                  .chosen = chosen,
                                  .chosen_count = work->kept,
                                  .reject = crm__work_refused,
                                  .context = work};
    if (status == CRM_OK)
        status = crm__statement_many(statement, &many);
    crm__statement_release(statement);
    crm__sql_free(&sql);
    if (status == CRM_OK && many.changed + many.rejected != (int64_t)work->kept)
        status = crm__fail_field(store->env, CRM_E_CONFLICT, work->entity->name.data, NULL,
                                 "a %s record is given twice, or was saved by somebody else in "
                                 "this moment",
                                 work->entity->name.data);
    return status < 0 ? status : crm__work_tell_refused(work);
}

/* Living records are deleted first, so that what derives from them goes the usual way. */
static crm_status purge(struct store *store, const struct entity *entity, const int64_t *ids,
                        size_t count)
{
    int64_t *present = crm__realloc_array(store->env, NULL, count + 1, sizeof *present);
    size_t present_count = 0;
    crm_status status = present ? CRM_OK : CRM_E_NOMEM;
    if (status == CRM_OK && !(entity->flags & ENTITY_APPEND_ONLY)) {
        status = choose_present(store, entity, ids, count, 0, present, &present_count);
        struct row_write write = {.entity = entity, .ids = present, .count = present_count};
        if (status == CRM_OK && present_count > 0)
            status = set_deleted(store, &write, true);
    }
    if (status == CRM_OK)
        status = choose_present(store, entity, ids, count, ROWS_DELETED, present, &present_count);
    if (status == CRM_OK && present_count > 0)
        status = erase(store, entity, present, present_count);
    crm__free(store->env, present);
    return status;
}

static crm_status choose_present(struct store *store, const struct entity *entity,
                                 const int64_t *ids, size_t count, uint32_t flags, int64_t *present,
                                 size_t *present_count)
{
    *present_count = 0;
    uint8_t *found = crm__alloc_zero(store->env, count + 1, 1);
    if (!found)
        return CRM_E_NOMEM;
    const struct field *id = crm__system_field(entity, SYSTEM_ID);
    struct batch rows;
    crm__batch_init(&rows, store->env);
    crm_status status = crm__rows_get(store, entity, &id, 1, ids, count, flags, found, &rows);
    for (size_t i = 0; status == CRM_OK && i < count; i++) {
        if (found[i])
            present[(*present_count)++] = ids[i];
    }
    crm__batch_free(&rows);
    crm__free(store->env, found);
    return status;
}

/* The erasure is written into history before the rest of it goes, so that no sequence number is
 * ever given twice. */
static crm_status erase(struct store *store, const struct entity *entity, const int64_t *ids,
                        size_t count)
{
    struct history_rows rows;
    crm_status status = crm__history_rows_init(&rows, store->env);
    for (size_t i = 0; status == CRM_OK && i < count; i++)
        status = crm__history_rows_add(&rows, ids[i], 0, TEXT_NONE);
    if (status == CRM_OK)
        status = crm__history_append(store, entity, ROW_ERASE, TEXT_NONE, &rows);
    crm__history_rows_free(&rows);

    struct deletion history = {TABLE_HISTORY, "record_id", entity->number, 0};
    struct deletion links = {TABLE_LINK, "record_id", entity->number, 0};
    struct deletion keys = {TABLE_MATCH_KEY, "record_id", entity->number, 0};
    struct deletion records = {entity->name, "id", 0, 0};
    if (status == CRM_OK)
        status = delete_by(store, &history, ids, count);
    if (status == CRM_OK)
        status = delete_by(store, &links, ids, count);
    if (status == CRM_OK)
        status = delete_links_to(store, entity, ids, count);
    if (status == CRM_OK)
        status = delete_by(store, &keys, ids, count);
    if (status == CRM_OK)
        status = delete_by(store, &records, ids, count);
    struct row_change change = {
        .entity = entity, .operation = ROW_ERASE, .ids = ids, .count = count};
    return status < 0 ? status : crm__observers_tell(store, &change);
}

static crm_status delete_links_to(struct store *store, const struct entity *entity,
                                  const int64_t *ids, size_t count)
{
    for (size_t i = 0; i < store->catalogue->entity_count; i++) {
        const struct entity *source = store->catalogue->entities[i];
        for (size_t j = 0; j < source->field_count; j++) {
            const struct field *field = source->fields[j];
            if (field->type != FIELD_REFERENCES || field->target != entity)
                continue;
            struct deletion links = {TABLE_LINK, "target_id", source->number, field->number};
            crm_status status = delete_by(store, &links, ids, count);
            if (status < 0)
                return status;
        }
    }
    return CRM_OK;
}

static crm_status delete_by(struct store *store, const struct deletion *deletion,
                            const int64_t *ids, size_t count)
{
    struct sql sql;
    crm__sql_init(&sql, store->db);
    crm__sql_add(&sql, "DELETE FROM ");
    crm__sql_name(&sql, deletion->table);
    crm__sql_add(&sql, " WHERE ");
    crm__sql_name(&sql, crm__text_of(deletion->column));
    crm__sql_add(&sql, " = ");
    crm__sql_placeholder(&sql);
    if (deletion->entity > 0) {
        crm__sql_add(&sql, " AND entity = ");
        crm__sql_int(&sql, deletion->entity);
    }
    if (deletion->field > 0) {
        crm__sql_add(&sql, " AND field = ");
        crm__sql_int(&sql, deletion->field);
    }
    if (crm__text_equal(deletion->table, TABLE_HISTORY)) {
        crm__sql_add(&sql, " AND operation <> ");
        crm__sql_int(&sql, ROW_ERASE);
    }
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    for (size_t i = 0; status == CRM_OK && i < count; i++) {
        status = crm__statement_bind(statement, 1, crm__value_int(ids[i]));
        if (status == CRM_OK)
            status = crm__statement_exec(statement, NULL);
    }
    crm__statement_release(statement);
    crm__sql_free(&sql);
    return status;
}
