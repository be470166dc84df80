/* Arrow's format strings, as import reads them. */
#ifndef CRM_FORMAT_ARROW_TYPE_H
#define CRM_FORMAT_ARROW_TYPE_H

#include "crm/arrow.h"
#include "model/reader.h"

enum arrow_kind {
    ARROW_UNKNOWN,
    ARROW_NULL,
    ARROW_BOOL,
    ARROW_INT,     /* width bytes, signed */
    ARROW_UINT,    /* width bytes */
    ARROW_FLOAT,   /* width 4 or 8 */
    ARROW_TEXT,    /* width of the offsets, 4 or 8 */
    ARROW_VIEW,    /* text as views */
    ARROW_DECIMAL, /* 16 bytes */
};

/* Numbers are read, then multiplied or divided (rounding down) to the library's unit. */
struct arrow_type {
    enum arrow_kind kind;
    size_t width;
    enum column_type type; /* of the column it becomes */
    int32_t scale;         /* ARROW_DECIMAL */
    int64_t factor;
    int64_t divisor;
};

struct arrow_type crm__arrow_type(const char *format);

#endif
