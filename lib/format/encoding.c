/* Which encoding a file is in, judged from its first bytes. */
#include "format/encoding.h"

#include "format/decode.h"

#include <string.h>

static const char *const names[ENCODING_COUNT] = {
    [ENCODING_DETECT] = "detect",    [ENCODING_UTF8] = "UTF-8",
    [ENCODING_UTF16LE] = "UTF-16LE", [ENCODING_UTF16BE] = "UTF-16BE",
    [ENCODING_GB18030] = "GB18030",  [ENCODING_LATIN1] = "Latin-1",
};

static const struct alias {
    const char *name;
    enum encoding encoding;
} aliases[] = {
    {"detect", ENCODING_DETECT},   {"utf-8", ENCODING_UTF8},        {"utf8", ENCODING_UTF8},
    {"ascii", ENCODING_UTF8},      {"us-ascii", ENCODING_UTF8},     {"utf-16le", ENCODING_UTF16LE},
    {"utf16le", ENCODING_UTF16LE}, {"utf-16", ENCODING_UTF16LE},    {"utf-16be", ENCODING_UTF16BE},
    {"utf16be", ENCODING_UTF16BE}, {"gb18030", ENCODING_GB18030},   {"gbk", ENCODING_GB18030},
    {"gb2312", ENCODING_GB18030},  {"cp936", ENCODING_GB18030},     {"latin-1", ENCODING_LATIN1},
    {"latin1", ENCODING_LATIN1},   {"iso-8859-1", ENCODING_LATIN1}, {"iso8859-1", ENCODING_LATIN1},
};
enum { ALIAS_COUNT = sizeof aliases / sizeof aliases[0] };

static bool mark_find(struct text sample, struct encoding_guess *guess);
static bool looks_like_utf16(struct text sample, bool complete, struct encoding_guess *guess);
static struct encoding_guess multibyte_guess(struct text sample, bool complete);

const char *crm__encoding_name(enum encoding encoding)
{
    return encoding < ENCODING_COUNT ? names[encoding] : "unknown";
}

crm_status crm__encoding_find(struct env *env, struct text name, enum encoding *encoding_out)
{
    *encoding_out = ENCODING_DETECT;
    const char *candidates[ALIAS_COUNT];
    for (size_t i = 0; i < ALIAS_COUNT; i++) {
        if (crm__text_equal_nocase(name, crm__text_of(aliases[i].name))) {
            *encoding_out = aliases[i].encoding;
            return CRM_OK;
        }
        candidates[i] = aliases[i].name;
    }
    size_t nearest = crm__text_nearest(name, candidates, ALIAS_COUNT);
    if (nearest != SIZE_MAX)
        return crm__fail(env, CRM_E_UNKNOWN, "no encoding '%.*s'; did you mean '%s'?",
                         (int)name.size, name.data, candidates[nearest]);
    return crm__fail(env, CRM_E_UNKNOWN,
                     "no encoding '%.*s'; there are utf-8, utf-16le, utf-16be, gb18030, latin-1",
                     (int)name.size, name.data);
}

struct encoding_guess crm__encoding_detect(struct text sample, bool complete)
{
    struct encoding_guess guess;
    if (mark_find(sample, &guess))
        return guess;
    if (looks_like_utf16(sample, complete, &guess))
        return guess;
    return multibyte_guess(sample, complete);
}

/* A byte order mark settles it. */
static bool mark_find(struct text sample, struct encoding_guess *guess)
{
    static const struct {
        struct text mark;
        enum encoding encoding;
    } marks[] = {
        {{"\xEF\xBB\xBF", 3}, ENCODING_UTF8},
        {{"\xFF\xFE", 2}, ENCODING_UTF16LE},
        {{"\xFE\xFF", 2}, ENCODING_UTF16BE},
        {{"\x84\x31\x95\x33", 4}, ENCODING_GB18030},
    };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (crm__text_starts(sample, marks[i].mark)) {
            *guess = (struct encoding_guess){marks[i].encoding, 100, marks[i].mark.size};
            return true;
        }
    return false;
}

static bool is_ascii_text(uint32_t unit)
{
    return (unit >= 0x20 && unit < 0x7f) || unit == '\t' || unit == '\n' || unit == '\r';
}

/* The blocks that business text in UTF-16 is made of. */
static bool is_plausible(uint32_t unit)
{
    return is_ascii_text(unit) || (unit >= 0xa0 && unit < 0x500) ||
           (unit >= 0x2000 && unit < 0x2200) || (unit >= 0x3000 && unit < 0x3130) ||
           (unit >= 0x4e00 && unit < 0xa000) || (unit >= 0xac00 && unit < 0xd7a4) ||
           (unit >= 0xff00 && unit < 0xfff0);
}

/*
 * UTF-16 without a mark shows itself by zero bytes, which no other text has: delimiters and line
 * ends are ASCII, so one of the two byte orders makes many ASCII units and hardly any odd ones.
 */
static bool looks_like_utf16(struct text sample, bool complete, struct encoding_guess *guess)
{
    size_t units = sample.size / 2;
    if (units == 0 || (complete && sample.size % 2) || !memchr(sample.data, 0, sample.size))
        return false;
    size_t ascii[2] = {0, 0};
    size_t plausible[2] = {0, 0};
    const uint8_t *bytes = (const uint8_t *)sample.data;
    for (size_t i = 0; i < units; i++) {
        uint32_t orders[2] = {bytes[2 * i] | (uint32_t)bytes[2 * i + 1] << 8,
                              bytes[2 * i + 1] | (uint32_t)bytes[2 * i] << 8};
        for (size_t order = 0; order < 2; order++) {
            ascii[order] += is_ascii_text(orders[order]);
            plausible[order] += is_plausible(orders[order]);
        }
    }
    size_t best = ascii[1] > ascii[0];
    if (ascii[best] < 3 * ascii[!best] || ascii[best] * 50 < units ||
        plausible[best] * 20 < units * 19)
        return false;
    *guess = (struct encoding_guess){best ? ENCODING_UTF16BE : ENCODING_UTF16LE,
                                     (int32_t)(plausible[best] * 95 / units), 0};
    return true;
}

struct tally {
    size_t good;   /* multi-byte characters */
    size_t bad;    /* malformed places */
    size_t common; /* of the good ones: those that most Chinese text is made of */
};

/* GB 2312 symbols and its 3,755 first-level characters, which are the frequent ones. */
static bool is_common_pair(const uint8_t *bytes, size_t size)
{
    return size == 2 && bytes[1] >= 0xa1 &&
           ((bytes[0] >= 0xb0 && bytes[0] <= 0xd7) || (bytes[0] >= 0xa1 && bytes[0] <= 0xa3));
}

static struct tally tally_of(struct text sample, bool complete, enum encoding encoding)
{
    struct tally tally = {0, 0, 0};
    const uint8_t *bytes = (const uint8_t *)sample.data;
    for (size_t i = 0; i < sample.size;) {
        if (bytes[i] < 0x80) {
            i++;
            continue;
        }
        uint32_t code_point;
        size_t size = crm__decode_step(encoding, bytes + i, sample.size - i, &code_point);
        if (size == 0) { /* cut by the sample's end */
            tally.bad += complete;
            break;
        }
        if (code_point == DECODE_MALFORMED)
            tally.bad++;
        else
            tally.good++;
        tally.common += is_common_pair(bytes + i, size);
        i += size;
    }
    return tally;
}

static int32_t share(size_t part, size_t whole)
{
    return whole ? (int32_t)(part * 100 / whole) : 0;
}

/*
 * UTF-8 hardly ever arises by chance, so text that is valid UTF-8 is. GB 18030 accepts much that
 * is something else: how sure it is follows from how many of its characters are frequent ones.
 */
static struct encoding_guess multibyte_guess(struct text sample, bool complete)
{
    struct tally utf8 = tally_of(sample, complete, ENCODING_UTF8);
    if (utf8.bad == 0)
        return (struct encoding_guess){ENCODING_UTF8, complete || utf8.good ? 100 : 90, 0};
    struct tally gb = tally_of(sample, complete, ENCODING_GB18030);
    int32_t utf8_sound = share(utf8.good, utf8.good + utf8.bad);
    int32_t gb_sound = share(gb.good, gb.good + gb.bad);
    if (utf8_sound >= gb_sound || gb.good == 0)
        return (struct encoding_guess){ENCODING_UTF8, utf8_sound * 9 / 10, 0};
    int32_t confidence = gb_sound * (30 + share(gb.common, gb.good) * 69 / 100) / 100;
    if (gb.good < 4 && confidence > 70)
        confidence = 70; /* too little to be sure */
    return (struct encoding_guess){ENCODING_GB18030, confidence, 0};
}
