/* Values as text: what string(x) gives, and what an expression would say. */
#include "rule/value.h"

#include "base/money.h"
#include "base/time.h"
#include "rule/network.h"

#include <math.h>
#include <string.h>

enum { PRINT_DEPTH_LIMIT = 64 };

/* A fraction of a second: nothing for 0, else a point and 3, 6 or 9 digits. */
static void put_nanos(struct buffer *buffer, int64_t nanos, bool trim)
{
    char digits[9];
    size_t count = sizeof digits;
    if (nanos == 0)
        return;
    for (size_t i = sizeof digits; i-- > 0; nanos /= 10)
        digits[i] = (char)('0' + nanos % 10);
    while (trim && count > 1 && digits[count - 1] == '0')
        count--;
    crm__buffer_byte(buffer, '.');
    crm__buffer_bytes(buffer, digits, count);
}

static void put_timestamp(struct buffer *buffer, const struct rule_value *value)
{
    char text[TIME_TEXT_SIZE];
    size_t size = crm__time_format(value->integer * SECOND_US, text);
    crm__buffer_bytes(buffer, text, size > 0 ? size - 1 : 0); /* Without its Z. */
    put_nanos(buffer, value->nanos, true);
    crm__buffer_byte(buffer, 'Z');
}

static void put_duration(struct buffer *buffer, int64_t nanos)
{
    int64_t seconds = nanos / 1000000000;
    int64_t rest = nanos % 1000000000;
    if (nanos < 0 && seconds == 0)
        crm__buffer_byte(buffer, '-');
    crm__buffer_int64(buffer, seconds);
    put_nanos(buffer, rest < 0 ? -rest : rest, true);
    crm__buffer_byte(buffer, 's');
}

static void put_money(struct buffer *buffer, const struct rule_value *value)
{
    char text[MONEY_TEXT_SIZE];
    const struct currency *currency = crm__currency_find(crm__text_of(value->currency));
    if (currency)
        crm__buffer_bytes(buffer, text, crm__money_format(value->integer, currency, text));
    else
        crm__buffer_int64(buffer, value->integer);
    crm__buffer_byte(buffer, ' ');
    crm__buffer_cstr(buffer, value->currency);
}

static void put_double(struct buffer *buffer, double real)
{
    if (isnan(real))
        crm__buffer_cstr(buffer, "NaN");
    else if (isinf(real))
        crm__buffer_cstr(buffer, real < 0 ? "-Infinity" : "Infinity");
    else
        crm__buffer_double(buffer, real);
}

static void put_natural(struct buffer *buffer, uint64_t natural)
{
    if (natural > INT64_MAX)
        crm__buffer_int64(buffer, (int64_t)(natural / 10));
    crm__buffer_int64(buffer, (int64_t)(natural > INT64_MAX ? natural % 10 : natural));
}

void crm__rule_value_text(struct buffer *buffer, const struct rule_value *value)
{
    switch ((enum rule_kind)value->kind) {
    case RULE_NULL:
        crm__buffer_cstr(buffer, "null");
        return;
    case RULE_BOOL:
        crm__buffer_cstr(buffer, value->boolean ? "true" : "false");
        return;
    case RULE_INT:
        crm__buffer_int64(buffer, value->integer);
        return;
    case RULE_UINT:
        put_natural(buffer, value->natural);
        return;
    case RULE_DOUBLE:
        put_double(buffer, value->real);
        return;
    case RULE_STRING:
    case RULE_BYTES:
    case RULE_TYPE:
        crm__buffer_text(buffer, value->text);
        return;
    case RULE_TIMESTAMP:
        put_timestamp(buffer, value);
        return;
    case RULE_DURATION:
        put_duration(buffer, value->integer);
        return;
    case RULE_MONEY:
        put_money(buffer, value);
        return;
    case RULE_IP:
    case RULE_CIDR:
        crm__network_print(buffer, value);
        return;
    default:
        return;
    }
}

/* --- as an expression --- */

static void print_text(struct buffer *buffer, struct text text, bool bytes)
{
    static const char CODES[] = "\a\b\f\n\r\t\v\\\"";
    static const char NAMES[] = "abfnrtv\\\"";
    if (bytes)
        crm__buffer_byte(buffer, 'b');
    crm__buffer_byte(buffer, '"');
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        const char *code = byte ? strchr(CODES, byte) : NULL;
        if (code) {
            crm__buffer_byte(buffer, '\\');
            crm__buffer_byte(buffer, NAMES[code - CODES]);
        } else if (byte < 0x20 || byte == 0x7f || (bytes && byte >= 0x80)) {
            crm__buffer_format(buffer, "\\x%c%c", "0123456789abcdef"[byte >> 4],
                               "0123456789abcdef"[byte & 15]);
        } else {
            crm__buffer_byte(buffer, (char)byte);
        }
    }
    crm__buffer_byte(buffer, '"');
}

static void print(struct buffer *buffer, const struct rule_value *value, int depth);

static void print_collection(struct buffer *buffer, const struct rule_value *value, int depth)
{
    bool list = value->kind == RULE_LIST;
    size_t count = list ? value->list->count : value->map->count;
    crm__buffer_byte(buffer, list ? '[' : '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            crm__buffer_cstr(buffer, ", ");
        if (list) {
            print(buffer, &value->list->items[i], depth + 1);
            continue;
        }
        print(buffer, &value->map->entries[i].key, depth + 1);
        crm__buffer_cstr(buffer, ": ");
        print(buffer, &value->map->entries[i].value, depth + 1);
    }
    crm__buffer_byte(buffer, list ? ']' : '}');
}

static void print_quoted(struct buffer *buffer, const struct rule_value *value,
                         const char *function)
{
    crm__buffer_format(buffer, "%s(\"", function);
    crm__rule_value_text(buffer, value);
    crm__buffer_cstr(buffer, "\")");
}

/* A double that reads as an int gets a point. */
static void print_double(struct buffer *buffer, double real)
{
    size_t from = buffer->size;
    if (!isfinite(real)) {
        print_quoted(buffer, &(struct rule_value){.kind = RULE_DOUBLE, .real = real}, "double");
        return;
    }
    crm__buffer_double(buffer, real);
    for (size_t i = from; i < buffer->size; i++)
        if (buffer->data[i] == '.' || (buffer->data[i] | 0x20) == 'e')
            return;
    crm__buffer_cstr(buffer, ".0");
}

static void print(struct buffer *buffer, const struct rule_value *value, int depth)
{
    if (depth > PRINT_DEPTH_LIMIT) {
        crm__buffer_cstr(buffer, "...");
        return;
    }
    switch ((enum rule_kind)value->kind) {
    case RULE_ERROR:
        crm__buffer_format(buffer, "error(\"%s\")", value->error);
        return;
    case RULE_STRING:
    case RULE_BYTES:
        print_text(buffer, value->text, value->kind == RULE_BYTES);
        return;
    case RULE_DOUBLE:
        print_double(buffer, value->real);
        return;
    case RULE_UINT:
        put_natural(buffer, value->natural);
        crm__buffer_byte(buffer, 'u');
        return;
    case RULE_LIST:
    case RULE_MAP:
        print_collection(buffer, value, depth);
        return;
    case RULE_TIMESTAMP:
        print_quoted(buffer, value, "timestamp");
        return;
    case RULE_DURATION:
        print_quoted(buffer, value, "duration");
        return;
    case RULE_MONEY:
        print_quoted(buffer, value, "money");
        return;
    case RULE_IP:
        print_quoted(buffer, value, "ip");
        return;
    case RULE_CIDR:
        print_quoted(buffer, value, "cidr");
        return;
    case RULE_OPTIONAL:
        crm__buffer_cstr(buffer, value->optional ? "optional.of(" : "optional.none(");
        if (value->optional)
            print(buffer, value->optional, depth + 1);
        crm__buffer_byte(buffer, ')');
        return;
    default:
        crm__rule_value_text(buffer, value);
        return;
    }
}

void crm__rule_value_print(struct buffer *buffer, const struct rule_value *value)
{
    print(buffer, value, 0);
}
