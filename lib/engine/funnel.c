/* Funnels by event and by cohort, over a log of stage changes. */
#include "engine/funnel.h"
#include "engine/rank.h"

#include "base/memory.h"

#include <string.h>

enum { WHOLE_PERMYRIAD = 10000, NO_STAGE = 255 };

/* A stay in a stage that has ended. */
struct stay {
    int64_t length_us;
    uint8_t stage;
};

struct count {
    struct env *env;
    const struct funnel_spec *spec;
    const struct stage_log *log;
    struct funnel *funnel;
    struct stay *stays;
    size_t stay_count;
    size_t stay_capacity;
};

/* The rows of one subject that are known by as_of_us. */
struct history {
    size_t first;
    size_t end;
};

typedef crm_status count_history(struct count *count, struct history history);

static crm_status check(struct env *env, const struct funnel_spec *spec,
                        const struct stage_log *log);
static crm_status run(struct env *env, const struct funnel_spec *spec, const struct stage_log *log,
                      count_history *each, struct funnel *funnel_out);
static crm_status count_events(struct count *count, struct history history);
static crm_status count_cohort(struct count *count, struct history history);
static crm_status add_stay(struct count *count, size_t row);
static crm_status measure_stays(struct count *count);
static void convert(struct count *count, bool by_cohort);

crm_status crm__funnel_events(struct env *env, const struct funnel_spec *spec,
                              const struct stage_log *log, struct funnel *funnel_out)
{
    return run(env, spec, log, count_events, funnel_out);
}

crm_status crm__funnel_cohort(struct env *env, const struct funnel_spec *spec,
                              const struct stage_log *log, struct funnel *funnel_out)
{
    return run(env, spec, log, count_cohort, funnel_out);
}

static crm_status run(struct env *env, const struct funnel_spec *spec, const struct stage_log *log,
                      count_history *each, struct funnel *funnel_out)
{
    struct funnel funnel = {.env = env, .stage_count = spec->stage_count};
    struct count count = {.env = env, .spec = spec, .log = log, .funnel = &funnel};
    memset(funnel_out, 0, sizeof(*funnel_out));
    crm_status status = check(env, spec, log);
    for (size_t first = 0; first < log->count && status == CRM_OK;) {
        size_t next = first;
        while (next < log->count && log->subjects[next] == log->subjects[first])
            next++;
        size_t end = first;
        while (end < next && log->at_us[end] < spec->as_of_us)
            end++;
        if (end > first)
            status = each(&count, (struct history){first, end});
        first = next;
    }
    if (status == CRM_OK)
        status = measure_stays(&count);
    if (status == CRM_OK) {
        convert(&count, each == count_cohort);
        *funnel_out = funnel;
    }
    crm__free(env, count.stays);
    return status;
}

static crm_status check(struct env *env, const struct funnel_spec *spec,
                        const struct stage_log *log)
{
    if (spec->stage_count > FUNNEL_STAGE_LIMIT)
        return crm__fail(env, CRM_E_LIMIT, "funnel stages: %zu, at most %d", spec->stage_count,
                         FUNNEL_STAGE_LIMIT);
    for (size_t i = 0; i < log->count; i++) {
        if (log->stages[i] >= spec->stage_count)
            return crm__fail(env, CRM_E_INVALID, "stage log row %zu: stage %d of %zu", i,
                             log->stages[i], spec->stage_count);
        if (i > 0 && (log->subjects[i] < log->subjects[i - 1] ||
                      (log->subjects[i] == log->subjects[i - 1] &&
                       log->at_us[i] < log->at_us[i - 1])))
            return crm__fail(env, CRM_E_INVALID, "stage log row %zu: before the row above it", i);
    }
    return CRM_OK;
}

static bool in_period(const struct funnel_spec *spec, int64_t at_us)
{
    return at_us >= spec->from_us && at_us < spec->to_us;
}

static crm_status count_events(struct count *count, struct history history)
{
    const struct stage_log *log = count->log;
    struct funnel_stage *stages = count->funnel->stages;
    uint64_t seen = 0;
    crm_status status = CRM_OK;
    for (size_t row = history.first; row < history.end && status == CRM_OK; row++) {
        uint8_t stage = log->stages[row];
        if (!in_period(count->spec, log->at_us[row]))
            continue;
        stages[stage].entered++;
        stages[stage].subjects += !(seen >> stage & 1);
        seen |= UINT64_C(1) << stage;
        if (row == history.first)
            continue;
        stages[log->stages[row - 1]].lost += count->spec->kinds[stage] == STAGE_LOST;
        status = add_stay(count, row - 1);
    }
    count->funnel->subject_count += seen != 0;
    stages[log->stages[history.end - 1]].standing++;
    return status;
}

static crm_status count_cohort(struct count *count, struct history history)
{
    const struct stage_log *log = count->log;
    struct funnel_stage *stages = count->funnel->stages;
    const enum stage_kind *kinds = count->spec->kinds;
    if (!in_period(count->spec, log->at_us[history.first]))
        return CRM_OK;
    size_t reached = NO_STAGE;
    crm_status status = CRM_OK;
    for (size_t row = history.first; row < history.end && status == CRM_OK; row++) {
        uint8_t stage = log->stages[row];
        if (kinds[stage] != STAGE_LOST && (reached == NO_STAGE || stage > reached))
            reached = stage;
        if (row + 1 < history.end)
            status = add_stay(count, row);
    }
    for (size_t stage = 0; reached != NO_STAGE && stage <= reached; stage++)
        stages[stage].entered += kinds[stage] != STAGE_LOST;
    uint8_t last = log->stages[history.end - 1];
    if (kinds[last] == STAGE_LOST) {
        stages[last].entered++;
        if (history.end - history.first > 1)
            stages[log->stages[history.end - 2]].lost++;
    }
    stages[last].standing++;
    count->funnel->subject_count++;
    return status;
}

/* The stay that began with `row` and ended with the next row. */
static crm_status add_stay(struct count *count, size_t row)
{
    crm_status status =
        crm__array_reserve(count->env, (void **)&count->stays, &count->stay_capacity,
                           count->stay_count + 1, sizeof(*count->stays));
    if (status != CRM_OK)
        return status;
    const int64_t *at_us = count->log->at_us;
    count->stays[count->stay_count++] =
        (struct stay){at_us[row + 1] - at_us[row], count->log->stages[row]};
    return CRM_OK;
}

static crm_status measure_stays(struct count *count)
{
    if (count->stay_count == 0)
        return CRM_OK;
    int64_t *lengths = crm__realloc_array(count->env, NULL, count->stay_count, sizeof(*lengths));
    if (!lengths)
        return CRM_E_NOMEM;
    crm_status status = CRM_OK;
    for (size_t stage = 0; stage < count->spec->stage_count && status == CRM_OK; stage++) {
        struct funnel_stage *out = &count->funnel->stages[stage];
        size_t found = 0;
        for (size_t i = 0; i < count->stay_count; i++)
            if (count->stays[i].stage == stage)
                lengths[found++] = count->stays[i].length_us;
        out->stays = (int64_t)found;
        for (size_t i = 0; i < found; i++)
            out->stay_total_us += lengths[i];
        size_t rank = (found + 1) / 2;
        if (found > 0)
            status = crm__rank_select(count->env, lengths, found, &rank, 1,
                                      &out->stay_median_us);
    }
    crm__free(count->env, lengths);
    return status;
}

/* Rounded half up. */
static int64_t share(int64_t part, int64_t whole)
{
    return whole > 0 ? (part * WHOLE_PERMYRIAD * 2 + whole) / (whole * 2) : 0;
}

static void convert(struct count *count, bool by_cohort)
{
    struct funnel *funnel = count->funnel;
    size_t before = NO_STAGE;
    for (size_t i = 0; i < funnel->stage_count; i++) {
        struct funnel_stage *stage = &funnel->stages[i];
        if (by_cohort)
            stage->subjects = stage->entered;
        if (count->spec->kinds[i] == STAGE_LOST)
            continue;
        int64_t whole = before != NO_STAGE ? funnel->stages[before].entered
                        : by_cohort        ? funnel->subject_count
                                           : stage->entered;
        stage->conversion_permyriad = share(stage->entered, whole);
        before = i;
    }
}
