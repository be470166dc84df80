/*
 * Arrow: batches to and from the C data interface, and as an IPC stream.
 *
 * Export moves the batch's blocks into the array, copying only what Arrow lays out differently
 * (dates are 32 bits, booleans one bit). Released arrays give the blocks back to the host's
 * allocator, so they may outlive every handle of the library but not the host's context.
 */
#ifndef CRM_FORMAT_ARROW_H
#define CRM_FORMAT_ARROW_H

#include "crm/arrow.h"
#include "format/cell.h"

/*
 * Types: integers, ids, money and decimals "l" (the latter two with field metadata crm.scale and
 * crm.currency), doubles and percent "g", texts "u" (references too, as in CSV), other blobs "z",
 * times "tsu:UTC", dates "tdD", booleans "b", durations "tDu". Only the sheet's columns count.
 */
crm_status crm__arrow_schema(struct env *env, const struct sheet *sheet,
                             struct ArrowSchema *schema_out);
/* Takes the rows: the batch keeps its columns and is empty afterwards. On failure the batch is
 * as it was. CRM_E_NOMEM; CRM_E_LIMIT for a date beyond 32 bits. */
crm_status crm__arrow_array(struct batch *batch, const struct reader_column *columns,
                            struct ArrowArray *array_out);

/* The reader as a stream, which takes it over; on failure it stays the caller's. The reader's env
 * must live until the stream is released; arrays that came from it may live longer. */
crm_status crm__arrow_stream(struct reader *reader, struct ArrowArrayStream *stream_out);

/*
 * A stream from elsewhere. Types: all integers, float and double, utf8 (also large and view),
 * bool, date32 and date64, timestamps and durations of every unit (to us; a zone only says how to
 * show them), decimal128 that fits 64 bits, null, and dictionary-encoded text. Integers, booleans,
 * dates, times and decimals become int columns.
 */
struct arrow_import {
    struct env *env;
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    struct reader_column *columns; /* names, and what the types say */
    size_t column_count;
    int64_t row_count; /* taken so far */
    struct arena arena;
};

/*
 * Moves the stream in (the caller's struct is marked released, also on failure). On failure
 * nothing needs to be closed. CRM_E_INVALID when it is no stream of records or a name is not
 * UTF-8; CRM_E_UNSUPPORTED names the column and its type; CRM_E_LIMIT, CRM_E_IO, CRM_E_NOMEM.
 */
crm_status crm__arrow_open(struct arrow_import *import, struct env *env,
                           struct ArrowArrayStream *stream);
void crm__arrow_close(struct arrow_import *import);
/*
 * Appends the next array's rows to a batch with these columns (crm__reader_prepare); on failure
 * the batch is as it was. CRM_OK, CRM_DONE; with the row, CRM_E_INVALID for an array that breaks
 * the format or text that is not UTF-8 without NUL, and CRM_E_LIMIT for a number that does not
 * fit; CRM_E_IO, CRM_E_NOMEM.
 */
crm_status crm__arrow_next(struct arrow_import *import, struct batch *batch);

/* The IPC streaming format: schema, record batches, end mark. */
struct ipc_writer {
    struct writer *out;
    struct buffer message;
    bool started;
};

void crm__ipc_init(struct ipc_writer *ipc, struct writer *out);
/* Writes the schema before the first batch; a batch without rows adds nothing else. All sheets
 * must have the same columns. */
crm_status crm__ipc_write(struct ipc_writer *ipc, const struct sheet *sheet);
/* Writes the end mark and frees; the writer's status. */
crm_status crm__ipc_finish(struct ipc_writer *ipc);

#endif
