/* One column in Arrow's layout: what the C data interface and the IPC stream have in common. */
#ifndef CRM_FORMAT_ARROW_COLUMN_H
#define CRM_FORMAT_ARROW_COLUMN_H

#include "format/cell.h"

enum { ARROW_BUFFER_LIMIT = 3 };

struct arrow_column {
    size_t buffer_count;                     /* validity and values; or validity, offsets, bytes */
    const void *buffers[ARROW_BUFFER_LIMIT]; /* validity is NULL when nothing is null */
    size_t sizes[ARROW_BUFFER_LIMIT];        /* in bytes */
    void *made[ARROW_BUFFER_LIMIT];          /* those that are no block of the batch's column */
};

/* The format string of the C data interface. */
const char *crm__arrow_format(const struct sheet *sheet, size_t column);

/* Points at the column's blocks, or at converted copies. No buffer but validity is NULL.
 * CRM_E_NOMEM; CRM_E_LIMIT for a date beyond 32 bits. */
crm_status crm__arrow_column_make(const struct sheet *sheet, size_t column,
                                  struct arrow_column *out);
/* Frees the converted copies. */
void crm__arrow_column_free(struct env *env, struct arrow_column *column);

/* Metadata of money and decimal columns: up to two pairs, keys and values. */
struct arrow_metadata {
    size_t count;
    struct text keys[2];
    struct text values[2];
    char scale[NUMBER_TEXT_SIZE];
};
void crm__arrow_metadata(const struct sheet *sheet, size_t column, struct arrow_metadata *out);

#endif
