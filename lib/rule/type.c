#include "rule/type.h"

/* Types nest as deep as expressions do; comparison stops here and calls deeper ones different. */
enum { TYPE_DEPTH_LIMIT = 16 };

static const struct rule_type SIMPLE[RULE_KIND_COUNT] = {
#define SIMPLE_TYPE(kind_) [kind_] = {.kind = kind_}
    SIMPLE_TYPE(RULE_ERROR),    SIMPLE_TYPE(RULE_NULL),  SIMPLE_TYPE(RULE_BOOL),
    SIMPLE_TYPE(RULE_INT),      SIMPLE_TYPE(RULE_UINT),  SIMPLE_TYPE(RULE_DOUBLE),
    SIMPLE_TYPE(RULE_STRING),   SIMPLE_TYPE(RULE_BYTES), SIMPLE_TYPE(RULE_TIMESTAMP),
    SIMPLE_TYPE(RULE_DURATION), SIMPLE_TYPE(RULE_MONEY), SIMPLE_TYPE(RULE_TYPE),
    SIMPLE_TYPE(RULE_LIST),     SIMPLE_TYPE(RULE_MAP),   SIMPLE_TYPE(RULE_OPTIONAL),
    SIMPLE_TYPE(RULE_IP),       SIMPLE_TYPE(RULE_CIDR),  SIMPLE_TYPE(RULE_DYN),
#undef SIMPLE_TYPE
};

static const struct rule_type LIST_OF_STRING = {.kind = RULE_LIST, .element = &SIMPLE[RULE_STRING]};
static const struct rule_type LIST_OF_INT = {.kind = RULE_LIST, .element = &SIMPLE[RULE_INT]};

static const char *const LABELS[RULE_KIND_COUNT] = {
    [RULE_ERROR] = "error",         [RULE_NULL] = "null",
    [RULE_BOOL] = "bool",           [RULE_INT] = "int",
    [RULE_UINT] = "uint",           [RULE_DOUBLE] = "double",
    [RULE_STRING] = "string",       [RULE_BYTES] = "bytes",
    [RULE_TIMESTAMP] = "timestamp", [RULE_DURATION] = "duration",
    [RULE_MONEY] = "money",         [RULE_TYPE] = "type",
    [RULE_LIST] = "list",           [RULE_MAP] = "map",
    [RULE_OPTIONAL] = "optional",   [RULE_IP] = "ip",
    [RULE_CIDR] = "cidr",           [RULE_DYN] = "dyn",
};

const struct rule_type *crm__type_of(enum rule_kind kind)
{
    return &SIMPLE[kind];
}

const struct rule_type *crm__type_list_of(enum rule_kind element)
{
    if (element == RULE_STRING)
        return &LIST_OF_STRING;
    if (element == RULE_INT)
        return &LIST_OF_INT;
    return &SIMPLE[RULE_LIST];
}

const struct rule_type *crm__type_new(struct arena *arena, enum rule_kind kind,
                                      const struct rule_type *key, const struct rule_type *element)
{
    struct rule_type *type = crm__arena_alloc(arena, sizeof *type);
    if (!type)
        return NULL;
    *type = (struct rule_type){.kind = kind, .key = key, .element = element};
    return type;
}

const struct rule_type *crm__type_element(const struct rule_type *type)
{
    return type->element ? type->element : &SIMPLE[RULE_DYN];
}

const struct rule_type *crm__type_key(const struct rule_type *type)
{
    return type->key ? type->key : &SIMPLE[RULE_DYN];
}

static bool type_equal(const struct rule_type *a, const struct rule_type *b, int depth)
{
    if (a == b)
        return true;
    if (a->kind != b->kind || depth == TYPE_DEPTH_LIMIT)
        return false;
    return type_equal(crm__type_key(a), crm__type_key(b), depth + 1) &&
           type_equal(crm__type_element(a), crm__type_element(b), depth + 1);
}

bool crm__type_equal(const struct rule_type *a, const struct rule_type *b)
{
    return type_equal(a, b, 0);
}

const struct rule_type *crm__type_join(const struct rule_type *a, const struct rule_type *b)
{
    if (crm__type_equal(a, b))
        return a;
    return a->kind == b->kind ? &SIMPLE[a->kind] : &SIMPLE[RULE_DYN];
}

const char *crm__kind_label(enum rule_kind kind)
{
    return LABELS[kind];
}
