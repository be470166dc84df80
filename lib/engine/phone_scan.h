/* What stands in a phone field, before anyone asks whether it is a number. */
#ifndef CRM_ENGINE_PHONE_SCAN_H
#define CRM_ENGINE_PHONE_SCAN_H

#include "engine/phone.h"

enum { PHONE_DIGITS_LIMIT = 20 }; /* longest prefix + number that can still be one */

struct phone_scan {
    char digits[PHONE_DIGITS_LIMIT + 1];
    size_t count;
    bool plus; /* a '+' stood in front */
    char extension[PHONE_EXTENSION_SIZE];
    size_t rest;
};

enum phone_reason crm__phone_scan(struct text typed, struct phone_scan *scan_out);

#endif
