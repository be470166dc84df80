/* Failures of SQLite, told in the library's words. */
#include "db/sqlite/driver.h"

#include <errno.h>
#include <string.h>

static crm_status constraint(struct sqlite_db *db, int code);
static crm_status unique(struct sqlite_db *db, struct text message);
static crm_status named(struct sqlite_db *db, struct text where, const char *what);
static void conflict_parse(struct db_conflict *conflict, struct text where);
static void copy_name(char out[DB_NAME_SIZE], struct text name);
static struct text after(struct text message, const char *part);
static crm_status busy(struct sqlite_db *db);
static crm_status input_output(struct sqlite_db *db, int code);
static const char *system_reason(int error);

crm_status crm__sqlite_fail(struct sqlite_db *db, int code)
{
    struct env *env = db->base.env;
    const char *message = sqlite3_errmsg(db->handle);
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return crm__fail_nomem(env);
    case SQLITE_CONSTRAINT:
        return constraint(db, code);
    case SQLITE_MISMATCH:
        return crm__fail(env, CRM_E_INVALID, "a value of the wrong kind");
    case SQLITE_TOOBIG:
        return crm__fail(env, CRM_E_LIMIT, "a value or row of more than %d bytes",
                         (int)VALUE_SIZE_LIMIT);
    case SQLITE_BUSY:
    case SQLITE_PROTOCOL:
        return busy(db);
    case SQLITE_INTERRUPT:
        return crm__fail(env, CRM_E_CANCELLED, "interrupted");
    case SQLITE_FULL:
        return crm__fail(env, CRM_E_FULL, "no space left for database %s", db->path);
    case SQLITE_READONLY:
        return crm__fail(env, CRM_E_READONLY, "database %s does not accept writes", db->path);
    case SQLITE_CORRUPT:
        return crm__fail(env, CRM_E_CORRUPT, "database %s is damaged: %s", db->path, message);
    case SQLITE_NOTADB:
        return crm__fail(env, CRM_E_FORMAT, "%s is not a database", db->path);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOLFS:
        return input_output(db, code);
    case SQLITE_ABORT:
        return crm__fail(env, CRM_E_MISUSE,
                         "the transaction was rolled back under a running statement");
    case SQLITE_LOCKED:
        return crm__fail(env, CRM_E_MISUSE, "a running statement is in the way");
    case SQLITE_ERROR:
        /* The sum of integers has no room; everything else is a mistake in a statement. */
        if (strcmp(message, "integer overflow") == 0)
            return crm__fail(env, CRM_E_LIMIT, "a sum of more than 64 bits");
        break;
    default:
        break;
    }
    return crm__fail(env, CRM_E_INTERNAL, "sqlite %d: %s", code, message);
}

crm_status crm__sqlite_fail_open(struct sqlite_db *db, sqlite3 *handle, int code)
{
    struct env *env = db->base.env;
    if ((code & 0xff) == SQLITE_NOMEM || !handle)
        return crm__fail_nomem(env);
    if ((code & 0xff) != SQLITE_CANTOPEN)
        return crm__sqlite_fail(db, code);
    int error = sqlite3_system_errno(handle);
    if (code == SQLITE_CANTOPEN_ISDIR || error == EISDIR)
        return crm__fail(env, CRM_E_FORMAT, "%s is a folder, not a database", db->path);
    if (error == ENOENT || error == ENOTDIR)
        return crm__fail(env, CRM_E_NOT_FOUND, "no file or folder %s", db->path);
    if (error == EROFS)
        return crm__fail(env, CRM_E_READONLY, "%s is on a file system without writing", db->path);
    return crm__fail(env, CRM_E_IO, "cannot open %s: %s (system error %d)", db->path,
                     system_reason(error), error);
}

static crm_status constraint(struct sqlite_db *db, int code)
{
    struct env *env = db->base.env;
    struct text message = crm__text_of(sqlite3_errmsg(db->handle));
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return unique(db, after(message, "failed: "));
    case SQLITE_CONSTRAINT_NOTNULL:
        return named(db, after(message, "failed: "), "a value is required");
    case SQLITE_CONSTRAINT_DATATYPE:
        return named(db, after(message, " column "), "a value of the wrong kind");
    case SQLITE_CONSTRAINT_FOREIGNKEY:
    case SQLITE_CONSTRAINT_TRIGGER:
        return crm__fail(env, CRM_E_INVALID,
                         "a reference leads to no row, or the row is still referred to");
    default:
        return crm__fail(env, CRM_E_INVALID, "%.*s", (int)message.size, message.data);
    }
}

static crm_status unique(struct sqlite_db *db, struct text where)
{
    struct db_conflict *conflict = &db->base.conflict;
    conflict_parse(conflict, where);
    if (conflict->column_count == 0)
        return crm__fail(db->base.env, CRM_E_EXISTS, "a unique key is taken");
    return crm__fail_field(db->base.env, CRM_E_EXISTS, conflict->table, conflict->columns[0],
                           "%.*s is taken", (int)where.size, where.data);
}

/* "table.column" as entity and field. */
static crm_status named(struct sqlite_db *db, struct text where, const char *what)
{
    struct db_conflict place;
    conflict_parse(&place, where);
    if (place.column_count == 0)
        return crm__fail(db->base.env, CRM_E_INVALID, "%s", what);
    return crm__fail_field(db->base.env, CRM_E_INVALID, place.table, place.columns[0], "%s: %s",
                           place.columns[0], what);
}

/* "lead.region, lead.phone"; anything else, such as the name of an index, is nothing. */
static void conflict_parse(struct db_conflict *conflict, struct text where)
{
    *conflict = (struct db_conflict){0};
    size_t from = 0;
    while (from < where.size && conflict->column_count < CONFLICT_COLUMN_LIMIT) {
        size_t comma = crm__text_find(where, TEXT(", "), from);
        size_t end = comma == SIZE_MAX ? where.size : comma;
        size_t dot = crm__text_find(where, TEXT("."), from);
        if (dot == SIZE_MAX || dot >= end)
            return;
        copy_name(conflict->table, crm__text_slice(where, from, dot));
        copy_name(conflict->columns[conflict->column_count++],
                  crm__text_slice(where, dot + 1, end));
        from = end + 2;
    }
}

static void copy_name(char out[DB_NAME_SIZE], struct text name)
{
    size_t size = name.size < DB_NAME_SIZE ? name.size : DB_NAME_SIZE - 1;
    for (size_t i = 0; i < size; i++)
        out[i] = name.data[i];
    out[size] = '\0';
}

static struct text after(struct text message, const char *part)
{
    size_t at = crm__text_find(message, crm__text_of(part), 0);
    return at == SIZE_MAX ? TEXT_NONE : crm__text_slice(message, at + strlen(part), message.size);
}

static crm_status busy(struct sqlite_db *db)
{
    /* The wait was given up because somebody wanted it to end. */
    if (atomic_load_explicit(&db->base.interrupted, memory_order_relaxed))
        return crm__fail(db->base.env, CRM_E_CANCELLED, "interrupted");
    return crm__fail(db->base.env, CRM_E_BUSY,
                     "database %s is locked by another connection; waited %lld ms, at most %lld ms",
                     db->path, (long long)(db->waited_us / 1000),
                     (long long)(db->busy_limit_us / 1000));
}

static crm_status input_output(struct sqlite_db *db, int code)
{
    if (code == SQLITE_IOERR_NOMEM)
        return crm__fail_nomem(db->base.env);
    /* The system may have dropped the pages that it could not bring to the disk, so trying again
     * would succeed without them having arrived. */
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)
        db->base.sync_failed = true;
    int error = sqlite3_system_errno(db->handle);
    if (error == ENOSPC || error == EDQUOT)
        return crm__fail(db->base.env, CRM_E_FULL, "no space left for database %s", db->path);
    return crm__fail(db->base.env, CRM_E_IO, "database %s: %s (sqlite %d, system error %d: %s)",
                     db->path, sqlite3_errstr(code), code, error, system_reason(error));
}

/* The few that people meet; strerror would depend on the locale. */
static const char *system_reason(int error)
{
    switch (error) {
    case EACCES:
    case EPERM:
        return "no permission";
    case ENOENT:
        return "it is not there";
    case EMFILE:
    case ENFILE:
        return "too many open files";
    case ENAMETOOLONG:
        return "the name is too long";
    case ELOOP:
        return "too many symbolic links";
    case EIO:
        return "the device failed";
    default:
        return "see the system's manual";
    }
}
