/*
 * Rows that change the same fields, and those of them that all get the same values: they are
 * written many at a time.
 */
#ifndef CRM_STORE_ROW_SAME_H
#define CRM_STORE_ROW_SAME_H

#include "store/row_work.h"

/* Fields that have columns, their places in work, and rows of work. */
struct row_group {
    const struct field *const *fields;
    const size_t *indexes;
    size_t field_count;
    bool counts; /* for the version */
    const uint32_t *rows;
    size_t row_count;
};

/* Can the group be written together? Not where a row may be refused for itself. */
bool crm__group_is_same(const struct row_work *work, const struct row_group *group);

/* Writes it; within the transaction that read the rows, which keeps other writers out, so that
 * their versions need not be compared again. *written_out: the rows that were there. */
crm_status crm__group_write_same(struct row_work *work, const struct row_group *group,
                                 int64_t *written_out);

#endif
