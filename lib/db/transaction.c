/*
 * Transactions: levels that nest, and the rule that a failed statement fails its level. Databases
 * differ here (one goes on after a failed statement, another refuses everything, a third rolls all
 * back by itself when the disk is full), so the rule is kept above the drivers.
 */
#include "db/db.h"

#include <assert.h>

static crm_status check_rolled_back(struct db *db);
static crm_status begin_outermost(struct db *db, enum transaction_mode mode);
static crm_status begin_inner(struct db *db, enum transaction_mode mode);
static crm_status commit_level(struct db *db);
static void give_up(struct db *db, crm_status status);
static size_t rollback_point(const struct db *db);

crm_status crm__db_begin(struct db *db, enum transaction_mode mode)
{
    crm_status status = crm__db_check_level(db);
    if (status < 0)
        return status;
    if (db->depth == SAVEPOINT_DEPTH_LIMIT)
        return crm__fail(db->env, CRM_E_LIMIT, "transactions nested %zu deep, at most %d",
                         db->depth + 1, (int)SAVEPOINT_DEPTH_LIMIT);
    if (atomic_load_explicit(&db->interrupted, memory_order_relaxed))
        return crm__fail(db->env, CRM_E_CANCELLED, "interrupted");
    return db->depth == 0 ? begin_outermost(db, mode) : begin_inner(db, mode);
}

bool crm__db_commit_is_unknown(const struct db *db)
{
    return db->commit_unknown;
}

crm_status crm__db_commit(struct db *db)
{
    if (db->depth == 0)
        return crm__fail(db->env, CRM_E_MISUSE, "commit without a transaction");
    crm_status status = db->failed_depth > 0 ? db->failed_status : commit_level(db);
    if (status < 0)
        crm__db_rollback(db);
    else
        db->depth--;
    return status;
}

void crm__db_rollback(struct db *db)
{
    if (db->depth == 0)
        return;
    bool alive = db->driver->in_transaction(db);
    size_t level = db->depth--;
    db->in_pipeline = false;
    if (level == 1) {
        if (alive)
            db->driver->rollback(db);
        db->failed_depth = 0;
        db->gave_up = false;
        return; /* Where even that found no memory, the next statement tries it again. */
    }
    if (db->levels[level - 1].counted)
        return;
    struct error kept = db->env->error;
    crm_status status = CRM_E_IO;
    if (alive)
        status = db->driver->rollback_to(db, db->levels[level - 1].savepoint);
    if (status < 0)
        give_up(db, status);
    else if (db->failed_depth == level)
        db->failed_depth = 0;
    db->env->error = kept;
}

crm_status crm__db_check_level(struct db *db)
{
    if (db->failed_depth == 0)
        return db->depth == 0 ? check_rolled_back(db) : CRM_OK;
    /* Who has rolled back his own level could not know that the others are lost. */
    return crm__fail(db->env, db->gave_up ? db->failed_status : CRM_E_MISUSE,
                     "the transaction has failed (%s) and must be rolled back first",
                     crm_status_name(db->failed_status));
}

crm_status crm__db_statement_failed(struct db *db, crm_status status)
{
    if (db->depth == 0)
        return status;
    if (!db->driver->in_transaction(db)) {
        give_up(db, status);
    } else if (db->failed_depth == 0) {
        db->failed_depth = rollback_point(db);
        db->failed_status = status;
    }
    return status;
}

/* Nothing may be read or written in a transaction that has ended for everyone but the database. */
static crm_status check_rolled_back(struct db *db)
{
    if (!db->driver->in_transaction(db))
        return CRM_OK;
    db->driver->rollback(db);
    return db->driver->in_transaction(db) ? crm__fail_nomem(db->env) : CRM_OK;
}

static crm_status begin_outermost(struct db *db, enum transaction_mode mode)
{
    crm_status status = crm__db_check_process(db);
    if (status < 0)
        return status;
    if (mode == TRANSACTION_WRITE) {
        status = crm__db_check_writable(db);
        if (status < 0)
            return status;
    }
    status = db->driver->begin(db, mode);
    if (status < 0)
        return status;
    db->levels[0].mode = mode;
    db->levels[0].savepoint = 0;
    db->levels[0].counted = false;
    db->failed_status = CRM_OK;
    db->wrote = false;
    db->depth = 1;
    return CRM_OK;
}

static crm_status begin_inner(struct db *db, enum transaction_mode mode)
{
    if (mode == TRANSACTION_WRITE) {
        if (db->levels[0].mode == TRANSACTION_READ)
            return crm__fail(db->env, CRM_E_MISUSE, "a write within a reading transaction");
        crm_status status = db->driver->savepoint(db, db->depth);
        if (status < 0)
            return crm__db_statement_failed(db, status);
    }
    db->levels[db->depth].mode = mode;
    db->levels[db->depth].savepoint = db->depth;
    db->levels[db->depth].counted = mode == TRANSACTION_READ;
    db->depth++;
    return CRM_OK;
}

static crm_status commit_level(struct db *db)
{
    if (db->in_pipeline)
        return crm__fail(db->env, CRM_E_MISUSE, "commit within a pipeline");
    size_t level = db->depth - 1;
    if (level == 0)
        return db->driver->commit(db);
    if (db->levels[level].counted)
        return CRM_OK;
    crm_status status = db->driver->release(db, db->levels[level].savepoint);
    return status < 0 ? crm__db_statement_failed(db, status) : status;
}

/* The database has dropped it all, or cannot undo a part: every level has lost its work. */
static void give_up(struct db *db, crm_status status)
{
    if (db->failed_depth == 0)
        db->failed_status = status;
    db->failed_depth = 1;
    db->gave_up = true;
}

/* The innermost level, from 1, that the database can undo on its own. */
static size_t rollback_point(const struct db *db)
{
    size_t level = db->depth;
    while (db->levels[level - 1].counted)
        level--;
    assert(level >= 1);
    return level;
}
