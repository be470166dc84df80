/*
 * What the suite of copies stands on: a database with something of everything, copying it with a
 * progress callback that stops or meddles, and a comparison of two databases by a reading of its
 * own, which knows nothing of how copies are made.
 */
#ifndef CRM_TESTS_STORE_COPY_FIXTURE_H
#define CRM_TESTS_STORE_COPY_FIXTURE_H

#include "store_fixture.h"

#include "store/check.h"
#include "store/copy.h"
#include "store/links.h"
#include "store/schema.h"

static struct fixture fixture;
static char target[TEST_PLACE_SIZE];
static int64_t leads[5];

/* What the host's progress callback does: at call number `stop_at` it cancels, at `act_at` it runs
 * `act`. */
static int progress_calls;
static int copy_calls; /* before it was read again */
static int stop_at;
static int act_at;
static void (*act)(void);

static inline int32_t on_progress(void *context, const char *stage, int64_t done, int64_t total)
{
    (void)context;
    ck_assert(total < 0 || done <= total);
    progress_calls++;
    copy_calls += strcmp(stage, "copy") == 0;
    if (progress_calls == act_at)
        act();
    return progress_calls == stop_at;
}

static inline void set_up(void)
{
    fixture_set_up(&fixture);
    fixture.env.host.progress = on_progress;
    progress_calls = copy_calls = stop_at = act_at = 0;
    test_place(fixture.folder, "target", target);
}

static inline void tear_down(void)
{
    fixture_tear_down(&fixture);
}

/* --- something of everything ------------------------------------------------------------------ */

static inline void add_field(const char *entity, struct field_definition definition)
{
    const struct field *field = NULL;
    ck_assert_done(&fixture, crm__schema_add_field(fixture.store, entity_of(fixture.store, entity),
                                                   &definition, &field));
}

static inline void custom_add(void)
{
    const struct choice choices[] = {{TEXT("gold"), TEXT("Gold"), TEXT("金卡")},
                                     {TEXT("silver"), TEXT("Silver"), TEXT("银卡")}};
    struct entity_definition shop = {
        .name = TEXT("shop"), .label_en = TEXT("Shop"), .label_zh = TEXT("门店")};
    const struct entity *entity = NULL;
    ck_assert_done(&fixture, crm__schema_add_entity(fixture.store, &shop, &entity));
    add_field("shop", (struct field_definition){.name = TEXT("rent"), .type = FIELD_MONEY});
    add_field("shop", (struct field_definition){.name = TEXT("hotline"), .type = FIELD_PHONE});
    add_field("lead", (struct field_definition){.name = TEXT("card"),
                                                .type = FIELD_CHOICE,
                                                .choices = choices,
                                                .choice_count = 2});
    add_field("lead", (struct field_definition){
                          .name = TEXT("nickname"), .type = FIELD_TEXT, .flags = FIELD_UNIQUE});
}

static inline void fill(void)
{
    struct store *store = fixture.store;
    custom_add();
    int64_t skill = insert(store, "skill", "name", "谈判", NULL);
    int64_t user = insert(store, "user", "name", "王芳", "login", "wang", NULL);
    ck_assert_done(&fixture, crm__links_change(store, field_of(store, "user", "skills"), user,
                                               &skill, 1, NULL, 0));
    for (int i = 0; i < 5; i++) {
        char name[32];
        char nickname[16];
        snprintf(name, sizeof name, "张伟 %d", i);
        snprintf(nickname, sizeof nickname, "n%d", i);
        leads[i] = insert(store, "lead", "name", name, "mobile", "13912345678", "external_source",
                          "展会", "external_id", nickname, "card", i % 2 ? "gold" : "silver",
                          "nickname", nickname, NULL);
    }
    ck_assert_done(&fixture, try_update(store, "lead", leads[0], 0, "name", "张三", NULL));
    ck_assert_done(&fixture, try_delete(store, "lead", leads[1]));
    ck_assert_done(&fixture, try_delete(store, "lead", leads[2]));
    ck_assert_done(&fixture, try_restore(store, "lead", leads[2]));
    insert(store, "shop", "name", "人民路店", "rent", "1200.50", "currency", "CNY", "hotline",
           "02112345678", NULL);
    ck_assert_done(&fixture, crm__store_set_setting(store, TEXT("greeting"), TEXT("你好 ' \" \\")));
}

/* --- copying ---------------------------------------------------------------------------------- */

struct sums {
    int64_t rows;
    int64_t written;
    int64_t removed;
    int64_t unchanged;
};

/* Reads the report; each row must add up. */
static inline struct sums report_sums(struct reader *reader)
{
    struct sums sums = {0};
    struct batch batch;
    crm__batch_init(&batch, &fixture.env);
    while (reader->next(reader, &batch) == CRM_OK) {
        for (size_t row = 0; row < batch.row_count; row++) {
            int64_t numbers[4];
            for (size_t i = 0; i < 4; i++)
                numbers[i] = batch.columns[i + 1].integers[row];
            ck_assert_int_eq(numbers[0], numbers[1] + numbers[3]);
            sums.rows += numbers[0];
            sums.written += numbers[1];
            sums.removed += numbers[2];
            sums.unchanged += numbers[3];
        }
    }
    crm__batch_free(&batch);
    crm__reader_free(reader);
    return sums;
}

static inline crm_status try_copy(const char *uri, struct copy_options options, struct sums *sums)
{
    struct reader *reader = NULL;
    *sums = (struct sums){0};
    crm__env_enter(&fixture.env);
    crm_status status = crm__store_copy(fixture.store, crm__text_of(uri), &options, &reader);
    ck_assert((status == CRM_OK) == (reader != NULL));
    ck_assert_uint_eq(fixture.store->depth, 0);
    if (reader)
        *sums = report_sums(reader);
    return status;
}

/* Pages of few rows show more; a server takes longer for each. */
static inline size_t few_rows(void)
{
    return on_sqlite() ? 1 : 50;
}

static inline struct sums copied(size_t page_rows)
{
    struct sums sums;
    ck_assert_done(&fixture,
                   try_copy(target, (struct copy_options){.page_rows = page_rows}, &sums));
    return sums;
}

static inline bool target_exists(void)
{
    struct store_options options = {.read_only = true, .must_exist = true, .unfinished_copy = true};
    struct store *store = NULL;
    crm_status status = crm__store_open(&fixture.env, crm__text_of(target), &options, &store);
    crm__store_close(store);
    return status != CRM_E_NOT_FOUND;
}

/* A place where nothing is. */
static inline void target_renew(void)
{
    if (on_sqlite())
        ck_assert_int_eq(remove(target), 0);
    else
        test_place(fixture.folder, "target", target);
}

static inline struct store *target_open(void)
{
    struct store *store = NULL;
    ck_assert_done(&fixture, crm__store_open(&fixture.env, crm__text_of(target), NULL, &store));
    return store;
}

/* --- an independent comparison ---------------------------------------------------------------- */

struct lines {
    char *items[4096];
    size_t count;
};

static inline int line_compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline void lines_free(struct lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        free(lines->items[i]);
    lines->count = 0;
}

static inline void value_put(char *line, size_t size, struct value value)
{
    size_t used = strlen(line);
    if (value.kind == VALUE_INT)
        snprintf(line + used, size - used, "i%lld|", (long long)value.integer);
    else if (value.kind == VALUE_TEXT || value.kind == VALUE_BLOB)
        used += (size_t)snprintf(line + used, size - used, "%d:", (int)value.kind);
    else
        snprintf(line + used, size - used, "null|");
    if (value.kind != VALUE_TEXT && value.kind != VALUE_BLOB)
        return;
    for (size_t i = 0; i < value.text.size && used + 4 < size; i++, used += 2)
        snprintf(line + used, size - used, "%02x", (unsigned char)value.text.data[i]);
}

/* All rows of a statement as sorted texts. */
static inline void lines_read(struct store *store, const char *sql, struct lines *lines)
{
    static char line[65536];
    struct statement *statement = NULL;
    ck_assert_done(&fixture, crm__db_prepare(store->db, 0, crm__text_of(sql), &statement));
    lines->count = 0;
    while (crm__statement_step(statement) == CRM_OK) {
        line[0] = '\0';
        for (size_t i = 0; i < statement->column_count; i++)
            value_put(line, sizeof line, crm__statement_column(statement, i));
        ck_assert_uint_lt(lines->count, 4096);
        lines->items[lines->count++] = strdup(line);
    }
    crm__statement_release(statement);
    qsort(lines->items, lines->count, sizeof *lines->items, line_compare);
}

static inline void assert_same_rows(struct store *a, struct store *b, const char *sql)
{
    static struct lines left;
    static struct lines right;
    lines_read(a, sql, &left);
    lines_read(b, sql, &right);
    ck_assert_msg(left.count == right.count, "%s: %zu and %zu rows", sql, left.count, right.count);
    for (size_t i = 0; i < left.count; i++)
        ck_assert_msg(strcmp(left.items[i], right.items[i]) == 0, "%s:\n%s\n%s", sql, left.items[i],
                      right.items[i]);
    lines_free(&left);
    lines_free(&right);
}

static inline void assert_same_catalog(struct store *a, struct store *b, enum db_catalog what,
                                       struct text table)
{
    struct batch left;
    struct batch right;
    crm__batch_init(&left, &fixture.env);
    crm__batch_init(&right, &fixture.env);
    ck_assert_done(&fixture, crm__db_introspect(a->db, what, table, &left));
    ck_assert_done(&fixture, crm__db_introspect(b->db, what, table, &right));
    ck_assert_msg(left.row_count == right.row_count, "%.*s: %zu and %zu columns or indexes",
                  (int)table.size, table.data, left.row_count, right.row_count);
    for (size_t row = 0; row < left.row_count; row++) {
        bool found = false;
        for (size_t other = 0; !found && other < right.row_count; other++) {
            found = true;
            for (size_t i = 0; found && i < left.column_count; i++)
                found =
                    crm__value_equal(crm__batch_at(&left, i, row), crm__batch_at(&right, i, other));
        }
        ck_assert_msg(found, "%.*s: row %zu of the catalogue differs", (int)table.size, table.data,
                      row);
    }
    crm__batch_free(&right);
    crm__batch_free(&left);
}

/* The columns by name, for their order may differ. */
static inline void table_sql(struct store *store, struct text table, char *sql, size_t size)
{
    struct batch columns;
    crm__batch_init(&columns, &fixture.env);
    ck_assert_done(&fixture, crm__db_introspect(store->db, CATALOG_COLUMNS, table, &columns));
    size_t used = (size_t)snprintf(sql, size, "SELECT ");
    for (size_t row = 0; row < columns.row_count; row++) {
        struct text name = crm__column_text_at(&columns.columns[0], row);
        used += (size_t)snprintf(sql + used, size - used, "%s\"%.*s\"", row ? "," : "",
                                 (int)name.size, name.data);
    }
    snprintf(sql + used, size - used, " FROM \"%.*s\"%s", (int)table.size, table.data,
             crm__text_is(table, "crm_meta")
                 ? " WHERE name NOT IN ('crm_identity', 'crm_copy_source', 'crm_copy_checksum', "
                   "'search_sequence') AND substr(name, 1, 10) <> 'crm_words_'"
                 : "");
    crm__batch_free(&columns);
}

static inline int assert_same_table(struct store *a, struct store *b, struct text table)
{
    static char sql[16384];
    if (crm__text_starts(table, TEXT("crm_words_")) || crm__text_is(table, "crm_schema"))
        return 0;
    table_sql(a, table, sql, sizeof sql);
    assert_same_rows(a, b, sql);
    assert_same_catalog(a, b, CATALOG_INDEXES, table);
    return 1;
}

/* Every table of the source, found in the database itself. */
static inline void assert_same(void)
{
    struct store *copy = target_open();
    struct batch tables;
    int compared = 0;
    crm__batch_init(&tables, &fixture.env);
    ck_assert_done(&fixture,
                   crm__db_introspect(fixture.store->db, CATALOG_TABLES, TEXT_NONE, &tables));
    for (size_t row = 0; row < tables.row_count; row++)
        compared +=
            assert_same_table(fixture.store, copy, crm__column_text_at(&tables.columns[0], row));
    ck_assert_int_ge(compared, 60);
    crm__batch_free(&tables);
    struct batch problems;
    crm__batch_init(&problems, &fixture.env);
    ck_assert_done(&fixture, crm__store_check(copy, NULL, 0, 0, &problems));
    ck_assert_uint_eq(problems.row_count, 0);
    crm__batch_free(&problems);
    crm__store_close(copy);
}

#endif
