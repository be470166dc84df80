/* The numbering plan of mainland China, on national numbers without the trunk 0. */
#ifndef CRM_ENGINE_PHONE_CHINA_H
#define CRM_ENGINE_PHONE_CHINA_H

#include "engine/phone.h"

struct china_number {
    enum phone_reason reason; /* PHONE_OK when it obeys the plan */
    enum phone_type type;
    size_t area; /* digits of the area code; 0 none */
};

struct china_number crm__phone_china(const char *digits, size_t count);
uint64_t crm__phone_china_hash(void); /* of the plan's tables */

#endif
