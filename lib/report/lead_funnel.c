/*
 * How far leads get, two ways at once: what happened in the period, and what has become, by its
 * end, of the leads that were created in it. The log is made from what leads and the claim ledger
 * say; only when a lead was qualified has to be looked up in its history.
 */
#include "report/build.h"

#include "engine/funnel.h"
#include "store/history.h"

enum { CREATED, ASSIGNED, WORKED, QUALIFIED, CONVERTED, LOST, STAGES };

static const struct choice stage_choices[STAGES] = {
    {REPORT_LITERAL("created"), REPORT_LITERAL("Created"), REPORT_LITERAL("新建")},
    {REPORT_LITERAL("assigned"), REPORT_LITERAL("Assigned"), REPORT_LITERAL("已分配")},
    {REPORT_LITERAL("worked"), REPORT_LITERAL("Worked"), REPORT_LITERAL("已跟进")},
    {REPORT_LITERAL("qualified"), REPORT_LITERAL("Qualified"), REPORT_LITERAL("已确认")},
    {REPORT_LITERAL("converted"), REPORT_LITERAL("Converted"), REPORT_LITERAL("已转化")},
    {REPORT_LITERAL("invalid"), REPORT_LITERAL("Invalid"), REPORT_LITERAL("无效")},
};
static const struct choice_set stage_set = {REPORT_LITERAL("lead_funnel_stage"), stage_choices,
                                            STAGES};
static const enum stage_kind stage_kinds[STAGES] = {STAGE_OPEN, STAGE_OPEN, STAGE_OPEN,
                                                    STAGE_OPEN, STAGE_WON,  STAGE_LOST};

#define NEVER HISTORY_NEVER

struct lead_times {
    int64_t id;
    int64_t at_us[STAGES]; /* NEVER: not reached */
    bool qualified_now;
};

struct lead_log {
    struct report *report;
    struct id_map assigned; /* lead -> first time in the ledger */
    struct lead_times *leads;
    size_t count;
    size_t capacity;
};

enum { ID, CREATED_AT, OWNER, OWNER_SINCE, RESPONSE_AT, FOLLOW_UP_AT, STATUS, CONVERTED_AT,
       VALIDITY_AT, UPDATED_AT };
static const char fields[] = "id,created_at,owner,owner_since,first_response_at,last_follow_up_at,"
                             "status,converted_at,validity_at,updated_at";

static crm_status claims_read(struct lead_log *log);
static crm_status leads_read(struct lead_log *log);
static crm_status qualified_read(struct lead_log *log);
static crm_status funnel_write(struct report *report, const struct lead_log *log);

static void columns_add(struct report *report)
{
    crm__report_column(report, "stage", COLUMN_CHOICE, "Stage", "阶段")->choices = &stage_set;
    crm__report_column(report, "events", COLUMN_INTEGER, "In the period", "期间发生");
    crm__report_column(report, "reached", COLUMN_INTEGER, "Of the new leads", "新线索到达");
    crm__report_column(report, "conversion", COLUMN_PERCENT, "From the stage before", "环节转化率");
    crm__report_column(report, "share", COLUMN_PERCENT, "Of all new", "累计转化率");
    crm__report_column(report, "lost", COLUMN_INTEGER, "Lost from here", "由此流失");
    crm__report_column(report, "standing", COLUMN_INTEGER, "Stand here", "当前停留");
    crm__report_column(report, "median_stay", COLUMN_DURATION, "Median stay", "停留中位数");
    crm__report_draw(report, CHART_FUNNEL, 0, 2);
    report->chart.rows = LOST; /* who is lost does not come after who is won */
}

crm_status crm__report_lead_funnel(struct report *report)
{
    struct env *env = report->store->env;
    struct lead_log log = {.report = report};
    columns_add(report);
    report->advice = crm__report_say(report, "no leads in the period; next: lcrm import leads.csv",
                                     "该期间没有线索；下一步：lcrm import leads.csv");
    crm_status status = crm__report_begin(report);
    if (status >= 0)
        status = crm__report_period_text(report, &report->subtitle);
    crm__id_map_init(&log.assigned, env);
    if (status >= 0)
        status = claims_read(&log);
    if (status >= 0)
        status = leads_read(&log);
    if (status >= 0)
        status = qualified_read(&log);
    if (status >= 0)
        status = funnel_write(report, &log);
    crm__free(env, log.leads);
    crm__id_map_free(&log.assigned);
    return status;
}

/* --- what is known of each lead --------------------------------------------------------------- */

static crm_status claim_add(void *context, const struct batch *rows, size_t row)
{
    struct lead_log *log = context;
    int64_t at_us = crm__report_int(rows, 1, row, NEVER);
    int64_t *first = crm__id_map_put(&log->assigned, crm__report_int(rows, 0, row, 0), at_us);
    if (!first)
        return CRM_E_NOMEM;
    if (at_us < *first)
        *first = at_us;
    return CRM_OK;
}

static crm_status claims_read(struct lead_log *log)
{
    const struct entity *entity;
    struct query *query = NULL;
    struct store *store = log->report->store;
    crm_status status = crm__entity_need(store->catalogue, TEXT("claim"), &entity);
    if (status >= 0)
        status = crm__query_new(store, entity, &query);
    if (status >= 0) {
        crm__query_where(query, TEXT("action in [\"claim\", \"assign\"]"));
        status = crm__query_fields(query, TEXT("lead,at"));
    }
    return crm__report_scan(query, status, claim_add, log);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static crm_status lead_add(void *context, const struct batch *rows, size_t row)
{
    struct lead_log *log = context;
    crm_status status =
        crm__array_reserve(log->report->store->env, (void **)&log->leads, &log->capacity,
                           log->count + 1, sizeof *log->leads);
    if (status < 0)
        return status;
    struct lead_times *lead = &log->leads[log->count++];
    struct value state = crm__batch_at(rows, STATUS, row);
    int64_t id = crm__report_int(rows, ID, row, 0);
    int64_t created = crm__report_int(rows, CREATED_AT, row, 0);
    bool invalid = state.kind == VALUE_TEXT && crm__text_is(state.text, "invalid");
    const int64_t *claimed = crm__id_map_find(&log->assigned, id);
    int64_t owned = crm__report_int(rows, OWNER, row, 0)
                        ? crm__report_int(rows, OWNER_SINCE, row, created)
                        : NEVER;
    *lead = (struct lead_times){.id = id};
    lead->at_us[CREATED] = created;
    lead->at_us[ASSIGNED] = claimed ? earlier(*claimed, owned) : owned;
    lead->at_us[WORKED] = crm__report_int(rows, RESPONSE_AT, row,
                                          crm__report_int(rows, FOLLOW_UP_AT, row, NEVER));
    lead->at_us[QUALIFIED] = NEVER;
    lead->at_us[CONVERTED] = crm__report_int(rows, CONVERTED_AT, row, NEVER);
    lead->at_us[LOST] = invalid ? crm__report_int(rows, VALIDITY_AT, row,
                                                  crm__report_int(rows, UPDATED_AT, row, created))
                                : NEVER;
    lead->qualified_now = state.kind == VALUE_TEXT && crm__text_is(state.text, "qualified");
    return CRM_OK;
}

static crm_status leads_read(struct lead_log *log)
{
    struct query *query;
    char until[TIME_TEXT_SIZE];
    size_t size = crm__time_format(log->report->options.until_us, until);
    const char *rule = crm__arena_format(&log->report->arena,
                                         "created_at < timestamp(\"%.*s\")", (int)size, until);
    if (!rule)
        return CRM_E_NOMEM;
    crm_status status = crm__report_query(log->report, "lead", &query);
    if (status >= 0) {
        crm__query_where(query, crm__text_of(rule));
        crm__query_sort(query, TEXT("id"));
        status = crm__query_fields(query, crm__text_of(fields));
    }
    return crm__report_scan(query, status, lead_add, log);
}

/* Only leads that are qualified or converted can have been: the others' history is not read. */
static bool ask_history(const struct lead_times *lead)
{
    return lead->qualified_now || lead->at_us[CONVERTED] != NEVER;
}

/* Leads that are asked for, one behind the other. */
struct asked {
    int64_t *ids;
    int64_t *first_us;
    uint8_t *qualified;
    size_t count;
};

static crm_status qualified_ask(struct lead_log *log, struct asked *asked)
{
    struct store *store = log->report->store;
    const struct entity *entity;
    for (size_t i = 0; i < log->count; i++) {
        if (!ask_history(&log->leads[i]))
            continue;
        asked->ids[asked->count] = log->leads[i].id;
        asked->qualified[asked->count++] = log->leads[i].qualified_now;
    }
    crm_status status = crm__entity_need(store->catalogue, TEXT("lead"), &entity);
    if (status < 0)
        return status;
    const struct history_query query = {.field = crm__field_find(entity, TEXT("status")),
                                        .value = crm__value_text(TEXT("qualified")),
                                        .ids = asked->ids,
                                        .has_now = asked->qualified,
                                        .count = asked->count,
                                        .first_us = asked->first_us};
    status = crm__history_first(store, &query);
    size_t next = 0;
    for (size_t i = 0; status >= 0 && i < log->count; i++) {
        if (ask_history(&log->leads[i]))
            log->leads[i].at_us[QUALIFIED] = asked->first_us[next++];
    }
    return status;
}

static crm_status qualified_read(struct lead_log *log)
{
    struct env *env = log->report->store->env;
    struct asked asked = {.ids = crm__alloc_zero(env, log->count + 1, sizeof *asked.ids),
                          .first_us = crm__alloc_zero(env, log->count + 1, sizeof *asked.first_us),
                          .qualified = crm__alloc_zero(env, log->count + 1, 1)};
    bool made = asked.ids && asked.first_us && asked.qualified;
    crm_status status = made ? qualified_ask(log, &asked) : CRM_E_NOMEM;
    crm__free(env, asked.ids);
    crm__free(env, asked.first_us);
    crm__free(env, asked.qualified);
    return status;
}

/* --- the log and its funnels ------------------------------------------------------------------ */

struct stage_rows {
    int64_t *subjects;
    int64_t *at_us;
    uint8_t *stages;
    size_t count;
};

/* A stage that was reached before an earlier one, as when an imported lead says so, counts from
 * when the earlier one was. */
static void lead_log_rows(const struct lead_times *lead, struct stage_rows *rows)
{
    int64_t before = lead->at_us[CREATED];
    for (uint8_t stage = CREATED; stage < STAGES; stage++) {
        if (lead->at_us[stage] == NEVER)
            continue;
        if (lead->at_us[stage] > before)
            before = lead->at_us[stage];
        rows->subjects[rows->count] = lead->id;
        rows->stages[rows->count] = stage;
        rows->at_us[rows->count++] = before;
    }
}

static crm_status rows_write(struct report *report, const struct funnel *events,
                             const struct funnel *cohort)
{
    crm_status status = CRM_OK;
    if (events->subject_count == 0 && cohort->subject_count == 0)
        return CRM_OK;
    for (size_t i = 0; status >= 0 && i < STAGES; i++) {
        const struct funnel_stage *stage = &cohort->stages[i];
        bool lost = stage_kinds[i] == STAGE_LOST;
        const struct value values[] = {
            crm__value_text(stage_choices[i].name),
            crm__value_int(events->stages[i].entered),
            crm__value_int(stage->entered),
            lost || cohort->subject_count == 0
                ? VALUE_OF_NULL
                : crm__value_double((double)stage->conversion_permyriad / 10000),
            crm__report_share(stage->entered, cohort->subject_count),
            crm__value_int(stage->lost),
            crm__value_int(stage->standing),
            stage->stays ? crm__value_int(stage->stay_median_us) : VALUE_OF_NULL,
        };
        status = crm__report_row(report, values);
    }
    return status;
}

static crm_status funnel_write(struct report *report, const struct lead_log *log)
{
    struct env *env = report->store->env;
    size_t room = log->count * STAGES;
    struct stage_rows rows = {0};
    struct funnel events;
    struct funnel cohort;
    const struct funnel_spec spec = {.kinds = stage_kinds,
                                     .stage_count = STAGES,
                                     .from_us = report->options.from_us,
                                     .to_us = report->options.until_us,
                                     .as_of_us = report->options.until_us};
    crm_status status = CRM_OK;
    if (room) {
        rows.subjects = crm__alloc_zero(env, room, sizeof *rows.subjects);
        rows.at_us = crm__alloc_zero(env, room, sizeof *rows.at_us);
        rows.stages = crm__alloc_zero(env, room, sizeof *rows.stages);
        if (!rows.subjects || !rows.at_us || !rows.stages)
            status = CRM_E_NOMEM;
    }
    for (size_t i = 0; status >= 0 && i < log->count; i++)
        lead_log_rows(&log->leads[i], &rows);
    const struct stage_log stages = {rows.count, rows.subjects, rows.stages, rows.at_us};
    if (status >= 0)
        status = crm__funnel_events(env, &spec, &stages, &events);
    if (status >= 0)
        status = crm__funnel_cohort(env, &spec, &stages, &cohort);
    if (status >= 0)
        status = rows_write(report, &events, &cohort);
    crm__free(env, rows.subjects);
    crm__free(env, rows.at_us);
    crm__free(env, rows.stages);
    return status;
}
