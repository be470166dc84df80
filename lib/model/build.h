/*
 * Inside the layer: the steps by which both the standard tables and run-time definitions become
 * entities and fields. What a failed step leaves in an arena or a map is unreachable.
 */
#ifndef CRM_MODEL_BUILD_H
#define CRM_MODEL_BUILD_H

#include "model/entity.h"

/* Registers an entity that has the system fields; texts must outlive the catalogue. */
crm_status crm__entity_new(struct catalogue *catalogue, const struct entity *prototype,
                           struct entity **entity_out);

/*
 * Appends a copy of `prototype`, for a phone or e-mail its NAME_normal, and the key that its flags
 * ask for. Unique and indexed mean the normal form, so NAME_normal takes these flags over.
 */
crm_status crm__entity_append(struct catalogue *catalogue, struct entity *entity,
                              const struct field *prototype, struct field **field_out);

crm_status crm__entity_add_key(struct catalogue *catalogue, struct entity *entity,
                               const struct field *const *fields, size_t count, bool unique);

crm_status crm__choice_set_new(struct catalogue *catalogue, const struct choice_set *prototype,
                               const struct choice_set **set_out);
const struct choice_set *crm__choice_set_find(const struct catalogue *catalogue, struct text name);

/* Most bytes of a value when a definition says 0; 0 for types that are not text. */
int32_t crm__field_type_size(enum field_type type);

#endif
