/* Inside the layer: failures about names that do not exist, with what was probably meant. */
#ifndef CRM_MODEL_SUGGEST_H
#define CRM_MODEL_SUGGEST_H

#include "model/entity.h"

crm_status crm__fail_no_entity(const struct catalogue *catalogue, struct text name);
crm_status crm__fail_no_field(struct env *env, const struct entity *entity, struct text name);
crm_status crm__fail_no_field_type(struct env *env, struct text name);
/* CRM_E_INVALID: the value of `field` is not one of its choices. */
crm_status crm__fail_no_choice(struct env *env, const struct field *field, struct text name);

/* A text for a message: cut to a few words, at a character. */
struct text crm__text_excerpt(struct text text);

#endif
