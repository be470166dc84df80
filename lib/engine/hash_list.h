/* Sorted lists of 64-bit hashes, whose low bits may say something of what is hashed. */
#ifndef CRM_ENGINE_HASH_LIST_H
#define CRM_ENGINE_HASH_LIST_H

#include <stddef.h>
#include <stdint.h>

/* The hash that is equal but for its low bits, or NULL. Hashes are spread evenly, so where one must
 * stand is known to within a few places. */
static inline const uint64_t *crm__hash_list_find(const uint64_t *hashes, size_t count,
                                                  uint64_t hash, int low_bits)
{
    size_t at = (size_t)((hash >> 32) * count >> 32);
    uint64_t wanted = hash >> low_bits;
    while (at > 0 && hashes[at - 1] >> low_bits >= wanted)
        at--;
    while (at < count && hashes[at] >> low_bits < wanted)
        at++;
    return at < count && hashes[at] >> low_bits == wanted ? &hashes[at] : NULL;
}

#endif
