/* Upkeep and checking. */
#include "db/postgres/driver.h"

struct findings {
    void (*found)(void *context, struct text damage);
    void *context;
    bool damaged;
};

static crm_status each_table(struct db *db, const char *before, const char *after,
                             crm_status (*each)(struct db *db, const char *sql, struct text table,
                                                void *context),
                             void *context);
static crm_status run_one(struct db *db, const char *sql, struct text table, void *context);
static crm_status read_one(struct db *db, const char *sql, struct text table, void *context);
static crm_status invalid_indexes(struct db *db, struct findings *findings);
static void tell(struct findings *findings, struct text damage);

crm_status crm__pg_maintain(struct db *base, enum maintenance what)
{
    struct pg_db *db = (struct pg_db *)base;
    crm_status status = crm__pg_ready(db);
    if (status < 0)
        return status;
    switch (what) {
    case MAINTAIN_CHECKPOINT:
        return CRM_OK; /* The server sees to its log itself. */
    case MAINTAIN_OPTIMIZE:
    case MAINTAIN_ANALYZE:
        return each_table(base, "ANALYZE ", "", run_one, NULL);
    case MAINTAIN_COMPACT:
        if (db->flavour == PG_COCKROACH || db->flavour == PG_YUGABYTE)
            return crm__fail(base->env, CRM_E_UNSUPPORTED, "%s compacts by itself",
                             base->caps.name);
        return each_table(base, "VACUUM (FULL, ANALYZE) ", "", run_one, NULL);
    }
    return crm__fail(base->env, CRM_E_MISUSE, "no maintenance %d", (int)what);
}

crm_status crm__pg_check(struct db *base, void (*found)(void *context, struct text damage),
                         void *context)
{
    struct findings findings = {.found = found, .context = context};
    crm_status status = crm__pg_ready((struct pg_db *)base);
    if (status >= 0)
        status = invalid_indexes(base, &findings);
    /* The text of a row needs all of it, also what lies outside its page. */
    if (status >= 0)
        status = each_table(base, "SELECT sum(length(t::text)) FROM ", " t",
                            read_one, &findings);
    if (status < 0)
        return status;
    return findings.damaged
               ? crm__fail(base->env, CRM_E_CORRUPT, "the database is damaged: restore a backup")
               : CRM_OK;
}

crm_status crm__pg_backup_begin(struct db *base, struct text path, struct backup **backup_out)
{
    (void)path;
    *backup_out = NULL;
    return crm__fail(base->env, CRM_E_UNSUPPORTED,
                     "a server's pages are its own: copy the rows");
}

/* Runs a text for each table, with its name in the middle. */
static crm_status each_table(struct db *db, const char *before, const char *after,
                             crm_status (*each)(struct db *db, const char *sql, struct text table,
                                                void *context),
                             void *context)
{
    struct batch tables;
    struct sql sql;
    crm__batch_init(&tables, db->env);
    crm__sql_init(&sql, db);
    crm_status status = crm__pg_introspect(db, CATALOG_TABLES, TEXT_NONE, &tables);
    for (size_t row = 0; row < tables.row_count && status >= 0; row++) {
        struct text table = crm__column_text_at(&tables.columns[0], row);
        crm__sql_clear(&sql);
        crm__sql_add(&sql, before);
        crm__sql_name(&sql, table);
        crm__sql_add(&sql, after);
        status = crm__sql_status(&sql);
        if (status >= 0)
            status = each(db, sql.text.data, table, context);
    }
    crm__sql_free(&sql);
    crm__batch_free(&tables);
    return status;
}

static crm_status run_one(struct db *db, const char *sql, struct text table, void *context)
{
    (void)table;
    (void)context;
    return crm__pg_run((struct pg_db *)db, sql, NULL);
}

static crm_status read_one(struct db *db, const char *sql, struct text table, void *context)
{
    crm_status status = crm__pg_run((struct pg_db *)db, sql, NULL);
    if (status != CRM_E_CORRUPT)
        return status;
    struct buffer damage;
    crm__buffer_init(&damage, db->env);
    crm__buffer_format(&damage, "table %.*s: %s", (int)table.size, table.data,
                       db->env->error.message);
    tell(context, crm__buffer_view(&damage));
    status = crm__buffer_status(&damage);
    crm__buffer_free(&damage);
    return status;
}

/* A unique index whose building was cut short does not hold what it promises. */
static crm_status invalid_indexes(struct db *db, struct findings *findings)
{
    PGresult *rows = NULL;
    crm_status status =
        crm__pg_run((struct pg_db *)db,
                    "SELECT x.relname FROM pg_catalog.pg_index i"
                    " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
                    " JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace"
                    " WHERE n.nspname = current_schema() AND NOT i.indisvalid ORDER BY 1",
                    &rows);
    for (int i = 0; i < PQntuples(rows) && status >= 0; i++) {
        struct buffer damage;
        crm__buffer_init(&damage, db->env);
        crm__buffer_format(&damage, "index %s is not valid: drop it and create it again",
                           PQgetvalue(rows, i, 0));
        tell(findings, crm__buffer_view(&damage));
        status = crm__buffer_status(&damage);
        crm__buffer_free(&damage);
    }
    PQclear(rows);
    return status;
}

static void tell(struct findings *findings, struct text damage)
{
    findings->damaged = true;
    if (findings->found)
        findings->found(findings->context, damage);
}
