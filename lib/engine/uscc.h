/*
 * Chinese registration numbers of organisations: the unified social credit code (GB 32100-2015,
 * 18 characters, check character modulo 31) and the older business licence number (15 digits,
 * ISO 7064 MOD 11,10).
 */
#ifndef CRM_ENGINE_USCC_H
#define CRM_ENGINE_USCC_H

#include "base/text.h"

enum uscc_kind {
    USCC_NONE,
    USCC_CREDIT_CODE,    /* 18 characters */
    USCC_LICENCE_NUMBER, /* 15 digits */
};

enum uscc_reason {
    USCC_OK,
    USCC_EMPTY,
    USCC_BAD_LENGTH,
    USCC_BAD_CHARACTER, /* I, O, S, V, Z or punctuation; `position` says where */
    USCC_BAD_CHECK,     /* the check character does not fit: a typing error */
    USCC_RESIDENT_ID,   /* a person's number, where a company's was asked for */
    USCC_BANK_CARD,
    USCC_ODD_AUTHORITY, /* from here on the check fits, so the key is given: no such authority */
    USCC_ODD_REGION,    /* characters 3..8 begin with no province */
};

struct uscc {
    enum uscc_kind kind;
    enum uscc_reason reason;
    size_t position;      /* 1-based, of USCC_BAD_CHARACTER */
    char key[19];         /* upper case, no separators; "" unless the check fits */
    char region[7];       /* GB/T 2260 division where it registered */
    char organisation[10]; /* characters 9..17, the organisation code of GB 11714 */
};

void crm__uscc_clean(struct text typed, struct uscc *uscc_out);

const char *crm__uscc_kind_name(enum uscc_kind kind);
const char *crm__uscc_reason_name(enum uscc_reason reason);

#endif
