/* Writing a query as SQL: select list, joins with access, conditions, position, order. */
#include "store/query_build.h"
#include "store/search.h"
#include "store/transaction.h"

static void path_write(const struct query *query, struct sql *sql, size_t join,
                       const struct field *field)
{
    crm__sql_column(sql, crm__query_alias(query, join), field->name);
}

enum { DEFAULT_FIELDS = 8 };

/* --- the select list ------------------------------------------------------------------------ */

/* What the catalogue says a list shows; else the id and as many fields as a line has room for. */
static crm_status default_fields(struct query *query)
{
    const struct entity *entity = query->entity;
    if (entity->list.size)
        return crm__query_fields(query, entity->list);
    for (size_t i = 0; i < entity->field_count && query->field_count < DEFAULT_FIELDS; i++) {
        const struct field *field = entity->fields[i];
        bool own = i >= SYSTEM_FIELD_COUNT && !field->normal_of && field->type != FIELD_JSON;
        if ((own || i == SYSTEM_ID) && !(field->flags & FIELD_RETIRED))
            query->fields[query->field_count++] =
                (struct query_path){.field = field, .period = NO_PERIOD, .name = field->name};
    }
    return CRM_OK;
}

/* Money is shown with its currency: it joins the visible columns when it was not asked for. */
static void currencies_add(struct query *query)
{
    for (size_t i = 0; i < query->field_count; i++) {
        const struct query_path *path = &query->fields[i];
        struct query_path currency = crm__query_currency(query, path);
        if (path->field->type == FIELD_MONEY && currency.field && !path->related)
            crm__query_select(query, &currency);
    }
}

static void rules_select(struct query *query)
{
    for (size_t r = 0; r < query->rule_count; r++) {
        struct query_rule *rule = &query->rules[r];
        if (rule->exact)
            continue;
        for (size_t i = 0; i < crm__rule_path_count(rule->rule); i++) {
            const struct rule_path *read = crm__rule_path(rule->rule, i);
            struct query_path path = {.field = read->fields[read->count - 1],
                                      .join = rule->joins[i],
                                      .period = NO_PERIOD,
                                      .related = read->related};
            rule->columns[i] = crm__query_select(query, &path);
        }
    }
}

static crm_status plain_select(struct query *query)
{
    if (query->field_count == 0) {
        crm_status status = default_fields(query);
        if (status < 0)
            return status;
    }
    for (size_t i = 0; i < query->field_count; i++) {
        size_t before = query->select_count;
        if (crm__query_select(query, &query->fields[i]) != before && query->failure >= 0)
            return crm__fail(query->env, CRM_E_INVALID, "fields: %.*s is named twice",
                             (int)query->fields[i].name.size, query->fields[i].name.data);
    }
    currencies_add(query);
    query->visible = query->select_count;
    for (size_t i = 0; i < query->sort_count; i++)
        query->sorts[i].column = crm__query_select(query, &query->sorts[i].path);
    return CRM_OK;
}

static void group_select(struct query *query)
{
    for (size_t i = 0; i < query->field_count; i++)
        query->fields[i].column = crm__query_select(query, &query->fields[i]);
    for (size_t i = 0; i < query->measure_count; i++) {
        struct query_measure *measure = &query->measures[i];
        if (!measure->path.field)
            continue;
        measure->column = crm__query_select(query, &measure->path);
        struct query_path currency = crm__query_currency(query, &measure->path);
        if (measure->path.field->type == FIELD_MONEY && measure->kind != MEASURE_DISTINCT)
            measure->currency = crm__query_select(query, &currency);
    }
    query->visible = query->select_count;
}

/* --- exactness: asked of the rule with a sink that writes nothing ----------------------------- */

static crm_status text_ignore(void *context, struct text fragment)
{
    (void)context;
    (void)fragment;
    return CRM_OK;
}

static crm_status bind_ignore(void *context, struct value value)
{
    (void)context;
    (void)value;
    return CRM_OK;
}

static crm_status path_ignore(void *context, size_t path)
{
    (void)context;
    (void)path;
    return CRM_OK;
}

void crm__query_sink_quiet(struct rule_sql_sink *sink)
{
    sink->text = text_ignore;
    sink->bind = bind_ignore;
    sink->path = path_ignore;
}

static enum rule_dialect dialect_of(const struct store *store)
{
    const struct sql_dialect *dialect = store->db->dialect;
    if (dialect->family == SQL_SQLITE)
        return RULE_SQLITE;
    return dialect->collate[0] ? RULE_POSTGRES : RULE_POSTGRES_BYTES;
}

enum rule_dialect crm__query_dialect(const struct query *query)
{
    return dialect_of(query->store);
}

crm_status crm__query_rule_split(struct store *store, const struct rule *rule,
                                 void (*left)(void *context, struct text expression,
                                              const char *why),
                                 void *context, bool *exact_out)
{
    struct rule_sql_sink sink = {.context = context, .dialect = dialect_of(store), .left = left};
    crm__query_sink_quiet(&sink);
    return crm__rule_sql_filter(store->env, rule, store->env->now_us, &sink, exact_out);
}

static crm_status rules_judge(struct query *query)
{
    struct rule_sql_sink sink = {.dialect = crm__query_dialect(query)};
    crm__query_sink_quiet(&sink);
    query->all_exact = true;
    for (size_t i = 0; i < query->rule_count; i++) {
        struct query_rule *rule = &query->rules[i];
        crm_status status =
            crm__rule_sql_filter(query->env, rule->rule, query->env->now_us, &sink, &rule->exact);
        if (status < 0)
            return status;
        query->all_exact &= rule->exact;
    }
    return CRM_OK;
}

static crm_status related_prepare(struct query *query)
{
    crm_status status = CRM_OK;
    for (size_t i = 0; i < query->rule_count; i++) {
        const struct query_rule *rule = &query->rules[i];
        for (size_t path = 0; status >= 0 && path < rule->related_count; path++)
            if (rule->related[path])
                status = crm__query_prepare(rule->related[path]);
    }
    return status;
}

crm_status crm__query_prepare(struct query *query)
{
    query->select_count = 0;
    crm__buffer_clear(&query->token);
    crm_status status = query->failure;
    if (status >= 0)
        status = crm__store_before_read(query->store, query->entity);
    for (size_t i = 1; status >= 0 && query->store->depth > 0 && i < query->join_count; i++)
        status = crm__store_before_read(query->store, query->joins[i].entity);
    if (status >= 0)
        status = related_prepare(query);
    if (status >= 0)
        status = rules_judge(query);
    if (status >= 0 && !query->grouped)
        status = plain_select(query);
    else if (status >= 0)
        group_select(query);
    if (status < 0)
        return status;
    rules_select(query);
    bool many = false;
    for (size_t i = 0; i < query->select_count; i++) {
        if (!crm__query_is_filled(&query->select[i]))
            continue;
        many = true; /* It is read by the id of the record that holds it. */
        struct query_path holder = crm__query_id(query, query->select[i].join);
        crm__query_select(query, &holder);
    }
    struct query_path id = crm__query_id(query, 0);
    bool needs_id = !query->grouped || many || query->select_count == 0;
    query->id_column = needs_id ? crm__query_select(query, &id) : SIZE_MAX;
    if (query->after_token.data && !query->grouped)
        status = crm__query_token_read(query, query->after_token);
    return status < 0 ? status : query->failure;
}

/* --- FROM and WHERE --------------------------------------------------------------------------- */

static void joins_write(struct query *query, struct sql *sql)
{
    crm__sql_add(sql, " FROM ");
    crm__sql_name(sql, query->entity->name);
    crm__sql_add(sql, " AS ");
    crm__sql_name(sql, crm__query_alias(query, 0));
    for (size_t i = 1; i < query->join_count; i++) {
        const struct query_join *join = &query->joins[i];
        crm__sql_add(sql, " LEFT JOIN ");
        crm__sql_name(sql, join->entity->name);
        crm__sql_add(sql, " AS ");
        crm__sql_name(sql, crm__query_alias(query, i));
        crm__sql_add(sql, " ON ");
        path_write(query, sql, i, crm__system_field(join->entity, SYSTEM_ID));
        crm__sql_add(sql, " = ");
        path_write(query, sql, join->parent, join->reference);
        crm__sql_add(sql, " AND ");
        path_write(query, sql, i, crm__system_field(join->entity, SYSTEM_DELETED_AT));
        crm__sql_add(sql, " IS NULL");
        crm__access_where(query->store, join->entity, ACCESS_READ, sql, crm__query_alias(query, i));
    }
}

struct rule_writer {
    struct query *query;
    struct query_rule *rule;
    struct sql *sql;
};

static crm_status rule_text(void *context, struct text fragment)
{
    struct rule_writer *writer = context;
    crm__buffer_text(&writer->sql->text, fragment);
    return crm__sql_status(writer->sql);
}

/* Values of a rule live no longer than the call, but the statement is run later. */
static crm_status rule_bind(void *context, struct value value)
{
    struct rule_writer *writer = context;
    if (value.kind == VALUE_TEXT || value.kind == VALUE_BLOB) {
        value.text = crm__arena_text(&writer->sql->arena, value.text);
        if (!value.text.data)
            return CRM_E_NOMEM;
    }
    crm__sql_value(writer->sql, value);
    return crm__sql_status(writer->sql);
}

static crm_status rule_path(void *context, size_t index)
{
    struct rule_writer *writer = context;
    const struct rule_path *path = crm__rule_path(writer->rule->rule, index);
    if (path->related) {
        crm__query_related_write(writer->query, writer->rule->joins[index], path->related,
                                 writer->rule->related[index], writer->sql);
        return crm__sql_status(writer->sql);
    }
    path_write(writer->query, writer->sql, writer->rule->joins[index],
               path->fields[path->count - 1]);
    return crm__sql_status(writer->sql);
}

static void rules_write(struct query *query, struct sql *sql)
{
    for (size_t i = 0; i < query->rule_count; i++) {
        struct rule_writer writer = {query, &query->rules[i], sql};
        struct rule_sql_sink sink = {.context = &writer,
                                     .dialect = crm__query_dialect(query),
                                     .text = rule_text,
                                     .bind = rule_bind,
                                     .path = rule_path};
        bool exact;
        crm__sql_add(sql, " AND ");
        crm__query_fail(query, crm__rule_sql_filter(query->env, query->rules[i].rule,
                                                    query->env->now_us, &sink, &exact));
    }
}

static void equals_write(struct query *query, struct sql *sql)
{
    if (query->among_field) {
        crm__sql_add(sql, " AND ");
        path_write(query, sql, 0, query->among_field);
        crm__sql_in_ints(sql, query->among, query->among_count);
    }
    for (size_t i = 0; i < query->equal_count; i++) {
        crm__sql_add(sql, " AND ");
        path_write(query, sql, 0, query->equals[i].field);
        if (query->equals[i].value.kind == VALUE_NULL) {
            crm__sql_add(sql, " IS NULL");
        } else {
            crm__sql_add(sql, " = ");
            crm__sql_value(sql, query->equals[i].value);
        }
    }
}

static void words_write(struct query *query, struct sql *sql)
{
    if (query->terms.size == 0)
        return;
    crm__sql_add(sql, " AND ");
    path_write(query, sql, 0, crm__system_field(query->entity, SYSTEM_ID));
    crm__sql_add(sql, " IN (");
    crm__query_fail(query, crm__search_match(query->store, query->entity, query->terms, sql));
    crm__sql_add(sql, ")");
}

/* column > value, or < when descending; nulls come last either way. */
static void beyond_write(const struct query *query, struct sql *sql, const struct query_sort *sort,
                         struct value value)
{
    const struct query_path *path = &sort->path;
    bool is_text = crm__field_kind(path->field->type) == VALUE_TEXT;
    crm__sql_add(sql, "(");
    path_write(query, sql, path->join, path->field);
    if (is_text)
        crm__sql_collate(sql);
    crm__sql_add(sql, sort->descending ? " < " : " > ");
    crm__sql_value(sql, value);
    crm__sql_add(sql, " OR ");
    path_write(query, sql, path->join, path->field);
    crm__sql_add(sql, " IS NULL)");
}

static void level_write(const struct query *query, struct sql *sql, const struct query_path *path,
                        struct value value)
{
    path_write(query, sql, path->join, path->field);
    if (value.kind == VALUE_NULL) {
        crm__sql_add(sql, " IS NULL");
        return;
    }
    crm__sql_add(sql, " = ");
    crm__sql_value(sql, value);
}

/* (a beyond) OR (a level AND b beyond) OR … OR (all level AND id beyond). */
static void position_write(struct query *query, struct sql *sql)
{
    crm__sql_add(sql, " AND (");
    for (size_t i = 0; i <= query->sort_count; i++) {
        bool last = i == query->sort_count;
        if (!last && query->after[i].kind == VALUE_NULL)
            continue; /* nothing comes after a null but what is level with it */
        crm__sql_add(sql, "(");
        for (size_t j = 0; j < i; j++) {
            level_write(query, sql, &query->sorts[j].path, query->after[j]);
            crm__sql_add(sql, " AND ");
        }
        if (!last) {
            beyond_write(query, sql, &query->sorts[i], query->after[i]);
        } else {
            path_write(query, sql, 0, crm__system_field(query->entity, SYSTEM_ID));
            crm__sql_add(sql, " > ");
            crm__sql_int(sql, query->after_id);
        }
        crm__sql_add(sql, last ? ")" : ") OR ");
    }
    crm__sql_add(sql, ")");
}

void crm__query_write_from(struct query *query, struct sql *sql, bool with_position)
{
    joins_write(query, sql);
    crm__sql_add(sql, " WHERE ");
    path_write(query, sql, 0, crm__system_field(query->entity, SYSTEM_DELETED_AT));
    crm__sql_add(sql, query->deleted ? " IS NOT NULL" : " IS NULL");
    crm__access_where(query->store, query->entity, ACCESS_READ, sql, crm__query_alias(query, 0));
    equals_write(query, sql);
    if (!crm__partition_is_whole(query->partition)) {
        crm__sql_add(sql, " AND ");
        crm__sql_partition(sql, query->partition, crm__query_alias(query, 0),
                           query->partition_field->name);
    }
    words_write(query, sql);
    rules_write(query, sql);
    if (with_position && query->after)
        position_write(query, sql);
}

/* A field of many values has no column; its place is kept by the id, and filled afterwards. */
static void select_write(struct query *query, struct sql *sql)
{
    crm__sql_add(sql, "SELECT ");
    for (size_t i = 0; i < query->select_count; i++) {
        const struct query_path *path = &query->select[i];
        if (i)
            crm__sql_add(sql, ", ");
        if (!crm__query_is_filled(path))
            path_write(query, sql, path->join, path->field);
        else
            crm__sql_add(sql, "NULL");
    }
}

static void order_write(struct query *query, struct sql *sql)
{
    crm__sql_add(sql, " ORDER BY ");
    for (size_t i = 0; i < query->sort_count; i++) {
        const struct query_path *path = &query->sorts[i].path;
        path_write(query, sql, path->join, path->field);
        if (crm__field_kind(path->field->type) == VALUE_TEXT)
            crm__sql_collate(sql);
        crm__sql_add(sql, query->sorts[i].descending ? " DESC NULLS LAST, " : " ASC NULLS LAST, ");
    }
    path_write(query, sql, 0, crm__system_field(query->entity, SYSTEM_ID));
    crm__sql_add(sql, " ASC");
    if (query->limit && query->all_exact)
        crm__sql_limit(sql, query->limit);
}

void crm__query_write(struct query *query, struct sql *sql, bool ordered)
{
    select_write(query, sql);
    crm__query_write_from(query, sql, ordered);
    if (ordered)
        order_write(query, sql);
}
