/* Buckets of a column: the range from a sample, then one pass over the values. */
#include "engine/rfm_buckets.h"
#include "engine/rank.h"

#include <assert.h>
#include <string.h>

enum { SAMPLE_COUNT = 1024 };

static crm_status find_range(struct rfm_buckets *buckets);
static void fill(struct rfm_buckets *buckets);

crm_status crm__rfm_buckets_init(struct rfm_buckets *buckets, struct env *env, size_t count)
{
    assert(count > 0);
    *buckets = (struct rfm_buckets){.env = env, .count = count};
    if (count > UINT32_MAX)
        return crm__fail(env, CRM_E_LIMIT, "customers to score: %zu, at most %lld", count,
                         (long long)UINT32_MAX);
    size_t room = (count + RFM_BLOCK - 1) / RFM_BLOCK * RFM_BLOCK;
    buckets->of = crm__realloc_array(env, NULL, room, sizeof *buckets->of);
    if (!buckets->of)
        return CRM_E_NOMEM;
    for (size_t row = count; row < room; row++)
        buckets->of[row] = 0;
    return CRM_OK;
}

crm_status crm__rfm_buckets_fill(struct rfm_buckets *buckets, const int64_t *values)
{
    buckets->values = values;
    crm_status status = find_range(buckets);
    if (status == CRM_OK)
        fill(buckets);
    return status;
}

void crm__rfm_buckets_free(struct rfm_buckets *buckets)
{
    if (buckets->env)
        crm__free(buckets->env, buckets->of);
    *buckets = (struct rfm_buckets){0};
}

/* Kept apart by row to the end, because that is what compilers do several at once. */
bool crm__rfm_block_has(const uint16_t *of, const uint16_t *wanted, size_t wanted_count)
{
    uint16_t hits[RFM_BLOCK];
    for (size_t i = 0; i < RFM_BLOCK; i++)
        hits[i] = of[i] == wanted[0];
    for (size_t k = 1; k < wanted_count; k++) {
        const uint16_t bucket = wanted[k];
        for (size_t i = 0; i < RFM_BLOCK; i++)
            hits[i] = (uint16_t)(hits[i] | (of[i] == bucket));
    }
    uint64_t any = 0;
    for (size_t i = 0; i < RFM_BLOCK; i += 4) {
        uint64_t four;
        memcpy(&four, hits + i, sizeof four);
        any |= four;
    }
    return any != 0;
}

void crm__rfm_bucket_rows(const struct rfm_buckets *buckets, size_t bucket, uint32_t *rows)
{
    const uint16_t wanted = (uint16_t)bucket;
    size_t found = 0;
    for (size_t from = 0; found < buckets->counts[bucket]; from += RFM_BLOCK) {
        const uint16_t *of = buckets->of + from;
        if (!crm__rfm_block_has(of, &wanted, 1))
            continue;
        for (size_t i = 0; i < RFM_BLOCK && from + i < buckets->count; i++) {
            if (of[i] == bucket)
                rows[found++] = (uint32_t)(from + i);
        }
    }
}

/* From just below the least of the sample to just above its last sixteenth: cuts divide into at
 * most nine, so none is expected outside, and what few large values there are must not make the
 * steps wide. */
static crm_status find_range(struct rfm_buckets *buckets)
{
    int64_t sample[SAMPLE_COUNT];
    int64_t ends[2];
    size_t count = buckets->count < SAMPLE_COUNT ? buckets->count : SAMPLE_COUNT;
    for (size_t i = 0; i < count; i++)
        sample[i] = buckets->values[i * (buckets->count / count)];
    const size_t ranks[] = {1, count - count / 16};
    crm_status status = crm__rank_select(buckets->env, sample, count, ranks, 2, ends);
    if (status < 0)
        return status;
    buckets->shift = 0;
    buckets->low = ends[0] > INT64_MIN ? ends[0] - 1 : ends[0];
    buckets->high = ends[1] < INT64_MAX ? ends[1] + 1 : ends[1];
    uint64_t range = (uint64_t)buckets->high - (uint64_t)buckets->low;
    while (range >> buckets->shift >= RFM_BUCKETS)
        buckets->shift++;
    return CRM_OK;
}

/* Neighbours are counted apart, so that equal ones need not wait for each other. Works on copies:
 * a count written through a pointer might have changed the bounds. */
static void fill(struct rfm_buckets *buckets)
{
    const struct rfm_buckets scale = {
        .low = buckets->low, .high = buckets->high, .shift = buckets->shift};
    const int64_t *values = buckets->values;
    const size_t count = buckets->count;
    uint32_t *even_counts = buckets->counts;
    uint32_t *odd_counts = buckets->odd_counts;
    uint16_t *of = buckets->of;
    memset(even_counts, 0, sizeof buckets->counts);
    memset(odd_counts, 0, sizeof buckets->odd_counts);
    for (size_t row = 0; row + 1 < count; row += 2) {
        size_t even = crm__rfm_bucket(&scale, values[row]);
        size_t odd = crm__rfm_bucket(&scale, values[row + 1]);
        even_counts[even]++;
        odd_counts[odd]++;
        of[row] = (uint16_t)even;
        of[row + 1] = (uint16_t)odd;
    }
    if (count % 2) {
        of[count - 1] = (uint16_t)crm__rfm_bucket(&scale, values[count - 1]);
        even_counts[of[count - 1]]++;
    }
    for (size_t bucket = 0; bucket < RFM_BUCKETS; bucket++)
        even_counts[bucket] += odd_counts[bucket];
}

