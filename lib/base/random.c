/* Seeding and distributions over xoshiro256**. */
#include "base/random.h"
#include "base/wide.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static uint64_t splitmix64(uint64_t *state);
static uint64_t multiply_high(uint64_t a, uint64_t b, uint64_t *low_out);
static void swap(char *a, char *b, size_t size);

void crm__random_init(struct random *random, uint64_t seed, uint64_t stream)
{
    uint64_t from_seed = seed;
    uint64_t from_stream = splitmix64(&from_seed) ^ (stream * UINT64_C(0xd1342543de82ef95));
    for (size_t i = 0; i < 4; i++)
        random->state[i] = splitmix64(&from_stream);
}

/* Lemire, "Fast Random Integer Generation in an Interval", 2019: no bias, rarely a division. */
uint64_t crm__random_below(struct random *random, uint64_t limit)
{
    assert(limit > 0);
    uint64_t low;
    uint64_t high = multiply_high(crm__random_next(random), limit, &low);
    if (low < limit) {
        uint64_t rejected = (0 - limit) % limit;
        while (low < rejected)
            high = multiply_high(crm__random_next(random), limit, &low);
    }
    return high;
}

/* The polar method of Marsaglia; the second number of each pair is dropped to keep no state. */
double crm__random_normal(struct random *random)
{
    double x;
    double square;
    do {
        x = 2 * crm__random_double(random) - 1;
        double y = 2 * crm__random_double(random) - 1;
        square = x * x + y * y;
    } while (square >= 1 || square == 0);
    return x * sqrt(-2 * log(square) / square);
}

/* Fisher and Yates, from the end. */
void crm__random_shuffle(struct random *random, void *items, size_t count, size_t item_size)
{
    char *bytes = items;
    for (size_t left = count; left > 1; left--) {
        size_t chosen = (size_t)crm__random_below(random, left);
        swap(bytes + (left - 1) * item_size, bytes + chosen * item_size, item_size);
    }
}

/* Steele, Lea and Flood, 2014; what the authors of xoshiro recommend for seeding it. */
static uint64_t splitmix64(uint64_t *state)
{
    uint64_t bits = *state += UINT64_C(0x9e3779b97f4a7c15);
    bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
    return bits ^ (bits >> 31);
}

static uint64_t multiply_high(uint64_t a, uint64_t b, uint64_t *low_out)
{
    unsigned_wide product = (unsigned_wide)a * b;
    *low_out = (uint64_t)product;
    return (uint64_t)(product >> 64);
}

static void swap(char *a, char *b, size_t size)
{
    char block[64];
    while (size > 0 && a != b) {
        size_t part = size < sizeof block ? size : sizeof block;
        memcpy(block, a, part);
        memcpy(a, b, part);
        memcpy(b, block, part);
        a += part;
        b += part;
        size -= part;
    }
}
