/* The SQLite driver: its table of functions. */
#include "db/sqlite/driver.h"

/* Statements run as they come, so that a pipeline has nothing to gather and nothing to flush. */
static crm_status pipeline(struct db *db)
{
    (void)db;
    return CRM_OK;
}

const struct db_driver crm__sqlite_driver = {
    .size = sizeof(struct db_driver),
    .name = "sqlite",
    .open = crm__sqlite_open,
    .close = crm__sqlite_close,
    .interrupt = crm__sqlite_interrupt,
    .begin = crm__sqlite_begin,
    .commit = crm__sqlite_commit,
    .rollback = crm__sqlite_rollback,
    .savepoint = crm__sqlite_savepoint,
    .release = crm__sqlite_release,
    .rollback_to = crm__sqlite_rollback_to,
    .in_transaction = crm__sqlite_in_transaction,
    .prepare = crm__sqlite_prepare,
    .finalize = crm__sqlite_finalize,
    .bind = crm__sqlite_bind,
    .exec = crm__sqlite_exec,
    .step = crm__sqlite_step,
    .reset = crm__sqlite_reset,
    .unbind = crm__sqlite_unbind,
    .read = crm__sqlite_read,
    .fetch = crm__sqlite_fetch,
    .many = crm__sqlite_many,
    .bulk_begin = crm__sqlite_bulk_begin,
    .bulk_rows = crm__sqlite_bulk_rows,
    .bulk_end = crm__sqlite_bulk_end,
    .pipeline_begin = pipeline,
    .pipeline_flush = pipeline,
    .schema_version = crm__sqlite_schema_version,
    .set_schema_version = crm__sqlite_set_schema_version,
    .introspect = crm__sqlite_introspect,
    .data_version = crm__sqlite_data_version,
    .explain = crm__sqlite_explain,
    .maintain = crm__sqlite_maintain,
    .check = crm__sqlite_check,
    .claim = crm__sqlite_claim,
    .backup_begin = crm__sqlite_backup_begin,
    .backup_step = crm__sqlite_backup_step,
    .backup_free = crm__sqlite_backup_free,
};
