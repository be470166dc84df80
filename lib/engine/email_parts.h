/* Parts of e-mail addresses that need tables. */
#ifndef CRM_ENGINE_EMAIL_PARTS_H
#define CRM_ENGINE_EMAIL_PARTS_H

#include "engine/email.h"

/* The mailbox that local@domain reaches, into `out` of EMAIL_KEY_SIZE; both parts are well formed
 * and the domain is in lower case. */
struct text crm__email_mailbox(struct text local, struct text domain, char *out);

uint32_t crm__email_flags(struct text local, struct text domain, struct text mailbox);

#endif
