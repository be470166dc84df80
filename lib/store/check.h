/*
 * Check: recomputes what must hold in a database and reports what does not.
 */
#ifndef CRM_STORE_CHECK_H
#define CRM_STORE_CHECK_H

#include "store/rows.h"

struct check;

/* An upper layer's own check, such as "rollups equal the orders": calls crm__check_report. */
struct checker {
    const char *name; /* the progress stage */
    crm_status (*run)(struct checker *checker, struct store *store, struct check *check);
    void *context;
};

/* Reports one problem; the entity may be NULL and the id 0. */
crm_status crm__check_report(struct check *check, const struct entity *entity, int64_t id,
                             const char *format, ...) CRM__PRINTF(4, 5);

/*
 * Checks, outside any transaction, the database itself, and when it is sound, in one reading
 * transaction: that system fields are set; that unique keys are unique; that references, links, and
 * pairs of an entity's name and an id lead to rows; that choice values exist; that values are what
 * their fields hold; that every version has its history and the history can be read; that match
 * keys belong to rows; then every one of `checkers`. Problems become rows of `problems` (columns
 * entity, record_id, problem), at most `limit` of them (0: a thousand). Needs a superuser.
 * @return CRM_OK, with or without problems; CRM_E_DENIED; CRM_E_MISUSE; CRM_E_CANCELLED; CRM_E_IO;
 *         CRM_E_NOMEM.
 */
crm_status crm__store_check(struct store *store, struct checker *const *checkers,
                            size_t checker_count, size_t limit, struct batch *problems);

#endif
