/* Rule scoring: one record with its reasons, or a block of records column by column. */
#include "engine/score.h"

#include <assert.h>
#include <string.h>

enum { BLOCK = 1024, PERMILLE = 1000 };

/* What one rule gives to one record. */
struct contribution {
    size_t count;
    int64_t raw;
    int64_t decayed;
    int64_t points;
};

static crm_status check_bounds(struct env *env, const char *what, int64_t id, int64_t min,
                               int64_t max);
static crm_status check_rule(struct env *env, const struct score_model *model, size_t index);
static int64_t clamp(int64_t value, int64_t min, int64_t max);
static int64_t add_limited(int64_t a, int64_t b);
static struct contribution by_verdict(const struct score_rule *rule, uint8_t verdict);
static struct contribution by_events(const struct score_rule *rule,
                                     const struct score_event *events, size_t count,
                                     int64_t now_us);
static void add_block(const struct score_model *model, const uint8_t *const *verdicts,
                      const int64_t *const *event_points, size_t first, size_t count,
                      int64_t *scratch, int64_t *scores);

/* Where the reasons of one record go. */
struct reasons {
    struct score_reason *list;
    size_t count;
};

static void give_reason(struct reasons *reasons, struct score_reason reason)
{
    if (reasons->list)
        reasons->list[reasons->count] = reason;
    reasons->count++;
}

crm_status crm__score_check(struct env *env, const struct score_model *model)
{
    if (model->rule_count > SCORE_RULE_LIMIT || model->group_count > SCORE_GROUP_LIMIT)
        return crm__fail(env, CRM_E_LIMIT, "score model: %zu rules in %zu groups, at most %d in %d",
                         model->rule_count, model->group_count, SCORE_RULE_LIMIT,
                         SCORE_GROUP_LIMIT);
    crm_status status = check_bounds(env, "score model", 0, model->min_milli, model->max_milli);
    for (size_t i = 0; i < model->group_count && status == CRM_OK; i++)
        status = check_bounds(env, "score group", model->groups[i].id, model->groups[i].min_milli,
                              model->groups[i].max_milli);
    for (size_t i = 0; i < model->rule_count && status == CRM_OK; i++)
        status = check_rule(env, model, i);
    return status;
}

/* Bounds that could lift a score beyond what rules can give would let sums overflow. */
static crm_status check_bounds(struct env *env, const char *what, int64_t id, int64_t min,
                               int64_t max)
{
    if (min > max)
        return crm__fail(env, CRM_E_INVALID, "%s %lld: minimum %lld is above maximum %lld", what,
                         (long long)id, (long long)min, (long long)max);
    if (min > SCORE_RULE_MILLI_LIMIT || max < -SCORE_RULE_MILLI_LIMIT)
        return crm__fail(env, CRM_E_LIMIT, "%s %lld: bounds beyond %lld thousandths", what,
                         (long long)id, (long long)SCORE_RULE_MILLI_LIMIT);
    return CRM_OK;
}

static crm_status check_rule(struct env *env, const struct score_model *model, size_t index)
{
    const struct score_rule *rule = &model->rules[index];
    long long id = (long long)rule->id;
    const struct decay *decay = &rule->decay;
    if (rule->group >= model->group_count)
        return crm__fail(env, CRM_E_INVALID, "score rule %lld: group %zu of %zu", id, rule->group,
                         model->group_count);
    if (rule->points_milli > SCORE_MILLI_LIMIT || rule->points_milli < -SCORE_MILLI_LIMIT)
        return crm__fail(env, CRM_E_LIMIT, "score rule %lld: %lld thousandths, at most %lld", id,
                         (long long)rule->points_milli, (long long)SCORE_MILLI_LIMIT);
    if (rule->daily_cap_milli < 0 || rule->daily_cap_milli > SCORE_MILLI_LIMIT)
        return crm__fail(env, CRM_E_LIMIT, "score rule %lld: daily cap of %lld thousandths, at "
                         "least 0 and at most %lld", id, (long long)rule->daily_cap_milli,
                         (long long)SCORE_MILLI_LIMIT);
    if (rule->min_milli > 0 || rule->max_milli < 0)
        return crm__fail(env, CRM_E_INVALID, "score rule %lld: its bounds leave no room for 0", id);
    if (decay->kind != DECAY_NONE && decay->span_us <= 0)
        return crm__fail(env, CRM_E_INVALID, "score rule %lld: decay over %lld us, at least 1", id,
                         (long long)decay->span_us);
    if (decay->kind == DECAY_STEP && (decay->drop_permille < 1 || decay->drop_permille > PERMILLE))
        return crm__fail(env, CRM_E_INVALID, "score rule %lld: drops %d of a thousand, at least 1 "
                         "and at most %d", id, (int)decay->drop_permille, PERMILLE);
    return CRM_OK;
}

void crm__score_one(const struct score_model *model, const uint8_t *verdicts,
                    const struct score_event *events, size_t event_count, int64_t now_us,
                    struct score_reason *reasons_out, struct score_result *result_out)
{
    int64_t sums[SCORE_GROUP_LIMIT] = {0};
    struct reasons reasons = {.list = reasons_out};
    struct score_result result = {0};
    size_t at = 0;
    for (size_t i = 0; i < model->rule_count; i++) {
        const struct score_rule *rule = &model->rules[i];
        size_t first = at;
        while (at < event_count && events[at].rule == i)
            at++;
        const struct score_event *own = at > first ? &events[first] : NULL;
        struct contribution given = rule->by_events ? by_events(rule, own, at - first, now_us)
                                                    : by_verdict(rule, verdicts[i]);
        result.missing_count += !rule->by_events && verdicts[i] == VERDICT_MISSING;
        sums[rule->group] += given.points;
        if (given.count > 0)
            give_reason(&reasons, (struct score_reason){REASON_RULE, i, given.count, given.raw,
                                                        given.decayed, given.points});
    }
    assert(at == event_count);

    int64_t total = 0;
    for (size_t i = 0; i < model->group_count; i++) {
        int64_t bounded = clamp(sums[i], model->groups[i].min_milli, model->groups[i].max_milli);
        if (bounded != sums[i])
            give_reason(&reasons, (struct score_reason){.kind = REASON_GROUP, .index = i,
                                                        .points_milli = bounded - sums[i]});
        total += bounded;
    }
    result.score_milli = clamp(total, model->min_milli, model->max_milli);
    if (result.score_milli != total)
        give_reason(&reasons, (struct score_reason){.kind = REASON_TOTAL,
                                                    .points_milli = result.score_milli - total});
    result.reason_count = reasons.count;
    *result_out = result;
}

int64_t crm__score_events(const struct score_rule *rule, const struct score_event *events,
                          size_t event_count, int64_t now_us)
{
    return by_events(rule, events, event_count, now_us).points;
}

const char *crm__score_grade(const struct score_grade *grades, size_t grade_count,
                             int64_t score_milli)
{
    for (size_t i = 0; i < grade_count; i++)
        if (score_milli >= grades[i].from_milli)
            return grades[i].letter;
    return "";
}

static int64_t clamp(int64_t value, int64_t min, int64_t max)
{
    return value < min ? min : value > max ? max : value;
}

/* Two values within the limit of a rule; their sum stays within it. */
static int64_t add_limited(int64_t a, int64_t b)
{
    return clamp(a + b, -SCORE_RULE_MILLI_LIMIT, SCORE_RULE_MILLI_LIMIT);
}

static struct contribution by_verdict(const struct score_rule *rule, uint8_t verdict)
{
    if (verdict != VERDICT_TRUE)
        return (struct contribution){0};
    int64_t points = clamp(rule->points_milli, rule->min_milli, rule->max_milli);
    return (struct contribution){1, rule->points_milli, rule->points_milli, points};
}

/* The daily cap counts raw points, oldest first; decay comes after it. */
static struct contribution by_events(const struct score_rule *rule,
                                     const struct score_event *events, size_t count,
                                     int64_t now_us)
{
    struct contribution given = {0};
    int64_t room = rule->daily_cap_milli;
    for (size_t i = 0; i < count && events[i].at_us <= now_us; i++) {
        int64_t points = rule->points_milli;
        if (rule->daily_cap_milli > 0) {
            if (i > 0 && events[i].day != events[i - 1].day)
                room = rule->daily_cap_milli;
            points = clamp(points, -room, room);
            room -= points < 0 ? -points : points;
        }
        given.count++;
        given.raw = add_limited(given.raw, rule->points_milli);
        given.decayed = add_limited(
            given.decayed, crm__decay_milli(&rule->decay, points, now_us - events[i].at_us));
    }
    given.points = clamp(given.decayed, rule->min_milli, rule->max_milli);
    return given;
}

crm_status crm__score_batch(struct env *env, const struct score_model *model,
                            const uint8_t *const *verdicts, const int64_t *const *event_points,
                            size_t count, int64_t *scores_out_milli)
{
    int64_t *scratch = crm__realloc_array(env, NULL, BLOCK, sizeof(*scratch));
    if (!scratch)
        return CRM_E_NOMEM;
    for (size_t first = 0; first < count; first += BLOCK) {
        size_t size = count - first < BLOCK ? count - first : BLOCK;
        add_block(model, verdicts, event_points, first, size, scratch, scores_out_milli + first);
    }
    crm__free(env, scratch);
    return CRM_OK;
}

/* No branch in here: a verdict is as likely false as true. */
static void add_verdicts(int64_t *sums, const uint8_t *verdicts, size_t count, int64_t points)
{
    for (size_t i = 0; i < count; i++)
        sums[i] += points & -(int64_t)(verdicts[i] == VERDICT_TRUE);
}

static void add_points(int64_t *sums, const int64_t *points, size_t count,
                       const struct score_rule *rule)
{
    for (size_t i = 0; i < count; i++)
        sums[i] += clamp(add_limited(points[i], 0), rule->min_milli, rule->max_milli);
}

static void add_block(const struct score_model *model, const uint8_t *const *verdicts,
                      const int64_t *const *event_points, size_t first, size_t count,
                      int64_t *scratch, int64_t *scores)
{
    memset(scores, 0, count * sizeof(*scores));
    for (size_t group = 0; group < model->group_count; group++) {
        memset(scratch, 0, count * sizeof(*scratch));
        for (size_t i = 0; i < model->rule_count; i++) {
            const struct score_rule *rule = &model->rules[i];
            if (rule->group != group)
                continue;
            if (rule->by_events && event_points && event_points[i])
                add_points(scratch, event_points[i] + first, count, rule);
            else if (!rule->by_events && verdicts[i])
                add_verdicts(scratch, verdicts[i] + first, count,
                             clamp(rule->points_milli, rule->min_milli, rule->max_milli));
        }
        for (size_t i = 0; i < count; i++)
            scores[i] += clamp(scratch[i], model->groups[group].min_milli,
                               model->groups[group].max_milli);
    }
    for (size_t i = 0; i < count; i++)
        scores[i] = clamp(scores[i], model->min_milli, model->max_milli);
}
