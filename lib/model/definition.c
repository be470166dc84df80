/* Checks of definitions: names, sizes, flags, targets, choices. */
#include "model/definition.h"

enum {
    NAME_SIZE_LIMIT = 60,
    LABEL_SIZE_LIMIT = 200,
    TEXT_SIZE_LIMIT = 4 << 20,
    SCALE_LIMIT = 9,
    CHOICE_LIMIT = 1000,
    CHOICE_SIZE_LIMIT = 64,
    INITIAL_SIZE_LIMIT = 1000,
};

static bool is_reserved(struct text name);
static bool is_text_like(enum field_type type);
static crm_status check_size(struct env *env, const struct field_definition *definition);
static crm_status check_flags(struct env *env, const struct field_definition *definition);
static crm_status check_target(struct catalogue *catalogue,
                               const struct field_definition *definition);
static crm_status check_choices(struct env *env, const struct field_definition *definition);
static crm_status check_choice(struct env *env, const struct field_definition *definition,
                               size_t index);

crm_status crm__definition_check_name(struct env *env, const char *what, struct text name)
{
    int size = name.size < NAME_SIZE_LIMIT ? (int)name.size : NAME_SIZE_LIMIT;
    if (name.size == 0)
        return crm__fail(env, CRM_E_INVALID, "%s name: empty", what);
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool letter = c >= 'a' && c <= 'z';
        bool later = (c >= '0' && c <= '9') || c == '_';
        if (!letter && !(i > 0 && later))
            return crm__fail(env, CRM_E_INVALID,
                             "%s name: byte 0x%02x at %zu; names are a lower-case letter, then "
                             "letters, digits and '_'",
                             what, (unsigned char)c, i + 1);
    }
    if (name.size > NAME_SIZE_LIMIT)
        return crm__fail(env, CRM_E_INVALID, "%s name '%.*s…': %zu bytes, at most %d", what, size,
                         name.data, name.size, NAME_SIZE_LIMIT);
    if (is_reserved(name))
        return crm__fail(env, CRM_E_INVALID, "%s name '%.*s': a reserved word", what, size,
                         name.data);
    return CRM_OK;
}

crm_status crm__definition_check_label(struct env *env, struct text name, struct text label)
{
    if (label.size > LABEL_SIZE_LIMIT)
        return crm__fail(env, CRM_E_INVALID, "label of %.*s: %zu bytes, at most %d", (int)name.size,
                         name.data, label.size, LABEL_SIZE_LIMIT);
    return crm__text_check(env, label, "label");
}

crm_status crm__definition_check(struct catalogue *catalogue,
                                 const struct field_definition *definition)
{
    struct env *env = catalogue->env;
    crm_status status = crm__definition_check_name(env, "field", definition->name);
    if (status >= 0)
        status = crm__definition_check_label(env, definition->name, definition->label_en);
    if (status >= 0)
        status = crm__definition_check_label(env, definition->name, definition->label_zh);
    if (status >= 0 && (unsigned)definition->type > FIELD_JSON)
        status =
            crm__fail(env, CRM_E_MISUSE, "%.*s: no field type of number %d",
                      (int)definition->name.size, definition->name.data, (int)definition->type);
    if (status >= 0)
        status = check_size(env, definition);
    if (status >= 0)
        status = check_flags(env, definition);
    if (status >= 0)
        status = check_target(catalogue, definition);
    if (status >= 0 && definition->initial.size > INITIAL_SIZE_LIMIT)
        status = crm__fail(env, CRM_E_INVALID, "%.*s: initial value of %zu bytes, at most %d",
                           (int)definition->name.size, definition->name.data,
                           definition->initial.size, INITIAL_SIZE_LIMIT);
    return status;
}

/* The words of the rule language, in which every field is a name. */
static bool is_reserved(struct text name)
{
    static const char *const words[] = {
        "as",       "break",   "const",  "continue", "else", "false", "for",
        "function", "if",      "import", "in",       "let",  "loop",  "namespace",
        "null",     "package", "return", "true",     "var",  "void",  "while",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (crm__text_is(name, words[i]))
            return true;
    }
    /* Databases keep these for their own tables. */
    return crm__text_starts(name, TEXT("sqlite_")) || crm__text_starts(name, TEXT("pg_")) ||
           crm__text_starts(name, TEXT("crm_"));
}

static bool is_text_like(enum field_type type)
{
    return type == FIELD_TEXT || type == FIELD_PHONE || type == FIELD_EMAIL || type == FIELD_URL;
}

static crm_status check_size(struct env *env, const struct field_definition *definition)
{
    int32_t limit = definition->type == FIELD_DECIMAL ? SCALE_LIMIT
                    : is_text_like(definition->type) || definition->type == FIELD_JSON
                        ? TEXT_SIZE_LIMIT
                        : 0;
    if (definition->size >= 0 && definition->size <= limit)
        return CRM_OK;
    return crm__fail(env, CRM_E_INVALID, "%.*s: size %d, type %s takes 0 to %d",
                     (int)definition->name.size, definition->name.data, definition->size,
                     crm__field_type_name(definition->type), limit);
}

static crm_status check_flags(struct env *env, const struct field_definition *definition)
{
    const uint32_t allowed = FIELD_REQUIRED | FIELD_UNIQUE | FIELD_INDEXED | FIELD_SEARCHABLE |
                             FIELD_PII | FIELD_NO_HISTORY;
    const char *type = crm__field_type_name(definition->type);
    int size = (int)definition->name.size;
    const char *name = definition->name.data;
    if (definition->flags & ~allowed)
        return crm__fail(env, CRM_E_MISUSE, "%.*s: flags 0x%x are not for custom fields", size,
                         name, definition->flags & ~allowed);

    bool compound = definition->type == FIELD_JSON || definition->type == FIELD_CHOICES ||
                    definition->type == FIELD_REFERENCES;
    if (compound && (definition->flags & (FIELD_UNIQUE | FIELD_INDEXED)))
        return crm__fail(env, CRM_E_INVALID, "%.*s: type %s cannot be unique or indexed", size,
                         name, type);
    if ((definition->flags & FIELD_SEARCHABLE) && !is_text_like(definition->type))
        return crm__fail(env, CRM_E_INVALID, "%.*s: type %s cannot be searchable", size, name,
                         type);
    return CRM_OK;
}

static crm_status check_target(struct catalogue *catalogue,
                               const struct field_definition *definition)
{
    struct env *env = catalogue->env;
    bool refers = definition->type == FIELD_REFERENCE || definition->type == FIELD_REFERENCES;
    bool chooses = definition->type == FIELD_CHOICE || definition->type == FIELD_CHOICES;
    int size = (int)definition->name.size;
    const char *name = definition->name.data;
    if (!chooses && definition->choice_count)
        return crm__fail(env, CRM_E_INVALID, "%.*s: type %s has no choices", size, name,
                         crm__field_type_name(definition->type));
    if (chooses && !definition->target.size)
        return check_choices(env, definition);
    if (chooses && definition->choice_count)
        return crm__fail(env, CRM_E_INVALID, "%.*s: either a choice set or choices", size, name);
    if (!refers && !chooses && definition->target.size)
        return crm__fail(env, CRM_E_INVALID, "%.*s: type %s has no target", size, name,
                         crm__field_type_name(definition->type));
    if (!refers)
        return CRM_OK; /* A choice set is found when the field is made. */

    const struct entity *target = NULL;
    crm_status status = crm__entity_need(catalogue, definition->target, &target);
    if (status >= 0 && (target->flags & ENTITY_INTERNAL))
        status = crm__fail(env, CRM_E_INVALID, "%.*s: %s cannot be referred to", size, name,
                           target->name.data);
    return status;
}

static crm_status check_choices(struct env *env, const struct field_definition *definition)
{
    if (definition->choice_count == 0 || definition->choice_count > CHOICE_LIMIT)
        return crm__fail(env, CRM_E_INVALID, "%.*s: %zu choices, from 1 to %d",
                         (int)definition->name.size, definition->name.data,
                         definition->choice_count, CHOICE_LIMIT);
    for (size_t i = 0; i < definition->choice_count; i++) {
        crm_status status = check_choice(env, definition, i);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

/* '|' and ',' separate choices where several are written. */
static crm_status check_choice(struct env *env, const struct field_definition *definition,
                               size_t index)
{
    struct text name = definition->choices[index].name;
    int size = (int)definition->name.size;
    const char *field = definition->name.data;
    if (name.size == 0 || name.size > CHOICE_SIZE_LIMIT)
        return crm__fail(env, CRM_E_INVALID, "%.*s: choice %zu of %zu bytes, from 1 to %d", size,
                         field, index + 1, name.size, CHOICE_SIZE_LIMIT);
    crm_status status = crm__text_check(env, name, "choice");
    if (status < 0)
        return status;

    bool clean = crm__text_equal(crm__text_trim(name), name);
    for (size_t i = 0; i < name.size; i++)
        clean = clean && name.data[i] != '|' && name.data[i] != ',' &&
                (unsigned char)name.data[i] >= 0x20;
    if (!clean)
        return crm__fail(env, CRM_E_INVALID,
                         "%.*s: choice %zu has '|', ',', a control character or outer space", size,
                         field, index + 1);
    for (size_t i = 0; i < index; i++) {
        if (crm__text_equal(definition->choices[i].name, name))
            return crm__fail(env, CRM_E_INVALID, "%.*s: choice '%.*s' twice", size, field,
                             (int)name.size, name.data);
    }
    status = crm__definition_check_label(env, name, definition->choices[index].label_en);
    if (status >= 0)
        status = crm__definition_check_label(env, name, definition->choices[index].label_zh);
    return status;
}
