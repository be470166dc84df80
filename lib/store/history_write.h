/* History, the writing side, for changes that are not plain row writes. */
#ifndef CRM_STORE_HISTORY_WRITE_H
#define CRM_STORE_HISTORY_WRITE_H

#include "store/rows.h"

struct history_rows {
    struct batch batch;
};

/* Free after a failure, too. */
crm_status crm__history_rows_init(struct history_rows *rows, struct env *env);
void crm__history_rows_free(struct history_rows *rows);
/* An empty diff is kept as null. */
crm_status crm__history_rows_add(struct history_rows *rows, int64_t record_id, int64_t version,
                                 struct text diff);
/* Gives the rows their sequence numbers and writes them. */
crm_status crm__history_append(struct store *store, const struct entity *entity,
                               enum row_operation operation, struct text reason,
                               struct history_rows *rows);

#endif
