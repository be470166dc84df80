/*
 * Phone numbers as people type them: what number is meant, whether it can exist, and its one
 * E.164 form, which is also the match key.
 *
 * Mainland China is judged by its numbering plan (mobile segments, area codes with their subscriber
 * lengths, 400/800/95 services). Every other country is judged by its ITU calling code and the
 * length of its national numbers, so the best it can get is PHONE_PLAUSIBLE.
 * Recommendation ITU-T E.164; RFC 3966 for "tel:" and ";ext=".
 */
#ifndef CRM_ENGINE_PHONE_H
#define CRM_ENGINE_PHONE_H

#include "base/text.h"

enum phone_level {
    PHONE_INVALID,   /* cannot be dialled; `reason` says why */
    PHONE_PLAUSIBLE, /* code and length are right, no finer rule was asked */
    PHONE_VALID,     /* obeys the numbering plan */
};

enum phone_type {
    PHONE_UNKNOWN,
    PHONE_MOBILE,
    PHONE_FIXED_LINE,
    PHONE_SERVICE, /* toll-free, shared cost, short service numbers */
};

enum phone_reason {
    PHONE_OK,
    PHONE_EMPTY,
    PHONE_BAD_CHARACTER,  /* a character that no one writes in a number */
    PHONE_TOO_SHORT,
    PHONE_TOO_LONG,
    PHONE_NO_COUNTRY,     /* national form, and no region was given */
    PHONE_BAD_CODE,       /* international form with a calling code that is not assigned */
    PHONE_BAD_REGION,     /* the region given is not one we know */
    PHONE_BAD_PREFIX,     /* no such mobile segment or area code */
    PHONE_BAD_LENGTH,     /* the prefix exists, but its numbers have another length */
    PHONE_REPEATED,       /* one digit over and over: a placeholder */
};

enum {
    PHONE_E164_SIZE = 17,      /* '+', 15 digits, NUL */
    PHONE_DISPLAY_SIZE = 40,
    PHONE_EXTENSION_SIZE = 8,
};

struct phone {
    enum phone_level level;
    enum phone_type type;
    enum phone_reason reason;
    int32_t calling_code; /* 0 unknown */
    char region[3];       /* ISO 3166; "" when several share the code and it is not known which */
    char e164[PHONE_E164_SIZE];               /* "" when invalid */
    char national[PHONE_DISPLAY_SIZE];        /* 010 6552 9988 */
    char international[PHONE_DISPLAY_SIZE];   /* +86 10 6552 9988 */
    char extension[PHONE_EXTENSION_SIZE];     /* digits after 转, ext, x, # */
    size_t rest; /* offset in what was typed where a second number begins; 0 none */
};

/* `region` (such as "CN") is where a number without a country is taken to be; may be empty. */
void crm__phone_clean(struct text typed, struct text region, struct phone *phone_out);

const char *crm__phone_level_name(enum phone_level level);    /* "valid" */
const char *crm__phone_type_name(enum phone_type type);       /* "mobile" */
const char *crm__phone_reason_name(enum phone_reason reason); /* "bad_prefix" */

/* Name and version of the tables that judge, for a vendor who must say what judged a record. */
struct text crm__phone_table_version(void);
uint64_t crm__phone_table_hash(void); /* of their content */

#endif
