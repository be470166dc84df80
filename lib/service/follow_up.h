/* Follow-ups (跟进): what an activity says of its lead. An observer keeps the lead's last and next
 * follow-up, its first response, their number, and a status that shows the work has begun. */
#ifndef CRM_SERVICE_FOLLOW_UP_H
#define CRM_SERVICE_FOLLOW_UP_H

#include "store/observer.h"

extern const char *const crm__follow_up_fields[]; /* of activities */

crm_status crm__follow_ups_changed(struct observer *observer, struct store *store,
                                   const struct row_change *change);

#endif
