/* Records by what people call them: a unique value such as a login, a name, or an id. */
#ifndef CRM_SERVICE_NAMED_H
#define CRM_SERVICE_NAMED_H

#include "model/record.h"
#include "store/store.h"

/*
 * The one record that the acting user may read and whose field has this value, given as text.
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_EXISTS: several have it; CRM_E_INVALID: no such value;
 *         CRM_E_BUSY; CRM_E_IO; CRM_E_NOMEM.
 */
crm_status crm__record_named(struct store *store, const struct entity *entity,
                             const struct field *field, struct text text, int64_t *id_out);

/*
 * Sets a field as crm__record_set_text does, but a reference may be an id, "account/12", the value
 * of a unique field, or the name of a record; a list of references is such names with "|" between
 * them.
 * @return as crm__record_set_text; CRM_E_NOT_FOUND: nothing is called so; CRM_E_EXISTS: several;
 *         CRM_E_BUSY; CRM_E_IO.
 */
crm_status crm__record_set_named(struct store *store, struct record *record,
                                 const struct field *field, struct text text);

#endif
