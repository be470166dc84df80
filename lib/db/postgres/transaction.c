/*
 * Transactions and savepoints. Writers are SERIALIZABLE: what is written above was written for one
 * writer at a time, and this is that meaning with many; who was in the way gets CRM_E_BUSY and runs
 * again. Readers hold one view, without being able to fail.
 */
#include "db/postgres/driver.h"

#include <stdio.h>
#include <string.h>

enum { ROLLBACK_TRIES = 3 };

static crm_status run_level(struct db *base, const char *verb, size_t number);

crm_status crm__pg_begin(struct db *base, enum transaction_mode mode)
{
    struct pg_db *db = (struct pg_db *)base;
    const char *sql = mode == TRANSACTION_READ ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                               : "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE";
    crm_status status = crm__pg_ready(db);
    if (status < 0)
        return status;
    base->commit_unknown = false;
    status = crm__pg_run(db, sql, NULL);
    if (status >= 0 || !crm__pg_is_lost(db))
        return status;
    /* The connection was lost while nothing was going on, so nobody need hear of it. */
    status = crm__pg_ready(db);
    return status < 0 ? status : crm__pg_run(db, sql, NULL);
}

crm_status crm__pg_commit(struct db *base)
{
    struct pg_db *db = (struct pg_db *)base;
    crm_status status = crm__pg_settle(db);
    if (status < 0)
        return status;
    PGresult *result = NULL;
    status = crm__pg_run(db, "COMMIT", &result);
    /* Committing what has failed rolls back, and the server finds that no failure. */
    if (status >= 0 && strcmp(PQcmdStatus(result), "COMMIT") != 0)
        status = crm__fail(base->env, CRM_E_BUSY,
                           "the server rolled the transaction back; run it again");
    PQclear(result);
    if (status < 0 && crm__pg_is_lost(db) && base->levels[0].mode == TRANSACTION_WRITE)
        return crm__pg_fail_commit(db);
    return status;
}

void crm__pg_rollback(struct db *base)
{
    struct pg_db *db = (struct pg_db *)base;
    struct error kept = base->env->error;
    db->unstoppable = true;
    crm__pg_settle(db);
    /* A cancel may come late and hit the rollback itself. */
    for (int i = 0; i < ROLLBACK_TRIES && crm__pg_in_transaction(base); i++)
        crm__pg_run(db, "ROLLBACK", NULL);
    db->unstoppable = false;
    base->env->error = kept;
}

crm_status crm__pg_savepoint(struct db *base, size_t number)
{
    return run_level(base, "SAVEPOINT", number);
}

crm_status crm__pg_release(struct db *base, size_t number)
{
    return run_level(base, "RELEASE", number);
}

crm_status crm__pg_rollback_to(struct db *base, size_t number)
{
    struct pg_db *db = (struct pg_db *)base;
    db->unstoppable = true;
    crm__pg_settle(db);
    char sql[64];
    snprintf(sql, sizeof sql, "ROLLBACK TO s%d; RELEASE s%d", (int)number, (int)number);
    crm_status status = crm__pg_run(db, sql, NULL);
    db->unstoppable = false;
    return status;
}

/* While rows are coming the transaction is active; a failed one must still be rolled back. */
bool crm__pg_in_transaction(struct db *base)
{
    PGTransactionStatusType status = PQtransactionStatus(((struct pg_db *)base)->link);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

/* SAVEPOINT s1 and the like. */
static crm_status run_level(struct db *base, const char *verb, size_t number)
{
    char sql[64];
    snprintf(sql, sizeof sql, "%s s%d", verb, (int)number);
    return crm__pg_run((struct pg_db *)base, sql, NULL);
}
