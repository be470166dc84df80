/*
 * Survivorship: which record's value a merged record keeps, field by field. An address or another
 * block of fields that only makes sense together is chosen as one value, with `fill` counting its
 * filled fields.
 */
#ifndef CRM_ENGINE_SURVIVE_H
#define CRM_ENGINE_SURVIVE_H

#include "base/env.h"

enum survive_policy {
    SURVIVE_FIRST,         /* first filled one in the order given: the master's, then the others' */
    SURVIVE_MOST_COMPLETE, /* largest `fill` */
    SURVIVE_NEWEST,        /* latest `updated_us` */
    SURVIVE_SOURCE,        /* lowest `source_rank`: the most trusted source */
    SURVIVE_BY_HAND,       /* the one chosen, even if empty; as SURVIVE_FIRST when none was */
};

/* One record's value of the field; records stand in merge order, the master first. */
struct survive_value {
    size_t fill;        /* 0 empty; characters of a text, filled fields of a block */
    int64_t updated_us; /* when this value was last set */
    int32_t source_rank;
    bool chosen;        /* by hand */
};

/* Index of the value to keep, or SIZE_MAX when all are empty. Ties go to the earlier record. */
size_t crm__survive_choose(enum survive_policy policy, const struct survive_value *values,
                           size_t count);

#endif
