/*
 * Rollups of orders: `customer_value` per account and `customer_month` per account and month, kept
 * in the transaction that writes the orders. Drafts, cancelled and returned orders do not count.
 *
 * The amounts of an account are in the currency of its first order. Orders in another currency are
 * converted by their own exchange_rate, which leads to the database's currency; where that is not
 * the account's, or there is no rate, they count as orders but add no money. Days and months are
 * those of the database's time zone.
 *
 * Orders later than all before are added to what is there. Anything else (an update, a deletion, an
 * order of the past, a move to another account) has the account read again.
 */
#ifndef CRM_SERVICE_ROLLUP_H
#define CRM_SERVICE_ROLLUP_H

#include "engine/rollup.h"
#include "store/check.h"

crm_status crm__rollup_attach(struct store *store);

/*
 * Makes the totals of all accounts anew from their orders, in transactions of some accounts each;
 * only what differs is written. Needs a superuser.
 * @return CRM_OK; CRM_E_DENIED; CRM_E_CANCELLED: what was made anew stays; CRM_E_BUSY; CRM_E_IO …
 */
crm_status crm__rollup_rebuild(struct store *store, int64_t *changed_out);

/* A checker of crm__store_check: recomputes every account and reports what differs. */
crm_status crm__rollup_check(struct checker *checker, struct store *store, struct check *check);

#endif
