/* Looking up currencies. */
#include "base/tables/currencies.h"

#include <string.h>

/* More than there are currencies, for the search of the nearest one. */
enum { CODES_LIMIT = 256 };

const struct currency *crm__currency_find(struct text code)
{
    size_t low = 0;
    size_t high = crm__currencies_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = crm__text_compare(code, crm__text_of(crm__currencies[middle].code));
        if (order == 0)
            return &crm__currencies[middle];
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

crm_status crm__currency_get(struct env *env, struct text code, const struct currency **out)
{
    *out = crm__currency_find(code);
    if (*out)
        return CRM_OK;

    const char *codes[CODES_LIMIT];
    size_t count = 0;
    for (; count < crm__currencies_count && count < CODES_LIMIT; count++)
        codes[count] = crm__currencies[count].code;
    size_t nearest = crm__text_nearest(code, codes, count);
    struct text shown = crm__text_slice(code, 0, 32);
    if (nearest == SIZE_MAX)
        return crm__fail(env, CRM_E_UNKNOWN, "no currency '%.*s'", (int)shown.size, shown.data);
    return crm__fail(env, CRM_E_UNKNOWN, "no currency '%.*s'; did you mean '%s'?", (int)shown.size,
                     shown.data, codes[nearest]);
}

const struct currency *crm__currency_all(size_t *count_out)
{
    *count_out = crm__currencies_count;
    return crm__currencies;
}
