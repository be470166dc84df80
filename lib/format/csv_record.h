/* One record at a time from the window: what the CSV reader is made of. */
#ifndef CRM_FORMAT_CSV_RECORD_H
#define CRM_FORMAT_CSV_RECORD_H

#include "format/csv.h"

/* The next record that is not blank, or the end (CRM_DONE). `row_out` gets its line, fields and
 * problem, but no number, and is not yet compared with the header. */
crm_status crm__csv_record(struct csv_reader *reader, struct csv_row *row_out);

/* Marks the part of the window that is not marked yet; before the first record. */
crm_status crm__csv_mark(struct csv_reader *reader);

#endif
