/*
 * The orders of the music shop in examples/data, read by plain C so that a test of the engines
 * needs no file reader of the library. The oracle figures in the suites were found independently
 * of this library from the same file.
 */
#ifndef CRM_TESTS_ENGINE_CDNOW_H
#define CRM_TESTS_ENGINE_CDNOW_H

#include <stdio.h>

#include "base/time.h"
#include "engine/order_totals.h"

enum { CDNOW_CUSTOMERS = 23570, CDNOW_ORDERS = 69659 };

struct cdnow {
    struct batch batch; /* customer, day, amount in cents */
    struct order_totals totals;
    int64_t *recency; /* days before 1998-07-01 */
    int64_t *frequency;
    int64_t *amount;
};

static inline int64_t cdnow_number(const char **at)
{
    int64_t number = 0;
    for (; **at >= '0' && **at <= '9'; (*at)++)
        number = number * 10 + (**at - '0');
    return number;
}

/* "00001,1997-01-01,1,11.77" */
static inline void cdnow_line(struct cdnow *cdnow, const char *line)
{
    struct batch *batch = &cdnow->batch;
    const char *at = strchr(line, ',');
    struct text customer = {line, (size_t)(at - line)};
    int64_t parts[6];
    for (size_t i = 0; i < 6; i++) {
        at++;
        parts[i] = cdnow_number(&at);
    }
    int64_t day = crm__date_of(parts[0], (int32_t)parts[1], (int32_t)parts[2]);
    crm__column_text(batch, &batch->columns[0], customer);
    crm__column_int(batch, &batch->columns[1], day);
    crm__column_int(batch, &batch->columns[2], parts[4] * 100 + parts[5]);
    crm__batch_finish_row(batch);
}

/* False, with a line that says so, when the file is not there. */
static inline bool cdnow_open(struct cdnow *cdnow)
{
    static const char name[] = TESTS_DIR "/../examples/data/cdnow_orders.csv";
    char line[128];
    FILE *file = fopen(name, "rb");
    if (!file) {
        printf("# skipped: no %s\n", name);
        return false;
    }
    crm__batch_init(&cdnow->batch, &env);
    crm__batch_add(&cdnow->batch, TEXT("customer"), VALUE_TEXT);
    crm__batch_add(&cdnow->batch, TEXT("day"), VALUE_INT);
    crm__batch_add(&cdnow->batch, TEXT("amount"), VALUE_INT);
    ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
    while (fgets(line, sizeof(line), file))
        cdnow_line(cdnow, line);
    fclose(file);

    crm__order_totals_init(&cdnow->totals, &env);
    ck_assert_int_eq(crm__order_totals_add(&cdnow->totals, &cdnow->batch.columns[0],
                                           &cdnow->batch.columns[1], &cdnow->batch.columns[2]),
                     CRM_OK);
    cdnow->recency = malloc(3 * CDNOW_CUSTOMERS * sizeof(int64_t));
    cdnow->frequency = cdnow->recency + CDNOW_CUSTOMERS;
    cdnow->amount = cdnow->frequency + CDNOW_CUSTOMERS;
    ck_assert_uint_eq(cdnow->totals.count, CDNOW_CUSTOMERS);
    crm__order_totals_columns(&cdnow->totals, crm__date_of(1998, 7, 1), cdnow->recency,
                              cdnow->frequency, cdnow->amount);
    return true;
}

static inline void cdnow_close(struct cdnow *cdnow)
{
    crm__order_totals_free(&cdnow->totals);
    crm__batch_free(&cdnow->batch);
    free(cdnow->recency);
}

#endif
