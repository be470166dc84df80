/* What is dialled: the digits that a text stands for, before anyone asks whose they are. */
#ifndef CRM_ENGINE_PHONE_DIAL_H
#define CRM_ENGINE_PHONE_DIAL_H

#include "engine/phone_number.h"

enum {
    PHONE_TYPED_MAX = 250, /* code points that are looked at */
    PHONE_SPARE = 16,      /* room for what a national prefix stands for */
};

struct phone_dial {
    char digits[PHONE_TYPED_MAX + PHONE_SPARE];
    size_t count;
    bool plus;
    char extension[PHONE_SUFFIX_SIZE];
};

/* `region_known` false: only a number that begins with a plus can be understood. */
enum phone_parsed crm__phone_dial(struct text typed, bool region_known, struct phone_dial *dial);

/* The same for what is not plain digits, blanks and dashes. */
enum phone_parsed crm__phone_dial_slowly(struct text typed, bool region_known,
                                         struct phone_dial *dial);

#endif
