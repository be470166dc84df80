/* What a CSV file looks like, judged from its first records. */
#ifndef CRM_FORMAT_CSV_SNIFF_H
#define CRM_FORMAT_CSV_SNIFF_H

#include "base/text.h"

struct csv_shape {
    char delimiter;
    bool delimiter_certain; /* several records agree */
    size_t column_count;    /* of most records */
    bool has_header;
    bool header_certain; /* the first record differs in kind from those below */
};

/*
 * `sample` begins at the first record; when it is not `complete`, its last record is not looked
 * at. `delimiter` 0 means detect, anything else is taken as given.
 */
struct csv_shape crm__csv_sniff(struct text sample, bool complete, char delimiter);

#endif
