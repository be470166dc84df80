/* SQL text: fragments, names, placeholders. */
#include "db/sql.h"

#include <assert.h>

static void any_of(struct sql *sql, const int64_t *integers, size_t count);
static void keep_failure(struct sql *sql, crm_status status);
static bool is_name(struct text name);

void crm__sql_init(struct sql *sql, struct db *db)
{
    *sql = (struct sql){.env = db->env, .db = db};
    crm__buffer_init(&sql->text, db->env);
    crm__arena_init(&sql->arena, db->env);
}

void crm__sql_free(struct sql *sql)
{
    crm__buffer_free(&sql->text);
    crm__free(sql->env, sql->values);
    crm__arena_free(&sql->arena);
    sql->values = NULL;
    sql->value_count = sql->value_capacity = 0;
}

void crm__sql_clear(struct sql *sql)
{
    crm__buffer_clear(&sql->text);
    crm__arena_reset(&sql->arena);
    sql->value_count = 0;
    sql->status = CRM_OK;
}

void crm__sql_add(struct sql *sql, const char *fragment)
{
    crm__buffer_cstr(&sql->text, fragment);
}

void crm__sql_fragment(struct sql *sql, struct text fragment)
{
    crm__buffer_text(&sql->text, fragment);
}

void crm__sql_name(struct sql *sql, struct text name)
{
    if (!is_name(name)) {
        keep_failure(sql, crm__fail(sql->env, CRM_E_INVALID,
                                    "'%.*s' cannot name a table or column: 1 to %d lower-case "
                                    "letters, digits and underscores, a letter first",
                                    (int)(name.size < 80 ? name.size : 80), name.data,
                                    (int)SQL_NAME_LIMIT));
        return;
    }
    crm__buffer_byte(&sql->text, '"');
    crm__buffer_text(&sql->text, name);
    crm__buffer_byte(&sql->text, '"');
}

void crm__sql_column(struct sql *sql, struct text table, struct text name)
{
    crm__sql_name(sql, table);
    crm__buffer_byte(&sql->text, '.');
    crm__sql_name(sql, name);
}

void crm__sql_names(struct sql *sql, const struct text *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            crm__sql_add(sql, ", ");
        crm__sql_name(sql, names[i]);
    }
}

void crm__sql_value(struct sql *sql, struct value value)
{
    if (sql->value_count == sql->db->caps.variable_limit) {
        keep_failure(sql, crm__fail(sql->env, CRM_E_LIMIT, "more than %zu values in a statement",
                                    sql->db->caps.variable_limit));
        return;
    }
    crm_status status = crm__array_reserve(sql->env, (void **)&sql->values, &sql->value_capacity,
                                           sql->value_count + 1, sizeof *sql->values);
    if (status < 0) {
        keep_failure(sql, status);
        return;
    }
    sql->values[sql->value_count++] = value;
    if (sql->db->dialect->placeholder_counts)
        crm__buffer_byte(&sql->text, sql->db->dialect->placeholder);
    else
        crm__sql_again(sql, sql->value_count);
}

void crm__sql_int(struct sql *sql, int64_t integer)
{
    crm__sql_value(sql, crm__value_int(integer));
}

void crm__sql_text(struct sql *sql, struct text text)
{
    crm__sql_value(sql, crm__value_text(text));
}

void crm__sql_buffer(struct sql *sql, struct buffer *made)
{
    struct text kept = crm__arena_text(&sql->arena, crm__buffer_view(made));
    keep_failure(sql, kept.data ? crm__buffer_status(made) : CRM_E_NOMEM);
    crm__buffer_free(made);
    crm__sql_text(sql, kept);
}

void crm__sql_placeholder(struct sql *sql)
{
    crm__sql_value(sql, VALUE_OF_NULL);
}

void crm__sql_placeholders(struct sql *sql, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            crm__sql_add(sql, ", ");
        crm__sql_placeholder(sql);
    }
}

void crm__sql_again(struct sql *sql, size_t position)
{
    assert(position >= 1 && position <= sql->value_count);
    crm__buffer_byte(&sql->text, sql->db->dialect->placeholder);
    crm__buffer_int64(&sql->text, (int64_t)position);
}

void crm__sql_in_ints(struct sql *sql, const int64_t *integers, size_t count)
{
    if (count == 0) {
        crm__sql_add(sql, " IN (NULL)");
        return;
    }
    if (sql->db->dialect->has_arrays) {
        any_of(sql, integers, count);
        return;
    }
    /* Filled up to a power of two with the last one, so that few texts come to be prepared. */
    size_t padded = 1;
    while (padded < count)
        padded *= 2;
    if (sql->value_count + padded > sql->db->caps.variable_limit)
        padded = count;
    crm__sql_add(sql, " IN (");
    for (size_t i = 0; i < padded; i++) {
        if (i > 0)
            crm__sql_add(sql, ", ");
        crm__sql_int(sql, integers[i < count ? i : count - 1]);
    }
    crm__sql_add(sql, ")");
}

/* The shift says what a division by 2^31 would, which is no whole number everywhere. */
void crm__sql_partition(struct sql *sql, struct partition partition, struct text table,
                        struct text name)
{
    assert(!crm__partition_is_whole(partition));
    crm__sql_add(sql, "(((((((((");
    crm__sql_column(sql, table, name);
    crm__sql_add(sql, " % 2147483647) * (");
    crm__sql_column(sql, table, name);
    crm__sql_add(sql, " % 2147483647)) % 2147483647) * (");
    crm__sql_column(sql, table, name);
    crm__sql_add(sql, " % 2147483647)) % 2147483647) * 1327217885) % 2147483647) * ");
    crm__sql_int(sql, partition.count);
    crm__sql_add(sql, ") >> 31) = ");
    crm__sql_int(sql, partition.index);
}

void crm__sql_function(struct sql *sql, enum sql_function function)
{
    crm__sql_add(sql, sql->db->dialect->functions[function]);
}

void crm__sql_collate(struct sql *sql)
{
    crm__sql_add(sql, sql->db->dialect->collate);
}

void crm__sql_order(struct sql *sql, struct text name, bool is_text, enum sql_order order)
{
    crm__sql_name(sql, name);
    if (is_text)
        crm__sql_collate(sql);
    crm__sql_add(sql, order == SQL_DESCENDING ? " DESC NULLS LAST" : " ASC NULLS LAST");
}

void crm__sql_limit(struct sql *sql, int64_t limit)
{
    if (limit < 0)
        return;
    crm__sql_add(sql, " LIMIT ");
    crm__sql_int(sql, limit);
}

crm_status crm__sql_status(const struct sql *sql)
{
    if (sql->status == CRM_E_NOMEM)
        return crm__fail_nomem(sql->env);
    return sql->status < 0 ? sql->status : crm__buffer_status(&sql->text);
}

void crm__sql_fail(struct sql *sql, crm_status status)
{
    keep_failure(sql, status);
}

/*
 * One text serves lists of every length. The list is read by a query of its own, which runs once: a
 * cast of the placeholder runs again for each row where the server does not use the index.
 */
static void any_of(struct sql *sql, const int64_t *integers, size_t count)
{
    struct buffer list;
    crm__buffer_init(&list, sql->env);
    for (size_t i = 0; i < count; i++) {
        crm__buffer_byte(&list, i == 0 ? '{' : ',');
        crm__buffer_int64(&list, integers[i]);
    }
    crm__buffer_byte(&list, '}');
    crm__sql_add(sql, " = ANY (ARRAY (SELECT unnest(");
    crm__sql_buffer(sql, &list);
    crm__sql_add(sql, "::text::bigint[])))");
}

static void keep_failure(struct sql *sql, crm_status status)
{
    if (sql->status >= 0 && status < 0)
        sql->status = status;
}

static bool is_name(struct text name)
{
    if (name.size == 0 || name.size > SQL_NAME_LIMIT)
        return false;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool letter = (c >= 'a' && c <= 'z') || c == '_';
        bool digit = c >= '0' && c <= '9';
        if (!letter && !(digit && i > 0))
            return false;
    }
    return true;
}
