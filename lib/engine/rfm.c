/* RFM scores: where the cuts are, then one look-up a customer and dimension. */
#include "engine/rfm.h"
#include "engine/rank.h"

#include <string.h>

enum { CUTS_MAX = RFM_BINS_MAX - 1, NO_ID = 0 };

static const char *const dimension_names[RFM_DIMENSIONS] = {"recency", "frequency", "monetary"};

/* A cut lies behind the pair (value, id): what is greater is above it. */
struct cut {
    int64_t value;
    int64_t id; /* INT64_MAX: behind all customers of that value */
};

/* One dimension on its way. */
struct column_plan {
    struct env *env;
    const int64_t *values;
    const int64_t *ids;
    size_t count;
    size_t cut_count;
    struct rank_scale scale;
    struct cut cuts[CUTS_MAX];
    bool reversed; /* small is good */
};

static crm_status check_spec(struct env *env, const struct rfm_spec *spec);
static crm_status score_dimension(struct env *env, const struct rfm_spec *spec,
                                  const struct rfm_customers *customers, enum rfm_dimension which,
                                  struct rfm_scores *scores);
static crm_status cut_by_value(struct column_plan *plan);
static crm_status cut_by_size(struct column_plan *plan);
static crm_status break_ties(struct column_plan *plan, const size_t *ranks);
static crm_status apply(const struct column_plan *plan, uint8_t *scores);
static void count_sizes(struct rfm_scores *scores);

crm_status crm__rfm_score(struct env *env, const struct rfm_spec *spec,
                          const struct rfm_customers *customers, struct rfm_scores *scores_out)
{
    struct rfm_scores scores = {.env = env, .count = customers->count};
    *scores_out = (struct rfm_scores){0};
    crm_status status = check_spec(env, spec);
    scores.bins = spec->bins ? spec->bins : RFM_BINS_DEFAULT;
    for (size_t which = 0; which < RFM_DIMENSIONS && status == CRM_OK; which++)
        status = score_dimension(env, spec, customers, (enum rfm_dimension)which, &scores);
    if (status == CRM_OK) {
        count_sizes(&scores);
        *scores_out = scores;
    } else {
        crm__rfm_scores_free(&scores);
    }
    return status;
}

void crm__rfm_scores_free(struct rfm_scores *scores)
{
    if (!scores || !scores->env)
        return;
    for (size_t which = 0; which < RFM_DIMENSIONS; which++)
        crm__free(scores->env, scores->scores[which]);
    *scores = (struct rfm_scores){0};
}

static crm_status check_spec(struct env *env, const struct rfm_spec *spec)
{
    int32_t bins = spec->bins ? spec->bins : RFM_BINS_DEFAULT;
    if (bins < RFM_BINS_MIN || bins > RFM_BINS_MAX)
        return crm__fail(env, CRM_E_INVALID, "bins: %d, at least %d and at most %d", (int)bins,
                         RFM_BINS_MIN, RFM_BINS_MAX);
    for (size_t which = 0; spec->method == RFM_FIXED && which < RFM_DIMENSIONS; which++)
        for (int32_t k = 1; k < bins - 1; k++)
            if (spec->thresholds[which][k] < spec->thresholds[which][k - 1])
                return crm__fail(env, CRM_E_INVALID, "%s thresholds: %lld after %lld, must ascend",
                                 dimension_names[which], (long long)spec->thresholds[which][k],
                                 (long long)spec->thresholds[which][k - 1]);
    return CRM_OK;
}

static crm_status score_dimension(struct env *env, const struct rfm_spec *spec,
                                  const struct rfm_customers *customers, enum rfm_dimension which,
                                  struct rfm_scores *scores)
{
    struct column_plan plan = {.env = env,
                               .values = customers->values[which],
                               .ids = customers->ids,
                               .count = customers->count,
                               .cut_count = (size_t)scores->bins - 1,
                               .reversed = which == RFM_RECENCY};
    if (plan.count == 0)
        return CRM_OK;
    plan.scale = crm__rank_scale(plan.values, plan.count);
    crm_status status = CRM_OK;
    if (spec->method == RFM_NTILE)
        status = cut_by_size(&plan);
    else if (spec->method == RFM_QUANTILE)
        status = cut_by_value(&plan);
    else
        for (size_t k = 0; k < plan.cut_count; k++)
            plan.cuts[k] = (struct cut){spec->thresholds[which][k], INT64_MAX};
    if (status != CRM_OK)
        return status;

    scores->scores[which] = crm__alloc(env, plan.count);
    if (!scores->scores[which])
        return CRM_E_NOMEM;
    status = apply(&plan, scores->scores[which]);
    for (size_t k = 0; k < plan.cut_count; k++)
        scores->cuts[which][k] = plan.cuts[k].value;
    return status;
}

static crm_status cut_by_value(struct column_plan *plan)
{
    size_t ranks[CUTS_MAX];
    int64_t values[CUTS_MAX];
    size_t bins = plan->cut_count + 1;
    for (size_t k = 0; k < plan->cut_count; k++)
        ranks[k] = ((k + 1) * plan->count + bins - 1) / bins;
    crm_status status = crm__rank_select(plan->env, plan->values, plan->count, &plan->scale, ranks,
                                         plan->cut_count, values);
    for (size_t k = 0; k < plan->cut_count && status == CRM_OK; k++)
        plan->cuts[k] = (struct cut){values[k], INT64_MAX};
    return status;
}

/* Tile k ends behind the customer of rank k * (n / bins) + min(k, n mod bins) by (value, id). */
static crm_status cut_by_size(struct column_plan *plan)
{
    size_t ranks[CUTS_MAX];
    int64_t values[CUTS_MAX];
    size_t bins = plan->cut_count + 1;
    size_t odd = plan->count % bins;
    for (size_t k = 1; k < bins; k++)
        ranks[k - 1] = k * (plan->count / bins) + (k < odd ? k : odd);
    crm_status status = crm__rank_select(plan->env, plan->values, plan->count, &plan->scale, ranks,
                                         plan->cut_count, values);
    for (size_t k = 0; k < plan->cut_count && status == CRM_OK; k++)
        plan->cuts[k] = (struct cut){values[k], NO_ID};
    return status == CRM_OK ? break_ties(plan, ranks) : status;
}

/* Among the customers at a cut's value, the cut lies behind the id of the rank that is left. */
static crm_status break_ties(struct column_plan *plan, const size_t *ranks)
{
    int64_t *ids = crm__realloc_array(plan->env, NULL, plan->count, sizeof(*ids));
    if (!ids)
        return CRM_E_NOMEM;
    crm_status status = CRM_OK;
    for (size_t k = 0; k < plan->cut_count && status == CRM_OK;) {
        int64_t value = plan->cuts[k].value;
        size_t below = 0;
        size_t equal = 0;
        for (size_t i = 0; i < plan->count; i++) {
            below += plan->values[i] < value;
            if (plan->values[i] == value)
                ids[equal++] = plan->ids ? plan->ids[i] : (int64_t)i;
        }
        size_t first = k;
        size_t inner[CUTS_MAX];
        int64_t found[CUTS_MAX];
        for (; k < plan->cut_count && plan->cuts[k].value == value; k++)
            inner[k - first] = ranks[k] - below;
        status = crm__rank_select(plan->env, ids, equal, NULL, inner, k - first, found);
        for (size_t j = first; j < k && status == CRM_OK; j++)
            plan->cuts[j].id = found[j - first];
    }
    crm__free(plan->env, ids);
    return status;
}

/* 1 + the number of cuts below (value, id). */
static uint8_t score_of(const struct column_plan *plan, int64_t value, int64_t id)
{
    uint8_t score = 1;
    for (size_t k = 0; k < plan->cut_count; k++) {
        const struct cut *cut = &plan->cuts[k];
        score = (uint8_t)(score + (cut->value < value || (cut->value == value && cut->id < id)));
    }
    return plan->reversed ? (uint8_t)(plan->cut_count + 2 - score) : score;
}

/* A bucket whose ends score alike needs no comparison; the few others do, and get a 0. */
static void fill_table(const struct column_plan *plan, uint8_t *table)
{
    const struct rank_scale *scale = &plan->scale;
    for (size_t bucket = 0; bucket < scale->bucket_count; bucket++) {
        uint64_t low = (uint64_t)scale->min + ((uint64_t)bucket << scale->shift);
        uint64_t high = low + ((UINT64_C(1) << scale->shift) - 1);
        if (bucket + 1 == scale->bucket_count)
            high = (uint64_t)scale->max;
        uint8_t from = score_of(plan, (int64_t)low, INT64_MIN);
        table[bucket] = from == score_of(plan, (int64_t)high, INT64_MAX) ? from : 0;
    }
}

/* Works on copies: scores are bytes, and a byte written through a pointer may be anything. */
static crm_status apply(const struct column_plan *plan, uint8_t *scores)
{
    const struct rank_scale scale = plan->scale;
    const int64_t *values = plan->values;
    const size_t count = plan->count;
    uint8_t *table = crm__alloc(plan->env, scale.bucket_count);
    if (!table)
        return CRM_E_NOMEM;
    fill_table(plan, table);
    for (size_t i = 0; i < count; i++) {
        uint8_t score = table[crm__rank_bucket(&scale, values[i])];
        if (score == 0)
            score = score_of(plan, values[i], plan->ids ? plan->ids[i] : (int64_t)i);
        scores[i] = score;
    }
    crm__free(plan->env, table);
    return CRM_OK;
}

/* Counts cells of three scores at once; members of one score are the sum of its cells. */
static void count_sizes(struct rfm_scores *scores)
{
    enum { SIDE = RFM_BINS_MAX + 1 };
    uint32_t cells[2][SIDE * SIDE * SIDE] = {{0}}; /* in turns, so that neighbours do not wait */
    const uint8_t *r = scores->scores[RFM_RECENCY];
    const uint8_t *f = scores->scores[RFM_FREQUENCY];
    const uint8_t *m = scores->scores[RFM_MONETARY];
    for (size_t i = 0; i < scores->count; i++)
        cells[i & 1][(r[i] * SIDE + f[i]) * SIDE + m[i]]++;
    for (size_t cell = 0; cell < SIDE * SIDE * SIDE; cell++) {
        size_t size = (size_t)cells[0][cell] + cells[1][cell];
        scores->sizes[RFM_RECENCY][cell / (SIDE * SIDE)] += size;
        scores->sizes[RFM_FREQUENCY][cell / SIDE % SIDE] += size;
        scores->sizes[RFM_MONETARY][cell % SIDE] += size;
    }
}
