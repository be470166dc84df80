/*
 * Segments that people define: records of `segment`, and their members. Of kind `rule` an account
 * is a member while the condition holds, over the account or over its customer_value; of kind `rfm`
 * while its RFM segment has the code; of kind `list` people keep the members themselves. Each
 * segment run brings the first two up to date: a row of segment_member says since when, until when,
 * and by which runs.
 */
#ifndef CRM_SERVICE_SEGMENT_NAMED_H
#define CRM_SERVICE_SEGMENT_NAMED_H

#include "model/reader.h"
#include "store/store.h"

/* Segments by position: id, code, name, kind, enabled, members, and entered and left in the latest
 * run. As far as the acting user may read. */
crm_status crm__segment_named(struct store *store, struct reader **reader_out);

/* The observer that refuses a segment that makes no sense. */
crm_status crm__segment_attach(struct store *store);

#endif
