/*
 * What the suites of the store share: a store in a folder of its own over the counting heap, and
 * short ways to write and read records by names and texts.
 */
#ifndef CRM_TESTS_STORE_FIXTURE_H
#define CRM_TESTS_STORE_FIXTURE_H

#include "store_place.h"

#include "db/ddl.h"
#include "model/record.h"
#include "store/history.h"
#include "store/rows.h"
#include "store/store.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct fixture {
    struct test_heap heap;
    struct env env;
    char folder[64];
    char path[TEST_PLACE_SIZE]; /* folder/test.crm, or the URI of a schema */
    struct store *store;
};

/* Fails with the library's own words when a call failed. */
#define ck_assert_done(fixture, call)                                                              \
    do {                                                                                           \
        crm_status done_ = (call);                                                                 \
        if (done_ < 0)                                                                             \
            ck_abort_msg("%s: %s: %s", #call, crm_status_name(done_),                              \
                         (fixture)->env.error.message);                                            \
    } while (0)

#define ck_assert_message(fixture, part)                                                           \
    ck_assert_msg(strstr((fixture)->env.error.message, part) != NULL, "message: %s",               \
                  (fixture)->env.error.message)

static inline void fixture_env(struct fixture *fixture)
{
    memset(fixture, 0, sizeof *fixture);
    crm_host host = test_host(&fixture->heap);
    ck_assert_int_eq(crm__env_init(&fixture->env, &host), CRM_OK);
    crm__env_enter(&fixture->env);
    snprintf(fixture->folder, sizeof fixture->folder, "/tmp/crm-store-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(fixture->folder));
    test_place(fixture->folder, "test", fixture->path);
}

static inline struct store *open_again(struct fixture *fixture)
{
    struct store *store = NULL;
    ck_assert_done(fixture,
                   crm__store_open(&fixture->env, crm__text_of(fixture->path), NULL, &store));
    return store;
}

/* A database that has just been made. */
static inline void fixture_fresh(struct fixture *fixture)
{
    fixture_env(fixture);
    if (!on_sqlite())
        store_schema(&fixture->env, fixture->path);
}

static inline void fixture_set_up(struct fixture *fixture)
{
    fixture_fresh(fixture);
    fixture->store = open_again(fixture);
}

/* In memory where that is possible: faster, for what needs no second handle. */
static inline void fixture_set_up_memory(struct fixture *fixture)
{
    fixture_fresh(fixture);
    ck_assert_done(fixture, crm__store_open(&fixture->env,
                                            on_sqlite() ? TEXT(":memory:")
                                                        : crm__text_of(fixture->path),
                                            NULL, &fixture->store));
}

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
    crm__store_close(fixture->store);
    fixture->store = NULL;
    ck_assert_uint_eq(fixture->heap.live, 0);
    test_pool_give();
    folder_remove(fixture->folder);
}

static inline const struct entity *entity_of(struct store *store, const char *name)
{
    const struct entity *entity = crm__entity_find(store->catalogue, crm__text_of(name));
    ck_assert_msg(entity != NULL, "no entity %s", name);
    return entity;
}

static inline const struct field *field_of(struct store *store, const char *entity,
                                           const char *name)
{
    const struct field *field = crm__field_find(entity_of(store, entity), crm__text_of(name));
    ck_assert_msg(field != NULL, "no field %s in %s", name, entity);
    return field;
}

/* One row from pairs of field name and text, ended by NULL; an empty text is null. */
struct row {
    const struct field *fields[32];
    size_t count;
    struct batch batch;
};

static inline void row_put(struct store *store, struct row *row, const char *entity,
                           const char *name, const char *text)
{
    const struct field *field = field_of(store, entity, name);
    struct value value = VALUE_OF_NULL;
    row->fields[row->count++] = field;
    ck_assert_int_ge(crm__batch_add_fields(&row->batch, &field, 1), CRM_OK);
    if (text[0])
        ck_assert_int_ge(crm__field_parse(store->env, &row->batch.arena, field, TEXT_NONE,
                                          crm__text_of(text), &value),
                         CRM_OK);
    ck_assert_int_ge(crm__column_value(&row->batch, &row->batch.columns[row->count - 1], value),
                     CRM_OK);
}

static inline void row_make(struct store *store, struct row *row, const char *entity,
                            va_list arguments)
{
    row->count = 0;
    crm__batch_init(&row->batch, store->env);
    const char *name = va_arg(arguments, const char *);
    while (name) {
        row_put(store, row, entity, name, va_arg(arguments, const char *));
        name = va_arg(arguments, const char *);
    }
    row->batch.row_count = 1;
}

static inline crm_status row_insert(struct store *store, struct row *row, const char *entity,
                                    int64_t *id)
{
    struct row_write write = {.entity = entity_of(store, entity),
                              .fields = row->fields,
                              .field_count = row->count,
                              .rows = &row->batch,
                              .ids = id};
    return crm__rows_insert(store, &write);
}

static inline crm_status row_update(struct store *store, struct row *row, const char *entity,
                                    int64_t id, int64_t version)
{
    struct row_write write = {.entity = entity_of(store, entity),
                              .fields = row->fields,
                              .field_count = row->count,
                              .rows = &row->batch,
                              .ids = &id,
                              .versions = &version};
    return crm__rows_update(store, &write);
}

/* try_insert(store, "lead", &id, "name", "张伟", "email", "a@b.cn", NULL) */
static inline crm_status try_insert(struct store *store, const char *entity, int64_t *id, ...)
{
    struct row row;
    va_list arguments;
    va_start(arguments, id);
    row_make(store, &row, entity, arguments);
    va_end(arguments);
    *id = 0;
    crm_status status = row_insert(store, &row, entity, id);
    crm__batch_free(&row.batch);
    return status;
}

static inline int64_t insert(struct store *store, const char *entity, ...)
{
    struct row row;
    va_list arguments;
    va_start(arguments, entity);
    row_make(store, &row, entity, arguments);
    va_end(arguments);
    int64_t id = 0;
    crm_status status = row_insert(store, &row, entity, &id);
    crm__batch_free(&row.batch);
    if (status < 0)
        ck_abort_msg("insert %s: %s: %s", entity, crm_status_name(status),
                     store->env->error.message);
    return id;
}

/* `version` 0: any. */
static inline crm_status try_update(struct store *store, const char *entity, int64_t id,
                                    int64_t version, ...)
{
    struct row row;
    va_list arguments;
    va_start(arguments, version);
    row_make(store, &row, entity, arguments);
    va_end(arguments);
    crm_status status = row_update(store, &row, entity, id, version);
    crm__batch_free(&row.batch);
    return status;
}

static inline crm_status try_delete(struct store *store, const char *entity, int64_t id)
{
    struct row_write write = {.entity = entity_of(store, entity), .ids = &id, .count = 1};
    return crm__rows_delete(store, &write);
}

static inline crm_status try_restore(struct store *store, const char *entity, int64_t id)
{
    struct row_write write = {.entity = entity_of(store, entity), .ids = &id, .count = 1};
    return crm__rows_restore(store, &write);
}

static inline crm_status try_get(struct store *store, const char *entity, int64_t id,
                                 const char *field, struct batch *batch)
{
    const struct field *wanted = field_of(store, entity, field);
    return crm__rows_get(store, entity_of(store, entity), &wanted, 1, &id, 1, 0, NULL, batch);
}

/* Is the value of a field, as text, `text`? An empty text stands for null. */
static inline void assert_field(struct store *store, const char *entity, int64_t id,
                                const char *field, const char *text)
{
    struct batch batch;
    crm__batch_init(&batch, store->env);
    crm_status status = try_get(store, entity, id, field, &batch);
    if (status < 0)
        ck_abort_msg("%s %s: %s", entity, field, store->env->error.message);
    struct buffer buffer;
    crm__buffer_init(&buffer, store->env);
    crm__field_format(&buffer, field_of(store, entity, field), TEXT_NONE,
                      crm__batch_at(&batch, 0, 0));
    ck_assert_str_eq(buffer.data ? buffer.data : "", text);
    crm__buffer_free(&buffer);
    crm__batch_free(&batch);
}

static inline int64_t field_int(struct store *store, const char *entity, int64_t id,
                                const char *field)
{
    struct batch batch;
    crm__batch_init(&batch, store->env);
    crm_status status = try_get(store, entity, id, field, &batch);
    if (status < 0)
        ck_abort_msg("%s %s: %s", entity, field, store->env->error.message);
    struct value value = crm__batch_at(&batch, 0, 0);
    crm__batch_free(&batch);
    ck_assert_int_eq(value.kind, VALUE_INT);
    return value.integer;
}

/* Statements of the test's own, past the store. */
static inline void run(struct store *store, const char *text)
{
    struct statement *statement = NULL;
    crm_status status = crm__db_prepare(store->db, 0, crm__text_of(text), &statement);
    if (status >= 0)
        status = crm__statement_exec(statement, NULL);
    crm__statement_release(statement);
    if (status < 0)
        ck_abort_msg("%s: %s", text, store->env->error.message);
}

static inline int64_t ask(struct store *store, const char *text)
{
    struct statement *statement = NULL;
    crm_status status = crm__db_prepare(store->db, 0, crm__text_of(text), &statement);
    if (status >= 0)
        status = crm__statement_step(statement);
    if (status < 0)
        ck_abort_msg("%s: %s", text, store->env->error.message);
    int64_t answer = status == CRM_OK ? crm__statement_column(statement, 0).integer : -1;
    crm__statement_release(statement);
    return answer;
}

#endif
