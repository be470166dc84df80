/* Named segments: rules compiled to a table of cells, and moves between two runs. */
#include "engine/segment.h"

#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Eleven segments after the common recency-by-value map; first match wins. */
#define STANDARD_SEGMENTS(X)                                                                       \
    X("champions", "Champions", "重要价值客户", (4, 4, 4), (5, 5, 5))                              \
    X("cannot_lose", "Cannot lose", "不能流失客户", (1, 4, 4), (1, 5, 5))                          \
    X("at_risk", "At risk", "流失风险客户", (1, 3, 3), (2, 5, 5))                                  \
    X("loyal", "Loyal", "忠诚客户", (3, 3, 3), (5, 5, 5))                                          \
    X("new", "New", "新客户", (5, 1, 1), (5, 1, 5))                                                \
    X("promising", "Promising", "有潜力客户", (4, 1, 1), (4, 1, 5))                                \
    X("potential_loyalist", "Potential loyalist", "潜在忠诚客户", (4, 1, 1), (5, 5, 5))            \
    X("need_attention", "Need attention", "需要关注客户", (3, 2, 2), (3, 5, 5))                    \
    X("about_to_sleep", "About to sleep", "即将沉睡客户", (3, 1, 1), (3, 5, 5))                    \
    X("hibernating", "Hibernating", "沉睡客户", (2, 1, 1), (2, 5, 5))                              \
    X("lost", "Lost", "流失客户", (1, 1, 1), (1, 5, 5))

/* clang-format off */
#define BOUNDS(r, f, m) {r, f, m}
#define RULE(code, english, chinese, low, high) {code, english, chinese, BOUNDS low, BOUNDS high},
#define LITERAL(text) {"" text "", sizeof(text) - 1}
#define CHOICE(code, english, chinese, low, high)                                                  \
    {LITERAL(code), LITERAL(english), LITERAL(chinese)},
/* clang-format on */

static const struct segment_rule standard_rules[] = {STANDARD_SEGMENTS(RULE)};
static const struct choice standard_choices[] = {STANDARD_SEGMENTS(CHOICE)};

static crm_status check_rules(struct env *env, const struct segment_rule *rules, size_t rule_count,
                              int32_t scale, int32_t bins);
static uint8_t stretch(int32_t score, int32_t scale, int32_t bins);
static bool matches(const struct segment_rule *rule, const uint8_t scores[RFM_DIMENSIONS]);
static void cell_scores(const struct segment_map *map, size_t cell, uint8_t scores[3]);

const struct segment_rule *crm__segment_standard(size_t *rule_count_out)
{
    *rule_count_out = COUNT_OF(standard_rules);
    return standard_rules;
}

uint8_t crm__segment_index(struct text code)
{
    for (size_t i = 0; i < COUNT_OF(standard_rules); i++) {
        if (crm__text_is(code, standard_rules[i].code))
            return (uint8_t)i;
    }
    return SEGMENT_NONE;
}

const char *crm__segment_nearest(struct text code)
{
    const char *codes[COUNT_OF(standard_rules)];
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        codes[i] = standard_rules[i].code;
    size_t nearest = crm__text_nearest(code, codes, COUNT_OF(codes));
    return nearest == SIZE_MAX ? NULL : codes[nearest];
}

const struct choice_set *crm__segment_choices(void)
{
    static const struct choice_set set = {LITERAL("rfm_segment"), standard_choices,
                                          COUNT_OF(standard_choices)};
    return &set;
}

crm_status crm__segment_compile(struct env *env, const struct segment_rule *rules,
                                size_t rule_count, int32_t scale, int32_t bins,
                                struct segment_map *map)
{
    *map = (struct segment_map){0};
    crm_status status = check_rules(env, rules, rule_count, scale, bins);
    if (status != CRM_OK)
        return status;
    map->bins = bins;
    map->rule_count = rule_count;
    memset(map->cells, SEGMENT_NONE, sizeof(map->cells));
    for (size_t cell = 0; cell < (size_t)(bins * bins * bins); cell++) {
        uint8_t scores[RFM_DIMENSIONS];
        cell_scores(map, cell, scores);
        for (size_t i = 0; i < RFM_DIMENSIONS; i++)
            scores[i] = stretch(scores[i], scale, bins);
        size_t rule = 0;
        while (rule < rule_count && !matches(&rules[rule], scores))
            rule++;
        if (rule == rule_count) {
            map->uncovered_count++;
            continue;
        }
        map->cells[cell] = (uint8_t)rule;
        map->cell_counts[rule]++;
    }
    for (size_t rule = 0; rule < rule_count; rule++)
        if (map->cell_counts[rule] == 0)
            map->shadowed |= UINT64_C(1) << rule;
    return CRM_OK;
}

bool crm__segment_uncovered(const struct segment_map *map, size_t index, uint8_t scores_out[3])
{
    size_t cells = (size_t)(map->bins * map->bins * map->bins);
    for (size_t cell = 0; cell < cells; cell++) {
        if (map->cells[cell] == SEGMENT_NONE && index-- == 0) {
            cell_scores(map, cell, scores_out);
            return true;
        }
    }
    return false;
}

void crm__segment_assign(const struct segment_map *map, const struct rfm_scores *scores,
                         uint8_t *codes_out)
{
    const uint8_t *r = scores->scores[RFM_RECENCY];
    const uint8_t *f = scores->scores[RFM_FREQUENCY];
    const uint8_t *m = scores->scores[RFM_MONETARY];
    const size_t count = scores->count; /* copies, because codes_out may point anywhere */
    const uint16_t bins = (uint16_t)map->bins;
    const uint16_t lowest = (uint16_t)((bins + 1) * bins + 1);
    enum { BLOCK = 64 };
    uint16_t cells[BLOCK];
    size_t from = 0;
    /* Cells first, which a compiler does for several customers at once. */
    for (; from + BLOCK <= count; from += BLOCK) {
        for (size_t i = 0; i < BLOCK; i++)
            cells[i] = (uint16_t)((r[from + i] * bins + f[from + i]) * bins + m[from + i] - lowest);
        for (size_t i = 0; i < BLOCK; i++)
            codes_out[from + i] = map->cells[cells[i]];
    }
    for (; from < count; from++)
        codes_out[from] = map->cells[(r[from] * bins + f[from]) * bins + m[from] - lowest];
}

static crm_status check_rules(struct env *env, const struct segment_rule *rules, size_t rule_count,
                              int32_t scale, int32_t bins)
{
    if (rule_count > SEGMENT_LIMIT)
        return crm__fail(env, CRM_E_LIMIT, "segment rules: %zu, at most %d", rule_count,
                         SEGMENT_LIMIT);
    if (bins < RFM_BINS_MIN || bins > RFM_BINS_MAX || scale < RFM_BINS_MIN || scale > RFM_BINS_MAX)
        return crm__fail(env, CRM_E_INVALID, "bins: %d on a scale of %d, at least %d, at most %d",
                         (int)bins, (int)scale, RFM_BINS_MIN, RFM_BINS_MAX);
    for (size_t i = 0; i < rule_count; i++)
        for (size_t d = 0; d < RFM_DIMENSIONS; d++)
            if (rules[i].low[d] < 1 || rules[i].high[d] > scale ||
                rules[i].low[d] > rules[i].high[d])
                return crm__fail(env, CRM_E_INVALID, "segment %s: scores %d to %d, within 1 to %d",
                                 rules[i].code, rules[i].low[d], rules[i].high[d], (int)scale);
    return CRM_OK;
}

/* From 1..bins to 1..scale, lowest on lowest and highest on highest, rounding half up. */
static uint8_t stretch(int32_t score, int32_t scale, int32_t bins)
{
    int32_t steps = 2 * (score - 1) * (scale - 1);
    return (uint8_t)(1 + (steps + bins - 1) / (2 * (bins - 1)));
}

static bool matches(const struct segment_rule *rule, const uint8_t scores[RFM_DIMENSIONS])
{
    for (size_t d = 0; d < RFM_DIMENSIONS; d++)
        if (scores[d] < rule->low[d] || scores[d] > rule->high[d])
            return false;
    return true;
}

static void cell_scores(const struct segment_map *map, size_t cell, uint8_t scores[3])
{
    size_t bins = (size_t)map->bins;
    scores[0] = (uint8_t)(cell / (bins * bins) + 1);
    scores[1] = (uint8_t)(cell / bins % bins + 1);
    scores[2] = (uint8_t)(cell % bins + 1);
}

static crm_status check_run(struct env *env, const struct segment_run *run, size_t code_count,
                            const char *which)
{
    for (size_t i = 0; i < run->count; i++) {
        if (i > 0 && run->ids[i] <= run->ids[i - 1])
            return crm__fail(env, CRM_E_INVALID, "%s run: id %lld after %lld, must ascend", which,
                             (long long)run->ids[i], (long long)run->ids[i - 1]);
        if (run->codes[i] >= code_count && run->codes[i] != SEGMENT_NONE)
            return crm__fail(env, CRM_E_INVALID, "%s run: segment %d of %zu", which, run->codes[i],
                             code_count);
    }
    return CRM_OK;
}

crm_status crm__migration_count(struct env *env, const struct segment_run *before,
                                const struct segment_run *after, size_t code_count,
                                struct migration *migration_out)
{
    *migration_out = (struct migration){0};
    crm_status status = check_run(env, before, code_count, "first");
    if (status == CRM_OK)
        status = check_run(env, after, code_count, "second");
    if (status != CRM_OK)
        return status;
    size_t side = code_count + 1;
    int64_t *counts = crm__alloc_zero(env, side * side, sizeof(*counts));
    if (!counts)
        return CRM_E_NOMEM;
    size_t i = 0;
    size_t j = 0;
    while (i < before->count || j < after->count) {
        bool left = j == after->count || (i < before->count && before->ids[i] <= after->ids[j]);
        bool right = i == before->count || (j < after->count && after->ids[j] <= before->ids[i]);
        size_t from = left ? before->codes[i++] : code_count;
        size_t to = right ? after->codes[j++] : code_count;
        from = from < code_count ? from : code_count;
        to = to < code_count ? to : code_count;
        counts[from * side + to]++;
    }
    *migration_out = (struct migration){.env = env, .code_count = code_count, .counts = counts};
    return CRM_OK;
}

void crm__migration_free(struct migration *migration)
{
    if (!migration || !migration->env)
        return;
    crm__free(migration->env, migration->counts);
    *migration = (struct migration){0};
}
