/* Literal addresses: [192.0.2.1] and [IPv6:2001:db8::1], RFC 5321 section 4.1.3. */
#include "engine/email_grammar.h"
#include "engine/fold.h"

#include <string.h>

enum { GROUP_LIMIT = 8 };

/* The reader of colons: what is left after an IPv4 address at the end was taken as two groups. */
struct groups {
    size_t count;
    size_t doubles;      /* "::", overlapping ones in ":::" counted each */
    bool double_at_edge; /* the one that there is stands first or last */
    bool bad;
};

static size_t ipv4_start(struct text literal);
static enum email_reason judge_ipv6(struct text address, bool ipv4_follows);

enum email_reason crm__email_literal(struct text literal)
{
    size_t ipv4 = ipv4_start(literal);
    if (ipv4 == 0)
        return EMAIL_ADDRESS_LITERAL;
    if (literal.size < 5 ||
        !crm__text_equal_nocase(crm__text_slice(literal, 0, 5), TEXT("IPv6:")))
        return EMAIL_DOMAIN_LITERAL;
    bool mixed = ipv4 != SIZE_MAX;
    return judge_ipv6(crm__text_slice(literal, 5, mixed ? ipv4 : literal.size), mixed);
}

static bool is_octet(struct text digits)
{
    int number = 0;
    if (digits.size < 1 || digits.size > 3)
        return false;
    for (size_t i = 0; i < digits.size; i++)
        number = number * 10 + (digits.data[i] - '0');
    return number <= 255;
}

static bool is_word(char c)
{
    return crm__is_letter(c) || crm__is_digit(c) || c == '_';
}

/* Where the IPv4 address that ends the text begins; SIZE_MAX when none does. */
static size_t ipv4_start(struct text literal)
{
    size_t end = literal.size;
    for (int part = 0; part < 4; part++) {
        size_t start = end;
        while (start > 0 && crm__is_digit(literal.data[start - 1]))
            start--;
        if (!is_octet(crm__text_slice(literal, start, end)))
            return SIZE_MAX;
        if (part == 3)
            return start > 0 && is_word(literal.data[start - 1]) ? SIZE_MAX : start;
        if (start == 0 || literal.data[start - 1] != '.')
            return SIZE_MAX;
        end = start - 1;
    }
    return SIZE_MAX;
}

static bool is_group(struct text digits)
{
    for (size_t i = 0; i < digits.size; i++) {
        char c = crm__lower(digits.data[i]);
        if (!crm__is_digit(c) && !(c >= 'a' && c <= 'f'))
            return false;
    }
    return digits.size <= 4;
}

/* Between colons; where "::" stands, empty ones are counted too. */
static struct groups count_groups(struct text address, bool ipv4_follows)
{
    struct groups groups = {0};
    size_t start = 0;
    for (size_t i = 0; i <= address.size; i++) {
        if (i < address.size && address.data[i] != ':')
            continue;
        /* What stands before an IPv4 address ends in a colon. */
        bool last = i == address.size;
        if (last && ipv4_follows)
            groups.bad |= i > start;
        else
            groups.bad |= !is_group(crm__text_slice(address, start, i));
        groups.count += last && ipv4_follows ? 2 : 1;
        if (i + 1 < address.size && address.data[i + 1] == ':') {
            groups.doubles++;
            groups.double_at_edge = i == 0 || (i + 2 == address.size && !ipv4_follows);
        }
        start = i + 1;
    }
    return groups;
}

static enum email_reason judge_ipv6(struct text address, bool ipv4_follows)
{
    struct groups groups = count_groups(address, ipv4_follows);
    enum email_reason worst = EMAIL_ADDRESS_LITERAL;
    size_t limit = GROUP_LIMIT + groups.double_at_edge;
    if (groups.doubles > 1)
        worst = EMAIL_IPV6_TWO_DOUBLE_COLONS;
    else if (groups.doubles == 0 && groups.count != limit)
        worst = EMAIL_IPV6_GROUP_COUNT;
    else if (groups.doubles == 1 && groups.count > limit)
        worst = EMAIL_IPV6_MAX_GROUPS;
    else if (groups.doubles == 1 && groups.count == limit)
        worst = EMAIL_IPV6_DEPRECATED;

    size_t size = address.size;
    enum email_reason edge = EMAIL_OK;
    if (size > 0 && address.data[0] == ':' && (size == 1 || address.data[1] != ':'))
        edge = EMAIL_IPV6_COLON_START;
    else if (size > 1 && !ipv4_follows && address.data[size - 1] == ':' &&
             address.data[size - 2] != ':')
        edge = EMAIL_IPV6_COLON_END;
    else if (groups.bad)
        edge = EMAIL_IPV6_BAD_CHARACTER;
    return edge > worst ? edge : worst;
}
