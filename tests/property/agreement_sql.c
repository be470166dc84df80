/* A rule as a value in SQL, in the dialect of the world's database. */
#include "agreement_part.h"
#include "store/query_build.h"

#include <stdio.h>
#include <string.h>

struct sql_writer {
    struct sql sql;
    const struct rule *rule;
    struct query_path paths[PATH_LIMIT];
    size_t written;
};

static crm_status write_text(void *context, struct text fragment)
{
    struct sql_writer *writer = context;
    writer->written++;
    crm__buffer_text(&writer->sql.text, fragment);
    return crm__sql_status(&writer->sql);
}

static crm_status write_bind(void *context, struct value value)
{
    struct sql_writer *writer = context;
    writer->written++;
    if (value.kind == VALUE_TEXT)
        value.text = crm__arena_text(&writer->sql.arena, value.text);
    crm__sql_value(&writer->sql, value);
    return crm__sql_status(&writer->sql);
}

static crm_status write_path(void *context, size_t path)
{
    struct sql_writer *writer = context;
    char alias[8];
    writer->written++;
    snprintf(alias, sizeof alias, "t%zu", writer->paths[path].join);
    crm__sql_column(&writer->sql, crm__text_of(alias), writer->paths[path].field->name);
    return crm__sql_status(&writer->sql);
}

static crm_status find_paths(struct sql_writer *writer, struct query *query)
{
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < crm__rule_path_count(writer->rule); i++) {
        const struct rule_path *path = crm__rule_path(writer->rule, i);
        char name[256] = "";
        for (size_t f = 0; f < path->count; f++)
            snprintf(name + strlen(name), sizeof name - strlen(name), "%s%s", f ? "." : "",
                     path->fields[f]->name.data);
        status = crm__query_path(query, crm__text_of(name), &writer->paths[i]);
    }
    return status;
}

/* The statement's first column, a row a thing. */
static crm_status run_select(struct agreement *agreement, struct sql *sql, struct answers *answers)
{
    struct statement *statement = NULL;
    crm_status status = crm__sql_query(sql, 0, &statement);
    for (size_t row = 0; status >= 0 && row < agreement->world->count; row++) {
        status = crm__statement_step(statement);
        if (status < 0)
            break;
        ck_assert_int_eq(status, CRM_OK);
        struct value value = crm__statement_column(statement, 0);
        if (value.kind == VALUE_TEXT)
            value.text = crm__arena_text(&agreement->arena, value.text);
        answers->values[row] = value;
    }
    crm__statement_release(statement);
    return status;
}

/* With the FROM clause that a query over the same paths has. */
static crm_status select_value(struct agreement *agreement, struct sql_writer *writer,
                               struct query *query, struct answers *answers)
{
    struct rule_sql_sink sink = {.context = writer,
                                 .dialect = crm__query_dialect(query),
                                 .text = write_text,
                                 .bind = write_bind,
                                 .path = write_path};
    ck_assert_int_eq(find_paths(writer, query), CRM_OK);
    crm__sql_add(&writer->sql, "SELECT ");
    crm_status status = crm__rule_sql_value(agreement_env(agreement), writer->rule,
                                            agreement->world->now_us, &sink);
    if (status < 0)
        return status;
    crm__query_write_from(query, &writer->sql, false);
    crm__sql_add(&writer->sql, " ORDER BY \"t0\".\"id\"");
    return run_select(agreement, &writer->sql, answers);
}

bool agreement_sql(struct agreement *agreement, const struct rule *rule,
                   const struct answers *record)
{
    struct store *store = agreement->world->fixture.store;
    struct sql_writer writer = {.rule = rule};
    struct query *query = NULL;
    struct answers answers;
    ck_assert_int_eq(crm__query_new(store, agreement->world->thing, &query), CRM_OK);
    crm__sql_init(&writer.sql, store->db);
    crm_status status = select_value(agreement, &writer, query, &answers);
    bool said = status != CRM_E_UNSUPPORTED;
    if (!said && writer.written > 0)
        agreement_differ(agreement, "SQL", 0, "a rule that it cannot say is written in part");
    if (said && agreement_passed(agreement, "SQL", status))
        for (size_t row = 0; row < agreement->world->count; row++)
            agreement_same(agreement, "SQL", row, record->values[row], answers.values[row]);
    crm__error_clear(agreement_env(agreement));
    crm__sql_free(&writer.sql);
    crm__query_free(query);
    return said;
}
