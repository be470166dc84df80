/* Properties of code points that the text functions need. */
#ifndef CRM_BASE_TABLES_UNICODE_H
#define CRM_BASE_TABLES_UNICODE_H

#include <stddef.h>
#include <stdint.h>

/* Sorted and disjoint; both ends belong to the range. */
struct code_point_range {
    uint32_t first;
    uint32_t last;
};

extern const struct code_point_range crm__unicode_wide[];
extern const size_t crm__unicode_wide_count;
extern const struct code_point_range crm__unicode_zero_width[];
extern const size_t crm__unicode_zero_width_count;

#endif
