/* Time zones written as an offset. */
#ifndef CRM_RULE_FIXED_OFFSET_H
#define CRM_RULE_FIXED_OFFSET_H

#include "base/text.h"

/* "+08:00", "-02:30", "02:00"; false when the text is no fixed offset. */
bool crm__zone_fixed_offset(struct text text, int32_t *offset_s);

#endif
