/*
 * One meaning, three ways: generated rules over generated rows give the same answer on a record,
 * on columns, and in SQLite. RULE_SEED and RULE_CASES choose the run; a failure prints its seed.
 */
#include "rule_fixture.h"
#include "rule_grammar.h"

#include "base/time.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum { ROW_COUNT = 150, CASE_COUNT = 3000, EXPRESSION_SIZE = 4096, COLUMN_COUNT = 18 };

static struct fixture fixture;
static sqlite3 *database;
static struct batch rows;
static struct arena texts;
static uint64_t random_state;

static uint32_t roll(uint32_t sides)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)((random_state >> 32) % sides);
}

/* --- rows --- */

static const struct {
    const char *path;
    enum value_kind kind;
    char what; /* which pool its values come from */
} COLUMNS[COLUMN_COUNT] = {
    {"name", VALUE_TEXT, 's'},
    {"note", VALUE_TEXT, 's'},
    {"n", VALUE_INT, 'i'},
    {"m", VALUE_INT, 'i'},
    {"price", VALUE_INT, 'i'},
    {"ratio", VALUE_INT, 'i'},
    {"amount", VALUE_INT, 'i'},
    {"currency", VALUE_TEXT, 'c'},
    {"active", VALUE_INT, 'b'},
    {"vip", VALUE_INT, 'b'},
    {"born", VALUE_INT, 'd'},
    {"seen", VALUE_INT, 't'},
    {"due", VALUE_INT, 't'},
    {"grade", VALUE_TEXT, 'g'},
    {"labels", VALUE_TEXT, 'l'},
    {"crew.title", VALUE_TEXT, 's'},
    {"crew.head_count", VALUE_INT, 'i'},
    {"crew.founded", VALUE_INT, 'd'},
};

static const int64_t INTS[] = {
    0, 1,  -1, 2, 7, 100, 12345, -500, INT64_MAX, INT64_MIN, INT64_MAX - 1, 9007199254740993,
    3, 10, 50};
static const char *const TEXTS[] = {"",   "a",   "A",     "ab", "b",   "客户", "客户 a",
                                    "zz", "x|y", "100%_", "é",  " a ", "gold", "ab客ab"};
static const char *const CURRENCIES[] = {"CNY", "CNY", "USD"};
static const char *const GRADES[] = {"gold", "silver", "new"};
static const char *const LABELS[] = {"|gold|", "|gold|new|", "|silver|"};

#define PICK(pool) ((pool)[roll(sizeof(pool) / sizeof *(pool))])

static struct value random_value(char what)
{
    static const int64_t TIMES[] = {0,           -1,          TEST_NOW_US,    TEST_NOW_US - DAY_US,
                                    TIME_MIN_US, TIME_MAX_US, TEST_NOW_US + 1};
    static const int64_t DATES[] = {0, -1, 20513, 20514, DATE_MIN, DATE_MAX};
    if (roll(5) == 0)
        return VALUE_OF_NULL;
    switch (what) {
    case 'i':
        return crm__value_int(roll(3) ? PICK(INTS) : (int64_t)roll(200) - 100);
    case 'b':
        return crm__value_int(roll(2));
    case 'd':
        return crm__value_int(roll(2) ? PICK(DATES) : (int64_t)roll(40000) - 10000);
    case 't':
        return crm__value_int(roll(2) ? PICK(TIMES)
                                      : TEST_NOW_US - (int64_t)roll(4000000) * 1000003);
    case 'c':
        return crm__value_text(crm__text_of(PICK(CURRENCIES)));
    case 'g':
        return crm__value_text(crm__text_of(PICK(GRADES)));
    case 'l':
        return crm__value_text(crm__text_of(PICK(LABELS)));
    default:
        return crm__value_text(crm__text_of(PICK(TEXTS)));
    }
}

static void bind(sqlite3_stmt *statement, int index, struct value value)
{
    if (value.kind == VALUE_NULL)
        sqlite3_bind_null(statement, index);
    else if (value.kind == VALUE_INT)
        sqlite3_bind_int64(statement, index, value.integer);
    else if (value.kind == VALUE_DOUBLE)
        sqlite3_bind_double(statement, index, value.real);
    else
        sqlite3_bind_text(statement, index, value.text.data ? value.text.data : "",
                          (int)value.text.size, SQLITE_TRANSIENT);
}

static void make_rows(void)
{
    char sql[1024] = "CREATE TABLE t (";
    char insert[256] = "INSERT INTO t VALUES (";
    crm__batch_init(&rows, &fixture.env);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        snprintf(sql + strlen(sql), sizeof sql - strlen(sql), "%sc%zu %s", i ? ", " : "", i,
                 COLUMNS[i].kind == VALUE_INT ? "INTEGER" : "TEXT");
        snprintf(insert + strlen(insert), sizeof insert - strlen(insert), "%s?", i ? ", " : "");
        ck_assert(crm__batch_add(&rows, crm__text_of(COLUMNS[i].path), COLUMNS[i].kind));
    }
    snprintf(sql + strlen(sql), sizeof sql - strlen(sql), ") STRICT");
    snprintf(insert + strlen(insert), sizeof insert - strlen(insert), ")");
    ck_assert_int_eq(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_stmt *statement = NULL;
    ck_assert_int_eq(sqlite3_prepare_v2(database, insert, -1, &statement, NULL), SQLITE_OK);
    for (size_t row = 0; row < ROW_COUNT; row++) {
        for (size_t i = 0; i < COLUMN_COUNT; i++) {
            struct value value = random_value(COLUMNS[i].what);
            ck_assert_int_eq(crm__column_value(&rows, &rows.columns[i], value), CRM_OK);
            bind(statement, (int)i + 1, value);
        }
        crm__batch_finish_row(&rows);
        ck_assert_int_eq(sqlite3_step(statement), SQLITE_DONE);
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
}

/* --- expressions --- */

struct writer_of_rules {
    char text[EXPRESSION_SIZE];
    size_t size;
};

static void put(struct writer_of_rules *out, const char *text)
{
    size_t size = strlen(text);
    ck_assert_uint_lt(out->size + size, sizeof out->text);
    memcpy(out->text + out->size, text, size + 1);
    out->size += size;
}

static void expression(struct writer_of_rules *out, char type, int depth);

static void put_form(struct writer_of_rules *out, const char *form, int depth)
{
    char one[2] = {0};
    for (; *form; form++) {
        one[0] = *form;
        if (*form == '%' && form[1] == '%')
            put(out, "%"), form++;
        else if (*form == '%')
            expression(out, *++form, depth);
        else
            put(out, one);
    }
}

static void expression(struct writer_of_rules *out, char type, int depth)
{
    const struct grammar *grammar = GRAMMAR;
    while (grammar->type != type)
        grammar++;
    if (depth <= 0 || roll(5) == 0 || out->size > EXPRESSION_SIZE / 4)
        put(out, grammar->leaves[roll((uint32_t)grammar->leaf_count)]);
    else
        put_form(out, grammar->forms[roll((uint32_t)grammar->form_count)], depth - 1);
}

/* --- the three evaluations --- */

/* What one evaluation of a rule says of all rows, in column form. */
struct answers {
    struct value values[ROW_COUNT];
};

static struct value column_form(const struct rule_value *value, enum rule_kind kind)
{
    if (value->kind != kind)
        return VALUE_OF_NULL;
    switch (kind) {
    case RULE_BOOL:
        return crm__value_int(value->boolean);
    case RULE_DOUBLE:
        return crm__value_double(value->real);
    case RULE_STRING:
        return crm__value_text(value->text);
    case RULE_TIMESTAMP:
        return crm__value_int(value->integer * SECOND_US + value->nanos / 1000);
    case RULE_DURATION:
        return crm__value_int(value->integer / 1000);
    default:
        return crm__value_int(value->integer);
    }
}

static size_t column_index(const struct rule *rule, size_t path)
{
    char name[128];
    fixture_path_name(crm__rule_path(rule, path), name, sizeof name);
    size_t index = crm__batch_find(&rows, crm__text_of(name));
    ck_assert_msg(index != SIZE_MAX, "no column %s", name);
    return index;
}

static void by_record(const struct rule *rule, struct answers *answers)
{
    struct value values[COLUMN_COUNT];
    for (size_t row = 0; row < ROW_COUNT; row++) {
        struct rule_value value;
        for (size_t i = 0; i < crm__rule_path_count(rule); i++)
            values[i] = crm__batch_at(&rows, column_index(rule, i), row);
        ck_assert_int_eq(crm__rule_eval(&fixture.env, rule, values, TEST_NOW_US, &texts, &value),
                         CRM_OK);
        answers->values[row] = column_form(&value, crm__rule_kind(rule));
    }
}

static void by_columns(const struct rule *rule, struct batch *results)
{
    const struct column *columns[COLUMN_COUNT];
    for (size_t i = 0; i < crm__rule_path_count(rule); i++)
        columns[i] = &rows.columns[column_index(rule, i)];
    struct column *column = crm__batch_add(results, TEXT("r"), crm__rule_column_kind(rule));
    ck_assert(column);
    ck_assert_int_eq(
        crm__rule_eval_column(&fixture.env, rule, columns, ROW_COUNT, TEST_NOW_US, results, column),
        CRM_OK);
    if (crm__rule_kind(rule) != RULE_BOOL)
        return;
    uint8_t verdicts[ROW_COUNT];
    ck_assert_int_eq(
        crm__rule_eval_batch(&fixture.env, rule, columns, ROW_COUNT, TEST_NOW_US, verdicts),
        CRM_OK);
    for (size_t row = 0; row < ROW_COUNT; row++) {
        struct value value = crm__column_at(column, row);
        int verdict = value.kind == VALUE_NULL ? RULE_MISSING : (int)value.integer;
        ck_assert_int_eq(verdicts[row], verdict);
    }
}

/* --- SQL --- */

struct statement {
    char text[256 * 1024];
    size_t size;
    struct value binds[8192];
    size_t bind_count;
    const struct rule *rule;
};

static struct statement statement;

static crm_status sink_text(void *context, struct text fragment)
{
    struct statement *out = context;
    ck_assert_uint_lt(out->size + fragment.size + 1, sizeof out->text);
    if (fragment.size > 0)
        memcpy(out->text + out->size, fragment.data, fragment.size);
    out->size += fragment.size;
    out->text[out->size] = '\0';
    return CRM_OK;
}

static crm_status sink_bind(void *context, struct value value)
{
    struct statement *out = context;
    ck_assert_uint_lt(out->bind_count, 8192);
    if (value.kind == VALUE_TEXT)
        value.text = crm__arena_text(&texts, value.text);
    out->binds[out->bind_count++] = value;
    return sink_text(context, TEXT("?"));
}

static crm_status sink_path(void *context, size_t path)
{
    struct statement *out = context;
    char name[16];
    size_t size = (size_t)snprintf(name, sizeof name, "c%zu", column_index(out->rule, path));
    return sink_text(context, (struct text){name, size});
}

static struct value sql_value(sqlite3_stmt *prepared)
{
    switch (sqlite3_column_type(prepared, 0)) {
    case SQLITE_NULL:
        return VALUE_OF_NULL;
    case SQLITE_INTEGER:
        return crm__value_int(sqlite3_column_int64(prepared, 0));
    case SQLITE_FLOAT:
        return crm__value_double(sqlite3_column_double(prepared, 0));
    default: {
        struct text text = {.data = (const char *)sqlite3_column_text(prepared, 0)};
        text.size = (size_t)sqlite3_column_bytes(prepared, 0);
        return crm__value_text(crm__arena_text(&texts, text));
    }
    }
}

static void run_statement(struct answers *answers)
{
    static char sql[sizeof statement.text + 64];
    sqlite3_stmt *prepared = NULL;
    snprintf(sql, sizeof sql, "SELECT %s FROM t ORDER BY rowid", statement.text);
    int code = sqlite3_prepare_v2(database, sql, -1, &prepared, NULL);
    ck_assert_msg(code == SQLITE_OK, "%s\n%s", sqlite3_errmsg(database), sql);
    for (size_t i = 0; i < statement.bind_count; i++)
        bind(prepared, (int)i + 1, statement.binds[i]);
    for (size_t row = 0; row < ROW_COUNT; row++) {
        ck_assert_int_eq(sqlite3_step(prepared), SQLITE_ROW);
        answers->values[row] = sql_value(prepared);
    }
    sqlite3_finalize(prepared);
}

static const struct rule_sql_sink *sink_for(const struct rule *rule)
{
    static const struct rule_sql_sink SINK = {.context = &statement,
                                              .dialect = RULE_SQLITE,
                                              .text = sink_text,
                                              .bind = sink_bind,
                                              .path = sink_path};
    statement.size = 0;
    statement.bind_count = 0;
    statement.text[0] = '\0';
    statement.rule = rule;
    return &SINK;
}

/* False when SQL cannot say it. */
static bool by_sql_value(const struct rule *rule, struct answers *answers)
{
    crm_status status = crm__rule_sql_value(&fixture.env, rule, TEST_NOW_US, sink_for(rule));
    if (status == CRM_E_UNSUPPORTED)
        return false;
    ck_assert_int_eq(status, CRM_OK);
    run_statement(answers);
    return true;
}

static bool by_sql_filter(const struct rule *rule, struct answers *answers)
{
    bool exact = false;
    ck_assert_int_eq(crm__rule_sql_filter(&fixture.env, rule, TEST_NOW_US, sink_for(rule), &exact),
                     CRM_OK);
    run_statement(answers);
    return exact;
}

/* --- the law --- */

static uint64_t seed;
static size_t exact_filters, sql_values, filters;

static void same(const char *rule, const char *how, size_t row, struct value expected,
                 struct value actual)
{
    if (crm__value_equal(expected, actual))
        return;
    printf("RULE_SEED=%llu row %zu: %s\n  %s\n", (unsigned long long)seed, row, how, rule);
    printf("  record kind %d %lld %.*s, %s kind %d %lld\n", expected.kind,
           (long long)(expected.kind == VALUE_INT ? expected.integer : 0),
           expected.kind == VALUE_TEXT ? (int)expected.text.size : 0,
           expected.kind == VALUE_TEXT ? expected.text.data : "", how, actual.kind,
           (long long)(actual.kind == VALUE_INT ? actual.integer : 0));
    if (statement.size > 0 && statement.size < 2000)
        printf("  %s\n", statement.text);
    ck_abort_msg("the evaluations differ");
}

static void check_rule(const char *text)
{
    static struct answers record, sql;
    struct batch results;
    struct rule *rule = fixture_rule(&fixture, text);
    crm__arena_reset(&texts);
    crm__batch_init(&results, &fixture.env);
    by_record(rule, &record);
    by_columns(rule, &results);
    statement.size = 0;
    for (size_t row = 0; row < ROW_COUNT; row++)
        same(text, "columns", row, record.values[row], crm__batch_at(&results, 0, row));
    if (by_sql_value(rule, &sql)) {
        sql_values++;
        for (size_t row = 0; row < ROW_COUNT; row++)
            same(text, "SQL", row, record.values[row], sql.values[row]);
    }
    if (crm__rule_kind(rule) == RULE_BOOL) {
        bool exact = by_sql_filter(rule, &sql);
        filters++;
        exact_filters += exact;
        for (size_t row = 0; row < ROW_COUNT; row++) {
            bool passes = sql.values[row].kind == VALUE_INT && sql.values[row].integer;
            bool is_true = record.values[row].kind == VALUE_INT && record.values[row].integer;
            if (passes != is_true && (exact || is_true))
                same(text, "filter", row, crm__value_int(is_true), crm__value_int(passes));
        }
    }
    crm__batch_free(&results);
    crm__rule_free(rule);
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    uint64_t value = otherwise;
    if (text)
        ck_assert_int_eq(crm__text_to_uint64(crm__text_of(text), &value), CRM_OK);
    return value;
}

START_TEST(record_columns_and_sql_agree)
{
    static const char TYPES[] = "bbbbbbisdtu";
    uint64_t first = setting("RULE_SEED", 1);
    uint64_t count = setting("RULE_CASES", CASE_COUNT);
    fixture_open(&fixture);
    crm__arena_init(&texts, &fixture.env);
    ck_assert_int_eq(sqlite3_open(":memory:", &database), SQLITE_OK);
    random_state = 0x9E3779B97F4A7C15u;
    make_rows();
    for (uint64_t i = 0; i < count; i++) {
        struct writer_of_rules rule = {.size = 0};
        seed = first + i;
        random_state = seed * 0x9E3779B97F4A7C15u + 1;
        roll(2);
        expression(&rule, TYPES[roll(sizeof TYPES - 1)], 1 + (int)roll(4));
        check_rule(rule.text);
    }
    printf("%llu rules from seed %llu; %zu of %zu filters exact in SQL, %zu values in SQL\n",
           (unsigned long long)count, (unsigned long long)first, exact_filters, filters,
           sql_values);
    ck_assert_uint_gt(exact_filters, filters / 3);
    sqlite3_close(database);
    crm__arena_free(&texts);
    crm__batch_free(&rows);
    fixture_close(&fixture);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rule_property");
    TCase *laws = tcase_create("laws");
    tcase_set_timeout(laws, 100);
    tcase_add_test(laws, record_columns_and_sql_agree);
    suite_add_tcase(suite, laws);
    return suite_main(suite);
}
