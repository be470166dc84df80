/* Building a query: names to paths, conditions to rules, and the first failure kept. */
#include "store/query.h"

#include <string.h>

#include "store/query_build.h"
#include "store/search.h"

crm_status crm__query_fail(struct query *query, crm_status status)
{
    if (status < 0 && query->failure >= 0)
        query->failure = status;
    return status;
}

crm_status crm__query_new(struct store *store, const struct entity *entity,
                          struct query **query_out)
{
    *query_out = NULL;
    struct query *query = crm__alloc_zero(store->env, 1, sizeof *query);
    if (!query)
        return CRM_E_NOMEM;
    query->store = store;
    query->env = store->env;
    query->entity = entity;
    query->join_count = 1;
    query->joins[0] = (struct query_join){.entity = entity};
    crm__arena_init(&query->arena, store->env);
    crm__buffer_init(&query->token, store->env);
    query->rules = crm__arena_alloc_zero(&query->arena, QUERY_RULE_LIMIT, sizeof *query->rules);
    query->equals = crm__arena_alloc_zero(&query->arena, QUERY_RULE_LIMIT, sizeof *query->equals);
    query->fields = crm__arena_alloc_zero(&query->arena, QUERY_ITEM_LIMIT, sizeof *query->fields);
    query->sorts = crm__arena_alloc_zero(&query->arena, QUERY_ITEM_LIMIT, sizeof *query->sorts);
    query->measures =
        crm__arena_alloc_zero(&query->arena, QUERY_ITEM_LIMIT, sizeof *query->measures);
    if (!query->rules || !query->equals || !query->fields || !query->sorts || !query->measures) {
        crm__query_free(query);
        return CRM_E_NOMEM;
    }
    *query_out = query;
    return CRM_OK;
}

void crm__query_free(struct query *query)
{
    if (!query)
        return;
    struct env *env = query->env;
    for (size_t i = 0; query->rules && i < query->rule_count; i++) {
        /* Sub-queries are nested as deep as questions in a rule. */
        for (size_t path = 0; path < query->rules[i].related_count; path++)
            crm__query_free(query->rules[i].related[path]);
        crm__rule_free(query->rules[i].owned);
    }
    crm__buffer_free(&query->token);
    crm__arena_free(&query->arena);
    crm__free(env, query);
}

/* --- paths ----------------------------------------------------------------------------------- */

static crm_status join_find(struct query *query, size_t parent, const struct field *reference,
                            size_t *join_out)
{
    for (size_t i = 1; i < query->join_count; i++) {
        if (query->joins[i].parent == parent && query->joins[i].reference == reference) {
            *join_out = i;
            return CRM_OK;
        }
    }
    if (query->join_count == QUERY_JOIN_LIMIT)
        return crm__fail(query->env, CRM_E_LIMIT, "query: over %d references followed",
                         QUERY_JOIN_LIMIT - 1);
    query->joins[query->join_count] =
        (struct query_join){.entity = reference->target, .parent = parent, .reference = reference};
    *join_out = query->join_count++;
    return CRM_OK;
}

static crm_status join_through(struct query *query, const struct field *field, size_t *join)
{
    if (field->type == FIELD_REFERENCE)
        return join_find(query, *join, field, join);
    if (field->type == FIELD_REFERENCES)
        return crm__fail_field(query->env, CRM_E_INVALID, field->entity->name.data,
                               field->name.data, "%s leads to many records; a path needs one",
                               field->name.data);
    return crm__fail_field(query->env, CRM_E_INVALID, field->entity->name.data, field->name.data,
                           "%s is no reference; nothing can follow its dot", field->name.data);
}

crm_status crm__query_path(struct query *query, struct text spec, struct query_path *path_out)
{
    struct query_path path = {.period = NO_PERIOD};
    struct text rest = spec;
    for (size_t depth = 0;; depth++) {
        if (depth == RULE_PATH_LIMIT)
            return crm__fail(query->env, CRM_E_LIMIT, "%.*s: over %d fields deep", (int)spec.size,
                             spec.data, RULE_PATH_LIMIT);
        size_t dot = crm__text_find(rest, TEXT("."), 0);
        struct text name = crm__text_slice(rest, 0, dot);
        crm_status status = crm__field_need(query->env, query->joins[path.join].entity,
                                            crm__text_trim(name), &path.field);
        if (status < 0)
            return status;
        if (dot == SIZE_MAX)
            break;
        status = join_through(query, path.field, &path.join);
        if (status < 0)
            return status;
        rest = crm__text_slice(rest, dot + 1, rest.size);
    }
    path.name = crm__arena_text(&query->arena, spec);
    *path_out = path;
    return path.name.data ? CRM_OK : CRM_E_NOMEM;
}

size_t crm__query_select(struct query *query, const struct query_path *path)
{
    for (size_t i = 0; i < query->select_count; i++) {
        if (query->select[i].field == path->field && query->select[i].join == path->join)
            return i;
    }
    if (query->select_count == QUERY_ITEM_LIMIT) {
        crm__query_fail(
            query, crm__fail(query->env, CRM_E_LIMIT, "query: over %d columns", QUERY_ITEM_LIMIT));
        return SIZE_MAX;
    }
    query->select[query->select_count] = *path;
    return query->select_count++;
}

struct query_path crm__query_id(const struct query *query, size_t join)
{
    struct query_path path = {.field = crm__system_field(query->joins[join].entity, SYSTEM_ID),
                              .join = join,
                              .period = NO_PERIOD,
                              .name = TEXT("id")};
    return path;
}

struct query_path crm__query_currency(const struct query *query, const struct query_path *money)
{
    struct query_path path = {.field = query->joins[money->join].entity->currency,
                              .join = money->join,
                              .period = NO_PERIOD,
                              .name = TEXT("currency")};
    return path;
}

/* The labels along a path, "Owner · Team"; a record's name goes by what refers to it. */
static struct text path_label(struct query *query, const struct query_path *path, bool chinese)
{
    const struct field *steps[RULE_PATH_LIMIT];
    size_t count = 0;
    struct buffer label;
    if (path->field != query->joins[path->join].entity->name_field)
        steps[count++] = path->field;
    for (size_t join = path->join; join && count < RULE_PATH_LIMIT;
         join = query->joins[join].parent)
        steps[count++] = query->joins[join].reference;
    crm__buffer_init(&label, query->env);
    while (count--) {
        crm__buffer_text(&label, chinese ? steps[count]->label_zh : steps[count]->label_en);
        crm__buffer_cstr(&label, count ? " · " : "");
    }
    struct text kept = crm__arena_text(&query->arena, crm__buffer_view(&label));
    bool failed = label.failed;
    crm__buffer_free(&label);
    return failed ? TEXT_NONE : kept;
}

crm_status crm__query_column(struct query *query, const struct query_path *path,
                             struct reader_column *column_out)
{
    *column_out = crm__reader_column_of(path->field);
    column_out->name = path->name;
    if (path->join == 0)
        return CRM_OK;
    column_out->label_en = path_label(query, path, false);
    column_out->label_zh = path_label(query, path, true);
    return column_out->label_en.data && column_out->label_zh.data ? CRM_OK : CRM_E_NOMEM;
}

/* --- lists of names -------------------------------------------------------------------------- */

/* Calls `each` for every comma-separated, trimmed item; an empty one is an error. */
static crm_status items_each(struct query *query, struct text list, const char *what,
                             crm_status (*each)(struct query *query, struct text item))
{
    if (query->failure < 0)
        return query->failure;
    while (list.size) {
        size_t comma = crm__text_find(list, TEXT(","), 0);
        struct text item = crm__text_trim(crm__text_slice(list, 0, comma));
        crm_status status =
            item.size ? each(query, item)
                      : crm__fail(query->env, CRM_E_SYNTAX, "%s: an empty name in the list", what);
        if (status < 0)
            return crm__query_fail(query, status);
        if (comma == SIZE_MAX)
            break;
        list = crm__text_slice(list, comma + 1, list.size);
    }
    return CRM_OK;
}

static crm_status room_check(struct query *query, size_t count, const char *what)
{
    if (count < QUERY_ITEM_LIMIT)
        return CRM_OK;
    return crm__fail(query->env, CRM_E_LIMIT, "%s: over %d", what, QUERY_ITEM_LIMIT);
}

static crm_status field_add(struct query *query, struct text item)
{
    crm_status status = room_check(query, query->field_count, "fields");
    if (status >= 0)
        status = crm__query_path(query, item, &query->fields[query->field_count]);
    if (status >= 0)
        query->field_count++;
    return status;
}

crm_status crm__query_fields(struct query *query, struct text fields)
{
    query->field_count = 0;
    return crm__query_more_fields(query, fields);
}

crm_status crm__query_more_fields(struct query *query, struct text fields)
{
    return items_each(query, fields, "fields", field_add);
}

crm_status crm__query_id_fields(struct query *query, const struct field *const *fields,
                                size_t count)
{
    crm_status status = crm__query_fields(query, TEXT("id"));
    for (size_t i = 0; status >= 0 && i < count; i++)
        status = crm__query_fail(query, field_add(query, fields[i]->name));
    return status;
}

crm_status crm__query_add_path(struct query *query, const struct rule_path *path)
{
    crm_status status = query->failure < 0 ? query->failure
                                           : room_check(query, query->field_count, "fields");
    if (status >= 0)
        status = crm__query_rule_path(query, path, &query->fields[query->field_count]);
    if (status >= 0)
        query->field_count++;
    return crm__query_fail(query, status);
}

static crm_status sort_add(struct query *query, struct text item)
{
    crm_status status = room_check(query, query->sort_count, "sort");
    if (status < 0)
        return status;
    struct query_sort *sort = &query->sorts[query->sort_count];
    sort->descending = crm__text_starts(item, TEXT("-"));
    status =
        crm__query_path(query, crm__text_slice(item, sort->descending, item.size), &sort->path);
    if (status >= 0 && !crm__field_has_column(sort->path.field))
        status = crm__fail(query->env, CRM_E_INVALID, "sort: %.*s has many values in a record",
                           (int)item.size, item.data);
    if (status >= 0)
        query->sort_count++;
    return status;
}

crm_status crm__query_sort(struct query *query, struct text fields)
{
    query->sort_count = 0;
    query->group_sort = crm__arena_text(&query->arena, fields);
    if (!query->group_sort.data)
        return crm__query_fail(query, CRM_E_NOMEM);
    /* The columns of a grouped query are not known before it is run. */
    return query->grouped ? CRM_OK : items_each(query, fields, "sort", sort_add);
}

/* --- groups ---------------------------------------------------------------------------------- */

static crm_status period_parse(struct query *query, struct text name, int *period_out)
{
    static const char *const names[] = {"day", "week", "month", "quarter", "year"};
    enum { COUNT = sizeof names / sizeof *names };
    for (int i = 0; i < COUNT; i++) {
        if (crm__text_is(name, names[i])) {
            *period_out = i;
            return CRM_OK;
        }
    }
    return crm__fail(query->env, CRM_E_UNKNOWN,
                     "no period '%.*s'; there are day, week, month, quarter and year",
                     (int)name.size, name.data);
}

static crm_status group_add(struct query *query, struct text item)
{
    crm_status status = room_check(query, query->field_count, "group");
    if (status < 0)
        return status;
    struct query_path *path = &query->fields[query->field_count];
    size_t colon = crm__text_find(item, TEXT(":"), 0);
    status = crm__query_path(query, crm__text_trim(crm__text_slice(item, 0, colon)), path);
    if (status >= 0 && colon != SIZE_MAX) {
        if (path->field->type != FIELD_TIME && path->field->type != FIELD_DATE)
            status = crm__fail(query->env, CRM_E_INVALID, "%.*s: only times and dates have periods",
                               (int)item.size, item.data);
        else
            status = period_parse(
                query, crm__text_trim(crm__text_slice(item, colon + 1, item.size)), &path->period);
        path->name = crm__arena_text(&query->arena, item);
    }
    if (status >= 0 && !crm__field_has_column(path->field))
        status = crm__fail(query->env, CRM_E_INVALID, "group: %.*s has many values in a record",
                           (int)item.size, item.data);
    if (status >= 0)
        query->field_count++;
    return status;
}

crm_status crm__query_group(struct query *query, struct text fields)
{
    query->grouped = true;
    query->field_count = 0;
    query->sort_count = 0;
    return items_each(query, fields, "group", group_add);
}

static crm_status measure_parse(struct query *query, struct text text,
                                struct query_measure *measure)
{
    static const char *const names[] = {"count", "sum", "min", "max", "avg", "distinct"};
    enum { COUNT = sizeof names / sizeof *names };
    size_t open = crm__text_find(text, TEXT("("), 0);
    struct text name = crm__text_trim(crm__text_slice(text, 0, open));
    size_t kind = 0;
    while (kind < COUNT && !crm__text_is(name, names[kind]))
        kind++;
    if (kind == COUNT) {
        size_t nearest = crm__text_nearest(name, names, COUNT);
        return crm__fail(query->env, CRM_E_UNKNOWN, "no measure '%.*s'%s%s%s", (int)name.size,
                         name.data, nearest < COUNT ? "; did you mean '" : "",
                         nearest < COUNT ? names[nearest] : "", nearest < COUNT ? "'?" : "");
    }
    measure->kind = (enum measure_kind)kind;
    if (kind == MEASURE_COUNT && open == SIZE_MAX)
        return CRM_OK;
    if (open == SIZE_MAX || !crm__text_ends(text, TEXT(")")))
        return crm__fail(query->env, CRM_E_SYNTAX, "%.*s: a measure is written sum(field)",
                         (int)text.size, text.data);
    struct text field = crm__text_trim(crm__text_slice(text, open + 1, text.size - 1));
    return field.size || kind != MEASURE_COUNT ? crm__query_path(query, field, &measure->path)
                                               : CRM_OK;
}

static crm_status measure_check(struct query *query, const struct query_measure *measure)
{
    const struct field *field = measure->path.field;
    if (!field)
        return CRM_OK;
    bool number = field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL ||
                  field->type == FIELD_MONEY || field->type == FIELD_BOOL;
    bool adds = measure->kind == MEASURE_SUM || measure->kind == MEASURE_AVERAGE;
    if ((adds && !number) || !crm__field_has_column(field))
        return crm__fail(query->env, CRM_E_INVALID, "%.*s: a %s field has no such measure",
                         (int)measure->name.size, measure->name.data,
                         crm__field_type_name(field->type));
    return CRM_OK;
}

crm_status crm__query_measure(struct query *query, struct text text)
{
    if (query->failure < 0)
        return query->failure;
    query->grouped = true;
    text = crm__text_trim(text);
    struct query_measure *measure = &query->measures[query->measure_count];
    crm_status status = room_check(query, query->measure_count, "measures");
    if (status < 0)
        return crm__query_fail(query, status);
    *measure = (struct query_measure){.path = {.period = NO_PERIOD}, .currency = SIZE_MAX};
    measure->name = crm__arena_text(&query->arena, text);
    if (!measure->name.data)
        return crm__query_fail(query, CRM_E_NOMEM);
    status = measure_parse(query, text, measure);
    if (status >= 0)
        status = measure_check(query, measure);
    if (status >= 0)
        query->measure_count++;
    return crm__query_fail(query, status);
}
