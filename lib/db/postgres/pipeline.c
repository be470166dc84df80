/* Pipelines: statements are sent one after the other, and then their answers are read. */
#include "db/postgres/driver.h"

/* libpq gives the rows of a pipeline's first statement one by one when those of the statement
 * before it came so; then an empty one goes first. */
bool crm__pg_pipeline_open(struct pg_db *db)
{
    db->skip_first = db->row_by_row;
    db->row_by_row = false;
    return PQenterPipelineMode(db->link) == 1 && (!db->skip_first || crm__pg_pipeline_send(db, ""));
}

bool crm__pg_pipeline_send(struct pg_db *db, const char *sql)
{
    return PQsendQueryParams(db->link, sql, 0, NULL, NULL, NULL, NULL, 1) == 1;
}

bool crm__pg_pipeline_sync(struct pg_db *db)
{
    return PQpipelineSync(db->link) == 1 && crm__pg_push(db);
}

PGresult *crm__pg_pipeline_result(struct pg_db *db)
{
    if (db->skip_first) {
        db->skip_first = false;
        PQclear(crm__pg_pipeline_result(db));
    }
    PGresult *result = crm__pg_result(db);
    if (result && PQresultStatus(result) != PGRES_PIPELINE_SYNC)
        PQclear(crm__pg_result(db)); /* NULL ends each statement's results. */
    return result;
}

bool crm__pg_pipeline_close(struct pg_db *db)
{
    PGresult *result = NULL;
    bool synced = false;
    while (!synced && !crm__pg_is_lost(db)) {
        result = crm__pg_result(db);
        synced = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        PQclear(result);
    }
    return PQexitPipelineMode(db->link) == 1 && synced;
}

/* The pipeline of libpq opens with the first statement; until then there is nothing to gather. */
crm_status crm__pg_pipeline_begin(struct db *base)
{
    ((struct pg_db *)base)->pending_status = CRM_OK;
    return CRM_OK;
}

crm_status crm__pg_pipeline_flush(struct db *base)
{
    struct pg_db *db = (struct pg_db *)base;
    crm_status status = crm__pg_settle(db);
    return status < 0 ? status : db->pending_status;
}

crm_status crm__pg_pipeline_collect(struct pg_db *db)
{
    db->base.stats.round_trips++;
    crm_status status = CRM_OK;
    bool sent = crm__pg_pipeline_sync(db);
    for (; sent && db->pending > 0 && !crm__pg_is_lost(db); db->pending--) {
        PGresult *result = crm__pg_pipeline_result(db);
        if (status >= 0 && PQresultStatus(result) == PGRES_FATAL_ERROR)
            status = crm__pg_fail(db, result);
        PQclear(result);
    }
    db->pending = 0;
    if (!sent || !crm__pg_pipeline_close(db))
        status = status < 0 ? status : crm__pg_fail(db, NULL);
    if (status < 0) {
        db->pending_status = status;
        crm__db_statement_failed(&db->base, status);
    }
    return status;
}
