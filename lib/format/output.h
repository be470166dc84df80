/*
 * Output: rows in one of the forms that stream, a header first, then batch after batch. What a
 * cursor writes and what an export writes are this.
 */
#ifndef CRM_FORMAT_OUTPUT_H
#define CRM_FORMAT_OUTPUT_H

#include "format/arrow.h"
#include "format/csv.h"
#include "format/ndjson.h"

enum output_form { OUTPUT_TSV, OUTPUT_CSV, OUTPUT_JSON, OUTPUT_NDJSON, OUTPUT_ARROW };

struct output {
    enum output_form form;
    const struct sheet *sheet;
    struct writer *out;
    union {
        struct csv_writer csv;
        struct json_rows json;
        struct ipc_writer ipc;
    };
};

/* Writes what comes before the rows. `sheet` has its columns, and the rows of each batch later on;
 * `csv` is for OUTPUT_CSV. Needs crm__output_end, also when it fails. */
crm_status crm__output_begin(struct output *output, enum output_form form, struct writer *out,
                             const struct sheet *sheet, const struct csv_writer_options *csv);
/* The rows that the sheet has now. */
crm_status crm__output_rows(struct output *output);
/* Writes what comes after the rows and frees; `out` is not flushed. */
crm_status crm__output_end(struct output *output);

#endif
