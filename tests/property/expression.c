/* Trees: making them from the function table, writing them, shrinking them. */
#include "expression.h"
#include "expression_words.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

uint32_t expression_roll(struct expressions *expressions, uint32_t sides)
{
    expressions->random ^= expressions->random << 13;
    expressions->random ^= expressions->random >> 7;
    expressions->random ^= expressions->random << 17;
    return (uint32_t)((expressions->random >> 32) % sides);
}

struct tree *expression_node(struct expressions *expressions, struct type type, const char *form)
{
    struct tree *tree = crm__arena_alloc_zero(expressions->arena, 1, sizeof *tree);
    ck_assert(tree && form);
    tree->type = type;
    tree->form = form;
    expressions->size++;
    return tree;
}

/* --- types of choice --- */

static struct type pick(struct expressions *expressions, const uint8_t *kinds, size_t count)
{
    return type_of((enum rule_kind)kinds[expression_roll(expressions, (uint32_t)count)]);
}

static const uint8_t STORED[] = {RULE_BOOL,   RULE_INT,       RULE_INT,     RULE_DOUBLE,
                                 RULE_STRING, RULE_TIMESTAMP, RULE_DURATION};
static const uint8_t ORDERED[] = {RULE_BOOL,      RULE_INT,      RULE_UINT,
                                  RULE_DOUBLE,    RULE_STRING,   RULE_BYTES,
                                  RULE_TIMESTAMP, RULE_DURATION, RULE_MONEY};
static const uint8_t SCALARS[] = {
    RULE_BOOL,     RULE_INT,   RULE_UINT, RULE_DOUBLE, RULE_STRING, RULE_BYTES, RULE_TIMESTAMP,
    RULE_DURATION, RULE_MONEY, RULE_INT,  RULE_TYPE,   RULE_IP,     RULE_CIDR,  RULE_STRING};
static const uint8_t NUMBERS[] = {RULE_INT, RULE_DOUBLE, RULE_UINT};
static const uint8_t KEYS[] = {RULE_STRING, RULE_INT, RULE_BOOL};

struct type expression_ordered(struct expressions *expressions)
{
    return expressions->sayable ? pick(expressions, STORED, sizeof STORED)
                                : pick(expressions, ORDERED, sizeof ORDERED);
}

struct type expression_any(struct expressions *expressions)
{
    if (expressions->sayable)
        return pick(expressions, STORED, sizeof STORED);
    struct type type = pick(expressions, SCALARS, sizeof SCALARS);
    uint32_t shape = expression_roll(expressions, 12);
    return shape == 0   ? type_wrap(RULE_LIST, type)
           : shape == 1 ? type_wrap(RULE_MAP, type)
           : shape == 2 ? type_wrap(RULE_OPTIONAL, type)
                        : type;
}

static bool is_number(struct type type)
{
    return crm__kind_is_number((enum rule_kind)type.kinds[0]);
}

/* --- functions of the table --- */

static bool named(const struct function *function, const char *name)
{
    return strcmp(function->name, name) == 0;
}

static bool is_extreme(const struct function *function)
{
    return named(function, "math.greatest") || named(function, "math.least");
}

static bool gives(const struct function *function, struct type type)
{
    bool scalar = type.kinds[1] == 0;
    enum rule_kind element = (enum rule_kind)type.kinds[function->shape == SHAPE_OPTIONAL_ELEMENT];
    if (function->params[0] == RULE_MAP && element == RULE_MAP)
        return false; /* A type holds one key. */
    switch ((enum result_shape)function->shape) {
    case SHAPE_FIRST:
        return type.kinds[0] == function->result;
    case SHAPE_ELEMENT:
        return type.kinds[2] == 0 && (!is_extreme(function) || is_number(type));
    case SHAPE_STRINGS:
        return type.kinds[0] == RULE_LIST && type.kinds[1] == RULE_STRING && type.kinds[2] == 0;
    case SHAPE_OPTIONAL:
        return type.kinds[0] == RULE_OPTIONAL && type.kinds[1];
    case SHAPE_OPTIONAL_ELEMENT:
        return type.kinds[0] == RULE_OPTIONAL && type.kinds[1] && type.kinds[2] == 0;
    default:
        if (function->result == RULE_OPTIONAL)
            return type.kinds[0] == RULE_OPTIONAL && type.kinds[1] && type.kinds[2] == 0;
        return function->result == RULE_DYN || (scalar && type.kinds[0] == function->result);
    }
}

static void compared_params(struct expressions *expressions, const struct function *function,
                            struct type *params)
{
    bool order = function->check == CHECK_ORDER;
    params[0] = order ? expression_ordered(expressions) : expression_any(expressions);
    params[1] = params[0];
    if (is_number(params[0]) && expression_roll(expressions, 3) == 0)
        params[1] = pick(expressions, NUMBERS, expressions->sayable ? 2 : 3);
}

static void member_params(struct expressions *expressions, const struct function *function,
                          struct type *params)
{
    if (function->params[1] == RULE_MAP) {
        params[0] = pick(expressions, KEYS, sizeof KEYS);
        params[1] = type_wrap(RULE_MAP, pick(expressions, SCALARS, sizeof SCALARS));
        params[1].key = params[0].kinds[0];
    } else {
        params[0] = pick(expressions, SCALARS, sizeof SCALARS);
        params[1] = type_wrap(RULE_LIST, params[0]);
    }
}

static void index_params(struct expressions *expressions, const struct function *function,
                         struct type element, struct type *params)
{
    params[0] = type_wrap((enum rule_kind)function->params[0], element);
    params[1] = type_of(RULE_INT);
    if (function->params[0] == RULE_MAP) {
        params[1] = pick(expressions, KEYS, sizeof KEYS);
        params[0].key = params[1].kinds[0];
    } else if (function->params[0] == RULE_OPTIONAL) {
        params[0] = type_wrap(RULE_OPTIONAL, type_wrap(RULE_LIST, element));
    }
}

/* The parameters' types for a result of that type. */
static void choose_params(struct expressions *expressions, const struct function *function,
                          struct type type, struct type *params)
{
    bool index = named(function, "[]") || named(function, "[?]");
    for (size_t i = 0; i < function->arg_count; i++) {
        params[i] = type_of((enum rule_kind)function->params[i]);
        if (function->params[i] == RULE_LIST || function->params[i] == RULE_MAP ||
            function->params[i] == RULE_OPTIONAL)
            params[i] = type_wrap((enum rule_kind)function->params[i],
                                  pick(expressions, SCALARS, sizeof SCALARS));
        else if (function->params[i] == RULE_DYN)
            params[i] = expression_any(expressions);
    }
    if (function->check == CHECK_EQUALITY || function->check == CHECK_ORDER)
        compared_params(expressions, function, params);
    else if (function->check == CHECK_MEMBER)
        member_params(expressions, function, params);
    else if (index)
        index_params(expressions, function,
                     named(function, "[]") && function->shape ? type : type_inner(type), params);
    else if (function->shape == SHAPE_FIRST)
        params[0] = params[1] = type;
    else if (function->shape == SHAPE_ELEMENT) {
        params[0] = type_wrap(is_extreme(function) ? RULE_LIST : RULE_OPTIONAL, type);
        params[1] = type;
    } else if (function->shape == SHAPE_OPTIONAL)
        params[0] = type_inner(type);
    else if (named(function, "join"))
        params[0] = type_wrap(RULE_LIST, type_of(RULE_STRING));
    else if (named(function, "dyn"))
        params[0] = type;
}

static const char *call_form(struct expressions *expressions, const struct function *function)
{
    struct arena *arena = expressions->arena;
    static const char *const ARGUMENTS[] = {"", "$1", "$1, $2", "$1, $2, $3", "$1, $2, $3, $4"};
    static const char *const REST[] = {"", "", "$2", "$2, $3", "$2, $3, $4"};
    const char *name = function->name;
    if (function->style == CALL_GLOBAL)
        return crm__arena_format(arena, "%s(%s)", name, ARGUMENTS[function->arg_count]);
    if (function->style == CALL_RECEIVER)
        return crm__arena_format(arena, "$1.%s(%s)", name, REST[function->arg_count]);
    if (named(function, "[]"))
        return "$1[$2]";
    if (named(function, "[?]"))
        return "$1[?$2]";
    if (named(function, "neg"))
        return "(-$1)";
    if (named(function, "!"))
        return "!$1";
    return crm__arena_format(arena, "($1 %s $2)", name);
}

/* Arguments that make sense: a time zone where one is asked for. Anything else now and then. */
static struct tree *argument(struct expressions *expressions, const struct function *function,
                             size_t i, struct type type, int depth)
{
    const struct expression_words *words = expression_words(function->name, i, type);
    if (!words || (expression_roll(expressions, 8) == 0 && !words->only))
        return expression_of(expressions, type, depth);
    return expression_node(expressions, type,
                           words->words[expression_roll(expressions, (uint32_t)words->count)]);
}

static struct tree *call(struct expressions *expressions, const struct function *function,
                         struct type type, int depth)
{
    struct type params[ARGUMENT_LIMIT];
    struct tree *tree = expression_node(expressions, type, call_form(expressions, function));
    choose_params(expressions, function, type, params);
    tree->child_count = function->arg_count;
    for (size_t i = 0; i < function->arg_count; i++)
        tree->children[i] = argument(expressions, function, i, params[i], depth - 1);
    return tree;
}

static struct tree *any_call(struct expressions *expressions, struct type type, int depth)
{
    const struct function *fitting[512];
    size_t count = 0;
    for (size_t i = 0; i < crm__function_count; i++) {
        const struct function *function = &crm__functions[i];
        if (gives(function, type) && (!expressions->sayable || function->sqlite))
            fitting[count++] = function;
    }
    if (count == 0)
        return NULL;
    return call(expressions, fitting[expression_roll(expressions, (uint32_t)count)], type, depth);
}

struct tree *expression_of(struct expressions *expressions, struct type type, int depth)
{
    struct tree *tree = NULL;
    if (depth > 0 && expressions->size < TREE_LIMIT && expression_roll(expressions, 6) > 0)
        tree = expression_roll(expressions, 3) > 0 ? any_call(expressions, type, depth)
                                                   : expression_form(expressions, type, depth);
    return tree ? tree : expression_leaf(expressions, type);
}

/* --- whole rules --- */

size_t expression_root_count(void)
{
    return crm__function_count + expression_form_count();
}

/* A type that the function can give. */
static struct type result_of(struct expressions *expressions, const struct function *function)
{
    for (;;) {
        struct type type = expression_any(expressions);
        if (function->shape == SHAPE_PLAIN && function->result != RULE_DYN &&
            function->result != RULE_OPTIONAL)
            type = type_of((enum rule_kind)function->result);
        else if (function->result == RULE_OPTIONAL || function->result == RULE_LIST)
            type =
                type_wrap((enum rule_kind)function->result, type_of((enum rule_kind)type.kinds[0]));
        if (function->shape == SHAPE_STRINGS)
            type = type_wrap(RULE_LIST, type_of(RULE_STRING));
        if (gives(function, type))
            return type;
    }
}

/* Around what has no column form, something that has. */
static struct tree *finish(struct expressions *expressions, struct tree *tree)
{
    static const char *const OF_LIST[] = {"size($1)", "($1 == $2)", "($1 + $2 != $2)"};
    static const char *const OF_MAP[] = {"size($1)", "($1 == $2)"};
    static const char *const OF_OPTIONAL[] = {"$1.hasValue()", "($1 == $2)",
                                              "$1.or($2).hasValue()"};
    static const char *const OF_TEXTUAL[] = {"string($1)", "($1 == $2)", "($1 != $2)"};
    const char *form = "($1 == $2)";
    switch ((enum rule_kind)tree->type.kinds[0]) {
    case RULE_LIST:
        form = OF_LIST[expression_roll(expressions, 3)];
        break;
    case RULE_MAP:
        form = OF_MAP[expression_roll(expressions, 2)];
        break;
    case RULE_OPTIONAL:
        form = OF_OPTIONAL[expression_roll(expressions, 3)];
        break;
    case RULE_UINT:
    case RULE_BYTES:
    case RULE_IP:
    case RULE_CIDR:
        form = OF_TEXTUAL[expression_roll(expressions, 3)];
        break;
    case RULE_TYPE:
        break;
    default:
        return tree;
    }
    struct tree *whole = expression_node(expressions, type_of(RULE_DYN), form);
    whole->children[0] = tree;
    whole->children[1] = expression_of(expressions, tree->type, 1);
    whole->child_count = 2;
    return whole;
}

struct tree *expression_make(struct expressions *expressions, uint64_t seed, size_t root)
{
    expressions->random = seed * 0x9E3779B97F4A7C15u + 1;
    expressions->size = 0;
    expressions->local_count = 0;
    expression_roll(expressions, 2);
    expressions->sayable = false;
    int depth = 1 + (int)expression_roll(expressions, 4);
    if (expressions->all_sayable || expression_roll(expressions, 2) == 0) {
        expressions->sayable = true;
        bool condition = expression_roll(expressions, 3) > 0;
        return expression_of(expressions,
                             condition ? type_of(RULE_BOOL) : expression_any(expressions), depth);
    }
    if (root >= crm__function_count)
        return finish(expressions,
                      expression_form_at(expressions, root - crm__function_count, depth));
    const struct function *function = &crm__functions[root];
    return finish(expressions,
                  call(expressions, function, result_of(expressions, function), depth));
}

/* --- text --- */

static size_t write_at(const struct tree *tree, char *out, size_t size, size_t at)
{
    for (const char *c = tree->form; *c && at + 1 < size; c++) {
        size_t child = c[0] == '$' ? (size_t)(c[1] - '1') : SIZE_MAX;
        if (child < tree->child_count) {
            at = write_at(tree->children[child], out, size, at);
            c++;
        } else {
            out[at++] = *c;
        }
    }
    out[at] = '\0';
    return at;
}

void expression_write(const struct tree *tree, char *out, size_t size)
{
    ck_assert_uint_lt(write_at(tree, out, size, 0) + 1, size);
}

/* --- shrinking --- */

struct shrinking {
    struct tree *whole;
    bool (*fails)(const char *text);
};

static bool still_fails(const struct shrinking *shrinking)
{
    static char text[TEXT_LIMIT];
    expression_write(shrinking->whole, text, sizeof text);
    return shrinking->fails(text);
}

/* Puts `with` in the place of `tree` if the whole fails then, too. */
static bool replace(const struct shrinking *shrinking, struct tree *tree, const struct tree *with)
{
    struct tree before = *tree;
    *tree = *with;
    if (still_fails(shrinking))
        return true;
    *tree = before;
    return false;
}

/* The first descendant of the same type that can take the tree's place. */
static bool hoist(const struct shrinking *shrinking, struct tree *tree, const struct tree *below)
{
    for (size_t i = 0; i < below->child_count; i++) {
        const struct tree *child = below->children[i];
        if (type_same(child->type, tree->type) && replace(shrinking, tree, child))
            return true;
        if (hoist(shrinking, tree, child))
            return true;
    }
    return false;
}

static bool simplify(const struct shrinking *shrinking, struct tree *tree)
{
    for (size_t i = 0; tree->child_count > 0 && i < expression_simple_count; i++) {
        const struct expression_leaf *leaf = &expression_simple[i];
        struct tree simple = {.form = leaf->text, .type = tree->type};
        if (leaf->type.kinds[0] == tree->type.kinds[0] && replace(shrinking, tree, &simple))
            return true;
    }
    return false;
}

static bool shrink_once(const struct shrinking *shrinking, struct tree *tree)
{
    if (hoist(shrinking, tree, tree) || simplify(shrinking, tree))
        return true;
    for (size_t i = 0; i < tree->child_count; i++)
        if (shrink_once(shrinking, tree->children[i]))
            return true;
    return false;
}

void expression_shrink(struct tree *tree, bool (*fails)(const char *text))
{
    struct shrinking shrinking = {.whole = tree, .fails = fails};
    for (int rounds = 0; rounds < 500 && shrink_once(&shrinking, tree); rounds++)
        continue;
}
