/* Selection by histogram, and an order by least significant digits first. */
#include "engine/rank.h"

#include <assert.h>
#include <string.h>

enum {
    BITS_MAX = 14,
    BITS_SMALL = 10, /* for columns that are shorter than a large histogram */
    LARGE_COUNT = 1 << 16,
    NOT_WANTED = 0xFF,
    BUCKETS_WANTED_LIMIT = 64,
    DIGIT_BITS = 11,
    DIGITS = 1 << DIGIT_BITS,
};

/* Equal steps over the range of a column: bucket = (value - min) >> shift. */
struct rank_scale {
    int64_t min;
    unsigned shift;
    size_t bucket_count; /* at most 1 << BITS_MAX */
};

/* A bucket that holds wanted ranks. */
struct wanted {
    size_t bucket;
    size_t below;      /* values in the buckets before it */
    size_t count;      /* values in it */
    size_t first_rank; /* position in the list of ranks */
    size_t rank_count;
    size_t at; /* where its next value goes in the scratch block */
};

/* The blocks of one level. */
struct level {
    uint32_t *counts;
    uint8_t *slots; /* bucket -> index of its `wanted`, or NOT_WANTED */
    int64_t *scratch;
    struct wanted wanted[BUCKETS_WANTED_LIMIT];
    size_t wanted_count;
};

static struct rank_scale scale_of(const int64_t *values, size_t count);
static void count_buckets(const int64_t *values, size_t count, struct rank_scale scale,
                          uint32_t *counts);
static crm_status refine(struct env *env, struct level *level, const int64_t *values, size_t count,
                         const struct rank_scale *scale, const size_t *ranks, int64_t *values_out);
static void find_wanted(struct level *level, const struct rank_scale *scale, const size_t *ranks,
                        size_t rank_count);
static void level_free(struct env *env, struct level *level);

/* Each level narrows the range by at least 2^10, so 64-bit values need no more than seven. */
crm_status crm__rank_select(struct env *env, const int64_t *values, size_t count,
                            const size_t *ranks, size_t rank_count, int64_t *values_out)
{
    struct level level = {0};
    if (count > UINT32_MAX)
        return crm__fail(env, CRM_E_LIMIT, "values to rank: %zu, at most %lld", count,
                         (long long)UINT32_MAX);
    if (rank_count == 0)
        return CRM_OK;
    assert(rank_count <= BUCKETS_WANTED_LIMIT);
    struct rank_scale scale = scale_of(values, count);
    level.counts = crm__alloc_zero(env, scale.bucket_count, sizeof(*level.counts));
    level.slots = crm__alloc(env, scale.bucket_count);
    crm_status status = CRM_E_NOMEM;
    if (level.counts && level.slots) {
        count_buckets(values, count, scale, level.counts);
        find_wanted(&level, &scale, ranks, rank_count);
        status = refine(env, &level, values, count, &scale, ranks, values_out);
    }
    level_free(env, &level);
    return status;
}

static struct rank_scale scale_of(const int64_t *values, size_t count)
{
    assert(count > 0);
    /* Two at a time, so that neither waits for the other. */
    int64_t min = values[0];
    int64_t max = values[0];
    int64_t odd_min = values[count - 1];
    int64_t odd_max = values[count - 1];
    for (size_t i = 1; i < count; i += 2) {
        min = values[i - 1] < min ? values[i - 1] : min;
        max = values[i - 1] > max ? values[i - 1] : max;
        odd_min = values[i] < odd_min ? values[i] : odd_min;
        odd_max = values[i] > odd_max ? values[i] : odd_max;
    }
    struct rank_scale scale = {.min = min < odd_min ? min : odd_min};
    max = max > odd_max ? max : odd_max;
    uint64_t range = (uint64_t)max - (uint64_t)scale.min;
    unsigned bits = count >= LARGE_COUNT ? BITS_MAX : BITS_SMALL;
    while (range >> scale.shift >= UINT64_C(1) << bits)
        scale.shift++;
    scale.bucket_count = (size_t)(range >> scale.shift) + 1;
    return scale;
}

static size_t bucket_of(struct rank_scale scale, int64_t value)
{
    return (size_t)(((uint64_t)value - (uint64_t)scale.min) >> scale.shift);
}

/* The scale comes by value: through a pointer, each count written might have changed it. */
static void count_buckets(const int64_t *values, size_t count, struct rank_scale scale,
                          uint32_t *counts)
{
    for (size_t i = 0; i < count; i++)
        counts[bucket_of(scale, values[i])]++;
}

static void find_wanted(struct level *level, const struct rank_scale *scale, const size_t *ranks,
                        size_t rank_count)
{
    size_t below = 0;
    size_t next = 0;
    memset(level->slots, NOT_WANTED, scale->bucket_count);
    for (size_t bucket = 0; bucket < scale->bucket_count && next < rank_count; bucket++) {
        size_t count = level->counts[bucket];
        size_t first = next;
        while (next < rank_count && ranks[next] <= below + count)
            next++;
        if (next > first) {
            level->slots[bucket] = (uint8_t)level->wanted_count;
            level->wanted[level->wanted_count++] = (struct wanted){
                .bucket = bucket, .below = below, .count = count, .first_rank = first,
                .rank_count = next - first};
        }
        below += count;
    }
}

static void gather(struct level *level, const int64_t *values, size_t count,
                   struct rank_scale scale)
{
    const uint8_t *slots = level->slots;
    for (size_t i = 0; i < count; i++) {
        uint8_t slot = slots[bucket_of(scale, values[i])];
        if (slot != NOT_WANTED)
            level->scratch[level->wanted[slot].at++] = values[i];
    }
}

/* Buckets of one value are answers; of the others, the values are gathered and ranked again. */
static crm_status refine(struct env *env, struct level *level, const int64_t *values, size_t count,
                         const struct rank_scale *scale, const size_t *ranks, int64_t *values_out)
{
    size_t gathered = 0;
    for (size_t i = 0; i < level->wanted_count; i++) {
        struct wanted *wanted = &level->wanted[i];
        wanted->at = gathered;
        gathered += wanted->count;
        for (size_t r = 0; scale->shift == 0 && r < wanted->rank_count; r++)
            values_out[wanted->first_rank + r] =
                (int64_t)((uint64_t)scale->min + wanted->bucket);
    }
    if (scale->shift == 0)
        return CRM_OK;

    level->scratch = crm__realloc_array(env, NULL, gathered, sizeof(*level->scratch));
    if (!level->scratch)
        return CRM_E_NOMEM;
    gather(level, values, count, *scale);
    crm_status status = CRM_OK;
    for (size_t i = 0; i < level->wanted_count && status == CRM_OK; i++) {
        const struct wanted *wanted = &level->wanted[i];
        size_t inner[BUCKETS_WANTED_LIMIT];
        for (size_t r = 0; r < wanted->rank_count; r++)
            inner[r] = ranks[wanted->first_rank + r] - wanted->below;
        status = crm__rank_select(env, level->scratch + wanted->at - wanted->count, wanted->count,
                                  inner, wanted->rank_count, values_out + wanted->first_rank);
    }
    return status;
}

static void level_free(struct env *env, struct level *level)
{
    crm__free(env, level->counts);
    crm__free(env, level->slots);
    crm__free(env, level->scratch);
}

/* Larger values get smaller keys. */
static uint64_t descending_key(int64_t value)
{
    return ~((uint64_t)value ^ (UINT64_C(1) << 63));
}

struct keyed_row {
    uint64_t key;
    uint32_t row;
};

/* Moves rows from one block to the other by one digit; false when all have the same. */
static bool distribute(const struct keyed_row *from, struct keyed_row *to, size_t count,
                       unsigned shift)
{
    uint32_t starts[DIGITS] = {0};
    for (size_t i = 0; i < count; i++)
        starts[from[i].key >> shift & (DIGITS - 1)]++;
    if (starts[from[0].key >> shift & (DIGITS - 1)] == count)
        return false;
    uint32_t start = 0;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        uint32_t size = starts[digit];
        starts[digit] = start;
        start += size;
    }
    for (size_t i = 0; i < count; i++)
        to[starts[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
    return true;
}

crm_status crm__rank_descending(struct env *env, const int64_t *values, size_t count,
                                uint32_t *order_out)
{
    if (count > UINT32_MAX)
        return crm__fail(env, CRM_E_LIMIT, "values to rank: %zu, at most %lld", count,
                         (long long)UINT32_MAX);
    if (count == 0)
        return CRM_OK;
    struct keyed_row *from = crm__realloc_array(env, NULL, count, sizeof(*from));
    struct keyed_row *to = crm__realloc_array(env, NULL, count, sizeof(*to));
    if (!from || !to) {
        crm__free(env, from);
        crm__free(env, to);
        return CRM_E_NOMEM;
    }
    for (size_t i = 0; i < count; i++)
        from[i] = (struct keyed_row){descending_key(values[i]), (uint32_t)i};
    for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) {
        if (distribute(from, to, count, shift)) {
            struct keyed_row *swap = from;
            from = to;
            to = swap;
        }
    }
    for (size_t i = 0; i < count; i++)
        order_out[i] = from[i].row;
    crm__free(env, from);
    crm__free(env, to);
    return CRM_OK;
}
