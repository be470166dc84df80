/* Evaluation of one expression on one record, shared by the evaluator and all functions. */
#ifndef CRM_RULE_EVAL_H
#define CRM_RULE_EVAL_H

#include "rule/node.h"

enum { EVALUATION_MEMORY_LIMIT = 64 * 1024 * 1024 };

struct evaluation {
    struct env *env;
    const struct rule *rule;
    const struct value *values;         /* by path */
    const struct rule_value *variables; /* by slot */
    int64_t now_us;
    struct arena *arena;
    size_t arena_start; /* arena->used when it began */
    crm_status status;  /* a passed limit or no memory: everything ends */
    uint32_t steps;
    struct rule_value *trace; /* by node id, kind RULE_DYN where not evaluated; or NULL */
    struct rule_value locals[LOCAL_LIMIT]; /* set as macros bind them */
};

/* Everything but locals, which are written before they are read. */
void crm__evaluation_init(struct evaluation *evaluation, struct env *env, const struct rule *rule,
                          int64_t now_us, struct arena *arena);

void crm__eval(struct evaluation *evaluation, const struct node *node, struct rule_value *out);
void crm__eval_fold(struct evaluation *evaluation, const struct node *node, struct rule_value *out);
void crm__eval_optional_map(struct evaluation *evaluation, const struct node *node,
                            struct rule_value *out);

/* The value of a stored field, as the rule sees it. */
void crm__eval_path(struct evaluation *evaluation, const struct path_use *use,
                    struct rule_value *out);

/* value / 10^scale, as a decimal field is seen. */
static inline double crm__decimal_value(int64_t scaled, int32_t scale)
{
    static const double POWERS[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    return (double)scaled / POWERS[scale];
}

/* Arena memory within the limits; NULL when evaluation must end. */
void *crm__eval_alloc(struct evaluation *evaluation, size_t size);
/* Room for a text of `size` bytes; NULL when that is over RULE_STRING_LIMIT. */
char *crm__eval_text(struct evaluation *evaluation, size_t size);
struct rule_value *crm__eval_items(struct evaluation *evaluation, size_t count);
/* Work in proportion to `bytes` counts as steps, so long texts cannot hide behind few of them. */
void crm__eval_charge(struct evaluation *evaluation, size_t bytes);
crm_status crm__eval_stop(struct evaluation *evaluation, const char *limit, size_t most);

void crm__eval_list(struct evaluation *evaluation, const struct rule_value *items, size_t count,
                    struct rule_value *out);
/* Checks keys; an error value when one is repeated or of a kind that keys cannot have. */
void crm__eval_map(struct evaluation *evaluation, struct rule_entry *entries, size_t count,
                   struct rule_value *out);
void crm__eval_optional(struct evaluation *evaluation, const struct rule_value *value,
                        struct rule_value *out);

/* a.name, a[key] with their meaning on maps, lists and optionals. */
void crm__eval_select(struct evaluation *evaluation, const struct rule_value *operand,
                      struct text name, bool optional, struct rule_value *out);
void crm__eval_index(struct evaluation *evaluation, const struct rule_value *operand,
                     const struct rule_value *key, bool optional, struct rule_value *out);

/* Messages that more than one place gives. */
extern const char crm__error_missing[];  /* no such value */
extern const char crm__error_overload[]; /* no such overload */
extern const char crm__error_overflow[]; /* integer overflow */
extern const char crm__error_range[];    /* out of range */
extern const char crm__error_key[];      /* no such key */
extern const char crm__error_currency[]; /* different currencies */

#endif
