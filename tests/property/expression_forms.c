/* Forms of the grammar that are no functions: logic, macros, literals of lists and maps. */
#include "expression_words.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

/*
 * `gives` and `children` are types: b bool, c string, n int, u duration, a any; t the type that is
 * asked for, e what is in it, k its key, o optional of e; l list, m map and q optional of any. In a
 * form, @1 and @2 are the macro's variables.
 */
static const struct form {
    const char *text;
    char gives;           /* b; t: anything; l, m, o: a list, map, optional; n: any number */
    bool sayable;         /* SQL might say it */
    const char *children; /* upper case: the variables are in scope */
} FORMS[] = {
    {"($1 && $2)", 'b', true, "bb"},
    {"($1 || $2)", 'b', true, "bb"},
    {"($1 && $2 && $3)", 'b', true, "bbb"},
    {"($1 || $2 || $3)", 'b', true, "bbb"},
    {"($1 ? $2 : $3)", 't', true, "btt"},
    {"(n in [1, 7, 100])", 'b', true, ""},
    {"($1 in ['a', '客户', ''])", 'b', true, "c"},
    {"($1 in [1, n, 3])", 'b', false, "n"},
    {"(n in [])", 'b', true, ""},
    {"(grade in ['gold', 'new'])", 'b', true, ""},
    {"(grade != 'gold')", 'b', true, ""},
    {"('gold' in labels)", 'b', true, ""},
    {"('new' in crew.chief.labels)", 'b', true, ""},
    {"(price == 1.0)", 'b', true, ""},
    {"(price <= 92233720368547758.0)", 'b', true, ""},
    {"(ratio < -0.0001)", 'b', true, ""},
    {"(n != 9007199254740992.0)", 'b', true, ""},
    {"!(n == 9223372036854775807.0)", 'b', true, ""},
    {"(2.5 < m)", 'b', true, ""},
    {"(n > 7)", 'b', true, ""},
    {"(n == 9223372036854775806)", 'b', true, ""},
    {"(m <= -1e300)", 'b', true, ""},
    {"(-9223372036854775808 >= n)", 'b', true, ""},
    {"(price > (0.0 / 0.0))", 'b', true, ""},
    {"(crew.chief.n <= 7)", 'b', true, ""},
    {"(born < now)", 'b', true, ""},
    {"(born == timestamp('2026-03-01T00:00:00Z'))", 'b', true, ""},
    {"(seen > now - $1)", 'b', true, "u"},
    {"(amount > money('1 CNY'))", 'b', true, ""},
    {"(money('0.01 USD') != budget)", 'b', true, ""},
    {"(crew.cost <= money('1 CNY'))", 'b', true, ""},
    {"(dyn($1) == null)", 'b', false, "a"},
    {"has({'a': $1}.a)", 'b', false, "a"},
    {"has({'b': $1}.a)", 'b', false, "a"},
    {"has({'b': optional.of($1)}.b)", 'b', false, "a"},
    {"{'a': $1}.a", 't', false, "t"},
    {"{'a': $1}.?a.orValue($2)", 't', false, "tt"},
    {"{'b': $1}.?a.orValue($2)", 't', false, "tt"},
    {"[$1]", 'l', false, "e"},
    {"[$1, $2]", 'l', false, "ee"},
    {"[?$1, $2]", 'l', false, "oe"},
    {"{$1: $2}", 'm', false, "ke"},
    {"{$1: $2, $3: $4}", 'm', false, "keke"},
    {"{?$1: $2}", 'm', false, "ko"},
    {"math.greatest($1, $2)", 'n', false, "tt"},
    {"math.least($1, $2, $3)", 'n', false, "ttt"},
    {"$1.all(@1, $2)", 'b', false, "lB"},
    {"$1.all(@1, @2, $2)", 'b', false, "lB"},
    {"$1.all(@1, $2)", 'b', false, "mB"},
    {"$1.exists(@1, $2)", 'b', false, "lB"},
    {"$1.exists(@1, @2, $2)", 'b', false, "mB"},
    {"$1.exists_one(@1, $2)", 'b', false, "lB"},
    {"$1.existsOne(@1, @2, $2)", 'b', false, "lB"},
    {"$1.existsOne(@1, @2, $2)", 'b', false, "mB"},
    {"$1.filter(@1, $2)", 'l', false, "tB"},
    {"$1.map(@1, $2)", 'l', false, "lE"},
    {"$1.map(@1, $2, $3)", 'l', false, "lBE"},
    {"$1.map(@1, $2)", 'l', false, "mE"},
    {"$1.transformList(@1, @2, $2)", 'l', false, "lE"},
    {"$1.transformList(@1, @2, $2, $3)", 'l', false, "mBE"},
    {"$1.transformMap(@1, @2, $2)", 'm', false, "tE"},
    {"$1.transformMap(@1, @2, $2, $3)", 'm', false, "tBE"},
    {"$1.transformMapEntry(@1, @2, {$2: $3})", 'm', false, "tKE"},
    {"$1.transformMapEntry(@1, @2, $2, {$3: $4})", 'm', false, "lBKE"},
    {"$1.optMap(@1, $2)", 'o', false, "qE"},
    {"$1.optFlatMap(@1, $2)", 'o', false, "qT"},
    {"cel.bind(@1, $1, $2)", 't', false, "aT"},
    {"cel.bind(@1, $1, $2)", 'b', false, "aB"},
};
enum { FORM_COUNT = sizeof FORMS / sizeof *FORMS };

size_t expression_form_count(void)
{
    return FORM_COUNT;
}

static bool form_gives(const struct form *form, struct type type)
{
    enum rule_kind kind = (enum rule_kind)type.kinds[0];
    switch (form->gives) {
    case 'b':
        return kind == RULE_BOOL;
    case 'l':
        return kind == RULE_LIST && type.kinds[1];
    case 'm':
        return kind == RULE_MAP && type.kinds[1];
    case 'o':
        return kind == RULE_OPTIONAL && type.kinds[1];
    case 'n':
        return crm__kind_is_number(kind);
    default:
        return true;
    }
}

static struct type scalar(struct expressions *expressions)
{
    struct type type;
    do
        type = expression_any(expressions);
    while (type.kinds[1]);
    return type;
}

static struct type child_type(struct expressions *expressions, char letter, struct type type)
{
    switch (letter) {
    case 'b':
        return type_of(RULE_BOOL);
    case 'c':
        return type_of(RULE_STRING);
    case 'u':
        return type_of(RULE_DURATION);
    case 'n':
        return type_of(RULE_INT);
    case 'e':
        return type_inner(type);
    case 'o':
        return type_wrap(RULE_OPTIONAL, type_inner(type));
    case 'k':
        return type_of((enum rule_kind)type.key);
    case 'a':
        return scalar(expressions);
    case 'l':
        return type_wrap(RULE_LIST, scalar(expressions));
    case 'm':
        return type_wrap(RULE_MAP, scalar(expressions));
    case 'q':
        return type_wrap(RULE_OPTIONAL, scalar(expressions));
    default:
        return type;
    }
}

/* Opens the form's variables over a range of that type; how many there are. */
static size_t open_locals(struct expressions *expressions, const struct form *form,
                          struct type range)
{
    static const char *const NAMES[] = {"x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7",
                                        "x8", "x9", "y0", "y1", "y2", "y3", "y4", "y5"};
    bool first = strstr(form->text, "@1") != NULL;
    bool second = strstr(form->text, "@2") != NULL;
    size_t at = expressions->local_count;
    struct type types[2] = {type_inner(range), type_inner(range)};
    if (strncmp(form->text, "cel.bind", 8) == 0)
        types[0] = range;
    else if (range.kinds[0] == RULE_MAP)
        types[0] = type_of((enum rule_kind)range.key);
    else if (range.kinds[0] == RULE_LIST && second)
        types[0] = type_of(RULE_INT);
    for (size_t i = 0; i < (size_t)first + second; i++) {
        expressions->locals[at + i].name = NAMES[at + i];
        expressions->locals[at + i].type = types[i];
    }
    return (size_t)first + second;
}

/* The text with the variables' names. */
static const char *form_text(struct expressions *expressions, const struct form *form)
{
    char text[128];
    size_t at = 0;
    for (const char *c = form->text; *c; c++) {
        ck_assert_uint_lt(at + 4, sizeof text);
        if (*c == '@') {
            size_t local = expressions->local_count + (size_t)(*++c - '1');
            text[at++] = expressions->locals[local].name[0];
            text[at++] = expressions->locals[local].name[1];
        } else {
            text[at++] = *c;
        }
    }
    text[at] = '\0';
    return crm__arena_format(expressions->arena, "%s", text);
}

static struct tree *make(struct expressions *expressions, const struct form *form, struct type type,
                         int depth)
{
    size_t count = strlen(form->children);
    struct tree *children[CHILD_LIMIT] = {NULL};
    struct type range = type;
    const char *text = form->text;
    size_t opened = 0;
    for (size_t i = 0; i < count; i++) {
        char letter = form->children[i];
        bool inside = letter >= 'A' && letter <= 'Z';
        if (inside && opened == 0) {
            opened = open_locals(expressions, form, range);
            text = form_text(expressions, form);
        }
        struct type wanted =
            child_type(expressions, inside ? (char)(letter - 'A' + 'a') : letter, type);
        range = i == 0 ? wanted : range;
        expressions->local_count += inside ? opened : 0;
        children[i] = expression_of(expressions, wanted, depth - 1);
        expressions->local_count -= inside ? opened : 0;
    }
    struct tree *tree = expression_node(expressions, type, text);
    memcpy(tree->children, children, sizeof children);
    tree->child_count = count;
    return tree;
}

static bool has_room(const struct expressions *expressions)
{
    return expressions->local_count + 2 <= sizeof expressions->locals / sizeof *expressions->locals;
}

struct tree *expression_form(struct expressions *expressions, struct type type, int depth)
{
    const struct form *fitting[FORM_COUNT];
    size_t count = 0;
    for (size_t i = 0; has_room(expressions) && i < FORM_COUNT; i++)
        if (form_gives(&FORMS[i], type) && (FORMS[i].sayable || !expressions->sayable))
            fitting[count++] = &FORMS[i];
    if (count == 0)
        return NULL;
    return make(expressions, fitting[expression_roll(expressions, (uint32_t)count)], type, depth);
}

struct tree *expression_form_at(struct expressions *expressions, size_t number, int depth)
{
    const struct form *form = &FORMS[number];
    struct type type = scalar(expressions);
    if (form->gives == 'b')
        type = type_of(RULE_BOOL);
    else if (form->gives == 'l')
        type = type_wrap(RULE_LIST, type);
    else if (form->gives == 'm')
        type = type_wrap(RULE_MAP, type);
    else if (form->gives == 'o')
        type = type_wrap(RULE_OPTIONAL, type);
    else if (form->gives == 'n')
        type = type_of(RULE_INT);
    return make(expressions, form, type, depth);
}

/* --- leaves --- */

/* A literal of a list, map or optional that has no leaf of its own. */
static struct tree *made_leaf(struct expressions *expressions, struct type type)
{
    const char *key = type.key == RULE_INT    ? "{1: $1}"
                      : type.key == RULE_BOOL ? "{true: $1}"
                                              : "{'a': $1}";
    bool empty = type.kinds[1] == 0 || expression_roll(expressions, 4) == 0;
    const char *form = empty ? "[]" : "[$1]";
    if (type.kinds[0] == RULE_MAP)
        form = empty ? "{}" : key;
    else if (type.kinds[0] == RULE_OPTIONAL)
        form = empty ? "optional.none()" : "optional.of($1)";
    else
        ck_assert_int_eq(type.kinds[0], RULE_LIST);
    struct tree *tree = expression_node(expressions, type, form);
    if (!empty) {
        tree->children[0] = expression_leaf(expressions, type_inner(type));
        tree->child_count = 1;
    }
    return tree;
}

struct tree *expression_leaf(struct expressions *expressions, struct type type)
{
    const char *fitting[128];
    size_t count = 0;
    for (size_t i = 0; i < expressions->local_count; i++)
        if (type_same(expressions->locals[i].type, type))
            fitting[count++] = expressions->locals[i].name;
    if (count == 0 || expression_roll(expressions, 2) == 0)
        for (size_t i = 0; i < expression_leaf_count; i++)
            if (type_same(expression_leaves[i].type, type))
                fitting[count++] = expression_leaves[i].text;
    if (count == 0)
        return made_leaf(expressions, type);
    return expression_node(expressions, type,
                           fitting[expression_roll(expressions, (uint32_t)count)]);
}
