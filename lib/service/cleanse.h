/*
 * Cleansing (线索的清洗): leads are scored anew; those that reach their model's threshold are
 * qualified and put before their owner again, the others go back to be nurtured, in the model's
 * nurture pool and on its track.
 */
#ifndef CRM_SERVICE_CLEANSE_H
#define CRM_SERVICE_CLEANSE_H

#include "service/score.h"

struct cleanse_report {
    int64_t scored;
    int64_t qualified; /* newly */
    int64_t nurtured;  /* newly */
    int64_t unchanged; /* qualified or nurtured already, as the score says */
    int64_t locked;    /* below the threshold, but locked: left alone */
    int64_t undecided; /* no model applies, or it has no threshold */
    int64_t tasks;     /* for owners, to contact the qualified again */
};

/*
 * Cleanses the chosen leads (empty choice: all that are neither converted nor invalid), a
 * transaction a batch. Converted and invalid leads are passed over. `reader_out` (may be NULL) gets
 * a row for each lead that was moved: lead, score, threshold, decision, reasons.
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_DENIED; the failures of scoring; CRM_E_CANCELLED: what was
 *         committed stays.
 */
crm_status crm__cleanse_run(struct store *store, const struct lead_choice *choice, bool dry_run,
                            struct cleanse_report *report, struct reader **reader_out);

#endif
