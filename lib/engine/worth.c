/* Quadrants, Pareto share and Gini. */
#include "engine/worth.h"
#include "engine/rank.h"

enum { MILLI = 1000, SHARE_DEFAULT = 800, TOP_DEFAULT = 200 };

/* The customers with orders enough, as two columns in thousandths. */
struct buyers {
    int64_t *order_values;
    int64_t *frequencies;
    size_t count;
};

static crm_status gather_buyers(struct env *env, int64_t least, const int64_t *order_counts,
                                const int64_t *amounts, size_t count, struct buyers *buyers);
static crm_status find_threshold(struct env *env, const int64_t *values, size_t count,
                                 enum quadrant_split split, const char *what, int64_t *out);
static int64_t positive(int64_t amount);
static crm_status sum_positive(struct env *env, const int64_t *amounts, size_t count,
                               int64_t *total_out);
static void find_share(const int64_t *amounts, const uint32_t *order, int32_t share,
                       struct pareto *pareto);
static double gini(const int64_t *amounts, const uint32_t *order, const struct pareto *pareto);

crm_status crm__quadrants(struct env *env, const struct quadrant_spec *spec,
                          const int64_t *order_counts, const int64_t *amounts_minor, size_t count,
                          uint8_t *quadrants_out, struct quadrant_result *result_out)
{
    struct buyers buyers = {0};
    int64_t least = spec->least_orders > 1 ? spec->least_orders : 1;
    struct quadrant_result result = {.order_value_milli = spec->order_value_milli,
                                     .frequency_milli = spec->frequency_milli};
    *result_out = (struct quadrant_result){0};
    crm_status status = gather_buyers(env, least, order_counts, amounts_minor, count, &buyers);
    if (status == CRM_OK && spec->split != SPLIT_FIXED)
        status = find_threshold(env, buyers.order_values, buyers.count, spec->split,
                                "order values", &result.order_value_milli);
    if (status == CRM_OK && spec->split != SPLIT_FIXED)
        status = find_threshold(env, buyers.frequencies, buyers.count, spec->split, "orders",
                                &result.frequency_milli);
    size_t buyer = 0;
    for (size_t i = 0; i < count && status == CRM_OK; i++) {
        enum quadrant quadrant = QUADRANT_E;
        if (order_counts[i] >= least) {
            bool high = buyers.order_values[buyer] >= result.order_value_milli;
            bool often = buyers.frequencies[buyer] >= result.frequency_milli;
            quadrant = high ? (often ? QUADRANT_A : QUADRANT_B) : (often ? QUADRANT_C : QUADRANT_D);
            buyer++;
        }
        quadrants_out[i] = (uint8_t)quadrant;
        result.sizes[quadrant]++;
    }
    if (status == CRM_OK)
        *result_out = result;
    crm__free(env, buyers.order_values);
    crm__free(env, buyers.frequencies);
    return status;
}

static crm_status gather_buyers(struct env *env, int64_t least, const int64_t *order_counts,
                                const int64_t *amounts, size_t count, struct buyers *buyers)
{
    buyers->order_values = crm__alloc_zero(env, count + 1, sizeof(int64_t));
    buyers->frequencies = crm__alloc_zero(env, count + 1, sizeof(int64_t));
    if (!buyers->order_values || !buyers->frequencies)
        return CRM_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        if (order_counts[i] < least)
            continue;
        if (amounts[i] > INT64_MAX / MILLI || amounts[i] < INT64_MIN / MILLI ||
            order_counts[i] > INT64_MAX / MILLI)
            return crm__fail(env, CRM_E_LIMIT, "amount of one customer: %lld, at most %lld",
                             (long long)amounts[i], (long long)(INT64_MAX / MILLI));
        buyers->order_values[buyers->count] = amounts[i] * MILLI / order_counts[i];
        buyers->frequencies[buyers->count++] = order_counts[i] * MILLI;
    }
    return CRM_OK;
}

/* The mean is rounded up: for whole thousandths, at or above it is at or above the true mean. */
static crm_status find_threshold(struct env *env, const int64_t *values, size_t count,
                                 enum quadrant_split split, const char *what, int64_t *out)
{
    *out = 0;
    if (count == 0)
        return CRM_OK;
    if (split == SPLIT_MEDIAN) {
        size_t rank = (count + 1) / 2;
        return crm__rank_select(env, values, count, &rank, 1, out);
    }
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (values[i] > 0 ? sum > INT64_MAX - values[i] : sum < INT64_MIN - values[i])
            return crm__fail(env, CRM_E_LIMIT, "sum of %s in thousandths: over %lld", what,
                             (long long)INT64_MAX);
        sum += values[i];
    }
    int64_t n = (int64_t)count;
    *out = sum / n + (sum % n > 0);
    return CRM_OK;
}

crm_status crm__pareto(struct env *env, const struct pareto_spec *spec,
                       const int64_t *amounts_minor, size_t count, struct pareto *pareto_out)
{
    int32_t share = spec->share_permille ? spec->share_permille : SHARE_DEFAULT;
    int32_t top = spec->top_permille ? spec->top_permille : TOP_DEFAULT;
    struct pareto pareto = {.customer_count = count, .share_last_row = SIZE_MAX};
    *pareto_out = (struct pareto){.share_last_row = SIZE_MAX};
    if (share < 0 || share > MILLI || top < 0 || top > MILLI)
        return crm__fail(env, CRM_E_INVALID, "pareto share: %d and %d of a thousand", (int)share,
                         (int)top);
    crm_status status = sum_positive(env, amounts_minor, count, &pareto.total_minor);
    if (status != CRM_OK || count == 0)
        return status;
    uint32_t *order = crm__realloc_array(env, NULL, count, sizeof(*order));
    if (!order)
        return CRM_E_NOMEM;
    status = crm__rank_descending(env, amounts_minor, count, order);
    if (status == CRM_OK) {
        find_share(amounts_minor, order, share, &pareto);
        pareto.top_count = (count * (size_t)top + MILLI - 1) / MILLI;
        for (size_t i = 0; i < pareto.top_count; i++)
            pareto.top_minor += positive(amounts_minor[order[i]]);
        if (pareto.total_minor > 0)
            pareto.top_share = (double)pareto.top_minor / (double)pareto.total_minor;
        pareto.gini = gini(amounts_minor, order, &pareto);
        *pareto_out = pareto;
    }
    crm__free(env, order);
    return status;
}

static int64_t positive(int64_t amount)
{
    return amount > 0 ? amount : 0;
}

static crm_status sum_positive(struct env *env, const int64_t *amounts, size_t count,
                               int64_t *total_out)
{
    int64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        if (total > INT64_MAX - positive(amounts[i]))
            return crm__fail(env, CRM_E_LIMIT, "sum of amounts: over %lld", (long long)INT64_MAX);
        total += positive(amounts[i]);
    }
    *total_out = total;
    return CRM_OK;
}

/* The least amount that is `share` of the total, rounded up, without a product over 64 bits. */
static int64_t share_of(int64_t total, int32_t share)
{
    int64_t whole = total / MILLI * share;
    int64_t rest = total % MILLI * share;
    return whole + rest / MILLI + (rest % MILLI > 0);
}

static void find_share(const int64_t *amounts, const uint32_t *order, int32_t share,
                       struct pareto *pareto)
{
    int64_t wanted = share_of(pareto->total_minor, share);
    int64_t sum = 0;
    while (sum < wanted) {
        pareto->share_last_row = order[pareto->share_count++];
        sum += positive(amounts[pareto->share_last_row]);
    }
}

/* 2 * sum(i * x_i) / (n * sum(x)) - (n + 1) / n, with i = 1 for the smallest. */
static double gini(const int64_t *amounts, const uint32_t *order, const struct pareto *pareto)
{
    double n = (double)pareto->customer_count;
    double weighted = 0;
    if (pareto->total_minor == 0)
        return 0;
    for (size_t i = 0; i < pareto->customer_count; i++)
        weighted += (n - (double)i) * (double)positive(amounts[order[i]]);
    return 2 * weighted / (n * (double)pareto->total_minor) - (n + 1) / n;
}
