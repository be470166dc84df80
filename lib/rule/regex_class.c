/* Character classes and escapes of regular expressions. */
#include "rule/regex_maker.h"

#include <string.h>

enum { LAST_CODE = 0x10FFFF };

static bool add_one_range(struct maker *maker, uint32_t low, uint32_t high)
{
    struct regex *regex = maker->regex;
    if (regex->range_count > 4 * REGEX_PROGRAM_LIMIT)
        return crm__maker_stop(maker, CRM_E_LIMIT, "a regular expression that is too large");
    if (!crm__maker_grow(maker, (void **)&regex->ranges, regex->range_count, &regex->range_capacity,
                         sizeof *regex->ranges))
        return false;
    regex->ranges[regex->range_count++] = (struct regex_range){low, high};
    return true;
}

/* The part of low .. high within the letters from `first`, moved to the other case. */
static bool add_folded(struct maker *maker, uint32_t low, uint32_t high, uint32_t first)
{
    uint32_t last = first + 25;
    uint32_t from = low > first ? low : first;
    uint32_t to = high < last ? high : last;
    return from > to || add_one_range(maker, from ^ 0x20, to ^ 0x20);
}

bool crm__maker_range(struct maker *maker, uint32_t low, uint32_t high)
{
    if (!add_one_range(maker, low, high))
        return false;
    return !maker->fold || (add_folded(maker, low, high, 'A') && add_folded(maker, low, high, 'a'));
}

/* Named sets, as alternating low and high. */
static const char DIGITS[] = "09";
static const char WORD[] = "09AZ__az";
static const char SPACE[] = "\t\n\f\r  ";

static bool add_pairs(struct maker *maker, const char *pairs, bool negated)
{
    uint32_t next = 0;
    for (; *pairs; pairs += 2) {
        uint32_t low = (unsigned char)pairs[0], high = (unsigned char)pairs[1];
        if (!negated && !add_one_range(maker, low, high))
            return false;
        if (negated && low > next && !add_one_range(maker, next, low - 1))
            return false;
        next = high + 1;
    }
    return !negated || add_one_range(maker, next, LAST_CODE);
}

bool crm__maker_class_escape(struct maker *maker, char letter)
{
    switch (letter) {
    case 'd':
        return add_pairs(maker, DIGITS, false), true;
    case 'D':
        return add_pairs(maker, DIGITS, true), true;
    case 'w':
        return add_pairs(maker, WORD, false), true;
    case 'W':
        return add_pairs(maker, WORD, true), true;
    case 's':
        return add_pairs(maker, SPACE, false), true;
    case 'S':
        return add_pairs(maker, SPACE, true), true;
    default:
        return false;
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* After \x: two digits, or any number of them in braces. */
static uint32_t hex_escape(struct maker *maker)
{
    bool braces = accept(maker, '{');
    uint32_t code = 0;
    size_t digits = 0;
    while (hex_digit(peek(maker, 0)) >= 0 && (braces ? code <= LAST_CODE : digits < 2)) {
        code = code * 16 + (uint32_t)hex_digit(peek(maker, 0));
        maker->at++;
        digits++;
    }
    if (digits == 0 || (!braces && digits < 2) || code > LAST_CODE ||
        (braces && !accept(maker, '}')))
        crm__maker_wrong(maker, "a bad \\x in a regular expression");
    return code;
}

uint32_t crm__maker_code_escape(struct maker *maker)
{
    static const char NAMES[] = "afnrtv";
    static const char CODES[] = "\a\f\n\r\t\v";
    char c = peek(maker, 0);
    const char *named = c ? strchr(NAMES, c) : NULL;
    bool letter = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    maker->at++;
    if (named)
        return (unsigned char)CODES[named - NAMES];
    if (c == 'x')
        return hex_escape(maker);
    if (letter || c == '\0' || (unsigned char)c >= 0x80)
        crm__maker_wrong(maker, "an escape that regular expressions here do not have");
    return (unsigned char)c;
}

/* [:alpha:] and its like; false when there is none. */
static bool posix_class(struct maker *maker)
{
    static const struct {
        const char *name;
        const char *pairs;
    } CLASSES[] = {{"[:alpha:]", "AZaz"},   {"[:digit:]", "09"},       {"[:alnum:]", "09AZaz"},
                   {"[:upper:]", "AZ"},     {"[:lower:]", "az"},       {"[:word:]", "09AZ__az"},
                   {"[:space:]", "\t\r  "}, {"[:punct:]", "!/:@[`{~"}, {"[:xdigit:]", "09AFaf"}};
    struct text rest = crm__text_slice(maker->pattern, maker->at, maker->pattern.size);
    for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++) {
        if (!crm__text_starts(rest, crm__text_of(CLASSES[i].name)))
            continue;
        maker->at += strlen(CLASSES[i].name);
        add_pairs(maker, CLASSES[i].pairs, false);
        return true;
    }
    return false;
}

/* One end of a range in brackets. False when it was a whole class. */
static bool class_item(struct maker *maker, uint32_t *code)
{
    if (peek(maker, 0) == '[' && posix_class(maker))
        return false;
    if (accept(maker, '\\')) {
        if (crm__maker_class_escape(maker, peek(maker, 0))) {
            maker->at++;
            return false;
        }
        *code = crm__maker_code_escape(maker);
        return true;
    }
    *code = next_code(maker);
    return true;
}

void crm__maker_bracket(struct maker *maker, bool *negated_out)
{
    bool empty = true;
    *negated_out = accept(maker, '^');
    while (more(maker) && (peek(maker, 0) != ']' || empty)) {
        uint32_t low = 0, high = 0;
        empty = false;
        if (!class_item(maker, &low))
            continue;
        high = low;
        if (peek(maker, 0) == '-' && peek(maker, 1) != ']' && peek(maker, 1) != '\0') {
            maker->at++;
            if (!class_item(maker, &high) || high < low)
                crm__maker_wrong(maker, "a bad range in a regular expression");
        }
        crm__maker_range(maker, low, high);
    }
    if (!accept(maker, ']'))
        crm__maker_wrong(maker, "a class that is not closed in a regular expression");
}
