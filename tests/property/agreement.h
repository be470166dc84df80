/* The evaluations of a rule on the world's records, compared; and what was covered by them. */
#ifndef CRM_TESTS_AGREEMENT_H
#define CRM_TESTS_AGREEMENT_H

#include "world.h"

#include "rule/function.h"

struct coverage {
    size_t *made;                          /* by function: calls in rules that read a record */
    size_t *worked;                        /* those that gave a value on some record */
    size_t *said;                          /* those that SQL said */
    size_t macros[MACRO_OPT_FLAT_MAP + 1]; /* that gave a value */
    size_t ops[NODE_OPTIONAL_MAP + 1];
    size_t rules;
    size_t refused;     /* a literal that could not be compiled, and said so */
    size_t over_limits; /* too much work: no agreement is asked for */
    size_t filters, exact_filters;
    size_t values, sql_values;
};

struct agreement {
    struct world *world;
    struct coverage *coverage; /* NULL: not counted */
    struct arena arena;
    size_t cases; /* every few of them are looked at more closely */
    /* The first difference. */
    bool differs;
    char how[32];
    size_t row;
    char message[2048];
};

void agreement_init(struct agreement *agreement, struct world *world, struct coverage *coverage);
void agreement_free(struct agreement *agreement);

/* Evaluates in every way. False when two ways differ; the difference is in `agreement`. */
bool agreement_holds(struct agreement *agreement, const char *text);
/* Prints the difference, and what the rule reads of the record. */
void agreement_print(struct agreement *agreement, const char *text);

#endif
