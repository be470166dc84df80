/* Web addresses: syntax-based and scheme-based normalisation of RFC 3986. */
#include "engine/weburl.h"
#include "engine/fold.h"

#include <string.h>

enum { HOST_LIMIT = 253, LABEL_LIMIT = 63 };

/* The parts of an address, as slices of what was typed. */
struct parts {
    bool http; /* else https */
    struct text host;
    struct text port; /* empty when it is the scheme's own */
    struct text path; /* with query and fragment */
};

static enum weburl_reason split(struct text typed, struct parts *parts);
static bool may_stand(uint32_t code_point);
static enum weburl_reason split_port(struct parts *parts);
static bool host_is_good(struct text host);
static size_t append(char *out, size_t at, struct text text);

void crm__weburl_clean(struct text typed, struct weburl *weburl)
{
    struct parts parts = {0};
    weburl->url = TEXT_NONE;
    weburl->host = TEXT_NONE;
    weburl->reason = split(crm__text_trim(typed), &parts);
    if (weburl->reason != WEBURL_OK)
        return;

    char *out = weburl->bytes;
    size_t at = append(out, 0, parts.http ? TEXT("http://") : TEXT("https://"));
    size_t host_at = at;
    at = append(out, at, parts.host);
    for (size_t i = host_at; i < at; i++)
        out[i] = crm__lower(out[i]);
    weburl->host = (struct text){out + host_at, parts.host.size};
    if (crm__text_starts(weburl->host, TEXT("www.")))
        weburl->host = crm__text_slice(weburl->host, 4, parts.host.size);
    if (parts.port.size > 0) {
        out[at++] = ':';
        at = append(out, at, parts.port);
    }
    if (!crm__text_is(parts.path, "/"))
        at = append(out, at, parts.path);
    weburl->url = (struct text){out, at};
}

const char *crm__weburl_reason_name(enum weburl_reason reason)
{
    static const char *const names[] = {"ok",       "empty",    "too_long",      "bad_scheme",
                                        "bad_host", "bad_port", "bad_character", "user_info"};
    return names[reason];
}

static enum weburl_reason split(struct text typed, struct parts *parts)
{
    if (typed.size == 0)
        return WEBURL_EMPTY;
    if (typed.size > WEBURL_SIZE)
        return WEBURL_TOO_LONG;
    for (size_t offset = 0; offset < typed.size;)
        if (!may_stand(crm__utf8_next(typed, &offset)))
            return WEBURL_BAD_CHARACTER;

    size_t scheme = crm__text_find(typed, TEXT("://"), 0);
    size_t question = crm__text_find(typed, TEXT("?"), 0);
    if (scheme != SIZE_MAX && scheme < question) {
        struct text name = crm__text_slice(typed, 0, scheme);
        parts->http = crm__text_equal_nocase(name, TEXT("http"));
        if (!parts->http && !crm__text_equal_nocase(name, TEXT("https")))
            return WEBURL_BAD_SCHEME;
        typed = crm__text_slice(typed, scheme + 3, typed.size);
    }
    size_t end = 0;
    while (end < typed.size && !strchr("/?#", typed.data[end]))
        end++;
    parts->host = crm__text_slice(typed, 0, end);
    parts->path = crm__text_slice(typed, end, typed.size);
    if (crm__text_find(parts->host, TEXT("@"), 0) != SIZE_MAX)
        return WEBURL_USER_INFO;
    return split_port(parts);
}

/* No space, no control, and none of the ASCII signs that RFC 3986 leaves out. */
static bool may_stand(uint32_t code_point)
{
    if (code_point < 0x80)
        return code_point > ' ' && !strchr("\"<>\\^`{|}\x7F", (int)code_point);
    return code_point > 0x9F && !crm__code_point_is_space(code_point);
}

static enum weburl_reason split_port(struct parts *parts)
{
    size_t colon = crm__text_find(parts->host, TEXT(":"), 0);
    if (colon != SIZE_MAX) {
        int64_t port;
        parts->port = crm__text_slice(parts->host, colon + 1, parts->host.size);
        parts->host = crm__text_slice(parts->host, 0, colon);
        if (parts->port.size > 0 &&
            (!crm__is_digit(parts->port.data[0]) ||
             crm__text_to_int64(parts->port, &port) != CRM_OK || port < 1 || port > 65535))
            return WEBURL_BAD_PORT;
        if (crm__text_is(parts->port, parts->http ? "80" : "443"))
            parts->port = TEXT_NONE;
    }
    if (parts->host.size > 0 && parts->host.data[parts->host.size - 1] == '.')
        parts->host.size--;
    return host_is_good(parts->host) ? WEBURL_OK : WEBURL_BAD_HOST;
}

/* Labels of letters, digits and inner hyphens, at least two; octets beyond ASCII pass. */
static bool host_is_good(struct text host)
{
    size_t labels = 0;
    size_t start = 0;
    if (host.size > HOST_LIMIT)
        return false;
    for (size_t i = 0; i <= host.size; i++) {
        if (i < host.size && host.data[i] != '.') {
            unsigned char c = (unsigned char)host.data[i];
            if (!crm__is_letter((char)c) && !crm__is_digit((char)c) && c != '-' && c < 0x80)
                return false;
            continue;
        }
        if (i == start || i - start > LABEL_LIMIT || host.data[start] == '-' ||
            host.data[i - 1] == '-')
            return false;
        labels++;
        start = i + 1;
    }
    return labels >= 2;
}

static size_t append(char *out, size_t at, struct text text)
{
    if (text.size > 0)
        memcpy(out + at, text.data, text.size);
    return at + text.size;
}
