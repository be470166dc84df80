/*
 * What a postgresql:// URI says. All of it is libpq's, who reads hosts, TLS options, the password
 * file and so on, except the parameter `schema`. No message repeats the URI, for it may hold a
 * password.
 */
#include "db/postgres/driver.h"

#include <string.h>

enum { KEYWORD_LIMIT = 96 };

static crm_status split(struct pg_db *db, struct text uri, struct buffer *rest);
static crm_status take_schema(struct pg_db *db, struct text name);
static crm_status explain(struct env *env, struct text query);
static struct text query_of(struct text uri);
static struct text item_at(struct text query, size_t *at);

crm_status crm__pg_address(struct pg_db *db, struct text uri)
{
    struct env *env = db->base.env;
    struct buffer rest;
    crm__buffer_init(&rest, env);
    crm_status status = take_schema(db, TEXT(PG_DEFAULT_SCHEMA));
    if (status >= 0)
        status = split(db, uri, &rest);
    if (status >= 0)
        status = crm__buffer_status(&rest);
    if (status >= 0) {
        char *message = NULL;
        db->address = PQconninfoParse(rest.data, &message);
        if (!db->address)
            status =
                message ? explain(env, query_of(crm__buffer_view(&rest))) : crm__fail_nomem(env);
        PQfreemem(message);
    }
    crm__buffer_free(&rest);
    return status;
}

bool crm__pg_schema_ok(struct text name)
{
    if (name.size == 0 || name.size >= DB_NAME_SIZE || crm__text_starts(name, TEXT("pg_")) ||
        crm__text_is(name, "information_schema"))
        return false;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool letter = (c >= 'a' && c <= 'z') || c == '_';
        if (!letter && !(i > 0 && c >= '0' && c <= '9'))
            return false;
    }
    return true;
}

/* Everything but `schema` goes into `rest`. */
static crm_status split(struct pg_db *db, struct text uri, struct buffer *rest)
{
    struct text query = query_of(uri);
    crm__buffer_text(rest, crm__text_slice(uri, 0, uri.size - query.size));
    if (query.size > 0)
        rest->size--; /* the question mark */
    char mark = '?';
    crm_status status = CRM_OK;
    for (size_t at = 0; at < query.size && status >= 0;) {
        struct text item = item_at(query, &at);
        if (crm__text_starts(item, TEXT("schema="))) {
            status = take_schema(db, crm__text_slice(item, 7, item.size));
            continue;
        }
        crm__buffer_byte(rest, mark);
        crm__buffer_text(rest, item);
        mark = '&';
    }
    if (rest->data)
        rest->data[rest->size] = '\0';
    return status;
}

static crm_status take_schema(struct pg_db *db, struct text name)
{
    if (!crm__pg_schema_ok(name))
        return crm__fail(db->base.env, CRM_E_SYNTAX,
                         "database: schema '%.*s': 1 to %d lower-case letters, digits and "
                         "underscores, a letter first, not pg_… or information_schema",
                         (int)(name.size < 80 ? name.size : 80), name.data, DB_NAME_SIZE - 1);
    memcpy(db->schema, name.data, name.size);
    db->schema[name.size] = '\0';
    return CRM_OK;
}

/* libpq refused it: a parameter that it does not know, or the rest. */
static crm_status explain(struct env *env, struct text query)
{
    PQconninfoOption *known = PQconndefaults();
    const char *names[KEYWORD_LIMIT] = {"schema"};
    size_t count = 1;
    for (size_t i = 0; known && known[i].keyword && count < KEYWORD_LIMIT; i++)
        names[count++] = known[i].keyword;
    crm_status status = CRM_OK;
    for (size_t at = 0; known && at < query.size && status >= 0;) {
        struct text item = item_at(query, &at);
        size_t equals = crm__text_find(item, TEXT("="), 0);
        struct text name = crm__text_slice(item, 0, equals == SIZE_MAX ? item.size : equals);
        size_t same = 0;
        while (same < count && !crm__text_is(name, names[same]))
            same++;
        if (same < count || crm__text_is(name, "ssl"))
            continue;
        size_t near = crm__text_nearest(name, names, count);
        status = crm__fail(env, CRM_E_SYNTAX, "database: no parameter '%.*s'%s%s%s",
                           (int)(name.size < 80 ? name.size : 80), name.data,
                           near == SIZE_MAX ? "" : "; did you mean '",
                           near == SIZE_MAX ? "" : names[near], near == SIZE_MAX ? "" : "'?");
    }
    if (status >= 0)
        status = crm__fail(
            env, CRM_E_SYNTAX,
            "database: not postgresql://user@host:port/name?parameter=value; special characters "
            "of a password are written as %%XX");
    PQconninfoFree(known);
    return status;
}

/* What stands after the question mark. */
static struct text query_of(struct text uri)
{
    size_t mark = crm__text_find(uri, TEXT("?"), 0);
    return mark == SIZE_MAX ? TEXT_NONE : crm__text_slice(uri, mark + 1, uri.size);
}

static struct text item_at(struct text query, size_t *at)
{
    size_t end = crm__text_find(query, TEXT("&"), *at);
    if (end == SIZE_MAX)
        end = query.size;
    struct text item = crm__text_slice(query, *at, end);
    *at = end + 1;
    return item;
}
