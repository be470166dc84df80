/* Guarding cells that a spreadsheet would take for formulas; the rule is in csv.h. */
#include "format/csv.h"

static struct text without_apostrophes(struct text cell);
static bool is_negative_number(struct text cell);
static bool is_invisible(uint32_t code_point);

bool crm__formula_guarded(struct text cell)
{
    struct text rest = without_apostrophes(cell);
    if (rest.size == 0)
        return false;
    if (rest.data[0] == '\t' || rest.data[0] == '\r' || rest.data[0] == '\n')
        return true;
    size_t offset = 0;
    uint32_t code_point = 0;
    do {
        if (offset == rest.size)
            return false;
        code_point = crm__utf8_next(rest, &offset);
    } while (is_invisible(code_point));
    switch (code_point) {
    case '=':
    case '+':
    case '@':
    case 0xff1d:
    case 0xff0b:
    case 0xff0d:
    case 0xff20:
        return true;
    case '-':
        return rest.size != cell.size || !is_negative_number(rest);
    default:
        return false;
    }
}

struct text crm__formula_unguard(struct text cell)
{
    if (cell.size < 2 || cell.data[0] != '\'')
        return cell;
    struct text inner = crm__text_slice(cell, 1, cell.size);
    return crm__formula_guarded(inner) ? inner : cell;
}

static struct text without_apostrophes(struct text cell)
{
    size_t count = 0;
    while (count < cell.size && cell.data[count] == '\'')
        count++;
    return crm__text_slice(cell, count, cell.size);
}

/* -digits, or -digits.digits, and nothing else. */
static bool is_negative_number(struct text cell)
{
    size_t i = 1;
    for (int part = 0; part < 2; part++) {
        size_t start = i;
        while (i < cell.size && cell.data[i] >= '0' && cell.data[i] <= '9')
            i++;
        if (i == start)
            return false;
        if (i == cell.size)
            return true;
        if (part || cell.data[i] != '.')
            return false;
        i++;
    }
    return false;
}

/* White space, controls, and formats that show nothing. */
static bool is_invisible(uint32_t code_point)
{
    return code_point <= 0x20 || (code_point >= 0x7f && code_point <= 0xa0) || code_point == 0xad ||
           code_point == 0x1680 || code_point == 0x180e ||
           (code_point >= 0x2000 && code_point <= 0x200f) ||
           (code_point >= 0x2028 && code_point <= 0x202f) ||
           (code_point >= 0x205f && code_point <= 0x206f) || code_point == 0x3000 ||
           code_point == 0xfeff;
}
