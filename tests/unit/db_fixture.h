/*
 * What the suites of the database layer share: an environment over the counting heap, a folder of
 * their own, and short ways to open, run and ask.
 *
 * On a server (see test_server.h) each test has a schema of its own.
 */
#ifndef CRM_TESTS_DB_FIXTURE_H
#define CRM_TESTS_DB_FIXTURE_H

#include "test_server.h"

#include "db/ddl.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    struct test_heap heap;
    struct env env;
    char folder[64];
    char path[256]; /* folder/test.crm, or the URI of a schema */
    struct db *db;
};

/* Where a database of that name is, which belongs to this test alone. */
static inline void fixture_place(const struct fixture *fixture, const char *name,
                                 char out[TEST_PLACE_SIZE])
{
    test_place(fixture->folder, name, out);
}

/* crm__db_open that finds the driver in the build tree. */
static inline crm_status open_at(struct env *env, const char *path,
                                 const struct db_options *options, struct db **db_out)
{
    struct db_options found = options ? *options : (struct db_options){0};
#if defined(POSTGRES_MODULE_FOLDER)
    if (!found.module_folder)
        found.module_folder = POSTGRES_MODULE_FOLDER;
#endif
    return crm__db_open(env, crm__text_of(path), &found, db_out);
}

static inline void fixture_env(struct fixture *fixture)
{
    memset(fixture, 0, sizeof *fixture);
    crm_host host = test_host(&fixture->heap);
    ck_assert_int_eq(crm__env_init(&fixture->env, &host), CRM_OK);
    crm__env_enter(&fixture->env);
    /* In memory where that is possible, for the suites sync often. */
    snprintf(fixture->folder, sizeof fixture->folder, "%s/crm-db-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(fixture->folder));
    fixture_place(fixture, "test", fixture->path);
}

/* Fails with the library's own words when a call failed. */
#define ck_assert_done(fixture, call)                                                              \
    do {                                                                                           \
        crm_status done_ = (call);                                                                 \
        if (done_ < 0)                                                                             \
            ck_abort_msg("%s: %s: %s", #call, crm_status_name(done_),                              \
                         (fixture)->env.error.message);                                            \
    } while (0)

static inline void fixture_open(struct fixture *fixture, const struct db_options *options)
{
    ck_assert_done(fixture, open_at(&fixture->env, fixture->path, options, &fixture->db));
}

static inline void fixture_set_up(struct fixture *fixture)
{
    fixture_env(fixture);
    fixture_open(fixture, NULL);
}

/* A folder of files. */
static inline void folder_remove(const char *folder)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;
    while (entries && (entry = readdir(entries)) != NULL) {
        char path[1024];
        snprintf(path, sizeof path, "%.500s/%.500s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            remove(path);
    }
    if (entries)
        closedir(entries);
    remove(folder);
}

/* Closes, and asserts that every block went back to the heap. */
static inline void fixture_tear_down(struct fixture *fixture)
{
    crm__db_close(fixture->db);
    fixture->db = NULL;
    ck_assert_uint_eq(fixture->heap.live, 0);
    folder_remove(fixture->folder);
}

static inline crm_status try_run(struct db *db, const char *text)
{
    struct statement *statement = NULL;
    crm_status status = crm__db_prepare(db, 0, crm__text_of(text), &statement);
    if (status >= 0)
        status = crm__statement_exec(statement, NULL);
    crm__statement_release(statement);
    return status;
}

static inline void run(struct fixture *fixture, const char *text)
{
    ck_assert_done(fixture, try_run(fixture->db, text));
}

static inline int64_t ask_of(struct fixture *fixture, struct db *db, const char *text)
{
    struct statement *statement = NULL;
    ck_assert_done(fixture, crm__db_prepare(db, 0, crm__text_of(text), &statement));
    ck_assert_int_eq(crm__statement_step(statement), CRM_OK);
    struct value value = crm__statement_column(statement, 0);
    crm__statement_release(statement);
    ck_assert_int_eq(value.kind, VALUE_INT);
    return value.integer;
}

/* The integer that a query gives. */
static inline int64_t ask(struct fixture *fixture, const char *text)
{
    return ask_of(fixture, fixture->db, text);
}

#define ck_assert_message(fixture, part)                                                           \
    ck_assert_msg(strstr((fixture)->env.error.message, part) != NULL, "message: %s",               \
                  (fixture)->env.error.message)

/* id, name, amount, score, photo; phone is unique. */
static inline void make_person(struct fixture *fixture)
{
    static const struct text key[] = {{"id", 2}};
    const struct ddl_column columns[] = {
        {.name = TEXT("id"), .kind = VALUE_INT, .required = true},
        {.name = TEXT("name"), .kind = VALUE_TEXT},
        {.name = TEXT("phone"), .kind = VALUE_TEXT},
        {.name = TEXT("amount"), .kind = VALUE_INT},
        {.name = TEXT("score"), .kind = VALUE_DOUBLE},
        {.name = TEXT("photo"), .kind = VALUE_BLOB},
    };
    const struct ddl_table table = {TEXT("person"), columns, 6, key, 1};
    ck_assert_done(fixture, crm__ddl_create_table(fixture->db, &table));
    const struct text phone[] = {TEXT("phone")};
    const struct ddl_index index = {.name = TEXT("person_phone"),
                                    .table = TEXT("person"),
                                    .columns = phone,
                                    .column_count = 1,
                                    .is_unique = true};
    ck_assert_done(fixture, crm__ddl_create_index(fixture->db, &index));
}

#endif
