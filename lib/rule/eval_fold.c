/* Macros over lists and maps, and selection: what evaluation does with collections. */
#include "rule/eval.h"
#include "rule/order.h"

#include <string.h>

enum { SMALL_MAP = 8 };

static bool key_is_allowed(const struct rule_value *key)
{
    return key->kind == RULE_BOOL || key->kind == RULE_INT || key->kind == RULE_UINT ||
           key->kind == RULE_STRING;
}

/* Enters the keys into slots; false when one is there already. */
static bool map_index(struct rule_map *map, uint32_t *slots, size_t slot_count)
{
    memset(slots, 0xff, slot_count * sizeof *slots);
    for (size_t i = 0; i < map->count; i++) {
        size_t at = crm__rule_key_hash(&map->entries[i].key) & (slot_count - 1);
        while (slots[at] != UINT32_MAX) {
            if (crm__rule_value_equal(&map->entries[slots[at]].key, &map->entries[i].key))
                return false;
            at = (at + 1) & (slot_count - 1);
        }
        slots[at] = (uint32_t)i;
    }
    map->slots = slots;
    map->slot_count = slot_count;
    return true;
}

static bool map_is_distinct(const struct rule_map *map)
{
    for (size_t i = 0; i < map->count; i++)
        for (size_t j = 0; j < i; j++)
            if (crm__rule_value_equal(&map->entries[i].key, &map->entries[j].key))
                return false;
    return true;
}

void crm__eval_map(struct evaluation *evaluation, struct rule_entry *entries, size_t count,
                   struct rule_value *out)
{
    struct rule_map *map = crm__eval_alloc(evaluation, sizeof *map);
    *out = crm__rule_error("repeated key");
    if (!map)
        return;
    *map = (struct rule_map){.entries = entries, .count = count};
    for (size_t i = 0; i < count; i++) {
        if (!key_is_allowed(&entries[i].key)) {
            *out = crm__rule_error("a key must be a bool, an int, a uint or a string");
            return;
        }
    }
    bool distinct = true;
    if (count <= SMALL_MAP) {
        distinct = map_is_distinct(map);
    } else {
        size_t slot_count = 16;
        while (slot_count < 2 * count)
            slot_count *= 2;
        uint32_t *slots = crm__eval_alloc(evaluation, slot_count * sizeof *slots);
        distinct = slots && map_index(map, slots, slot_count);
    }
    if (distinct)
        *out = (struct rule_value){.kind = RULE_MAP, .map = map};
}

/* Looks a key up; NULL with *error set when there is none. */
static const struct rule_value *find(const struct rule_value *operand, const struct rule_value *key,
                                     const char **error)
{
    struct rule_value whole;
    if (operand->kind == RULE_MAP) {
        *error = crm__error_key;
        return crm__rule_map_find(operand->map, key);
    }
    if (operand->kind != RULE_LIST) {
        *error = crm__error_overload;
        return NULL;
    }
    *error = "index out of range";
    if (!crm__value_whole(key, &whole) || whole.natural >= operand->list->count)
        return NULL;
    return &operand->list->items[whole.natural];
}

void crm__eval_index(struct evaluation *evaluation, const struct rule_value *operand,
                     const struct rule_value *key, bool optional, struct rule_value *out)
{
    const struct rule_value *inner = operand;
    bool chained = operand->kind == RULE_OPTIONAL;
    if (chained) {
        if (!operand->optional) {
            *out = *operand;
            return;
        }
        inner = operand->optional;
    }
    const char *error = NULL;
    const struct rule_value *found = find(inner, key, &error);
    bool absent = !found && (inner->kind == RULE_MAP || inner->kind == RULE_LIST);
    if (optional || chained) {
        if (found || absent)
            crm__eval_optional(evaluation, found, out);
        else
            *out = crm__rule_error(crm__error_key);
        return;
    }
    *out = found ? *found : crm__rule_error(error);
}

void crm__eval_select(struct evaluation *evaluation, const struct rule_value *operand,
                      struct text name, bool optional, struct rule_value *out)
{
    const struct rule_value *inner = operand->kind == RULE_OPTIONAL ? operand->optional : operand;
    struct rule_value key = crm__rule_string(name);
    if (operand->kind == RULE_ERROR)
        *out = *operand;
    else if (inner && inner->kind != RULE_MAP)
        *out = crm__rule_error(crm__error_key);
    else
        crm__eval_index(evaluation, operand, &key, optional, out);
}

/* One run over a list or a map: binds the variables of each round. */
struct round {
    struct evaluation *evaluation;
    const struct node *node;
    const struct rule_value *range;
    size_t count;
};

static void bind_round(struct round *round, size_t i)
{
    struct rule_value *locals = &round->evaluation->locals[round->node->slot];
    bool both = round->node->local_count == 2;
    if (round->range->kind == RULE_LIST) {
        if (both)
            locals[0] = crm__rule_int((int64_t)i);
        locals[both ? 1 : 0] = round->range->list->items[i];
    } else {
        locals[0] = round->range->map->entries[i].key;
        if (both)
            locals[1] = round->range->map->entries[i].value;
    }
}

/* The predicate's value in this round: a bool or an error. */
static struct rule_value predicate(struct round *round, size_t i)
{
    struct rule_value value;
    bind_round(round, i);
    crm__eval(round->evaluation, round->node->args[1], &value);
    if (value.kind != RULE_BOOL && value.kind != RULE_ERROR)
        value = crm__rule_error(crm__error_overload);
    return value;
}

/* all and exists are && and || over the rounds, and absorb errors as these do. */
static void fold_logic(struct round *round, bool decisive, struct rule_value *out)
{
    *out = crm__rule_bool(!decisive);
    for (size_t i = 0; i < round->count && round->evaluation->status >= 0; i++) {
        struct rule_value value = predicate(round, i);
        if (value.kind == RULE_BOOL && value.boolean == decisive) {
            *out = value;
            return;
        }
        if (value.kind == RULE_ERROR && out->kind != RULE_ERROR)
            *out = value;
    }
}

static void fold_exists_one(struct round *round, struct rule_value *out)
{
    size_t found = 0;
    for (size_t i = 0; i < round->count; i++) {
        struct rule_value value = predicate(round, i);
        if (value.kind == RULE_ERROR) {
            *out = value;
            return;
        }
        found += value.boolean;
    }
    *out = crm__rule_bool(found == 1);
}

static void fold_filter(struct round *round, struct rule_value *out)
{
    struct rule_value *items = crm__eval_items(round->evaluation, round->count);
    size_t count = 0;
    for (size_t i = 0; items && i < round->count; i++) {
        struct rule_value value = predicate(round, i);
        if (value.kind == RULE_ERROR) {
            *out = value;
            return;
        }
        if (value.boolean)
            items[count++] = round->evaluation->locals[round->node->slot];
    }
    crm__eval_list(round->evaluation, items, count, out);
}

/* The transform's value in this round. False when the condition leaves the round out; an error
 * value ends the fold. */
static bool transform(struct round *round, size_t i, struct rule_value *value)
{
    const struct node *node = round->node;
    bind_round(round, i);
    if (node->arg_count == 3) {
        *value = predicate(round, i);
        if (value->kind == RULE_ERROR)
            return true;
        if (!value->boolean)
            return false;
    }
    crm__eval(round->evaluation, node->args[node->arg_count - 1], value);
    return true;
}

static void fold_list(struct round *round, struct rule_value *out)
{
    struct rule_value *items = crm__eval_items(round->evaluation, round->count);
    size_t count = 0;
    for (size_t i = 0; items && i < round->count; i++) {
        if (!transform(round, i, &items[count]))
            continue;
        if (items[count].kind == RULE_ERROR) {
            *out = items[count];
            return;
        }
        count++;
    }
    crm__eval_list(round->evaluation, items, count, out);
}

static void fold_map(struct round *round, struct rule_value *out)
{
    bool entry = round->node->macro == MACRO_TRANSFORM_ENTRY;
    struct rule_entry *entries =
        crm__eval_alloc(round->evaluation, (round->count + 1) * sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; entries && i < round->count; i++) {
        struct rule_value value;
        if (!transform(round, i, &value))
            continue;
        if (value.kind != RULE_ERROR && entry && (value.kind != RULE_MAP || value.map->count != 1))
            value = crm__rule_error("transformMapEntry needs a map of one entry");
        if (value.kind == RULE_ERROR) {
            *out = value;
            return;
        }
        entries[count++] =
            entry ? value.map->entries[0]
                  : (struct rule_entry){.key = round->evaluation->locals[round->node->slot],
                                        .value = value};
    }
    crm__eval_map(round->evaluation, entries, count, out);
}

void crm__eval_fold(struct evaluation *evaluation, const struct node *node, struct rule_value *out)
{
    struct rule_value range;
    crm__eval(evaluation, node->args[0], &range);
    if (range.kind != RULE_LIST && range.kind != RULE_MAP) {
        *out = range.kind == RULE_ERROR ? range : crm__rule_error(crm__error_overload);
        return;
    }
    struct round round = {.evaluation = evaluation,
                          .node = node,
                          .range = &range,
                          .count = range.kind == RULE_LIST ? range.list->count : range.map->count};
    switch ((enum macro)node->macro) {
    case MACRO_ALL:
        fold_logic(&round, false, out);
        break;
    case MACRO_EXISTS:
        fold_logic(&round, true, out);
        break;
    case MACRO_EXISTS_ONE:
        fold_exists_one(&round, out);
        break;
    case MACRO_FILTER:
        fold_filter(&round, out);
        break;
    case MACRO_TRANSFORM_MAP:
    case MACRO_TRANSFORM_ENTRY:
        fold_map(&round, out);
        break;
    default:
        fold_list(&round, out);
        break;
    }
}

void crm__eval_optional_map(struct evaluation *evaluation, const struct node *node,
                            struct rule_value *out)
{
    struct rule_value operand;
    crm__eval(evaluation, node->args[0], &operand);
    if (operand.kind != RULE_OPTIONAL || !operand.optional) {
        *out = operand.kind == RULE_OPTIONAL || operand.kind == RULE_ERROR
                   ? operand
                   : crm__rule_error(crm__error_overload);
        return;
    }
    evaluation->locals[node->slot] = *operand.optional;
    struct rule_value value;
    crm__eval(evaluation, node->args[1], &value);
    bool flat = node->macro == MACRO_OPT_FLAT_MAP;
    if (value.kind == RULE_ERROR)
        *out = value;
    else if (!flat)
        crm__eval_optional(evaluation, &value, out);
    else
        *out = value.kind == RULE_OPTIONAL ? value : crm__rule_error(crm__error_overload);
}
