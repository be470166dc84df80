/*
 * Phone numbers as people type them: what number is meant, whether it can exist, and its one
 * E.164 form, which is also the match key.
 *
 * Numbers are read, judged and written as libphonenumber does it (phone_number.h), with what people
 * in China type besides: 转 and 分机 for extensions, a second number behind the first, labels in any
 * script. Mainland China's own plan adds its short service numbers and says what is wrong.
 */
#ifndef CRM_ENGINE_PHONE_H
#define CRM_ENGINE_PHONE_H

#include "engine/phone_number.h"

enum phone_level {
    PHONE_INVALID,   /* cannot be dialled; `reason` says why */
    PHONE_PLAUSIBLE, /* has the length and the shape, but is in no range known to be assigned */
    PHONE_VALID,     /* obeys the numbering plan */
};

enum phone_type {
    PHONE_UNKNOWN,
    PHONE_MOBILE,
    PHONE_FIXED_LINE,
    PHONE_SERVICE, /* toll-free, shared cost, short service numbers */
    PHONE_FIXED_OR_MOBILE, /* where numbers do not tell which */
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
    PHONE_BAD_PREFIX,     /* no such mobile segment or area code, or no such range */
    PHONE_BAD_LENGTH,     /* the prefix exists, but its numbers have another length */
    PHONE_REPEATED,       /* one digit over and over: a placeholder */
};

enum {
    PHONE_E164_SIZE = PHONE_NUMBER_E164_SIZE,
    PHONE_DISPLAY_SIZE = 64, /* without the extension */
    PHONE_EXTENSION_SIZE = 21,
};

struct phone {
    enum phone_level level;
    enum phone_type type;
    enum phone_reason reason;
    int32_t calling_code; /* 0 unknown */
    char region[3];       /* ISO 3166; "" when it belongs to none, or it is not known to which */
    char e164[PHONE_E164_SIZE];               /* "" when invalid */
    char national[PHONE_DISPLAY_SIZE];        /* 010 6552 9988 */
    char international[PHONE_DISPLAY_SIZE];   /* +86 10 6552 9988 */
    char extension[PHONE_EXTENSION_SIZE];     /* ASCII digits after 转, ext, x, # */
    size_t rest; /* offset in what was typed where a second number begins; 0 none */
};

/* `region` (such as "CN") is where a number without a country is taken to be; may be empty. */
void crm__phone_clean(struct text typed, struct text region, struct phone *phone_out);
/* The same by another table than the built-in one. */
void crm__phone_clean_by(const struct phone_table *table, struct text typed, struct text region,
                         struct phone *phone_out);

const char *crm__phone_level_name(enum phone_level level);    /* "valid" */
const char *crm__phone_type_name(enum phone_type type);       /* "mobile" */
const char *crm__phone_reason_name(enum phone_reason reason); /* "bad_prefix" */

/* The table that judges in this environment: the built-in one unless the host has loaded one. */
static inline const struct phone_table *crm__phone_table_of(const struct env *env)
{
    return env->phones ? env->phones : &crm__phone_builtin;
}

#endif
