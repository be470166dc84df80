/* Conditions of a query: rules, ids, equal values, partition, words, position. */
#include "store/query_build.h"
#include "store/search.h"

#include <string.h>

static void related_free(struct query_rule *entry)
{
    for (size_t i = 0; i < entry->related_count; i++)
        crm__query_free(entry->related[i]);
    entry->related_count = 0;
}

static crm_status related_add(struct query *query, struct query_rule *entry, size_t path,
                              const struct rule_related *related)
{
    size_t count = crm__rule_path_count(entry->rule);
    if (!entry->related)
        entry->related =
            crm__arena_alloc_zero(&query->arena, count, sizeof(struct query *));
    if (!entry->related)
        return CRM_E_NOMEM;
    entry->related_count = count;
    return crm__query_related_new(query, related, &entry->related[path]);
}

/* Every reference that the rule follows becomes a join, so that the FROM clause is known before the
 * condition is written. */
static crm_status rule_add(struct query *query, const struct rule *rule, struct rule *owned)
{
    if (query->rule_count == QUERY_RULE_LIMIT)
        return crm__fail(query->env, CRM_E_LIMIT, "query: over %d conditions", QUERY_RULE_LIMIT);
    struct query_rule *entry = &query->rules[query->rule_count];
    enum { PATHS = sizeof entry->joins / sizeof *entry->joins };
    size_t count = crm__rule_path_count(rule);
    if (count > PATHS)
        return crm__fail(query->env, CRM_E_LIMIT, "condition: reads %zu fields, at most %d", count,
                         (int)PATHS);
    *entry = (struct query_rule){.rule = rule};
    crm_status status = CRM_OK;
    for (size_t i = 0; status >= 0 && i < count; i++) {
        struct query_path found = {0};
        status = crm__query_rule_path(query, crm__rule_path(rule, i), &found);
        entry->joins[i] = found.join;
        entry->columns[i] = SIZE_MAX;
        if (status >= 0 && found.related)
            status = related_add(query, entry, i, found.related);
    }
    if (status < 0) {
        related_free(entry);
        return status;
    }
    entry->owned = owned;
    query->rule_count++;
    return CRM_OK;
}

crm_status crm__query_where_rule(struct query *query, const struct rule *rule)
{
    if (query->failure < 0)
        return query->failure;
    return crm__query_fail(query, rule_add(query, rule, NULL));
}

crm_status crm__query_where(struct query *query, struct text text)
{
    if (query->failure < 0)
        return query->failure;
    struct rule_scope scope = {.entity = query->entity};
    struct rule *rule;
    crm_status status = crm__rule_compile(query->env, &scope, text, RULE_BOOL, &rule);
    if (status < 0)
        return crm__query_fail(query, status);
    status = rule_add(query, rule, rule);
    if (status < 0)
        crm__rule_free(rule);
    return crm__query_fail(query, status);
}

crm_status crm__query_where_ids(struct query *query, const int64_t *ids, size_t count)
{
    return crm__query_where_among(query, crm__system_field(query->entity, SYSTEM_ID), ids, count);
}

crm_status crm__query_where_among(struct query *query, const struct field *field,
                                  const int64_t *values, size_t count)
{
    int64_t *copy = crm__arena_alloc(&query->arena, (count + 1) * sizeof *copy);
    if (!copy)
        return crm__query_fail(query, CRM_E_NOMEM);
    if (count)
        memcpy(copy, values, count * sizeof *copy);
    query->among_field = field;
    query->among = copy;
    query->among_count = count;
    return CRM_OK;
}

crm_status crm__query_where_equal(struct query *query, const struct field *field,
                                  struct value value)
{
    if (query->failure < 0)
        return query->failure;
    if (query->equal_count == QUERY_RULE_LIMIT)
        return crm__query_fail(query, crm__fail(query->env, CRM_E_LIMIT,
                                                "query: over %d conditions", QUERY_RULE_LIMIT));
    if (value.kind == VALUE_TEXT) {
        value.text = crm__arena_text(&query->arena, value.text);
        if (!value.text.data)
            return crm__query_fail(query, CRM_E_NOMEM);
    }
    query->equals[query->equal_count++] = (struct query_equal){.field = field, .value = value};
    return CRM_OK;
}

crm_status crm__query_partition(struct query *query, const struct field *field,
                                struct partition partition)
{
    query->partition_field = field ? field : crm__system_field(query->entity, SYSTEM_ID);
    query->partition = partition;
    return CRM_OK;
}

crm_status crm__query_search(struct query *query, struct text text)
{
    if (query->failure < 0)
        return query->failure;
    struct buffer terms;
    crm__buffer_init(&terms, query->env);
    crm_status status = crm__search_terms_need(text, &terms);
    if (status >= 0)
        status = crm__search_sync(query->store, 0, NULL);
    if (status >= 0) {
        query->terms = crm__arena_text(&query->arena, crm__buffer_view(&terms));
        if (!query->terms.data)
            status = CRM_E_NOMEM;
    }
    crm__buffer_free(&terms);
    return crm__query_fail(query, status);
}

crm_status crm__query_limit(struct query *query, int64_t count)
{
    if (count < 0)
        return crm__query_fail(query, crm__fail(query->env, CRM_E_INVALID,
                                                "limit: %lld, at least 0", (long long)count));
    query->limit = count;
    return CRM_OK;
}

crm_status crm__query_deleted(struct query *query)
{
    query->deleted = true;
    return CRM_OK;
}

crm_status crm__query_after(struct query *query, struct text token)
{
    query->after_token = crm__arena_text(&query->arena, token);
    return query->after_token.data ? CRM_OK : crm__query_fail(query, CRM_E_NOMEM);
}

/* --- tokens: where the last row stands, as text ----------------------------------------------- */

static const char digits[] = "0123456789abcdef";

/* The sort decides what a position means, so its fingerprint goes first. */
static uint64_t token_shape(const struct query *query)
{
    uint64_t shape = crm__hash_text(query->entity->name, 0);
    for (size_t i = 0; i < query->sort_count; i++)
        shape = crm__hash_text(query->sorts[i].path.name, shape + query->sorts[i].descending);
    return shape;
}

static void value_pack(struct buffer *packed, struct value value)
{
    crm__buffer_byte(packed, (char)value.kind);
    if (value.kind == VALUE_INT) {
        crm__buffer_bytes(packed, &value.integer, sizeof value.integer);
    } else if (value.kind == VALUE_TEXT) {
        crm__buffer_varint(packed, value.text.size);
        crm__buffer_text(packed, value.text);
    }
}

crm_status crm__query_token_write(struct query *query, const struct batch *rows, size_t row)
{
    struct buffer packed;
    crm__buffer_init(&packed, query->env);
    uint64_t shape = token_shape(query);
    crm__buffer_bytes(&packed, &shape, sizeof shape);
    for (size_t i = 0; i < query->sort_count; i++)
        value_pack(&packed, crm__batch_at(rows, query->sorts[i].column, row));
    value_pack(&packed, crm__batch_at(rows, query->id_column, row));
    crm__buffer_clear(&query->token);
    for (size_t i = 0; i < packed.size; i++) {
        crm__buffer_byte(&query->token, digits[(uint8_t)packed.data[i] >> 4]);
        crm__buffer_byte(&query->token, digits[(uint8_t)packed.data[i] & 15]);
    }
    crm_status status = crm__buffer_status(&packed);
    crm__buffer_free(&packed);
    return status < 0 ? status : crm__buffer_status(&query->token);
}

crm_status crm__query_token(struct query *query, struct buffer *token)
{
    crm__buffer_text(token, crm__buffer_view(&query->token));
    return crm__buffer_status(token);
}

static int hex_digit(char character)
{
    const char *at = character ? strchr(digits, character) : NULL;
    return at ? (int)(at - digits) : -1;
}

static bool value_unpack(struct text packed, size_t *offset, struct value *value_out)
{
    if (*offset >= packed.size)
        return false;
    enum value_kind kind = (enum value_kind)packed.data[(*offset)++];
    *value_out = VALUE_OF_NULL;
    value_out->kind = kind;
    if (kind == VALUE_INT) {
        if (packed.size - *offset < sizeof value_out->integer)
            return false;
        memcpy(&value_out->integer, packed.data + *offset, sizeof value_out->integer);
        *offset += sizeof value_out->integer;
    } else if (kind == VALUE_TEXT) {
        size_t size = 0;
        for (uint32_t shift = 0;; shift += 7) {
            if (*offset >= packed.size || shift > 28)
                return false;
            uint8_t byte = (uint8_t)packed.data[(*offset)++];
            size |= (size_t)(byte & 127) << shift;
            if (byte < 128)
                break;
        }
        if (packed.size - *offset < size)
            return false;
        value_out->text = crm__text_slice(packed, *offset, *offset + size);
        *offset += size;
    }
    return kind <= VALUE_TEXT && kind != VALUE_DOUBLE;
}

static bool token_unpack(struct query *query, struct text packed)
{
    uint64_t shape;
    size_t offset = sizeof shape;
    if (packed.size < sizeof shape)
        return false;
    memcpy(&shape, packed.data, sizeof shape);
    if (shape != token_shape(query))
        return false;
    for (size_t i = 0; i < query->sort_count; i++) {
        if (!value_unpack(packed, &offset, &query->after[i]))
            return false;
        enum value_kind kind = crm__field_kind(query->sorts[i].path.field->type);
        if (query->after[i].kind != VALUE_NULL && query->after[i].kind != kind)
            return false;
    }
    struct value id;
    if (!value_unpack(packed, &offset, &id) || id.kind != VALUE_INT || offset != packed.size)
        return false;
    query->after_id = id.integer;
    return true;
}

/* Read when the query is run, because the sort may be set after the token. */
crm_status crm__query_token_read(struct query *query, struct text token)
{
    char *packed = crm__arena_alloc(&query->arena, token.size / 2 + 1);
    query->after =
        crm__arena_alloc_zero(&query->arena, query->sort_count + 1, sizeof *query->after);
    if (!packed || !query->after)
        return CRM_E_NOMEM;
    bool sound = token.size % 2 == 0;
    for (size_t i = 0; sound && i + 1 < token.size; i += 2) {
        int high = hex_digit(token.data[i]);
        int low = hex_digit(token.data[i + 1]);
        sound = high >= 0 && low >= 0;
        packed[i / 2] = (char)(high * 16 + low);
    }
    struct text bytes = {packed, token.size / 2};
    if (sound && token_unpack(query, bytes))
        return CRM_OK;
    query->after = NULL;
    return crm__fail(query->env, CRM_E_INVALID,
                     "token: not one of this query; entity and sort must be the same");
}
