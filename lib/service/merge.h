/*
 * Merging: several records of one entity become one, the first that is named. Its empty fields are
 * filled from the others, what pointed to the others points to it, their ids lead to it for ever,
 * and a journal lets the whole be undone.
 */
#ifndef CRM_SERVICE_MERGE_H
#define CRM_SERVICE_MERGE_H

#include "model/reader.h"
#include "store/store.h"

enum { MERGE_RECORDS_LIMIT = 100 };

/*
 * ids[0] survives, the others are deleted. `reason` may be empty.
 * @return CRM_OK; CRM_E_INVALID: fewer than two, more than MERGE_RECORDS_LIMIT, or one twice;
 *         CRM_E_UNSUPPORTED: records of that entity are not merged; CRM_E_NOT_FOUND; CRM_E_DENIED;
 *         the failures of saving.
 */
crm_status crm__merge_run(struct store *store, const struct entity *entity, const int64_t *ids,
                          size_t count, struct text reason, int64_t *merge_out);

/* What crm__merge_run would change, a row a change; nothing is written. */
crm_status crm__merge_preview(struct store *store, const struct entity *entity, const int64_t *ids,
                              size_t count, struct reader **reader_out);

/*
 * Undoes a merge: the deleted records come back, what was re-pointed and still points to the
 * survivor points back, and each of the survivor's fields that still has the merged value gets its
 * old one. What was edited since stays as it was edited.
 * @return CRM_OK; CRM_E_NOT_FOUND; CRM_E_REFUSED: undone before, or the survivor is deleted or was
 *         itself merged away since; CRM_E_EXISTS when a unique key was taken meanwhile;
 *         CRM_E_DENIED.
 */
crm_status crm__merge_undo(struct store *store, int64_t merge_id);

#endif
