/*
 * Records and values as JSON:
 *
 *     text phone email url date time choice   text
 *     integer                                 number; beyond 2^53, which doubles cannot hold, text
 *     decimal money                           text, such as "12.50"; money's currency is the
 *                                             record's `currency` member
 *     bool                                    true, false
 *     id reference                            text, for ids pass 2^53
 *     choices references                      array of text
 *     json                                    the value itself
 *
 * Reading also takes numbers for decimal, money and ids, and {"amount":"12.50","currency":"CNY"}
 * for money. null and "" clear.
 */
#ifndef CRM_MODEL_RECORD_JSON_H
#define CRM_MODEL_RECORD_JSON_H

#include "base/json.h"
#include "model/record.h"

enum record_json_flag {
    RECORD_JSON_NULLS = 1 << 0,     /* writing: null members, too */
    RECORD_JSON_SKIP_KEPT = 1 << 1, /* reading: pass over what the library keeps (id, version …),
                                       as when an export is read; else that is CRM_E_MISUSE */
};

void crm__value_to_json(struct json_writer *writer, const struct field *field, struct text currency,
                        struct value value);
/* One object, members in the order of the catalogue. */
void crm__record_to_json(struct json_writer *writer, const struct record *record, uint32_t flags);

/* Money must not be an object here: crm__record_from_json knows where its currency goes. */
crm_status crm__value_from_json(struct env *env, struct arena *arena, const struct field *field,
                                struct text currency, const struct json *json,
                                struct value *value_out);
/* Sets what `object` has; CRM_E_UNKNOWN and CRM_E_INVALID name the member. Stops at the first
 * failure, which stays in the record as with every setter. */
crm_status crm__record_from_json(struct record *record, const struct json *object, uint32_t flags);

#endif
