/* The JSON scanner (RFC 8259). Nesting is a stack of bits, so depth costs no recursion. */
#include "format/json_line.h"

#include <assert.h>
#include <string.h>

static bool fail(struct json_line *scan, size_t at, const char *error);
static bool escape_check(struct json_line *scan, size_t *at);
static bool value_pass(struct json_line *scan);

void crm__json_line_space(struct json_line *scan)
{
    while (scan->at < scan->size && (scan->data[scan->at] == ' ' || scan->data[scan->at] == '\t' ||
                                     scan->data[scan->at] == '\r' || scan->data[scan->at] == '\n'))
        scan->at++;
}

bool crm__json_line_byte(struct json_line *scan, char byte, const char *error)
{
    if (scan->at == scan->size || scan->data[scan->at] != byte)
        return fail(scan, scan->at, error);
    scan->at++;
    return true;
}

#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Whether none of eight bytes is a quote, a backslash or a control; it may err towards false. */
static bool is_plain_word(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    uint64_t quote = word ^ EACH_BYTE('"');
    uint64_t escape = word ^ EACH_BYTE('\\');
    uint64_t hits = ((word - EACH_BYTE(0x20)) & ~word) | ((quote - EACH_BYTE(1)) & ~quote) |
                    ((escape - EACH_BYTE(1)) & ~escape);
    return (hits & EACH_BYTE(0x80)) == 0;
}

bool crm__json_line_string(struct json_line *scan, struct text *raw_out, bool *escaped_out)
{
    const char *data = scan->data;
    size_t from = scan->at + 1;
    size_t at = from;
    *escaped_out = false;
    for (;;) {
        while (scan->size - at >= 8 && is_plain_word(data + at))
            at += 8;
        while ((uint8_t)data[at] >= 0x20 && data[at] != '"' && data[at] != '\\')
            at++;
        if (data[at] == '"')
            break;
        if (data[at] != '\\')
            return fail(scan, at == scan->size ? scan->at : at,
                        at == scan->size ? "the string is not closed"
                                         : "a control character in a string");
        *escaped_out = true;
        if (!escape_check(scan, &at))
            return false;
    }
    *raw_out = (struct text){data + from, at - from};
    scan->at = at + 1;
    return true;
}

static size_t digits(const char *data, size_t at)
{
    while (data[at] >= '0' && data[at] <= '9')
        at++;
    return at;
}

bool crm__json_line_number(struct json_line *scan, struct text *text_out, bool *integer_out)
{
    const char *data = scan->data;
    size_t at = scan->at + (data[scan->at] == '-');
    size_t start = at;
    at = digits(data, at);
    if (at == start || (data[start] == '0' && at > start + 1))
        return fail(scan, scan->at, at == start ? "expected a value" : "a number begins with 0");
    *integer_out = true;
    if (data[at] == '.') {
        *integer_out = false;
        start = ++at;
        at = digits(data, at);
        if (at == start)
            return fail(scan, at, "expected a digit after the point");
    }
    if (data[at] == 'e' || data[at] == 'E') {
        *integer_out = false;
        at++;
        at += data[at] == '+' || data[at] == '-';
        start = at;
        at = digits(data, at);
        if (at == start)
            return fail(scan, at, "expected a digit in the exponent");
    }
    *text_out = (struct text){data + scan->at, at - scan->at};
    scan->at = at;
    return true;
}

bool crm__json_line_word(struct json_line *scan, struct text *text_out)
{
    static const struct text words[] = {{"true", 4}, {"false", 5}, {"null", 4}};
    struct text rest = {scan->data + scan->at, scan->size - scan->at};
    for (size_t i = 0; i < 3; i++) {
        if (!crm__text_starts(rest, words[i]))
            continue;
        *text_out = crm__text_slice(rest, 0, words[i].size);
        scan->at += words[i].size;
        return true;
    }
    return fail(scan, scan->at, "expected a value");
}

/* What is open: bit d of `objects` says whether level d is an object. */
struct nesting {
    uint64_t objects;
    size_t depth;
};

static bool in_object(const struct nesting *nesting)
{
    return nesting->objects >> (nesting->depth - 1) & 1;
}

/* Passes the name and the colon of a member. */
static bool name_pass(struct json_line *scan)
{
    struct text raw;
    bool escaped;
    crm__json_line_space(scan);
    if (scan->data[scan->at] != '"')
        return fail(scan, scan->at, "expected a name in quotes");
    if (!crm__json_line_string(scan, &raw, &escaped))
        return false;
    crm__json_line_space(scan);
    return crm__json_line_byte(scan, ':', "expected ':' after the name");
}

/* After a value: closes what ends here, up to the comma before the next value or to the end. */
static bool values_close(struct json_line *scan, struct nesting *nesting)
{
    while (nesting->depth) {
        crm__json_line_space(scan);
        char close = in_object(nesting) ? '}' : ']';
        if (scan->data[scan->at] == ',') {
            scan->at++;
            return !in_object(nesting) || name_pass(scan);
        }
        if (scan->data[scan->at] != close)
            return fail(scan, scan->at,
                        close == '}' ? "expected ',' or '}'" : "expected ',' or ']'");
        scan->at++;
        nesting->depth--;
    }
    return true;
}

bool crm__json_line_nested(struct json_line *scan, size_t depth_limit, struct text *text_out)
{
    assert(depth_limit <= 64);
    struct nesting nesting = {0, 0};
    size_t start = scan->at;
    do {
        crm__json_line_space(scan);
        char open = scan->data[scan->at];
        if (open != '{' && open != '[') {
            if (!value_pass(scan) || !values_close(scan, &nesting))
                return false;
            continue;
        }
        if (nesting.depth == depth_limit)
            return fail(scan, scan->at, "nested deeper than 64 levels");
        uint64_t bit = UINT64_C(1) << nesting.depth++;
        nesting.objects = open == '{' ? nesting.objects | bit : nesting.objects & ~bit;
        scan->at++;
        crm__json_line_space(scan);
        if (scan->data[scan->at] == (open == '{' ? '}' : ']')) {
            scan->at++;
            nesting.depth--;
            if (!values_close(scan, &nesting))
                return false;
        } else if (open == '{' && !name_pass(scan)) {
            return false;
        }
    } while (nesting.depth);
    *text_out = (struct text){scan->data + start, scan->at - start};
    return true;
}

static uint32_t hex4(const char *digits4)
{
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        char digit = digits4[i];
        uint32_t nibble =
            digit <= '9' ? (uint32_t)(digit - '0') : (uint32_t)((digit | 32) - 'a' + 10);
        value = value << 4 | nibble;
    }
    return value;
}

size_t crm__json_unescape(struct text raw, char *out)
{
    static const char from[] = "bfnrt";
    static const char to[] = "\b\f\n\r\t";
    size_t written = 0;
    for (size_t i = 0; i < raw.size;) {
        if (raw.data[i] != '\\') {
            out[written++] = raw.data[i++];
            continue;
        }
        char letter = raw.data[i + 1];
        i += 2;
        if (letter != 'u') {
            const char *found = strchr(from, letter);
            out[written++] = found ? to[found - from] : letter;
            continue;
        }
        uint32_t code_point = hex4(raw.data + i);
        i += 4;
        if (code_point >= 0xd800 && code_point < 0xdc00) {
            uint32_t low = hex4(raw.data + i + 2);
            code_point = 0x10000 + ((code_point - 0xd800) << 10) + (low - 0xdc00);
            i += 6;
        }
        written += crm__utf8_encode(code_point, out + written);
    }
    return written;
}

static bool fail(struct json_line *scan, size_t at, const char *error)
{
    scan->at = at;
    scan->error = error;
    return false;
}

static bool is_hex4(const char *bytes)
{
    for (size_t i = 0; i < 4; i++) {
        char byte = bytes[i];
        if (!(byte >= '0' && byte <= '9') && !((byte | 32) >= 'a' && (byte | 32) <= 'f'))
            return false; /* also at the end of the line, so nothing beyond it is read */
    }
    return true;
}

/* Checks the escape at *at and moves past it. */
static bool escape_check(struct json_line *scan, size_t *at)
{
    const char *data = scan->data + *at;
    char letter = data[1];
    if ((uint8_t)letter < 0x20 || !strchr("\"\\/bfnrtu", letter))
        return fail(scan, *at, "an unknown escape");
    if (letter != 'u') {
        *at += 2;
        return true;
    }
    if (!is_hex4(data + 2))
        return fail(scan, *at, "\\u wants four hexadecimal digits");
    uint32_t unit = hex4(data + 2);
    if (unit == 0)
        return fail(scan, *at, "NUL in a string");
    bool high = unit >= 0xd800 && unit < 0xdc00;
    bool low = unit >= 0xdc00 && unit < 0xe000;
    bool paired = high && data[6] == '\\' && data[7] == 'u' && is_hex4(data + 8) &&
                  hex4(data + 8) >= 0xdc00 && hex4(data + 8) < 0xe000;
    if (low || (high && !paired))
        return fail(scan, *at, "half of a surrogate pair");
    *at += paired ? 12 : 6;
    return true;
}

/* A value that is no object and no array. */
static bool value_pass(struct json_line *scan)
{
    struct text text;
    bool flag;
    char byte = scan->data[scan->at];
    if (byte == '"')
        return crm__json_line_string(scan, &text, &flag);
    if (byte == '-' || (byte >= '0' && byte <= '9'))
        return crm__json_line_number(scan, &text, &flag);
    return crm__json_line_word(scan, &text);
}
