/* Lists of domains as sorted hashes, and the algorithm of publicsuffix.org. */
#include "engine/domain.h"

#include "base/memory.h"
#include "engine/hash_list.h"
#include "engine/tables/domains.h"

#include <string.h>

static int suffix_kind(struct text name)
{
    const uint64_t *found =
        crm__hash_list_find(crm__public_suffix_hashes, crm__public_suffix_count,
                            crm__hash_text(name, 0), SUFFIX_KIND_BITS);
    return found ? (int)(*found & ((1u << SUFFIX_KIND_BITS) - 1)) : 0;
}

/* The label before the one that begins at `start`; `start` itself when there is none. */
static size_t label_before(struct text domain, size_t start)
{
    if (start == 0)
        return 0;
    size_t i = start - 1;
    while (i > 0 && domain.data[i - 1] != '.')
        i--;
    return i;
}

/* From the last label inward; a domain of no rule has its last label as suffix. */
struct text crm__domain_registrable(struct text domain)
{
    size_t start = label_before(domain, domain.size + 1);
    size_t suffix = start;
    for (bool more = true; more;) {
        int kind = suffix_kind(crm__text_slice(domain, start, domain.size));
        size_t before = label_before(domain, start);
        if (kind & SUFFIX_EXCEPTION) {
            const char *dot = memchr(domain.data + start, '.', domain.size - start);
            suffix = (size_t)(dot - domain.data) + 1;
            break;
        }
        if (kind & SUFFIX_RULE)
            suffix = start;
        if (kind & SUFFIX_WILDCARD)
            suffix = before;
        more = before < start;
        start = before;
    }
    return suffix == 0 ? TEXT_NONE
                       : crm__text_slice(domain, label_before(domain, suffix), domain.size);
}

bool crm__domain_is_disposable(struct text domain)
{
    for (size_t start = 0; start < domain.size;) {
        const char *dot = memchr(domain.data + start, '.', domain.size - start);
        if (!dot)
            return false;
        struct text name = crm__text_slice(domain, start, domain.size);
        uint64_t hash = crm__hash_text(name, 0);
        if (crm__hash_list_find(crm__disposable_hashes, crm__disposable_count, hash, 0))
            return true;
        start = (size_t)(dot - domain.data) + 1;
    }
    return false;
}

static uint64_t list_hash(const uint64_t *hashes, size_t count)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < count; i++)
        hash = crm__hash_int64((int64_t)hashes[i], hash);
    return hash;
}

struct text crm__disposable_table_version(void)
{
    return crm__text_of(crm__disposable_version);
}

uint64_t crm__disposable_table_hash(void)
{
    return list_hash(crm__disposable_hashes, crm__disposable_count);
}

struct text crm__public_suffix_table_version(void)
{
    return crm__text_of(crm__public_suffix_version);
}

uint64_t crm__public_suffix_table_hash(void)
{
    return list_hash(crm__public_suffix_hashes, crm__public_suffix_count);
}
