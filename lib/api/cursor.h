/* The cursor's parts, shared by stepping, text output and Arrow. */
#ifndef CRM_API_CURSOR_H
#define CRM_API_CURSOR_H

#include "api/handle.h"
#include "format/cell.h"

struct crm_cursor {
    crm_db *db;
    struct reader *reader; /* NULL once it was handed over */
    struct batch batch;
    size_t row;            /* of the batch; meaningful while `on_row` */
    bool on_row;
    bool text_failed;      /* crm_cursor_text() found no memory; the next step says so */
    int64_t rows_before; /* of earlier batches */
    int64_t rows_filled; /* of this one */
    struct buffer *texts;  /* one a column: what crm_cursor_text() handed out */
    /* What the reader reads from; told when the cursor is freed. May be NULL. */
    void *owner;
    void (*owner_release)(void *owner);
};

/* The next batch of the reader into cursor->batch. */
crm_status crm__cursor_fill(crm_cursor *cursor);

#endif
