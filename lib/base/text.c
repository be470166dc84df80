/* Slices of UTF-8: comparing, searching, trimming, and finding the nearest name. */
#define _GNU_SOURCE /* memmem, which is linear where a naive search is quadratic */
#include "base/text.h"

#include <string.h>

/* Names longer than this are never suggested; identifiers are shorter. */
enum { NEAREST_LIMIT = 64 };

static unsigned char ascii_lower(char letter);
static bool is_space(const char *bytes, size_t size);
static size_t space_before(struct text a);
static size_t space_after(struct text a);
static size_t folded_code_points(struct text a, uint32_t out[NEAREST_LIMIT]);
static size_t edit_distance(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count);

struct text crm__text_of(const char *nul_terminated)
{
    if (!nul_terminated)
        return TEXT_NONE;
    return (struct text){nul_terminated, strlen(nul_terminated)};
}

struct text crm__text_sized(const char *data, size_t size)
{
    return size == CRM_NUL ? crm__text_of(data) : (struct text){data, data ? size : 0};
}

bool crm__text_equal(struct text a, struct text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool crm__text_is(struct text a, const char *nul_terminated)
{
    return crm__text_equal(a, crm__text_of(nul_terminated));
}

int crm__text_compare(struct text a, struct text b)
{
    size_t common = a.size < b.size ? a.size : b.size;
    int order = common ? memcmp(a.data, b.data, common) : 0;
    if (order != 0)
        return order < 0 ? -1 : 1;
    return (a.size > b.size) - (a.size < b.size);
}

bool crm__text_starts(struct text a, struct text prefix)
{
    return a.size >= prefix.size && crm__text_equal((struct text){a.data, prefix.size}, prefix);
}

bool crm__text_ends(struct text a, struct text suffix)
{
    return a.size >= suffix.size &&
           crm__text_equal(crm__text_slice(a, a.size - suffix.size, a.size), suffix);
}

size_t crm__text_find(struct text a, struct text part, size_t from)
{
    if (from > a.size || part.size > a.size - from)
        return SIZE_MAX;
    if (part.size == 0)
        return from;
    const char *found = memmem(a.data + from, a.size - from, part.data, part.size);
    return found ? (size_t)(found - a.data) : SIZE_MAX;
}

bool crm__text_equal_nocase(struct text a, struct text b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++)
        if (ascii_lower(a.data[i]) != ascii_lower(b.data[i]))
            return false;
    return true;
}

struct text crm__text_trim(struct text a)
{
    /* Most texts have nothing to trim, and begin and end with bytes that show it. */
    if (a.size && a.data[0] > ' ' && a.data[a.size - 1] > ' ')
        return a;
    for (size_t step; (step = space_before(a)) > 0;)
        a = crm__text_slice(a, step, a.size);
    for (size_t step; (step = space_after(a)) > 0;)
        a.size -= step;
    return a;
}

struct text crm__text_slice(struct text a, size_t from, size_t to)
{
    if (to > a.size)
        to = a.size;
    if (from > to)
        from = to;
    return (struct text){a.data ? a.data + from : NULL, to - from};
}

void crm__text_position(struct text text, size_t offset, int64_t *line_out, int64_t *column_out)
{
    int64_t line = 1;
    size_t line_start = 0;
    for (size_t i = 0; i < offset && i < text.size; i++) {
        if (text.data[i] == '\n') {
            line++;
            line_start = i + 1;
        }
    }
    *line_out = line;
    *column_out = (int64_t)crm__utf8_count(crm__text_slice(text, line_start, offset)) + 1;
}

crm_status crm__text_check(struct env *env, struct text a, const char *what)
{
    size_t bad = crm__utf8_valid_prefix(a);
    if (bad < a.size)
        return crm__fail(env, CRM_E_INVALID, "%s: not UTF-8 at byte %zu (0x%02x)", what, bad,
                         (unsigned)(unsigned char)a.data[bad]);
    const char *nul = a.size ? memchr(a.data, '\0', a.size) : NULL;
    if (nul)
        return crm__fail(env, CRM_E_INVALID, "%s: a NUL at byte %zu", what, (size_t)(nul - a.data));
    return CRM_OK;
}

size_t crm__text_nearest(struct text wrong, const char *const *candidates, size_t count)
{
    uint32_t a[NEAREST_LIMIT];
    uint32_t b[NEAREST_LIMIT];
    size_t a_count = folded_code_points(wrong, a);
    if (a_count == SIZE_MAX)
        return SIZE_MAX;

    size_t best = SIZE_MAX;
    size_t best_distance = a_count / 3 + 1;
    for (size_t i = 0; i < count; i++) {
        size_t b_count = folded_code_points(crm__text_of(candidates[i]), b);
        if (b_count == SIZE_MAX)
            continue;
        size_t distance = edit_distance(a, a_count, b, b_count);
        if (distance < best_distance) {
            best_distance = distance;
            best = i;
        }
    }
    return best;
}

size_t crm__text_distance(struct text a, struct text b)
{
    uint32_t a_points[NEAREST_LIMIT];
    uint32_t b_points[NEAREST_LIMIT];
    size_t a_count = folded_code_points(a, a_points);
    size_t b_count = folded_code_points(b, b_points);
    if (a_count == SIZE_MAX || b_count == SIZE_MAX)
        return SIZE_MAX;
    return edit_distance(a_points, a_count, b_points, b_count);
}

static unsigned char ascii_lower(char letter)
{
    return (unsigned char)(letter >= 'A' && letter <= 'Z' ? letter | 0x20 : letter);
}

/* Whether these bytes are exactly one code point of white space. Trimming works on bytes, since
 * it must not trust them to be UTF-8. */
static bool is_space(const char *bytes, size_t size)
{
    if (size == 1)
        return bytes[0] == ' ' || (bytes[0] >= '\t' && bytes[0] <= '\r');
    if (size == 2)
        return memcmp(bytes, "\xc2\x85", 2) == 0 || memcmp(bytes, "\xc2\xa0", 2) == 0;
    if (memcmp(bytes, "\xe2\x80", 2) == 0) {
        unsigned char last = (unsigned char)bytes[2];
        return last <= 0x8a || last == 0xa8 || last == 0xa9 || last == 0xaf;
    }
    return memcmp(bytes, "\xe1\x9a\x80", 3) == 0 || memcmp(bytes, "\xe2\x81\x9f", 3) == 0 ||
           memcmp(bytes, "\xe3\x80\x80", 3) == 0;
}

static size_t space_before(struct text a)
{
    for (size_t size = 1; size <= 3 && size <= a.size; size++)
        if (is_space(a.data, size))
            return size;
    return 0;
}

static size_t space_after(struct text a)
{
    for (size_t size = 1; size <= 3 && size <= a.size; size++)
        if (is_space(a.data + a.size - size, size))
            return size;
    return 0;
}

/* Code points with ASCII letters lowered; SIZE_MAX when there are too many, or bad bytes. */
static size_t folded_code_points(struct text a, uint32_t out[NEAREST_LIMIT])
{
    if (a.size > NEAREST_LIMIT * 4 || crm__utf8_valid_prefix(a) < a.size)
        return SIZE_MAX;
    size_t count = 0;
    for (size_t offset = 0; offset < a.size;) {
        if (count == NEAREST_LIMIT)
            return SIZE_MAX;
        uint32_t code_point = crm__utf8_next(a, &offset);
        out[count++] = code_point < 0x80 ? ascii_lower((char)code_point) : code_point;
    }
    return count;
}

/* Damerau-Levenshtein with adjacent transpositions (optimal string alignment), three rows. */
static size_t edit_distance(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count)
{
    size_t rows[3][NEAREST_LIMIT + 1];
    size_t *before = rows[0];
    size_t *above = rows[1];
    size_t *row = rows[2];
    for (size_t j = 0; j <= b_count; j++)
        above[j] = before[j] = j;

    for (size_t i = 1; i <= a_count; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_count; j++) {
            size_t best = above[j - 1] + (a[i - 1] != b[j - 1]);
            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
        }
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[b_count];
}
