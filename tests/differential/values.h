/* Values for operations. */
#ifndef CRM_TESTS_DIFFERENTIAL_VALUES_H
#define CRM_TESTS_DIFFERENTIAL_VALUES_H

#include "world.h"

enum values {
    VALUES_TEXT,
    VALUES_PHONE,
    VALUES_EMAIL,
    VALUES_MONEY,
    VALUES_NUMBER,
    VALUES_TIME,
    VALUES_DATE,
    VALUES_BOOL,
    VALUES_CURRENCY,
    VALUES_RATE,
    VALUES_SOURCE,
    VALUES_KEY,
    VALUES_OUTCOME,
    VALUES_ORDER,
    VALUES_GENDER,
    VALUES_TIER,
    VALUES_URL,
    VALUES_NONE,
    VALUES_FRESH,
    VALUES_USER,
    VALUES_ACCOUNT,
    VALUES_LEAD,
};

struct op_field {
    const char *entity;
    const char *field;
    enum values values;
};

size_t op_entity_below(uint64_t *state);
/* The id of a record of that entity, NULL: of any; one that is not there when none is known. */
int64_t known_id(const struct known *known, uint64_t *state, const char *entity);
const char *op_value(const struct known *known, uint64_t *state, enum values kind, char *text,
                     size_t size);
const struct op_field *op_field_of(uint64_t *state, const char *entity);
/* Sets some fields, `whole`: most of them; what is refused is written down and left empty. */
void op_fill(const struct known *known, uint64_t *state, const char *entity, bool whole,
             struct world *world, crm_record *record);

#endif
