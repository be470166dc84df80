/*
 * Names of hosts in any script as the DNS has them: UTS 46 (non-transitional, with the checks of
 * hyphens, joiners and directions) and Punycode (RFC 3492). What is plain ASCII needs none of this.
 */
#ifndef CRM_ENGINE_IDNA_H
#define CRM_ENGINE_IDNA_H

#include "base/text.h"

enum { IDNA_LIMIT = 255 }; /* code points of a name */

/* The A-label form, in lower case, of valid UTF-8. @return its size; 0 when the DNS cannot have
 * such a name or it does not fit. */
size_t crm__idna_to_ascii(struct text domain, char *out, size_t capacity);

/* Any text mapped as in a name (case, width and compatibility forms folded) and composed. What the
 * mapping refuses stays. @return its size; 0 when it does not fit. */
size_t crm__idna_fold(struct text text, char *out, size_t capacity);

struct text crm__idna_table_version(void);
uint64_t crm__idna_table_hash(void);

#endif
