/*
 * Questions about related records become values that a record has: `orders.exists(o, …)` is a bool
 * like any field. The condition is a rule of its own over the related entity, in which names that
 * are not the related record's lead back to the record; CEL's macros stand for what is counted.
 */
#include "rule/related.h"

#include "rule/function.h"

#include <string.h>

/* --- conditions ------------------------------------------------------------------------------- */

static crm_status parse_body(struct compiler *inner, struct text source,
                             const struct related_body *body)
{
    inner->text = crm__text_slice(source, 0, body->end);
    inner->offset = body->begin;
    inner->rule->root = NULL;
    return crm__rule_parse(inner);
}

/* Several filters are one condition. */
static crm_status parse_bodies(struct compiler *inner, struct text source,
                               const struct related_body *bodies, size_t count)
{
    struct node *roots[RELATED_FILTER_LIMIT];
    for (size_t i = 0; i < count; i++) {
        crm_status status = parse_body(inner, source, &bodies[i]);
        if (status < 0)
            return status;
        roots[i] = inner->rule->root;
    }
    if (count == 1)
        return CRM_OK;
    struct node *all = crm__node_new(inner, NODE_AND, roots[0]->from, count);
    if (!all)
        return CRM_E_NOMEM;
    memcpy(all->args, roots, count * sizeof *roots);
    inner->rule->root = crm__node_finish(inner, all);
    return inner->rule->root ? CRM_OK : inner->env->error.status;
}

static crm_status compile_bodies(struct compiler *outer, const struct relation *relation,
                                 struct text source, const struct related_body *bodies,
                                 size_t count, struct compiler *inner)
{
    struct rule_scope scope = {.entity = relation->entity};
    struct related_scope related = {.back = relation->back,
                                    .outer = outer,
                                    .name_count = count,
                                    .depth = outer->related ? outer->related->depth + 1 : 1};
    if (related.depth > RELATED_DEPTH_LIMIT)
        return crm__compile_fail(outer, CRM_E_LIMIT, bodies[0].begin,
                                 "sets of records more than %d deep in each other",
                                 RELATED_DEPTH_LIMIT);
    for (size_t i = 0; i < count; i++)
        related.names[i] = bodies[i].name;
    inner->env = outer->env;
    inner->rule = crm__rule_new(outer->env, &scope);
    if (!inner->rule)
        return CRM_E_NOMEM;
    inner->scope = &scope;
    inner->related = &related;
    inner->rule->text = source;
    crm_status status = parse_bodies(inner, source, bodies, count);
    if (status >= 0)
        status = crm__rule_check(inner);
    inner->scope = NULL;
    inner->related = NULL;
    return status;
}

/* The outer rule owns the condition. *out is NULL when there is nothing to ask. */
static crm_status make_condition(struct compiler *compiler, const struct relation *relation,
                                 struct text source, const struct related_body *bodies,
                                 size_t count, struct rule **out)
{
    *out = NULL;
    if (count == 0)
        return CRM_OK;
    struct compiler *inner = crm__alloc_zero(compiler->env, 1, sizeof *inner);
    if (!inner)
        return CRM_E_NOMEM;
    crm_status status = compile_bodies(compiler, relation, source, bodies, count, inner);
    struct rule *rule = inner->rule;
    crm__free(compiler->env, inner);
    if (status >= 0 && rule->type->kind != RULE_BOOL && rule->type->kind != RULE_DYN)
        status = crm__compile_fail(compiler, CRM_E_INVALID, rule->root->from,
                                   "a macro's condition must be bool, not %s",
                                   crm__kind_label(rule->type->kind));
    if (status < 0) {
        crm__rule_free(rule);
        return status;
    }
    rule->next = compiler->rule->conditions;
    compiler->rule->conditions = rule;
    compiler->rule->reads_now = compiler->rule->reads_now || rule->reads_now;
    *out = rule;
    return CRM_OK;
}

/* The field that map() takes of each record. */
static crm_status find_value(struct compiler *compiler, const struct relation *relation,
                             const struct related_form *form, const struct field **out)
{
    struct compiler *inner = crm__alloc_zero(compiler->env, 1, sizeof *inner);
    if (!inner)
        return CRM_E_NOMEM;
    crm_status status =
        compile_bodies(compiler, relation, compiler->rule->text, &form->value, 1, inner);
    const struct rule *rule = inner->rule;
    if (status >= 0) {
        bool plain = rule->root->op == NODE_PATH && !rule->paths[rule->root->use.path].related &&
                     rule->paths[rule->root->use.path].count == 1;
        *out = plain ? rule->root->use.field : NULL;
        if (!plain || (form->measure != RELATED_COUNT &&
                       (crm__field_kind((*out)->type) != VALUE_INT || (*out)->type == FIELD_BOOL ||
                        (*out)->type == FIELD_REFERENCE)))
            status = crm__compile_fail(compiler, CRM_E_INVALID, form->value.begin,
                                       "what is measured of records must be a field of theirs: a "
                                       "number, money, a date or a time");
    }
    crm__rule_free(inner->rule);
    crm__free(compiler->env, inner);
    return status;
}

/* --- the value */

/* A field that no entity has: it tells the type of the answer to everyone who looks at paths. */
static const struct field *answer_field(struct compiler *compiler,
                                        const struct rule_related *related)
{
    struct field *field = crm__arena_alloc_zero(&compiler->rule->arena, 1, sizeof *field);
    if (!field)
        return NULL;
    *field = (struct field){.name = crm__arena_text(&compiler->rule->arena, related->text),
                            .entity = related->entity,
                            .index = -1,
                            .type = FIELD_INTEGER};
    field->label_en = field->label_zh = field->name;
    if (related->measure == RELATED_EXISTS)
        field->type = FIELD_BOOL;
    else if (related->measure == RELATED_CURRENCY)
        field->type = FIELD_TEXT;
    else if (related->measure != RELATED_COUNT)
        field->type = related->value->type;
    if (related->value)
        field->scale = related->value->scale;
    return field->name.data ? field : NULL;
}

static bool same_question(const struct rule_path *a, const struct rule_path *path,
                          const struct rule_related *related)
{
    return a->related && a->count == path->count + 1 && a->related->measure == related->measure &&
           a->related->back == related->back && crm__text_equal(a->related->text, related->text) &&
           memcmp(a->fields, path->fields, path->count * sizeof path->fields[0]) == 0;
}

/* The number of the path that asks; one that is asked already is not asked twice. */
static size_t question_add(struct compiler *compiler, struct rule_path path,
                           const struct rule_related *asked)
{
    struct rule *rule = compiler->rule;
    for (size_t i = 0; i < rule->path_count; i++)
        if (same_question(&rule->paths[i], &path, asked))
            return i;
    struct rule_related *related = crm__arena_alloc(&rule->arena, sizeof *related);
    if (!related)
        return SIZE_MAX;
    *related = *asked;
    path.related = related;
    path.fields[path.count] = answer_field(compiler, related);
    return path.fields[path.count++] ? crm__path_add(compiler, &path) : SIZE_MAX;
}

static crm_status become_answer(struct compiler *compiler, struct node *node,
                                const struct rule_path *path, const struct rule_related *related)
{
    size_t index = question_add(compiler, *path, related);
    if (index == SIZE_MAX)
        return CRM_E_NOMEM;
    const struct rule_path *asked = &compiler->rule->paths[index];
    const struct field *field = asked->fields[asked->count - 1];
    crm__node_become_path(node, index, field);
    if (field->type != FIELD_MONEY)
        return CRM_OK;
    struct rule_related currency = *related;
    currency.measure = RELATED_CURRENCY;
    index = question_add(compiler, *path, &currency);
    node->use.currency = (uint32_t)index;
    return index == SIZE_MAX ? CRM_E_NOMEM : CRM_OK;
}

static struct node *answer_node(struct compiler *compiler, const struct node *written,
                                const struct rule_path *path, const struct rule_related *related)
{
    struct node *node = crm__node_new(compiler, NODE_PATH, written->from, 0);
    if (!node || become_answer(compiler, node, path, related) < 0 ||
        !crm__node_finish(compiler, node))
        return NULL;
    node->to = written->to;
    return node;
}

/* all: as many have the condition as there are. exists_one: one has. */
static crm_status become_comparison(struct compiler *compiler, struct node *node,
                                    const struct rule_path *path, struct rule_related *related,
                                    bool one)
{
    struct node *sides[2] = {answer_node(compiler, node->written, path, related)};
    related->condition = NULL;
    related->text = TEXT("all");
    if (sides[0] && !one) {
        sides[1] = answer_node(compiler, node->written, path, related);
    } else if (sides[0]) {
        sides[1] = crm__node_new(compiler, NODE_CONSTANT, node->written->from, 0);
        if (sides[1]) {
            sides[1]->constant = crm__rule_int(1);
            sides[1]->constant_known = true;
            sides[1]->type = crm__type_of(RULE_INT);
            sides[1] = crm__node_finish(compiler, sides[1]);
        }
    }
    node->args = crm__arena_alloc(&compiler->rule->arena, sizeof sides);
    if (!sides[0] || !sides[1] || !node->args)
        return compiler->env->error.status < 0 ? compiler->env->error.status : CRM_E_NOMEM;
    memcpy(node->args, sides, sizeof sides);
    node->op = NODE_CALL;
    node->style = CALL_OPERATOR;
    node->name = TEXT("==");
    node->arg_count = 2;
    node->varies = true;
    return crm__check_call(compiler, node);
}

static bool keep_written(struct compiler *compiler, struct node *node)
{
    struct node *written = crm__arena_alloc(&compiler->rule->arena, sizeof *written);
    if (!written)
        return false;
    *written = *node;
    node->written = written;
    return true;
}

static crm_status ask(struct compiler *compiler, struct node *node, const struct related_form *form,
                      const struct relation *relation, const struct rule_path *path)
{
    struct rule *condition = NULL;
    struct rule_related related = {.measure = form->measure,
                                   .entity = relation->entity,
                                   .back = relation->back,
                                   .text = crm__node_text(compiler->rule, node)};
    bool measured = form->measure == RELATED_SUM || form->measure == RELATED_LEAST ||
                    form->measure == RELATED_GREATEST;
    if (measured && !form->value.end)
        return crm__compile_fail(compiler, CRM_E_INVALID, node->from,
                                 "say what of the records: map(x, x.amount).%.*s()",
                                 (int)node->name.size, node->name.data);
    crm_status status = CRM_OK;
    if (form->value.end)
        status = find_value(compiler, relation, form, &related.value);
    if (status >= 0)
        status = make_condition(compiler, relation, compiler->rule->text, form->bodies,
                                form->body_count, &condition);
    if (status < 0)
        return status;
    if (!measured)
        related.value = NULL;
    related.condition = condition;
    if (!keep_written(compiler, node))
        return CRM_E_NOMEM;
    return form->all || form->one ? become_comparison(compiler, node, path, &related, form->one)
                                  : become_answer(compiler, node, path, &related);
}

/* --- tag() and in_segment() */

/* `start`, the text as a literal, `end`: a condition in the rule's arena. */
static struct text condition_text(struct compiler *compiler, const char *start, struct text literal,
                                  const char *end)
{
    struct buffer buffer;
    struct rule_value value = crm__rule_string(literal);
    crm__buffer_init(&buffer, compiler->env);
    crm__buffer_cstr(&buffer, start);
    crm__rule_value_print(&buffer, &value);
    crm__buffer_cstr(&buffer, end);
    struct text text = buffer.failed
                           ? TEXT_NONE
                           : crm__arena_text(&compiler->rule->arena, crm__buffer_view(&buffer));
    crm__buffer_free(&buffer);
    return text;
}

struct property {
    const char *function;
    const char *entity;
    const char *back;
};

static crm_status become_property(struct compiler *compiler, struct node *node,
                                  const struct property *property, const struct rule_path *path,
                                  struct text condition)
{
    const struct catalogue *catalogue = compiler->scope->entity->catalogue;
    struct relation relation = {.entity =
                                    crm__entity_find(catalogue, crm__text_of(property->entity))};
    relation.back = crm__field_find(relation.entity, crm__text_of(property->back));
    struct related_body body = {.end = (uint32_t)condition.size};
    struct rule_related related = {.measure = RELATED_EXISTS,
                                   .entity = relation.entity,
                                   .back = relation.back,
                                   .open = true,
                                   .text = crm__node_text(compiler->rule, node)};
    struct rule *rule;
    if (!condition.data)
        return CRM_E_NOMEM;
    crm_status status = make_condition(compiler, &relation, condition, &body, 1, &rule);
    related.condition = rule;
    if (status >= 0 && !keep_written(compiler, node))
        status = CRM_E_NOMEM;
    return status < 0 ? status : become_answer(compiler, node, path, &related);
}

static crm_status resolve_tag(struct compiler *compiler, struct node *node,
                              const struct entity *entity, const struct rule_path *path,
                              struct text name)
{
    static const struct property TAG = {"tag", "tag_link", "subject_id"};
    char *start = crm__arena_format(&compiler->rule->arena,
                                    "subject_entity == \"%s\" && tag.name == ", entity->name.data);
    if (!start)
        return CRM_E_NOMEM;
    return become_property(
        compiler, node, &TAG, path,
        condition_text(compiler, start, name, " && (!has(expires_at) || expires_at > now)"));
}

/* Segments are of accounts: those of a record that has an account are its account's. */
static crm_status resolve_segment(struct compiler *compiler, struct node *node,
                                  const struct entity *entity, struct rule_path *path,
                                  struct text code)
{
    static const struct property SEGMENT = {"in_segment", "segment_member", "account"};
    if (!crm__text_is(entity->name, "account")) {
        const struct field *account = crm__field_find(entity, TEXT("account"));
        if (!account || account->type != FIELD_REFERENCE || path->count == RULE_PATH_LIMIT - 1)
            return crm__compile_fail(compiler, CRM_E_INVALID, node->from,
                                     "segments are of accounts, and %s has no account",
                                     entity->name.data);
        path->fields[path->count++] = account;
    }
    return become_property(compiler, node, &SEGMENT, path,
                           condition_text(compiler, "segment.code == ", code, " && !has(until)"));
}

/* The record that account.tag("a") or tag("a") is about. */
static crm_status property_holder(struct compiler *compiler, const struct node *node,
                                  struct rule_path *path, const struct entity **entity_out)
{
    size_t skip;
    *entity_out = crm__resolve_start(compiler, TEXT_NONE, path, &skip);
    if (node->style == CALL_GLOBAL)
        return CRM_OK;
    struct text last;
    const struct node *receiver = node->args[0];
    path->count = 0;
    if (!crm__resolve_holder(compiler, receiver, path, entity_out, &last)) {
        /* The name of a related record alone. */
        const struct entity *entity = NULL;
        if (receiver->op == NODE_NAME)
            entity = crm__resolve_start(compiler, receiver->name, path, &skip);
        if (!entity || !skip)
            return crm__compile_fail(compiler, CRM_E_INVALID, receiver->from,
                                     "%.*s() is asked of a record or a reference",
                                     (int)node->name.size, node->name.data);
        *entity_out = entity;
        return CRM_OK;
    }
    const struct field *field = crm__field_find(*entity_out, last);
    if (!field || field->type != FIELD_REFERENCE || !field->target ||
        path->count == RULE_PATH_LIMIT - 1)
        return crm__compile_fail(compiler, CRM_E_INVALID, receiver->from,
                                 "%.*s() is asked of a record or a reference", (int)node->name.size,
                                 node->name.data);
    path->fields[path->count++] = field;
    *entity_out = field->target;
    return CRM_OK;
}

static crm_status resolve_property(struct compiler *compiler, struct node *node, bool *resolved_out)
{
    bool tag = crm__text_is(node->name, "tag");
    bool segment = crm__text_is(node->name, "in_segment");
    if (node->op != NODE_CALL || node->style == CALL_OPERATOR || (!tag && !segment))
        return CRM_OK;
    *resolved_out = true;
    size_t own = node->style == CALL_RECEIVER ? 1 : 0;
    const struct node *literal = node->arg_count == own + 1 ? node->args[own] : NULL;
    if (!literal || literal->op != NODE_CONSTANT || literal->constant.kind != RULE_STRING)
        return crm__compile_fail(compiler, CRM_E_INVALID, literal ? literal->from : node->from,
                                 "%.*s() takes one text, written out", (int)node->name.size,
                                 node->name.data);
    struct rule_path path = {0};
    const struct entity *entity;
    crm_status status = property_holder(compiler, node, &path, &entity);
    if (status < 0)
        return status;
    return tag ? resolve_tag(compiler, node, entity, &path, literal->constant.text)
               : resolve_segment(compiler, node, entity, &path, literal->constant.text);
}

/* --- the entrance */

crm_status crm__related_resolve(struct compiler *compiler, struct node *node, bool *resolved_out)
{
    struct related_form form;
    struct relation relation;
    struct rule_path path = {0};
    const struct entity *entity;
    struct text name;
    *resolved_out = false;
    if (!compiler->scope->entity)
        return CRM_OK;
    if (!crm__related_form(node, &form) ||
        !crm__resolve_holder(compiler, form.set, &path, &entity, &name) ||
        !crm__relation_find(entity, name, &relation))
        return resolve_property(compiler, node, resolved_out);
    if (compiler->local_count > 0)
        return crm__compile_fail(compiler, CRM_E_INVALID, node->from,
                                 "a set of records cannot be asked within a macro over a list");
    *resolved_out = true;
    return ask(compiler, node, &form, &relation, &path);
}
