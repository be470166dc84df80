/*
 * Transactions and savepoints. A writer first counts the commits of the schema up by one: the row's
 * lock makes it the schema's only writer until it ends, as on SQLite, and each statement that comes
 * after sees all that earlier writers have committed. So nobody has to run again because of another
 * writer, and what is numbered within a transaction is numbered in the order of the commits.
 * Readers hold one view, wait for nobody, and cannot fail.
 */
#include "db/postgres/driver.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

/* Where more than READ COMMITTED is given (YugabyteDB without yb_enable_read_committed_isolation,
 * CockroachDB before 24.1), the second writer is told to run again instead of waiting. Nothing has
 * been done yet, so it is done here. */
enum { ROLLBACK_TRIES = 3, COLLISION_PAUSE_MS = 5 };

static crm_status begin(struct pg_db *db, enum transaction_mode mode);

crm_status crm__pg_begin(struct db *base, enum transaction_mode mode)
{
    struct pg_db *db = (struct pg_db *)base;
    crm_status status = crm__pg_ready(db);
    if (status < 0)
        return status;
    base->commit_unknown = false;
    status = begin(db, mode);
    if (status < 0 && crm__pg_is_lost(db)) {
        /* While nothing was going on, so nobody need hear of it. */
        status = crm__pg_ready(db);
        if (status >= 0)
            status = begin(db, mode);
    }
    int64_t left_us = db->busy_limit_us;
    while (status == CRM_E_BUSY && db->collided && left_us > 0) {
        poll(NULL, 0, COLLISION_PAUSE_MS);
        left_us -= COLLISION_PAUSE_MS * 1000;
        status = begin(db, mode);
    }
    return status;
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
    if (status >= 0 && base->levels[0].mode == TRANSACTION_WRITE)
        db->own_commits++;
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
    struct pg_db *db = (struct pg_db *)base;
    char sql[64];
    if (db->released)
        snprintf(sql, sizeof sql, "RELEASE s%d; SAVEPOINT s%d", (int)db->released, (int)number);
    else
        snprintf(sql, sizeof sql, "SAVEPOINT s%d", (int)number);
    db->released = 0;
    return crm__pg_run(db, sql, NULL);
}

/* It goes with the next savepoint, or with the end of a level around it: nobody waits for it. */
crm_status crm__pg_release(struct db *base, size_t number)
{
    struct pg_db *db = (struct pg_db *)base;
    crm_status status = crm__pg_settle(db);
    if (status < 0)
        return status;
    if (PQtransactionStatus(db->link) == PQTRANS_INTRANS) {
        db->released = number;
        return CRM_OK;
    }
    char sql[32];
    snprintf(sql, sizeof sql, "RELEASE s%d", (int)number);
    return crm__pg_run(db, sql, NULL);
}

crm_status crm__pg_rollback_to(struct db *base, size_t number)
{
    struct pg_db *db = (struct pg_db *)base;
    db->unstoppable = true;
    db->released = 0; /* it stands within this one */
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
    const struct pg_db *db = (struct pg_db *)base;
    PGTransactionStatusType status = PQtransactionStatus(db->link);
    return !crm__pg_is_lost(db) &&
           (status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE);
}

static crm_status begin(struct pg_db *db, enum transaction_mode mode)
{
    static const char *const texts[] = {
        [TRANSACTION_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
                             "SELECT commits FROM " PG_MARK " WHERE id = 1",
        [TRANSACTION_WRITE] = "BEGIN ISOLATION LEVEL READ COMMITTED; "
                              "UPDATE " PG_MARK " SET commits = commits + 1 WHERE id = 1 "
                              "RETURNING commits - 1",
    };
    PGresult *result = NULL;
    db->released = 0;
    crm_status status = crm__pg_run(db, texts[mode], &result);
    if (status >= 0)
        status = crm__pg_take_commits(db, result);
    PQclear(result);
    if (status < 0)
        crm__pg_rollback(&db->base);
    return status;
}
