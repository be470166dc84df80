/*
 * Tags of records, with where they come from: by hand, by a rule or by an import, since when, and
 * until when. A tag that has expired is no tag.
 */
#ifndef CRM_SERVICE_TAG_H
#define CRM_SERVICE_TAG_H

#include "model/reader.h"
#include "service/save.h"

enum tag_source { TAG_MANUAL, TAG_RULE, TAG_IMPORT };

struct tag_options {
    enum tag_source source;
    int64_t rule;       /* the tag_rule; 0: none */
    int64_t expires_us; /* 0: never */
};

/*
 * Gives a record the tag of that name, which is made when it is new. A record that has it gets the
 * new source and expiry, but what was tagged by hand stays so.
 * @return CRM_OK; CRM_E_NOT_FOUND: the record; CRM_E_DENIED when the acting user may not change
 *         that record; CRM_E_INVALID: no name, or an expiry that is past.
 */
crm_status crm__tag_add(struct store *store, const struct entity *entity, int64_t id,
                        struct text name, const struct tag_options *options);

/* @return as crm__tag_add; CRM_E_NOT_FOUND also when the record has no such tag. */
crm_status crm__tag_remove(struct store *store, const struct entity *entity, int64_t id,
                           struct text name);

/* tag, source, rule, tagged_at, expires_at; by name. */
crm_status crm__tag_list(struct store *store, const struct entity *entity, int64_t id,
                         struct reader **reader_out);

#endif
