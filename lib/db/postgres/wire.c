/* Waiting for the server: every wait can be interrupted, and no send blocks on unread answers. */
#include "db/postgres/driver.h"

#include <poll.h>
#include <sys/socket.h>

enum { SLICE_MS = 100 }; /* between looks at the interrupt flag */

static bool is_failure(const PGresult *result);

void crm__pg_wait(struct pg_db *db, short events)
{
    struct pollfd socket = {.fd = PQsocket(db->link), .events = events};
    if (socket.fd < 0)
        return;
    int ready = poll(&socket, 1, SLICE_MS);
    /* A cancel that came before the statement began was in vain, so it is repeated. */
    if (ready == 0 && !db->unstoppable &&
        atomic_load_explicit(&db->base.interrupted, memory_order_relaxed))
        crm__pg_interrupt(&db->base);
    if (ready > 0 && (socket.revents & ~POLLOUT))
        PQconsumeInput(db->link);
}

PGresult *crm__pg_result(struct pg_db *db)
{
    while (PQisBusy(db->link) && !crm__pg_is_lost(db))
        crm__pg_wait(db, POLLIN);
    return PQgetResult(db->link);
}

bool crm__pg_push(struct pg_db *db)
{
    int left = PQflush(db->link);
    while (left > 0 && !crm__pg_is_lost(db)) {
        crm__pg_wait(db, POLLIN | POLLOUT);
        left = PQflush(db->link);
    }
    return left == 0;
}

crm_status crm__pg_send_failed(struct pg_db *db)
{
    crm_status status = crm__pg_fail(db, NULL);
    if (!crm__pg_is_lost(db)) {
        shutdown(PQsocket(db->link), SHUT_RDWR);
        while (PQconsumeInput(db->link) && !crm__pg_is_lost(db))
            continue;
    }
    return status;
}

PGresult *crm__pg_last_result(struct pg_db *db)
{
    PGresult *kept = NULL;
    PGresult *result = NULL;
    while ((result = crm__pg_result(db)) != NULL) {
        /* What comes after the first failure only follows from it. */
        if (kept && is_failure(kept)) {
            PQclear(result);
        } else {
            PQclear(kept);
            kept = result;
        }
        if (PQresultStatus(kept) == PGRES_COPY_IN)
            break; /* It would be given again and again. */
    }
    return kept;
}

crm_status crm__pg_run(struct pg_db *db, const char *sql, PGresult **result_out)
{
    if (result_out)
        *result_out = NULL;
    crm_status status = crm__pg_settle(db);
    if (status < 0)
        return status;
    db->base.stats.round_trips++;
    PGresult *result = NULL;
    if (PQsendQuery(db->link, sql) && crm__pg_push(db))
        result = crm__pg_last_result(db);
    if (!result || is_failure(result))
        status = crm__pg_fail(db, result);
    if (status >= 0 && result_out)
        *result_out = result;
    else
        PQclear(result);
    return status;
}

crm_status crm__pg_settle(struct pg_db *db)
{
    if (db->copying) {
        db->copying = false;
        PQputCopyEnd(db->link, "the load was given up");
        crm__pg_push(db);
        PQclear(crm__pg_last_result(db));
    }
    if (db->stream)
        return crm__pg_keep_rest(db);
    if (PQpipelineStatus(db->link) != PQ_PIPELINE_OFF)
        return crm__pg_pipeline_collect(db);
    return CRM_OK;
}

static bool is_failure(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE ||
           status == PGRES_PIPELINE_ABORTED;
}
