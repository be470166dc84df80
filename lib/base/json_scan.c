/*
 * Scans a JSON text strictly and without recursion. cJSON reads more than JSON, and recurses; so
 * nothing reaches it that was not accepted here.
 */
#include "base/json_scan.h"
#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What may come next. */
enum expect { EXPECT_VALUE, EXPECT_ITEM_OR_END, EXPECT_KEY, EXPECT_KEY_OR_END, EXPECT_MORE };

/* The open containers; bit d says that the one at depth d + 1 is an object. */
struct nesting {
    int depth;
    uint64_t objects;
};

static crm_status check_text(struct json_scan *scan);
static crm_status scan_value(struct json_scan *scan, struct nesting *nesting, enum expect *expect);
static crm_status scan_key(struct json_scan *scan);
static crm_status scan_more(struct json_scan *scan, struct nesting *nesting, enum expect *expect);
static crm_status open_container(struct json_scan *scan, struct nesting *nesting, bool is_object);
static void close_container(struct json_scan *scan, struct nesting *nesting, enum expect *expect);
static crm_status scan_text(struct json_scan *scan);
static crm_status scan_escape(struct json_scan *scan);
static crm_status scan_code_unit(struct json_scan *scan, unsigned *unit);
static crm_status scan_number(struct json_scan *scan);
static crm_status scan_word(struct json_scan *scan, struct text word);
static size_t digits_at(struct text text, size_t at);
static void skip_space(struct json_scan *scan);
static int byte_at(const struct json_scan *scan);
static crm_status note(struct json_scan *scan, uint32_t **offsets, size_t *count, size_t *capacity,
                       size_t limit, const char *what);
static crm_status fail_expected(struct json_scan *scan, const char *what);

void crm__json_scan_init(struct json_scan *scan, struct env *env, struct text text)
{
    *scan = (struct json_scan){.env = env, .text = text};
}

void crm__json_scan_free(struct json_scan *scan)
{
    crm__free(scan->env, scan->values);
    crm__free(scan->env, scan->keys);
}

crm_status crm__json_scan_run(struct json_scan *scan)
{
    crm_status status = check_text(scan);
    if (status < 0)
        return status;

    struct nesting nesting = {0, 0};
    enum expect expect = EXPECT_VALUE;
    do {
        skip_space(scan);
        int byte = byte_at(scan);
        bool may_end = expect == EXPECT_ITEM_OR_END || expect == EXPECT_KEY_OR_END;
        if (may_end && byte == (expect == EXPECT_ITEM_OR_END ? ']' : '}')) {
            close_container(scan, &nesting, &expect);
        } else if (expect == EXPECT_MORE) {
            status = scan_more(scan, &nesting, &expect);
        } else if (expect == EXPECT_KEY || expect == EXPECT_KEY_OR_END) {
            status = scan_key(scan);
            expect = EXPECT_VALUE;
        } else {
            status = scan_value(scan, &nesting, &expect);
        }
        if (status < 0)
            return status;
    } while (nesting.depth > 0);

    skip_space(scan);
    return scan->at == scan->text.size ? CRM_OK : fail_expected(scan, "the end");
}

size_t crm__json_number_size(struct text text, size_t offset)
{
    size_t end = offset;
    while (end < text.size) {
        char letter = text.data[end];
        bool belongs = (letter >= '0' && letter <= '9') || letter == '.' || letter == '-' ||
                       letter == '+' || letter == 'e' || letter == 'E';
        if (!belongs)
            break;
        end++;
    }
    return end - offset;
}

crm_status crm__json_fail(struct env *env, crm_status status, struct text text, size_t offset,
                          const char *format, ...)
{
    char message[ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);

    int64_t line;
    int64_t column;
    crm__text_position(text, offset, &line, &column);
    return crm__fail_at(env, status, line, column, "JSON: %s at line %lld, column %lld (byte %zu)",
                        message, (long long)line, (long long)column, offset);
}

static crm_status check_text(struct json_scan *scan)
{
    struct text text = scan->text;
    if (text.size > JSON_SIZE_LIMIT)
        return crm__fail(scan->env, CRM_E_LIMIT, "JSON: %zu bytes, at most %d", text.size,
                         JSON_SIZE_LIMIT);
    size_t bad = crm__utf8_valid_prefix(text);
    if (bad < text.size)
        return crm__json_fail(scan->env, CRM_E_SYNTAX, text, bad, "not UTF-8 (0x%02x)",
                              (unsigned)(unsigned char)text.data[bad]);
    return CRM_OK;
}

static crm_status scan_value(struct json_scan *scan, struct nesting *nesting, enum expect *expect)
{
    crm_status status = note(scan, &scan->values, &scan->value_count, &scan->value_capacity,
                             JSON_VALUE_LIMIT, "values");
    if (status < 0)
        return status;

    *expect = EXPECT_MORE;
    switch (byte_at(scan)) {
    case '{':
        *expect = EXPECT_KEY_OR_END;
        return open_container(scan, nesting, true);
    case '[':
        *expect = EXPECT_ITEM_OR_END;
        return open_container(scan, nesting, false);
    case '"':
        return scan_text(scan);
    case 't':
        return scan_word(scan, TEXT("true"));
    case 'f':
        return scan_word(scan, TEXT("false"));
    case 'n':
        return scan_word(scan, TEXT("null"));
    default:
        return scan_number(scan);
    }
}

static crm_status scan_key(struct json_scan *scan)
{
    if (byte_at(scan) != '"')
        return fail_expected(scan, "a key in double quotes");
    crm_status status =
        note(scan, &scan->keys, &scan->key_count, &scan->key_capacity, JSON_KEY_LIMIT, "keys");
    if (status == CRM_OK)
        status = scan_text(scan);
    if (status < 0)
        return status;
    skip_space(scan);
    if (byte_at(scan) != ':')
        return fail_expected(scan, "':'");
    scan->at++;
    return CRM_OK;
}

/* After a value: a comma, or the end of the container. */
static crm_status scan_more(struct json_scan *scan, struct nesting *nesting, enum expect *expect)
{
    bool is_object = nesting->objects >> (nesting->depth - 1) & 1;
    if (byte_at(scan) == ',') {
        scan->at++;
        *expect = is_object ? EXPECT_KEY : EXPECT_VALUE;
        return CRM_OK;
    }
    if (byte_at(scan) != (is_object ? '}' : ']'))
        return fail_expected(scan, is_object ? "',' or '}'" : "',' or ']'");
    close_container(scan, nesting, expect);
    return CRM_OK;
}

static crm_status open_container(struct json_scan *scan, struct nesting *nesting, bool is_object)
{
    if (nesting->depth == JSON_DEPTH_LIMIT)
        return crm__json_fail(scan->env, CRM_E_LIMIT, scan->text, scan->at, "nested deeper than %d",
                              JSON_DEPTH_LIMIT);
    uint64_t bit = UINT64_C(1) << nesting->depth++;
    nesting->objects = is_object ? nesting->objects | bit : nesting->objects & ~bit;
    scan->at++;
    return CRM_OK;
}

static void close_container(struct json_scan *scan, struct nesting *nesting, enum expect *expect)
{
    scan->at++;
    nesting->depth--;
    *expect = EXPECT_MORE;
}

static crm_status scan_text(struct json_scan *scan)
{
    size_t from = scan->at++;
    while (scan->at < scan->text.size) {
        unsigned char byte = (unsigned char)scan->text.data[scan->at];
        if (byte == '"') {
            scan->at++;
            return CRM_OK;
        }
        if (byte < 0x20)
            return crm__json_fail(scan->env, CRM_E_SYNTAX, scan->text, scan->at,
                                  "control character 0x%02x in a text", (unsigned)byte);
        if (byte != '\\') {
            scan->at++;
            continue;
        }
        crm_status status = scan_escape(scan);
        if (status < 0)
            return status;
    }
    return crm__json_fail(scan->env, CRM_E_SYNTAX, scan->text, from, "a text without its end");
}

static crm_status scan_escape(struct json_scan *scan)
{
    size_t from = scan->at++;
    int letter = byte_at(scan);
    if (letter != 'u') {
        if (letter <= 0 || !strchr("\"\\/bfnrt", letter))
            return crm__json_fail(scan->env, CRM_E_SYNTAX, scan->text, from, "a bad escape");
        scan->at++;
        return CRM_OK;
    }

    unsigned unit = 0;
    crm_status status = scan_code_unit(scan, &unit);
    if (status < 0)
        return status;
    if (unit == 0)
        return crm__json_fail(scan->env, CRM_E_SYNTAX, scan->text, from, "a NUL in a text");
    bool is_low = unit >= 0xdc00 && unit <= 0xdfff;
    if (unit < 0xd800 || unit > 0xdfff)
        return CRM_OK;

    unsigned low = 0;
    struct text rest = crm__text_slice(scan->text, scan->at, scan->text.size);
    if (!is_low && crm__text_starts(rest, TEXT("\\u"))) {
        scan->at++;
        status = scan_code_unit(scan, &low);
        if (status < 0)
            return status;
    }
    if (low < 0xdc00 || low > 0xdfff)
        return crm__json_fail(scan->env, CRM_E_SYNTAX, scan->text, from, "a lone surrogate");
    return CRM_OK;
}

/* "uXXXX" */
static crm_status scan_code_unit(struct json_scan *scan, unsigned *unit)
{
    size_t from = scan->at++;
    *unit = 0;
    for (int i = 0; i < 4; i++, scan->at++) {
        int digit = byte_at(scan);
        if (digit >= '0' && digit <= '9')
            digit -= '0';
        else if ((digit >= 'a' && digit <= 'f') || (digit >= 'A' && digit <= 'F'))
            digit = (digit | 0x20) - 'a' + 10;
        else
            return crm__json_fail(scan->env, CRM_E_SYNTAX, scan->text, from - 1, "a bad escape");
        *unit = *unit << 4 | (unsigned)digit;
    }
    return CRM_OK;
}

/* -? (0 | [1-9] digits) (. digits)? ([eE] [+-]? digits)? */
static crm_status scan_number(struct json_scan *scan)
{
    struct text text = scan->text;
    size_t from = scan->at;
    bool is_negative = byte_at(scan) == '-';
    scan->at += is_negative;
    size_t digits = digits_at(text, scan->at);
    if (digits == 0)
        return fail_expected(scan, is_negative ? "a digit" : "a value");
    if (digits > 1 && text.data[scan->at] == '0')
        return fail_expected(scan, "no digit after a leading zero");
    scan->at += digits;

    if (byte_at(scan) == '.') {
        scan->at++;
        digits = digits_at(text, scan->at);
        if (digits == 0)
            return fail_expected(scan, "a digit");
        scan->at += digits;
    }
    if (byte_at(scan) == 'e' || byte_at(scan) == 'E') {
        scan->at++;
        scan->at += byte_at(scan) == '+' || byte_at(scan) == '-';
        digits = digits_at(text, scan->at);
        if (digits == 0)
            return fail_expected(scan, "a digit");
        scan->at += digits;
    }

    double value;
    if (crm__text_to_double(crm__text_slice(text, from, scan->at), &value) < 0)
        return crm__json_fail(scan->env, CRM_E_LIMIT, text, from,
                              "a number beyond 1.7976931348623157e+308");
    return CRM_OK;
}

static crm_status scan_word(struct json_scan *scan, struct text word)
{
    struct text rest = crm__text_slice(scan->text, scan->at, scan->text.size);
    if (!crm__text_starts(rest, word))
        return fail_expected(scan, "a value");
    scan->at += word.size;
    return CRM_OK;
}

static size_t digits_at(struct text text, size_t at)
{
    size_t end = at;
    while (end < text.size && text.data[end] >= '0' && text.data[end] <= '9')
        end++;
    return end - at;
}

static void skip_space(struct json_scan *scan)
{
    while (scan->at < scan->text.size) {
        char byte = scan->text.data[scan->at];
        if (byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t')
            break;
        scan->at++;
    }
}

/* -1 at the end. */
static int byte_at(const struct json_scan *scan)
{
    return scan->at < scan->text.size ? (unsigned char)scan->text.data[scan->at] : -1;
}

static crm_status note(struct json_scan *scan, uint32_t **offsets, size_t *count, size_t *capacity,
                       size_t limit, const char *what)
{
    if (*count == limit)
        return crm__json_fail(scan->env, CRM_E_LIMIT, scan->text, scan->at, "more than %zu %s",
                              limit, what);
    if (*count == *capacity) {
        crm_status status =
            crm__array_reserve(scan->env, (void **)offsets, capacity, *count + 1, sizeof **offsets);
        if (status < 0)
            return status;
    }
    (*offsets)[(*count)++] = (uint32_t)scan->at;
    return CRM_OK;
}

static crm_status fail_expected(struct json_scan *scan, const char *what)
{
    return crm__json_fail(scan->env, CRM_E_SYNTAX, scan->text, scan->at, "expected %s", what);
}
