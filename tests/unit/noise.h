/* Seeded noise for property tests: the same numbers on every machine. */
#ifndef CRM_TESTS_NOISE_H
#define CRM_TESTS_NOISE_H

#include <stdint.h>
#include <string.h>

#include "base/text.h"

struct noise {
    uint64_t state;
};

/* SplitMix64. */
static inline uint64_t noise_next(struct noise *noise)
{
    uint64_t z = noise->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static inline int64_t noise_below(struct noise *noise, int64_t limit)
{
    return (int64_t)(noise_next(noise) % (uint64_t)limit);
}

/*
 * A text glued from the given pieces and stray bytes, in a block of exactly its size, so that the
 * sanitizers see any read beyond it. Free `data` with free().
 */
static inline struct text noise_text(struct noise *noise, const char *const *pieces, size_t count)
{
    char bytes[512];
    size_t size = 0;
    size_t parts = (size_t)noise_below(noise, 12);
    for (size_t i = 0; i < parts; i++) {
        size_t pick = (size_t)noise_below(noise, (int64_t)count + 1);
        if (pick == count) {
            bytes[size++] = (char)noise_next(noise);
        } else {
            memcpy(bytes + size, pieces[pick], strlen(pieces[pick]));
            size += strlen(pieces[pick]);
        }
    }
    char *data = malloc(size ? size : 1);
    memcpy(data, bytes, size);
    return (struct text){data, size};
}

#endif
