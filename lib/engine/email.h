/*
 * E-mail addresses: how far one is from what RFC 5321 lets a sender use, and two keys to match by.
 *
 * Levels and reasons are those of Dominic Sayers' is_email, which knows the grammars of RFC 5321
 * (SMTP), RFC 5322 (message headers, with comments and folding) and RFC 1035 (host names); UTF-8
 * (RFC 6531) has a level of its own, as it needs a server that takes it. Names of hosts in other
 * scripts are turned into the form of the DNS (UTS 46). The keys are for matching only: mail is
 * sent to what was typed.
 */
#ifndef CRM_ENGINE_EMAIL_H
#define CRM_ENGINE_EMAIL_H

#include "base/text.h"

/* Each is worse than those before it. */
enum email_level {
    EMAIL_VALID,
    EMAIL_RFC6531, /* valid, for servers that take UTF-8 */
    EMAIL_RFC5321, /* valid, yet seldom real: quoted, a literal address, a top-level domain */
    EMAIL_CFWS,    /* valid in a header only: holds comments or folding white space */
    EMAIL_DEPREC,  /* a header's obsolete form */
    EMAIL_RFC5322, /* looks like an address, but mail cannot be sent to it */
    EMAIL_ERR,
};

/* The worst thing that was found; each is worse than those before it. */
enum email_reason {
    EMAIL_OK,
    EMAIL_UTF8_LOCAL,
    EMAIL_TLD,         /* the domain is one label */
    EMAIL_TLD_NUMERIC, /* its last label begins with a digit */
    EMAIL_QUOTED_STRING,
    EMAIL_ADDRESS_LITERAL,
    EMAIL_IPV6_DEPRECATED, /* "::" stands for one group */
    EMAIL_COMMENT,
    EMAIL_FWS,
    EMAIL_DEPREC_LOCAL_PART, /* some of its words quoted */
    EMAIL_DEPREC_FWS,
    EMAIL_DEPREC_QTEXT, /* control characters in quotes */
    EMAIL_DEPREC_QP,
    EMAIL_DEPREC_COMMENT,
    EMAIL_DEPREC_CTEXT,
    EMAIL_DEPREC_CFWS_NEAR_AT,
    EMAIL_DOMAIN, /* holds what host names do not */
    EMAIL_TOO_LONG,        /* over 254 octets in all */
    EMAIL_LOCAL_TOO_LONG,  /* over 64 octets */
    EMAIL_DOMAIN_TOO_LONG, /* over 255 octets */
    EMAIL_LABEL_TOO_LONG,  /* over 63 octets */
    EMAIL_DOMAIN_LITERAL,
    EMAIL_DOMLIT_OBSDTEXT,
    EMAIL_IPV6_GROUP_COUNT,
    EMAIL_IPV6_TWO_DOUBLE_COLONS,
    EMAIL_IPV6_BAD_CHARACTER,
    EMAIL_IPV6_MAX_GROUPS,
    EMAIL_IPV6_COLON_START,
    EMAIL_IPV6_COLON_END,
    EMAIL_EXPECTING_DTEXT,
    EMAIL_NO_LOCAL_PART,
    EMAIL_NO_DOMAIN,
    EMAIL_CONSECUTIVE_DOTS,
    EMAIL_ATEXT_AFTER_CFWS,
    EMAIL_ATEXT_AFTER_QUOTES,
    EMAIL_ATEXT_AFTER_LITERAL,
    EMAIL_EXPECTING_QPAIR,
    EMAIL_EXPECTING_ATEXT,
    EMAIL_EXPECTING_QTEXT,
    EMAIL_EXPECTING_CTEXT,
    EMAIL_BACKSLASH_END,
    EMAIL_DOT_START,
    EMAIL_DOT_END,
    EMAIL_HYPHEN_START,
    EMAIL_HYPHEN_END,
    EMAIL_UNCLOSED_QUOTES,
    EMAIL_UNCLOSED_COMMENT,
    EMAIL_UNCLOSED_LITERAL,
    EMAIL_CRLF_X2,
    EMAIL_CRLF_END,
    EMAIL_CR_NO_LF,
    EMAIL_IDNA, /* a label of another script that no DNS name can hold */
};

enum email_flag {
    EMAIL_TAGGED = 1,        /* carries a sub-address: name+tag@ */
    EMAIL_ROLE = 2,          /* info@, sales@ …: a desk, not a person (RFC 2142) */
    EMAIL_FREE_PROVIDER = 4, /* a public mailbox provider: the domain says nothing of the company */
    EMAIL_QQ_NUMBER = 8,     /* digits@qq.com: the mailbox key holds a QQ number */
    EMAIL_PLACEHOLDER = 16,  /* example.com, test@test.com and the like */
    EMAIL_DISPOSABLE = 32,   /* a domain of mailboxes for a few minutes */
    EMAIL_UNWRAPPED = 64,    /* judged without what stood around it: mailto:, <>, a name */
    EMAIL_IDN = 128,         /* the domain was typed in another script */
};

enum { EMAIL_KEY_SIZE = 256 };

struct email {
    enum email_level level;
    enum email_reason reason;
    uint32_t flags;
    size_t at; /* offset of the '@' in `exact` */
    /* Empty when mail cannot be sent there. They point into `bytes`. */
    struct text exact;   /* local part as typed, domain as the DNS has it; no comments */
    struct text mailbox; /* the mailbox it reaches, by provider rules */
    char bytes[2 * EMAIL_KEY_SIZE];
};

/*
 * Full-width letters become plain ones first. An address that is wrong as it stands is judged
 * again without space, a "mailto:", a name and angle brackets around it. Do not copy the struct:
 * its texts point into it.
 */
void crm__email_clean(struct text typed, struct email *email_out);

enum email_level crm__email_reason_level(enum email_reason reason);
const char *crm__email_level_name(enum email_level level);
const char *crm__email_reason_name(enum email_reason reason); /* is_email's, in lower case */
struct text crm__email_table_version(void);
uint64_t crm__email_table_hash(void); /* of their content */

#endif
