/* RFM of an order file, for hosts. */
#include "crm/rfm.h"

#include "api/handle.h"
#include "base/options.h"
#include "service/rfm_csv.h"

struct crm_rfm {
    crm_db *db;
    struct rfm_csv rfm;
};

static crm_status read_options(crm_db *db, const crm_rfm_options *given,
                               struct rfm_csv_options *options)
{
    static const char *const orders[] = {"", "dmy", "mdy", "ymd"}; /* by enum date_order */
    crm_rfm_options mine;
    crm_status status = crm__options_copy(&db->env, "crm_rfm_options", &mine, sizeof mine, given);
    if (status < 0)
        return status;
    if (!mine.customer || !mine.time || !mine.amount)
        return crm__api_null(db, !mine.customer ? "customer" : !mine.time ? "time" : "amount");
    if (mine.method < CRM_RFM_QUANTILE || mine.method > CRM_RFM_FIXED)
        return crm__fail(&db->env, CRM_E_INVALID, "crm_rfm_options.method: %d, at most %d",
                         mine.method, CRM_RFM_FIXED);
    struct text dates = crm__text_of(mine.dates);
    size_t order = 0;
    while (order < 4 && !crm__text_is(dates, orders[order]))
        order++;
    if (order == 4)
        return crm__fail(&db->env, CRM_E_INVALID, "dates: '%s' is none of dmy, mdy, ymd",
                         mine.dates);
    *options = (struct rfm_csv_options){
        .orders = {.customer = crm__text_of(mine.customer),
                   .time = crm__text_of(mine.time),
                   .amount = crm__text_of(mine.amount),
                   .dates = (enum date_order)order,
                   .at_us = mine.at_us ? mine.at_us : db->env.now_us},
        .method = (enum rfm_method)mine.method,
        .bins = mine.bins,
        .cuts = crm__text_of(mine.cuts),
    };
    return CRM_OK;
}

crm_status crm_rfm_csv(crm_db *db, crm_read read, void *context, const crm_rfm_options *given,
                       crm_rfm **rfm_out)
{
    struct rfm_csv_options options;
    if (rfm_out)
        *rfm_out = NULL;
    crm_status status = crm__api_enter(db);
    if (status < 0)
        return status;
    if (!rfm_out)
        return crm__api_null(db, "rfm_out");
    if (!read)
        return crm__api_null(db, "read");
    status = read_options(db, given, &options);
    if (status < 0)
        return status;
    crm_rfm *rfm = crm__alloc_zero(&db->env, 1, sizeof *rfm);
    if (!rfm)
        return CRM_E_NOMEM;
    status = crm__rfm_csv(&db->env, read, context, &options, &rfm->rfm);
    if (status < 0) {
        crm__free(&db->env, rfm);
        return status;
    }
    rfm->db = crm__api_retain(db);
    *rfm_out = rfm;
    return CRM_OK;
}

void crm_rfm_read(const crm_rfm *rfm, crm_rfm_counts *counts_out)
{
    if (!counts_out)
        return;
    *counts_out = (crm_rfm_counts){0};
    if (!rfm)
        return;
    const struct order_csv *orders = &rfm->rfm.orders;
    *counts_out = (crm_rfm_counts){
        .rows = orders->row_count,
        .orders = orders->row_count - orders->later_count - orders->rejected_count,
        .later = orders->later_count,
        .rejected = orders->rejected_count,
        .customers = (int64_t)orders->totals.count,
    };
}

const char *crm_rfm_problem(const crm_rfm *rfm)
{
    return rfm ? rfm->rfm.orders.problem : "";
}

typedef crm_status (*table)(const struct rfm_csv *rfm, struct reader **reader_out);

static crm_status answer(const crm_rfm *rfm, table make, crm_cursor **cursor_out)
{
    struct reader *reader = NULL;
    if (cursor_out)
        *cursor_out = NULL;
    if (!rfm)
        return CRM_E_MISUSE;
    crm_status status = crm__api_enter(rfm->db);
    if (status < 0)
        return status;
    if (!cursor_out)
        return crm__api_null(rfm->db, "cursor_out");
    status = make(&rfm->rfm, &reader);
    return crm__api_answer(rfm->db, status, reader, cursor_out);
}

crm_status crm_rfm_segments(const crm_rfm *rfm, crm_cursor **cursor_out)
{
    return answer(rfm, crm__rfm_csv_segments, cursor_out);
}

crm_status crm_rfm_scores(const crm_rfm *rfm, crm_cursor **cursor_out)
{
    return answer(rfm, crm__rfm_csv_scores, cursor_out);
}

crm_status crm_rfm_customers(const crm_rfm *rfm, crm_cursor **cursor_out)
{
    return answer(rfm, crm__rfm_csv_customers, cursor_out);
}

void crm_rfm_free(crm_rfm *rfm)
{
    if (!rfm)
        return;
    crm_db *db = rfm->db;
    crm__rfm_csv_free(&rfm->rfm);
    crm__free(&db->env, rfm);
    crm__api_release(db);
}
