/* Reading single values by type. Buffers have no size of their own in the C data interface, so
 * what can be checked are lengths, offsets and indices. */
#include "format/arrow_value.h"

#include <string.h>

enum { VIEW_SIZE = 16, VIEW_INLINE = 12 };

static bool decimal_value(const uint8_t *bytes, int64_t *out);
static bool scale_value(int64_t raw, struct arrow_type type, int64_t *out);
static bool text_slice(const struct ArrowArray *array, struct arrow_type type, int64_t at,
                       struct text *out);
static bool view_slice(const struct ArrowArray *array, int64_t at, struct text *out);

const char *crm__arrow_array_check(const struct ArrowArray *array, struct arrow_type type,
                                   int64_t rows)
{
    if (!array || !array->release)
        return "a released array";
    if (array->length < rows || array->offset < 0 || array->length > INT64_MAX - array->offset)
        return "fewer rows than it says";
    if (type.kind == ARROW_NULL || rows == 0)
        return NULL;
    int64_t buffers = type.kind == ARROW_TEXT || type.kind == ARROW_VIEW ? 3 : 2;
    if (array->n_buffers < buffers || !array->buffers || !array->buffers[1])
        return "no buffer of values";
    if (array->n_buffers > buffers && type.kind != ARROW_VIEW)
        return "too many buffers";
    if (array->null_count > 0 && !array->buffers[0])
        return "nulls without a buffer of validity";
    return NULL;
}

static bool bit_at(const void *bits, int64_t at)
{
    return ((const uint8_t *)bits)[at >> 3] >> (at & 7) & 1;
}

bool crm__arrow_is_null(const struct ArrowArray *array, int64_t at)
{
    if (array->null_count == 0 || array->n_buffers == 0 || !array->buffers[0])
        return false;
    return !bit_at(array->buffers[0], array->offset + at);
}

bool crm__arrow_integer(const struct ArrowArray *array, struct arrow_type type, int64_t at,
                        int64_t *out)
{
    at += array->offset;
    if (type.kind == ARROW_BOOL) {
        *out = bit_at(array->buffers[1], at);
        return true;
    }
    if (type.kind == ARROW_DECIMAL)
        return decimal_value((const uint8_t *)array->buffers[1] + at * 16, out);
    const uint8_t *bytes = (const uint8_t *)array->buffers[1] + at * (int64_t)type.width;
    union {
        int8_t i8;
        int16_t i16;
        int32_t i32;
        int64_t i64;
        uint8_t u8;
        uint16_t u16;
        uint32_t u32;
        uint64_t u64;
    } value;
    memcpy(&value, bytes, type.width);
    bool is_signed = type.kind == ARROW_INT;
    switch (type.width) {
    case 1:
        return scale_value(is_signed ? value.i8 : value.u8, type, out);
    case 2:
        return scale_value(is_signed ? value.i16 : value.u16, type, out);
    case 4:
        return scale_value(is_signed ? value.i32 : (int64_t)value.u32, type, out);
    default:
        if (!is_signed && value.u64 > INT64_MAX)
            return false;
        return scale_value(value.i64, type, out);
    }
}

double crm__arrow_double(const struct ArrowArray *array, struct arrow_type type, int64_t at)
{
    const uint8_t *bytes =
        (const uint8_t *)array->buffers[1] + (array->offset + at) * (int64_t)type.width;
    double wide;
    float narrow;
    if (type.width == sizeof narrow) {
        memcpy(&narrow, bytes, sizeof narrow);
        return (double)narrow;
    }
    memcpy(&wide, bytes, sizeof wide);
    return wide;
}

bool crm__arrow_text(const struct ArrowArray *array, struct arrow_type type, int64_t at,
                     struct text *out)
{
    bool sound = type.kind == ARROW_VIEW ? view_slice(array, array->offset + at, out)
                                         : text_slice(array, type, array->offset + at, out);
    return sound && crm__utf8_valid_prefix(*out) == out->size &&
           (out->size == 0 || !memchr(out->data, 0, out->size));
}

/* 128 bits, of which the upper half only repeats the sign. */
static bool decimal_value(const uint8_t *bytes, int64_t *out)
{
    int64_t halves[2];
    const uint16_t probe = 1;
    memcpy(halves, bytes, sizeof halves);
    bool little = *(const uint8_t *)&probe == 1;
    int64_t low = halves[little ? 0 : 1];
    int64_t high = halves[little ? 1 : 0];
    if (high != (low < 0 ? -1 : 0))
        return false;
    *out = low;
    return true;
}

static bool scale_value(int64_t raw, struct arrow_type type, int64_t *out)
{
    if (raw > INT64_MAX / type.factor || raw < INT64_MIN / type.factor)
        return false;
    int64_t value = raw * type.factor;
    *out = value / type.divisor - (value % type.divisor < 0);
    return true;
}

static bool text_slice(const struct ArrowArray *array, struct arrow_type type, int64_t at,
                       struct text *out)
{
    int64_t from, to;
    if (type.width == 4) {
        const uint8_t *offsets = (const uint8_t *)array->buffers[1] + at * 4;
        int32_t pair[2];
        memcpy(pair, offsets, sizeof pair);
        from = pair[0];
        to = pair[1];
    } else {
        const uint8_t *offsets = (const uint8_t *)array->buffers[1] + at * 8;
        int64_t pair[2];
        memcpy(pair, offsets, sizeof pair);
        from = pair[0];
        to = pair[1];
    }
    if (from < 0 || to < from || (to > from && !array->buffers[2]))
        return false;
    *out = to == from ? TEXT_NONE
                      : (struct text){(const char *)array->buffers[2] + from, (size_t)(to - from)};
    return true;
}

/* A view is a length, and the text itself or where it is: four bytes of it, a buffer, an offset.
 * The last buffer holds the sizes of those that views point into. */
static bool view_slice(const struct ArrowArray *array, int64_t at, struct text *out)
{
    const char *view = (const char *)array->buffers[1] + at * VIEW_SIZE;
    int32_t parts[4];
    memcpy(parts, view, sizeof parts);
    if (parts[0] < 0)
        return false;
    size_t size = (size_t)parts[0];
    if (size <= VIEW_INLINE) {
        *out = (struct text){view + sizeof(int32_t), size};
        return true;
    }
    int32_t index = parts[2], offset = parts[3];
    const void *sizes = array->buffers[array->n_buffers - 1];
    if (index < 0 || index >= array->n_buffers - 3 || offset < 0 || !sizes)
        return false;
    int64_t held;
    memcpy(&held, (const uint8_t *)sizes + (size_t)index * sizeof held, sizeof held);
    const char *bytes = array->buffers[2 + index];
    if (!bytes || held < 0 || (int64_t)size > held - offset)
        return false;
    *out = (struct text){bytes + offset, size};
    return true;
}
