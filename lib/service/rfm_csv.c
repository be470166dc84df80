/* RFM of an order file: totals, scores, segments. The tables are in rfm_csv_tables.c. */
#include "service/rfm_csv.h"

#include "service/rfm_cuts.h"

static crm_status score(struct rfm_csv *rfm, const struct rfm_csv_options *options);

crm_status crm__rfm_csv(struct env *env, crm_read read, void *context,
                        const struct rfm_csv_options *options, struct rfm_csv *rfm)
{
    *rfm = (struct rfm_csv){.env = env};
    if (options->cuts.size && options->method != RFM_FIXED)
        return crm__fail(env, CRM_E_INVALID, "cuts: given, but the method is not fixed");
    crm_status status = crm__order_csv_read(env, read, context, &options->orders, &rfm->orders);
    if (status != CRM_OK)
        return status;
    status = score(rfm, options);
    if (status != CRM_OK)
        crm__rfm_csv_free(rfm);
    return status;
}

void crm__rfm_csv_free(struct rfm_csv *rfm)
{
    if (!rfm || !rfm->env)
        return;
    crm__order_csv_free(&rfm->orders);
    crm__rfm_scores_free(&rfm->scores);
    crm__free(rfm->env, rfm->segments);
    crm__free(rfm->env, rfm->recency_days);
    crm__free(rfm->env, rfm->frequency);
    crm__free(rfm->env, rfm->monetary);
    *rfm = (struct rfm_csv){0};
}

/* --- scores ----------------------------------------------------------------------------------- */

/* Ties of equal bins are broken by the customers' numbers when all of them are numbers, else by
 * their order of appearance: NULL. */
static crm_status number_customers(struct rfm_csv *rfm, int64_t **ids_out)
{
    const struct order_totals *totals = &rfm->orders.totals;
    *ids_out = NULL;
    int64_t *ids = crm__alloc_zero(rfm->env, totals->count + 1, sizeof *ids);
    if (!ids)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < totals->count; i++) {
        if (crm__text_to_int64(totals->keys[i], &ids[i]) < 0) {
            crm__free(rfm->env, ids);
            return CRM_OK;
        }
    }
    *ids_out = ids;
    return CRM_OK;
}

static crm_status name_segments(struct rfm_csv *rfm)
{
    size_t rule_count;
    struct segment_map map;
    const struct segment_rule *rules = crm__segment_standard(&rule_count);
    crm_status status = crm__segment_compile(rfm->env, rules, rule_count, SEGMENT_STANDARD_SCALE,
                                             rfm->scores.bins, &map);
    if (status == CRM_OK)
        crm__segment_assign(&map, &rfm->scores, rfm->segments);
    return status;
}

static crm_status make_columns(struct rfm_csv *rfm)
{
    size_t count = rfm->orders.totals.count + 1;
    rfm->segments = crm__alloc_zero(rfm->env, count, sizeof *rfm->segments);
    rfm->recency_days = crm__alloc_zero(rfm->env, count, sizeof *rfm->recency_days);
    rfm->frequency = crm__alloc_zero(rfm->env, count, sizeof *rfm->frequency);
    rfm->monetary = crm__alloc_zero(rfm->env, count, sizeof *rfm->monetary);
    if (!rfm->segments || !rfm->recency_days || !rfm->frequency || !rfm->monetary)
        return CRM_E_NOMEM;
    crm__order_totals_columns(&rfm->orders.totals, 0, rfm->recency_days, rfm->frequency,
                              rfm->monetary);
    return CRM_OK;
}

static crm_status score(struct rfm_csv *rfm, const struct rfm_csv_options *options)
{
    struct rfm_spec spec = {.method = options->method, .bins = options->bins};
    int64_t *ids = NULL;
    crm_status status = make_columns(rfm);
    if (status == CRM_OK && options->method == RFM_FIXED)
        status = crm__rfm_cuts_read(rfm->env, options->cuts, rfm->orders.scale, &spec);
    if (status == CRM_OK)
        status = number_customers(rfm, &ids);
    struct rfm_customers customers = {
        .count = rfm->orders.totals.count,
        .ids = ids,
        .values = {rfm->recency_days, rfm->frequency, rfm->monetary},
    };
    if (status == CRM_OK)
        status = crm__rfm_score(rfm->env, &spec, &customers, &rfm->scores);
    if (status == CRM_OK)
        status = name_segments(rfm);
    crm__free(rfm->env, ids);
    return status;
}
