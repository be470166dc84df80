/*
 * Conversion (线索转化): a lead becomes an account, a contact and an opportunity, in one
 * transaction, with a journal from which it can be undone exactly.
 *
 * Each of the three is found, created, given or left out. Found means: an account with the lead's
 * registration number, else with its company's name, or, when the lead names no company, with one
 * of its phones or e-mail addresses; a contact with one of its phones, e-mail or WeChat, of the
 * same account or of none. Only records that the acting user may read are found; of several, the
 * oldest.
 */
#ifndef CRM_SERVICE_CONVERSION_H
#define CRM_SERVICE_CONVERSION_H

#include "service/save.h"

enum convert_target { CONVERT_ACCOUNT, CONVERT_CONTACT, CONVERT_OPPORTUNITY, CONVERT_TARGETS };

enum convert_mode {
    CONVERT_FIND_OR_CREATE, /* opportunities are not looked for: created */
    CONVERT_CREATE,
    CONVERT_LINK, /* to the given id */
    CONVERT_SKIP,
};

struct conversion_options {
    enum convert_mode modes[CONVERT_TARGETS];
    int64_t ids[CONVERT_TARGETS]; /* of CONVERT_LINK */
    int64_t owner;                /* of what is created; 0: the lead's */
    struct text opportunity_name; /* empty: the company's, else the lead's */
    bool has_amount;
    int64_t amount_minor; /* of the opportunity, in the lead's currency; else the lead's budget */
    int64_t stage;        /* 0: the first of the default sales process */
    bool dry_run;
};

struct conversion_result {
    int64_t conversion; /* 0 after a dry run */
    int64_t ids[CONVERT_TARGETS]; /* 0: left out, or created by a dry run */
    bool created[CONVERT_TARGETS];
    int64_t relinked; /* activities, tasks and notes that now belong to the new records, too */
};

/*
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_REFUSED when it is converted already; CRM_E_INVALID: no
 *         owner, or nothing to convert to; CRM_E_DENIED; the failures of saving.
 */
crm_status crm__conversion_run(struct store *store, int64_t lead,
                               const struct conversion_options *options,
                               struct conversion_result *result);

struct conversion_undo {
    int64_t ids[CONVERT_TARGETS];
    bool deleted[CONVERT_TARGETS];
    bool kept[CONVERT_TARGETS]; /* created by the conversion, but changed or used since */
    int64_t fields_kept;        /* filled in linked records, but changed since */
};

/*
 * Undoes the lead's conversion: what was created is deleted, unless it was changed since or other
 * records refer to it by now (then it stays and is reported); what was filled in or linked is
 * emptied where it still says so; the lead is as before.
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_REFUSED when it is not converted; CRM_E_DENIED.
 */
crm_status crm__conversion_undo(struct store *store, int64_t lead, struct conversion_undo *undo);

#endif
