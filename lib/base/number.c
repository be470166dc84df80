/* Integers to text and back, without locale. */
#include "base/text.h"

#include <string.h>

static crm_status digits_to_uint64(struct text a, uint64_t *out);

crm_status crm__text_to_int64(struct text a, int64_t *out)
{
    bool negative = a.size > 0 && a.data[0] == '-';
    uint64_t magnitude;
    crm_status status = digits_to_uint64(crm__text_slice(a, negative, a.size), &magnitude);
    if (status < 0)
        return status;
    if (magnitude > (uint64_t)INT64_MAX + negative)
        return CRM_E_LIMIT;
    *out = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return CRM_OK;
}

crm_status crm__text_to_uint64(struct text a, uint64_t *out)
{
    uint64_t value;
    crm_status status = digits_to_uint64(a, &value);
    if (status == CRM_OK)
        *out = value;
    return status;
}

size_t crm__int64_to_text(int64_t value, char out[NUMBER_TEXT_SIZE])
{
    char digits[NUMBER_TEXT_SIZE];
    size_t at = sizeof digits;
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude);
    if (value < 0)
        digits[--at] = '-';

    size_t size = sizeof digits - at;
    memcpy(out, digits + at, size);
    out[size] = '\0';
    return size;
}

static crm_status digits_to_uint64(struct text a, uint64_t *out)
{
    if (a.size == 0)
        return CRM_E_SYNTAX;
    uint64_t value = 0;
    bool over = false;
    for (size_t i = 0; i < a.size; i++) {
        unsigned digit = (unsigned)(unsigned char)a.data[i] - '0';
        if (digit > 9)
            return CRM_E_SYNTAX;
        over = over || value > (UINT64_MAX - digit) / 10;
        value = value * 10 + digit;
    }
    if (over)
        return CRM_E_LIMIT;
    *out = value;
    return CRM_OK;
}
