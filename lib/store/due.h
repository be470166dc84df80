/*
 * Due work: everything that is to happen at a time is a row of due_work with that time; nothing
 * scans for it. The queue belongs to the library: rows are written here, in the transaction of
 * whatever makes them due, without history.
 */
#ifndef CRM_STORE_DUE_H
#define CRM_STORE_DUE_H

#include "base/partition.h"
#include "store/rows.h"

struct due {
    int64_t id;               /* of the row; 0 when setting */
    struct text kind;         /* whose work it is: "recycle", "reminder", "task" … */
    const struct entity *entity;
    int64_t record_id;
    int64_t due_us;
    struct text payload;      /* JSON or empty */
    int64_t attempts;         /* times it was taken before */
    struct text error;        /* why the last of them failed; empty when taken */
};

/* One timer for each (kind, entity, record): setting it again moves it. Batches. One whose work
 * failed is set with its attempts and the error. */
crm_status crm__due_set(struct store *store, const struct due *items, size_t count);
/* Takes timers away; absent ones do not matter. */
crm_status crm__due_clear(struct store *store, struct text kind, const struct entity *entity,
                          const int64_t *record_ids, size_t count);

struct due_list {
    struct arena arena;
    struct due *items; /* by due time, then id */
    size_t count;
};

/*
 * Takes up to `limit` timers with due_us <= until_us of records of the partition, for this worker
 * alone, within the open transaction: they are gone when it commits and back when it rolls back.
 * The cost depends on what is due, not on what waits. Free the list after success.
 */
crm_status crm__due_take(struct store *store, int64_t until_us, size_t limit,
                         struct partition partition, struct due_list *list_out);
void crm__due_list_free(struct due_list *list);
/* The earliest due time; INT64_MAX when nothing waits. */
crm_status crm__due_next(struct store *store, struct partition partition, int64_t *due_us_out);

#endif
