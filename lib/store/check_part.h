/* Parts of the check: each reads what it needs and reports what is wrong. */
#ifndef CRM_STORE_CHECK_PART_H
#define CRM_STORE_CHECK_PART_H

#include "store/check.h"

struct sql;

struct check {
    struct store *store;
    struct batch *problems;
    size_t limit;
};

/*
 * Runs a query whose rows are problems: the record's id first, then up to two numbers. The problem
 * reads: name, what, numbers. Frees the sql.
 */
crm_status crm__check_rows(struct check *check, const struct entity *entity, struct sql *sql,
                           const char *what, const char *name);

crm_status crm__check_entity(struct check *check, const struct entity *entity);
crm_status crm__check_choices(struct check *check, const struct entity *entity);
crm_status crm__check_values(struct check *check, const struct entity *entity);
crm_status crm__check_reference(struct check *check, const struct field *field);
/* Records that are named by entity and id, such as what a note is about. */
crm_status crm__check_subjects(struct check *check, const struct entity *entity);
crm_status crm__check_history(struct check *check);
crm_status crm__check_links(struct check *check);
crm_status crm__check_match_keys(struct check *check);

#endif
