/* JSON to values: typed JSON exactly, plain JSON by what its values look like. */
#include "rule/value.h"

#include "base/time.h"
#include "rule/base64.h"
#include "rule/eval.h"
#include "rule/value_read.h"

#include <math.h>
#include <string.h>

/* Reading stands on an evaluation for its limits and its allocation. */
struct reader {
    struct evaluation *evaluation;
    struct env *env;
};

static crm_status read_typed(struct reader *reader, const struct json *json,
                             struct rule_value *out);

static crm_status refuse(struct reader *reader, const struct json *json, const char *what)
{
    if (reader->evaluation->status < 0)
        return reader->evaluation->status;
    return crm__fail(reader->env, CRM_E_SYNTAX, "offset %zu: not a typed %s",
                     crm__json_offset(json), what);
}

struct text crm__json_shield(struct arena *arena, struct text json)
{
    char *copy = crm__arena_alloc(arena, json.size + 1);
    if (!copy)
        return TEXT_NONE;
    for (size_t i = 0; i < json.size; i++) {
        copy[i] = json.data[i];
        if (json.data[i] != '\\' || i + 1 == json.size)
            continue;
        /* An escape is copied whole, so that its second half is not taken for a first. */
        bool nul = crm__text_starts(crm__text_slice(json, i, json.size), TEXT("\\u0000"));
        if (nul)
            memcpy(copy + i + 1, "uFDD0", 5);
        else
            copy[i + 1] = json.data[i + 1];
        i += nul ? 5 : 1;
    }
    return (struct text){copy, json.size};
}

struct text crm__json_unshield(struct arena *arena, struct text text)
{
    static const char SHIELD[] = "\xEF\xB7\x90"; /* U+FDD0 */
    char *copy = crm__arena_alloc(arena, text.size + 1);
    if (!copy)
        return TEXT_NONE;
    size_t size = 0;
    for (size_t i = 0; i < text.size;) {
        bool nul = text.size - i >= 3 && memcmp(text.data + i, SHIELD, 3) == 0;
        copy[size++] = nul ? '\0' : text.data[i];
        i += nul ? 3 : 1;
    }
    return (struct text){copy, size};
}

static bool read_text(struct reader *reader, const struct json *json, struct text *out)
{
    struct text text;
    if (!crm__json_text(json, &text))
        return false;
    *out = crm__json_unshield(reader->evaluation->arena, text);
    if (!out->data)
        reader->evaluation->status = CRM_E_NOMEM;
    return out->data != NULL;
}

static bool read_double(const struct json *json, double *out)
{
    struct text text;
    if (!crm__json_text(json, &text))
        return crm__json_double(json, out);
    *out = crm__text_is(text, "NaN")         ? (double)NAN
           : crm__text_is(text, "Infinity")  ? (double)INFINITY
           : crm__text_is(text, "-Infinity") ? (double)-INFINITY
                                             : 0;
    return *out != 0 || crm__text_to_double(text, out) >= 0;
}

static bool read_uint(const struct json *json, uint64_t *out)
{
    struct text text;
    return (crm__json_text(json, &text) || crm__json_number(json, &text)) &&
           crm__text_to_uint64(text, out) >= 0;
}

static bool read_seconds(const struct json *json, int64_t *seconds, int64_t *nanos)
{
    const struct json *part = crm__json_find(json, TEXT("seconds"));
    *seconds = 0;
    *nanos = 0;
    if (crm__json_kind(json) != JSON_OBJECT || (part && !crm__json_int64(part, seconds)))
        return false;
    part = crm__json_find(json, TEXT("nanos"));
    return (!part || crm__json_int64(part, nanos)) && *nanos > -1000000000 && *nanos < 1000000000;
}

static bool read_timestamp(const struct json *json, struct rule_value *out)
{
    int64_t seconds, nanos;
    if (!read_seconds(json, &seconds, &nanos) || nanos < 0 || seconds < TIME_MIN_US / SECOND_US ||
        seconds > TIME_MAX_US / SECOND_US)
        return false;
    *out = (struct rule_value){.kind = RULE_TIMESTAMP, .integer = seconds, .nanos = (int32_t)nanos};
    return true;
}

static bool read_duration(const struct json *json, struct rule_value *out)
{
    int64_t seconds, nanos, total;
    if (!read_seconds(json, &seconds, &nanos) ||
        __builtin_mul_overflow(seconds, INT64_C(1000000000), &total) ||
        __builtin_add_overflow(total, nanos, &total))
        return false;
    *out = (struct rule_value){.kind = RULE_DURATION, .integer = total};
    return true;
}

static bool read_money(const struct json *json, struct rule_value *out)
{
    int64_t minor;
    struct text currency;
    const struct json *amount = crm__json_find(json, TEXT("minor"));
    const struct json *code = crm__json_find(json, TEXT("currency"));
    if (!amount || !code || !crm__json_int64(amount, &minor) || !crm__json_text(code, &currency) ||
        currency.size != 3)
        return false;
    *out = crm__rule_money(minor, currency);
    return true;
}

static bool read_bytes(struct reader *reader, const struct json *json, struct rule_value *out)
{
    struct text text;
    size_t size;
    if (!crm__json_text(json, &text))
        return false;
    char *bytes = crm__eval_text(reader->evaluation, text.size * 3 / 4);
    if (!bytes || !crm__base64_decode(text, bytes, &size))
        return false;
    *out = (struct rule_value){.kind = RULE_BYTES, .text = {bytes, size}};
    return true;
}

static bool read_type(const struct json *json, struct rule_value *out)
{
    struct text text;
    for (int kind = RULE_NULL; crm__json_text(json, &text) && kind < RULE_DYN; kind++) {
        const char *name = crm__rule_kind_name((enum rule_kind)kind);
        if (!crm__text_is(text, name))
            continue;
        *out = (struct rule_value){.kind = RULE_TYPE, .text = crm__text_of(name)};
        return true;
    }
    return false;
}

static crm_status read_list(struct reader *reader, const struct json *json, struct rule_value *out)
{
    size_t count = crm__json_size(json);
    if (crm__json_kind(json) != JSON_ARRAY)
        return refuse(reader, json, "list");
    struct rule_value *items = crm__eval_items(reader->evaluation, count);
    for (size_t i = 0; items && i < count; i++) {
        crm_status status = read_typed(reader, crm__json_at(json, i), &items[i]);
        if (status < 0)
            return status;
    }
    crm__eval_list(reader->evaluation, items, count, out);
    return reader->evaluation->status;
}

static crm_status read_map(struct reader *reader, const struct json *json, struct rule_value *out)
{
    size_t count = crm__json_size(json);
    if (crm__json_kind(json) != JSON_ARRAY)
        return refuse(reader, json, "map");
    struct rule_entry *entries = crm__eval_alloc(reader->evaluation, (count + 1) * sizeof *entries);
    for (size_t i = 0; entries && i < count; i++) {
        const struct json *pair = crm__json_at(json, i);
        if (crm__json_kind(pair) != JSON_ARRAY || crm__json_size(pair) != 2)
            return refuse(reader, pair, "map entry");
        crm_status status = read_typed(reader, crm__json_at(pair, 0), &entries[i].key);
        if (status >= 0)
            status = read_typed(reader, crm__json_at(pair, 1), &entries[i].value);
        if (status < 0)
            return status;
    }
    crm__eval_map(reader->evaluation, entries, count, out);
    return out->kind == RULE_ERROR ? refuse(reader, json, "map") : reader->evaluation->status;
}

static bool read_scalar(struct reader *reader, struct text name, const struct json *json,
                        struct rule_value *out)
{
    bool boolean = false;
    if (crm__text_is(name, "null")) {
        *out = (struct rule_value){.kind = RULE_NULL};
        return crm__json_kind(json) == JSON_NULL;
    }
    if (crm__text_is(name, "bool")) {
        bool read = crm__json_bool(json, &boolean);
        *out = crm__rule_bool(boolean);
        return read;
    }
    out->kind = RULE_INT;
    if (crm__text_is(name, "int"))
        return crm__json_int64(json, &out->integer);
    out->kind = RULE_UINT;
    if (crm__text_is(name, "uint"))
        return read_uint(json, &out->natural);
    out->kind = RULE_DOUBLE;
    if (crm__text_is(name, "double"))
        return read_double(json, &out->real);
    out->kind = RULE_STRING;
    if (crm__text_is(name, "string"))
        return read_text(reader, json, &out->text);
    if (crm__text_is(name, "bytes"))
        return read_bytes(reader, json, out);
    if (crm__text_is(name, "timestamp"))
        return read_timestamp(json, out);
    if (crm__text_is(name, "duration"))
        return read_duration(json, out);
    if (crm__text_is(name, "money"))
        return read_money(json, out);
    return crm__text_is(name, "type") && read_type(json, out);
}

static crm_status read_typed(struct reader *reader, const struct json *json, struct rule_value *out)
{
    memset(out, 0, sizeof *out);
    if (crm__json_kind(json) != JSON_OBJECT || crm__json_size(json) != 1)
        return refuse(reader, json, "value");
    struct text name = crm__json_key_at(json, 0);
    const struct json *content = crm__json_at(json, 0);
    if (crm__text_is(name, "list"))
        return read_list(reader, content, out);
    if (crm__text_is(name, "map"))
        return read_map(reader, content, out);
    if (!read_scalar(reader, name, content, out))
        return refuse(reader, json, "value");
    return reader->evaluation->status;
}

/* --- plain JSON --- */

static crm_status read_plain(struct reader *reader, const struct json *json,
                             struct rule_value *out);

static crm_status read_plain_array(struct reader *reader, const struct json *json,
                                   struct rule_value *out)
{
    size_t count = crm__json_size(json);
    struct rule_value *items = crm__eval_items(reader->evaluation, count);
    for (size_t i = 0; items && i < count; i++) {
        crm_status status = read_plain(reader, crm__json_at(json, i), &items[i]);
        if (status < 0)
            return status;
    }
    crm__eval_list(reader->evaluation, items, count, out);
    return reader->evaluation->status;
}

static crm_status read_plain_object(struct reader *reader, const struct json *json,
                                    struct rule_value *out)
{
    size_t count = crm__json_size(json);
    struct rule_entry *entries = crm__eval_alloc(reader->evaluation, (count + 1) * sizeof *entries);
    for (size_t i = 0; entries && i < count; i++) {
        entries[i].key =
            crm__rule_string(crm__arena_text(reader->evaluation->arena, crm__json_key_at(json, i)));
        if (!entries[i].key.text.data)
            return CRM_E_NOMEM;
        crm_status status = read_plain(reader, crm__json_at(json, i), &entries[i].value);
        if (status < 0)
            return status;
    }
    crm__eval_map(reader->evaluation, entries, count, out);
    return reader->evaluation->status;
}

static crm_status read_plain_number(struct reader *reader, const struct json *json,
                                    struct rule_value *out)
{
    int64_t integer;
    double real;
    if (crm__json_int64(json, &integer))
        *out = crm__rule_int(integer);
    else if (crm__json_double(json, &real))
        *out = crm__rule_double(real);
    else
        return refuse(reader, json, "number");
    return CRM_OK;
}

static crm_status read_plain(struct reader *reader, const struct json *json, struct rule_value *out)
{
    bool boolean = false;
    switch (crm__json_kind(json)) {
    case JSON_NULL:
        *out = (struct rule_value){.kind = RULE_NULL};
        return CRM_OK;
    case JSON_BOOL:
        crm__json_bool(json, &boolean);
        *out = crm__rule_bool(boolean);
        return CRM_OK;
    case JSON_NUMBER:
        return read_plain_number(reader, json, out);
    case JSON_TEXT: {
        struct text text;
        if (!read_text(reader, json, &text))
            return reader->evaluation->status;
        *out = crm__rule_string(text);
        return CRM_OK;
    }
    case JSON_ARRAY:
        return read_plain_array(reader, json, out);
    default:
        return read_plain_object(reader, json, out);
    }
}

/* --- entrances --- */

static crm_status read_any(struct arena *arena, const struct json *json, bool typed,
                           struct rule_value *out)
{
    struct evaluation evaluation;
    struct reader reader = {.evaluation = &evaluation, .env = arena->env};
    crm__evaluation_init(&evaluation, arena->env, NULL, 0, arena);
    crm_status status = typed ? read_typed(&reader, json, out) : read_plain(&reader, json, out);
    return status < 0 ? status : evaluation.status;
}

static crm_status read_document(struct arena *arena, struct text text, bool typed,
                                struct rule_value *value_out)
{
    struct json *root = NULL;
    struct rule_value value;
    struct text shielded = crm__json_shield(arena, text);
    if (!shielded.data)
        return CRM_E_NOMEM;
    crm_status status = crm__json_parse(arena->env, shielded, &root);
    if (status >= 0)
        status = read_any(arena, root, typed, &value);
    if (status >= 0)
        *value_out = value;
    crm__json_free(root);
    return status;
}

crm_status crm__rule_value_from_json(struct arena *arena, struct text json,
                                     struct rule_value *value_out)
{
    return read_document(arena, json, true, value_out);
}

crm_status crm__rule_value_from_plain_json(struct arena *arena, struct text json,
                                           struct rule_value *value_out)
{
    return read_document(arena, json, false, value_out);
}

crm_status crm__rule_bindings_read(struct arena *arena, const struct json *object, bool typed,
                                   struct rule_bindings *out)
{
    size_t count = crm__json_size(object);
    if (crm__json_kind(object) != JSON_OBJECT)
        return crm__fail(arena->env, CRM_E_SYNTAX, "bindings must be an object");
    struct rule_variable *variables = crm__arena_alloc_zero(arena, count + 1, sizeof *variables);
    struct rule_value *values = crm__arena_alloc_zero(arena, count + 1, sizeof *values);
    if (!variables || !values)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        variables[i] = (struct rule_variable){
            .name = crm__arena_text(arena, crm__json_key_at(object, i)), .kind = RULE_DYN};
        if (!variables[i].name.data)
            return CRM_E_NOMEM;
        crm_status status = read_any(arena, crm__json_at(object, i), typed, &values[i]);
        if (status < 0)
            return status;
    }
    *out = (struct rule_bindings){.variables = variables, .values = values, .count = count};
    return CRM_OK;
}

crm_status crm__rule_bindings_from_json(struct arena *arena, struct text json, bool typed,
                                        struct rule_bindings *bindings_out)
{
    struct json *root = NULL;
    *bindings_out = (struct rule_bindings){0};
    struct text shielded = crm__json_shield(arena, json);
    if (!shielded.data)
        return CRM_E_NOMEM;
    crm_status status = crm__json_parse(arena->env, shielded, &root);
    if (status >= 0)
        status = crm__rule_bindings_read(arena, root, typed, bindings_out);
    crm__json_free(root);
    return status;
}
