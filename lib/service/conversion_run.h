/* What the parts of a conversion share. */
#ifndef CRM_SERVICE_CONVERSION_RUN_H
#define CRM_SERVICE_CONVERSION_RUN_H

#include "base/json.h"
#include "service/conversion.h"

struct conversion {
    struct store *store;
    const struct conversion_options *options;
    struct conversion_result *result;
    struct record lead;
    int64_t lead_id;
    int64_t owner;
    struct buffer journal;
    struct json_writer writer;
};

/* "account", "contact" or "opportunity". */
const char *crm__conversion_entity(enum convert_target target);
struct value crm__conversion_value(const struct conversion *conversion, const char *field);

/* The record that is there already, or 0. */
crm_status crm__conversion_find(struct conversion *conversion, enum convert_target target,
                                int64_t *id_out);
/* Creates the target (`id` 0) or fills the empty fields of an existing one, which the journal
 * notes. */
crm_status crm__conversion_fill(struct conversion *conversion, enum convert_target target,
                                int64_t id);
/* Activities, tasks and notes of the lead. */
crm_status crm__conversion_relink(struct conversion *conversion);

#endif
