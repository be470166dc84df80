/* Web addresses as typed: the normal form (RFC 3986 section 6.2) and the host to match by. */
#ifndef CRM_ENGINE_WEBURL_H
#define CRM_ENGINE_WEBURL_H

#include "base/text.h"

enum weburl_reason {
    WEBURL_OK,
    WEBURL_EMPTY,
    WEBURL_TOO_LONG,
    WEBURL_BAD_SCHEME, /* neither http nor https */
    WEBURL_BAD_HOST,
    WEBURL_BAD_PORT,
    WEBURL_BAD_CHARACTER, /* space, control or quote */
    WEBURL_USER_INFO,     /* name:password@: never stored */
};

enum { WEBURL_SIZE = 2048 };

struct weburl {
    enum weburl_reason reason;
    struct text url;  /* scheme and host lower-cased, default port and empty path's '/' dropped */
    struct text host; /* without "www."; the key */
    char bytes[WEBURL_SIZE + 16];
};

/* "example.com/a" is taken as https. Do not copy the struct: its texts point into it. */
void crm__weburl_clean(struct text typed, struct weburl *weburl_out);

const char *crm__weburl_reason_name(enum weburl_reason reason);

#endif
