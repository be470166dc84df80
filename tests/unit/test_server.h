/*
 * Which database a suite is run on. A suite runs on SQLite, and again on PostgreSQL when
 * CRM_TEST_POSTGRES names a server (as tests/postgres.py does). What only one of them has is added
 * with tcase_add_sqlite_test.
 */
#ifndef CRM_TESTS_TEST_SERVER_H
#define CRM_TESTS_TEST_SERVER_H

#include "suite.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#if defined(TEST_LIBPQ)
#include <libpq-fe.h>
#endif

enum { TEST_PLACE_SIZE = 256 };

/* The server to test on, or NULL for SQLite. */
static inline const char *test_server(void)
{
    return getenv("CRM_TEST_POSTGRES");
}

static inline bool on_sqlite(void)
{
    return test_server() == NULL;
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TEST_SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define TEST_SANITIZED 1
#endif

/* How many seeds to take, or how many places to pass over: `all` where steps are cheap, `some` on a
 * server and in a sanitizer's build. CRM_FAULT_FULL in the environment asks for all everywhere. */
static inline int sampled(int all, int some)
{
#if defined(TEST_SANITIZED)
    bool is_slow = true;
#else
    bool is_slow = !on_sqlite();
#endif
    return is_slow && !getenv("CRM_FAULT_FULL") ? some : all;
}

#define tcase_add_sqlite_test(tcase, test)                                                         \
    do {                                                                                           \
        if (on_sqlite())                                                                           \
            tcase_add_test(tcase, test);                                                           \
    } while (0)
#define tcase_add_postgres_test(tcase, test)                                                       \
    do {                                                                                           \
        if (!on_sqlite())                                                                          \
            tcase_add_test(tcase, test);                                                           \
    } while (0)

/* Where a database of that name, which is not there yet, would be: a file in the folder, or the URI
 * of a schema. */
static inline void test_place(const char *folder, const char *name, char out[TEST_PLACE_SIZE])
{
    static int count;
    if (on_sqlite())
        snprintf(out, TEST_PLACE_SIZE, "%s/%s.crm", folder, name);
    else
        snprintf(out, TEST_PLACE_SIZE, "%s&schema=%s_%d_%d", test_server(), name, (int)getpid(),
                 ++count);
}

/* --- schemas that are used again; see schema_pool.sql ---------------------------------------- */

#if defined(TEST_LIBPQ)
static PGconn *test_pool;

static inline PGresult *test_pool_ask(const char *sql)
{
    if (!test_pool)
        test_pool = PQconnectdb(test_server());
    PGresult *result = PQexec(test_pool, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        ck_abort_msg("%s: %s", sql, PQerrorMessage(test_pool));
    return result;
}

/* Something that the server's own user does, past the library. */
static inline void test_server_run(const char *sql)
{
    PQclear(test_pool_ask(sql));
}

/* The URI of a schema that is as if it had just been made; true: it is to be opened and closed
 * first, and then kept. */
static inline bool test_pool_take(char out[TEST_PLACE_SIZE])
{
    PGresult *result = test_pool_ask("SELECT tenant, is_new FROM pool.take()");
    snprintf(out, TEST_PLACE_SIZE, "%s&schema=%s", test_server(), PQgetvalue(result, 0, 0));
    bool is_new = PQgetvalue(result, 0, 1)[0] == 't';
    PQclear(result);
    return is_new;
}

static inline void test_pool_keep(const char *place)
{
    char sql[TEST_PLACE_SIZE + 32];
    snprintf(sql, sizeof sql, "SELECT pool.keep('%s')", strstr(place, "&schema=") + 8);
    PQclear(test_pool_ask(sql));
}

static inline void test_pool_give(void)
{
    if (test_pool)
        PQclear(test_pool_ask("SELECT pg_advisory_unlock_all()"));
}
#else
static inline bool test_pool_take(char out[TEST_PLACE_SIZE])
{
    out[0] = '\0';
    ck_abort_msg("built without libpq");
    return false;
}
static inline void test_server_run(const char *sql)
{
    (void)sql;
}
static inline void test_pool_keep(const char *place)
{
    (void)place;
}
static inline void test_pool_give(void)
{
}
#endif

#endif
