/*
 * Order statistics of large columns without sorting them: a histogram over the leading bits finds
 * the few buckets that hold a wanted rank, and only those are looked at again. O(count) for any
 * number of ranks.
 */
#ifndef CRM_ENGINE_RANK_H
#define CRM_ENGINE_RANK_H

#include "base/env.h"

enum { RANK_BITS_MAX = 14 };

/* Equal steps over the range of a column: bucket = (value - min) >> shift. */
struct rank_scale {
    int64_t min;
    int64_t max;
    unsigned shift;
    size_t bucket_count; /* at most 1 << RANK_BITS_MAX */
};

/* One pass for the range; `count` > 0. */
struct rank_scale crm__rank_scale(const int64_t *values, size_t count);

static inline size_t crm__rank_bucket(const struct rank_scale *scale, int64_t value)
{
    return (size_t)(((uint64_t)value - (uint64_t)scale->min) >> scale->shift);
}

/*
 * The values of 1-based `ranks` (ascending, within 1..count) in ascending order of `values`.
 * `scale` is theirs, or NULL to have it found. CRM_E_LIMIT beyond 2^32 - 1 values; CRM_E_NOMEM.
 */
crm_status crm__rank_select(struct env *env, const int64_t *values, size_t count,
                            const struct rank_scale *scale, const size_t *ranks,
                            size_t rank_count, int64_t *values_out);

/* Row numbers in descending order of `values`, equal values in row order. CRM_E_LIMIT beyond
 * 2^32 - 1 values; CRM_E_NOMEM. */
crm_status crm__rank_descending(struct env *env, const int64_t *values, size_t count,
                                uint32_t *order_out);

#endif
