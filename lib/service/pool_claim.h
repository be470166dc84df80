/* Whether leads may be claimed: pools, membership, and the engine's check on counts of the
 * ledger. */
#ifndef CRM_SERVICE_POOL_CLAIM_H
#define CRM_SERVICE_POOL_CLAIM_H

#include "service/pool.h"

/* CRM_E_REFUSED, CRM_E_DENIED … as crm__pool_claim says. Leads may be of several pools. */
crm_status crm__claim_allow(struct store *store, const struct lead_state *states, size_t count,
                            int64_t user, bool by_administrator);

#endif
