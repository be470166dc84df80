/*
 * What rules ask of related records: a sub-query where SQL can say it, else one read for all the
 * records of a batch. Either way only what the acting user may read counts, but for tags and
 * segments, which are properties of the record itself.
 */
#include "store/query_build.h"

#include "rule/rule.h"

enum { LEVEL_LIMIT = 4 };

struct text crm__query_alias(const struct query *query, size_t join)
{
    static const char *const names[LEVEL_LIMIT][QUERY_JOIN_LIMIT] = {
        {"t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "t10", "t11", "t12", "t13",
         "t14", "t15"},
        {"u0", "u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8", "u9", "u10", "u11", "u12", "u13",
         "u14", "u15"},
        {"v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13",
         "v14", "v15"},
        {"w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "w9", "w10", "w11", "w12", "w13",
         "w14", "w15"},
    };
    return crm__text_of(names[query->level][join]);
}

crm_status crm__query_rule_path(struct query *query, const struct rule_path *path,
                                struct query_path *path_out)
{
    struct buffer name;
    crm__buffer_init(&name, query->env);
    size_t count = path->related ? path->count - 1 : path->count;
    for (size_t i = 0; i < count; i++) {
        crm__buffer_text(&name, path->fields[i]->name);
        if (i + 1 < path->count)
            crm__buffer_byte(&name, '.');
    }
    if (path->related)
        crm__buffer_cstr(&name, "id");
    crm_status status = crm__buffer_status(&name);
    if (status >= 0)
        status = crm__query_path(query, crm__buffer_view(&name), path_out);
    crm__buffer_free(&name);
    if (status >= 0 && path->related) {
        path_out->field = path->fields[path->count - 1];
        path_out->related = path->related;
        path_out->name = path_out->field->name;
    }
    return status;
}

crm_status crm__query_related_new(const struct query *query, const struct rule_related *related,
                                  struct query **related_out)
{
    struct query *sub;
    *related_out = NULL;
    if (related->measure > RELATED_COUNT || query->level + 1 == LEVEL_LIMIT)
        return CRM_OK;
    crm_status status = crm__query_new(query->store, related->entity, &sub);
    if (status < 0)
        return status;
    sub->level = query->level + 1;
    if (related->condition)
        status = crm__query_where_rule(sub, related->condition);
    if (status < 0)
        crm__query_free(sub);
    else
        *related_out = sub;
    return status;
}

static void open_begin(struct store *store, const struct rule_related *related)
{
    if (related->open)
        crm__store_elevate(store);
}

static void open_end(struct store *store, const struct rule_related *related)
{
    if (related->open)
        crm__store_restore(store);
}

void crm__query_related_write(struct query *query, size_t join, const struct rule_related *related,
                              struct query *sub, struct sql *sql)
{
    const struct field *id = crm__system_field(query->joins[join].entity, SYSTEM_ID);
    crm__sql_add(sql, related->measure == RELATED_EXISTS ? "EXISTS (SELECT 1" : "(SELECT count(*)");
    open_begin(query->store, related);
    crm__query_write_from(sub, sql, false);
    open_end(query->store, related);
    crm__query_fail(query, sub->failure);
    crm__sql_add(sql, " AND ");
    crm__sql_column(sql, crm__query_alias(sub, 0), related->back->name);
    crm__sql_add(sql, " = ");
    crm__sql_column(sql, crm__query_alias(query, join), id->name);
    crm__sql_add(sql, ")");
}

/* --- one read for a batch */

/* What is known of the records that refer to one. */
struct tally {
    int64_t count; /* of records; of values, where values are measured */
    int64_t value;
    struct text currency; /* of the values; in the rows that were read */
    bool has_currency;
    bool impossible; /* two currencies, or a sum beyond 64 bits */
};

enum { BACK_COLUMN, VALUE_COLUMN, CURRENCY_COLUMN };

static crm_status rows_read(struct query *query, const struct rule_related *related,
                            const int64_t *ids, size_t count, struct batch *rows)
{
    struct query *reading;
    crm_status status = crm__query_new(query->store, related->entity, &reading);
    if (status < 0)
        return status;
    crm__query_where_among(reading, related->back, ids, count);
    if (related->condition)
        crm__query_where_rule(reading, related->condition);
    crm__query_fields(reading, related->back->name);
    if (related->value)
        crm__query_more_fields(reading, related->value->name);
    if (related->value && related->value->type == FIELD_MONEY)
        crm__query_more_fields(reading, related->entity->currency->name);
    open_begin(query->store, related);
    status = crm__query_all(reading, rows);
    open_end(query->store, related);
    crm__query_free(reading);
    return status;
}

static void measure(struct tally *tally, const struct rule_related *related, int64_t value)
{
    bool first = tally->count++ == 0;
    if (first)
        tally->value = value;
    else if (related->measure == RELATED_LEAST && value < tally->value)
        tally->value = value;
    else if (related->measure == RELATED_GREATEST && value > tally->value)
        tally->value = value;
    else if (related->measure == RELATED_SUM &&
             __builtin_add_overflow(tally->value, value, &tally->value))
        tally->impossible = true;
}

/* Amounts without a currency are no money. */
static void measure_row(struct tally *tally, const struct rule_related *related,
                        const struct batch *rows, size_t row)
{
    struct value value = crm__batch_at(rows, VALUE_COLUMN, row);
    if (value.kind != VALUE_INT)
        return;
    if (related->value->type == FIELD_MONEY) {
        struct value currency = crm__batch_at(rows, CURRENCY_COLUMN, row);
        if (currency.kind != VALUE_TEXT)
            return;
        if (tally->has_currency && !crm__text_equal(tally->currency, currency.text))
            tally->impossible = true;
        tally->currency = currency.text;
        tally->has_currency = true;
    }
    measure(tally, related, value.integer);
}

/* No record is none for exists and size; the sum of no number is 0, of no money it is not known. */
static struct value answer(const struct rule_related *related, const struct tally *tally)
{
    switch (related->measure) {
    case RELATED_EXISTS:
        return crm__value_int(tally->count > 0);
    case RELATED_COUNT:
        return crm__value_int(tally->count);
    case RELATED_CURRENCY:
        return tally->impossible || !tally->has_currency ? VALUE_OF_NULL
                                                         : crm__value_text(tally->currency);
    case RELATED_SUM:
        if (tally->count == 0 &&
            (related->value->type == FIELD_INTEGER || related->value->type == FIELD_DECIMAL))
            return crm__value_int(0);
        break;
    default:
        break;
    }
    return tally->impossible || tally->count == 0 ? VALUE_OF_NULL : crm__value_int(tally->value);
}

static crm_status tallies_make(const struct rule_related *related, const struct batch *rows,
                               struct id_map *index, struct tally *tallies)
{
    for (size_t row = 0; row < rows->row_count; row++) {
        const int64_t *at = crm__id_map_find(index, rows->columns[BACK_COLUMN].integers[row]);
        if (!at)
            continue;
        if (related->value)
            measure_row(&tallies[*at], related, rows, row);
        else
            tallies[*at].count++;
    }
    return CRM_OK;
}

static crm_status answers_fill(const struct rule_related *related, const int64_t *ids, size_t count,
                               struct id_map *index, const struct tally *tallies,
                               struct batch *batch)
{
    static const struct tally none;
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < count; i++) {
        const int64_t *at = ids[i] ? crm__id_map_find(index, ids[i]) : NULL;
        status = crm__column_value(batch, &batch->columns[0],
                                   answer(related, at ? &tallies[*at] : &none));
    }
    batch->row_count = count;
    return status;
}

crm_status crm__query_related_read(struct query *query, const struct query_path *path,
                                   const int64_t *ids, size_t count, struct batch *batch)
{
    struct id_map index;
    struct batch rows;
    struct env *env = query->env;
    crm__id_map_init(&index, env);
    crm__batch_init(&rows, env);
    struct tally *tallies = crm__alloc_zero(env, count + 1, sizeof *tallies);
    int64_t *distinct = crm__realloc_array(env, NULL, count + 1, sizeof *distinct);
    crm_status status = tallies && distinct ? CRM_OK : CRM_E_NOMEM;
    size_t distinct_count = 0;
    for (size_t i = 0; status >= 0 && i < count; i++) {
        if (!ids[i] || crm__id_map_find(&index, ids[i]))
            continue;
        if (!crm__id_map_put(&index, ids[i], (int64_t)distinct_count))
            status = CRM_E_NOMEM;
        else
            distinct[distinct_count++] = ids[i];
    }
    if (status >= 0 && distinct_count)
        status = rows_read(query, path->related, distinct, distinct_count, &rows);
    if (status >= 0)
        status = tallies_make(path->related, &rows, &index, tallies);
    if (status >= 0 &&
        !crm__batch_add(batch, path->field->name, crm__field_kind(path->field->type)))
        status = CRM_E_NOMEM;
    if (status >= 0)
        status = answers_fill(path->related, ids, count, &index, tallies, batch);
    crm__free(env, distinct);
    crm__free(env, tallies);
    crm__batch_free(&rows);
    crm__id_map_free(&index);
    return status;
}
