/*
 * Export: the rows of an entity or of a query as a file, in a form that import reads back. Rows are
 * read in one unchanging view of the database and written as they are read, so memory does not
 * grow with their number.
 */
#ifndef CRM_SERVICE_EXPORT_H
#define CRM_SERVICE_EXPORT_H

#include "format/encoding.h"
#include "format/output.h"
#include "store/query.h"

struct export_options {
    const struct entity *entity; /* all of it, or with the next five, a part */
    struct text where;
    struct text fields; /* empty: crm__export_fields */
    struct text sort;
    int64_t limit;
    struct partition partition;
    struct query *query; /* instead of these; the caller's */
    enum output_form form;
    struct csv_writer_options csv;
    enum encoding encoding; /* of CSV */
    bool chinese;           /* labels in the header */
    struct text path;       /* replaced whole or not at all; empty: `write` takes the bytes */
    crm_write write;
    void *context;
};

struct export_report {
    int64_t rows;
    int64_t size; /* bytes */
};

/*
 * @return CRM_OK; the query's failures; CRM_E_UNSUPPORTED: the encoding; CRM_E_CANCELLED;
 *         CRM_E_NOT_FOUND, CRM_E_DENIED, CRM_E_FULL: the file; CRM_E_IO; CRM_E_BUSY; CRM_E_NOMEM.
 *         After a failure the file is what it was before; `write` has had the first part.
 */
crm_status crm__export_run(struct store *store, const struct export_options *options,
                           struct export_report *report);

/* "id,name,…": the id and every field that import takes; appends. */
void crm__export_fields(const struct entity *entity, struct buffer *fields);

#endif
