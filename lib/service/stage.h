/*
 * Stage tracking: whoever moves an opportunity to another stage, a row of the append-only
 * stage_change says from where, when and how long it had stayed, and the opportunity takes over
 * what the stage says: outcome, probability, forecast category.
 */
#ifndef CRM_SERVICE_STAGE_H
#define CRM_SERVICE_STAGE_H

#include "store/store.h"

/* The observer that keeps it. What is given together with the stage (stage_since, probability,
 * forecast_category, closed_at) is left as given. */
crm_status crm__stage_attach(struct store *store);

#endif
