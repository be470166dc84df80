/* What the parts of merging share: one merge as it is carried out, or undone. */
#ifndef CRM_SERVICE_MERGE_PART_H
#define CRM_SERVICE_MERGE_PART_H

#include "base/json.h"
#include "service/merge.h"
#include "service/table.h"

/* One reference that was led from a merged record to the survivor. */
struct merge_move {
    const struct field *field; /* a reference, references, or an id such as subject_id */
    int64_t id;                /* the record that has it */
    int64_t from;              /* whom it led to */
    bool had;                  /* references: the survivor was among them before */
};

struct merge {
    struct store *store;
    const struct entity *entity;
    const int64_t *ids; /* the first survives */
    size_t count;
    struct arena arena;
    const struct field **fields; /* those that a merge may change, and what follows from them */
    size_t field_count;
    struct batch before; /* a row a record, a column a field */
    struct batch after;  /* the survivor's row */
    struct value *chosen;
    struct merge_move *moves; /* by field */
    size_t move_count;
    size_t move_capacity;
};

crm_status crm__merge_init(struct merge *merge, struct store *store, const struct entity *entity,
                           const int64_t *ids, size_t count);
void crm__merge_free(struct merge *merge);
/* The acting user's view of records into `rows`, a column each of merge->fields. */
crm_status crm__merge_load(struct merge *merge, size_t count, struct batch *rows);
/* Writes values to the survivor: values[i] of fields[i], those marked only. */
crm_status crm__merge_write(struct merge *merge, const struct value *values, const bool *marked,
                            enum row_operation operation);

/* merge_choose.c: what the survivor's fields will be; texts are borrowed from merge->before. */
crm_status crm__merge_choose(struct merge *merge);

/* merge_children.c */
crm_status crm__merge_move(struct merge *merge);
crm_status crm__merge_move_back(struct merge *merge);

/* merge_journal.c: what merge->before, after and moves say, as JSON; and from it the moves, and
 * for each of merge->fields whether the merge changed it, from what to what. */
crm_status crm__merge_journal_write(const struct merge *merge, struct buffer *json);
struct merge_journal {
    bool *changed;
    struct value *before;
    struct value *after;
};
crm_status crm__merge_journal_read(struct merge *merge, struct text json,
                                   struct merge_journal *journal);
crm_status crm__merge_move_add(struct merge *merge, const struct merge_move *move);

#endif
