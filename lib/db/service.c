/* Bulk loading, pipelines, catalogue and upkeep: the calls that go straight to the driver. */
#include "db/db.h"

#include <assert.h>

static crm_status write_check(struct db *db);
static crm_status outside_check(struct db *db, const char *what);

crm_status crm__bulk_begin(struct db *db, struct text table, const struct text *columns,
                           size_t column_count, struct bulk *bulk)
{
    *bulk = (struct bulk){.db = db, .column_count = column_count};
    crm_status status = write_check(db);
    if (status < 0)
        return status;
    if (db->depth == 0)
        return crm__fail(db->env, CRM_E_MISUSE, "bulk rows outside a transaction");
    status = db->driver->bulk_begin(bulk, table, columns, column_count);
    return status < 0 ? crm__db_statement_failed(db, status) : status;
}

crm_status crm__bulk_rows(struct bulk *bulk, const struct batch *batch)
{
    if (batch->column_count != bulk->column_count)
        return crm__fail(bulk->db->env, CRM_E_MISUSE, "bulk rows of %zu columns, %zu expected",
                         batch->column_count, bulk->column_count);
    crm_status status = write_check(bulk->db);
    if (status < 0)
        return status;
    status = bulk->db->driver->bulk_rows(bulk, batch);
    if (status < 0)
        return crm__db_statement_failed(bulk->db, status);
    bulk->row_count += (int64_t)batch->row_count;
    return CRM_OK;
}

crm_status crm__bulk_end(struct bulk *bulk)
{
    crm_status status = bulk->db->driver->bulk_end(bulk);
    return status < 0 ? crm__db_statement_failed(bulk->db, status) : status;
}

crm_status crm__db_pipeline_begin(struct db *db)
{
    if (db->in_pipeline)
        return crm__fail(db->env, CRM_E_MISUSE, "a pipeline within a pipeline");
    crm_status status = db->driver->pipeline_begin(db);
    if (status >= 0)
        db->in_pipeline = true;
    return status;
}

crm_status crm__db_pipeline_flush(struct db *db)
{
    if (!db->in_pipeline)
        return crm__fail(db->env, CRM_E_MISUSE, "flush without a pipeline");
    db->in_pipeline = false;
    crm_status status = db->driver->pipeline_flush(db);
    return status < 0 ? crm__db_statement_failed(db, status) : status;
}

crm_status crm__db_schema_version(struct db *db, int64_t *version_out)
{
    *version_out = 0;
    return db->driver->schema_version(db, version_out);
}

crm_status crm__db_set_schema_version(struct db *db, int64_t version)
{
    if (version < 0 || version > INT32_MAX)
        return crm__fail(db->env, CRM_E_LIMIT, "schema version %lld, at most %d",
                         (long long)version, INT32_MAX);
    crm_status status = write_check(db);
    if (status < 0)
        return status;
    status = db->driver->set_schema_version(db, version);
    return status < 0 ? crm__db_statement_failed(db, status) : status;
}

crm_status crm__db_introspect(struct db *db, enum db_catalog what, struct text table,
                              struct batch *batch)
{
    assert(batch->column_count == 0);
    crm_status status = db->driver->introspect(db, what, table, batch);
    return status < 0 ? crm__db_statement_failed(db, status) : CRM_OK;
}

crm_status crm__db_data_version(struct db *db, int64_t *version_out)
{
    *version_out = 0;
    return db->driver->data_version(db, version_out);
}

crm_status crm__db_explain(struct db *db, struct text sql, struct buffer *plan)
{
    crm_status status = db->driver->explain(db, sql, plan);
    return status < 0 ? status : crm__buffer_status(plan);
}

crm_status crm__db_maintain(struct db *db, enum maintenance what)
{
    crm_status status = outside_check(db, "maintenance");
    if (status >= 0)
        status = write_check(db);
    return status < 0 ? status : db->driver->maintain(db, what);
}

crm_status crm__db_check(struct db *db, void (*found)(void *context, struct text damage),
                         void *context)
{
    crm_status status = outside_check(db, "a check");
    return status < 0 ? status : db->driver->check(db, found, context);
}

crm_status crm__db_claim(struct db *db, bool *is_ours_out)
{
    *is_ours_out = false;
    crm_status status = outside_check(db, "a claim");
    if (status >= 0)
        status = write_check(db);
    return status < 0 ? status : db->driver->claim(db, is_ours_out);
}

crm_status crm__backup_begin(struct db *db, struct text path, struct backup **backup_out)
{
    *backup_out = NULL;
    crm_status status = crm__db_check_process(db);
    if (status >= 0)
        status = crm__text_check(db->env, path, "backup");
    return status < 0 ? status : db->driver->backup_begin(db, path, backup_out);
}

crm_status crm__backup_step(struct backup *backup, size_t pages, int64_t *done_out,
                            int64_t *total_out)
{
    if (atomic_load_explicit(&backup->db->interrupted, memory_order_relaxed))
        return crm__fail(backup->db->env, CRM_E_CANCELLED, "interrupted");
    return backup->db->driver->backup_step(backup, pages, done_out, total_out);
}

void crm__backup_free(struct backup *backup)
{
    if (backup)
        backup->db->driver->backup_free(backup);
}

static crm_status write_check(struct db *db)
{
    crm_status status = crm__db_check_level(db);
    if (status < 0)
        return status;
    db->wrote = true;
    return crm__db_check_writable(db);
}

static crm_status outside_check(struct db *db, const char *what)
{
    if (db->depth > 0)
        return crm__fail(db->env, CRM_E_MISUSE, "%s within a transaction", what);
    return crm__db_check_process(db);
}
