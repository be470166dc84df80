/*
 * Finds the digits of a number in what people type around them: labels, brackets, dashes of all
 * kinds, an extension, a second number.
 */
#include "engine/phone_scan.h"
#include "engine/fold.h"

#include <string.h>

enum {
    GLYPHS_LIMIT = 96,
    NUMBER_DIGITS_MIN = 7,  /* fewer digits are not a number of their own */
    SPACE_SPLIT_BEFORE = 11, /* after so many digits a blank may part two numbers … */
    SPLIT_AFTER = 10,        /* … if at least so many follow */
};

/* The field as one ASCII character a glyph; HAN stands for any other character. */
#define HAN '\x01'
#define EXTENSION 'x'

struct glyphs {
    char data[GLYPHS_LIMIT + 1];
    uint16_t offsets[GLYPHS_LIMIT + 1]; /* of each glyph, in the text typed */
    size_t count;
};

static bool read_glyphs(struct text typed, struct glyphs *glyphs);
static char glyph_of(uint32_t code_point);
static size_t skip_label(const struct glyphs *glyphs);
static size_t digits_from(const struct glyphs *glyphs, size_t from);
static bool splits(const struct glyphs *glyphs, size_t at, size_t digits_before);
static bool read_extension(const struct glyphs *glyphs, size_t at, char *extension);

/* Nearly all numbers are ASCII digits with blanks and dashes. With no more digits than one number
 * can have, there is no second one to find. False: look closely. */
static bool scan_plain(struct text typed, struct phone_scan *scan)
{
    size_t i = typed.size > 0 && typed.data[0] == '+';
    scan->plus = i > 0;
    for (; i < typed.size; i++) {
        char c = typed.data[i];
        if (crm__is_digit(c) && scan->count < PHONE_DIGITS_LIMIT)
            scan->digits[scan->count++] = c;
        else if (c != ' ' && c != '-')
            return false;
    }
    return scan->count > 0;
}

enum phone_reason crm__phone_scan(struct text typed, struct phone_scan *scan)
{
    struct glyphs glyphs;
    *scan = (struct phone_scan){0};
    if (scan_plain(typed, scan))
        return PHONE_OK;
    *scan = (struct phone_scan){0};
    if (!read_glyphs(typed, &glyphs))
        return PHONE_TOO_LONG;
    size_t i = skip_label(&glyphs);
    if (i == glyphs.count)
        return PHONE_EMPTY;
    if (glyphs.data[i] == '(' && i + 1 < glyphs.count && glyphs.data[i + 1] == '+')
        i++;
    if (glyphs.data[i] == '+') {
        scan->plus = true;
        i++;
    }
    for (; i < glyphs.count; i++) {
        char glyph = glyphs.data[i];
        if (crm__is_digit(glyph)) {
            if (scan->count == PHONE_DIGITS_LIMIT)
                return PHONE_TOO_LONG;
            scan->digits[scan->count++] = glyph;
        } else if (splits(&glyphs, i, scan->count)) {
            scan->rest = glyphs.offsets[i];
            break;
        } else if (scan->count >= 3 && read_extension(&glyphs, i, scan->extension)) {
            break;
        } else if (!strchr(" -.()[]/~", glyph)) {
            return PHONE_BAD_CHARACTER;
        }
    }
    return scan->count == 0 ? PHONE_EMPTY : PHONE_OK;
}

static bool read_glyphs(struct text typed, struct glyphs *glyphs)
{
    glyphs->count = 0;
    for (size_t offset = 0; offset < typed.size;) {
        size_t at = offset;
        char glyph = glyph_of(crm__fold_next(typed, &offset));
        if (glyph == ' ' && glyphs->count == 0)
            continue;
        if (glyph == '\0')
            continue;
        if (glyphs->count == GLYPHS_LIMIT || at > UINT16_MAX)
            return false;
        glyphs->data[glyphs->count] = glyph;
        glyphs->offsets[glyphs->count++] = (uint16_t)at;
    }
    while (glyphs->count > 0 && glyphs->data[glyphs->count - 1] == ' ')
        glyphs->count--;
    glyphs->data[glyphs->count] = '\0';
    return true;
}

/* '\0' for characters that nobody sees: soft hyphen, zero-width marks. */
static char glyph_of(uint32_t code_point)
{
    if (code_point >= '0' && code_point <= '9')
        return (char)code_point;
    code_point = crm__fold_width(code_point);
    if (code_point >= ' ' && code_point < 0x7F)
        return crm__lower((char)code_point);
    switch (code_point) {
    case 0x00AD: case 0x2060: case 0xFEFF: case 0x200C: case 0x200D: case 0x200E: case 0x202A:
    case 0x202C: case 0x202D:
        return '\0';
    case 0x00B7: case 0x2022: case 0x30FB: /* middle dots */
        return '.';
    case 0x30FC: /* ー, typed for a dash in kana mode */
        return '-';
    case 0x8F6C: case 0x8F49: /* 转 轉 */
        return EXTENSION;
    default:
        return HAN;
    }
}

/* Past "电话：", "Tel:", "手机 ". A label has no digit and ends before the first one or a '+'. */
static size_t skip_label(const struct glyphs *glyphs)
{
    size_t first = 0;
    while (first < glyphs->count && !strchr("0123456789+", glyphs->data[first]))
        first++;
    if (first == glyphs->count)
        return first;
    const char *colon = memchr(glyphs->data, ':', first);
    size_t at = colon ? (size_t)(colon - glyphs->data) + 1 : 0;
    while (at < first && (glyphs->data[at] == HAN || glyphs->data[at] == ' '))
        at++;
    return at;
}

static size_t digits_from(const struct glyphs *glyphs, size_t from)
{
    size_t count = 0;
    for (size_t i = from; i < glyphs->count; i++)
        count += crm__is_digit(glyphs->data[i]);
    return count;
}

/* Does a second number begin after the glyph at `at`? */
static bool splits(const struct glyphs *glyphs, size_t at, size_t digits_before)
{
    char glyph = glyphs->data[at];
    if (digits_before < NUMBER_DIGITS_MIN)
        return false;
    size_t after = digits_from(glyphs, at + 1);
    if (strchr(",;/|+", glyph) || glyph == HAN)
        return after >= NUMBER_DIGITS_MIN;
    return glyph == ' ' && digits_before >= SPACE_SPLIT_BEFORE && after >= SPLIT_AFTER;
}

/* "x123", "ext. 123", ";ext=123", "转123", "分机123", "#123": up to the end of the field. */
static bool read_extension(const struct glyphs *glyphs, size_t at, char *extension)
{
    static const char *const markers[] = {";ext=", "extension", "ext", "x", "#"};
    while (at < glyphs->count && (glyphs->data[at] == ' ' || glyphs->data[at] == '('))
        at++;
    const char *from = glyphs->data + at;
    const char *text = from;
    while (*text == HAN) /* 分机 */
        text++;
    for (size_t i = 0; text == from && i < sizeof(markers) / sizeof(*markers); i++)
        if (strncmp(from, markers[i], strlen(markers[i])) == 0)
            text += strlen(markers[i]);
    if (text == from)
        return false;
    text += strspn(text, " .:-x");
    size_t digits = strspn(text, "0123456789");
    text += digits;
    text += strspn(text, " )");
    if (digits == 0 || digits >= PHONE_EXTENSION_SIZE || *text != '\0')
        return false;
    text -= 1;
    while (!crm__is_digit(*text))
        text--;
    memcpy(extension, text - digits + 1, digits);
    extension[digits] = '\0';
    return true;
}
