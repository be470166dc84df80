/* A few fields of every row of a save as they will be once it is written. */
#ifndef CRM_SERVICE_SAVE_VIEW_H
#define CRM_SERVICE_SAVE_VIEW_H

#include "service/save_run.h"

enum { VIEW_FIELDS = 64 };

struct save_view {
    struct save_run *run;
    const struct field *fields[VIEW_FIELDS];
    size_t count;
    struct batch stored; /* row i: what row i of the save would change; null where it is new */
};

/* Free it also after a failure. Rows must have been identified. */
crm_status crm__save_view(struct save_view *view, struct save_run *run,
                          const struct field *const *fields, size_t count);
void crm__save_view_free(struct save_view *view);

/* What was given, else the default of a new record, or what is stored. */
struct value crm__save_view_at(const struct save_view *view, size_t row, size_t i);
/* What is stored; null for a new record. */
struct value crm__save_view_before(const struct save_view *view, size_t row, size_t i);

static inline bool crm__save_written(const struct save_run *run, size_t row)
{
    return run->rows[row].state == ROW_INSERT || run->rows[row].state == ROW_CHANGE;
}

#endif
