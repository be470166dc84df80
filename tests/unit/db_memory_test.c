/*
 * No memory: one scenario through all of the layer, in which allocation n fails, for every n, once
 * or from then on; first of the library's own blocks, then of SQLite's.
 */
#include "db_fixture.h"

#include <sqlite3.h>

static struct fixture fixture;
static struct test_heap sqlite_heap; /* what SQLite allocates */

/* SQLite asks for the size of a block, so each has it in front. */
enum { HEADER_SIZE = 16 };

static void *sqlite_resize(void *block, int size)
{
    char *start = block ? (char *)block - HEADER_SIZE : NULL;
    char *grown = test_heap_resize(&sqlite_heap, start, (size_t)size + HEADER_SIZE);
    if (!grown)
        return NULL;
    memcpy(grown, &size, sizeof size);
    return grown + HEADER_SIZE;
}

static void *sqlite_allocate(int size)
{
    return sqlite_resize(NULL, size);
}

static void sqlite_release(void *block)
{
    if (block)
        test_heap_resize(&sqlite_heap, (char *)block - HEADER_SIZE, 0);
}

static int sqlite_size(void *block)
{
    int size = 0;
    if (block)
        memcpy(&size, (char *)block - HEADER_SIZE, sizeof size);
    return size;
}

static int sqlite_round_up(int size)
{
    return (size + 7) & ~7;
}

static int sqlite_start(void *context)
{
    (void)context;
    return SQLITE_OK;
}

static void sqlite_stop(void *context)
{
    (void)context;
}

static void setup(void)
{
    fixture_env(&fixture);
}

static void teardown(void)
{
    fixture_tear_down(&fixture);
}

static crm_status make_tables(struct db *db)
{
    const struct text key[] = {TEXT("id")};
    const struct ddl_column columns[] = {{.name = TEXT("id"), .kind = VALUE_INT},
                                         {.name = TEXT("name"), .kind = VALUE_TEXT}};
    const struct ddl_table table = {TEXT("person"), columns, 2, key, 1};
    const struct ddl_index index = {.name = TEXT("person_name"),
                                    .table = TEXT("person"),
                                    .columns = &columns[1].name,
                                    .column_count = 1,
                                    .is_unique = true};
    const struct ddl_column city = {.name = TEXT("city"), .kind = VALUE_TEXT};
    crm_status status = crm__ddl_create_table(db, &table);
    if (status >= 0)
        status = crm__ddl_create_index(db, &index);
    if (status >= 0)
        status = crm__ddl_create_search(db, TEXT("person_search"));
    return status < 0 ? status : crm__ddl_add_column(db, TEXT("person"), &city);
}

static crm_status fill(struct db *db, struct batch *rows)
{
    static const char *const names[] = {"张三", "李四", "王五"};
    if (!crm__batch_add(rows, TEXT("id"), VALUE_INT) ||
        !crm__batch_add(rows, TEXT("name"), VALUE_TEXT))
        return CRM_E_NOMEM;
    for (size_t i = 0; i < 3; i++) {
        crm_status status = crm__column_int(rows, &rows->columns[0], (int64_t)i + 1);
        if (status >= 0)
            status = crm__column_text(rows, &rows->columns[1], crm__text_of(names[i]));
        if (status < 0)
            return status;
        crm__batch_finish_row(rows);
    }
    const struct text columns[] = {TEXT("id"), TEXT("name")};
    struct bulk bulk;
    crm_status status = crm__bulk_begin(db, TEXT("person"), columns, 2, &bulk);
    if (status >= 0)
        status = crm__bulk_rows(&bulk, rows);
    crm_status end = crm__bulk_end(&bulk);
    return status < 0 ? status : end;
}

static crm_status search(struct db *db)
{
    struct sql sql;
    crm__sql_init(&sql, db);
    crm__sql_search_feed(&sql, TEXT("person_search"));
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(&sql, 0, &statement);
    const struct value values[] = {crm__value_int(1), crm__value_text(TEXT("张三"))};
    if (status >= 0)
        status = crm__statement_bind_all(statement, values, 2);
    if (status >= 0)
        status = crm__statement_exec(statement, NULL);
    crm__statement_release(statement);
    const struct text terms[] = {TEXT("张三")};
    int64_t found = 0;
    crm__sql_clear(&sql);
    crm__sql_search_match(&sql, TEXT("person_search"), terms, 1, true);
    if (status >= 0)
        status = crm__sql_run_int(&sql, 0, &found);
    if (status >= 0 && found != 1)
        status = CRM_E_INTERNAL;
    crm__sql_free(&sql);
    return status;
}

static crm_status read_all(struct db *db, struct batch *rows)
{
    struct statement *statement = NULL;
    crm__batch_clear(rows);
    crm_status status =
        crm__db_prepare(db, 0, TEXT("SELECT id, name FROM person ORDER BY name"), &statement);
    if (status >= 0)
        status = crm__statement_fetch(statement, rows, 100);
    crm__statement_release(statement);
    ck_assert_uint_eq(rows->columns[0].count, rows->row_count);
    ck_assert_uint_eq(rows->columns[1].count, rows->row_count);
    if (status == CRM_DONE && rows->row_count != 3)
        return CRM_E_INTERNAL;
    return status < 0 ? status : CRM_OK;
}

/* Writes in two levels, the inner one undone. */
static crm_status write_all(struct db *db, struct batch *rows)
{
    crm_status status = crm__db_begin(db, TRANSACTION_WRITE);
    if (status < 0)
        return status;
    status = make_tables(db);
    if (status >= 0)
        status = fill(db, rows);
    if (status >= 0)
        status = crm__db_begin(db, TRANSACTION_WRITE);
    if (status >= 0) {
        status = try_run(db, "DELETE FROM person");
        crm__db_rollback(db);
    }
    if (status >= 0)
        status = search(db);
    if (status >= 0)
        return crm__db_commit(db);
    crm__db_rollback(db);
    return status;
}

static crm_status scenario(const char *uri)
{
    struct db *db = NULL;
    crm_status status = open_at(&fixture.env, uri, NULL, &db);
    if (status < 0)
        return status;
    struct batch rows;
    struct batch tables;
    struct buffer plan;
    crm__batch_init(&rows, &fixture.env);
    crm__batch_init(&tables, &fixture.env);
    crm__buffer_init(&plan, &fixture.env);
    status = write_all(db, &rows);
    if (status >= 0)
        status = read_all(db, &rows);
    if (status >= 0)
        status = crm__db_introspect(db, CATALOG_INDEXES, TEXT("person"), &tables);
    if (status >= 0)
        status = crm__db_explain(db, TEXT("SELECT id FROM person WHERE name = $1"), &plan);
    if (status >= 0)
        status = crm__db_check(db, NULL, NULL);
    crm__buffer_free(&plan);
    crm__batch_free(&tables);
    crm__batch_free(&rows);
    crm__db_close(db);
    return status;
}

/* Fails allocation 1, 2, 3 … until the scenario succeeds with none failing; some are skipped when
 * there are thousands. */
static void forget(const char *uri)
{
    unlink(fixture.path);
    if (on_sqlite())
        return;
    struct db *db = NULL;
    char sql[300];
    ck_assert_done(&fixture, open_at(&fixture.env, uri, NULL, &db));
    snprintf(sql, sizeof sql, "DROP SCHEMA %s CASCADE", strstr(uri, "schema=") + 7);
    ck_assert_done(&fixture, try_run(db, sql));
    crm__db_close(db);
}

static void fail_each(struct test_heap *heap, const char *uri, int for_ever, size_t skip_share)
{
    ck_assert_done(&fixture, scenario(uri)); /* What SQLite keeps for good it has now. */
    forget(uri);
    size_t live = sqlite_heap.live;
    size_t failures = 0;
    for (size_t n = 1;; n += 1 + (skip_share ? n / skip_share : 0)) {
        heap->calls = 0;
        heap->fail_at = n;
        heap->fail_for_ever = for_ever;
        crm__env_enter(&fixture.env);
        crm_status status = scenario(uri);
        bool reached = heap->calls >= n;
        heap->fail_at = 0;
        /* SQLite's search module forgets why it failed in two of thousands of places. */
        bool forgotten = heap == &sqlite_heap && status == CRM_E_INTERNAL;
        ck_assert_msg(status >= 0 || status == CRM_E_NOMEM || forgotten, "allocation %zu: %s: %s",
                      n, crm_status_name(status), fixture.env.error.message);
        ck_assert_msg(fixture.heap.live == 0, "allocation %zu: %zu blocks leak", n,
                      fixture.heap.live);
        ck_assert_msg(sqlite_heap.live <= live, "allocation %zu: SQLite keeps %zu more blocks", n,
                      sqlite_heap.live - live);
        forget(uri);
        if (!reached)
            break;
        failures += status < 0;
    }
    ck_assert_uint_gt(failures, 50);
}

/* A server's database takes longer to make. */
START_TEST(every_block_of_the_library_may_fail_once)
{
    fail_each(&fixture.heap, on_sqlite() ? ":memory:" : fixture.path, 0, on_sqlite() ? 0 : 50);
}
END_TEST

START_TEST(every_block_of_the_library_may_fail_for_ever)
{
    fail_each(&fixture.heap, on_sqlite() ? ":memory:" : fixture.path, 1, on_sqlite() ? 0 : 50);
}
END_TEST

START_TEST(blocks_of_sqlite_may_fail_once)
{
    fail_each(&sqlite_heap, ":memory:", 0, (size_t)sampled(400, 60));
}
END_TEST

START_TEST(blocks_of_sqlite_may_fail_for_ever)
{
    fail_each(&sqlite_heap, ":memory:", 1, (size_t)sampled(400, 60));
}
END_TEST

START_TEST(blocks_of_sqlite_may_fail_with_a_file)
{
    fail_each(&sqlite_heap, fixture.path, 1, 25);
}
END_TEST

static crm_status back_up(struct db *db, const char *path)
{
    struct backup *backup = NULL;
    crm_status status = crm__backup_begin(db, crm__text_of(path), &backup);
    while (status == CRM_OK)
        status = crm__backup_step(backup, 2, NULL, NULL);
    crm__backup_free(backup);
    return status;
}

START_TEST(a_backup_that_finds_no_memory_leaves_nothing)
{
    fixture_open(&fixture, NULL);
    make_person(&fixture);
    char path[160];
    snprintf(path, sizeof path, "%s/backup.crm", fixture.folder);
    struct test_heap *heaps[] = {&fixture.heap, &sqlite_heap};
    for (size_t i = 0; i < 2; i++) {
        size_t live = fixture.heap.live;
        crm_status status = CRM_E_NOMEM;
        for (size_t n = 1; status != CRM_DONE; n += 1 + n / 20) {
            heaps[i]->calls = 0;
            heaps[i]->fail_at = n;
            status = back_up(fixture.db, path);
            bool reached = heaps[i]->calls >= n;
            heaps[i]->fail_at = 0;
            ck_assert_msg(status == CRM_E_NOMEM || status == CRM_DONE, "allocation %zu: %s", n,
                          fixture.env.error.message);
            ck_assert_uint_eq(fixture.heap.live, live);
            ck_assert_int_eq(access(path, F_OK) == 0, status == CRM_DONE);
            unlink(path);
            if (status == CRM_DONE && reached)
                status = CRM_E_NOMEM; /* SQLite did without that block. */
        }
    }
}
END_TEST

int main(void)
{
    static const sqlite3_mem_methods methods = {
        sqlite_allocate, sqlite_release, sqlite_resize, sqlite_size,
        sqlite_round_up, sqlite_start,   sqlite_stop,   NULL};
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK)
        return EXIT_FAILURE;
    Suite *suite = suite_create("db_memory");
    TCase *tests = tcase_create("memory");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 100);
    tcase_add_test(tests, every_block_of_the_library_may_fail_once);
    tcase_add_test(tests, every_block_of_the_library_may_fail_for_ever);
    tcase_add_sqlite_test(tests, blocks_of_sqlite_may_fail_once);
    tcase_add_sqlite_test(tests, blocks_of_sqlite_may_fail_for_ever);
    tcase_add_sqlite_test(tests, blocks_of_sqlite_may_fail_with_a_file);
    tcase_add_sqlite_test(tests, a_backup_that_finds_no_memory_leaves_nothing);
    suite_add_tcase(suite, tests);
    return suite_main(suite);
}
