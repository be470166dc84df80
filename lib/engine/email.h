/*
 * E-mail addresses: whether one is well formed, and two keys to match by.
 *
 * Grammar and limits of RFC 5321 section 4.1.2 (dot-atom and quoted local parts, address literals)
 * and RFC 1035 for host names; RFC 6531 lets UTF-8 in, counted in octets. The keys are for
 * matching only: mail is sent to what was typed.
 */
#ifndef CRM_ENGINE_EMAIL_H
#define CRM_ENGINE_EMAIL_H

#include "base/text.h"

enum email_level {
    EMAIL_INVALID,
    EMAIL_UNUSUAL, /* correct, yet seldom real: quoted, address literal, one-label or UTF-8 */
    EMAIL_VALID,
};

enum email_reason {
    EMAIL_OK,
    EMAIL_EMPTY,
    EMAIL_NO_AT,
    EMAIL_NO_LOCAL,
    EMAIL_NO_DOMAIN,
    EMAIL_LOCAL_TOO_LONG,  /* over 64 octets */
    EMAIL_DOMAIN_TOO_LONG, /* over 253 octets */
    EMAIL_TOO_LONG,        /* over 254 octets in all */
    EMAIL_BAD_LOCAL,       /* a character that needs quotes */
    EMAIL_BAD_DOTS,        /* a dot first, last or doubled */
    EMAIL_BAD_QUOTES,
    EMAIL_BAD_LABEL,       /* empty, over 63 octets, edge hyphen or bad character */
    EMAIL_BAD_LITERAL,
    EMAIL_NUMERIC_TLD,
    EMAIL_QUOTED,          /* unusual from here on */
    EMAIL_LITERAL,
    EMAIL_ONE_LABEL,
    EMAIL_UTF8,
};

enum email_flag {
    EMAIL_TAGGED = 1,        /* carries a sub-address: name+tag@ */
    EMAIL_ROLE = 2,          /* info@, sales@ …: a desk, not a person (RFC 2142) */
    EMAIL_FREE_PROVIDER = 4, /* a public mailbox provider: the domain says nothing of the company */
    EMAIL_QQ_NUMBER = 8,     /* digits@qq.com: the mailbox key holds a QQ number */
    EMAIL_PLACEHOLDER = 16,  /* example.com, test@test.com and the like */
};

enum { EMAIL_KEY_SIZE = 256 };

struct email {
    enum email_level level;
    enum email_reason reason;
    uint32_t flags;
    size_t at; /* offset of the '@' in `exact` */
    struct text exact;   /* local part as typed, domain lower-cased; points into `bytes` */
    struct text mailbox; /* the mailbox it reaches, by provider rules; points into `bytes` */
    char bytes[2 * EMAIL_KEY_SIZE];
};

/* Space around, full-width letters and a "mailto:" are taken away first. Do not copy the struct:
 * its texts point into it. */
void crm__email_clean(struct text typed, struct email *email_out);

const char *crm__email_level_name(enum email_level level);
const char *crm__email_reason_name(enum email_reason reason);
struct text crm__email_table_version(void);
uint64_t crm__email_table_hash(void); /* of their content */

#endif
