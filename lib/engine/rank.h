/*
 * Order statistics of large columns without sorting them: a histogram over the leading bits finds
 * the few buckets that hold a wanted rank, and only those are looked at again. O(count) for any
 * number of ranks.
 */
#ifndef CRM_ENGINE_RANK_H
#define CRM_ENGINE_RANK_H

#include "base/env.h"

/*
 * The values of 1-based `ranks` (ascending, within 1..count) in ascending order of `values`.
 * CRM_E_LIMIT beyond 2^32 - 1 values; CRM_E_NOMEM.
 */
crm_status crm__rank_select(struct env *env, const int64_t *values, size_t count,
                            const size_t *ranks, size_t rank_count, int64_t *values_out);

/* Row numbers in descending order of `values`, equal values in row order. CRM_E_LIMIT beyond
 * 2^32 - 1 values; CRM_E_NOMEM. */
crm_status crm__rank_descending(struct env *env, const int64_t *values, size_t count,
                                uint32_t *order_out);

#endif
