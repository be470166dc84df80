/* Inside the layer: checks of what a host, or a database, wants to add to the catalogue. */
#ifndef CRM_MODEL_DEFINITION_H
#define CRM_MODEL_DEFINITION_H

#include "model/entity.h"

/* A letter, then letters, digits and "_", lower case, at most 60 bytes, not a reserved word. */
crm_status crm__definition_check_name(struct env *env, const char *what, struct text name);
/* UTF-8 of at most 200 bytes; empty is fine. `name` is whose label it is. */
crm_status crm__definition_check_label(struct env *env, struct text name, struct text label);
/* Everything about a field but its name being free and its number. */
crm_status crm__definition_check(struct catalogue *catalogue,
                                 const struct field_definition *definition);

#endif
