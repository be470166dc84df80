/*
 * Phone numbers exactly as libphonenumber reads, judges and writes them, over a table of numbering
 * plans (phone_table.h). What people in China write besides is phone.h's affair.
 *
 * Recommendation ITU-T E.164; RFC 3966.
 */
#ifndef CRM_ENGINE_PHONE_NUMBER_H
#define CRM_ENGINE_PHONE_NUMBER_H

#include "engine/phone_table.h"

enum phone_parsed {
    PHONE_PARSED,
    PHONE_PARSED_NO_CODE,   /* no such calling code, or no region for a national number */
    PHONE_PARSED_NO_NUMBER, /* does not look like a number */
    PHONE_PARSED_SHORT_IDD, /* too few digits after the prefix for calls abroad */
    PHONE_PARSED_SHORT,
    PHONE_PARSED_LONG,
};

enum phone_kind {
    PHONE_KIND_UNKNOWN, /* exactly when the number is not valid */
    PHONE_KIND_FIXED_LINE,
    PHONE_KIND_MOBILE,
    PHONE_KIND_FIXED_LINE_OR_MOBILE,
    PHONE_KIND_TOLL_FREE,
    PHONE_KIND_PREMIUM_RATE,
    PHONE_KIND_SHARED_COST,
    PHONE_KIND_VOIP,
    PHONE_KIND_PERSONAL_NUMBER,
    PHONE_KIND_PAGER,
    PHONE_KIND_UAN,
    PHONE_KIND_VOICEMAIL,
};

/* What the length alone says. */
enum phone_possible {
    PHONE_POSSIBLE,
    PHONE_POSSIBLE_LOCAL, /* only within an area */
    PHONE_POSSIBLE_NO_CODE,
    PHONE_POSSIBLE_SHORT,
    PHONE_POSSIBLE_LENGTH, /* neither too short nor too long, and yet no such length */
    PHONE_POSSIBLE_LONG,
};

enum {
    PHONE_DIGITS_MIN = 2,
    PHONE_DIGITS_MAX = 17,       /* of a national number */
    PHONE_NUMBER_E164_SIZE = 24, /* '+', code, digits, NUL */
    PHONE_SUFFIX_SIZE = 84,      /* an extension of 20 digits of any script */
    PHONE_FORMAT_SIZE = 160,
};

struct phone_number {
    enum phone_parsed parsed; /* what follows is set only if PHONE_PARSED */
    enum phone_kind kind;
    enum phone_possible possible;
    char region[4]; /* "CN"; "001" belongs to no region; "ZZ" unknown which of several */
    char digits[PHONE_DIGITS_MAX + 1]; /* the national number */
    uint16_t count;
    char extension[PHONE_SUFFIX_SIZE]; /* as typed */
    const struct phone_code *code;
    const struct phone_label *label;
};

/* `region`: where a number without a country is taken to be: "CN"; may be empty. */
void crm__phone_parse(const struct phone_table *table, struct text typed, struct text region,
                      struct phone_number *number_out);

/* The plan of a region; NULL when there is no such region. */
const struct phone_plan *crm__phone_plan_of(const struct phone_table *table, struct text region);

/* Forms of a parsed number, NUL-terminated; the size without it. */
size_t crm__phone_e164(const struct phone_number *number, char out[PHONE_NUMBER_E164_SIZE]);
size_t crm__phone_national(const struct phone_table *table, const struct phone_number *number,
                           char out[PHONE_FORMAT_SIZE]);
size_t crm__phone_international(const struct phone_table *table, const struct phone_number *number,
                                char out[PHONE_FORMAT_SIZE]);

const char *crm__phone_kind_name(enum phone_kind kind); /* "FIXED_LINE" */

int crm__phone_digit(uint32_t code_point); /* of a decimal digit of any script; -1: it is none */

#endif
