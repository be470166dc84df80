/* Mapping by UTS 46, and composition by sections 3.11 and 3.12 of the Unicode Standard. */
#include "engine/idna_compose.h"
#include "engine/fold.h"

enum {
    HANGUL_FIRST = 0xAC00,
    HANGUL_LAST = 0xD7A3,
    LEAD_FIRST = 0x1100,
    VOWEL_FIRST = 0x1161,
    TAIL_FIRST = 0x11A7, /* stands for none */
    LEADS = 19,
    VOWELS = 21,
    TAILS = 28,
    FIRST_UNORDERED = 0x300, /* no code point before it combines */
};

static uint16_t code_of(uint32_t code_point);
static uint8_t order_of(uint32_t code_point);
static const struct idna_composition *decomposition_of(uint32_t whole);
static uint32_t composition_of(uint32_t first, uint32_t second);

static bool add(struct points *points, uint32_t code_point)
{
    if (points->count == POINTS_LIMIT)
        return false;
    points->at[points->count++] = code_point;
    return true;
}

bool crm__idna_map(struct text text, bool keep_refused, struct points *points)
{
    for (size_t offset = 0; offset < text.size;) {
        uint32_t code_point = crm__fold_next(text, &offset);
        uint16_t code = code_of(code_point);
        if (code >= IDNA_MAPPING) {
            const char *pool = (const char *)crm__idna_pool + (code - IDNA_MAPPING);
            struct text mapped = {pool + 1, (unsigned char)pool[0]};
            for (size_t i = 0; i < mapped.size;)
                if (!add(points, crm__fold_next(mapped, &i)))
                    return false;
            continue;
        }
        uint8_t status = crm__idna_properties[code].status;
        if (status == IDNA_REFUSED && !keep_refused)
            return false;
        if (status != IDNA_IGNORED && !add(points, code_point))
            return false;
    }
    return true;
}

const struct idna_property *crm__idna_property(uint32_t code_point)
{
    uint16_t code = code_of(code_point);
    return &crm__idna_properties[code < IDNA_MAPPING ? code : 0];
}

static uint16_t code_of(uint32_t code_point)
{
    size_t low = 0;
    size_t high = crm__idna_starts_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (crm__idna_starts[middle] <= code_point)
            low = middle;
        else
            high = middle;
    }
    return crm__idna_codes[low];
}

/* --- composing -------------------------------------------------------------------------------- */

static bool add_decomposed(struct points *points, uint32_t code_point)
{
    if (code_point >= HANGUL_FIRST && code_point <= HANGUL_LAST) {
        uint32_t index = code_point - HANGUL_FIRST;
        uint32_t tail = index % TAILS;
        return add(points, LEAD_FIRST + index / (VOWELS * TAILS)) &&
               add(points, VOWEL_FIRST + index / TAILS % VOWELS) &&
               (tail == 0 || add(points, TAIL_FIRST + tail));
    }
    /* The second part never decomposes; the first may, three times at most. */
    uint32_t seconds[4];
    size_t count = 0;
    const struct idna_composition *parts = decomposition_of(code_point);
    for (; parts && count < 4; parts = decomposition_of(code_point)) {
        seconds[count++] = parts->second;
        code_point = parts->first;
    }
    bool fits = add(points, code_point);
    while (count > 0 && fits)
        fits = add(points, seconds[--count]);
    return fits;
}

/* Marks between two characters that are none stand by their class, equal ones as they stood. */
static void sort_marks(struct points *points)
{
    for (size_t i = 1; i < points->count; i++) {
        uint32_t mark = points->at[i];
        uint8_t order = order_of(mark);
        size_t to = i;
        if (order == 0)
            continue;
        for (; to > 0 && order_of(points->at[to - 1]) > order; to--)
            points->at[to] = points->at[to - 1];
        points->at[to] = mark;
    }
}

bool crm__idna_compose(struct points *points)
{
    struct points parts;
    parts.count = 0;
    for (size_t i = 0; i < points->count; i++)
        if (!add_decomposed(&parts, points->at[i]))
            return false;
    sort_marks(&parts);

    size_t starter = SIZE_MAX; /* what later characters may join */
    uint8_t before = 0;        /* class of the last character that did not join */
    points->count = 0;
    for (size_t i = 0; i < parts.count; i++) {
        uint32_t code_point = parts.at[i];
        uint8_t order = order_of(code_point);
        bool adjacent = starter != SIZE_MAX && points->count == starter + 1;
        bool blocked = starter == SIZE_MAX || (!adjacent && before >= order);
        uint32_t whole = blocked ? 0 : composition_of(points->at[starter], code_point);
        if (whole) {
            points->at[starter] = whole;
            continue;
        }
        if (order == 0)
            starter = points->count;
        before = order;
        points->at[points->count++] = code_point;
    }
    return true;
}

static uint8_t order_of(uint32_t code_point)
{
    return code_point < FIRST_UNORDERED ? 0 : crm__idna_property(code_point)->order;
}

static const struct idna_composition *decomposition_of(uint32_t whole)
{
    size_t low = 0;
    size_t high = crm__idna_decompositions_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct idna_composition *found =
            &crm__idna_compositions[crm__idna_decompositions[middle]];
        if (found->whole == whole)
            return found;
        if (found->whole < whole)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static uint32_t hangul_of(uint32_t first, uint32_t second)
{
    uint32_t lead = first - LEAD_FIRST;
    uint32_t vowel = second - VOWEL_FIRST;
    if (lead < LEADS && vowel < VOWELS)
        return HANGUL_FIRST + (lead * VOWELS + vowel) * TAILS;
    uint32_t index = first - HANGUL_FIRST;
    uint32_t tail = second - TAIL_FIRST;
    bool open = index <= HANGUL_LAST - HANGUL_FIRST && index % TAILS == 0;
    return open && tail > 0 && tail < TAILS ? first + tail : 0;
}

/* What the two become; 0 when they stay two. */
static uint32_t composition_of(uint32_t first, uint32_t second)
{
    size_t low = 0;
    size_t high = crm__idna_compositions_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct idna_composition *found = &crm__idna_compositions[middle];
        if (found->first == first && found->second == second)
            return found->whole;
        if (found->first < first || (found->first == first && found->second < second))
            low = middle + 1;
        else
            high = middle;
    }
    return hangul_of(first, second);
}
