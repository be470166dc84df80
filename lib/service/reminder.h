/* Reminders (预告 提示 报警): a record with a time and a recipient. When the time comes, the recipient
 * gets a message in the outbox and the reminder is shown. */
#ifndef CRM_SERVICE_REMINDER_H
#define CRM_SERVICE_REMINDER_H

#include "service/work.h"

/* The observer that keeps a timer for each pending reminder. */
crm_status crm__reminder_attach(struct store *store);

/* The handler of due work "reminder". */
crm_status crm__reminder_due(struct store *store, struct work *work);

#endif
