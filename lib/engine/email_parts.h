/* Parts of e-mail addresses that need tables. */
#ifndef CRM_ENGINE_EMAIL_PARTS_H
#define CRM_ENGINE_EMAIL_PARTS_H

#include "engine/email.h"

/* Fills `mailbox`, which is written into `out` of EMAIL_KEY_SIZE, and adds flags. Both parts are
 * well formed and the domain is as the DNS has it. */
void crm__email_mailbox(struct email *email, struct text local, struct text domain, char *out);

bool crm__email_is_provider(struct text domain);

#endif
