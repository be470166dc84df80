/* Normal forms: what stands in the NAME_normal field of a phone or an e-mail address. */
#ifndef CRM_SERVICE_NORMAL_H
#define CRM_SERVICE_NORMAL_H

#include "engine/email.h"
#include "engine/phone.h"
#include "model/entity.h"
#include "store/check.h"

enum { REGION_SIZE = 8 };

/* Room for a normal form. */
union normal {
    struct phone phone;
    struct email email;
};

/* The normal form of what was typed into a phone or e-mail field; empty when it has none. It points
 * into `room`. `region` is the country of phones without one. */
struct text crm__normal_of(const struct env *env, const struct field *field, struct text typed,
                           const char *region, union normal *room);

/* The database's own region. */
crm_status crm__normal_region(struct store *store, char region[REGION_SIZE]);

/* A checker of crm__store_check: reports normal forms that are not those of what was typed. */
crm_status crm__normals_check(struct checker *checker, struct store *store, struct check *check);

/*
 * Makes those normal forms anew, and with them match keys and validity, in transactions of some
 * records each. Needs a superuser.
 * @param changed_out  Records that were written.
 * @return CRM_OK; CRM_E_DENIED; CRM_E_CANCELLED: what was made anew stays; CRM_E_BUSY; CRM_E_IO …
 */
crm_status crm__normals_rebuild(struct store *store, int64_t *changed_out);

#endif
