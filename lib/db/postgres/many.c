/*
 * One statement for many rows, in a pipeline: a segment of rows is sent, then its answers are read,
 * one round trip. With `reject` a segment stands under a savepoint; a row that fails is known by
 * its answer, and the rows before it are sent again without it.
 */
#include "db/postgres/driver.h"

struct run {
    struct pg_db *db;
    struct pg_statement *statement;
    struct statement_many *many;
    size_t count;    /* rows to run */
    size_t from;     /* the segment: [from, until) */
    size_t until;    /* shorter than wanted when a row cannot be encoded */
    bool guarded;    /* under a savepoint */
    size_t failed;   /* in the segment, the row that failed; SIZE_MAX: none */
    size_t kept;     /* result rows before the segment */
    int64_t changed; /* rows written before the segment */
    crm_status status;
};

static crm_status run_rows(struct run *run);
static crm_status bind_kinds(struct run *run);
static crm_status run_segment(struct run *run, size_t until);
static bool send_segment(struct run *run, size_t until);
static void read_segment(struct run *run);
static void take(struct run *run, size_t index, PGresult *result);
static crm_status reject(struct run *run);
static crm_status undo(struct run *run);
static crm_status encode_row(struct run *run, size_t index);
static size_t row_of(const struct run *run, size_t index);

crm_status crm__pg_many(struct statement *base, struct statement_many *many)
{
    struct run run = {.db = (struct pg_db *)base->db,
                      .statement = (struct pg_statement *)base,
                      .many = many,
                      .count = many->chosen ? many->chosen_count : many->params->row_count,
                      .guarded = many->reject != NULL};
    crm_status status = crm__pg_prepared(run.statement);
    if (status >= 0)
        status = bind_kinds(&run);
    if (status >= 0)
        status = crm__pg_settle(run.db);
    /* A savepoint needs a transaction around it. */
    bool own = run.guarded && base->db->depth == 0;
    if (status >= 0 && own)
        status = crm__pg_run(run.db, "BEGIN", NULL);
    if (status < 0)
        return status;
    base->db->stats.round_trips--; /* Counted with the first segment. */
    status = run_rows(&run);
    if (own && status >= 0)
        status = crm__pg_run(run.db, "COMMIT", NULL);
    else if (own)
        crm__pg_rollback(base->db);
    return status < 0 ? crm__pg_run_failed(run.statement, status) : CRM_OK;
}

static crm_status run_rows(struct run *run)
{
    crm_status status = CRM_OK;
    while (run->from < run->count && status >= 0) {
        if (atomic_load_explicit(&run->db->base.interrupted, memory_order_relaxed))
            return crm__fail(run->db->base.env, CRM_E_CANCELLED, "interrupted");
        size_t left = run->count - run->from;
        status = run_segment(run, run->from + (left < PG_SEGMENT_ROWS ? left : PG_SEGMENT_ROWS));
        if (status >= 0) {
            run->from = run->until;
            continue;
        }
        if (run->failed == SIZE_MAX)
            return status;
        run->db->base.env->error.row = (int64_t)row_of(run, run->failed) + 1;
        if (run->guarded && crm__pg_is_rows_own(status))
            status = reject(run);
    }
    return status;
}

/* A column has one kind, so whether it fits is known before the first row. */
static crm_status bind_kinds(struct run *run)
{
    struct pg_statement *statement = run->statement;
    struct env *env = run->db->base.env;
    size_t count = statement->base.variable_count;
    enum value_kind *kinds = crm__alloc_zero(env, count + 1, sizeof *kinds);
    if (!kinds)
        return CRM_E_NOMEM;
    bool fits = true;
    for (size_t i = 0; i < count; i++) {
        size_t column = run->many->columns ? run->many->columns[i] : i;
        kinds[i] = column == KEEP_BOUND ? statement->variables[i].bound.kind
                                        : run->many->params->columns[column].kind;
        fits &= crm__pg_kind_fits(statement, i, kinds[i]);
    }
    crm_status status = fits ? CRM_OK : crm__pg_prepare_kinds(statement, kinds);
    crm__free(env, kinds);
    return status;
}

/* On failure run->failed is the row that it is about, and the segment is undone or as good as. */
static crm_status run_segment(struct run *run, size_t until)
{
    run->kept = run->many->rows ? run->many->rows->row_count : 0;
    run->changed = run->many->changed;
    run->failed = SIZE_MAX;
    run->status = CRM_OK;
    run->db->base.stats.round_trips++;
    if (!send_segment(run, until))
        return crm__pg_send_failed(run->db);
    read_segment(run);
    if (!crm__pg_pipeline_close(run->db) && run->status >= 0)
        run->status = crm__pg_fail(run->db, NULL);
    if (run->status < 0)
        return run->status;
    if (run->until == until)
        return CRM_OK;
    /* All before it is in; now the row that could not be sent says why. */
    run->from = run->failed = run->until;
    return encode_row(run, run->until);
}

static bool send_segment(struct run *run, size_t until)
{
    struct pg_db *db = run->db;
    run->until = run->from;
    if (!crm__pg_pipeline_open(db) ||
        (run->guarded && !crm__pg_pipeline_send(db, "SAVEPOINT crm_many")))
        return false;
    while (run->until < until && encode_row(run, run->until) >= 0) {
        if (!crm__pg_send(run->statement))
            return false;
        run->until++;
        if ((run->until & 63) == 0 && !crm__pg_push(db))
            return false;
    }
    if (run->guarded && !crm__pg_pipeline_send(db, "RELEASE crm_many"))
        return false;
    return crm__pg_pipeline_sync(db);
}

static void read_segment(struct run *run)
{
    size_t guards = run->guarded ? 1 : 0;
    size_t answers = run->until - run->from + 2 * guards;
    for (size_t i = 0; i < answers && !crm__pg_is_lost(run->db); i++) {
        PGresult *result = crm__pg_pipeline_result(run->db);
        bool is_row = i >= guards && i < answers - guards;
        if (is_row)
            take(run, run->from + i - guards, result);
        else if (run->status >= 0 && PQresultStatus(result) == PGRES_FATAL_ERROR)
            run->status = crm__pg_fail(run->db, result);
        PQclear(result);
    }
}

static void take(struct run *run, size_t index, PGresult *result)
{
    ExecStatusType how = PQresultStatus(result);
    uint32_t row_count = 0;
    if (run->status < 0)
        return;
    if (how != PGRES_COMMAND_OK && how != PGRES_TUPLES_OK) {
        run->status = crm__pg_fail(run->db, result);
        run->failed = index;
        return;
    }
    if (run->many->rows && how == PGRES_TUPLES_OK) {
        run->status = crm__pg_append_all(run->statement, result, run->many->rows, &row_count);
        if (run->status < 0)
            run->failed = index;
    }
    if (run->many->row_counts)
        run->many->row_counts[index] = row_count;
    if (run->statement->base.writes)
        run->many->changed += crm__pg_changed(result);
}

/* Brings in what stood before the failed row, and tells of it. */
static crm_status reject(struct run *run)
{
    struct env *env = run->db->base.env;
    struct statement_many *many = run->many;
    struct error error = env->error;
    struct db_conflict conflict = run->db->base.conflict;
    size_t failed = run->failed;
    crm_status told = error.status;
    crm_status status = run->from < failed || run->until > failed ? undo(run) : CRM_OK;
    if (status >= 0 && run->from < failed)
        status = run_segment(run, failed);
    if (status < 0)
        return status;
    run->from = failed + 1;
    env->error = error;
    run->db->base.conflict = conflict;
    many->rejected++;
    if (many->row_counts)
        many->row_counts[failed] = 0;
    status = many->reject(many->context, row_of(run, failed), told, &run->db->base.conflict);
    if (status >= 0)
        crm__error_clear(env);
    return status;
}

static crm_status undo(struct run *run)
{
    if (run->many->rows)
        crm__pg_cut(run->many->rows, run->kept);
    run->many->changed = run->changed;
    return crm__pg_run(run->db, "ROLLBACK TO crm_many; RELEASE crm_many", NULL);
}

static crm_status encode_row(struct run *run, size_t index)
{
    struct pg_statement *statement = run->statement;
    size_t row = row_of(run, index);
    for (size_t i = 0; i < statement->base.variable_count; i++) {
        size_t place = run->many->columns ? run->many->columns[i] : i;
        const struct column *column =
            place == KEEP_BOUND ? NULL : &run->many->params->columns[place];
        struct value value = column ? crm__column_at(column, row) : statement->variables[i].bound;
        struct text name = column ? column->name : TEXT_NONE;
        crm_status status = crm__pg_value_check(run->db->base.env, value, i + 1, name);
        if (status >= 0 && !crm__pg_encode(statement, i, value))
            status = crm__fail(run->db->base.env, CRM_E_INVALID, "%.*s: a value of the wrong kind",
                               (int)name.size, name.data);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

static size_t row_of(const struct run *run, size_t index)
{
    return run->many->chosen ? run->many->chosen[index] : index;
}
