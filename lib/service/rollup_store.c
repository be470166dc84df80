/* Rollups: totals as rows of customer_value and customer_month. */
#include "service/rollup_part.h"

#include "service/table.h"

#include <string.h>

const char *const crm__rollup_value_fields[ROLLUP_VALUE_FIELDS] = {
    "account",         "currency", "order_count",     "purchase_day_count", "amount",
    "refunded_amount", "margin",   "item_count",      "first_order_at",     "last_order_at",
    "gap_count",       "gap_days", "gap_days_squared"};

void crm__rollup_totals_read(const struct batch *rows, size_t row, struct rollup_totals *totals)
{
    int64_t numbers[ROLLUP_VALUE_FIELDS] = {0};
    for (size_t i = 2; i < ROLLUP_VALUE_FIELDS; i++) {
        struct value value = crm__batch_at(rows, i, row);
        numbers[i] = value.kind == VALUE_INT ? value.integer : 0;
    }
    *totals = (struct rollup_totals){.order_count = numbers[2],
                                     .purchase_day_count = numbers[3],
                                     .amount_minor = numbers[4],
                                     .refunded_minor = numbers[5],
                                     .margin_minor = numbers[6],
                                     .item_count = numbers[7],
                                     .first_order_at = numbers[8],
                                     .last_order_at = numbers[9],
                                     .gap_count = numbers[10],
                                     .gap_days = numbers[11],
                                     .gap_days_squared = numbers[12]};
    struct value currency = crm__batch_at(rows, 1, row);
    if (currency.kind == VALUE_TEXT && currency.text.size == 3)
        memcpy(totals->currency, currency.text.data, 3);
}

static struct value time_or_null(bool is_there, int64_t time_us)
{
    return is_there ? crm__value_int(time_us) : VALUE_OF_NULL;
}

static struct value currency_or_null(const char *currency)
{
    return currency[0] ? crm__value_text(crm__text_of(currency)) : VALUE_OF_NULL;
}

static void totals_values(int64_t account, const struct rollup_totals *totals,
                          struct value values[ROLLUP_VALUE_FIELDS])
{
    const struct value all[ROLLUP_VALUE_FIELDS] = {
        crm__value_int(account),
        currency_or_null(totals->currency),
        crm__value_int(totals->order_count),
        crm__value_int(totals->purchase_day_count),
        crm__value_int(totals->amount_minor),
        crm__value_int(totals->refunded_minor),
        crm__value_int(totals->margin_minor),
        crm__value_int(totals->item_count),
        time_or_null(totals->order_count > 0, totals->first_order_at),
        time_or_null(totals->order_count > 0, totals->last_order_at),
        crm__value_int(totals->gap_count),
        crm__value_int(totals->gap_days),
        crm__value_int(totals->gap_days_squared)};
    memcpy(values, all, sizeof all);
}

/* Rows that are to be written in one go: new ones, or those that are there. The last column is the
 * owner. */
struct portion {
    struct batch batch;
    int64_t *ids;
    size_t width;
    const struct field *fields[ROLLUP_VALUE_FIELDS + 1];
};

static crm_status portion_init(struct portion *portion, struct store *store,
                               const struct entity *entity, const char *const *names, size_t width,
                               size_t rows)
{
    crm__batch_init(&portion->batch, store->env);
    portion->width = width + 1;
    portion->ids = crm__alloc_zero(store->env, rows, sizeof *portion->ids);
    for (size_t i = 0; i < width; i++)
        portion->fields[i] = crm__service_field(entity, names[i]);
    portion->fields[width] = crm__system_field(entity, SYSTEM_OWNER);
    if (!portion->ids)
        return CRM_E_NOMEM;
    return crm__batch_add_fields(&portion->batch, portion->fields, portion->width);
}

static void portion_free(struct portion *portion, struct env *env)
{
    crm__free(env, portion->ids);
    crm__batch_free(&portion->batch);
}

static crm_status portion_row(struct portion *portion, int64_t id, const struct value *values,
                              int64_t owner)
{
    for (size_t i = 0; i < portion->width; i++) {
        struct value value = i + 1 < portion->width ? values[i] : crm__value_or_null(owner, 0);
        crm_status status = crm__column_value(&portion->batch, &portion->batch.columns[i], value);
        if (status < 0)
            return status;
    }
    portion->ids[portion->batch.row_count++] = id;
    return CRM_OK;
}

static crm_status portion_write(struct portion *portion, struct store *store,
                                const struct entity *entity, bool is_new, int64_t *written)
{
    if (portion->batch.row_count == 0)
        return CRM_OK;
    struct row_write write = {.entity = entity,
                              .fields = portion->fields,
                              .field_count = portion->width,
                              .rows = &portion->batch,
                              .count = portion->batch.row_count,
                              .ids = portion->ids,
                              .derived = true};
    crm_status status = is_new ? crm__rows_insert(store, &write) : crm__rows_update(store, &write);
    *written += (int64_t)write.written;
    return status;
}

crm_status crm__rollup_values_write(struct store *store, const struct rollup_account *accounts,
                                    const struct rollup_totals *totals, const int64_t *ids,
                                    size_t count, int64_t *written)
{
    const struct entity *entity = crm__service_entity(store, "customer_value");
    crm_status status = CRM_OK;
    for (int is_new = 0; status >= 0 && is_new < 2; is_new++) {
        struct portion portion;
        status = portion_init(&portion, store, entity, crm__rollup_value_fields,
                              ROLLUP_VALUE_FIELDS, count);
        for (size_t i = 0; status >= 0 && i < count; i++) {
            struct value values[ROLLUP_VALUE_FIELDS];
            if ((ids[i] == 0) != is_new || (is_new && totals[i].order_count == 0))
                continue;
            totals_values(accounts[i].id, &totals[i], values);
            status = portion_row(&portion, ids[i], values, accounts[i].owner);
        }
        if (status >= 0)
            status = portion_write(&portion, store, entity, is_new, written);
        portion_free(&portion, store->env);
    }
    return status;
}

/* --- months ----------------------------------------------------------------------------------- */

enum { MONTH_FIELDS = 6 };
static const char *const month_fields[MONTH_FIELDS] = {"account",     "month",  "currency",
                                                       "order_count", "amount", "item_count"};

/* ids[i]: the row of month i; what is to be added is added to what it says. */
static crm_status months_load(struct store *store, const struct entity *entity,
                              struct rollup_months *months, int64_t *ids)
{
    const struct field *key_fields[] = {crm__service_field(entity, "account"),
                                        crm__service_field(entity, "month")};
    const struct field *counts[] = {crm__service_field(entity, "order_count"),
                                    crm__service_field(entity, "amount"),
                                    crm__service_field(entity, "item_count")};
    const struct key key = {.fields = key_fields, .count = 2, .unique = true};
    static const size_t columns[] = {0, 1};
    struct batch keys;
    struct batch rows;
    crm__batch_init(&keys, store->env);
    crm__batch_init(&rows, store->env);
    uint8_t *found = crm__alloc_zero(store->env, months->count, 1);
    crm_status status = found ? crm__batch_add_fields(&keys, key_fields, 2) : CRM_E_NOMEM;
    for (size_t i = 0; status >= 0 && i < months->count; i++) {
        status = crm__column_int(&keys, &keys.columns[0], months->items[i].account);
        if (status >= 0)
            status = crm__column_int(&keys, &keys.columns[1], months->items[i].month);
    }
    keys.row_count = months->count;
    if (status >= 0)
        status = crm__rows_lookup(store, entity, &key, &keys, columns, ids);
    if (status >= 0)
        status = crm__rows_get(store, entity, counts, 3, ids, months->count, 0, found, &rows);
    for (size_t i = 0; status >= 0 && i < months->count; i++) {
        struct rollup_month *month = &months->items[i];
        if (!found[i] || month->again)
            continue;
        month->order_count += rows.columns[0].integers[i];
        status = crm__money_add(store->env, month->amount_minor, rows.columns[1].integers[i],
                                &month->amount_minor);
        if (status >= 0)
            status = crm__money_add(store->env, month->item_count, rows.columns[2].integers[i],
                                    &month->item_count);
    }
    crm__free(store->env, found);
    crm__batch_free(&rows);
    crm__batch_free(&keys);
    return status;
}

static crm_status months_portion(struct store *store, const struct entity *entity,
                                 const struct rollup_months *months, const int64_t *ids,
                                 bool is_new, int64_t *written)
{
    struct portion portion;
    crm_status status =
        portion_init(&portion, store, entity, month_fields, MONTH_FIELDS, months->count);
    for (size_t i = 0; status >= 0 && i < months->count; i++) {
        const struct rollup_month *month = &months->items[i];
        if ((ids[i] == 0) != is_new)
            continue;
        const struct value values[MONTH_FIELDS] = {
            crm__value_int(month->account),      crm__value_int(month->month),
            currency_or_null(month->currency),   crm__value_int(month->order_count),
            crm__value_int(month->amount_minor), crm__value_int(month->item_count)};
        status = portion_row(&portion, ids[i], values, month->owner);
    }
    if (status >= 0)
        status = portion_write(&portion, store, entity, is_new, written);
    portion_free(&portion, store->env);
    return status;
}

crm_status crm__rollup_months_write(struct store *store, struct rollup_months *months,
                                    int64_t *written)
{
    const struct entity *entity = crm__service_entity(store, "customer_month");
    if (months->count == 0)
        return CRM_OK;
    int64_t *ids = crm__alloc_zero(store->env, months->count, sizeof *ids);
    crm_status status = ids ? months_load(store, entity, months, ids) : CRM_E_NOMEM;
    if (status >= 0)
        status = months_portion(store, entity, months, ids, true, written);
    if (status >= 0)
        status = months_portion(store, entity, months, ids, false, written);
    crm__free(store->env, ids);
    return status;
}
