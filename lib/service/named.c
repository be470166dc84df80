/* Finding records by what people call them. */
#include "service/named.h"

#include "model/suggest.h"
#include "store/query.h"

#include <string.h>

enum { NAMES_LIMIT = 1000 }; /* in a list of references */

static crm_status found_one(struct store *store, const struct entity *entity,
                            const struct field *field, struct value value, int64_t *id_out,
                            size_t *count_out)
{
    struct query *query;
    struct batch rows;
    crm_status status = crm__query_new(store, entity, &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__query_where_equal(query, field, value);
    crm__query_fields(query, TEXT("id"));
    crm__query_limit(query, 2);
    status = crm__query_all(query, &rows);
    if (status >= 0) {
        *count_out = rows.row_count;
        *id_out = rows.row_count == 1 ? rows.columns[0].integers[0] : 0;
    }
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

crm_status crm__record_named(struct store *store, const struct entity *entity,
                             const struct field *field, struct text text, int64_t *id_out)
{
    struct arena arena;
    struct value value;
    size_t count = 0;
    *id_out = 0;
    crm__arena_init(&arena, store->env);
    crm_status status = crm__field_parse(store->env, &arena, field, TEXT_NONE, text, &value);
    if (status >= 0)
        status = found_one(store, entity, field, value, id_out, &count);
    crm__arena_free(&arena);
    if (status < 0 || count == 1)
        return status;
    return crm__fail_field(store->env, count ? CRM_E_EXISTS : CRM_E_NOT_FOUND, entity->name.data,
                           field->name.data, "%s %s with %s '%.*s'", count ? "more than one" : "no",
                           entity->name.data, field->name.data, (int)text.size, text.data);
}

/* --- references ------------------------------------------------------------------------------ */

/* "12" or "account/12"; an id that is not there is refused when the record is saved. */
static bool id_read(const struct entity *target, struct text text, int64_t *id_out)
{
    if (crm__text_starts(text, target->name) && text.size > target->name.size &&
        text.data[target->name.size] == '/')
        text = crm__text_slice(text, target->name.size + 1, text.size);
    return crm__text_to_int64(text, id_out) >= 0 && *id_out > 0;
}

/* The target's unique fields, then its name. A text that cannot be a field's value is not it. */
static crm_status reference_find(struct store *store, const struct entity *target, struct text text,
                                 int64_t *id_out, size_t *count_out)
{
    struct arena arena;
    crm_status status = CRM_OK;
    *count_out = 0;
    crm__arena_init(&arena, store->env);
    for (size_t i = 0; status >= 0 && *count_out == 0 && i <= target->field_count; i++) {
        bool last = i == target->field_count;
        const struct field *field = last ? target->name_field : target->fields[i];
        bool unique = field->flags & FIELD_UNIQUE && !(field->flags & FIELD_SYSTEM);
        struct value value;
        if (!last && (!unique || field == target->name_field))
            continue;
        if (crm__field_parse(store->env, &arena, field, TEXT_NONE, text, &value) >= 0) {
            status = found_one(store, target, field, value, id_out, count_out);
        } else if (store->env->error.status == CRM_E_NOMEM) {
            status = CRM_E_NOMEM;
        } else {
            crm__error_clear(store->env);
        }
    }
    crm__arena_free(&arena);
    return status;
}

static crm_status reference_read(struct store *store, const struct field *field, struct text text,
                                 int64_t *id_out)
{
    size_t count = 0;
    text = crm__text_trim(text);
    if (id_read(field->target, text, id_out))
        return CRM_OK;
    crm_status status = reference_find(store, field->target, text, id_out, &count);
    if (status < 0 || count == 1)
        return status;
    const char *target = field->target->name.data;
    struct text shown = crm__text_excerpt(text);
    return crm__fail_field(store->env, count ? CRM_E_EXISTS : CRM_E_NOT_FOUND,
                           field->entity->name.data, field->name.data,
                           "%s: %s %s is called '%.*s%s'%s", field->name.data,
                           count ? "more than one" : "no", target, (int)shown.size, shown.data,
                           shown.size < text.size ? "…" : "", count ? "; use an id" : "");
}

static crm_status list_read(struct store *store, const struct field *field, struct text text,
                            struct arena *arena, struct value *value_out)
{
    int64_t ids[NAMES_LIMIT];
    size_t count = 0;
    for (size_t from = 0; from <= text.size;) {
        size_t bar = crm__text_find(text, TEXT("|"), from);
        size_t end = bar == SIZE_MAX ? text.size : bar;
        struct text name = crm__text_trim(crm__text_slice(text, from, end));
        from = end + 1;
        if (name.size == 0)
            continue;
        if (count == NAMES_LIMIT)
            return crm__fail_field(store->env, CRM_E_LIMIT, field->entity->name.data,
                                   field->name.data, "%s: over %d names", field->name.data,
                                   NAMES_LIMIT);
        crm_status status = reference_read(store, field, name, &ids[count]);
        if (status < 0)
            return status;
        count++;
    }
    return crm__references_make(arena, ids, count, value_out);
}

/* Ids as crm__field_format writes them; also nothing at all. */
static bool is_ids(struct text text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (!memchr("0123456789,| ", text.data[i], 13))
            return false;
    }
    return true;
}

crm_status crm__record_set_named(struct store *store, struct record *record,
                                 const struct field *field, struct text text)
{
    bool list = field->type == FIELD_REFERENCES;
    if (is_ids(text) || (!list && field->type != FIELD_REFERENCE))
        return crm__record_set_text(record, field, text);
    struct arena arena;
    struct value value;
    int64_t id = 0;
    crm__arena_init(&arena, store->env);
    crm_status status = list ? list_read(store, field, text, &arena, &value)
                             : reference_read(store, field, text, &id);
    if (status >= 0)
        status = crm__record_set(record, field, list ? value : crm__value_int(id));
    crm__arena_free(&arena);
    return status;
}
