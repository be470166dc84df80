/* Names: fields and relation paths of the catalogue, variables, macro variables, types. */
#include "rule/compiler.h"
#include "rule/related.h"

#include <string.h>

enum { CHAIN_LIMIT = 32, SUGGESTION_LIMIT = 600 };

/* A chain of selections over a name: owner.team.name, outermost last. */
struct chain {
    const struct node *parts[CHAIN_LIMIT]; /* [0] is the name */
    size_t count;
};

static bool chain_read(const struct node *node, struct chain *chain)
{
    size_t count = 1;
    const struct node *at = node;
    for (; at->op == NODE_SELECT && !at->optional; at = at->args[0])
        count++;
    if (at->op != NODE_NAME || count > CHAIN_LIMIT)
        return false;
    chain->count = count;
    at = node;
    while (count-- > 0) {
        chain->parts[count] = at;
        at = at->op == NODE_SELECT ? at->args[0] : at;
    }
    return true;
}

static struct text chain_text(struct compiler *compiler, const struct chain *chain, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += chain->parts[i]->name.size + 1;
    char *text = crm__arena_alloc(&compiler->rule->arena, size);
    if (!text)
        return TEXT_NONE;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text[at++] = '.';
        memcpy(text + at, chain->parts[i]->name.data, chain->parts[i]->name.size);
        at += chain->parts[i]->name.size;
    }
    return (struct text){text, at};
}

struct text crm__select_qualified(struct compiler *compiler, const struct node *node)
{
    struct chain chain;
    return chain_read(node, &chain) ? chain_text(compiler, &chain, chain.count) : TEXT_NONE;
}

/* Macro variables hide everything else; the innermost one wins. */
static bool local_find(const struct compiler *compiler, const struct node *name, uint32_t *slot)
{
    for (uint32_t i = compiler->local_count; !name->absolute && i-- > 0;) {
        if (crm__text_equal(compiler->locals[i].name, name->name)) {
            *slot = i;
            return true;
        }
    }
    return false;
}

static size_t variable_find(const struct compiler *compiler, struct text name)
{
    for (size_t i = 0; i < compiler->scope->variable_count; i++)
        if (crm__text_equal(compiler->scope->variables[i].name, name))
            return i;
    return SIZE_MAX;
}

static void become_variable(struct compiler *compiler, struct node *node, size_t variable)
{
    node->op = NODE_VARIABLE;
    node->slot = (uint32_t)variable;
    node->arg_count = 0;
    node->varies = true;
    node->type = crm__type_of(compiler->scope->variables[variable].kind);
}

/* Types are values: type(x) == string. */
static bool become_type(struct node *node, struct text name)
{
    static const uint8_t KINDS[] = {RULE_NULL,     RULE_BOOL,     RULE_INT,   RULE_UINT,
                                    RULE_DOUBLE,   RULE_STRING,   RULE_BYTES, RULE_TIMESTAMP,
                                    RULE_DURATION, RULE_MONEY,    RULE_TYPE,  RULE_LIST,
                                    RULE_MAP,      RULE_OPTIONAL, RULE_IP,    RULE_CIDR};
    for (size_t i = 0; i < sizeof KINDS; i++) {
        const char *type_name = crm__rule_kind_name(KINDS[i]);
        if (!crm__text_is(name, type_name))
            continue;
        node->op = NODE_CONSTANT;
        node->arg_count = 0;
        node->constant_known = true;
        node->constant = (struct rule_value){.kind = RULE_TYPE, .text = crm__text_of(type_name)};
        node->type = crm__type_of(RULE_TYPE);
        return true;
    }
    return false;
}

/* --- fields --- */

const struct entity *crm__resolve_start(const struct compiler *compiler, struct text name,
                                        struct rule_path *path, size_t *skip_out)
{
    *skip_out = 0;
    /* Nested at most RELATED_DEPTH_LIMIT deep. */
    for (const struct related_scope *related; (related = compiler->related);
         compiler = related->outer) {
        if (related->names[0].size == 0)
            return compiler->scope->entity;
        for (size_t i = 0; i < related->name_count; i++) {
            if (crm__text_equal(related->names[i], name)) {
                *skip_out = 1;
                return compiler->scope->entity;
            }
        }
        path->fields[path->count++] = related->back;
    }
    return compiler->scope->entity;
}

/* Does the first name of a chain stand for a field here, or for a related record? */
static bool is_field(const struct compiler *compiler, struct text name)
{
    struct rule_path path = {0};
    size_t skip;
    const struct entity *entity = crm__resolve_start(compiler, name, &path, &skip);
    return entity && (skip || crm__field_find(entity, name));
}

bool crm__resolve_holder(const struct compiler *compiler, const struct node *node,
                         struct rule_path *path, const struct entity **entity_out,
                         struct text *last_out)
{
    struct chain chain;
    uint32_t slot;
    size_t skip;
    if (!compiler->scope->entity || !chain_read(node, &chain) ||
        local_find(compiler, chain.parts[0], &slot))
        return false;
    const struct entity *entity =
        crm__resolve_start(compiler, chain.parts[0]->name, path, &skip);
    for (size_t i = skip; i + 1 < chain.count; i++) {
        const struct field *field = crm__field_find(entity, chain.parts[i]->name);
        if (!field || field->type != FIELD_REFERENCE || !field->target ||
            path->count == RULE_PATH_LIMIT - 1)
            return false;
        path->fields[path->count++] = field;
        entity = field->target;
    }
    *entity_out = entity;
    *last_out = chain.parts[chain.count - 1]->name;
    return chain.count > skip;
}

static crm_status no_field(struct compiler *compiler, const struct entity *entity,
                           const struct node *node)
{
    const char *names[SUGGESTION_LIMIT];
    size_t count = 0;
    size_t count_related = 0;
    struct relation relation;
    for (size_t i = 0; i < entity->field_count && count < SUGGESTION_LIMIT; i++)
        if (!(entity->fields[i]->flags & FIELD_RETIRED))
            names[count++] = entity->fields[i]->name.data;
    size_t at = node->op == NODE_SELECT ? node->to - node->name.size : node->from;
    if (crm__relation_find(entity, node->name, &relation))
        return crm__compile_fail(
            compiler, CRM_E_INVALID, at,
            "%.*s is a set of records; ask exists, all, exists_one, filter(\xE2\x80\xA6).size() "
            "or map(\xE2\x80\xA6).sum() of it",
            (int)node->name.size, node->name.data);
    char (*relations)[RELATION_NAME_SIZE] = crm__relation_names(compiler, entity, &count_related);
    for (size_t i = 0; relations && i < count_related && count < SUGGESTION_LIMIT; i++)
        names[count++] = relations[i];
    size_t nearest = crm__text_nearest(node->name, names, count);
    if (nearest == SIZE_MAX)
        return crm__compile_fail(compiler, CRM_E_UNKNOWN, at, "no field '%.*s' in %s",
                                 (int)node->name.size, node->name.data, entity->name.data);
    return crm__compile_fail(compiler, CRM_E_UNKNOWN, at,
                             "no field '%.*s' in %s; did you mean '%s'?", (int)node->name.size,
                             node->name.data, entity->name.data, names[nearest]);
}

size_t crm__path_add(struct compiler *compiler, const struct rule_path *path)
{
    struct rule *rule = compiler->rule;
    for (size_t i = 0; i < rule->path_count; i++)
        if (rule->paths[i].count == path->count && rule->paths[i].related == path->related &&
            memcmp(rule->paths[i].fields, path->fields, path->count * sizeof path->fields[0]) == 0)
            return i;
    if (crm__array_reserve(compiler->env, (void **)&rule->paths, &rule->path_capacity,
                           rule->path_count + 1, sizeof *rule->paths) < 0)
        return SIZE_MAX;
    rule->paths[rule->path_count] = *path;
    return rule->path_count++;
}

const struct rule_type *crm__field_rule_type(enum field_type type)
{
    switch (type) {
    case FIELD_INTEGER:
    case FIELD_REFERENCE:
        return crm__type_of(RULE_INT);
    case FIELD_DECIMAL:
        return crm__type_of(RULE_DOUBLE);
    case FIELD_MONEY:
        return crm__type_of(RULE_MONEY);
    case FIELD_BOOL:
        return crm__type_of(RULE_BOOL);
    case FIELD_DATE:
    case FIELD_TIME:
        return crm__type_of(RULE_TIMESTAMP);
    case FIELD_CHOICES:
        return crm__type_list_of(RULE_STRING);
    case FIELD_REFERENCES:
        return crm__type_list_of(RULE_INT);
    default:
        return crm__type_of(RULE_STRING);
    }
}

void crm__node_become_path(struct node *node, size_t index, const struct field *field)
{
    node->op = NODE_PATH;
    node->arg_count = 0;
    node->varies = true;
    node->use = (struct path_use){.path = (uint32_t)index, .field = field};
    node->type = crm__field_rule_type(field->type);
}

static crm_status become_path(struct compiler *compiler, struct node *node,
                              const struct rule_path *path)
{
    const struct field *field = path->fields[path->count - 1];
    size_t index = crm__path_add(compiler, path);
    if (index == SIZE_MAX)
        return CRM_E_NOMEM;
    crm__node_become_path(node, index, field);
    if (field->type != FIELD_MONEY)
        return CRM_OK;
    struct rule_path currency = *path;
    currency.fields[path->count - 1] = field->entity->currency;
    if (!field->entity->currency)
        return crm__compile_fail(compiler, CRM_E_INVALID, node->from,
                                 "%s has no currency field for %s", field->entity->name.data,
                                 field->name.data);
    index = crm__path_add(compiler, &currency);
    node->use.currency = (uint32_t)index;
    return index == SIZE_MAX ? CRM_E_NOMEM : CRM_OK;
}

static crm_status resolve_path(struct compiler *compiler, struct node *node,
                               const struct chain *chain)
{
    struct rule_path path = {0};
    size_t skip;
    const struct entity *entity =
        crm__resolve_start(compiler, chain->parts[0]->name, &path, &skip);
    if (skip == chain->count) { /* The related record itself is its id. */
        path.fields[path.count++] = crm__system_field(entity, SYSTEM_ID);
        return become_path(compiler, node, &path);
    }
    for (size_t i = skip; i < chain->count; i++) {
        const struct node *part = chain->parts[i];
        if (path.count == RULE_PATH_LIMIT)
            return crm__compile_fail(compiler, CRM_E_LIMIT, part->from,
                                     "a path of more than %d fields", RULE_PATH_LIMIT);
        const struct field *field = crm__field_find(entity, part->name);
        if (!field || (field->flags & FIELD_RETIRED))
            return no_field(compiler, entity, part);
        path.fields[path.count++] = field;
        bool last = i + 1 == chain->count;
        if (!last && (field->type != FIELD_REFERENCE || !field->target))
            return crm__compile_fail(compiler, CRM_E_INVALID, part->from,
                                     "%s.%s is no reference and leads to nothing",
                                     entity->name.data, field->name.data);
        entity = field->target;
    }
    return become_path(compiler, node, &path);
}

bool crm__name_is_taken(struct compiler *compiler, const struct node *node)
{
    struct chain chain;
    uint32_t slot;
    if (!chain_read(node, &chain))
        return false;
    return local_find(compiler, chain.parts[0], &slot) ||
           variable_find(compiler, chain.parts[0]->name) != SIZE_MAX ||
           is_field(compiler, chain.parts[0]->name);
}

/* --- the two entrances --- */

static crm_status unknown_name(struct compiler *compiler, struct node *node)
{
    const struct rule_scope *scope = compiler->scope;
    node->type = crm__type_of(RULE_DYN);
    node->varies = true;
    if (scope->unchecked)
        return CRM_OK;
    struct chain chain = {.parts = {node}, .count = 1};
    if (scope->entity)
        return resolve_path(compiler, node, &chain);
    const char *names[SUGGESTION_LIMIT];
    size_t count = 0;
    for (size_t i = 0; i < scope->variable_count && count < SUGGESTION_LIMIT; i++) {
        names[count] = crm__arena_text(&compiler->rule->arena, scope->variables[i].name).data;
        if (!names[count++])
            return CRM_E_NOMEM;
    }
    size_t nearest = crm__text_nearest(node->name, names, count);
    if (nearest == SIZE_MAX)
        return crm__compile_fail(compiler, CRM_E_UNKNOWN, node->from, "no variable '%.*s'",
                                 (int)node->name.size, node->name.data);
    return crm__compile_fail(compiler, CRM_E_UNKNOWN, node->from,
                             "no variable '%.*s'; did you mean '%s'?", (int)node->name.size,
                             node->name.data, names[nearest]);
}

crm_status crm__resolve_name(struct compiler *compiler, struct node *node)
{
    uint32_t slot = 0;
    if (local_find(compiler, node, &slot)) {
        node->op = NODE_LOCAL;
        node->slot = slot;
        node->varies = true;
        node->type = compiler->locals[slot].type;
        return CRM_OK;
    }
    size_t variable = variable_find(compiler, node->name);
    if (variable != SIZE_MAX) {
        become_variable(compiler, node, variable);
        return CRM_OK;
    }
    if (is_field(compiler, node->name))
        return unknown_name(compiler, node);
    if (crm__text_is(node->name, "now")) {
        node->op = NODE_NOW;
        node->type = crm__type_of(RULE_TIMESTAMP);
        compiler->rule->reads_now = true;
        return CRM_OK;
    }
    if (become_type(node, node->name))
        return CRM_OK;
    return unknown_name(compiler, node);
}

/* The longest prefix that is a variable ("a.b" before "a") takes its part of the chain. */
static bool resolve_variable(struct compiler *compiler, struct node *node,
                             const struct chain *chain)
{
    for (size_t count = chain->count; count > 1; count--) {
        size_t variable = variable_find(compiler, chain_text(compiler, chain, count));
        if (variable == SIZE_MAX)
            continue;
        struct node *part = node;
        for (size_t i = chain->count; i > count; i--)
            part = part->args[0];
        become_variable(compiler, part, variable);
        return part == node;
    }
    return false;
}

crm_status crm__resolve_select(struct compiler *compiler, struct node *node, bool *resolved_out)
{
    struct chain chain;
    uint32_t slot;
    *resolved_out = false;
    if (!chain_read(node, &chain) || local_find(compiler, chain.parts[0], &slot))
        return CRM_OK;
    if (is_field(compiler, chain.parts[0]->name)) {
        *resolved_out = true;
        return resolve_path(compiler, node, &chain);
    }
    if (resolve_variable(compiler, node, &chain) ||
        become_type(node, chain_text(compiler, &chain, chain.count))) {
        *resolved_out = true;
        return CRM_OK;
    }
    return CRM_OK;
}
