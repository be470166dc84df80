/* Mistyped domains, by Damerau-Levenshtein distance to those that most people have. */
#include "engine/email_typo.h"

#include "engine/email_parts.h"
#include "engine/fold.h"
#include "engine/tables/mail_targets.h"

#include <string.h>

enum {
    TARGET_COUNT = sizeof(mail_targets) / sizeof(*mail_targets),
    SHORT_NAME = 4, /* letters before the dot; so few are often another name */
    LONGEST = 24,
};

/*
 * Two slips in a long name, one in a short one. The first letter is hardly ever wrong
 * (Yannakoudakis and Fawthrop, 1983), and in a short name a wrong one is rather another name.
 */
static bool is_slip(struct text domain, struct text target, size_t distance)
{
    size_t name = crm__text_find(target, TEXT("."), 0);
    bool same_start = domain.data[0] == target.data[0];
    if (name <= SHORT_NAME)
        return distance == 1 && same_start;
    return distance == 1 || (distance == 2 && same_start);
}

/* A bit for each kind of character: a slip changes two bits at most. */
static uint64_t characters_of(struct text domain)
{
    uint64_t characters = 0;
    for (size_t i = 0; i < domain.size; i++)
        characters |= UINT64_C(1) << (domain.data[i] & 63);
    return characters;
}

static int bit_count(uint64_t bits)
{
    int count = 0;
    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

struct text crm__email_suggest(struct text domain)
{
    struct text best = TEXT_NONE;
    size_t best_distance = 3;
    if (domain.size < 4 || domain.size > LONGEST || crm__email_is_provider(domain))
        return TEXT_NONE;
    uint64_t characters = characters_of(domain);
    for (size_t i = 0; i < TARGET_COUNT; i++) {
        struct text target = crm__text_of(mail_targets[i]);
        if (target.size > domain.size + 2 || domain.size > target.size + 2 ||
            bit_count(characters ^ characters_of(target)) > 4)
            continue;
        size_t distance = crm__text_distance(domain, target);
        if (distance < best_distance && is_slip(domain, target, distance)) {
            best_distance = distance;
            best = target;
        }
    }
    return best;
}
