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

/* Every `step`th code point from first to last folds to the one `distance` away. */
struct case_run {
    uint32_t first;
    uint32_t last;
    uint32_t step;
    int32_t distance;
};

extern const struct code_point_range crm__unicode_wide[];
extern const size_t crm__unicode_wide_count;
extern const struct code_point_range crm__unicode_zero_width[];
extern const size_t crm__unicode_zero_width_count;
extern const struct case_run crm__unicode_folds[];
extern const size_t crm__unicode_folds_count;

#endif
