/* Failures of PostgreSQL, told in the library's words by their SQLSTATE, never by a message's text,
 * for that is translated. */
#include "db/postgres/driver.h"

#include <string.h>

static crm_status coded(struct pg_db *db, const PGresult *result, const char *state);
static crm_status unique(struct pg_db *db, const PGresult *result);
static crm_status named(struct pg_db *db, const PGresult *result, const char *what);
static crm_status wrong_kind(struct pg_db *db, const PGresult *result);
static crm_status cancelled(struct pg_db *db);
static crm_status locked(struct pg_db *db);
static crm_status unsupported(struct pg_db *db, const PGresult *result);
static crm_status lost(struct pg_db *db, const PGresult *result);
static const char *field(const PGresult *result, int code);
static void key_parse(struct db_conflict *conflict, struct text detail);
static struct text unquoted(struct text name);
static void copy_name(char out[DB_NAME_SIZE], struct text name);
static const char *find_state(const char *message, char state[6]);

/* By the longest beginning of the SQLSTATE. */
static const struct {
    const char *state;
    crm_status status;
    const char *words; /* before the server's own; NULL: its own only */
} meanings[] = {
    {"22003", CRM_E_LIMIT, "a number of more than 64 bits"},
    {"22001", CRM_E_LIMIT, NULL},
    {"22", CRM_E_INVALID, NULL},
    {"23503", CRM_E_INVALID, "a reference leads to no row, or the row is still referred to"},
    {"23", CRM_E_INVALID, NULL},
    {"40001", CRM_E_BUSY, "another transaction was in the way; run this one again"},
    {"40P01", CRM_E_BUSY, "two transactions waited for each other; run this one again"},
    {"26000", CRM_E_BUSY, "the server forgot a prepared statement; run the transaction again"},
    {"53100", CRM_E_FULL, "no space left on the server"},
    {"53300", CRM_E_BUSY, "the server has no connection left; try again"},
    {"53200", CRM_E_IO, "the server has no memory left"},
    {"54", CRM_E_LIMIT, NULL},
    {"55006", CRM_E_BUSY, "another connection is using it; try again"},
    {"57P03", CRM_E_BUSY, "the server is starting or stopping; try again"},
    {"28", CRM_E_DENIED, "the server refuses this user or password"},
    {"3D000", CRM_E_NOT_FOUND, "the server has no such database: create it first"},
    {"42501", CRM_E_DENIED, "the server's user lacks a right"},
    {"58", CRM_E_IO, "the server's system failed"},
    {"XX001", CRM_E_CORRUPT, "the server found damaged data"},
    {"XX002", CRM_E_CORRUPT, "the server found a damaged index"},
};

crm_status crm__pg_fail(struct pg_db *db, const PGresult *result)
{
    const char *severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    db->ended |= strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0;
    if (crm__pg_is_lost(db))
        return lost(db, result);
    const char *state = field(result, PG_DIAG_SQLSTATE);
    if (!result || !state[0]) {
        const char *message = result ? PQresultErrorMessage(result) : PQerrorMessage(db->link);
        /* libpq says so in its own words only; its other failures have a state or a lost link. */
        if (!message[0] || strstr(message, "out of memory"))
            return crm__fail_nomem(db->base.env);
        return crm__fail(db->base.env, CRM_E_INTERNAL, "libpq: %.300s", message);
    }
    return coded(db, result, state);
}

crm_status crm__pg_fail_commit(struct pg_db *db)
{
    db->base.commit_unknown = true;
    return crm__fail(db->base.env, CRM_E_IO,
                     "the connection was lost during the commit: whether it took effect is not "
                     "known; look before writing again");
}

crm_status crm__pg_fail_open(struct pg_db *db, const char *message)
{
    struct env *env = db->base.env;
    char state[6] = "";
    const char *words = find_state(message, state);
    int size = (int)strcspn(words, "\n");
    if (size > 300)
        size = 300;
    if (PQconnectionNeedsPassword(db->link))
        return crm__fail(env, CRM_E_DENIED,
                         "the server wants a password and got none: put it into ~/.pgpass or "
                         "PGPASSWORD");
    for (size_t i = 0; state[0] && i < sizeof meanings / sizeof meanings[0]; i++) {
        if (strncmp(state, meanings[i].state, strlen(meanings[i].state)) == 0)
            return crm__fail(env, meanings[i].status, "%s (%.*s)",
                             meanings[i].words ? meanings[i].words : "the server says", size,
                             words);
    }
    return crm__fail(env, CRM_E_IO, "no connection to the server: %.*s", size, words);
}

bool crm__pg_is_lost(const struct pg_db *db)
{
    return db->ended || PQstatus(db->link) == CONNECTION_BAD;
}

bool crm__pg_is_rows_own(crm_status status)
{
    return status == CRM_E_EXISTS || status == CRM_E_INVALID || status == CRM_E_LIMIT;
}

static crm_status coded(struct pg_db *db, const PGresult *result, const char *state)
{
    struct env *env = db->base.env;
    if (strcmp(state, "23505") == 0)
        return unique(db, result);
    if (strcmp(state, "23502") == 0)
        return named(db, result, "a value is required");
    if (strcmp(state, "42804") == 0)
        return wrong_kind(db, result);
    if (strcmp(state, "57014") == 0)
        return cancelled(db);
    if (strcmp(state, "0A000") == 0)
        return unsupported(db, result);
    if (strcmp(state, "55P03") == 0)
        return locked(db);
    if (strcmp(state, "25006") == 0)
        return db->base.depth > 0 && db->base.levels[0].mode == TRANSACTION_READ
                   ? crm__fail(env, CRM_E_MISUSE, "a write within a reading transaction")
                   : crm__fail(env, CRM_E_READONLY,
                               "the server takes no writes here: it is a replica or set to "
                               "read-only; open the primary");
    if (strcmp(state, "40003") == 0 || strcmp(state, "08007") == 0)
        return crm__pg_fail_commit(db);
    const char *message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        if (strncmp(state, meanings[i].state, strlen(meanings[i].state)) != 0)
            continue;
        if (!meanings[i].words)
            return crm__fail(env, meanings[i].status, "%.300s", message);
        return crm__fail(env, meanings[i].status, "%s (%.300s)", meanings[i].words, message);
    }
    return crm__fail(env, CRM_E_INTERNAL, "%s %s: %.300s", db->base.caps.name, state, message);
}

/* The columns stand in the detail, "Key (region, phone)=(…) …", in every language. */
static crm_status unique(struct pg_db *db, const PGresult *result)
{
    struct env *env = db->base.env;
    struct db_conflict *conflict = &db->base.conflict;
    *conflict = (struct db_conflict){0};
    copy_name(conflict->table, crm__text_of(field(result, PG_DIAG_TABLE_NAME)));
    key_parse(conflict, crm__text_of(field(result, PG_DIAG_MESSAGE_DETAIL)));
    if (conflict->column_count == 0)
        return crm__fail(env, CRM_E_EXISTS, "a unique key is taken");
    char where[CONFLICT_COLUMN_LIMIT * 2 * DB_NAME_SIZE];
    size_t size = 0;
    for (size_t i = 0; i < conflict->column_count; i++) {
        const char *parts[] = {i > 0 ? ", " : "", conflict->table, ".", conflict->columns[i]};
        for (size_t part = 0; part < 4; part++)
            for (const char *at = parts[part]; *at && size < sizeof where - 1; at++)
                where[size++] = *at;
    }
    return crm__fail_field(env, CRM_E_EXISTS, conflict->table, conflict->columns[0],
                           "%.*s is taken", (int)size, where);
}

static crm_status named(struct pg_db *db, const PGresult *result, const char *what)
{
    const char *column = field(result, PG_DIAG_COLUMN_NAME);
    if (!column[0])
        return crm__fail(db->base.env, CRM_E_INVALID, "%s", what);
    return crm__fail_field(db->base.env, CRM_E_INVALID, field(result, PG_DIAG_TABLE_NAME), column,
                           "%s: %s", column, what);
}

/* The one place that looks at words: a server that speaks English says which column it is. */
static crm_status wrong_kind(struct pg_db *db, const PGresult *result)
{
    struct text message = crm__text_of(field(result, PG_DIAG_MESSAGE_PRIMARY));
    size_t end = crm__text_find(message, TEXT("\" is of type "), 0);
    if (end == SIZE_MAX || !crm__text_starts(message, TEXT("column \"")))
        return crm__fail(db->base.env, CRM_E_INVALID, "a value of the wrong kind (%.*s)",
                         (int)(message.size < 300 ? message.size : 300), message.data);
    char column[DB_NAME_SIZE];
    copy_name(column, crm__text_slice(message, 8, end));
    return crm__fail_field(db->base.env, CRM_E_INVALID, NULL, column,
                           "%s: a value of the wrong kind", column);
}

static crm_status cancelled(struct pg_db *db)
{
    if (atomic_load_explicit(&db->base.interrupted, memory_order_relaxed))
        return crm__fail(db->base.env, CRM_E_CANCELLED, "interrupted");
    return crm__fail(db->base.env, CRM_E_CANCELLED,
                     "the server ended the statement: its statement_timeout passed or an "
                     "administrator cancelled it; do less at once, or raise statement_timeout");
}

static crm_status locked(struct pg_db *db)
{
    db->base.stats.busy_waits++;
    db->base.stats.busy_wait_us += db->busy_limit_us;
    long long limit_ms = (long long)(db->busy_limit_us / 1000);
    return crm__fail(db->base.env, CRM_E_BUSY,
                     "locked by another connection; waited %lld ms, at most %lld ms", limit_ms,
                     limit_ms);
}

/* What another connection did to the schema shows here; prepared anew the statement will run. */
static crm_status unsupported(struct pg_db *db, const PGresult *result)
{
    if (strcmp(field(result, PG_DIAG_SOURCE_FUNCTION), "RevalidateCachedQuery") == 0) {
        db->link_number++;
        return crm__fail(db->base.env, CRM_E_BUSY,
                         "the schema changed under a statement; run the transaction again");
    }
    return crm__fail(db->base.env, CRM_E_UNSUPPORTED, "%.300s",
                     field(result, PG_DIAG_MESSAGE_PRIMARY));
}

static crm_status lost(struct pg_db *db, const PGresult *result)
{
    const char *state = field(result, PG_DIAG_SQLSTATE);
    const char *message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    return crm__fail(db->base.env, CRM_E_BUSY,
                     "the connection to the server was lost%s%.200s%s; what was not committed is "
                     "undone: run the transaction again",
                     state[0] ? " (" : "", state[0] ? message : "", state[0] ? ")" : "");
}

static const char *field(const PGresult *result, int code)
{
    const char *text = result ? PQresultErrorField(result, code) : NULL;
    return text ? text : "";
}

static void key_parse(struct db_conflict *conflict, struct text detail)
{
    size_t open = crm__text_find(detail, TEXT("("), 0);
    size_t close = crm__text_find(detail, TEXT(")=("), 0);
    if (open == SIZE_MAX || close == SIZE_MAX || open > close)
        return;
    size_t from = open + 1;
    while (from < close && conflict->column_count < CONFLICT_COLUMN_LIMIT) {
        size_t comma = crm__text_find(detail, TEXT(", "), from);
        size_t end = comma == SIZE_MAX || comma > close ? close : comma;
        copy_name(conflict->columns[conflict->column_count++],
                  unquoted(crm__text_slice(detail, from, end)));
        from = end + 2;
    }
}

static struct text unquoted(struct text name)
{
    if (name.size >= 2 && name.data[0] == '"' && name.data[name.size - 1] == '"')
        return crm__text_slice(name, 1, name.size - 1);
    return name;
}

static void copy_name(char out[DB_NAME_SIZE], struct text name)
{
    size_t size = name.size < DB_NAME_SIZE ? name.size : DB_NAME_SIZE - 1;
    for (size_t i = 0; i < size; i++)
        out[i] = name.data[i];
    out[size] = '\0';
}

/* A verbose message of a connection has "FATAL:  28P01: what happened": the last such place counts,
 * for several addresses may have been tried. Gives where the words begin. */
static const char *find_state(const char *message, char state[6])
{
    const char *words = message;
    for (const char *at = strstr(message, ":  "); at; at = strstr(at + 1, ":  ")) {
        size_t size = strspn(at + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (size != 5 || at[8] != ':' || at[9] != ' ')
            continue;
        memcpy(state, at + 3, 5);
        state[5] = '\0';
        words = at + 10;
    }
    return words;
}
