/* The usual case: ASCII digits with blanks, dashes, dots, slashes and brackets between them. */
#include "engine/phone_dial.h"

enum { SURE_DIGITS = 3 }; /* with so many it looks like a number, whatever stands between them */

enum { OTHER, DIGIT, BETWEEN };

static const unsigned char kinds[256] = {
    ['0'] = DIGIT,   ['1'] = DIGIT,   ['2'] = DIGIT,   ['3'] = DIGIT,
    ['4'] = DIGIT,   ['5'] = DIGIT,   ['6'] = DIGIT,   ['7'] = DIGIT,
    ['8'] = DIGIT,   ['9'] = DIGIT,   [' '] = BETWEEN, ['-'] = BETWEEN,
    ['.'] = BETWEEN, ['/'] = BETWEEN, ['('] = BETWEEN, [')'] = BETWEEN,
};

/* Past what cannot begin a number; false: a look at the whole is needed. */
static bool skip_lead(struct text typed, size_t *at, bool *plus)
{
    for (; *at < typed.size && kinds[(unsigned char)typed.data[*at]] != DIGIT; ++*at) {
        unsigned char byte = (unsigned char)typed.data[*at];
        if (byte == '+')
            break;
        if (byte >= 0x80 || byte == ';')
            return false;
    }
    for (; *at < typed.size && typed.data[*at] == '+'; ++*at)
        *plus = true;
    return true;
}

enum phone_parsed crm__phone_dial(struct text typed, bool region_known, struct phone_dial *dial)
{
    size_t at = 0;
    size_t count = 0;
    bool plus = false;
    if (typed.size > PHONE_TYPED_MAX || !skip_lead(typed, &at, &plus))
        return crm__phone_dial_slowly(typed, region_known, dial);
    for (; at < typed.size; at++) {
        char byte = typed.data[at];
        unsigned char kind = kinds[(unsigned char)byte];
        if (kind == OTHER)
            return crm__phone_dial_slowly(typed, region_known, dial);
        dial->digits[count] = byte;
        count += kind == DIGIT;
    }
    if (count < SURE_DIGITS)
        return crm__phone_dial_slowly(typed, region_known, dial);
    dial->count = count;
    dial->plus = plus;
    dial->extension[0] = '\0';
    return plus || region_known ? PHONE_PARSED : PHONE_PARSED_NO_CODE;
}
