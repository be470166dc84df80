/* Values on their way to the server, in binary. */
#include "db/postgres/driver.h"

#include <math.h>
#include <string.h>

static bool is_text(Oid type);
static bool set(struct pg_statement *statement, size_t index, const char *data, size_t size);
static bool whole_number(struct value value, int64_t *integer_out);
static bool encode_all(struct pg_statement *statement);
static crm_status wrong_kind(struct pg_statement *statement);

bool crm__pg_encode(struct pg_statement *statement, size_t index, struct value value)
{
    Oid type = statement->variables[index].type;
    switch (value.kind) {
    case VALUE_NULL:
        statement->values[index] = NULL;
        return true;
    case VALUE_TEXT:
        return is_text(type) && set(statement, index, value.text.data, value.text.size);
    case VALUE_BLOB:
        return type == PG_BYTEA && set(statement, index, value.text.data, value.text.size);
    case VALUE_INT:
    case VALUE_DOUBLE:
        break;
    }
    char *scratch = statement->scratch[index];
    int size = crm__pg_encode_number(scratch, type, value);
    return size > 0 && set(statement, index, scratch, (size_t)size);
}

bool crm__pg_kind_fits(const struct pg_statement *statement, size_t index, enum value_kind kind)
{
    Oid type = statement->variables[index].type;
    switch (kind) {
    case VALUE_NULL:
        return true;
    case VALUE_INT:
        return type == PG_INT8 || type == PG_FLOAT8 || type == PG_INT4 || type == PG_INT2 ||
               type == PG_OID || type == PG_BOOL;
    case VALUE_DOUBLE:
        /* A fraction is compared with an integer column, but not rounded into it. */
        return type == PG_FLOAT8 || (type == PG_INT8 && statement->base.writes);
    case VALUE_TEXT:
        return is_text(type);
    case VALUE_BLOB:
        return type == PG_BYTEA;
    }
    return false;
}

int crm__pg_encode_number(char *out, Oid type, struct value value)
{
    if (type == PG_FLOAT8) {
        double real = value.kind == VALUE_INT ? (double)value.integer : value.real;
        uint64_t bits = 0;
        memcpy(&bits, &real, sizeof bits);
        crm__pg_put(out, bits, 8);
        return 8;
    }
    int64_t integer = 0;
    if (!whole_number(value, &integer))
        return 0;
    switch (type) {
    case PG_INT8:
        crm__pg_put(out, (uint64_t)integer, 8);
        return 8;
    case PG_INT4:
        crm__pg_put(out, (uint64_t)integer, 4);
        return integer >= INT32_MIN && integer <= INT32_MAX ? 4 : 0;
    case PG_OID:
        crm__pg_put(out, (uint64_t)integer, 4);
        return integer >= 0 && integer <= UINT32_MAX ? 4 : 0;
    case PG_INT2:
        crm__pg_put(out, (uint64_t)integer, 2);
        return integer >= INT16_MIN && integer <= INT16_MAX ? 2 : 0;
    case PG_BOOL:
        crm__pg_put(out, (uint64_t)integer, 1);
        return integer == 0 || integer == 1;
    default:
        return 0;
    }
}

crm_status crm__pg_value_check(struct env *env, struct value value, size_t position,
                               struct text name)
{
    const char *wrong = NULL;
    if (value.kind == VALUE_DOUBLE && isnan(value.real))
        wrong = "not a number";
    else if (value.kind == VALUE_TEXT && value.text.size > 0 &&
             memchr(value.text.data, '\0', value.text.size))
        wrong = "a NUL within text";
    bool is_long =
        (value.kind == VALUE_TEXT || value.kind == VALUE_BLOB) && value.text.size > PG_VALUE_LIMIT;
    if (!wrong && !is_long)
        return CRM_OK;
    if (is_long)
        return crm__fail(env, CRM_E_LIMIT, "a value or row of more than %d bytes", PG_VALUE_LIMIT);
    if (name.size > 0)
        return crm__fail(env, CRM_E_INVALID, "%.*s: %s", (int)name.size, name.data, wrong);
    return crm__fail(env, CRM_E_INVALID, "value %zu is %s", position, wrong);
}

crm_status crm__pg_encode_bound(struct pg_statement *statement)
{
    crm_status status = crm__pg_prepared(statement);
    if (status < 0 || encode_all(statement))
        return status;
    struct env *env = statement->base.db->env;
    size_t count = statement->base.variable_count;
    enum value_kind *kinds = crm__alloc_zero(env, count, sizeof *kinds);
    if (!kinds)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count && status >= 0; i++) {
        kinds[i] = statement->variables[i].bound.kind;
        if (kinds[i] == VALUE_DOUBLE && statement->variables[i].type == PG_INT8 &&
            statement->base.writes)
            status = wrong_kind(statement);
    }
    if (status >= 0)
        status = crm__pg_prepare_kinds(statement, kinds);
    crm__free(env, kinds);
    if (status >= 0 && !encode_all(statement))
        status = wrong_kind(statement);
    return status;
}

static bool encode_all(struct pg_statement *statement)
{
    for (size_t i = 0; i < statement->base.variable_count; i++) {
        if (!crm__pg_encode(statement, i, statement->variables[i].bound))
            return false;
    }
    return true;
}

static crm_status wrong_kind(struct pg_statement *statement)
{
    return crm__fail(statement->base.db->env, CRM_E_INVALID, "a value of the wrong kind");
}

static bool is_text(Oid type)
{
    return type == PG_TEXT || type == PG_VARCHAR || type == PG_BPCHAR || type == PG_NAME ||
           type == PG_UNKNOWN;
}

/* A NULL pointer would be a null value. */
static bool set(struct pg_statement *statement, size_t index, const char *data, size_t size)
{
    statement->values[index] = data ? data : "";
    statement->sizes[index] = (int)size;
    return true;
}

static bool whole_number(struct value value, int64_t *integer_out)
{
    if (value.kind == VALUE_INT) {
        *integer_out = value.integer;
        return true;
    }
    /* 2^63 itself is no int64. */
    if (!(value.real >= -9223372036854775808.0 && value.real < 9223372036854775808.0) ||
        floor(value.real) != value.real)
        return false;
    *integer_out = (int64_t)value.real;
    return true;
}
