/*
 * Orders from a CSV file, without a database: which columns hold customer, time and amount, and
 * what each customer's orders add up to at an instant. Every row is an order. Rows that cannot be
 * read are counted, and the first of them is kept for the user.
 */
#ifndef CRM_SERVICE_ORDER_CSV_H
#define CRM_SERVICE_ORDER_CSV_H

#include "engine/order_totals.h"
#include "engine/typed.h"

struct order_csv_options {
    struct text customer; /* names of columns */
    struct text time;
    struct text amount;
    enum date_order dates; /* of dates such as 5.1.24 */
    int64_t at_us;         /* orders after it are not counted */
};

struct order_csv {
    /* A day of the totals is a span of 24 hours before at_us: 0 is the last one, -1 the one before
     * it. So crm__order_totals_columns with day 0 gives whole days before at_us. */
    struct order_totals totals;
    int32_t scale;          /* decimals of the amounts: 2, or 4 when any order has more than 2 */
    int64_t row_count;      /* data rows read */
    int64_t later_count;    /* among them, not counted: orders after at_us */
    int64_t rejected_count; /* among them, not counted: no customer, no time, no amount … */
    char problem[256];      /* the first rejected row: "line 7: time: …"; "" when there is none */
};

/*
 * Reads all of it; free `orders_out` with crm__order_csv_free.
 * @return CRM_OK; CRM_E_UNKNOWN: no column of that name; CRM_E_INVALID: the header has a problem;
 *         CRM_E_LIMIT: a sum over int64; CRM_E_IO; CRM_E_CANCELLED; CRM_E_NOMEM.
 */
crm_status crm__order_csv_read(struct env *env, crm_read read, void *context,
                               const struct order_csv_options *options,
                               struct order_csv *orders_out);
void crm__order_csv_free(struct order_csv *orders);

#endif
