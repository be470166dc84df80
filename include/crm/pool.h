/*
 * Lead pools (线索池/公海): sellers claim leads from a pool, give them back, and have them taken when
 * they do not follow up. Limits are counted from an append-only ledger.
 */
#ifndef CRM_POOL_H
#define CRM_POOL_H

#include "cursor.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Takes leads from their pools for `user_id` (0: the acting user). A batch is all or nothing.
 * @param reason  For the ledger; may be NULL.
 * @return CRM_OK; CRM_E_REFUSED (capacity, daily limit, hold on new leads, cool-down of the
 *   previous owner, locked, not in a pool), with the numbers in the message and the lead in
 *   record_id; CRM_E_DENIED when the user is no member of the pool; CRM_E_NOT_FOUND;
 *   CRM_E_INVALID when nobody acts; CRM_E_BUSY; CRM_E_IO.
 * @since 0.1
 */
CRM_API crm_status crm_lead_claim(crm_db *db, const int64_t *leads, size_t count, int64_t user_id,
                                  const char *reason);

/**
 * An administrator of the pool gives leads to a seller: his capacity counts, the daily limit,
 * the hold
 * and the cool-down do not.
 * @return as crm_lead_claim(). @since 0.1
 */
CRM_API crm_status crm_lead_give(crm_db *db, const int64_t *leads, size_t count, int64_t user_id,
                                 const char *reason);

/**
 * Puts leads back into a pool (0: their own, else the default one). The owner may, and an
 * administrator of the pool.
 * @return CRM_OK; CRM_E_REFUSED for a lead that is locked, converted, ownerless, or has nowhere to
 *   go; CRM_E_DENIED; CRM_E_NOT_FOUND; CRM_E_BUSY; CRM_E_IO.
 * @since 0.1
 */
CRM_API crm_status crm_lead_release(crm_db *db, const int64_t *leads, size_t count,
                                    int64_t pool_id, const char *reason);

/** Moves leads that lie in one pool to another. @return as crm_lead_release(). @since 0.1 */
CRM_API crm_status crm_lead_transfer(crm_db *db, const int64_t *leads, size_t count,
                                     int64_t pool_id, const char *reason);

#ifdef __cplusplus
}
#endif

#endif
