/* What the parts of the mapping share. */
#ifndef CRM_SERVICE_IMPORT_MAP_PART_H
#define CRM_SERVICE_IMPORT_MAP_PART_H

#include "service/import_map.h"

/* Fields that the library keeps are no targets. */
bool crm__import_settable(const struct field *field);
/* Some column gives that field already. */
bool crm__import_taken(const struct import_map *map, const struct field *field,
                       const struct field *path);
/* "mobile" or "account.external_id"; false when the entity has no such field. */
bool crm__import_path(const struct entity *entity, struct text name, const struct field **field_out,
                      const struct field **path_out);
crm_status crm__import_target_add(struct import_map *map, const struct import_target *target);
/* What the plan says of a column, or of a constant. */
crm_status crm__import_column_add(struct import_map *map, struct text name, enum import_use use,
                                  const struct field *field, const struct field *path);
/* Steps through "src=dst,…"; false at the end. */
bool crm__import_map_next(struct text text, size_t *from, struct text *source, struct text *target);
/* Why that target is none. */
crm_status crm__import_map_fail(struct import_map *map, struct text target);

#endif
