/*
 * Per-customer totals from plain order columns: the road from an order file to RFM when there are
 * no rollups. One pass, hashing customers; customers stand in the order they first appear.
 */
#ifndef CRM_ENGINE_ORDER_TOTALS_H
#define CRM_ENGINE_ORDER_TOTALS_H

#include "base/batch.h"

struct order_total {
    int64_t amount_minor;
    int32_t first_day; /* days since 1970-01-01 */
    int32_t last_day;
    int64_t order_count;
};

struct order_totals {
    struct env *env;
    struct order_total *totals;
    struct order_key {
        uint64_t tag; /* the key itself when it has at most 7 bytes, else its hash */
        struct text text;
    } *keys;
    size_t count; /* customers */
    size_t capacity;
    size_t skipped_count; /* rows without customer, day or amount */
    uint32_t *slots;
    size_t slot_count;
    struct arena arena; /* keys */
};

void crm__order_totals_init(struct order_totals *totals, struct env *env);
void crm__order_totals_free(struct order_totals *totals);

/*
 * Adds rows. `customer` is a text or an int column (an int and its decimal text are one customer);
 * `day` and `amount_minor` are int columns of the same count. A row with a null is counted as
 * skipped. CRM_E_MISUSE for other columns; CRM_E_LIMIT when a sum passes int64, a day int32, or
 * customers 2^32 - 1; CRM_E_NOMEM. After a failure the totals are good only for freeing.
 */
crm_status crm__order_totals_add(struct order_totals *totals, const struct column *customer,
                                 const struct column *day, const struct column *amount_minor);

#endif
