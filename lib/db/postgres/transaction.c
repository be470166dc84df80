/*
 * Transactions and savepoints. A writer first counts the commits of the schema up by one: the row's
 * lock makes it the schema's only writer until it ends, as on SQLite, and each statement that comes
 * after sees all that earlier writers have committed. So nobody has to run again because of another
 * writer, and what is numbered within a transaction is numbered in the order of the commits.
 * Readers hold one view, wait for nobody, and cannot fail.
 */
#include "db/postgres/driver.h"

#include <stdio.h>
#include <string.h>

enum { ROLLBACK_TRIES = 3 };

static crm_status begin(struct pg_db *db, enum transaction_mode mode);
static crm_status run_level(struct db *base, const char *verb, size_t number);

crm_status crm__pg_begin(struct db *base, enum transaction_mode mode)
{
    struct pg_db *db = (struct pg_db *)base;
    crm_status status = crm__pg_ready(db);
    if (status < 0)
        return status;
    base->commit_unknown = false;
    status = begin(db, mode);
    if (status >= 0 || !crm__pg_is_lost(db))
        return status;
    /* The connection was lost while nothing was going on, so nobody need hear of it. */
    status = crm__pg_ready(db);
    return status < 0 ? status : begin(db, mode);
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
    crm_status status = crm__pg_run(db, texts[mode], &result);
    if (status >= 0)
        status = crm__pg_take_commits(db, result);
    PQclear(result);
    if (status < 0)
        crm__pg_rollback(&db->base);
    return status;
}

/* SAVEPOINT s1 and the like. */
static crm_status run_level(struct db *base, const char *verb, size_t number)
{
    char sql[64];
    snprintf(sql, sizeof sql, "%s s%d", verb, (int)number);
    return crm__pg_run((struct pg_db *)base, sql, NULL);
}
