/*
 * Rules over columns: expressions are evaluated for blocks of rows at a time. Each node has a plan,
 * made once a call; a node without a columnar form is evaluated row by row and becomes a column.
 */
#ifndef CRM_RULE_BLOCK_H
#define CRM_RULE_BLOCK_H

#include "rule/range.h"

enum { BLOCK_ROWS = 1024 };

enum plan_form {
    PLAN_NONE, /* not made yet */
    PLAN_CONSTANT,
    PLAN_FIELD,
    PLAN_HAS,
    PLAN_RANGE,       /* stored integers within a range */
    PLAN_MONEY_RANGE, /* and of one currency */
    PLAN_TEXT_EQUAL,  /* stored text against a constant */
    PLAN_TEXT_MEMBER, /* stored text among constants */
    PLAN_CHOICE,      /* constant among stored choices */
    PLAN_LOGIC,
    PLAN_CONDITIONAL,
    PLAN_KERNEL,
    PLAN_ROWS, /* one row at a time */
};

struct plan {
    uint8_t form;  /* enum plan_form */
    bool has_rows; /* this node or one below is evaluated row by row */
    bool negated;
    uint32_t path_count;
    uint32_t *paths; /* PLAN_ROWS: what a row must hold */
    const struct path_use *use;
    struct raw_range range;
    struct rule_value constant;
};

/*
 * One block of a node's values. Bools have verdicts in `bytes` (enum rule_verdict); others have
 * missing flags there (1: missing) and values beside. Times and durations are microseconds. The
 * arrays may be the column's own.
 */
struct vector {
    enum rule_kind kind;
    const uint8_t *bytes;
    union {
        const int64_t *integers;
        const double *reals;
        const struct text *texts;
    };
};

/* Room for one vector. */
struct slot {
    struct slot *next; /* in the stack of free and used slots */
    uint8_t bytes[BLOCK_ROWS];
    union {
        int64_t integers[BLOCK_ROWS];
        double reals[BLOCK_ROWS];
        struct text texts[BLOCK_ROWS];
    };
};

struct run {
    struct env *env;
    const struct rule *rule;
    const struct column *const *columns;
    int64_t now_us;
    size_t first; /* row of the block */
    size_t count; /* rows of the block */
    crm_status status;
    struct arena arena;     /* plans and slots */
    struct arena row_arena; /* texts of the block's row-by-row results */
    struct plan *plans;     /* by node id */
    struct slot *slots;     /* free ones */
    struct value *values;   /* of one row, by path */
};

const struct plan *crm__plan_of(struct run *run, const struct node *node);
/* Would the node's values in a vector be the evaluator's, to the last bit? */
bool crm__plan_is_exact(struct run *run, const struct node *node);

struct slot *crm__slot_take(struct run *run); /* NULL when there is no memory */
void crm__slot_give(struct run *run, struct slot *slot);

/* Evaluates into `slot`. Rows with skip[i] != 0 (skip may be NULL) need no result. */
void crm__block_eval(struct run *run, const struct node *node, const uint8_t *skip,
                     struct slot *slot, struct vector *out);
void crm__block_leaf(struct run *run, const struct plan *plan, struct slot *slot,
                     struct vector *out);
void crm__block_rows(struct run *run, const struct node *node, const struct plan *plan,
                     const uint8_t *skip, struct slot *slot, struct vector *out);
/* A function of the table on vectors of its arguments. */
void crm__block_kernel(const struct node *node, const struct vector *args, size_t count,
                       struct slot *slot, struct vector *out);

#endif
