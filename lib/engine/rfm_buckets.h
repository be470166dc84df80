/*
 * A column in coarse: a bucket for every value, in an order that agrees with the order of the
 * values. Scoring then reads two bytes a customer instead of eight, several at a time, and looks at
 * a value only where a cut goes through its bucket.
 */
#ifndef CRM_ENGINE_RFM_BUCKETS_H
#define CRM_ENGINE_RFM_BUCKETS_H

#include "base/env.h"

enum { RFM_BUCKET_BITS = 12, RFM_BUCKETS = 1 << RFM_BUCKET_BITS, RFM_BLOCK = 64 };

struct rfm_buckets {
    struct env *env;
    const int64_t *values; /* the caller's */
    size_t count;
    /* Where most values are, judged by some of them. What lies outside is in the first and the last
     * bucket, which is right whatever it is, only slower. */
    int64_t low;
    int64_t high;
    unsigned shift;
    uint16_t *of; /* by row; filled up with zeros to a whole RFM_BLOCK */
    uint32_t counts[RFM_BUCKETS];
    uint32_t odd_counts[RFM_BUCKETS]; /* scratch */
};

/* One block serves all columns of `count` > 0 values in turn, as fresh memory costs more than the
 * work in it. CRM_E_LIMIT beyond 2^32 - 1 values; CRM_E_NOMEM. */
crm_status crm__rfm_buckets_init(struct rfm_buckets *buckets, struct env *env, size_t count);
crm_status crm__rfm_buckets_fill(struct rfm_buckets *buckets, const int64_t *values);
void crm__rfm_buckets_free(struct rfm_buckets *buckets);

static inline size_t crm__rfm_bucket(const struct rfm_buckets *buckets, int64_t value)
{
    value = value < buckets->low ? buckets->low : value;
    value = value > buckets->high ? buckets->high : value;
    return (size_t)(((uint64_t)value - (uint64_t)buckets->low) >> buckets->shift);
}

/* All values of the bucket are the same one. */
static inline bool crm__rfm_bucket_is_exact(const struct rfm_buckets *buckets, size_t bucket)
{
    return buckets->shift == 0 && bucket > 0 &&
           bucket < (size_t)((uint64_t)buckets->high - (uint64_t)buckets->low);
}

/* Is any row of the block that begins at `of` in one of these (at least one) buckets? */
bool crm__rfm_block_has(const uint16_t *of, const uint16_t *wanted, size_t wanted_count);

/* The rows of a bucket, ascending; `rows` has room for counts[bucket]. */
void crm__rfm_bucket_rows(const struct rfm_buckets *buckets, size_t bucket, uint32_t *rows);

#endif
