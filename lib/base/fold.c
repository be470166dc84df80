/* Folding width and case, so that search and keys find what people mean. */
#include "base/tables/unicode.h"
#include "base/text.h"

uint32_t crm__code_point_narrow(uint32_t code_point)
{
    if (code_point >= 0xff01 && code_point <= 0xff5e)
        return code_point - 0xff01 + '!';
    return code_point == 0x3000 ? ' ' : code_point;
}

uint32_t crm__code_point_fold(uint32_t code_point)
{
    if (code_point < 0x80)
        return code_point - 'A' < 26 ? code_point + 32 : code_point;
    if (code_point >= 0x3000 && code_point < 0xa640) /* Most Chinese text ends here. */
        return code_point;

    size_t low = 0;
    size_t high = crm__unicode_folds_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct case_run *run = &crm__unicode_folds[middle];
        if (code_point > run->last)
            low = middle + 1;
        else if (code_point < run->first)
            high = middle;
        else if ((code_point - run->first) % run->step != 0)
            return code_point;
        else
            return (uint32_t)((int32_t)code_point + run->distance);
    }
    return code_point;
}

bool crm__code_point_is_space(uint32_t code_point)
{
    if (code_point < 0x80)
        return code_point == ' ' || (code_point >= '\t' && code_point <= '\r');
    return code_point == 0x85 || code_point == 0xa0 || code_point == 0x1680 ||
           (code_point >= 0x2000 && code_point <= 0x200a) || code_point == 0x2028 ||
           code_point == 0x2029 || code_point == 0x202f || code_point == 0x205f ||
           code_point == 0x3000;
}

void crm__buffer_fold(struct buffer *buffer, struct text text)
{
    crm__buffer_reserve(buffer, text.size);
    for (size_t offset = 0; offset < text.size;) {
        uint32_t code_point = crm__code_point_narrow(crm__utf8_next(text, &offset));
        code_point = crm__code_point_fold(code_point);
        if (code_point < 0x80)
            crm__buffer_byte(buffer, (char)code_point);
        else
            crm__buffer_code_point(buffer, code_point);
    }
}

void crm__buffer_lower(struct buffer *buffer, struct text text)
{
    crm__buffer_reserve(buffer, text.size);
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        crm__buffer_byte(buffer, (char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte));
    }
}
