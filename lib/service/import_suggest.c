/* Why a reference of an imported row leads nowhere, and what was probably meant. */
#include "service/import_reference.h"

#include "store/query.h"

enum { SUGGESTION_LIMIT = 2000, SHOWN_SIZE = 60 };

/* What people call records of the entity: its name, and unique texts such as a login. */
static void called_by(const struct import_reference *reference, struct buffer *fields)
{
    const struct entity *entity = reference->field->target;
    const struct field *key = reference->key_field;
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = entity->fields[i];
        bool names = key ? field == key
                         : field == entity->name_field || field->flags & FIELD_UNIQUE;
        if (!names || field->type != FIELD_TEXT || field->flags & (FIELD_RETIRED | FIELD_SYSTEM))
            continue;
        if (fields->size)
            crm__buffer_byte(fields, ',');
        crm__buffer_text(fields, field->name);
    }
}

static crm_status names_take(struct import_references *references,
                             struct import_reference *reference, const struct batch *rows)
{
    struct arena *arena = &references->names;
    size_t room = rows->row_count * rows->column_count;
    reference->suggestions = crm__arena_alloc_zero(arena, room + 1, sizeof(char *));
    if (!reference->suggestions)
        return CRM_E_NOMEM;
    for (size_t column = 0; column < rows->column_count; column++) {
        for (size_t row = 0; row < rows->row_count; row++) {
            struct value value = crm__batch_at(rows, column, row);
            if (value.kind != VALUE_TEXT)
                continue;
            struct text name = crm__arena_text(arena, value.text);
            if (!name.data)
                return CRM_E_NOMEM;
            reference->suggestions[reference->suggestion_count++] = name.data;
        }
    }
    return CRM_OK;
}

static crm_status names_ask(struct import_references *references,
                            struct import_reference *reference, struct text fields)
{
    struct store *store = references->store;
    struct query *query;
    struct batch rows;
    crm_status status = crm__query_new(store, reference->field->target, &query);
    if (status < 0)
        return status;
    crm__batch_init(&rows, store->env);
    crm__query_fields(query, fields);
    crm__query_limit(query, SUGGESTION_LIMIT);
    status = crm__query_all(query, &rows);
    if (status >= 0)
        status = names_take(references, reference, &rows);
    crm__batch_free(&rows);
    crm__query_free(query);
    return status;
}

/* Read once, and only when something is wrong. Who may not read them gets no suggestion. */
static crm_status suggestions_load(struct import_references *references,
                                   struct import_reference *reference)
{
    struct env *env = references->store->env;
    struct buffer fields;
    if (reference->suggestions)
        return CRM_OK;
    crm__buffer_init(&fields, env);
    called_by(reference, &fields);
    crm_status status = crm__buffer_status(&fields);
    if (status >= 0 && fields.size)
        status = names_ask(references, reference, crm__buffer_view(&fields));
    crm__buffer_free(&fields);
    if (status == CRM_E_DENIED) {
        crm__error_clear(env);
        status = CRM_OK;
    }
    return status;
}

crm_status crm__import_reference_fail(struct import_references *references,
                                      struct import_reference *reference, struct text name,
                                      int64_t why)
{
    const struct field *field = reference->field;
    const char *entity = field->entity->name.data;
    const char *target = field->target->name.data;
    const char *by = reference->key_field ? reference->key_field->name.data : "id or name";
    struct env *env = references->store->env;
    size_t nearest = SIZE_MAX;
    if (why == REFERENCE_UNKNOWN) {
        crm_status status = suggestions_load(references, reference);
        if (status < 0)
            return status;
        nearest =
            crm__text_nearest(name, reference->suggestions, reference->suggestion_count);
    }
    struct text shown = crm__text_slice(name, 0, SHOWN_SIZE);
    shown.size = crm__utf8_valid_prefix(shown);
    if (nearest != SIZE_MAX)
        return crm__fail_field(env, CRM_E_INVALID, entity, field->name.data,
                               "%s: no %s with %s '%.*s'; did you mean '%s'?", field->name.data,
                               target, by, (int)shown.size, shown.data,
                               reference->suggestions[nearest]);
    return crm__fail_field(env, CRM_E_INVALID, entity, field->name.data, "%s: %s %s with %s '%.*s'",
                           field->name.data,
                           why == REFERENCE_AMBIGUOUS ? "several records of" : "no", target, by,
                           (int)shown.size, shown.data);
}
