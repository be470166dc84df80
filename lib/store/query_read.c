/* Running a query: scanning the select list, the rules left to memory, and the reader. */
#include "store/query_build.h"
#include "store/rows.h"

/* --- the scan --------------------------------------------------------------------------------- */

static crm_status columns_add(struct query *query, struct batch *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct field *field = query->select[i].field;
        if (!crm__batch_add(rows, field->name, crm__field_kind(field->type)))
            return CRM_E_NOMEM;
    }
    return CRM_OK;
}

crm_status crm__query_scan_open(struct query *query, bool ordered, struct query_scan *scan)
{
    *scan = (struct query_scan){.query = query};
    crm__sql_init(&scan->sql, query->store->db);
    crm__batch_init(&scan->rows, query->env);
    crm__query_write(query, &scan->sql, ordered);
    crm_status status = query->failure;
    if (status >= 0)
        status = columns_add(query, &scan->rows, query->select_count);
    scan->passed = crm__alloc(query->env, QUERY_BATCH_ROWS);
    if (status >= 0 && !scan->passed)
        status = CRM_E_NOMEM;
    if (status >= 0)
        status = crm__sql_query(&scan->sql, 0, &scan->statement);
    if (status < 0)
        crm__query_scan_close(scan);
    return status;
}

void crm__query_scan_close(struct query_scan *scan)
{
    if (!scan->query)
        return;
    crm__statement_release(scan->statement);
    crm__sql_free(&scan->sql);
    crm__batch_free(&scan->rows);
    crm__free(scan->query->env, scan->passed);
    *scan = (struct query_scan){0};
}

/* The ids of the records that hold a column; 0 where a reference on the way leads nowhere. */
static crm_status holders_read(struct query_scan *scan, size_t column, int64_t **ids_out)
{
    struct query *query = scan->query;
    struct query_path id = crm__query_id(query, query->select[column].join);
    const struct column *ids = &scan->rows.columns[crm__query_select(query, &id)];
    *ids_out = crm__realloc_array(query->env, NULL, ids->count + 1, sizeof **ids_out);
    for (size_t row = 0; *ids_out && row < ids->count; row++)
        (*ids_out)[row] = crm__column_is_null(ids, row) ? 0 : ids->integers[row];
    return *ids_out ? CRM_OK : CRM_E_NOMEM;
}

/* Fields of many values, and what is asked of related records, are read by their records' ids, one
 * call a field and batch. */
static crm_status column_fill(struct query_scan *scan, size_t column)
{
    struct query *query = scan->query;
    const struct query_path *path = &query->select[column];
    const struct field *field = path->field;
    const struct entity *entity = query->joins[path->join].entity;
    uint8_t found[QUERY_BATCH_ROWS];
    int64_t *ids;
    struct batch values;
    crm_status status = holders_read(scan, column, &ids);
    if (status < 0)
        return status;
    crm__batch_init(&values, query->env);
    if (path->related)
        status = crm__query_related_read(query, path, ids, scan->rows.row_count, &values);
    else
        status = crm__rows_get(query->store, entity, &field, 1, ids, scan->rows.row_count,
                               ROWS_DELETED, found, &values);
    crm__free(query->env, ids);
    if (status >= 0) {
        struct column filled = values.columns[0];
        struct text name = scan->rows.columns[column].name;
        values.columns[0] = scan->rows.columns[column];
        filled.name = name;
        scan->rows.columns[column] = filled;
    }
    crm__batch_free(&values);
    return status;
}

static crm_status rule_apply(struct query_scan *scan, const struct query_rule *rule,
                             uint8_t *verdicts)
{
    const struct column *columns[64];
    for (size_t i = 0; i < crm__rule_path_count(rule->rule); i++)
        columns[i] = &scan->rows.columns[rule->columns[i]];
    crm_status status =
        crm__rule_eval_batch(scan->query->env, rule->rule, columns, scan->rows.row_count,
                             scan->query->env->now_us, verdicts);
    for (size_t row = 0; status >= 0 && row < scan->rows.row_count; row++) {
        if (verdicts[row] != RULE_TRUE) {
            scan->passed[row] = 0;
            scan->all_passed = false;
        }
    }
    return status;
}

static crm_status rules_apply(struct query_scan *scan)
{
    uint8_t verdicts[QUERY_BATCH_ROWS];
    scan->all_passed = true;
    for (size_t row = 0; row < scan->rows.row_count; row++)
        scan->passed[row] = 1;
    for (size_t i = 0; i < scan->query->rule_count; i++) {
        const struct query_rule *rule = &scan->query->rules[i];
        crm_status status = rule->exact ? CRM_OK : rule_apply(scan, rule, verdicts);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

crm_status crm__query_scan_next(struct query_scan *scan)
{
    if (scan->done)
        return CRM_DONE;
    crm__batch_clear(&scan->rows);
    crm_status status = crm__statement_fetch(scan->statement, &scan->rows, QUERY_BATCH_ROWS);
    if (status < 0)
        return status;
    scan->done = status == CRM_DONE;
    if (scan->rows.row_count == 0)
        return CRM_DONE;
    for (size_t i = 0; i < scan->query->select_count; i++) {
        if (!crm__query_is_filled(&scan->query->select[i]))
            continue;
        status = column_fill(scan, i);
        if (status < 0)
            return status;
    }
    return rules_apply(scan);
}

/* --- the reader of a plain query -------------------------------------------------------------- */

struct plain {
    struct query_scan scan;
    int64_t left; /* rows until the limit; -1: no limit */
};

/* All rows passed: the columns themselves move over. */
static void columns_move(struct query_scan *scan, struct batch *batch)
{
    for (size_t i = 0; i < batch->column_count; i++) {
        struct column taken = scan->rows.columns[i];
        struct text name = batch->columns[i].name;
        scan->rows.columns[i] = batch->columns[i];
        scan->rows.columns[i].name = taken.name;
        taken.name = name;
        batch->columns[i] = taken;
    }
    batch->row_count = scan->rows.row_count;
}

static crm_status rows_copy(struct plain *plain, struct batch *batch, size_t *last_out)
{
    struct query_scan *scan = &plain->scan;
    for (size_t row = 0; row < scan->rows.row_count; row++) {
        if (!scan->passed[row] || plain->left == 0)
            continue;
        for (size_t i = 0; i < batch->column_count; i++) {
            crm_status status =
                crm__column_value(batch, &batch->columns[i], crm__batch_at(&scan->rows, i, row));
            if (status < 0)
                return status;
        }
        crm__batch_finish_row(batch);
        *last_out = row;
        if (plain->left > 0)
            plain->left--;
    }
    return CRM_OK;
}

static crm_status rows_hand_over(struct plain *plain, struct batch *batch)
{
    struct query_scan *scan = &plain->scan;
    size_t rows = scan->rows.row_count;
    bool whole = scan->all_passed && (plain->left < 0 || (uint64_t)plain->left >= rows);
    if (!whole) {
        size_t last = SIZE_MAX;
        crm_status status = rows_copy(plain, batch, &last);
        if (status >= 0 && last != SIZE_MAX)
            status = crm__query_token_write(scan->query, &scan->rows, last);
        return status;
    }
    if (plain->left > 0)
        plain->left -= (int64_t)rows;
    crm_status status = crm__query_token_write(scan->query, &scan->rows, rows - 1);
    if (status >= 0)
        columns_move(scan, batch);
    return status;
}

static crm_status plain_next(struct reader *reader, struct batch *batch)
{
    struct plain *plain = reader->context;
    crm_status status = CRM_OK;
    if (batch->column_count == 0)
        status = crm__reader_prepare(reader->columns, reader->column_count, batch);
    crm__batch_clear(batch);
    while (status >= 0 && batch->row_count == 0) {
        if (plain->left == 0)
            return CRM_DONE;
        status = crm__query_scan_next(&plain->scan);
        if (status != CRM_OK)
            return status;
        status = rows_hand_over(plain, batch);
    }
    return status;
}

static void plain_close(struct reader *reader)
{
    struct plain *plain = reader->context;
    if (!plain)
        return;
    crm__query_scan_close(&plain->scan);
    crm__free(reader->env, plain);
}

/* Visible columns: the fields as written, then the currencies that money brought along. */
static crm_status plain_columns(struct query *query, struct reader_column *columns)
{
    for (size_t i = 0; i < query->visible; i++) {
        crm_status status = crm__query_column(query, &query->select[i], &columns[i]);
        if (status < 0)
            return status;
        if (query->select[i].field->type != FIELD_MONEY || query->select[i].related)
            continue;
        struct query_path currency = crm__query_currency(query, &query->select[i]);
        if (currency.field)
            columns[i].currency_column = (int32_t)crm__query_select(query, &currency);
    }
    return CRM_OK;
}

static crm_status plain_run(struct query *query, struct reader **reader_out)
{
    struct reader_column columns[QUERY_ITEM_LIMIT];
    struct reader *reader;
    crm_status status = plain_columns(query, columns);
    if (status >= 0)
        status = crm__reader_new(query->env, columns, query->visible, &reader);
    if (status < 0)
        return status;
    struct plain *plain = crm__alloc_zero(query->env, 1, sizeof *plain);
    if (!plain) {
        crm__reader_free(reader);
        return CRM_E_NOMEM;
    }
    plain->left = query->limit ? query->limit : -1;
    reader->context = plain;
    reader->next = plain_next;
    reader->close = plain_close;
    status = crm__query_scan_open(query, true, &plain->scan);
    if (status < 0) {
        crm__reader_free(reader);
        return status;
    }
    *reader_out = reader;
    return CRM_OK;
}

crm_status crm__query_run(struct query *query, struct reader **reader_out)
{
    *reader_out = NULL;
    crm_status status = crm__query_prepare(query);
    if (status < 0)
        return status;
    return query->grouped ? crm__query_group_run(query, reader_out) : plain_run(query, reader_out);
}

/* --- whole answers ---------------------------------------------------------------------------- */

static crm_status batch_append(struct batch *all, const struct batch *rows)
{
    for (size_t i = 0; i < all->column_count; i++) {
        for (size_t row = 0; row < rows->row_count; row++) {
            crm_status status =
                crm__column_value(all, &all->columns[i], crm__batch_at(rows, i, row));
            if (status < 0)
                return status;
        }
    }
    all->row_count += rows->row_count;
    return CRM_OK;
}

crm_status crm__query_all(struct query *query, struct batch *batch)
{
    struct reader *reader;
    struct batch rows;
    crm_status status = crm__query_run(query, &reader);
    if (status < 0)
        return status;
    crm__batch_init(&rows, query->env);
    status = crm__reader_prepare(reader->columns, reader->column_count, batch);
    while (status >= 0) {
        status = reader->next(reader, &rows);
        if (status == CRM_DONE)
            break;
        if (status >= 0)
            status = batch_append(batch, &rows);
    }
    crm__batch_free(&rows);
    crm__reader_free(reader);
    return status < 0 ? status : CRM_OK;
}

crm_status crm__query_each(struct query *query,
                           crm_status (*take)(void *context, const struct batch *rows),
                           void *context)
{
    struct reader *reader;
    struct batch rows;
    crm_status status = crm__query_run(query, &reader);
    if (status < 0)
        return status;
    crm__batch_init(&rows, query->env);
    while (status >= 0 && (status = reader->next(reader, &rows)) == CRM_OK)
        status = take(context, &rows);
    crm__batch_free(&rows);
    crm__reader_free(reader);
    return status < 0 ? status : CRM_OK;
}

crm_status crm__query_first_id(struct query *query, int64_t *id_out)
{
    struct batch rows;
    *id_out = 0;
    crm__batch_init(&rows, query->env);
    crm__query_fields(query, TEXT("id"));
    crm__query_limit(query, 1);
    crm_status status = crm__query_all(query, &rows);
    if (status >= 0 && rows.row_count)
        *id_out = rows.columns[0].integers[0];
    crm__batch_free(&rows);
    return status;
}

static crm_status counted_in_sql(struct query *query, int64_t *count_out)
{
    struct sql sql;
    crm__sql_init(&sql, query->store->db);
    crm__sql_add(&sql, "SELECT count(*)");
    crm__query_write_from(query, &sql, false);
    crm_status status = query->failure;
    if (status >= 0)
        status = crm__sql_run_int(&sql, 0, count_out);
    crm__sql_free(&sql);
    return status;
}

static crm_status counted_in_memory(struct query *query, int64_t *count_out)
{
    struct query_scan scan;
    crm_status status = crm__query_scan_open(query, false, &scan);
    if (status < 0)
        return status;
    int64_t count = 0;
    while ((status = crm__query_scan_next(&scan)) == CRM_OK) {
        for (size_t row = 0; row < scan.rows.row_count; row++)
            count += scan.passed[row];
    }
    crm__query_scan_close(&scan);
    *count_out = count;
    return status < 0 ? status : CRM_OK;
}

crm_status crm__query_count(struct query *query, int64_t *count_out)
{
    *count_out = 0;
    crm_status status = crm__query_prepare(query);
    if (status < 0)
        return status;
    return query->all_exact ? counted_in_sql(query, count_out)
                            : counted_in_memory(query, count_out);
}

/* --- explain ---------------------------------------------------------------------------------- */

struct explanation {
    struct batch batch;
    crm_status status;
};

static void step_add(struct explanation *explanation, struct text part, struct text detail)
{
    struct batch *batch = &explanation->batch;
    if (explanation->status >= 0)
        explanation->status = crm__column_text(batch, &batch->columns[0], part);
    if (explanation->status >= 0)
        explanation->status = crm__column_text(batch, &batch->columns[1], detail);
    if (explanation->status >= 0)
        crm__batch_finish_row(batch);
}

static void left_add(void *context, struct text expression, const char *why)
{
    (void)why;
    step_add(context, TEXT("memory"), expression);
}

static crm_status plan_add(struct query *query, struct explanation *explanation)
{
    struct sql sql;
    struct buffer plan;
    crm__sql_init(&sql, query->store->db);
    crm__buffer_init(&plan, query->env);
    crm__query_write(query, &sql, !query->grouped);
    crm_status status = query->failure < 0 ? query->failure : crm__sql_status(&sql);
    if (status >= 0)
        status = crm__db_explain(query->store->db, crm__buffer_view(&sql.text), &plan);
    struct text rest = crm__buffer_view(&plan);
    while (status >= 0 && rest.size) {
        size_t end = crm__text_find(rest, TEXT("\n"), 0);
        step_add(explanation, TEXT("database"), crm__text_slice(rest, 0, end));
        rest = end == SIZE_MAX ? TEXT_NONE : crm__text_slice(rest, end + 1, rest.size);
    }
    crm__buffer_free(&plan);
    crm__sql_free(&sql);
    return status;
}

static crm_status left_collect(struct query *query, struct explanation *explanation)
{
    struct rule_sql_sink sink = {
        .context = explanation, .dialect = crm__query_dialect(query), .left = left_add};
    crm__query_sink_quiet(&sink);
    for (size_t i = 0; i < query->rule_count; i++) {
        bool exact;
        crm_status status = crm__rule_sql_filter(query->env, query->rules[i].rule,
                                                 query->env->now_us, &sink, &exact);
        if (status < 0)
            return status;
    }
    return explanation->status;
}

crm_status crm__query_explain(struct query *query, struct reader **reader_out)
{
    *reader_out = NULL;
    crm_status status = crm__query_prepare(query);
    if (status < 0)
        return status;
    struct reader_column columns[] = {
        crm__reader_column(TEXT("by"), COLUMN_TEXT, TEXT("By"), TEXT("执行者")),
        crm__reader_column(TEXT("step"), COLUMN_TEXT, TEXT("Step"), TEXT("步骤")),
    };
    struct explanation explanation = {0};
    crm__batch_init(&explanation.batch, query->env);
    status = crm__reader_prepare(columns, 2, &explanation.batch);
    if (status >= 0)
        status = plan_add(query, &explanation);
    if (status >= 0)
        status = left_collect(query, &explanation);
    if (status >= 0)
        status = crm__reader_of_batch(query->env, &explanation.batch, columns, reader_out);
    crm__batch_free(&explanation.batch);
    return status;
}
