/* The domain that was meant when a big provider's is mistyped: gmial.com, hotmai.com, qq.con. */
#ifndef CRM_ENGINE_EMAIL_TYPO_H
#define CRM_ENGINE_EMAIL_TYPO_H

#include "base/text.h"

/* Empty for a provider that is known, and for what resembles none. `domain` is in lower case. */
struct text crm__email_suggest(struct text domain);

#endif
