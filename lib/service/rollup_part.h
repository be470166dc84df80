/* What the parts of the rollups share. */
#ifndef CRM_SERVICE_ROLLUP_PART_H
#define CRM_SERVICE_ROLLUP_PART_H

#include "service/rollup.h"
#include "service/save.h"

#define NO_ORDER SIZE_MAX

/* What is gathered of a change: an order that was added, or an account to be read again. When it is
 * written, the orders of an account form a chain. */
struct rollup_added {
    int64_t account;
    bool again;
    struct rollup_order order;
    size_t next;
};

struct rollup_account {
    int64_t id;
    int64_t owner; /* the account's, who sees its totals, too; 0: nobody */
    bool again;    /* to be read from its orders */
    size_t added;  /* the newest of the chain, or NO_ORDER */
    size_t count;  /* of the chain */
};

/* What was gathered, by account. */
struct rollup_pending {
    struct env *env;
    struct id_map index; /* account -> position */
    struct rollup_account *accounts;
    size_t account_count;
    size_t account_capacity;
    struct rollup_added *added; /* borrowed */
    size_t added_count;
    int64_t written; /* rows that were new or differed, once it is flushed */
};

/* One month of one account. */
struct rollup_month {
    int64_t account;
    int64_t month; /* its first day */
    char currency[4];
    int64_t order_count;
    int64_t amount_minor;
    int64_t item_count;
    bool again; /* the whole month, not what to add */
    int64_t owner;
};

struct rollup_months {
    struct rollup_month *items;
    size_t count;
    size_t capacity;
};

/* Orders of a batch whose columns are crm__rollup_order_fields; false: it does not count. */
enum { ROLLUP_ORDER_FIELDS = 9 };
extern const char *const crm__rollup_order_fields[ROLLUP_ORDER_FIELDS + 1];
bool crm__rollup_order_read(const struct batch *rows, const size_t *columns, size_t row,
                            int64_t *account_out, struct rollup_order *order);

/* Folds an order into totals and into its month, which is the last of `months` or a new one. */
crm_status crm__rollup_add(struct store *store, const struct zone *zone, int64_t account,
                           bool again, const struct rollup_order *order,
                           struct rollup_totals *totals, struct rollup_months *months);

/* Reads the accounts that are marked from their orders (rollup_read.c): totals[i] of
 * accounts[i]. */
crm_status crm__rollup_read(struct store *store, const struct zone *zone,
                            const struct rollup_pending *pending, struct rollup_totals *totals,
                            struct rollup_months *months);

/* Writes what was gathered. */
crm_status crm__rollup_flush(struct store *store, const struct zone *zone,
                             struct rollup_pending *pending);

/* Totals as stored (rollup_store.c). */
enum { ROLLUP_VALUE_FIELDS = 13 };
extern const char *const crm__rollup_value_fields[ROLLUP_VALUE_FIELDS];
void crm__rollup_totals_read(const struct batch *rows, size_t row, struct rollup_totals *totals);
crm_status crm__rollup_values_write(struct store *store, const struct rollup_account *accounts,
                                    const struct rollup_totals *totals, const int64_t *ids,
                                    size_t count, int64_t *written);
crm_status crm__rollup_months_write(struct store *store, struct rollup_months *months,
                                    int64_t *written);

/* Accounts and what is to become of them (rollup_pending.c). */
void crm__rollup_pending_init(struct rollup_pending *pending, struct env *env);
void crm__rollup_pending_free(struct rollup_pending *pending);
/* What was gathered, by account; `added` must outlive it. */
crm_status crm__rollup_pending_add(struct rollup_pending *pending, struct rollup_added *added,
                                   size_t count);
/* The account is to be read again from its orders. */
crm_status crm__rollup_again(struct rollup_pending *pending, int64_t account);
/* By id, so that rows are met in the order in which they lie. Nothing can be added any more. */
void crm__rollup_pending_sort(struct rollup_pending *pending);

#endif
