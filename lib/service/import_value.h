/* Values as they stand in spreadsheets, read by the type of their field. */
#ifndef CRM_SERVICE_IMPORT_VALUE_H
#define CRM_SERVICE_IMPORT_VALUE_H

#include "base/time.h"
#include "engine/typed.h"
#include "model/record.h"

struct import_reading {
    struct env *env;
    struct arena *arena;     /* of texts that are made; others stay where they are */
    const struct zone *zone; /* of times without an offset */
    enum date_order date_order;
    char decimal_mark;
};

/* `currency` is that of the row. Empty text is null. CRM_E_INVALID with the field and what is wrong
 * with the text; references are not read here. */
crm_status crm__import_value(const struct import_reading *reading, const struct field *field,
                             struct text currency, struct text typed, struct value *value_out);

/* The items of a list, trimmed: of a JSON array, or between "|", else between ";" and "、", else
 * between commas, so that a name may hold a comma where another mark stands. */
struct import_list {
    struct text *items; /* in the arena, or where the text is */
    size_t count;
};
crm_status crm__import_list(const struct import_reading *reading, struct text typed,
                            struct import_list *list_out);

/* "rmb" and "人民币" are CNY; everything else is upper-cased. `code` has room for 4. False when it
 * is no currency. */
bool crm__import_currency(struct text typed, char code[4]);

#endif
