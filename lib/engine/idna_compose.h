/* Mapping by UTS 46, and Unicode's canonical composition (NFC). */
#ifndef CRM_ENGINE_IDNA_COMPOSE_H
#define CRM_ENGINE_IDNA_COMPOSE_H

#include "base/text.h"
#include "engine/tables/idna.h"

enum { POINTS_LIMIT = 1024 }; /* one character decomposes into four at most */

struct points {
    size_t count;
    uint32_t at[POINTS_LIMIT];
};

/* Of a code point that is mapped to nothing else. */
const struct idna_property *crm__idna_property(uint32_t code_point);

/* Appends what the text is mapped to, `keep_refused` or not; false when something is refused or
 * there is no room. */
bool crm__idna_map(struct text text, bool keep_refused, struct points *points);

/* In place; false when there is no room. */
bool crm__idna_compose(struct points *points);

#endif
