/* Inside the layer: failures about the value of a field. */
#ifndef CRM_MODEL_CHECK_H
#define CRM_MODEL_CHECK_H

#include "model/entity.h"

/* Makes a failure of base, whose reason is in env, one of this field: "amount: REASON". What is
 * wrong with a value is CRM_E_INVALID; no memory stays no memory. */
crm_status crm__field_blame(struct env *env, const struct field *field, crm_status status);

#endif
