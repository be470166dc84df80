#include "rule/network.h"

#include <string.h>

static const char BAD_ADDRESS[] = "not an IP address";

/* A decimal number of up to `digits` digits without leading zeros; -1 when there is none. */
static int read_decimal(struct text text, size_t *at, size_t digits)
{
    size_t from = *at;
    int number = 0;
    while (*at < text.size && *at - from < digits && text.data[*at] >= '0' && text.data[*at] <= '9')
        number = number * 10 + (text.data[(*at)++] - '0');
    bool zero_led = *at - from > 1 && text.data[from] == '0';
    return *at == from || zero_led ? -1 : number;
}

static bool parse_four(struct text text, uint8_t bytes[4])
{
    size_t at = 0;
    for (size_t i = 0; i < 4; i++) {
        if (i > 0 && (at >= text.size || text.data[at++] != '.'))
            return false;
        int number = read_decimal(text, &at, 3);
        if (number < 0 || number > 255)
            return false;
        bytes[i] = (uint8_t)number;
    }
    return at == text.size;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Groups of an IPv6 address, until the end or "::". */
struct groups {
    uint8_t bytes[16];
    size_t size;
};

static bool read_groups(struct text text, struct groups *groups)
{
    for (size_t at = 0; at < text.size;) {
        struct text rest = crm__text_slice(text, at, text.size);
        if (crm__text_find(rest, TEXT(":"), 0) == SIZE_MAX &&
            crm__text_find(rest, TEXT("."), 0) != SIZE_MAX) {
            bool fits = groups->size + 4 <= 16;
            groups->size += 4;
            return fits && parse_four(rest, groups->bytes + groups->size - 4);
        }
        unsigned number = 0;
        size_t from = at;
        for (; at < text.size && at - from < 4 && hex_digit(text.data[at]) >= 0; at++)
            number = number * 16 + (unsigned)hex_digit(text.data[at]);
        if (at == from || groups->size + 2 > 16)
            return false;
        groups->bytes[groups->size++] = (uint8_t)(number >> 8);
        groups->bytes[groups->size++] = (uint8_t)number;
        if (at < text.size && (text.data[at++] != ':' || at == text.size))
            return false;
    }
    return true;
}

static bool parse_six(struct text text, uint8_t bytes[16])
{
    struct groups head = {.size = 0};
    struct groups tail = {.size = 0};
    size_t gap = crm__text_find(text, TEXT("::"), 0);
    if (gap == SIZE_MAX) {
        if (!read_groups(text, &head) || head.size != 16)
            return false;
    } else if (!read_groups(crm__text_slice(text, 0, gap), &head) ||
               !read_groups(crm__text_slice(text, gap + 2, text.size), &tail) ||
               head.size + tail.size > 14 ||
               crm__text_find(crm__text_slice(text, 0, gap), TEXT("."), 0) != SIZE_MAX) {
        return false;
    }
    memset(bytes, 0, 16);
    memcpy(bytes, head.bytes, head.size);
    memcpy(bytes + 16 - tail.size, tail.bytes, tail.size);
    return true;
}

bool crm__ip_parse(struct text text, struct ip *out, const char **error)
{
    static const uint8_t MAPPED[12] = {[10] = 0xff, [11] = 0xff};
    memset(out, 0, sizeof *out);
    *error = BAD_ADDRESS;
    if (crm__text_find(text, TEXT("%"), 0) != SIZE_MAX) {
        *error = "an IP address with a zone";
        return false;
    }
    if (crm__text_find(text, TEXT(":"), 0) == SIZE_MAX) {
        out->family = 4;
        return parse_four(text, out->bytes);
    }
    out->family = 6;
    if (!parse_six(text, out->bytes))
        return false;
    *error = "an IPv4-mapped IPv6 address";
    return crm__text_find(text, TEXT("."), 0) == SIZE_MAX ||
           memcmp(out->bytes, MAPPED, sizeof MAPPED) != 0;
}

bool crm__cidr_parse(struct text text, struct ip *out, uint8_t *prefix_out, const char **error)
{
    size_t slash = crm__text_find(text, TEXT("/"), 0);
    if (slash == SIZE_MAX) {
        *error = "not a network address";
        return false;
    }
    if (!crm__ip_parse(crm__text_slice(text, 0, slash), out, error))
        return false;
    size_t at = slash + 1;
    int prefix = read_decimal(text, &at, 3);
    *error = "not a network address";
    if (prefix < 0 || at != text.size || prefix > (int)crm__ip_size(out) * 8)
        return false;
    *prefix_out = (uint8_t)prefix;
    return true;
}

static unsigned group_at(const uint8_t *bytes, size_t group)
{
    return (unsigned)bytes[2 * group] << 8 | bytes[2 * group + 1];
}

/* RFC 5952: the longest run of two or more zero groups becomes "::". */
static void print_six(struct buffer *buffer, const uint8_t *bytes)
{
    size_t best = 8, best_size = 1;
    for (size_t i = 0; i < 8; i++) {
        size_t size = 0;
        while (i + size < 8 && group_at(bytes, i + size) == 0)
            size++;
        if (size > best_size) {
            best = i;
            best_size = size;
        }
    }
    for (size_t i = 0; i < 8; i++) {
        if (i == best) {
            crm__buffer_cstr(buffer, "::");
            i += best_size - 1;
            continue;
        }
        if (i > 0 && i != best + best_size)
            crm__buffer_byte(buffer, ':');
        crm__buffer_format(buffer, "%x", group_at(bytes, i));
    }
}

void crm__network_print(struct buffer *buffer, const struct rule_value *value)
{
    const uint8_t *bytes = (const uint8_t *)value->text.data;
    if (value->family == 4)
        crm__buffer_format(buffer, "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2], bytes[3]);
    else
        print_six(buffer, bytes);
    if (value->kind == RULE_CIDR)
        crm__buffer_format(buffer, "/%d", value->prefix);
}
