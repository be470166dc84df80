/*
 * Numbers that nobody should see in full and that people type into the wrong box all the same:
 * resident identity numbers (GB 11643-1999, 18 characters, ISO 7064 MOD 11-2) and bank cards
 * (ISO/IEC 7812-1: issuer's first digits, length, Luhn's check digit).
 */
#ifndef CRM_ENGINE_SECRET_H
#define CRM_ENGINE_SECRET_H

#include "base/text.h"

enum secret_kind {
    SECRET_NONE,
    SECRET_RESIDENT_ID,
    SECRET_BANK_CARD,
};

enum { SECRET_MASK_SIZE = 24 };

struct secret {
    enum secret_kind kind;
    char masked[SECRET_MASK_SIZE]; /* the last four characters, stars for the others; or "" */
};

/* Blanks and dashes do not count; digits of either width do. */
void crm__secret_find(struct text typed, struct secret *secret_out);

const char *crm__secret_kind_name(enum secret_kind kind);

#endif
