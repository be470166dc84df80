/* Labels of names: what may stand in one, and Punycode. */
#include "engine/idna.h"

#include "base/memory.h"
#include "engine/fold.h"
#include "engine/idna_compose.h"

#include <string.h>

enum {
    LABEL_LIMIT = 63,
    VIRAMA_ORDER = 9,
    ZERO_WIDTH_NON_JOINER = 0x200C,
    ZERO_WIDTH_JOINER = 0x200D,
};

struct label {
    const uint32_t *at;
    size_t count;
};

struct output {
    char *bytes;
    size_t size;
    size_t capacity;
    bool failed;
};

static bool is_right_to_left(const struct points *points);
static bool label_holds(struct label label, bool right_to_left);
static void put_label(struct output *out, struct label label);

size_t crm__idna_to_ascii(struct text domain, char *out, size_t capacity)
{
    struct points points;
    points.count = 0;
    if (!crm__idna_map(domain, false, &points) || points.count > IDNA_LIMIT ||
        !crm__idna_compose(&points))
        return 0;
    struct output output = {.bytes = out, .capacity = capacity};
    bool right_to_left = is_right_to_left(&points);
    size_t start = 0;
    for (size_t i = 0; i <= points.count && !output.failed; i++) {
        if (i < points.count && points.at[i] != '.')
            continue;
        struct label label = {points.at + start, i - start};
        if (!label_holds(label, right_to_left))
            return 0;
        if (start > 0 && output.size < capacity)
            out[output.size++] = '.';
        put_label(&output, label);
        start = i + 1;
    }
    return output.failed ? 0 : output.size;
}

size_t crm__idna_fold(struct text text, char *out, size_t capacity)
{
    struct points points;
    points.count = 0;
    if (!crm__idna_map(text, true, &points) || !crm__idna_compose(&points))
        return 0;
    size_t size = 0;
    for (size_t i = 0; i < points.count; i++) {
        char bytes[4];
        size_t length = crm__utf8_encode(points.at[i], bytes);
        if (length > capacity - size)
            return 0;
        memcpy(out + size, bytes, length);
        size += length;
    }
    return size;
}

struct text crm__idna_table_version(void)
{
    return crm__text_of(crm__idna_version);
}

uint64_t crm__idna_table_hash(void)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < crm__idna_starts_count; i++)
        hash = crm__hash_int64((int64_t)crm__idna_starts[i] << 16 | crm__idna_codes[i], hash);
    for (size_t i = 0; i < crm__idna_compositions_count; i++)
        hash = crm__hash_int64(crm__idna_compositions[i].whole, hash);
    return crm__hash_text((struct text){(const char *)crm__idna_pool, crm__idna_pool_count}, hash);
}

/* --- what a label may hold -------------------------------------------------------------------- */

static enum idna_direction direction_of(uint32_t code_point)
{
    return (enum idna_direction)crm__idna_property(code_point)->direction;
}

/* One letter or number that runs from right to left makes the whole name such a one. */
static bool is_right_to_left(const struct points *points)
{
    for (size_t i = 0; i < points->count; i++) {
        enum idna_direction direction = direction_of(points->at[i]);
        if (direction == DIRECTION_RIGHT || direction == DIRECTION_ARABIC_NUMBER)
            return true;
    }
    return false;
}

/* RFC 5893 section 2. */
static bool direction_holds(struct label label)
{
    size_t last = label.count - 1;
    while (last > 0 && direction_of(label.at[last]) == DIRECTION_MARK)
        last--;
    enum idna_direction first = direction_of(label.at[0]);
    enum idna_direction end = direction_of(label.at[last]);
    bool right = first == DIRECTION_RIGHT;
    bool seen[DIRECTION_MARK + 1] = {false};
    for (size_t i = 0; i < label.count; i++)
        seen[direction_of(label.at[i])] = true;
    if (!right && first != DIRECTION_LEFT)
        return false;
    if (seen[DIRECTION_OTHER] || seen[right ? DIRECTION_LEFT : DIRECTION_RIGHT])
        return false;
    if (right)
        return (end == DIRECTION_RIGHT || end == DIRECTION_NUMBER ||
                end == DIRECTION_ARABIC_NUMBER) &&
               !(seen[DIRECTION_NUMBER] && seen[DIRECTION_ARABIC_NUMBER]);
    return !seen[DIRECTION_ARABIC_NUMBER] &&
           (end == DIRECTION_LEFT || end == DIRECTION_NUMBER);
}

static enum idna_joining joining_of(uint32_t code_point)
{
    return (enum idna_joining)crm__idna_property(code_point)->joining;
}

/* RFC 5892 appendix A: after a virama; and the non-joiner between letters that would join. */
static bool joiner_holds(struct label label, size_t at)
{
    if (at > 0 && crm__idna_property(label.at[at - 1])->order == VIRAMA_ORDER)
        return true;
    if (label.at[at] == ZERO_WIDTH_JOINER)
        return false;
    size_t before = at;
    size_t after = at + 1;
    while (before > 0 && joining_of(label.at[before - 1]) == JOINS_THROUGH)
        before--;
    while (after < label.count && joining_of(label.at[after]) == JOINS_THROUGH)
        after++;
    if (before == 0 || after == label.count)
        return false;
    enum idna_joining left = joining_of(label.at[before - 1]);
    enum idna_joining right = joining_of(label.at[after]);
    return (left == JOINS_LEFT || left == JOINS_BOTH) &&
           (right == JOINS_RIGHT || right == JOINS_BOTH);
}

static bool is_ascii(struct label label)
{
    for (size_t i = 0; i < label.count; i++)
        if (label.at[i] >= 0x80)
            return false;
    return true;
}

static bool label_holds(struct label label, bool right_to_left)
{
    if (label.count == 0 || label.at[0] == '-' || label.at[label.count - 1] == '-')
        return false;
    bool hyphens = label.count > 3 && label.at[2] == '-' && label.at[3] == '-';
    if ((hyphens && !is_ascii(label)) || crm__idna_property(label.at[0])->is_mark)
        return false;
    for (size_t i = 0; i < label.count; i++) {
        uint32_t c = label.at[i];
        if (c < 0x80 && !crm__is_letter((char)c) && !crm__is_digit((char)c) && c != '-')
            return false;
        if (c >= 0x80 && crm__idna_property(c)->status != IDNA_VALID)
            return false;
        if ((c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER) && !joiner_holds(label, i))
            return false;
    }
    return !right_to_left || direction_holds(label);
}

/* --- Punycode, RFC 3492 ----------------------------------------------------------------------- */

enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, BIAS = 72, FIRST_POINT = 0x80 };

static void put(struct output *out, char c)
{
    if (out->size == out->capacity)
        out->failed = true;
    else
        out->bytes[out->size++] = c;
}

static uint32_t adapt(uint32_t delta, uint32_t count, bool first)
{
    uint32_t steps = 0;
    delta = first ? delta / DAMP : delta / 2;
    delta += delta / count;
    for (; delta > (BASE - T_MIN) * T_MAX / 2; steps += BASE)
        delta /= BASE - T_MIN;
    return steps + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

/* A number in digits whose weights depend on the bias. */
static void put_number(struct output *out, uint32_t number, uint32_t bias)
{
    for (uint32_t k = BASE;; k += BASE) {
        uint32_t t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
        uint32_t digit = number < t ? number : t + (number - t) % (BASE - t);
        put(out, (char)(digit < 26 ? 'a' + digit : '0' + (digit - 26)));
        if (number < t)
            return;
        number = (number - t) / (BASE - t);
    }
}

static uint32_t next_point(struct label label, uint32_t from)
{
    uint32_t next = UINT32_MAX;
    for (size_t i = 0; i < label.count; i++)
        if (label.at[i] >= from && label.at[i] < next)
            next = label.at[i];
    return next;
}

static void put_punycode(struct output *out, struct label label)
{
    uint32_t done = 0;
    for (size_t i = 0; i < label.count; i++) {
        if (label.at[i] < FIRST_POINT) {
            put(out, (char)label.at[i]);
            done++;
        }
    }
    uint32_t plain = done;
    if (plain > 0)
        put(out, '-');
    uint32_t bias = BIAS;
    uint32_t delta = 0;
    /* At most 255 code points below 0x110000, so no delta overflows. */
    for (uint32_t point = FIRST_POINT; done < label.count; point++, delta++) {
        uint32_t next = next_point(label, point);
        delta += (next - point) * (done + 1);
        point = next;
        for (size_t i = 0; i < label.count; i++) {
            delta += label.at[i] < point;
            if (label.at[i] != point)
                continue;
            put_number(out, delta, bias);
            bias = adapt(delta, done + 1, done == plain);
            delta = 0;
            done++;
        }
    }
}

static void put_label(struct output *out, struct label label)
{
    size_t start = out->size;
    if (is_ascii(label)) {
        for (size_t i = 0; i < label.count; i++)
            put(out, (char)label.at[i]);
    } else {
        for (const char *c = "xn--"; *c; c++)
            put(out, *c);
        put_punycode(out, label);
    }
    out->failed |= out->size - start > LABEL_LIMIT;
}
