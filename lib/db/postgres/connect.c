/* The connection: made in steps so that it can be interrupted, made again when it was lost. */
#include "db/postgres/driver.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

enum { PARAMETER_LIMIT = 96, CONNECT_LIMIT_S = 10, SLICE_MS = 100 };

static crm_status start(struct pg_db *db);
static crm_status finish(struct pg_db *db);
static int limit_ms(const struct pg_db *db);
static crm_status server_check(struct pg_db *db);
static crm_status session(struct pg_db *db);
static crm_status keep_cancel(struct pg_db *db);
static void ignore_notice(void *context, const PGresult *notice);

crm_status crm__pg_connect(struct pg_db *db)
{
    crm_status status = start(db);
    if (status >= 0)
        status = finish(db);
    if (status >= 0)
        status = server_check(db);
    if (status >= 0)
        status = keep_cancel(db);
    if (status < 0)
        return status;
    db->ended = false;
    PQsetErrorVerbosity(db->link, PQERRORS_DEFAULT);
    PQsetnonblocking(db->link, 1);
    db->link_number++;
    db->base.commit_unknown = false;
    db->base.stats.round_trips++;
    return session(db);
}

void crm__pg_disconnect(struct pg_db *db, bool foreign_process)
{
    if (!db->link)
        return;
    /* In a fork a goodbye would end the parent's session, so it goes to nobody. */
    int socket = PQsocket(db->link);
    int nobody = foreign_process && socket >= 0 ? open("/dev/null", O_RDWR) : -1;
    if (nobody >= 0) {
        dup2(nobody, socket);
        close(nobody);
    }
    PQfinish(db->link);
    db->link = NULL;
}

crm_status crm__pg_ready(struct pg_db *db)
{
    if (db->base.depth > 0 || !crm__pg_is_lost(db))
        return CRM_OK;
    if (db->stream)
        db->stream->broken = true;
    db->stream = NULL;
    db->pending = 0;
    db->copying = false;
    db->unused_count = 0;
    crm__pg_disconnect(db, false);
    return crm__pg_connect(db);
}

void crm__pg_interrupt(struct db *base)
{
    PGcancel *cancel = atomic_load(&((struct pg_db *)base)->cancel);
    char message[256];
    if (cancel)
        PQcancel(cancel, message, (int)sizeof message);
}

static crm_status start(struct pg_db *db)
{
    const char *names[PARAMETER_LIMIT + 3];
    const char *values[PARAMETER_LIMIT + 3];
    size_t count = 0;
    for (const PQconninfoOption *option = db->address; option->keyword; option++) {
        if (!option->val || !option->val[0] || count == PARAMETER_LIMIT)
            continue;
        names[count] = option->keyword;
        values[count++] = option->val;
    }
    names[count] = "client_encoding";
    values[count++] = "UTF8";
    names[count] = "fallback_application_name";
    values[count++] = "libcrm";
    names[count] = values[count] = NULL;
    db->link = PQconnectStartParams(names, values, 0);
    if (!db->link)
        return crm__fail_nomem(db->base.env);
    PQsetNoticeReceiver(db->link, ignore_notice, NULL);
    /* Verbose messages hold the SQLSTATE, which libpq gives of a connection in no other way. */
    PQsetErrorVerbosity(db->link, PQERRORS_VERBOSE);
    return CRM_OK;
}

static crm_status finish(struct pg_db *db)
{
    int left_ms = limit_ms(db);
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    if (PQstatus(db->link) == CONNECTION_BAD)
        state = PGRES_POLLING_FAILED;
    while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
        struct pollfd socket = {.fd = PQsocket(db->link),
                                .events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT};
        int ready = poll(&socket, 1, SLICE_MS);
        if (atomic_load_explicit(&db->base.interrupted, memory_order_relaxed))
            return crm__fail(db->base.env, CRM_E_CANCELLED, "interrupted");
        if (ready > 0)
            state = PQconnectPoll(db->link);
        else if (ready == 0 && (left_ms -= SLICE_MS) <= 0)
            return crm__fail(db->base.env, CRM_E_IO,
                             "no answer from the server within %d s: is it running, is it the "
                             "right address?",
                             limit_ms(db) / 1000);
    }
    if (state == PGRES_POLLING_FAILED)
        return crm__pg_fail_open(db, PQerrorMessage(db->link));
    return CRM_OK;
}

/* connect_timeout of the URI counts for all addresses together. */
static int limit_ms(const struct pg_db *db)
{
    int64_t seconds = 0;
    for (const PQconninfoOption *option = db->address; option->keyword; option++) {
        if (crm__text_is(crm__text_of(option->keyword), "connect_timeout") && option->val &&
            crm__text_to_int64(crm__text_of(option->val), &seconds) < 0)
            seconds = 0;
    }
    if (seconds <= 0 || seconds > 3600)
        seconds = CONNECT_LIMIT_S;
    return (int)seconds * 1000;
}

static crm_status server_check(struct pg_db *db)
{
    int version = PQserverVersion(db->link);
    if (version >= PG_OLDEST_YUGABYTE)
        return CRM_OK; /* Whether it is one of those is asked later. */
    return crm__fail(db->base.env, CRM_E_UNSUPPORTED,
                     "the server is PostgreSQL %d, at least %d is needed: upgrade it",
                     version / 10000, PG_OLDEST_SERVER / 10000);
}

/* Fixed for the session: the one schema, what a commit promises, how long a lock is waited for. */
static crm_status session(struct pg_db *db)
{
    struct buffer sql;
    crm__buffer_init(&sql, db->base.env);
    int64_t limit = db->busy_limit_us / 1000; /* Zero would be for ever. */
    crm__buffer_format(
        &sql,
        "SELECT set_config('search_path', '\"%s\", pg_temp', false),"
        " set_config('standard_conforming_strings', 'on', false),"
        " set_config('client_min_messages', 'error', false),"
        " set_config('lock_timeout', '%lld', false),"
        "%s"
        " set_config('synchronous_commit', CASE WHEN %d = 1 THEN 'off'"
        " WHEN current_setting('synchronous_commit') = 'off' THEN 'on'"
        " ELSE current_setting('synchronous_commit') END, false)",
        db->schema, (long long)(limit > 0 ? limit : 1),
        db->asked_read_only ? " set_config('default_transaction_read_only', 'on', false)," : "",
        db->durability == DURABILITY_MAY_LOSE_LAST_COMMITS);
    crm_status status = crm__buffer_status(&sql);
    if (status >= 0)
        status = crm__pg_run(db, sql.data, NULL);
    crm__buffer_free(&sql);
    return status;
}

/* Another thread may be using the last one at this moment, so that it is kept until the close. */
static crm_status keep_cancel(struct pg_db *db)
{
    PGcancel *cancel = PQgetCancel(db->link);
    if (!cancel)
        return crm__fail_nomem(db->base.env);
    crm_status status =
        crm__array_reserve(db->base.env, (void **)&db->cancels, &db->cancel_capacity,
                           db->cancel_count + 1, sizeof *db->cancels);
    if (status < 0) {
        PQfreeCancel(cancel);
        return status;
    }
    db->cancels[db->cancel_count++] = cancel;
    atomic_store(&db->cancel, cancel);
    return CRM_OK;
}

/* A library has no output of its own. */
static void ignore_notice(void *context, const PGresult *notice)
{
    (void)context;
    (void)notice;
}
