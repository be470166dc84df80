/*
 * Packs: what a new database of a trade begins with, as rows of the catalogue. Users change and
 * delete them like any other record.
 */
#ifndef CRM_EXAMPLES_LCRM_PACKS_PACK_H
#define CRM_EXAMPLES_LCRM_PACKS_PACK_H

#include <stddef.h>

/*
 * A record: its fields, a line "field=value" each. `en` and `zh` are those in which the languages
 * differ. A value "@key" is the id of the row of that key, which stands above; "first" is true
 * unless a record has the field set already.
 */
struct pack_row {
    const char *entity;
    const char *key; /* "pack/key" is the record's external id */
    const char *fields;
    const char *en;
    const char *zh;
};

struct pack {
    const char *name;
    const char *summary_en;
    const char *summary_zh;
    const struct pack_row *rows;
    size_t row_count;
};

extern const struct pack pack_retail;
extern const struct pack pack_b2b;
extern const struct pack pack_service;

#endif
