/*
 * A claim on a schema: a row of the driver's table that a connection of its own keeps locked, in a
 * transaction without an end. The server lifts the lock when the connection goes.
 */
#include "db/postgres/driver.h"

#include <poll.h>
#include <string.h>

/* A process that was killed has its connection for a moment longer. */
enum { CLAIM_TRIES = 20, CLAIM_PAUSE_MS = 50 };

static crm_status claimant_open(struct pg_db *db, struct pg_db **claimant_out);
static crm_status lock(struct pg_db *claimant, bool *is_ours_out);

crm_status crm__pg_claim(struct db *base, bool *is_ours_out)
{
    struct pg_db *db = (struct pg_db *)base;
    *is_ours_out = db->claimant != NULL;
    if (db->claimant)
        return CRM_OK;
    crm_status status = claimant_open(db, &db->claimant);
    if (status >= 0)
        status = lock(db->claimant, is_ours_out);
    if (!*is_ours_out)
        crm__pg_unclaim(db, false);
    return status;
}

void crm__pg_unclaim(struct pg_db *db, bool foreign_process)
{
    if (!db->claimant)
        return;
    db->claimant->address = NULL; /* `db` owns it */
    crm__pg_close(&db->claimant->base, foreign_process);
    db->claimant = NULL;
}

static crm_status claimant_open(struct pg_db *db, struct pg_db **claimant_out)
{
    struct pg_db *claimant = crm__alloc_zero(db->base.env, 1, sizeof *claimant);
    *claimant_out = claimant;
    if (!claimant)
        return CRM_E_NOMEM;
    claimant->base.env = db->base.env;
    claimant->base.driver = db->base.driver;
    claimant->base.caps = db->base.caps;
    atomic_init(&claimant->base.interrupted, false);
    atomic_init(&claimant->cancel, NULL);
    claimant->address = db->address;
    memcpy(claimant->schema, db->schema, sizeof db->schema);
    claimant->flavour = db->flavour;
    claimant->busy_limit_us = db->busy_limit_us;
    return crm__pg_connect(claimant);
}

static crm_status lock(struct pg_db *claimant, bool *is_ours_out)
{
    crm_status status = crm__pg_run(claimant,
                                    "INSERT INTO " PG_MARK " (id, version, commits)"
                                    " VALUES (2, 0, 0) ON CONFLICT (id) DO NOTHING",
                                    NULL);
    if (status >= 0)
        status = crm__pg_run(
            claimant, "BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0", NULL);
    for (int try = 0; try < CLAIM_TRIES && status >= 0 && !*is_ours_out; try++) {
        PGresult *rows = NULL;
        if (try > 0)
            poll(NULL, 0, CLAIM_PAUSE_MS);
        status = crm__pg_run(
            claimant, "SELECT id FROM " PG_MARK " WHERE id = 2 FOR UPDATE SKIP LOCKED", &rows);
        *is_ours_out = status >= 0 && PQntuples(rows) == 1;
        PQclear(rows);
    }
    return status;
}
