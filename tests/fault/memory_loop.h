/*
 * The loop over failing allocations. A scenario is one public call with what it needs. It is tried
 * with allocation 1, 2, 3 … failing, once or for ever after, of the library's heap and of SQLite's,
 * until it succeeds. After each try that failed: the status is CRM_E_NOMEM, outputs are empty,
 * nothing was committed, no transaction is open, and a plain call works on the same handle. In the
 * end crm_db_check() finds nothing and no block is left.
 *
 *     static const struct scenario scenarios[] = {{"record_new", NULL, record_new, 0}, …};
 *     int main(void) { return memory_main("record", scenarios, COUNT_OF(scenarios), setup); }
 *
 * Up to EVERY_ONE each allocation fails; after that a seeded sample of them, unless the environment
 * has CRM_FAULT_FULL.
 */
#ifndef CRM_TESTS_MEMORY_LOOP_H
#define CRM_TESTS_MEMORY_LOOP_H

#include "../api/fixture.h"

#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

enum {
    LOOP_IN_PIECES = 1, /* commits more than once: what was committed before the failure stays */
    LOOP_OWN_ERROR = 2, /* goes on after the failure, so the error is not the handle's last */
};

struct scenario {
    const char *name;
    void (*prepare)(void); /* before each try, with memory; may be NULL */
    crm_status (*call)(void);
    int flags;
};

/* Outputs begin as garbage, so that one which is not emptied shows. */
#define GARBAGE ((void *)&api_heap)
#define ck_assert_emptied(status, out)                                                             \
    ck_assert_msg((status) >= 0 || !(out), "%s: the output is not empty", crm_status_name(status))

enum { EVERY_ONE = 200 };

static char loop_path[64];
static sqlite3 *loop_watcher;
static struct test_heap sqlite_heap;
static sqlite3_mem_methods sqlite_usual;
static const struct scenario *loop_scenarios;
static void (*loop_own_setup)(void);

/* --- SQLite's heap, which fails in the same way ----------------------------------------------- */

static inline int sqlite_fails(void)
{
    struct test_heap *heap = &sqlite_heap;
    heap->calls++;
    return heap->fail_at && (heap->calls == heap->fail_at ||
                             (heap->fail_for_ever && heap->calls > heap->fail_at));
}

static inline void *sqlite_allocate(int size)
{
    return sqlite_fails() ? NULL : sqlite_usual.xMalloc(size);
}

static inline void *sqlite_resize(void *block, int size)
{
    return sqlite_fails() ? NULL : sqlite_usual.xRealloc(block, size);
}

static inline int sqlite_heap_set_up(void)
{
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_usual) != SQLITE_OK)
        return -1;
    sqlite3_mem_methods methods = sqlite_usual;
    methods.xMalloc = sqlite_allocate;
    methods.xRealloc = sqlite_resize;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK ? 0 : -1;
}

/* --- the database ----------------------------------------------------------------------------- */

static inline void loop_remove(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        char name[96];
        snprintf(name, sizeof name, "%.64s%s", path, ends[i]);
        unlink(name);
    }
}

static inline void loop_setup(void)
{
    snprintf(loop_path, sizeof loop_path, "memory_%d.crm", (int)getpid());
    loop_remove(loop_path);
    api_heap = (struct test_heap){0};
    crm_host host = test_host(&api_heap);
    ck_assert_int_eq(crm_db_new(&host, &db), CRM_OK);
    ck_assert_ok(crm_db_open(
        db, loop_path, CRM_OPTIONS(crm_open_options, .flags = CRM_OPEN_MAY_LOSE_LAST_COMMITS)));
    ck_assert_int_eq(sqlite3_open(loop_path, &loop_watcher), SQLITE_OK);
    if (loop_own_setup)
        loop_own_setup();
}

static inline void loop_teardown(void)
{
    sqlite3_close(loop_watcher);
    crm_db_free(db);
    db = NULL;
    loop_remove(loop_path);
    ck_assert_uint_eq(api_heap.live, 0);
}

/* Changes whenever the handle under test has committed something. */
static inline int64_t loop_commits(void)
{
    sqlite3_stmt *statement = NULL;
    ck_assert_int_eq(
        sqlite3_prepare_v2(loop_watcher, "PRAGMA data_version", -1, &statement, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    int64_t version = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return version;
}

static inline int64_t loop_count(const char *entity)
{
    int64_t count = 0;
    crm_query *query;
    ck_assert_ok(crm_query_new(db, entity, &query));
    ck_assert_ok(crm_query_count(query, &count));
    crm_query_free(query);
    return count;
}

static inline void loop_sound(void)
{
    int64_t problems;
    crm_cursor *cursor;
    ck_assert_ok(crm_db_act_as(db, 0));
    ck_assert_ok(crm_db_check(db, &problems, &cursor));
    while (crm_cursor_next(cursor) == CRM_OK)
        printf("%s %s: %s\n", crm_cursor_text(cursor, 0), crm_cursor_text(cursor, 1),
               crm_cursor_text(cursor, 2));
    crm_cursor_free(cursor);
    ck_assert_int_eq(problems, 0);
}

/* Reads a cursor to its end and frees it. */
static inline crm_status drained(crm_status status, crm_cursor *cursor)
{
    ck_assert_emptied(status, cursor);
    if (status < 0)
        return status;
    while ((status = crm_cursor_next(cursor)) == CRM_OK)
        continue;
    crm_cursor_free(cursor);
    return status == CRM_DONE ? CRM_OK : status;
}

/* --- the loop --------------------------------------------------------------------------------- */

static inline void loop_check(const struct scenario *scenario, size_t fail_at, crm_status status,
                              int64_t commits)
{
    const char *name = scenario->name;
    ck_assert_msg(status >= 0 || status == CRM_E_NOMEM, "%s at %zu: %s: %s", name, fail_at,
                  crm_status_name(status), crm_db_error(db)->message);
    if (status < 0 && !(scenario->flags & LOOP_OWN_ERROR))
        ck_assert_msg(crm_db_error(db)->status == status && crm_db_error(db)->message[0],
                      "%s at %zu: %s, but the error is %s: %s", name, fail_at,
                      crm_status_name(status), crm_status_name(crm_db_error(db)->status),
                      crm_db_error(db)->message);
    if (status < 0 && !(scenario->flags & LOOP_IN_PIECES))
        ck_assert_msg(loop_commits() == commits, "%s at %zu failed, but has committed", name,
                      fail_at);
    ck_assert_msg(crm_db_rollback(db) == CRM_E_MISUSE, "%s at %zu left a transaction open", name,
                  fail_at);
    loop_count("lead");
}

/* One try; false when it succeeded without reaching the failure. */
static inline bool loop_try(const struct scenario *scenario, struct test_heap *heap, size_t fail_at,
                            int for_ever)
{
    if (scenario->prepare)
        scenario->prepare();
    int64_t commits = loop_commits();
    heap->calls = 0;
    heap->fail_for_ever = for_ever;
    heap->fail_at = fail_at;
    crm_status status = scenario->call();
    heap->fail_at = 0;
    bool reached = heap->calls >= fail_at;
    loop_check(scenario, fail_at, status, commits);
    ck_assert_msg(reached || status >= 0, "%s fails though memory does not: %s", scenario->name,
                  crm_db_error(db)->message);
    return reached;
}

/* A step that grows with the distance, from a fixed seed. */
static inline size_t loop_step(size_t fail_at, uint64_t *seed)
{
    if (fail_at < EVERY_ONE || getenv("CRM_FAULT_FULL"))
        return 1;
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return 1 + (size_t)(*seed >> 33) % (fail_at / 4);
}

static inline void loop_heap(const struct scenario *scenario, struct test_heap *heap, size_t step)
{
    uint64_t seed = 20260302;
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        size_t fail_at = 1;
        while (loop_try(scenario, heap, fail_at, for_ever))
            fail_at += (step > 1 && !getenv("CRM_FAULT_FULL") ? step : 1) - 1 +
                       loop_step(fail_at, &seed);
    }
}

START_TEST(every_block_of_the_library_may_fail)
{
    loop_heap(&loop_scenarios[_i], &api_heap, 1);
    loop_sound();
}
END_TEST

START_TEST(every_block_of_sqlite_may_fail)
{
    loop_heap(&loop_scenarios[_i], &sqlite_heap, 7);
    loop_sound();
}
END_TEST

/* `own_test` may be NULL: what else must hold. */
static inline int memory_main_with(const char *noun, const struct scenario *scenarios,
                                   size_t count, void (*own_setup)(void), const TTest *own_test)
{
    char name[64];
    loop_scenarios = scenarios;
    loop_own_setup = own_setup;
    if (sqlite_heap_set_up() != 0)
        return EXIT_FAILURE;
    snprintf(name, sizeof name, "fault/memory_%s", noun);
    Suite *suite = suite_create(name);
    TCase *tests = tcase_create("memory");
    tcase_set_timeout(tests, 300);
    tcase_add_checked_fixture(tests, loop_setup, loop_teardown);
    tcase_add_loop_test(tests, every_block_of_the_library_may_fail, 0, (int)count);
    tcase_add_loop_test(tests, every_block_of_sqlite_may_fail, 0, (int)count);
    if (own_test)
        tcase_add_test(tests, own_test);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}

static inline int memory_main(const char *noun, const struct scenario *scenarios, size_t count,
                              void (*own_setup)(void))
{
    return memory_main_with(noun, scenarios, count, own_setup, NULL);
}

#endif
