/* What the ways of evaluation share. */
#ifndef CRM_TESTS_AGREEMENT_PART_H
#define CRM_TESTS_AGREEMENT_PART_H

#include "agreement.h"

enum { PATH_LIMIT = 64 };

/* What one way of evaluation says of all things, in column form. */
struct answers {
    struct value values[THING_COUNT];
};

static inline struct env *agreement_env(const struct agreement *agreement)
{
    return &agreement->world->fixture.env;
}

/* Keeps the first difference. */
void agreement_differ(struct agreement *agreement, const char *how, size_t row,
                      const char *message);
/* A call that failed is a difference: the record gave an answer. */
bool agreement_passed(struct agreement *agreement, const char *how, crm_status status);
bool agreement_same(struct agreement *agreement, const char *how, size_t row, struct value expected,
                    struct value actual);

/* False when SQL cannot say it, which it must say before anything is written. */
bool agreement_sql(struct agreement *agreement, const struct rule *rule,
                   const struct answers *record);

#endif
