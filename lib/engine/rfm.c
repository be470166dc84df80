/* RFM scores: where the cuts are, then which side of them every customer is on. */
#include "engine/rfm.h"
#include "engine/rank.h"
#include "engine/rfm_buckets.h"

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
    const int64_t *ids;
    enum rfm_method method;
    bool reversed; /* small is good */
    struct rfm_buckets *buckets;
    size_t cut_count;
    struct cut cuts[CUTS_MAX];
};

static crm_status check_spec(struct env *env, const struct rfm_spec *spec);
static crm_status score_all(struct env *env, const struct rfm_spec *spec,
                            const struct rfm_customers *customers, struct rfm_scores *scores);
static crm_status score_dimension(struct env *env, const struct rfm_spec *spec,
                                  const struct rfm_customers *customers, enum rfm_dimension which,
                                  struct rfm_buckets *buckets, struct rfm_scores *scores);
static crm_status score_column(struct column_plan *plan, const int64_t *thresholds,
                               const int64_t *threshold_ids, uint8_t *scores, size_t *sizes);
static void wanted_ranks(const struct column_plan *plan, size_t *ranks);
static crm_status cut_by_rank(struct column_plan *plan);
static crm_status cut_bucket(struct column_plan *plan, size_t bucket, const size_t *ranks,
                             struct cut *cuts, size_t cut_count);
static crm_status break_ties(struct column_plan *plan, const uint32_t *rows, size_t row_count,
                             const size_t *ranks, struct cut *cuts, size_t cut_count);
static void apply(const struct column_plan *plan, uint8_t *scores, size_t *sizes);

crm_status crm__rfm_score(struct env *env, const struct rfm_spec *spec,
                          const struct rfm_customers *customers, struct rfm_scores *scores_out)
{
    struct rfm_scores scores = {.env = env, .count = customers->count};
    *scores_out = (struct rfm_scores){0};
    crm_status status = check_spec(env, spec);
    scores.bins = spec->bins ? spec->bins : RFM_BINS_DEFAULT;
    if (status == CRM_OK && customers->count > 0)
        status = score_all(env, spec, customers, &scores);
    if (status == CRM_OK)
        *scores_out = scores;
    else
        crm__rfm_scores_free(&scores);
    return status;
}

void crm__rfm_scores_free(struct rfm_scores *scores)
{
    if (!scores || !scores->env)
        return;
    crm__free(scores->env, scores->scores[0]);
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

/* All scores stand in one block, the first dimension's. */
static crm_status score_all(struct env *env, const struct rfm_spec *spec,
                            const struct rfm_customers *customers, struct rfm_scores *scores)
{
    scores->scores[0] = crm__realloc_array(env, NULL, scores->count, RFM_DIMENSIONS);
    if (!scores->scores[0])
        return CRM_E_NOMEM;
    for (size_t which = 1; which < RFM_DIMENSIONS; which++)
        scores->scores[which] = scores->scores[0] + which * scores->count;
    struct rfm_buckets *buckets = crm__alloc(env, sizeof *buckets);
    if (!buckets)
        return CRM_E_NOMEM;
    crm_status status = crm__rfm_buckets_init(buckets, env, customers->count);
    for (size_t which = 0; which < RFM_DIMENSIONS && status == CRM_OK; which++)
        status =
            score_dimension(env, spec, customers, (enum rfm_dimension)which, buckets, scores);
    crm__rfm_buckets_free(buckets);
    crm__free(env, buckets);
    return status;
}

static crm_status score_dimension(struct env *env, const struct rfm_spec *spec,
                                  const struct rfm_customers *customers, enum rfm_dimension which,
                                  struct rfm_buckets *buckets, struct rfm_scores *scores)
{
    struct column_plan plan = {.env = env,
                               .ids = customers->ids,
                               .method = spec->method,
                               .reversed = which == RFM_RECENCY,
                               .buckets = buckets,
                               .cut_count = (size_t)scores->bins - 1};
    crm_status status = crm__rfm_buckets_fill(buckets, customers->values[which]);
    if (status == CRM_OK)
        status = score_column(&plan, spec->thresholds[which], spec->threshold_ids[which],
                              scores->scores[which], scores->sizes[which]);
    for (size_t k = 0; k < plan.cut_count; k++) {
        scores->cuts[which][k] = plan.cuts[k].value;
        scores->cut_ids[which][k] = plan.cuts[k].id == INT64_MAX ? 0 : plan.cuts[k].id;
    }
    return status;
}

static crm_status score_column(struct column_plan *plan, const int64_t *thresholds,
                               const int64_t *threshold_ids, uint8_t *scores, size_t *sizes)
{
    crm_status status = CRM_OK;
    if (plan->method == RFM_FIXED) {
        for (size_t k = 0; k < plan->cut_count; k++)
            plan->cuts[k] = (struct cut){thresholds[k],
                                         threshold_ids[k] ? threshold_ids[k] : INT64_MAX};
    } else {
        status = cut_by_rank(plan);
    }
    if (status == CRM_OK)
        apply(plan, scores, sizes);
    return status;
}

/* Quantile k has rank ceil(k * n / bins); tile k ends with k * (n / bins) + min(k, n mod bins). */
static void wanted_ranks(const struct column_plan *plan, size_t *ranks)
{
    size_t count = plan->buckets->count;
    size_t bins = plan->cut_count + 1;
    size_t odd = count % bins;
    for (size_t k = 1; k < bins; k++)
        ranks[k - 1] = plan->method == RFM_NTILE ? k * (count / bins) + (k < odd ? k : odd)
                                                 : (k * count + bins - 1) / bins;
}

static crm_status cut_by_rank(struct column_plan *plan)
{
    size_t ranks[CUTS_MAX];
    wanted_ranks(plan, ranks);
    size_t below = 0;
    size_t k = 0;
    for (size_t bucket = 0; k < plan->cut_count; bucket++) {
        size_t first = k;
        size_t inner[CUTS_MAX];
        size_t through = below + plan->buckets->counts[bucket];
        for (; k < plan->cut_count && ranks[k] <= through; k++)
            inner[k - first] = ranks[k] - below;
        below = through;
        if (k == first)
            continue;
        crm_status status = cut_bucket(plan, bucket, inner, plan->cuts + first, k - first);
        if (status < 0)
            return status;
    }
    return CRM_OK;
}

/* Cuts through one bucket; `ranks` count within it. */
static crm_status cut_bucket(struct column_plan *plan, size_t bucket, const size_t *ranks,
                             struct cut *cuts, size_t cut_count)
{
    const struct rfm_buckets *buckets = plan->buckets;
    if (plan->method == RFM_QUANTILE && crm__rfm_bucket_is_exact(buckets, bucket)) {
        int64_t value = (int64_t)((uint64_t)buckets->low + bucket);
        for (size_t k = 0; k < cut_count; k++)
            cuts[k] = (struct cut){value, INT64_MAX};
        return CRM_OK;
    }
    size_t count = buckets->counts[bucket];
    int64_t found[CUTS_MAX];
    uint32_t *rows = crm__realloc_array(plan->env, NULL, count, sizeof *rows);
    int64_t *values = crm__realloc_array(plan->env, NULL, count, sizeof *values);
    crm_status status = rows && values ? CRM_OK : CRM_E_NOMEM;
    if (status == CRM_OK) {
        crm__rfm_bucket_rows(buckets, bucket, rows);
        for (size_t i = 0; i < count; i++)
            values[i] = buckets->values[rows[i]];
        status = crm__rank_select(plan->env, values, count, ranks, cut_count, found);
    }
    for (size_t k = 0; k < cut_count && status == CRM_OK; k++)
        cuts[k] = (struct cut){found[k], INT64_MAX};
    if (status == CRM_OK && plan->method == RFM_NTILE)
        status = break_ties(plan, rows, count, ranks, cuts, cut_count);
    crm__free(plan->env, values);
    crm__free(plan->env, rows);
    return status;
}

/* Among the customers at a cut's value, the cut lies behind the id of the rank that is left. */
static crm_status break_ties(struct column_plan *plan, const uint32_t *rows, size_t row_count,
                             const size_t *ranks, struct cut *cuts, size_t cut_count)
{
    int64_t *ids = crm__realloc_array(plan->env, NULL, row_count, sizeof(*ids));
    if (!ids)
        return CRM_E_NOMEM;
    crm_status status = CRM_OK;
    for (size_t k = 0; k < cut_count && status == CRM_OK;) {
        int64_t value = cuts[k].value;
        size_t below = 0;
        size_t equal = 0;
        for (size_t i = 0; i < row_count; i++) {
            int64_t other = plan->buckets->values[rows[i]];
            below += other < value;
            if (other == value)
                ids[equal++] = plan->ids ? plan->ids[rows[i]] : (int64_t)rows[i];
        }
        size_t first = k;
        size_t inner[CUTS_MAX];
        int64_t found[CUTS_MAX];
        for (; k < cut_count && cuts[k].value == value; k++)
            inner[k - first] = ranks[k] - below;
        status = crm__rank_select(plan->env, ids, equal, inner, k - first, found);
        for (size_t j = first; j < k && status == CRM_OK; j++)
            cuts[j].id = found[j - first];
    }
    crm__free(plan->env, ids);
    return status;
}

/* --- scoring ---------------------------------------------------------------------------------- */

/* The cuts as buckets. Customers in a bucket that a cut goes through are compared one by one. */
struct edges {
    uint16_t buckets[CUTS_MAX];
    size_t count;
    uint16_t mixed[CUTS_MAX];
    size_t mixed_count;
};

static struct edges edges_of(const struct column_plan *plan)
{
    struct edges edges = {.count = plan->cut_count};
    for (size_t k = 0; k < plan->cut_count; k++) {
        size_t bucket = crm__rfm_bucket(plan->buckets, plan->cuts[k].value);
        edges.buckets[k] = (uint16_t)bucket;
        if (plan->cuts[k].id != INT64_MAX || !crm__rfm_bucket_is_exact(plan->buckets, bucket))
            edges.mixed[edges.mixed_count++] = (uint16_t)bucket;
    }
    return edges;
}

static bool is_mixed(const struct edges *edges, uint16_t bucket)
{
    bool mixed = false;
    for (size_t k = 0; k < edges->mixed_count; k++)
        mixed |= edges->mixed[k] == bucket;
    return mixed;
}

static uint8_t score_from(const struct column_plan *plan, size_t cuts_below)
{
    return (uint8_t)(plan->reversed ? plan->cut_count + 1 - cuts_below : cuts_below + 1);
}

/* 1 + the number of cuts below (value, id), before it is turned round. */
static uint8_t exact_score(const struct column_plan *plan, size_t row)
{
    int64_t value = plan->buckets->values[row];
    int64_t id = plan->ids ? plan->ids[row] : (int64_t)row;
    size_t below = 0;
    for (size_t k = 0; k < plan->cut_count; k++) {
        const struct cut *cut = &plan->cuts[k];
        below += cut->value < value || (cut->value == value && cut->id < id);
    }
    return score_from(plan, below);
}

/* Scores a whole block by its buckets. The loops have no branch and a constant end, so that a
 * compiler does several customers at once. */
static void score_block(const struct edges *edges, bool reversed, const uint16_t *of,
                        uint8_t *scores)
{
    uint16_t below[RFM_BLOCK];
    for (size_t i = 0; i < RFM_BLOCK; i++)
        below[i] = of[i] > edges->buckets[0];
    for (size_t k = 1; k < edges->count; k++) {
        const uint16_t edge = edges->buckets[k];
        for (size_t i = 0; i < RFM_BLOCK; i++)
            below[i] = (uint16_t)(below[i] + (of[i] > edge));
    }
    const uint8_t best = (uint8_t)(edges->count + 1);
    for (size_t i = 0; i < RFM_BLOCK; i++)
        scores[i] = (uint8_t)(reversed ? best - below[i] : 1 + below[i]);
}

static void apply(const struct column_plan *plan, uint8_t *scores, size_t *sizes)
{
    const struct edges edges = edges_of(plan);
    const size_t count = plan->buckets->count;
    for (size_t from = 0; from < count; from += RFM_BLOCK) {
        const uint16_t *of = plan->buckets->of + from;
        size_t size = count - from < RFM_BLOCK ? count - from : RFM_BLOCK;
        uint8_t block[RFM_BLOCK];
        score_block(&edges, plan->reversed, of, block);
        bool mixed =
            edges.mixed_count && crm__rfm_block_has(of, edges.mixed, edges.mixed_count);
        for (size_t i = 0; mixed && i < size; i++) {
            if (!is_mixed(&edges, of[i]))
                continue;
            block[i] = exact_score(plan, from + i);
            sizes[block[i]]++;
        }
        memcpy(scores + from, block, size);
    }
    for (size_t bucket = 0; bucket < RFM_BUCKETS; bucket++) {
        size_t below = 0;
        for (size_t k = 0; k < edges.count; k++)
            below += (size_t)edges.buckets[k] < bucket;
        if (!is_mixed(&edges, (uint16_t)bucket))
            sizes[score_from(plan, below)] += plan->buckets->counts[bucket];
    }
}
