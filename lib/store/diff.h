/*
 * Diffs: the packed form in which history keeps the changed fields of one record. For each field
 * its number, the old value and the new one; numbers are variable-length, so a typical change of
 * two fields is about twenty bytes. docs/file-format.md describes the bytes.
 */
#ifndef CRM_STORE_DIFF_H
#define CRM_STORE_DIFF_H

#include "model/entity.h"

struct diff_entry {
    int32_t number; /* field->number */
    struct value before;
    struct value after;
};

void crm__diff_put(struct buffer *diff, const struct field *field, struct value before,
                   struct value after);

/*
 * The next entry; texts are borrowed from `diff`, lists of ids live in `arena`. *offset starts
 * at 0.
 * @return CRM_OK; CRM_DONE: no more; CRM_E_CORRUPT; CRM_E_NOMEM.
 */
crm_status crm__diff_next(struct arena *arena, struct text diff, size_t *offset,
                          struct diff_entry *entry_out);

#endif
