/*
 * Arrow: batches to and from the C data interface, and as an IPC stream.
 *
 * Export moves the batch's blocks into the array, copying only what Arrow lays out differently
 * (dates are 32 bits, booleans one bit). Released arrays give the blocks back to the host's
 * allocator, so they may outlive every handle of the library but not the host's context.
 */
#ifndef CRM_FORMAT_ARROW_H
#define CRM_FORMAT_ARROW_H

#include "base/batch.h"
#include "crm/arrow.h"
#include "format/cell.h"

/*
 * Arrow types by column: int "l", double "g", text "u", blob "z"; by style: CELL_TIME "tsu:UTC",
 * CELL_DATE "tdD", CELL_BOOL "b"; money and decimals of int columns stay "l" with field metadata
 * crm.scale and crm.unit. `formats` is one per column or NULL.
 */
crm_status crm__arrow_schema(const struct batch *batch, const struct column_format *formats,
                             struct ArrowSchema *schema_out);
/* Takes the rows: the batch keeps its columns and is empty afterwards. On failure the batch is
 * as it was. CRM_E_NOMEM; CRM_E_LIMIT for a date beyond 32 bits. */
crm_status crm__arrow_array(struct batch *batch, const struct column_format *formats,
                            struct ArrowArray *array_out);

/* Fills an empty batch with the next rows. CRM_OK with rows, CRM_DONE without, or a failure
 * whose detail is on batch->env. */
typedef crm_status (*batch_source)(void *context, struct batch *batch);

struct arrow_stream_parts {
    struct batch batch; /* moved in; its columns are the schema, its rows (if any) come first */
    const struct column_format *formats; /* copied; NULL is all plain */
    batch_source next;
    void (*release)(void *context); /* may be NULL */
    void *context;
};

/* Makes a stream that owns its parts. On failure the parts stay the caller's. */
crm_status crm__arrow_stream(const struct arrow_stream_parts *parts,
                             struct ArrowArrayStream *stream_out);

/*
 * Reads a stream from elsewhere. Types: all integers, float and double, utf8 (also large and
 * view), binary, bool, date32, date64, timestamps of every unit (to us, zone ignored: Arrow's are UTC),
 * null, and dictionary-encoded text. Integers, booleans, dates and timestamps become int columns.
 */
struct arrow_import {
    struct env *env;
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    struct column_format *formats; /* what the types say: CELL_TIME, CELL_DATE, CELL_BOOL */
    size_t column_count;
};

/* Moves the stream in (the caller's struct is marked released, also on failure).
 * CRM_E_INVALID when it is no stream of records; CRM_E_UNSUPPORTED names the column and type. */
crm_status crm__arrow_open(struct arrow_import *import, struct env *env,
                           struct ArrowArrayStream *stream);
void crm__arrow_close(struct arrow_import *import);
/* Adds the stream's columns to an empty batch. */
crm_status crm__arrow_columns(struct arrow_import *import, struct batch *batch);
/* Appends the next array's rows. CRM_OK, CRM_DONE; CRM_E_INVALID for arrays that break the
 * format (text that is not UTF-8, an index out of range); CRM_E_LIMIT, CRM_E_NOMEM. */
crm_status crm__arrow_next(struct arrow_import *import, struct batch *batch);

/* The IPC streaming format: schema, record batches, end mark. */
struct ipc_writer {
    struct env *env;
    struct writer *out;
    const struct column_format *formats;
    struct buffer message;
    bool started;
};

void crm__ipc_init(struct ipc_writer *ipc, struct env *env, struct writer *out,
                   const struct column_format *formats);
/* Writes the schema first when this is the first batch; a batch without rows writes no more. */
crm_status crm__ipc_write(struct ipc_writer *ipc, const struct batch *batch);
/* Writes the end mark and frees; a stream without any batch must not be finished. */
crm_status crm__ipc_finish(struct ipc_writer *ipc);

#endif
