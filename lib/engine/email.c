/* E-mail addresses: grammar, limits, and the two keys. */
#include "engine/email.h"
#include "engine/email_parts.h"
#include "engine/fold.h"

#include <string.h>

enum { ADDRESS_LIMIT = 254, LOCAL_LIMIT = 64, DOMAIN_LIMIT = 253, LABEL_LIMIT = 63 };

static size_t take_address(struct text typed, char *out, enum email_reason *reason_out);
static size_t find_at(struct text address);
static enum email_reason check_local(struct text local);
static enum email_reason check_quoted(struct text local);
static enum email_reason check_domain(struct text domain);
static enum email_reason check_label(struct text label);
static enum email_reason check_literal(struct text domain);
static enum email_reason unusual(struct text local, struct text domain);
static bool has_utf8(struct text text);

void crm__email_clean(struct text typed, struct email *email)
{
    memset(email, 0, offsetof(struct email, bytes));
    enum email_reason reason;
    size_t size = take_address(typed, email->bytes, &reason);
    struct text address = {email->bytes, size};
    size_t at = find_at(address);
    struct text local = crm__text_slice(address, 0, at);
    struct text domain = crm__text_slice(address, at + 1, size);

    if (reason == EMAIL_OK && at == SIZE_MAX)
        reason = EMAIL_NO_AT;
    if (reason == EMAIL_OK)
        reason = check_local(local);
    if (reason == EMAIL_OK)
        reason = check_domain(domain);
    email->reason = reason;
    if (reason != EMAIL_OK)
        return;

    email->reason = unusual(local, domain);
    email->level = email->reason == EMAIL_OK ? EMAIL_VALID : EMAIL_UNUSUAL;
    email->at = at;
    for (size_t i = at + 1; i < size; i++)
        email->bytes[i] = crm__lower(email->bytes[i]);
    email->exact = address;
    email->mailbox = crm__email_mailbox(local, domain, email->bytes + EMAIL_KEY_SIZE);
    email->flags = crm__email_flags(local, domain, email->mailbox);
}

const char *crm__email_level_name(enum email_level level)
{
    static const char *const names[] = {"invalid", "unusual", "valid"};
    return names[level];
}

const char *crm__email_reason_name(enum email_reason reason)
{
    static const char *const names[] = {
        "ok",         "empty",       "no_at",       "no_local",    "no_domain", "local_too_long",
        "domain_too_long", "too_long", "bad_local", "bad_dots",    "bad_quotes", "bad_label",
        "bad_literal", "numeric_tld", "quoted",     "literal",     "one_label",  "utf8",
    };
    return names[reason];
}

/* Trimmed, width folded, without "mailto:" or angle brackets; at most ADDRESS_LIMIT octets. */
static size_t take_address(struct text typed, char *out, enum email_reason *reason)
{
    struct text text = crm__text_trim(typed);
    if (text.size > 7 && crm__text_equal_nocase(crm__text_slice(text, 0, 7), TEXT("mailto:")))
        text = crm__text_slice(text, 7, text.size);
    if (text.size > 1 && text.data[0] == '<' && text.data[text.size - 1] == '>')
        text = crm__text_slice(text, 1, text.size - 1);
    *reason = text.size == 0 ? EMAIL_EMPTY : EMAIL_OK;
    size_t size = crm__fold_text(text, out, EMAIL_KEY_SIZE);
    if (size == SIZE_MAX || size > ADDRESS_LIMIT) {
        /* Still say when one half alone is to blame: that is what the person can mend. */
        size_t at = find_at(text);
        bool local = at != SIZE_MAX && at > LOCAL_LIMIT;
        bool domain = at != SIZE_MAX && text.size - at - 1 > DOMAIN_LIMIT;
        *reason = local    ? EMAIL_LOCAL_TOO_LONG
                  : domain ? EMAIL_DOMAIN_TOO_LONG
                           : EMAIL_TOO_LONG;
        return 0;
    }
    return size;
}

/* The last '@' that is not inside quotes; a quoted local part may hold some. */
static size_t find_at(struct text address)
{
    for (size_t i = address.size; i-- > 0;)
        if (address.data[i] == '@')
            return i;
    return SIZE_MAX;
}

/* atext of RFC 5322, and any octet beyond ASCII (RFC 6531). */
static bool is_atom(char c)
{
    return crm__is_letter(c) || crm__is_digit(c) || (unsigned char)c >= 0x80 ||
           (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static enum email_reason check_local(struct text local)
{
    if (local.size == 0)
        return EMAIL_NO_LOCAL;
    if (local.size > LOCAL_LIMIT)
        return EMAIL_LOCAL_TOO_LONG;
    if (local.data[0] == '"')
        return check_quoted(local);
    for (size_t i = 0; i < local.size; i++) {
        if (local.data[i] == '.') {
            if (i == 0 || i + 1 == local.size || local.data[i - 1] == '.')
                return EMAIL_BAD_DOTS;
        } else if (!is_atom(local.data[i])) {
            return EMAIL_BAD_LOCAL;
        }
    }
    return EMAIL_OK;
}

/* DQUOTE *(qtext / quoted-pair) DQUOTE */
static enum email_reason check_quoted(struct text local)
{
    if (local.size < 2 || local.data[local.size - 1] != '"')
        return EMAIL_BAD_QUOTES;
    for (size_t i = 1; i + 1 < local.size; i++) {
        unsigned char c = (unsigned char)local.data[i];
        if (c == '\\' && i + 2 < local.size)
            c = (unsigned char)local.data[++i];
        else if (c == '"' || c == '\\')
            return EMAIL_BAD_QUOTES;
        if (c < ' ' || c == 0x7F)
            return EMAIL_BAD_QUOTES;
    }
    return EMAIL_OK;
}

static enum email_reason check_domain(struct text domain)
{
    if (domain.size == 0)
        return EMAIL_NO_DOMAIN;
    if (domain.size > DOMAIN_LIMIT)
        return EMAIL_DOMAIN_TOO_LONG;
    if (domain.data[0] == '[')
        return check_literal(domain);
    bool digits_only = true;
    size_t start = 0;
    for (size_t i = 0; i <= domain.size; i++) {
        if (i < domain.size && domain.data[i] != '.') {
            digits_only = digits_only && crm__is_digit(domain.data[i]);
            continue;
        }
        enum email_reason reason = check_label(crm__text_slice(domain, start, i));
        if (reason != EMAIL_OK)
            return reason;
        start = i + 1;
        if (i < domain.size)
            digits_only = true;
    }
    return digits_only ? EMAIL_NUMERIC_TLD : EMAIL_OK;
}

static enum email_reason check_label(struct text label)
{
    if (label.size == 0 || label.size > LABEL_LIMIT || label.data[0] == '-' ||
        label.data[label.size - 1] == '-')
        return EMAIL_BAD_LABEL;
    for (size_t i = 0; i < label.size; i++) {
        char c = label.data[i];
        if (!crm__is_letter(c) && !crm__is_digit(c) && c != '-' && (unsigned char)c < 0x80)
            return EMAIL_BAD_LABEL;
    }
    return EMAIL_OK;
}

/* [IPv4] or [IPv6:…]. */
static enum email_reason check_literal(struct text domain)
{
    if (domain.size < 3 || domain.data[domain.size - 1] != ']')
        return EMAIL_BAD_LITERAL;
    struct text inside = crm__text_slice(domain, 1, domain.size - 1);
    bool good = inside.size > 5 && crm__text_equal_nocase(crm__text_slice(inside, 0, 5),
                                                          TEXT("IPv6:"))
                    ? crm__email_ipv6(crm__text_slice(inside, 5, inside.size))
                    : crm__email_ipv4(inside);
    return good ? EMAIL_OK : EMAIL_BAD_LITERAL;
}

static enum email_reason unusual(struct text local, struct text domain)
{
    if (local.data[0] == '"')
        return EMAIL_QUOTED;
    if (domain.data[0] == '[')
        return EMAIL_LITERAL;
    if (!memchr(domain.data, '.', domain.size))
        return EMAIL_ONE_LABEL;
    return has_utf8(local) || has_utf8(domain) ? EMAIL_UTF8 : EMAIL_OK;
}

static bool has_utf8(struct text text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return true;
    return false;
}
