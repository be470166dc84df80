/* A rule evaluated on records, on columns, by id and as a filter of a query. */
#include "agreement_part.h"

#include "base/time.h"
#include "service/rule_rows.h"
#include "service/rule_verdicts.h"
#include "store/query_build.h"
#include "store/row_batch.h"

#include <stdio.h>
#include <string.h>

enum { TRACED_ROWS = 8, MANY_ROWS = 1100, MANY_CASES = 8 };

void agreement_init(struct agreement *agreement, struct world *world, struct coverage *coverage)
{
    *agreement = (struct agreement){.world = world, .coverage = coverage};
    crm__arena_init(&agreement->arena, &world->fixture.env);
}

void agreement_free(struct agreement *agreement)
{
    crm__arena_free(&agreement->arena);
}

void agreement_differ(struct agreement *agreement, const char *how, size_t row, const char *message)
{
    if (agreement->differs)
        return;
    agreement->differs = true;
    agreement->row = row;
    snprintf(agreement->how, sizeof agreement->how, "%s", how);
    snprintf(agreement->message, sizeof agreement->message, "%s", message);
}

bool agreement_passed(struct agreement *agreement, const char *how, crm_status status)
{
    if (status >= 0)
        return true;
    agreement_differ(agreement, how, 0, agreement_env(agreement)->error.message);
    crm__error_clear(agreement_env(agreement));
    return false;
}

/* --- on records --- */

static struct value column_form(struct arena *arena, const struct rule_value *value,
                                enum rule_kind kind)
{
    if (value->kind != kind)
        return VALUE_OF_NULL;
    switch (kind) {
    case RULE_BOOL:
        return crm__value_int(value->boolean);
    case RULE_DOUBLE:
        return crm__value_double(value->real);
    case RULE_STRING:
        return crm__value_text(crm__arena_text(arena, value->text));
    case RULE_TIMESTAMP:
        return crm__value_int(value->integer * SECOND_US + value->nanos / 1000);
    case RULE_DURATION:
        return crm__value_int(value->integer / 1000);
    default:
        return crm__value_int(value->integer);
    }
}

/* Marks the parts of the rule that gave a value. */
static void mark_worked(struct coverage *coverage, const struct rule *rule,
                        const struct rule_value *trace)
{
    for (size_t i = 0; i < rule->node_count; i++) {
        const struct node *node = rule->nodes[i];
        if (trace[i].kind == RULE_DYN || trace[i].kind == RULE_ERROR)
            continue;
        coverage->ops[node->op]++;
        coverage->macros[node->macro]++;
        if (node->op == NODE_CALL && node->exact)
            coverage->worked[node->function - crm__functions]++;
    }
}

/* The same with every part's value kept, as for an explanation. */
static void trace(struct agreement *agreement, const struct rule *rule, const struct value *values,
                  size_t row, struct value expected)
{
    enum rule_kind kind = crm__rule_kind(rule) == RULE_DYN ? RULE_BOOL : crm__rule_kind(rule);
    struct evaluation evaluation;
    struct rule_value result;
    struct rule_value *parts =
        crm__arena_alloc(&agreement->arena, rule->node_count * sizeof *parts);
    ck_assert(parts != NULL);
    for (size_t i = 0; i < rule->node_count; i++)
        parts[i].kind = RULE_DYN;
    crm__evaluation_init(&evaluation, agreement_env(agreement), rule, agreement->world->now_us,
                         &agreement->arena);
    evaluation.values = values;
    evaluation.trace = parts;
    crm__eval(&evaluation, rule->root, &result);
    agreement_same(agreement, "the explanation", row, expected,
                   column_form(&agreement->arena, &result, kind));
    if (agreement->coverage)
        mark_worked(agreement->coverage, rule, parts);
}

static crm_status by_record(struct agreement *agreement, const struct rule *rule,
                            struct answers *answers)
{
    struct value values[PATH_LIMIT];
    enum rule_kind kind = crm__rule_kind(rule) == RULE_DYN ? RULE_BOOL : crm__rule_kind(rule);
    for (size_t row = 0; row < agreement->world->count; row++) {
        struct rule_value value;
        for (size_t i = 0; i < crm__rule_path_count(rule); i++)
            values[i] = world_value(agreement->world, crm__rule_path(rule, i), row);
        crm_status status = crm__rule_eval(agreement_env(agreement), rule, values,
                                           agreement->world->now_us, &agreement->arena, &value);
        if (status < 0)
            return status;
        answers->values[row] = column_form(&agreement->arena, &value, kind);
        if (row < TRACED_ROWS)
            trace(agreement, rule, values, row, answers->values[row]);
    }
    return CRM_OK;
}

/* --- comparing --- */

static void print_value(char *out, size_t size, struct value value)
{
    switch (value.kind) {
    case VALUE_NULL:
        snprintf(out, size, "missing");
        return;
    case VALUE_INT:
        snprintf(out, size, "%lld", (long long)value.integer);
        return;
    case VALUE_DOUBLE:
        snprintf(out, size, "%.17g", value.real);
        return;
    case VALUE_BLOB:
        snprintf(out, size, "%zu references", value.text.size / sizeof(int64_t));
        return;
    default:
        snprintf(out, size, "'%.*s'", (int)value.text.size, value.text.data ? value.text.data : "");
        return;
    }
}

bool agreement_same(struct agreement *agreement, const char *how, size_t row, struct value expected,
                    struct value actual)
{
    char record[200], other[200], message[512];
    if (crm__value_equal(expected, actual))
        return true;
    print_value(record, sizeof record, expected);
    print_value(other, sizeof other, actual);
    snprintf(message, sizeof message, "the record says %s, %s says %s", record, how, other);
    agreement_differ(agreement, how, row, message);
    return false;
}

static struct value verdict_value(uint8_t verdict)
{
    return verdict == RULE_MISSING ? VALUE_OF_NULL : crm__value_int(verdict);
}

/* --- on columns --- */

static void compare_column(struct agreement *agreement, const char *how, const struct rule *rule,
                           const struct column *const *columns, const uint32_t *things,
                           size_t count, const struct answers *record)
{
    struct batch results;
    crm__batch_init(&results, agreement_env(agreement));
    struct column *column = crm__batch_add(&results, TEXT("r"), crm__rule_column_kind(rule));
    ck_assert(column != NULL);
    crm_status status = crm__rule_eval_column(agreement_env(agreement), rule, columns, count,
                                              agreement->world->now_us, &results, column);
    if (agreement_passed(agreement, how, status))
        for (size_t row = 0; row < count; row++)
            agreement_same(agreement, how, things[row], record->values[things[row]],
                           crm__column_at(column, row));
    crm__batch_free(&results);
}

/* The columns that the rule's own query loaded; and more rows of them than a block has. */
static void compare_columns(struct agreement *agreement, const struct rule *rule,
                            const struct rule_rows *rows, const struct answers *record)
{
    const struct column *columns[PATH_LIMIT];
    uint32_t things[MANY_ROWS];
    struct batch many;
    if (crm__rule_column_kind(rule) == VALUE_NULL)
        return;
    for (uint32_t i = 0; i < MANY_ROWS; i++)
        things[i] = i % (uint32_t)agreement->world->count;
    for (size_t i = 0; i < crm__rule_path_count(rule); i++)
        columns[i] = &rows->rows.columns[rows->columns[0][i]];
    compare_column(agreement, "the column", rule, columns, things, agreement->world->count, record);
    if (agreement->cases++ % MANY_CASES != 0)
        return;
    crm__batch_init(&many, agreement_env(agreement));
    for (size_t i = 0; i < rows->rows.column_count; i++)
        ck_assert(crm__batch_add(&many, rows->rows.columns[i].name, rows->rows.columns[i].kind));
    ck_assert_int_eq(crm__batch_take(&many, &rows->rows, things, MANY_ROWS), CRM_OK);
    for (size_t i = 0; i < crm__rule_path_count(rule); i++)
        columns[i] = &many.columns[rows->columns[0][i]];
    compare_column(agreement, "many rows", rule, columns, things, MANY_ROWS, record);
    crm__batch_free(&many);
}

static void by_columns(struct agreement *agreement, struct rule *rule, const struct answers *record)
{
    struct world *world = agreement->world;
    const struct rule *rules[] = {rule};
    struct rule_rows rows;
    bool condition = rule->type->kind == RULE_BOOL || rule->type->kind == RULE_DYN;
    if (!agreement_passed(
            agreement, "loading",
            crm__rule_rows_init(&rows, world->fixture.store, world->thing, rules, 1, TEXT_NONE)))
        return;
    if (agreement_passed(agreement, "loading",
                         crm__rule_rows_load(&rows, world->ids, world->count))) {
        for (size_t row = 0; condition && row < world->count; row++)
            agreement_same(agreement, "the batch", row, record->values[row],
                           verdict_value(rows.verdicts[0][row]));
        compare_columns(agreement, rule, &rows, record);
    }
    crm__rule_rows_free(&rows);
}

/* Tested by id, as services do. */
static void by_id(struct agreement *agreement, struct rule *rule, const struct answers *record)
{
    struct world *world = agreement->world;
    struct rule *rules[] = {rule};
    uint8_t verdicts[THING_COUNT];
    crm_status status = crm__rules_test(world->fixture.store, world->thing, rules, 1, world->ids,
                                        world->count, verdicts);
    if (agreement_passed(agreement, "the test by id", status))
        for (size_t row = 0; row < world->count; row++)
            agreement_same(agreement, "the test by id", row, record->values[row],
                           verdict_value(verdicts[row]));
}

/* --- in canonical form --- */

/* Written anew and compiled again, it means the same and is written the same. */
static void by_format(struct agreement *agreement, const struct rule *rule,
                      const struct answers *record)
{
    struct rule_scope scope = {.entity = agreement->world->thing};
    struct rule *again = NULL;
    struct buffer text, second;
    struct answers answers;
    crm__buffer_init(&text, agreement_env(agreement));
    crm__buffer_init(&second, agreement_env(agreement));
    crm__rule_format(rule, &text);
    crm_status status = crm__rule_compile(agreement_env(agreement), &scope, crm__buffer_view(&text),
                                          RULE_DYN, &again);
    if (agreement_passed(agreement, "the canonical form", status)) {
        crm__rule_format(again, &second);
        if (!crm__text_equal(crm__buffer_view(&text), crm__buffer_view(&second)))
            agreement_differ(agreement, "the canonical form", 0, second.data);
        if (by_record(agreement, again, &answers) >= 0)
            for (size_t row = 0; row < agreement->world->count; row++)
                agreement_same(agreement, "the canonical form", row, record->values[row],
                               answers.values[row]);
    }
    crm__rule_free(again);
    crm__buffer_free(&second);
    crm__buffer_free(&text);
}

/* --- as a filter --- */

static void count_left(void *context, struct text expression, const char *why)
{
    ck_assert(expression.size > 0 && why[0]);
    *(size_t *)context += 1;
}

static bool filter_is_exact(struct agreement *agreement, const struct rule *rule)
{
    size_t left = 0;
    bool exact = false;
    struct rule_sql_sink sink = {
        .context = &left, .dialect = on_sqlite() ? RULE_SQLITE : RULE_POSTGRES, .left = count_left};
    crm__query_sink_quiet(&sink);
    agreement_passed(agreement, "the filter",
                     crm__rule_sql_filter(agreement_env(agreement), rule, agreement->world->now_us,
                                          &sink, &exact));
    if (exact != (left == 0))
        agreement_differ(agreement, "the filter", 0, "what is left to memory is not told");
    return exact;
}

static void compare_ids(struct agreement *agreement, const struct answers *record,
                        const int64_t *ids, size_t count)
{
    size_t at = 0;
    for (size_t row = 0; row < agreement->world->count; row++) {
        bool found = at < count && ids[at] == agreement->world->ids[row];
        bool wanted = record->values[row].kind == VALUE_INT && record->values[row].integer == 1;
        at += found;
        agreement_same(agreement, "the query", row, crm__value_int(wanted), crm__value_int(found));
    }
    if (at < count)
        agreement_differ(agreement, "the query", 0, "the query finds a record that is not there");
}

static bool by_query(struct agreement *agreement, const struct rule *rule,
                     const struct answers *record)
{
    struct world *world = agreement->world;
    int64_t *ids = NULL;
    size_t count = 0;
    bool exact = filter_is_exact(agreement, rule);
    crm_status status =
        crm__rule_rows_ids(world->fixture.store, world->thing, TEXT_NONE, rule,
                           PARTITION_WHOLE, &ids, &count);
    if (agreement_passed(agreement, "the query", status))
        compare_ids(agreement, record, ids, count);
    crm__free(agreement_env(agreement), ids);
    return exact;
}

/* --- all of them --- */

static void count_functions(struct coverage *coverage, const struct rule *rule, bool said)
{
    for (size_t i = 0; i < rule->node_count; i++) {
        const struct node *node = rule->nodes[i];
        if (node->op != NODE_CALL || !node->exact || (node->constant_known && node->arg_count > 0))
            continue;
        coverage->made[node->function - crm__functions]++;
        coverage->said[node->function - crm__functions] += said;
    }
}

static void compare_all(struct agreement *agreement, struct rule *rule)
{
    struct coverage *coverage = agreement->coverage;
    static struct answers record;
    crm_status status = by_record(agreement, rule, &record);
    if (status == CRM_E_LIMIT) {
        crm__error_clear(agreement_env(agreement));
        if (coverage)
            coverage->over_limits++;
        return;
    }
    if (!agreement_passed(agreement, "the record", status))
        return;
    bool condition = crm__rule_kind(rule) == RULE_BOOL || crm__rule_kind(rule) == RULE_DYN;
    bool exact = false;
    by_columns(agreement, rule, &record);
    if (agreement->cases % MANY_CASES == 1)
        by_format(agreement, rule, &record);
    if (condition) {
        by_id(agreement, rule, &record);
        exact = by_query(agreement, rule, &record);
    }
    bool said = agreement_sql(agreement, rule, &record);
    if (condition && said && !exact)
        agreement_differ(agreement, "SQL", 0, "a value that SQL can say is no exact filter");
    if (!coverage)
        return;
    coverage->filters += condition;
    coverage->exact_filters += exact;
    coverage->values++;
    coverage->sql_values += said;
    count_functions(coverage, rule, said);
}

/* Literals are read when a rule is compiled, and generated ones need not make sense. */
static bool is_refusal_of_a_literal(const struct agreement *agreement)
{
    return strstr(agreement_env(agreement)->error.message, "no choice '") != NULL;
}

bool agreement_holds(struct agreement *agreement, const char *text)
{
    struct rule *rule = NULL;
    struct rule_scope scope = {.entity = agreement->world->thing};
    struct coverage *coverage = agreement->coverage;
    agreement->differs = false;
    crm__arena_reset(&agreement->arena);
    crm_status status =
        crm__rule_compile(agreement_env(agreement), &scope, crm__text_of(text), RULE_DYN, &rule);
    if (status < 0) {
        if (coverage && is_refusal_of_a_literal(agreement))
            coverage->refused++;
        else
            agreement_differ(agreement, "compiling", 0, agreement_env(agreement)->error.message);
        crm__error_clear(agreement_env(agreement));
        return !agreement->differs;
    }
    compare_all(agreement, rule);
    if (coverage)
        coverage->rules++;
    crm__rule_free(rule);
    return !agreement->differs;
}

void agreement_print(struct agreement *agreement, const char *text)
{
    struct rule *rule = NULL;
    struct rule_scope scope = {.entity = agreement->world->thing};
    printf("  %s\n  %s: %s\n", text, agreement->how, agreement->message);
    if (crm__rule_compile(agreement_env(agreement), &scope, crm__text_of(text), RULE_DYN, &rule) <
        0)
        return;
    for (size_t i = 0; i < crm__rule_path_count(rule); i++) {
        const struct rule_path *path = crm__rule_path(rule, i);
        char value[200];
        print_value(value, sizeof value, world_value(agreement->world, path, agreement->row));
        printf("  ");
        for (size_t f = 0; f < path->count; f++)
            printf("%s%s", f ? "." : "", path->fields[f]->name.data);
        printf(" = %s\n", value);
    }
    crm__rule_free(rule);
}
