/* What the columns of a sheet mean. */
#include "base/money.h"
#include "format/cell.h"

enum { USUAL_EXPONENT = 2 }; /* of a currency that is not known */

enum column_type crm__sheet_type(const struct sheet *sheet, size_t column)
{
    if (sheet->columns)
        return sheet->columns[column].type;
    switch (sheet->batch->columns[column].kind) {
    case VALUE_INT:
        return COLUMN_INTEGER;
    case VALUE_DOUBLE:
        return COLUMN_DOUBLE;
    default:
        return COLUMN_TEXT;
    }
}

struct text crm__sheet_name(const struct sheet *sheet, size_t column)
{
    return sheet->columns ? sheet->columns[column].name : sheet->batch->columns[column].name;
}

struct text crm__sheet_label(const struct sheet *sheet, size_t column)
{
    if (!sheet->columns)
        return crm__sheet_name(sheet, column);
    const struct reader_column *described = &sheet->columns[column];
    if (sheet->chinese && described->label_zh.size)
        return described->label_zh;
    return described->label_en.size ? described->label_en : described->name;
}

struct text crm__sheet_currency(const struct sheet *sheet, size_t column, size_t row)
{
    if (!sheet->columns)
        return TEXT_NONE;
    const struct reader_column *described = &sheet->columns[column];
    if (described->currency_column == COLUMN_NO_CURRENCY)
        return described->currency;
    const struct column *codes = &sheet->batch->columns[described->currency_column];
    return crm__column_is_null(codes, row) ? TEXT_NONE : crm__column_text_at(codes, row);
}

int32_t crm__sheet_scale(const struct sheet *sheet, size_t column, size_t row)
{
    if (!sheet->columns)
        return 0;
    if (sheet->columns[column].type != COLUMN_MONEY)
        return sheet->columns[column].scale;
    const struct currency *currency = crm__currency_find(crm__sheet_currency(sheet, column, row));
    return currency ? currency->exponent : USUAL_EXPONENT;
}

bool crm__cell_is_number(const struct sheet *sheet, size_t column)
{
    switch (crm__sheet_type(sheet, column)) {
    case COLUMN_INTEGER:
    case COLUMN_DECIMAL:
    case COLUMN_MONEY:
    case COLUMN_DOUBLE:
    case COLUMN_PERCENT:
    case COLUMN_DURATION:
        return true;
    default:
        return false;
    }
}
