/*
 * Labels, extensions, second numbers, letters, digits of other scripts, RFC 3966: what
 * libphonenumber finds with regular expressions, found in the same order with the same limits.
 */
#include "engine/phone_dial.h"

#include "engine/fold.h"
#include "engine/phone_extension.h"
#include "engine/tables/word_characters.h"

#include <string.h>

enum {
    LETTERS_OF_VANITY = 3, /* with so many, letters stand for the digits of their keys */
    BODY_DIGITS = 3,
};

static enum phone_parsed read_glyphs(struct text typed, struct phone_glyphs *glyphs);
static enum phone_parsed cut_out(const struct phone_glyphs *typed, struct phone_glyphs *number);
static bool context_is_good(const uint32_t *context, size_t count);
static void extract(const struct phone_glyphs *typed, struct phone_glyphs *number);
static bool is_viable(const struct phone_glyphs *number, size_t count);
static void take_extension(struct phone_glyphs *number, struct phone_dial *dial);
static void normalize(const struct phone_glyphs *number, struct phone_dial *dial);

enum phone_parsed crm__phone_dial_slowly(struct text typed, bool region_known,
                                         struct phone_dial *dial)
{
    struct phone_glyphs glyphs;
    struct phone_glyphs number;
    enum phone_parsed parsed = read_glyphs(typed, &glyphs);
    if (parsed == PHONE_PARSED)
        parsed = cut_out(&glyphs, &number);
    if (parsed != PHONE_PARSED)
        return parsed;
    if (!is_viable(&number, number.count))
        return PHONE_PARSED_NO_NUMBER;
    dial->plus = crm__phone_is_plus(number.data[0]);
    if (!dial->plus && !region_known)
        return PHONE_PARSED_NO_CODE;
    take_extension(&number, dial);
    normalize(&number, dial);
    return PHONE_PARSED;
}

int crm__phone_digit(uint32_t glyph)
{
    if (glyph < 0x80)
        return glyph >= '0' && glyph <= '9' ? (int)glyph - '0' : -1;
    size_t low = 0;
    size_t high = sizeof digit_zeros / sizeof *digit_zeros;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (digit_zeros[middle] + 9 < glyph)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < sizeof digit_zeros / sizeof *digit_zeros && digit_zeros[low] <= glyph;
    return found ? (int)(glyph - digit_zeros[low]) : -1;
}

static bool is_word(uint32_t glyph)
{
    if (glyph < 0x80)
        return crm__is_letter((char)glyph) || crm__is_digit((char)glyph);
    size_t low = 0;
    size_t high = sizeof word_ranges / sizeof *word_ranges;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (word_ranges[middle].last < glyph)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sizeof word_ranges / sizeof *word_ranges && word_ranges[low].first <= glyph;
}

/* The key of a letter. Two letters beyond ASCII are capitals of ASCII ones. */
static int key_of(uint32_t glyph)
{
    static const char keys[] = "22233344455566677778889999";
    if (glyph == 0x0131) /* dotless i */
        glyph = 'i';
    if (glyph == 0x017F) /* long s */
        glyph = 's';
    if (glyph >= 0x80 || !crm__is_letter((char)glyph))
        return -1;
    return keys[crm__lower((char)glyph) - 'a'] - '0';
}

/* Letters in either case; four beyond ASCII are the other case of ASCII ones. */
static bool is_letter(uint32_t glyph)
{
    return glyph < 0x80 ? crm__is_letter((char)glyph)
                        : glyph == 0x0130 || glyph == 0x0131 || glyph == 0x017F || glyph == 0x212A;
}

static bool is_punctuation(uint32_t glyph)
{
    static const uint16_t others[] = {0x00A0, 0x00AD, 0x200B, 0x2053, 0x2060, 0x2212, 0x223C,
                                      0x3000, 0x30FC, 0xFF08, 0xFF09, 0xFF3B, 0xFF3D, 0xFF5E};
    if (glyph < 0x80)
        return glyph != 0 && strchr("-x ()./[]~X", (char)glyph);
    if ((glyph >= 0x2010 && glyph <= 0x2015) || (glyph >= 0xFF0D && glyph <= 0xFF0F))
        return true;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i] == glyph)
            return true;
    return false;
}

/* --- reading ---------------------------------------------------------------------------------- */

static enum phone_parsed read_glyphs(struct text typed, struct phone_glyphs *glyphs)
{
    glyphs->count = 0;
    for (size_t offset = 0; offset < typed.size;) {
        if (glyphs->count == PHONE_TYPED_MAX)
            return PHONE_PARSED_LONG;
        glyphs->data[glyphs->count++] = crm__fold_next(typed, &offset);
    }
    return PHONE_PARSED;
}

static size_t find(const struct phone_glyphs *glyphs, const char *wanted)
{
    size_t size = strlen(wanted);
    for (size_t at = 0; at + size <= glyphs->count; at++) {
        size_t i = 0;
        while (i < size && glyphs->data[at + i] == (unsigned char)wanted[i])
            i++;
        if (i == size)
            return at;
    }
    return SIZE_MAX;
}

static void append(struct phone_glyphs *number, const uint32_t *glyphs, size_t count)
{
    memcpy(number->data + number->count, glyphs, count * sizeof *glyphs);
    number->count += count;
}

/* The part that may be a number: what RFC 3966 says is one, or what looks like one. */
static enum phone_parsed cut_out(const struct phone_glyphs *typed, struct phone_glyphs *number)
{
    static const char parameter[] = ";phone-context=";
    size_t at = find(typed, parameter);
    number->count = 0;
    if (at == SIZE_MAX) {
        extract(typed, number);
    } else {
        size_t from = at + sizeof parameter - 1;
        size_t to = from;
        while (to < typed->count && typed->data[to] != ';')
            to++;
        if (!context_is_good(typed->data + from, to - from))
            return PHONE_PARSED_NO_NUMBER;
        if (typed->data[from] == '+')
            append(number, typed->data + from, to - from);
        size_t scheme = find(typed, "tel:");
        size_t begin = scheme == SIZE_MAX ? 0 : scheme + 4;
        if (begin < at)
            append(number, typed->data + begin, at - begin);
    }
    size_t subaddress = find(number, ";isub=");
    if (subaddress != SIZE_MAX && subaddress > 0)
        number->count = subaddress;
    return PHONE_PARSED;
}

static bool is_alphanumeric(uint32_t glyph)
{
    return (glyph < 0x80 && crm__is_letter((char)glyph)) || crm__phone_digit(glyph) >= 0;
}

/* A global number, or a domain name whose last label begins with a letter. */
static bool context_is_good(const uint32_t *context, size_t count)
{
    if (count == 0)
        return false;
    if (context[0] == '+') {
        bool digit = false;
        for (size_t i = 1; i < count; i++) {
            if (crm__phone_digit(context[i]) >= 0)
                digit = true;
            else if (context[i] != '-' && context[i] != '.' && context[i] != '(' &&
                     context[i] != ')')
                return false;
        }
        return digit;
    }
    count -= context[count - 1] == '.';
    size_t label = 0;
    for (size_t i = 0; i <= count; i++) {
        if (i < count && context[i] != '.') {
            if (context[i] != '-' && !is_alphanumeric(context[i]))
                return false;
            continue;
        }
        if (i == label || context[label] == '-' || context[i - 1] == '-')
            return false;
        if (i < count)
            label = i + 1;
    }
    return label < count && context[label] < 0x80 && crm__is_letter((char)context[label]);
}

/* From the first character that can begin a number, to the last that is neither a mark nor a
 * blank, or to where a second number begins: "/x…". */
static void extract(const struct phone_glyphs *typed, struct phone_glyphs *number)
{
    size_t from = 0;
    while (from < typed->count && !crm__phone_is_plus(typed->data[from]) &&
           crm__phone_digit(typed->data[from]) < 0)
        from++;
    size_t to = typed->count;
    while (to > from && typed->data[to - 1] != '#' && !is_word(typed->data[to - 1]))
        to--;
    for (size_t at = from; at < to; at++) {
        size_t next = at + 1;
        if (typed->data[at] != '/' && typed->data[at] != '\\')
            continue;
        while (next < to && typed->data[next] == ' ')
            next++;
        if (next < to && typed->data[next] == 'x')
            to = at;
    }
    append(number, typed->data + from, to - from);
}

/* --- judging ---------------------------------------------------------------------------------- */

/* Pluses, then at least three digits with marks before each, then digits, marks and letters. */
static bool is_body(const struct phone_glyphs *number, size_t count)
{
    size_t at = 0;
    size_t digits = 0;
    while (at < count && crm__phone_is_plus(number->data[at]))
        at++;
    for (; at < count; at++) {
        uint32_t glyph = number->data[at];
        if (crm__phone_digit(glyph) >= 0)
            digits++;
        else if (glyph != '*' && !is_punctuation(glyph) &&
                 !(digits >= BODY_DIGITS && is_letter(glyph)))
            return false;
    }
    return digits >= BODY_DIGITS;
}

static bool is_viable(const struct phone_glyphs *number, size_t count)
{
    size_t digits;
    if (count == PHONE_DIGITS_MIN && crm__phone_digit(number->data[0]) >= 0 &&
        crm__phone_digit(number->data[1]) >= 0)
        return true;
    return is_body(number, count) || is_body(number, crm__phone_extension(number, count, &digits));
}

static void take_extension(struct phone_glyphs *number, struct phone_dial *dial)
{
    size_t digits;
    size_t at = crm__phone_extension(number, number->count, &digits);
    dial->extension[0] = '\0';
    if (at == number->count || !is_viable(number, at))
        return;
    size_t size = 0;
    for (size_t i = digits; i < number->count && crm__phone_digit(number->data[i]) >= 0; i++)
        size += crm__utf8_encode(number->data[i], dial->extension + size);
    dial->extension[size] = '\0';
    number->count = at;
}

static void normalize(const struct phone_glyphs *number, struct phone_dial *dial)
{
    size_t letters = 0;
    dial->count = 0;
    for (size_t i = 0; i < number->count; i++)
        letters += number->data[i] < 0x80 && crm__is_letter((char)number->data[i]);
    for (size_t i = 0; i < number->count; i++) {
        uint32_t glyph = number->data[i];
        int digit = crm__phone_digit(glyph);
        /* In a vanity number, digits of other scripts are lost. */
        if (letters >= LETTERS_OF_VANITY && (digit < 0 || glyph >= 0x80))
            digit = key_of(glyph);
        if (digit >= 0)
            dial->digits[dial->count++] = (char)('0' + digit);
    }
}
