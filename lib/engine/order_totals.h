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
    uint64_t tag; /* the key itself when it is short, else its hash */
};

struct order_totals {
    struct env *env;
    struct order_total *totals; /* in `block`, none across two cache lines */
    void *block;
    size_t count; /* customers */
    size_t capacity;
    struct text *keys; /* of each customer, in `arena` */
    size_t key_capacity;
    size_t row_count;     /* rows added */
    size_t skipped_count; /* rows without customer, day or amount; not among them */
    struct order_slot {
        uint32_t index; /* customer + 1; 0 free */
        uint32_t part;  /* of the tag */
    } *slots;
    size_t slot_count; /* a power of two, or 0 */
    struct arena arena;
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

/* Columns for scoring, each as long as there are customers; recency is whole days before
 * `at_day`, negative for customers who bought later. Any of them may be NULL. */
void crm__order_totals_columns(const struct order_totals *totals, int64_t at_day,
                               int64_t *recency_days_out, int64_t *frequency_out,
                               int64_t *amount_minor_out);

#endif
