/* The mapping of UTS 46 and the canonical compositions of Unicode; made by make_idna.py. */
#ifndef CRM_ENGINE_TABLES_IDNA_H
#define CRM_ENGINE_TABLES_IDNA_H

#include <stddef.h>
#include <stdint.h>

enum { IDNA_REFUSED, IDNA_VALID, IDNA_IGNORED };

enum idna_direction {
    DIRECTION_OTHER,
    DIRECTION_LEFT,
    DIRECTION_RIGHT, /* R and AL */
    DIRECTION_ARABIC_NUMBER,
    DIRECTION_NUMBER,
    DIRECTION_NEUTRAL, /* ES, CS, ET, ON and BN */
    DIRECTION_MARK,    /* NSM */
};

enum idna_joining { JOINS_NOT, JOINS_THROUGH, JOINS_LEFT, JOINS_RIGHT, JOINS_BOTH };

struct idna_property {
    uint8_t status;
    uint8_t order; /* canonical combining class */
    uint8_t direction;
    uint8_t joining;
    uint8_t is_mark;
};

struct idna_composition {
    uint32_t first;
    uint32_t second;
    uint32_t whole;
};

extern const char crm__idna_version[];

/* Code points from starts[i] up to the next are codes[i]: a property, or from IDNA_MAPPING on the
 * place in the pool of the text that they are mapped to, which its size precedes. */
enum { IDNA_MAPPING = 0x400 };
extern const uint32_t crm__idna_starts[];
extern const size_t crm__idna_starts_count;
extern const uint16_t crm__idna_codes[];
extern const size_t crm__idna_codes_count;
extern const struct idna_property crm__idna_properties[];
extern const size_t crm__idna_properties_count;
extern const unsigned char crm__idna_pool[];
extern const size_t crm__idna_pool_count;

/* Sorted by the two parts; and their places, sorted by the whole. */
extern const struct idna_composition crm__idna_compositions[];
extern const size_t crm__idna_compositions_count;
extern const uint16_t crm__idna_decompositions[];
extern const size_t crm__idna_decompositions_count;

#endif
