/* Prepared statements of SQLite: binding, running, reading. */
#include "db/sqlite/driver.h"

#include <math.h>
#include <string.h>

enum { CHECKED_PLACEHOLDERS = 100 };

static crm_status placeholders_check(struct sqlite_db *db, sqlite3_stmt *handle);
static crm_status bind_one(struct sqlite_statement *statement, int position, struct value value);
static crm_status bind_text(struct sqlite_statement *statement, int position, struct text text);
static struct value column_value(sqlite3_stmt *handle, int column);
static crm_status step_failed(struct sqlite_statement *statement, int code);

crm_status crm__sqlite_prepare(struct db *base, struct text sql, struct statement **statement_out)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    struct sqlite_statement *statement = crm__alloc_zero(base->env, 1, sizeof *statement);
    if (!statement)
        return CRM_E_NOMEM;
    const char *rest = NULL;
    int code = sql.size > INT32_MAX
                   ? SQLITE_TOOBIG
                   : sqlite3_prepare_v3(db->handle, sql.data, (int)sql.size,
                                        SQLITE_PREPARE_PERSISTENT, &statement->handle, &rest);
    crm_status status = CRM_OK;
    if (code != SQLITE_OK)
        status = crm__sqlite_fail(db, code);
    else if (!statement->handle || rest != sql.data + sql.size)
        status = crm__fail(base->env, CRM_E_INTERNAL, "not one statement: %.*s",
                           (int)(sql.size < 200 ? sql.size : 200), sql.data);
    else
        status = placeholders_check(db, statement->handle);
    statement->base.db = base;
    if (status < 0) {
        crm__sqlite_finalize(&statement->base);
        return status;
    }
    statement->base.variable_count = (size_t)sqlite3_bind_parameter_count(statement->handle);
    statement->base.column_count = (size_t)sqlite3_column_count(statement->handle);
    statement->base.writes = !sqlite3_stmt_readonly(statement->handle);
    *statement_out = &statement->base;
    return CRM_OK;
}

void crm__sqlite_finalize(struct statement *base)
{
    struct sqlite_statement *statement = (struct sqlite_statement *)base;
    sqlite3_finalize(statement->handle);
    crm__free(base->db->env, statement);
}

crm_status crm__sqlite_bind(struct statement *base, size_t position, const struct value *values,
                            size_t count)
{
    struct sqlite_statement *statement = (struct sqlite_statement *)base;
    for (size_t i = 0; i < count; i++) {
        crm_status status = bind_one(statement, (int)(position + i), values[i]);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

crm_status crm__sqlite_exec(struct statement *base, int64_t *changed_out)
{
    struct sqlite_statement *statement = (struct sqlite_statement *)base;
    int code = sqlite3_step(statement->handle);
    while (code == SQLITE_ROW)
        code = sqlite3_step(statement->handle);
    if (code != SQLITE_DONE)
        return step_failed(statement, code);
    *changed_out = base->writes ? sqlite3_changes64(sqlite3_db_handle(statement->handle)) : 0;
    sqlite3_reset(statement->handle);
    return CRM_OK;
}

crm_status crm__sqlite_step(struct statement *base)
{
    struct sqlite_statement *statement = (struct sqlite_statement *)base;
    int code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW)
        return CRM_OK;
    if (code != SQLITE_DONE)
        return step_failed(statement, code);
    sqlite3_reset(statement->handle);
    return CRM_DONE;
}

void crm__sqlite_reset(struct statement *base)
{
    sqlite3_reset(((struct sqlite_statement *)base)->handle);
}

void crm__sqlite_unbind(struct statement *base)
{
    sqlite3_stmt *handle = ((struct sqlite_statement *)base)->handle;
    struct db_stats *stats = &base->db->stats;
    stats->scan_steps += sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
    stats->sorts += sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_SORT, 1);
    stats->auto_indexes += sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_AUTOINDEX, 1);
    sqlite3_clear_bindings(handle);
}

void crm__sqlite_read(struct statement *base, size_t column, struct value *values, size_t count)
{
    sqlite3_stmt *handle = ((struct sqlite_statement *)base)->handle;
    for (size_t i = 0; i < count; i++)
        values[i] = column_value(handle, (int)(column + i));
}

/* To SQLite $1 is a name like any other, numbered by its first appearance, so both agree only when
 * they first appear in order. The builder's ? counts by itself. Names are looked up one by one, so
 * a long list is taken on trust after its beginning. */
static crm_status placeholders_check(struct sqlite_db *db, sqlite3_stmt *handle)
{
    int count = sqlite3_bind_parameter_count(handle);
    for (int i = 1; i <= count && i <= CHECKED_PLACEHOLDERS; i++) {
        const char *name = sqlite3_bind_parameter_name(handle, i);
        if (!name || name[0] == '?')
            continue;
        char expected[16];
        sqlite3_snprintf((int)sizeof expected, expected, "$%d", i);
        if (strcmp(name, expected) != 0)
            return crm__fail(db->base.env, CRM_E_INTERNAL, "placeholder %d is called %s", i, name);
    }
    return CRM_OK;
}

static crm_status bind_one(struct sqlite_statement *statement, int position, struct value value)
{
    struct env *env = statement->base.db->env;
    int code = SQLITE_OK;
    switch (value.kind) {
    case VALUE_NULL:
        code = sqlite3_bind_null(statement->handle, position);
        break;
    case VALUE_INT:
        code = sqlite3_bind_int64(statement->handle, position, value.integer);
        break;
    case VALUE_DOUBLE:
        if (isnan(value.real))
            return crm__fail(env, CRM_E_INVALID, "value %d is not a number", position);
        code = sqlite3_bind_double(statement->handle, position, value.real);
        break;
    case VALUE_TEXT:
        return bind_text(statement, position, value.text);
    case VALUE_BLOB:
        /* A NULL pointer would be a null value. */
        code =
            sqlite3_bind_blob64(statement->handle, position, value.text.data ? value.text.data : "",
                                value.text.size, SQLITE_STATIC);
        break;
    }
    if (code == SQLITE_OK)
        return CRM_OK;
    return crm__sqlite_fail((struct sqlite_db *)statement->base.db, code);
}

static crm_status bind_text(struct sqlite_statement *statement, int position, struct text text)
{
    if (text.size > 0 && memchr(text.data, '\0', text.size))
        return crm__fail(statement->base.db->env, CRM_E_INVALID, "value %d: a NUL within text",
                         position);
    int code = sqlite3_bind_text64(statement->handle, position, text.data ? text.data : "",
                                   text.size, SQLITE_STATIC, SQLITE_UTF8);
    if (code == SQLITE_OK)
        return CRM_OK;
    return crm__sqlite_fail((struct sqlite_db *)statement->base.db, code);
}

static struct value column_value(sqlite3_stmt *handle, int column)
{
    switch (sqlite3_column_type(handle, column)) {
    case SQLITE_INTEGER:
        return crm__value_int(sqlite3_column_int64(handle, column));
    case SQLITE_FLOAT:
        return crm__value_double(sqlite3_column_double(handle, column));
    case SQLITE_TEXT: {
        const char *data = (const char *)sqlite3_column_text(handle, column);
        size_t size = (size_t)sqlite3_column_bytes(handle, column);
        return crm__value_text((struct text){data ? data : "", data ? size : 0});
    }
    case SQLITE_BLOB: {
        const char *data = sqlite3_column_blob(handle, column);
        size_t size = (size_t)sqlite3_column_bytes(handle, column);
        return crm__value_blob((struct text){data ? data : "", data ? size : 0});
    }
    default:
        return VALUE_OF_NULL;
    }
}

/* The reset comes last, for it may change the handle's message. */
static crm_status step_failed(struct sqlite_statement *statement, int code)
{
    struct sqlite_db *db = (struct sqlite_db *)statement->base.db;
    crm_status status = crm__sqlite_fail(db, code);
    sqlite3_reset(statement->handle);
    return status;
}
