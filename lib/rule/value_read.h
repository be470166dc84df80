/* Reading values out of a document that is parsed already. */
#ifndef CRM_RULE_VALUE_READ_H
#define CRM_RULE_VALUE_READ_H

#include "base/json.h"
#include "rule/rule.h"

/*
 * base/json refuses NUL, which CEL's texts may hold. A shielded document has the noncharacter
 * U+FDD0, which is nobody's text, for each \u0000, and unshielding turns it back. Copies; data is
 * NULL when there is no memory.
 */
struct text crm__json_shield(struct arena *arena, struct text json);
struct text crm__json_unshield(struct arena *arena, struct text text);

crm_status crm__rule_bindings_read(struct arena *arena, const struct json *object, bool typed,
                                   struct rule_bindings *out);

#endif
