/* Statements: the way through the cache, the checks before each run, the calls of the driver. */
#include "db/db.h"

#include "db/cache.h"

#include <assert.h>

static crm_status start(struct statement *statement);
static crm_status positions_check(struct statement *statement, size_t first, size_t count);

crm_status crm__db_prepare(struct db *db, uint64_t shape, struct text sql,
                           struct statement **statement_out)
{
    *statement_out = NULL;
    uint64_t key = shape ? shape : crm__hash_text(sql, 0);
    struct text key_text = shape ? TEXT_NONE : sql;
    struct statement *statement = crm__cache_take(db->cache, key, key_text);
    if (statement) {
        db->stats.cache_hits++;
        *statement_out = statement;
        return CRM_OK;
    }
    if (db->depth == 0) {
        crm_status status = crm__db_check_process(db);
        if (status < 0)
            return status;
    }
    crm_status status = db->driver->prepare(db, sql, &statement);
    if (status < 0)
        return status;
    db->stats.prepared++;
    crm__cache_adopt(db->cache, statement, key, key_text);
    *statement_out = statement;
    return CRM_OK;
}

struct statement *crm__db_cached(struct db *db, uint64_t shape)
{
    assert(shape != 0);
    struct statement *statement = crm__cache_take(db->cache, shape, TEXT_NONE);
    if (statement)
        db->stats.cache_hits++;
    return statement;
}

void crm__statement_release(struct statement *statement)
{
    if (!statement)
        return;
    struct db *db = statement->db;
    crm__statement_reset(statement);
    db->driver->unbind(statement);
    crm__cache_give(db->cache, statement);
}

void crm__db_schema_changed(struct db *db)
{
    crm__cache_clear(db->cache);
}

crm_status crm__statement_bind(struct statement *statement, size_t position, struct value value)
{
    crm_status status = positions_check(statement, position, 1);
    if (status < 0)
        return status;
    return statement->db->driver->bind(statement, position, &value, 1);
}

crm_status crm__statement_bind_all(struct statement *statement, const struct value *values,
                                   size_t count)
{
    if (count == 0)
        return CRM_OK;
    crm_status status = positions_check(statement, 1, count);
    if (status < 0)
        return status;
    return statement->db->driver->bind(statement, 1, values, count);
}

crm_status crm__statement_exec(struct statement *statement, int64_t *changed_out)
{
    struct db *db = statement->db;
    if (db->in_pipeline && changed_out)
        return crm__fail(db->env, CRM_E_MISUSE, "a count of changed rows within a pipeline");
    crm__statement_reset(statement);
    crm_status status = start(statement);
    if (status < 0)
        return status;
    int64_t changed = 0;
    status = db->driver->exec(statement, &changed);
    statement->running = false;
    if (status < 0)
        return crm__db_statement_failed(db, status);
    if (changed_out)
        *changed_out = changed;
    return CRM_OK;
}

crm_status crm__statement_step(struct statement *statement)
{
    if (!statement->running) {
        crm_status status = start(statement);
        if (status < 0)
            return status;
    }
    crm_status status = statement->db->driver->step(statement);
    if (status == CRM_OK) {
        statement->db->stats.rows++;
        return CRM_OK;
    }
    statement->running = false;
    return status < 0 ? crm__db_statement_failed(statement->db, status) : status;
}

void crm__statement_reset(struct statement *statement)
{
    if (!statement->running)
        return;
    statement->db->driver->reset(statement);
    statement->running = false;
}

struct value crm__statement_column(struct statement *statement, size_t column)
{
    assert(statement->running);
    assert(column < statement->column_count);
    struct value value;
    statement->db->driver->read(statement, column, &value, 1);
    return value;
}

void crm__statement_row(struct statement *statement, struct value *values, size_t count)
{
    assert(statement->running);
    assert(count <= statement->column_count);
    statement->db->driver->read(statement, 0, values, count);
}

crm_status crm__statement_fetch(struct statement *statement, struct batch *batch, size_t limit)
{
    struct db *db = statement->db;
    if (batch->column_count != statement->column_count)
        return crm__fail(db->env, CRM_E_MISUSE, "a statement of %zu columns into a batch of %zu",
                         statement->column_count, batch->column_count);
    if (!statement->running) {
        crm_status status = start(statement);
        if (status < 0)
            return status;
    }
    size_t before = batch->row_count;
    crm_status status = db->driver->fetch(statement, batch, limit);
    db->stats.rows += (int64_t)(batch->row_count - before);
    if (status == CRM_OK)
        return CRM_OK;
    statement->running = false;
    return status < 0 ? crm__db_statement_failed(db, status) : status;
}

crm_status crm__statement_many(struct statement *statement, struct statement_many *many)
{
    struct db *db = statement->db;
    many->changed = 0;
    many->rejected = 0;
    if (many->rows && many->rows->column_count != statement->column_count)
        return crm__fail(db->env, CRM_E_MISUSE, "a statement of %zu columns into a batch of %zu",
                         statement->column_count, many->rows->column_count);
    for (size_t i = 0; i < statement->variable_count; i++) {
        size_t column = many->columns ? many->columns[i] : i;
        if (column != KEEP_BOUND && column >= many->params->column_count)
            return crm__fail(db->env, CRM_E_MISUSE, "position %zu takes column %zu of %zu", i + 1,
                             column + 1, many->params->column_count);
    }
    size_t count = many->chosen ? many->chosen_count : many->params->row_count;
    if (count == 0)
        return CRM_OK;
    crm__statement_reset(statement);
    crm_status status = start(statement);
    if (status < 0)
        return status;
    db->stats.statements += (int64_t)count - 1;
    size_t before = many->rows ? many->rows->row_count : 0;
    status = db->driver->many(statement, many);
    statement->running = false;
    if (many->rows)
        db->stats.rows += (int64_t)(many->rows->row_count - before);
    return status < 0 ? crm__db_statement_failed(db, status) : CRM_OK;
}

crm_status crm__db_check_writable(struct db *db)
{
    if (db->depth > 0 && db->levels[0].mode == TRANSACTION_READ)
        return crm__fail(db->env, CRM_E_MISUSE, "a write within a reading transaction");
    if (db->read_only)
        return crm__fail(db->env, CRM_E_READONLY, "the database is open for reading only");
    if (db->sync_failed)
        return crm__fail(db->env, CRM_E_IO,
                         "an earlier commit could not be brought to the disk: "
                         "close the database and open it again");
    return CRM_OK;
}

/* What is checked before each run. */
static crm_status start(struct statement *statement)
{
    struct db *db = statement->db;
    crm_status status = crm__db_check_level(db);
    if (status < 0)
        return status;
    if (atomic_load_explicit(&db->interrupted, memory_order_relaxed))
        return crm__fail(db->env, CRM_E_CANCELLED, "interrupted");
    if (db->depth == 0)
        status = crm__db_check_process(db);
    if (status >= 0 && statement->writes)
        status = crm__db_check_writable(db);
    if (status < 0)
        return status;
    db->wrote |= statement->writes;
    db->stats.statements++;
    db->stats.round_trips++;
    statement->running = true;
    return CRM_OK;
}

static crm_status positions_check(struct statement *statement, size_t first, size_t count)
{
    struct env *env = statement->db->env;
    if (statement->running)
        return crm__fail(env, CRM_E_MISUSE, "a value bound to a running statement");
    if (first < 1 || count > statement->variable_count ||
        first > statement->variable_count - count + 1)
        return crm__fail(env, CRM_E_MISUSE, "values %zu to %zu bound to a statement of %zu", first,
                         first + count - 1, statement->variable_count);
    return CRM_OK;
}
