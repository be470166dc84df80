/* Base64 (RFC 4648, section 4). */
#ifndef CRM_RULE_BASE64_H
#define CRM_RULE_BASE64_H

#include "base/text.h"

size_t crm__base64_size(size_t byte_count); /* of the text, with padding */
void crm__base64_encode(struct text bytes, char *out);
/* `out` has room for text.size * 3 / 4. Padding may be left out. */
bool crm__base64_decode(struct text text, char *out, size_t *size_out);

#endif
