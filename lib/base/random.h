/*
 * Seeded random numbers: the same seed gives the same numbers on every machine. xoshiro256**
 * (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021). Not for secrets.
 */
#ifndef CRM_BASE_RANDOM_H
#define CRM_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state[4];
};

/* Different streams of one seed are independent: one for each worker, campaign or test. */
void crm__random_init(struct random *random, uint64_t seed, uint64_t stream);

static inline uint64_t crm__random_next(struct random *random)
{
    uint64_t *s = random->state;
    uint64_t scrambled = s[1] * 5;
    scrambled = (scrambled << 7 | scrambled >> 57) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = s[3] << 45 | s[3] >> 19;
    return scrambled;
}

/* Each of 0 … limit - 1 equally likely; limit > 0. */
uint64_t crm__random_below(struct random *random, uint64_t limit);

/* Uniform in [0, 1), with all 53 bits. */
static inline double crm__random_double(struct random *random)
{
    return (double)(crm__random_next(random) >> 11) * 0x1p-53;
}

/* Standard normal. */
double crm__random_normal(struct random *random);

/* Puts the items in an order that is equally likely among all. */
void crm__random_shuffle(struct random *random, void *items, size_t count, size_t item_size);

#endif
