/* The change feed: committed history in order, for sync with other systems. */
#ifndef CRM_STORE_CHANGES_H
#define CRM_STORE_CHANGES_H

#include "model/reader.h"
#include "store/history.h"

/*
 * Changes after sequence number `after`, at most `limit` (0: all): columns sequence, at, actor,
 * operation, entity, record, changes (JSON {field:{"before","after"}}; null for a create). Only of
 * records that the acting user may read. The last sequence is the cursor for the next call.
 */
crm_status crm__changes_read(struct store *store, int64_t after, size_t limit,
                             struct reader **reader_out);

#endif
