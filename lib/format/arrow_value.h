/* Values of an array from elsewhere: nothing it says is believed without a look. */
#ifndef CRM_FORMAT_ARROW_VALUE_H
#define CRM_FORMAT_ARROW_VALUE_H

#include "format/arrow_type.h"

enum { ARROW_COLUMN_LIMIT = 4096 };

/* NULL when the array has the buffers that its type wants and `rows` rows; else what is wrong. */
const char *crm__arrow_array_check(const struct ArrowArray *array, struct arrow_type type,
                                   int64_t rows);
/* `at` counts from the array's first row, before which `offset` rows lie. */
bool crm__arrow_is_null(const struct ArrowArray *array, int64_t at);
/* The unit applied; false when it does not fit int64. */
bool crm__arrow_integer(const struct ArrowArray *array, struct arrow_type type, int64_t at,
                        int64_t *out);
double crm__arrow_double(const struct ArrowArray *array, struct arrow_type type, int64_t at);
/* False when offsets do not lie within the array, or the text is not UTF-8 without NUL. */
bool crm__arrow_text(const struct ArrowArray *array, struct arrow_type type, int64_t at,
                     struct text *out);

#endif
