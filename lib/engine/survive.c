/* Survivorship of one field. */
#include "engine/survive.h"

static bool is_better(enum survive_policy policy, const struct survive_value *a,
                      const struct survive_value *b);

size_t crm__survive_choose(enum survive_policy policy, const struct survive_value *values,
                           size_t count)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (policy == SURVIVE_BY_HAND && values[i].chosen)
            return i;
        if (values[i].fill == 0)
            continue;
        if (best == SIZE_MAX || is_better(policy, &values[i], &values[best]))
            best = i;
    }
    return best;
}

static bool is_better(enum survive_policy policy, const struct survive_value *a,
                      const struct survive_value *b)
{
    switch (policy) {
    case SURVIVE_MOST_COMPLETE:
        return a->fill > b->fill;
    case SURVIVE_NEWEST:
        return a->updated_us > b->updated_us;
    case SURVIVE_SOURCE:
        return a->source_rank < b->source_rank;
    case SURVIVE_FIRST:
    case SURVIVE_BY_HAND:
        break;
    }
    return false;
}
