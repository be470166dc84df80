/*
 * What the tables of the standard entities share. One file an area:
 *
 *     ground.c   A  organisation, access, automation, and what hangs on any record
 *     leads.c    B  leads, pools, scoring, duplicates
 *     sales.c    C  accounts, opportunities, activities, products, orders
 *     insight.c  D  segments; E  customer values, alerts
 *     choices.c  the choice sets of all areas
 *
 * Phones, e-mails, WeChat ids and registration numbers of leads, contacts and accounts are found
 * through match keys, so they carry no indexes of their own: imports would pay for each.
 *
 * Numbers come from positions, and databases refer to them: append rows, never insert, move or
 * delete one. The golden list of numbers fails when one shifts.
 */
#ifndef CRM_MODEL_CATALOGUE_TABLES_H
#define CRM_MODEL_CATALOGUE_TABLES_H

#include "model/entity.h"

/* Short names of the flags, so that a field is one line. */
enum {
    REQUIRED = FIELD_REQUIRED,
    UNIQUE = FIELD_UNIQUE,
    INDEXED = FIELD_INDEXED,
    SEARCHED = FIELD_SEARCHABLE,
    PII = FIELD_PII,
    QUIET = FIELD_NO_HISTORY,
    DERIVED = FIELD_DERIVED,
};

/* Most bytes of a text, where the type's default (see field.c) is not the right one. */
enum { CODE_SIZE = 64, LINE_SIZE = 500, BODY_SIZE = 20000, RULE_SIZE = 8000, BIG_JSON_SIZE = 4 << 20 };

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define FIELDS(array) (array), COUNT_OF(array)
#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

struct entity_table {
    int32_t number; /* of its first entity */
    const struct entity_spec *entities;
    size_t count;
};

extern const struct entity_table crm__ground_table;
extern const struct entity_table crm__leads_table;
extern const struct entity_table crm__sales_table;
extern const struct entity_table crm__marketing_table;
extern const struct entity_table crm__members_table;

extern const struct choice_set_spec crm__choice_set_specs[];
extern const size_t crm__choice_set_spec_count;

#endif
