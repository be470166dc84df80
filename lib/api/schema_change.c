/* Custom entities and fields for hosts. */
#include "api/handle.h"
#include "base/options.h"
#include "crm/schema.h"
#include "service/rule_stored.h"
#include "store/schema.h"

crm_status crm_schema_add_entity(crm_db *db, const char *name, const char *label_en,
                                 const char *label_zh)
{
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!name)
        return crm__api_null(db, "name");
    struct entity_definition definition = {.name = crm__text_of(name),
                                           .label_en = crm__text_of(label_en ? label_en : name),
                                           .label_zh = crm__text_of(label_zh ? label_zh : name)};
    const struct entity *entity;
    return crm__schema_add_entity(db->store, &definition, &entity);
}

/* "a=Label,b=Label": a name, and what people see. */
static crm_status choices_parse(struct arena *arena, struct text list,
                                struct field_definition *definition)
{
    size_t limit = 1;
    for (size_t i = 0; i < list.size; i++)
        limit += list.data[i] == ',';
    struct choice *choices = crm__arena_alloc_zero(arena, limit, sizeof *choices);
    if (!choices)
        return CRM_E_NOMEM;
    while (list.size) {
        size_t comma = crm__text_find(list, TEXT(","), 0);
        struct text item = crm__text_trim(crm__text_slice(list, 0, comma));
        size_t equals = crm__text_find(item, TEXT("="), 0);
        struct choice *choice = &choices[definition->choice_count];
        choice->name = crm__text_trim(crm__text_slice(item, 0, equals));
        choice->label_en = equals == SIZE_MAX
                               ? choice->name
                               : crm__text_trim(crm__text_slice(item, equals + 1, item.size));
        choice->label_zh = choice->label_en;
        definition->choice_count += choice->name.size > 0;
        list = comma == SIZE_MAX ? TEXT_NONE : crm__text_slice(list, comma + 1, list.size);
    }
    definition->choices = choices;
    return CRM_OK;
}

static uint32_t flags_of(const crm_field_options *options)
{
    return (options->required ? FIELD_REQUIRED : 0u) | (options->unique ? FIELD_UNIQUE : 0u) |
           (options->indexed ? FIELD_INDEXED : 0u) | (options->searchable ? FIELD_SEARCHABLE : 0u) |
           (options->pii ? FIELD_PII : 0u);
}

static crm_status field_add(crm_db *db, const struct entity *entity, const char *name,
                            const char *type, const crm_field_options *options)
{
    struct field_definition definition = {
        .name = crm__text_of(name),
        .flags = flags_of(options),
        .size = options->size_limit,
        .target = crm__text_of(options->target),
        .label_en = crm__text_of(options->label_en ? options->label_en : name),
        .label_zh = crm__text_of(options->label_zh   ? options->label_zh
                                 : options->label_en ? options->label_en
                                                     : name),
        .initial = crm__text_of(options->initial),
    };
    crm_status status = crm__field_type_parse(&db->env, crm__text_of(type), &definition.type);
    if (status < 0)
        return status;
    struct arena arena;
    crm__arena_init(&arena, &db->env);
    if (options->choices)
        status = choices_parse(&arena, crm__text_of(options->choices), &definition);
    const struct field *field;
    if (status >= 0)
        status = crm__schema_add_field(db->store, entity, &definition, &field);
    crm__arena_free(&arena);
    return status;
}

crm_status crm_schema_add_field(crm_db *db, const char *entity_name, const char *name,
                                const char *type, const crm_field_options *given)
{
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!name || !type)
        return crm__api_null(db, name ? "type" : "name");
    const struct entity *entity;
    status = crm__api_entity(db, entity_name, &entity);
    if (status < 0)
        return status;
    crm_field_options options = {.size = sizeof options};
    status = crm__options_copy(&db->env, "crm_field_options", &options, sizeof options, given);
    return status < 0 ? status : field_add(db, entity, name, type, &options);
}

crm_status crm_schema_retire_field(crm_db *db, const char *entity_name, const char *name)
{
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!name)
        return crm__api_null(db, "name");
    const struct entity *entity;
    const struct field *field = NULL;
    status = crm__api_entity(db, entity_name, &entity);
    if (status >= 0)
        status = crm__field_need(&db->env, entity, crm__text_of(name), &field);
    if (status >= 0)
        status = crm__rules_check_unread(db->store, field);
    return status < 0 ? status : crm__schema_retire_field(db->store, field);
}
