/* The catalogue for people and for programs: the entity pages of the documentation, and JSON. */
#ifndef CRM_MODEL_PRINT_H
#define CRM_MODEL_PRINT_H

#include "base/json.h"
#include "model/entity.h"

/* All entities by area, then the choice sets, in both languages; docs/entities.md is this. */
void crm__catalogue_to_markdown(const struct catalogue *catalogue, struct buffer *buffer);

/*
 * {"name","label":{"en","zh"},"area","custom","internal","append_only","history","name_field",
 *  "fields":[{"name","type","label":{"en","zh"}, "size" | "scale" | "target" | "choices":[{"name",
 *  "label":{…}}…], "initial", "flags":["required"…]}…], "unique":[["a","b"]…], "indexes":[[…]…]}
 */
void crm__entity_to_json(const struct entity *entity, struct json_writer *writer);
/* {"entities":[…]} */
void crm__catalogue_to_json(const struct catalogue *catalogue, struct json_writer *writer);

#endif
